"""``evolve`` copies only what an event writes to; these tests find an event type that writes to more."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from typing import Any

from engine import events as e
from engine.evolve import evolve, replay
from engine.state import State
from engine.voiding import VOIDABLE
from storage.codec import state_to_bytes

AT = datetime(2026, 10, 30, 9, tzinfo=UTC)
_EXAMPLES: dict[Any, Any] = {str: "x", int: 1, bool: True, datetime: AT, date: AT.date(), dict: {"x": 1}}


def one_of_each() -> Iterator[e.Happened]:
    """Every event type once, in the order of the table; all that they name is called x, so that each finds it."""
    made = [_example(cls) for cls in e.EVENT_TYPES.values()]
    numbers = {name: n for n, name in enumerate(e.EVENT_TYPES)}
    corrections = [replace(made[-1], event=numbers[name], type=name, effect="void") for name in VOIDABLE]
    for n, event in enumerate((*made, *corrections)):
        yield e.Happened(n, AT, event)


def _example(cls: type[Any]) -> Any:
    hints = typing.get_type_hints(cls)
    return cls(**{field.name: _value(hints[field.name]) for field in fields(cls)})


def _value(hint: Any) -> Any:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        return _value(arguments[0])
    if origin is list:
        return [_value(arguments[0])]
    if origin is tuple:
        return tuple(_value(argument) for argument in arguments)
    return _EXAMPLES[origin or hint]


def test_evolve_leaves_every_state_as_it_was() -> None:
    """States are shared by hash, so a change to an old one would be a lie about the past."""
    state = State(procedure="RL-1")
    for happened in one_of_each():
        before = state_to_bytes(state)
        after = evolve(state, happened)
        assert state_to_bytes(state) == before, type(happened.event).__name__
        state = after


def test_evolving_one_by_one_is_replaying() -> None:
    """Both use the same functions, one with copies and one without, and come to the same state at every event."""
    history = list(one_of_each())
    state = State(procedure="RL-1")
    for n, happened in enumerate(history):
        state = evolve(state, happened)
        assert state == replay(history[: n + 1], "RL-1")
