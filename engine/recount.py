"""A recount: which running deadlines end elsewhere on another calendar, by how much, and what would break if not.

The preview and the command both ask here, so what is shown is what is done.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from engine.definition import DeadlineRule
from engine.errors import BeyondCalendar
from engine.evaluation.context import Context
from engine.evaluation.planned import shortest_minimum
from engine.state import Deadline
from engine.time.calendar import Calendar
from engine.time.dates import describe_date
from engine.time.local_time import describe_instant
from engine.time.periods import Period, Unit, ending, last_day
from engine.time.periods.ending import moment_of_end
from engine.time.remainder import last_day_after, left_of_days, working_days


@dataclass(frozen=True, kw_only=True, slots=True)
class Recounted:
    """One deadline on another calendar; ``due_at`` is None where that calendar cannot tell.

    ``kept`` says why its end stays although the count differs, ``breaks`` which legal minimum is cut short where it
    stays as it is, ``blocks`` why the procedure cannot be put on the calendar.
    """

    deadline: str
    last_on: date
    due_at: datetime | None
    was_last_on: date | None
    was_due_at: datetime
    calendar: str
    provisional: bool = False
    kept: str | None = None
    breaks: str | None = None
    blocks: str | None = None

    @property
    def moves(self) -> bool:
        """Whether it ends at another instant."""
        return self.kept is None and self.blocks is None and self.due_at not in {None, self.was_due_at}


def recount(context: Context, other: Calendar) -> tuple[Recounted, ...]:
    """Every open deadline that the other calendar touches, by name; those that stay as they are, are left out."""
    if context.state.ended is not None:
        return ()
    return tuple(
        found
        for name, known in sorted(context.state.deadlines.items())
        for found in _recounted(context, other, name, known)
    )


def _recounted(context: Context, other: Calendar, name: str, known: Deadline) -> Iterator[Recounted]:
    rule = context.definition.deadlines[name]
    if known.met_n is not None or known.stopped_at is not None or known.due_at < context.now:
        return  # met, over, or standing still: what is left of it is counted when it goes on, on the calendar of then
    if rule.period is None:
        yield from _minimum_cut_short(context, other, name, known)
        return
    if not known.started or not rule.period.period.asks_calendar:
        return
    same = Recounted(
        deadline=name,
        last_on=known.last_on or known.starts_on,
        due_at=known.due_at,
        was_last_on=known.last_on,
        was_due_at=known.due_at,
        calendar=other.pin,
    )
    try:
        found = _moved(context, other, rule, known, same)
    except BeyondCalendar as beyond:
        yield replace(same, due_at=None, blocks=str(beyond))
        return
    if found.due_at != known.due_at or found.provisional != known.provisional:
        yield found


def _moved(context: Context, other: Calendar, rule: DeadlineRule, known: Deadline, same: Recounted) -> Recounted:
    assert rule.period is not None  # noqa: S101 - asked just now
    zone, law = context.definition.zone, rule.period.period
    last_on, due_at = _end(context, other, law, known)
    provisional = last_on > other.last_on
    found = replace(same, last_on=last_on, due_at=due_at, provisional=provisional)
    if due_at <= context.now:
        over = describe_instant(due_at, zone)
        return replace(found, kept=f"it would have ended already, {over}: what runs is not ended in the past")
    least = ending(known.starts_on, law, other, zone, start_at=known.starts_at)
    if least.due_at > known.due_at:
        rules = f" ({', '.join(rule.rules)})" if rule.rules else ""
        return replace(
            found,
            breaks=f"{law} {describe_date(known.starts_on)} end with {describe_date(least.last_on)}{rules}:"
            f" {describe_instant(known.due_at, zone)} would be too early",
        )
    return found


def _end(context: Context, other: Calendar, law: Period, known: Deadline) -> tuple[date, datetime]:
    """Where it ends on the other calendar: counted from its start, or what is left of it where it once stood still."""
    zone = context.definition.zone
    period = law if known.length is None else replace(law, length=known.length)
    before = ending(known.starts_on, period, context.calendar, zone, start_at=known.starts_at)
    if before.due_at == known.due_at or period.unit is not Unit.WORKING_DAYS or known.last_on is None:
        found = ending(known.starts_on, period, other, zone, start_at=known.starts_at)
        return found.last_on, found.due_at
    left = left_of_days(context.now, known.last_on, zone, working_days(context.calendar))
    last_on = last_day_after(context.now, left, zone, working_days(other))
    return last_on, moment_of_end(last_on, period, zone)


def _minimum_cut_short(context: Context, other: Calendar, name: str, known: Deadline) -> Iterator[Recounted]:
    """What a person set does not move; whether it still keeps the law's least time is told."""
    minimum = shortest_minimum(context, name)
    if minimum is None or minimum.period is None or not minimum.period.period.asks_calendar:
        return
    least = minimum.period.period
    ends_on = known.last_on or known.due_at.date()
    try:
        before, after = (last_day(known.starts_on, least, calendar) for calendar in (context.calendar, other))
    except BeyondCalendar:
        return  # a moment that a person chose stands, whatever is known of the days after it
    if before <= ends_on < after:
        yield Recounted(
            deadline=name,
            last_on=ends_on,
            due_at=known.due_at,
            was_last_on=known.last_on,
            was_due_at=known.due_at,
            calendar=other.pin,
            kept="a person set it: extend it, if the law's least time is to be kept",
            breaks=f"{least} {describe_date(known.starts_on)} end with {describe_date(after)}",
        )
