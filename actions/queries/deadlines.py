"""The deadlines of a procedure: planned, running or passed, and how the date of each was reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from actions.house import House
from actions.queries.moment import Moment, moment_of
from actions.queries.names import require_known
from engine.definition import DeadlineRule, Definition, Minimum
from engine.schedule import shortest_minimum
from engine.state import Deadline, State
from engine.time.calendar import Calendar
from engine.time.dates import describe_date
from engine.time.periods import Period, PeriodExplanation, explain_period
from engine.time.remainder import Remainder
from storage.reading import Reading


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadlineSeen:
    """One deadline, how it stands, and ``left_over``: what is kept of one that stands still.

    ``status`` is not asked, not set, not started, planned, running, standing still, met, met late, missed, passed, or
    ended with the procedure.
    """

    deadline: str
    title: str
    status: str
    starts_with: str
    starts_on: date | None
    last_on: date | None
    due_at: datetime | None
    left: str | None
    extended: int
    shortened: int
    set_by: tuple[str, ...]
    met_by: tuple[str, ...]
    met_n: int | None
    in_time: bool | None
    stands_still: tuple[str, ...]
    left_over: str | None
    acknowledged: tuple[str, ...]
    missed: str
    rules: tuple[str, ...]
    n: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Deadlines:
    """The deadlines of one procedure, soonest first, those without a date last as the procedure comes to them."""

    procedure: str
    title: str
    re_enactment: str | None
    zone: str
    now: datetime
    deadlines: tuple[DeadlineSeen, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class MinimumSeen:
    """The least time that the law gives, and its last day when it starts on ``starts_on``."""

    period: str
    rules: tuple[str, ...]
    last_on: date
    sentence: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RowSeen:
    """The row of a table of the law that was chosen, and the facts that chose it, as the history holds them."""

    table: str
    row: int
    circumstance: str
    declared: bool
    rules: tuple[str, ...]
    facts: Mapping[str, bool]


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadlineExplained:
    """How one deadline comes to its date: counted day by day, or set by a person above the law's minimum."""

    procedure: str
    re_enactment: str | None
    zone: str
    now: datetime
    deadline: DeadlineSeen
    sentence: str
    counted: PeriodExplanation | None
    minimum: MinimumSeen | None
    row: RowSeen | None


def deadlines_of(house: House, reading: Reading, procedure: str, *, at: datetime | None = None) -> Deadlines:
    """Every deadline of the definition, with its date as it is known."""
    return deadlines_at(moment_of(house, reading, procedure, at))


def deadlines_at(moment: Moment) -> Deadlines:
    """The deadlines at a moment."""
    names = sorted(moment.definition.deadlines, key=lambda name: _first_step(moment, name))
    seen = [deadline_seen(moment, name) for name in names]
    dated = sorted((one for one in seen if one.due_at is not None), key=lambda one: one.due_at or moment.now)
    return Deadlines(
        procedure=moment.state.procedure,
        title=moment.state.title,
        re_enactment=moment.state.re_enactment,
        zone=moment.zone,
        now=moment.now,
        deadlines=(*dated, *(one for one in seen if one.due_at is None)),
    )


def _first_step(moment: Moment, name: str) -> int:
    """The place of the first step in which it can start, in the order of the procedure."""
    steps = list(moment.definition.steps)
    return min((steps.index(step) for step in moment.definition.starts_during(name) if step in steps), default=0)


def deadline_seen(moment: Moment, name: str) -> DeadlineSeen:
    """One deadline at a moment."""
    rule, known = moment.definition.deadlines[name], moment.state.deadlines.get(name)
    status = _status(moment, rule, known)
    waits = known is not None and status in ("planned", "running")
    return DeadlineSeen(
        deadline=name,
        title=rule.title,
        status=status,
        starts_with=rule.starts.name,
        starts_on=known.starts_on if known else None,
        last_on=known.last_on if known else None,
        due_at=known.due_at if known else None,
        left=moment.context().days_left(known.due_at) if known and waits and known.due_at >= moment.now else None,
        extended=known.extended if known else 0,
        shortened=known.shortened if known else 0,
        set_by=moment.context().titles(rule.set_by),
        met_by=tuple(str(event) for event in rule.met_by),
        met_n=known.met_n if known else None,
        in_time=known.in_time if known else None,
        stands_still=rule.stands_still,
        left_over=None if known is None or known.left is None else _left_over(known.left),
        acknowledged=known.acknowledged if known else (),
        missed=rule.missed,
        rules=rule.rules,
        n=known.n if known else None,
    )


