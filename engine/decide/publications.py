"""Taking back what a clock ran on: a publication that was wrong, or of another day; its clocks follow in the open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from engine import commands as c
from engine import events as e
from engine.decide.reasons import Reasons
from engine.evaluation import Context
from engine.schedule import start, too_short
from engine.state import Deadline, Notice
from engine.time.dates import describe_date
from engine.time.local_time import describe_instant, end_of_day, local_date


def require_correctable(reasons: Reasons, command: c.Correct) -> None:
    """A publication is taken back, or given its real day, only while nobody has relied on a clock that ended by it."""
    context, state = reasons.context, reasons.context.state
    found = next(((name, known) for name, known in state.notices.items() if known.n == command.event), None)
    if command.on is not None and command.event_type != "notice.published":
        reasons.need(False, "on", "Only a publication has a day.", f"{command.event_type} has no day of publication")
    if command.event_type == "notice.published":
        why = "only the latest publication of a notice can be taken back"
        if reasons.need(found is not None, "latest", "It is the latest publication.", why):
            assert found is not None  # noqa: S101 - needed just now
            _publication(reasons, command, *found)
    for name, known in _clocks(context, command.event):
        if known.cause == command.event and _relied_on(context, name, known):
            title = context.definition.deadlines[name].title
            why = (
                f'"{title}" ended at {describe_instant(known.due_at, context.definition.zone)} and what was done since'
                f" rests on it: record the mistake (correct {state.procedure} {command.event} --effect note) and ask"
                f" {' or '.join(context.titles(context.definition.powers.suspend))} what it means for those decisions"
            )
            reasons.need(False, f"{name}_relied_on", "Nobody relied on its end.", why, rules=("UK-CLK-6", "UK-SS-1"))


def _publication(reasons: Reasons, command: c.Correct, name: str, known: Notice) -> None:
    context, state = reasons.context, reasons.context.state
    if command.on is None:
        on_it = state.entered_n(state.step) > command.event
        why = f"{state.step} was entered since and may rest on it: say on which day it was really published (--on DATE)"
        reasons.need(not on_it, "rested_on", "No step was entered since.", why, rules=("UK-CFP-1",))
        return
    today = local_date(context.now, context.definition.zone)
    before = [visit.at for visit in state.visits.values() if visit.n < command.event]
    earliest = max((local_date(at, context.definition.zone) for at in before), default=today)
    since, until = describe_date(earliest), describe_date(today)
    why = f"{describe_date(command.on)} is not a day between {since}, when its step was entered, and today, {until}"
    reasons.need(earliest <= command.on <= today, "on", "It could be published that day.", why, rules=("UK-CLK-7",))
    why = f"{name} is on record for {describe_date(known.on)} already"
    reasons.need(command.on != known.on, "other_day", "The day changes.", why)
    for deadline, clock in _clocks(context, command.event):
        title = context.definition.deadlines[deadline].title
        still = clock.stopped_at is not None and clock.cause == command.event
        why = f'"{title}" stands still: correct it when the procedure goes on'
        reasons.need(not still, f"{deadline}_stands_still", "Its clock does not stand still.", why)
        if clock.cause == command.event and context.definition.deadlines[deadline].period is None:
            short = too_short(context, deadline, command.on, clock.due_at)
            reasons.add(() if short is None else (short,))


def corrected(context: Context, command: c.Correct) -> Iterator[e.Event]:
    """What follows from taking an event back: clocks that it started end or start anew, what it met is owed again."""
    state = context.state
    notice = next((item for item in state.notices.items() if item[1].n == command.event), None)
    if command.on is not None and notice is not None:
        name, known = notice
        yield e.NoticePublished(notice=name, on=command.on, reference=known.reference, ceased_lots=[])
    for deadline, clock in _clocks(context, command.event):
        if clock.cause == command.event and command.on is None:
            yield e.DeadlineCancelled(deadline=deadline, event=command.event, was_due_at=clock.due_at)
        elif clock.cause == command.event and command.on is not None:
            yield _recomputed(context, deadline, clock, command.event, command.on)
        elif command.on is None:
            yield _owed_again(deadline, clock, command.event)


def _clocks(context: Context, event: int) -> Iterator[tuple[str, Deadline]]:
    """The deadlines that the command of an event started, or that the event met."""
    for name, known in context.state.deadlines.items():
        if known.started and event in (known.cause, known.met_n):
            yield name, known


def _recomputed(context: Context, name: str, known: Deadline, event: int, on: date) -> e.DeadlineRecomputed:
    """The end by the right day; a moment that a person set stays, and a standstill never ends before it was said to."""
    rule = context.definition.deadlines[name]
    if rule.period is None:
        due_at, last_on, calendar = known.due_at, known.last_on, known.calendar
    else:
        begun = start(replace(context, now=end_of_day(on, context.definition.zone)), name, rule, on, known.length)
        due_at, last_on, calendar = begun.due_at, begun.last_on, begun.calendar
        if rule.may_be_longer and known.due_at > due_at:
            due_at, last_on = known.due_at, known.last_on
    return e.DeadlineRecomputed(
        deadline=name,
        event=event,
        starts_on=on,
        last_on=last_on or local_date(due_at, context.definition.zone),
        due_at=due_at,
        was_due_at=known.due_at,
        calendar=calendar,
        cause=context.state.n + 2,  # the publication on its real day, which follows the correction
    )


def _owed_again(name: str, known: Deadline, event: int) -> e.DeadlineRecomputed:
    """What met it is taken back: it ends when it ended, and is owed."""
    return e.DeadlineRecomputed(
        deadline=name,
        event=event,
        starts_on=known.starts_on,
        last_on=known.last_on or known.starts_on,
        due_at=known.due_at,
        was_due_at=known.due_at,
        calendar=known.calendar,
    )


def _relied_on(context: Context, name: str, known: Deadline) -> bool:
    """Whether anything that only its end allows was done after it: a step, a late application, an opened tender."""
    definition, state = context.definition, context.state
    if not context.has_passed(known):
        return False
    stepped = any(visit.at > known.due_at for visit in state.visits.values())
    late = definition.partners.entry.until == name and any(not partner.on_time for partner in state.partners.values())
    opened = any(
        definition.artefacts[key.partition("@")[0]].sealed_until == name and paper.reviewed_by is not None
        for key, paper in state.artefacts.items()
    )
    signed = definition.standstill_deadline == name and any(partner.n > known.n for partner in state.partners.values())
    return stepped or late or opened or signed
