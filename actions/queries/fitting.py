"""In which role a person would act: the one role of theirs that may do what is asked, when there is just one.

Nothing repeats here what roles may do: the rules themselves are asked, role by role, and say ``NotAllowed`` or not.
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.house import House
from actions.queries.holders import roles_held
from actions.queries.moment import present_of
from engine import commands as c
from engine.decide import decide
from engine.definition import Definition
from engine.errors import InvalidInput, NotAllowed, SeedbedError
from engine.state import State
from engine.time.calendar import Calendar
from storage.reading import Reading


def fitting_role(house: House, reading: Reading, command: c.Command) -> str:
    """The role to act in; ``InvalidInput`` when several fit, a role that will be turned away when none does."""
    state, definition, calendar = _ground(house, reading, command)
    now = present_of(house, reading)

    def fits(role: str) -> bool:
        try:
            asked = command.model_copy(update={"role": role})
            target = house.asked_definition(reading, command)
            other = house.asked_calendar(command, state.calendar, target)
            decide(definition, state, asked, now, calendar, other=other, target=target)
        except NotAllowed:
            return False
        except SeedbedError:
            return True  # whatever else is wrong, it is not the role
        return True

    held = roles_held(reading, definition, command.procedure, command.actor, now)
    found = [role for role in held if fits(role)]
    if len(found) > 1:
        raise InvalidInput(
            f"{command.actor} holds several roles that may do this: {', '.join(found)}. Say which one with --role."
        )
    return (
        _first((*found, *held))
        or _first(role for role in definition.roles if fits(role))
        or next(iter(definition.roles))
    )


def _first(names: Iterable[str]) -> str | None:
    return next(iter(names), None)


def _ground(house: House, reading: Reading, command: c.Command) -> tuple[State, Definition, Calendar]:
    """What the command would be decided on."""
    row = reading.procedure(command.procedure)
    if row is not None:
        state = house.states.of(row)
        return state, house.definitions.pinned(reading, state.definition), house.pinned_calendar(state.calendar)
    digest = command.definition if isinstance(command, c.OpenProcedure) else ""
    definition = house.definitions.pinned(reading, digest)
    return State(procedure=command.procedure), definition, house.calendar(definition.calendar)
