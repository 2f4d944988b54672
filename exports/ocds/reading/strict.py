"""One JSON value read strictly: a name twice, NaN, a number out of range or too deep a nest is told, not guessed at."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn

DEEPEST: Final = 64
"""Levels of objects and lists; the standard itself needs about ten."""
LONGEST_NUMBER: Final = 1_000
"""Digits; Python refuses to read integers of more than 4,300."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """A value, and the names that stood twice in one object of it (the last one counts)."""

    value: Any
    twice: tuple[str, ...] = ()


class NotJson(ValueError):
    """A text is no JSON value that can be read."""


@dataclass(slots=True)
class _Reader:
    twice: dict[str, None] = field(default_factory=dict)

    def pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) != len(pairs):
            seen: set[str] = set()
            for name, _ in pairs:
                if name in seen:
                    self.twice[name] = None
                seen.add(name)
        return made


def read(text: str) -> Read:
    """Read one value; ``NotJson`` says what is wrong with it."""
    reader = _Reader()
    try:
        value = json.loads(
            text, object_pairs_hook=reader.pairs, parse_constant=_constant, parse_int=_integer, parse_float=_float
        )
    except json.JSONDecodeError as error:
        raise NotJson(f"{error.msg} at character {error.pos}") from error
    except RecursionError:
        raise NotJson(f"objects and lists are nested more than {DEEPEST} deep") from None
    return Read(value=value, twice=tuple(reader.twice))


def _constant(word: str) -> NoReturn:
    raise NotJson(f"{word} is no JSON number")


def _integer(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise NotJson(f"a number has {len(digits):,} digits")
    return int(digits)


def _float(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise NotJson(f"{digits[:40]} is beyond any number that can be kept")
    return value
