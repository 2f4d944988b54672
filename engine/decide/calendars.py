"""A procedure is put on another calendar, or a new version of it: a decision by a person, with a reason."""

from __future__ import annotations

from engine import commands as c
from engine import events as e
from engine.decide.reasons import Reasons, require_role
from engine.errors import InvalidInput
from engine.evaluation import Context
from engine.recount import recount
from engine.time.calendar import read_pin


def change_calendar(context: Context, command: c.ChangeCalendar) -> tuple[e.Event, ...]:
    """Every running deadline that ends elsewhere on it moves, all of them or none; nothing moves by itself."""
    definition, state, other = context.definition, context.state, context.other
    if other is None:
        raise InvalidInput("calendar: it was not loaded, so nothing can be counted on it.")
    powers = definition.powers
    require_role(context, command, powers.change_calendar or powers.pause, "put the procedure on another calendar")
    asked, now = read_pin(other.pin), read_pin(state.calendar)
    reasons = Reasons(context, f"put the procedure on calendar {asked}")
    why = f"the procedure ended ({state.ended})"
    reasons.need(state.ended is None, "not_ended", "The procedure is running.", why)
    why = f'the procedure counts on "{definition.calendar}", and which days count is not chosen case by case'
    reasons.need(asked.name == definition.calendar, "same_name", "It is the calendar of the law.", why, rules=_UNION)
    reasons.need(other.pin != state.calendar, "another", "It is another version.", f"it is on {now} already")
    found = recount(context, other)
    for one in found:
        why = f'"{definition.deadlines[one.deadline].title}" cannot be counted on it: {one.blocks}'
        reasons.need(one.blocks is None, f"{one.deadline}_known", "Every open deadline can be counted.", why)
    reasons.settle()
    changed = e.CalendarChanged(calendar=other.pin, was=state.calendar, by=command.actor, reason=command.reason)
    moved = (
        e.DeadlineMoved(
            deadline=one.deadline,
            last_on=one.last_on,
            due_at=one.due_at,
            was_due_at=one.was_due_at,
            calendar=one.calendar,
            provisional=one.provisional,
        )
        for one in found
        if one.kept is None and one.due_at is not None
    )
    return (changed, *moved)


_UNION = ("UK-CLK-1",)
