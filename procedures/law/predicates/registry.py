"""The table of predicates: each by its name, with the parameters that a rule may give it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, get_type_hints

from pydantic import BaseModel, ConfigDict, create_model

from procedures.law.view import View


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What a predicate found: the place in the file, what is wrong and what to do, and the shortest way into it."""

    where: str
    message: str
    story: tuple[str, ...] = ()


Judges = Callable[..., Iterator[Fault]]


@dataclass(frozen=True, kw_only=True)
class Predicate:
    """A predicate: what it judges in a sentence, and the model of its parameters."""

    name: str
    judges: Judges
    parameters: type[BaseModel]

    @property
    def sentence(self) -> str:
        """What holds when it finds nothing."""
        return (inspect.getdoc(self.judges) or "").split("\n", 1)[0]

    def __call__(self, view: View, given: Mapping[str, Any]) -> Iterator[Fault]:
        """Judge a definition with the parameters of a rule."""
        asked = self.parameters.model_validate(dict(given))
        return self.judges(view, **{name: getattr(asked, name) for name in self.parameters.model_fields})


PREDICATES: Final[dict[str, Predicate]] = {}


def predicate(judges: Judges) -> Judges:
    """Enter a function in the table; its keyword-only arguments are what a rule gives under ``with``."""
    hints = get_type_hints(judges, include_extras=True)
    fields: dict[str, Any] = {
        name: (hints[name], ... if argument.default is argument.empty else argument.default)
        for name, argument in inspect.signature(judges).parameters.items()
        if argument.kind is argument.KEYWORD_ONLY
    }
    parameters = create_model(f"With_{judges.__name__}", __config__=ConfigDict(extra="forbid", frozen=True), **fields)
    PREDICATES[judges.__name__] = Predicate(name=judges.__name__, judges=judges, parameters=parameters)
    return judges
