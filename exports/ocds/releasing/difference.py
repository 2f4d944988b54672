"""What is new between two moments: only what changed, always with identifiers, and null where something went away."""

from __future__ import annotations

from typing import Any

from exports.ocds.releasing.forms import Piece

_IDENTIFY = ("id", "awardID")
"""Fields that say what a part is: the schema requires them wherever a part is told."""


_MONEY = frozenset({"amount", "currency"})
"""A sum is told whole: an amount without its currency says nothing to whoever reads one release."""


def difference(before: Piece, after: Piece) -> Piece:
    """The parts of ``after`` that are not so in ``before``; empty when nothing changed."""
    changed: Piece = {}
    for name, value in after.items():
        if name not in before:
            changed[name] = value
        elif before[name] != value:
            changed[name] = _changed(before[name], value)
    for name, value in before.items():
        if name not in after:
            changed[name] = gone(value)
    if not changed:
        return {}
    return {**{name: after[name] for name in _IDENTIFY if name in after}, **changed}


def _changed(before: Any, after: Any) -> Any:
    if isinstance(before, dict) and isinstance(after, dict) and not after.keys() >= _MONEY:
        return difference(before, after)
    if _identified(before) and _identified(after):
        return _list_difference(before, after)
    return after


def _list_difference(before: list[Piece], after: list[Piece]) -> list[Piece]:
    """New members whole, changed ones in part; one that went away keeps its identifier and nothing else."""
    known = {member["id"]: member for member in before}
    staying = {member["id"] for member in after}
    changed = []
    for member in after:
        if member["id"] not in known:
            changed.append(member)
        elif known[member["id"]] != member:
            changed.append(difference(known[member["id"]], member))
    return [*changed, *(gone(member) for member in before if member["id"] not in staying)]


def gone(value: Any) -> Any:
    """How something that is no longer so is told: null, inside an object for each field that does not identify it."""
    if isinstance(value, dict):
        return {name: inner if name in _IDENTIFY else gone(inner) for name, inner in value.items()}
    if _identified(value):
        return [gone(member) for member in value]
    if isinstance(value, list) and any(isinstance(one, dict) for one in value):
        return value  # the schema takes no null in its place, and what stands in a part that is gone means nothing
    return None


def _identified(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) and "id" in one for one in value)
