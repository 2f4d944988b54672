"""The portfolio: where each procedure stands, what is due, why it does not go on, and what needs one person."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from actions.house import House
from actions.queries.explaining import ExplainedMove, explained_move, main_move
from actions.queries.holders import active_roles
from actions.queries.moment import Moment, moment_of, moment_of_row, present_of
from actions.queries.owed import owed_by
from config.calendars import CalendarDataInvalid
from engine.definition import Definition
from engine.explanation import Finding
from engine.state import State
from engine.time.local_time import local_date
from engine.time.periods import working_days_left
from storage.reading import ProcedureTuple, Reading
from storage.records import ProcedureRow

_TITLE, _OVERLAY, _ENDED, _DUE = 3, 6, 7, 9
"""Places in a row of ``Reading.procedures``."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Need:
    """One thing that keeps a procedure from going on: why, whose it is, and what they would type."""

    why: str
    who: tuple[str, ...]
    next: str | None
    rules: tuple[str, ...]
    mine: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """One procedure in the list; ``open`` says that nothing blocks its next move, None that it has no next move."""

    procedure: str
    title: str
    re_enactment: str | None
    stage: str
    stage_title: str
    step: str
    step_title: str
    overlay: str | None
    ended: str | None
    next_deadline: str | None
    next_deadline_title: str | None
    next_deadline_at: datetime | None
    days_left: str | None
    working_days_left: int | None
    next_move: str | None
    open: bool | None
    needs: tuple[Need, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Listing:
    """The shown procedures, soonest deadline first; ``total`` counts those that were not shown as well."""

    now: datetime
    mine: str | None
    total: int
    ended: int
    procedures: tuple[Listed, ...]


def list_procedures(
    house: House,
    reading: Reading,
    *,
    person: str | None = None,
    mine: bool = False,
    ended: bool = False,
    at: datetime | None = None,
    limit: int | None = 50,
) -> Listing:
    """The procedures, soonest deadline first; ``mine`` keeps those in which something needs ``person``."""
    rows = reading.procedures()
    # Whoever still owes a notice is not done with a procedure because it has ended (UK-PTN-1).
    running = [row for row in rows if row[_ENDED] is None or row[_OVERLAY] is not None]
    chosen = rows if ended or at is not None else running
    chosen = sorted(chosen, key=lambda row: (row[_ENDED] is not None, row[_DUE] or "9999", row[0]))
    made = _listed(house, reading, chosen, person=person, at=at, ended=ended)
    if mine:
        everything = [one for one in made if any(need.mine for need in one.needs)]
        shown, total = everything[:limit], len(everything)
    elif at is not None:
        everything = list(made)
        shown, total = everything[:limit], len(everything)
    else:
        shown, total = [one for one, _ in zip(made, range(limit or len(chosen)), strict=False)], len(chosen)
    return Listing(
        now=at or present_of(house, reading),
        mine=person if mine else None,
        total=total,
        ended=len(rows) - len(running),
        procedures=tuple(shown),
    )


def _listed(
    house: House,
    reading: Reading,
    rows: list[ProcedureTuple],
    *,
    person: str | None,
    at: datetime | None,
    ended: bool,
) -> Iterator[Listed]:
    now = present_of(house, reading)
    mine = () if person is None else reading.assignments(person=person)
    for row in rows:
        if at is not None:
            first = next(iter(reading.events(row[0], upto_n=0)))
            if first.at() > at:
                continue
            moment = moment_of(house, reading, row[0], at)
            if moment.state.ended is not None and moment.state.notice_due is None and not ended:
                continue
        else:
            known = reading.procedure(row[0])
            if known is None:
                continue
            try:
                moment = moment_of_row(house, reading, known, now)
            except CalendarDataInvalid as gone:
                yield _without_calendar(house, reading, known, str(gone))
                continue
        yield listed(moment, active_roles(mine, row[0], local_date(moment.now, moment.zone)))


def listed(moment: Moment, held: Collection[str] = ()) -> Listed:
    """One procedure as the list shows it to somebody who holds these roles on it."""
    state, definition = moment.state, moment.definition
    name, due_at = upcoming(moment)
    move = None if state.ended else main_move(moment)
    explained = None if move is None else explained_move(moment, move)
    return replace(
        _placed(state, definition),
        next_deadline=name,
        next_deadline_title=None if name is None else definition.deadlines[name].title,
        next_deadline_at=due_at,
        days_left=None if due_at is None else moment.context().days_left(due_at),
        working_days_left=None if due_at is None else _working_days_left(moment, due_at),
        next_move=None if explained is None else explained.title,
        open=None if explained is None else explained.explanation.open,
        needs=_owed(moment, held) if explained is None else _needs(moment, explained, held),
    )


def _without_calendar(house: House, reading: Reading, row: ProcedureRow, why: str) -> Listed:
    """A procedure whose own calendar is gone: where it stands is told, what its gates would say is not guessed."""
    state = house.states.of(row)
    missing = Need(why=why, who=(), next="seedbed calendar list", rules=(), mine=False)
    return replace(_placed(state, house.definitions.pinned(reading, state.definition)), open=False, needs=(missing,))


def _placed(state: State, definition: Definition) -> Listed:
    """Where a procedure stands, for which no calendar is needed."""
    return Listed(
        procedure=state.procedure,
        title=state.title,
        re_enactment=state.re_enactment,
        stage=state.stage,
        stage_title=next(stage.title for stage in definition.stages if stage.stage == state.stage),
        step=state.step,
        step_title=definition.steps[state.step].title,
        overlay="suspended" if state.suspended else "paused" if state.paused_n is not None else None,
        ended=state.ended,
        next_deadline=None,
        next_deadline_title=None,
        next_deadline_at=None,
        days_left=None,
        working_days_left=None,
        next_move=None,
        open=None,
        needs=(),
    )


def upcoming(moment: Moment) -> tuple[str | None, datetime | None]:
    """The running deadline that ends first from now on."""
    if moment.state.ended is not None:
        return None, None
    running = [(known.due_at, name) for name, known in moment.state.deadlines.items() if known.runs]
    due_at, name = min(((at, name) for at, name in running if at >= moment.now), default=(None, None))
    return name, due_at


def _working_days_left(moment: Moment, due_at: datetime) -> int | None:
    today, last_on = local_date(moment.now, moment.zone), local_date(due_at, moment.zone)
    known = moment.calendar.first_on <= today and last_on <= moment.calendar.last_on
    return working_days_left(today, last_on, moment.calendar) if known else None


def _needs(moment: Moment, explained: ExplainedMove, held: Collection[str]) -> tuple[Need, ...]:
    """What blocks the next move; when nothing does, the move itself is what is needed."""
    titles = moment.definition.roles
    mine = {titles[role].title for role in held if role in titles}
    if explained.explanation.open:
        why = f'"{explained.title}" can be made now'
        ready = Need(
            why=why, who=explained.by, next=explained.next, rules=explained.rules, mine=bool(mine & set(explained.by))
        )
        return (ready,)
    return tuple(_need(finding, mine) for finding in explained.explanation.blockers)


def _owed(moment: Moment, held: Collection[str]) -> tuple[Need, ...]:
    """What an ended procedure still needs."""
    owed = owed_by(moment)
    if owed is None:
        return ()
    mine = {moment.definition.roles[role].title for role in held if role in moment.definition.roles}
    return (Need(why=owed.why, who=owed.who, next=owed.next, rules=owed.rules, mine=bool(mine & set(owed.who))),)


def _need(finding: Finding, mine: set[str]) -> Need:
    return Need(
        why=finding.why, who=finding.who, next=finding.next, rules=finding.rules, mine=bool(mine & set(finding.who))
    )