def _status(moment: Moment, rule: DeadlineRule, known: Deadline | None) -> str:
    if known is None:
        if rule.when is not None and not moment.state.facts.get(rule.when, False):
            return "not asked"
        return "not set" if rule.set_by else "not started"
    return status_of(rule, known, moment.state, moment.now)


def status_of(rule: DeadlineRule, known: Deadline, state: State, now: datetime) -> str:
    """How a deadline that has a date stands at an instant: one of the words of ``DeadlineSeen.status``."""
    status = "running" if known.started else "planned"
    if known.met_n is not None:
        status = "met" if known.in_time else "met late"
    elif state.has_passed(known, now):
        status = "missed" if rule.met_by else "passed"
    elif state.ended is not None:
        status = "ended with the procedure"
    elif known.stopped_at is not None:
        status = "standing still"
    return status


def _left_over(left: Remainder) -> str:
    """What is kept of a deadline that stands still, in words."""
    beside = timedelta(microseconds=left.us)
    if left.days is None:
        return str(beside)
    return f"{left.days} day{'' if left.days == 1 else 's'} that count, and {beside} of the day on which it stopped"


def explain_deadline(
    house: House, reading: Reading, procedure: str, name: str, *, at: datetime | None = None
) -> DeadlineExplained:
    """How a deadline comes to its date; ``NotFound`` suggests what may have been meant by an unknown name."""
    moment = moment_of(house, reading, procedure, at)
    require_known(moment.definition.deadlines, name, "deadline")
    rule, known = moment.definition.deadlines[name], moment.state.deadlines.get(name)
    calendar = house.pinned_calendar(known.calendar) if known and known.calendar else moment.calendar
    if known is not None and known.provisional:
        calendar = calendar.beyond_its_end()
    counted = _counted(rule, known, calendar, moment.zone)
    minimum = shortest_minimum(moment.context(), name)
    return DeadlineExplained(
        procedure=procedure,
        re_enactment=moment.state.re_enactment,
        zone=moment.zone,
        now=moment.now,
        deadline=deadline_seen(moment, name),
        sentence=_sentence(rule, known, counted),
        counted=counted,
        minimum=None if known is None or minimum is None else _minimum(minimum, known.starts_on, calendar),
        row=_row(moment.definition, known),
    )


def _row(definition: Definition, known: Deadline | None) -> RowSeen | None:
    if known is None or known.table is None:
        return None
    row = next(row for row in definition.tables[known.table].rows if row.row == known.row)
    return RowSeen(
        table=known.table,
        row=row.row,
        circumstance=row.circumstance,
        declared=row.declared,
        rules=row.rules,
        facts=known.facts,
    )


def _counted(rule: DeadlineRule, known: Deadline | None, calendar: Calendar, zone: str) -> PeriodExplanation | None:
    if rule.period is None or known is None:
        return None
    period = _period(rule.period.period, known)
    return explain_period(known.starts_on, period, calendar, start_at=known.starts_at, zone=zone)


def _period(period: Period, known: Deadline) -> Period:
    """The period that was really used: a notice may state a longer one, which binds (UK-SS-1)."""
    return period if known.length is None else replace(period, length=known.length)


def _minimum(minimum: Minimum, starts_on: date, calendar: Calendar) -> MinimumSeen:
    assert minimum.period is not None  # noqa: S101 - a minimum that asks for no time is none
    found = explain_period(starts_on, minimum.period.period, calendar)
    return MinimumSeen(
        period=str(minimum.period.period), rules=minimum.rules, last_on=found.last_on, sentence=found.sentence
    )


def _sentence(rule: DeadlineRule, known: Deadline | None, counted: PeriodExplanation | None) -> str:
    starts = rule.starts
    if counted is not None and known is not None:
        # What stood still, or was moved by a calendar or a correction, no longer ends where its count does.
        moved = ""
        if known.last_on is not None and known.last_on != counted.last_on:
            moved = f" It was moved since, and ends with {describe_date(known.last_on)}."
        return f"It started with the {starts}. {counted.sentence}{moved}"
    if rule.period is not None:
        return f"It will be counted from the {starts}: {rule.period.period} it."
    if known is None:
        return f"A person sets it before the {starts}; it is not set yet."
    began = f"It started with the {starts}" if known.started else f"It will start with the {starts}"
    extended = f", and was extended {known.extended} time{'' if known.extended == 1 else 's'}" if known.extended else ""
    return f"A person set it to this moment{extended}. {began} on {describe_date(known.starts_on)}."
