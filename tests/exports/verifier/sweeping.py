"""Every value of every event of a lawful history replaced by another one: the rules must notice, or say why not."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from tests.exports.verifier.writer import Happening

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT.*Z")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Swept(NamedTuple):
    """One change: where, of what, and the history with it."""

    n: int
    type: str
    field: str
    happenings: list[Happening]


def others(value: Any) -> Iterator[Any]:
    """Values that are not this one, of its kind and not."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield value + 1
        yield value - 1
    elif isinstance(value, str) and _INSTANT.fullmatch(value):
        yield f"{value[:3]}{(int(value[3]) + 1) % 10}{value[4:]}"
        yield f"{value[:-2]}{(int(value[-2]) + 1) % 10}Z"
    elif isinstance(value, str) and _DAY.fullmatch(value):
        yield str(date.fromisoformat(value) + timedelta(days=1))
        yield str(date.fromisoformat(value) - timedelta(days=1))
    elif value is None or isinstance(value, str):
        yield "nonsense"
    elif isinstance(value, list):
        yield value[1:] if value else ["nonsense"]
    else:
        yield {key: not one for key, one in value.items()} if value else {"nonsense": True}


def swept(happenings: list[Happening]) -> Iterator[Swept]:
    """The history with one value changed, one after the other; role and actor too."""
    for n, one in enumerate(happenings):
        changed = [("role", replace(one, role="reader")), ("actor", replace(one, actor="mallory"))]
        for field, value in one.data.items():
            for other in others(value):
                data = {**copy.deepcopy(one.data), field: other}
                changed.append((field, replace(one, data=data)))
        for field, instead in changed:
            yield Swept(n, one.type, field, [*happenings[:n], instead, *happenings[n + 1 :]])
