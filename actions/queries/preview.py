"""What a command would write: its events in words and in full, though nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from actions.house import House
from actions.queries.moment import moment_of
from actions.queries.sentences import sentence
from engine import commands as c
from engine.decide import decide
from engine.definition import Definition
from engine.events import Event
from engine.state import State
from storage.codec import type_name
from storage.reading import Reading


@dataclass(frozen=True, kw_only=True, slots=True)
class Previewed:
    """One event that would be written; ``data`` holds the words that would be sealed as well."""

    n: int
    type: str
    what: str
    data: Mapping[str, Any]


def preview(house: House, reading: Reading, command: c.Command) -> tuple[Previewed, ...]:
    """The events that would follow right now; raises what carrying it out would raise, access policy apart."""
    if isinstance(command, c.OpenProcedure) and reading.procedure(command.procedure) is None:
        definition = house.definitions.pinned(reading, command.definition)
        state, now = State(procedure=command.procedure), house.clock.now()
        events = decide(definition, state, command, now, house.calendar(definition.calendar))
        return _previewed(definition, events, 0)
    moment = moment_of(house, reading, command.procedure)
    if isinstance(command, c.Correct):
        line = next(iter(reading.events(command.procedure, after_n=command.event - 1, upto_n=command.event)), None)
        command = command.model_copy(update={"event_type": "" if line is None else line.body()["type"]})
    target = house.asked_definition(reading, command)
    other = house.asked_calendar(command, moment.state.calendar, target)
    events = decide(moment.definition, moment.state, command, moment.now, moment.calendar, other=other, target=target)
    # What follows a move is said in the words of the definition that is moved to.
    return _previewed(target or moment.definition, events, moment.state.n + 1)


def _previewed(definition: Definition, events: tuple[Event, ...], first: int) -> tuple[Previewed, ...]:
    return tuple(
        Previewed(n=n, type=type_name(event), what=sentence(definition, event), data=msgspec.to_builtins(event))
        for n, event in enumerate(events, first)
    )
