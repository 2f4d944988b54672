"""One change between two definitions, and how the names of two versions belong together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from engine.definition import Definition

Value = TypeVar("Value")


class Kind(StrEnum):
    """What a change is about."""

    PERIOD = "period"
    DEADLINE = "deadline"
    GATE = "gate"
    STEP = "step"
    MOVE = "move"
    PARTNER = "partner"
    ROLE = "role"
    POWER = "power"
    FACT = "fact"
    ARTEFACT = "artefact"
    DECISION = "decision"
    NOTICE = "notice"
    ROUND = "round"
    MONEY = "money"
    LAW = "law"
    WORDS = "words"


class Effect(StrEnum):
    """What became of it."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    SHORTENED = "shortened"
    LENGTHENED = "lengthened"
    WEAKENED = "weakened"
    STRENGTHENED = "strengthened"
    CHANGED = "changed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One change: ``where`` is its place in the file, ``rules`` those that the place answers, in either version.

    ``shortens``: it takes time from somebody who was promised it. ``breaks``: rules that are newly broken there.
    """

    kind: Kind
    effect: Effect
    where: str
    sentence: str
    rules: tuple[str, ...] = ()
    shortens: bool = False
    breaks: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Two:
    """Two definitions side by side; ``names`` holds newer names by (kind, older name)."""

    before: Definition
    after: Definition
    names: Mapping[tuple[str, str], str]

    @classmethod
    def of(cls, before: Definition, after: Definition) -> Two:
        """Side by side, with the names that the newer one gives."""
        found = {
            (kind, old): new
            for one in after.succeeds
            if before.name == after.name and one.version == before.version
            for kind, old, new in one.names
        }
        return cls(before=before, after=after, names=found)

    def pairs(
        self, kind: str, before: Mapping[str, Value], after: Mapping[str, Value]
    ) -> Iterator[tuple[str, Value | None, Value | None]]:
        """Each thing of a kind by its newer name, as it was and as it is; None where it is not."""
        older = {self.names.get((kind, name), name): value for name, value in before.items()}
        for name in dict.fromkeys((*older, *after)):
            yield name, older.get(name), after.get(name)

    def newer(self, value: Any) -> Any:
        """A value of the older definition with every name as the newer one has it: what is renamed is not changed."""
        words = {old: new for (_, old), new in self.names.items()}
        return _reworded(value, words) if words else value

    def roles(self, names: Iterable[str]) -> str:
        """The titles of roles, as a sentence names them."""
        found = [self._role(name) for name in names]
        return " or ".join(found) if found else "nobody"

    def _role(self, name: str) -> str:
        known = self.after.roles.get(name) or self.before.roles.get(name)
        return known.title.lower() if known else name


def _reworded(value: Any, words: Mapping[str, str]) -> Any:
    match value:
        case str():
            return words.get(value, value)
        case tuple():
            return tuple(_reworded(item, words) for item in value)
        case list():
            return [_reworded(item, words) for item in value]
        case dict():
            return {key: _reworded(item, words) for key, item in value.items()}
        case _:
            return value


def both(*rules: Iterable[str]) -> tuple[str, ...]:
    """Rule ids of several places, each once, in their order."""
    return tuple(dict.fromkeys(rule for some in rules for rule in some))
