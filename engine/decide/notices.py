"""Notices: what may be published, on which day, and which clocks start with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from engine import commands as c
from engine import events as e
from engine.decide.reasons import Reasons, require_known, require_role
from engine.decide.statements import stated
from engine.definition import DeadlineRule
from engine.errors import BeyondCalendar
from engine.evaluation import Context, evaluate
from engine.evaluation.context import listed
from engine.explain import standing_in_the_way
from engine.schedule import start, starting, unplanned
from engine.time.dates import describe_date
from engine.time.local_time import local_date
from engine.time.periods import WorkingDays, add_working_days

Clocks = tuple[tuple[str, DeadlineRule], ...]


def publish(context: Context, command: c.PublishNotice) -> tuple[e.Event, ...]:
    """Record a publication and start the clocks that begin with it, in the local date of the platform (UK-CLK-7)."""
    definition, state = context.definition, context.state
    require_known(definition.notices, command.notice, "notice")
    rule = definition.notices[command.notice]
    require_role(context, command, rule.by, f"publish {command.notice}")
    reasons = Reasons(context, f"publish {command.notice} ({rule.title})")
    due = state.notice_due == command.notice
    in_time = due or state.step in rule.during
    why = f"{command.notice} is not published in step {state.step}"
    reasons.need(in_time, "during", "It is published in its step.", why, rules=rule.rules)
    clocks: Clocks = tuple(starting(context, notice=command.notice))
    _on_its_day(reasons, command, bool(clocks))
    known = state.notices.get(command.notice)
    if rule.once and known is not None:
        why = f"it was published on {describe_date(known.on)} (event {known.n})"
        reasons.need(False, "once", "It is published once.", why)
    _lots_named(reasons, command)
    asked = replace(context, move=command.notice)
    reasons.add(evaluate(requirement, asked) for requirement in rule.gate)
    _still_open(reasons, command)
    _longer(reasons, command, clocks)
    if clocks:
        reasons.add(standing_in_the_way(context))
    if not due:
        reasons.add(unplanned(context, notice=command.notice, on=command.on))
    reasons.settle()
    started = tuple(start(context, name, deadline, command.on, command.standstill_days) for name, deadline in clocks)
    _never_earlier(reasons, started)
    states = tuple(stated(reasons, command, started))
    reasons.settle()
    published = e.NoticePublished(
        notice=command.notice, on=command.on, reference=command.reference, ceased_lots=list(command.ceased_lots)
    )
    return (published, *states, *started)


def _on_its_day(reasons: Reasons, command: c.PublishNotice, starts_clocks: bool) -> None:
    """Not before the step; and where clocks run from it, recorded by the next working day: none runs unseen."""
    context = reasons.context
    today = local_date(context.now, context.definition.zone)
    entered = context.state.visits.get(context.state.step)
    earliest = local_date(entered.at, context.definition.zone) if entered else today
    why = f"{describe_date(command.on)} is not a day between the last step and today, {describe_date(today)}"
    in_step = reasons.need(earliest <= command.on <= today, "on", "It is published today.", why, rules=("UK-CLK-7",))
    if in_step and starts_clocks and command.on < _day_before(today, context):
        why = (
            f"{describe_date(command.on)} is too long ago: a clock runs from {command.notice}, so it is recorded by"
            f" the next working day; give today's date, and the clock runs from now"
        )
        reasons.need(False, "on", "It is recorded in time.", why, rules=("UK-CLK-7", "UK-CLK-6"))


def _day_before(today: date, context: Context) -> date:
    """The latest working day before today; today itself where the calendar does not know."""
    try:
        return add_working_days(today, WorkingDays(-1), context.calendar)
    except BeyondCalendar:
        return today


def _lots_named(reasons: Reasons, command: c.PublishNotice) -> None:
    """The notice of the award tells of every lot that has ceased (PR24 reg 27(2)(w)); no notice names any other."""
    definition, lots = reasons.context.definition, reasons.context.state.lots
    ceased = sorted(lot for lot, known in lots.items() if known.ceased)
    for lot in command.ceased_lots:
        require_known(ceased, lot, "ceased lot")
    standstill = definition.deadlines.get(definition.standstill_deadline or "")
    if standstill is None or standstill.starts.notice != command.notice:
        return
    silent = [lot for lot in ceased if lot not in command.ceased_lots]
    why = f"lot {listed(silent)} has ceased and is not named: say --ceased-lot {' --ceased-lot '.join(silent)}"
    reasons.need(not silent, "ceased_lots", "Every ceased lot is named.", why, rules=("UK-AWD-3", "UK-PTN-1"))


def _still_open(reasons: Reasons, command: c.PublishNotice) -> None:
    """UK-MOD-4: a notice that invites is not changed once the deadline that runs from it has passed."""
    context = reasons.context
    for name, rule in context.definition.deadlines.items():
        if rule.starts.notice == command.notice and rule.set_by:
            passed = context.has_passed(context.state.deadlines.get(name))
            why = f'"{rule.title}" has passed: what was published is not changed any more'
            reasons.need(not passed, "still_open", "Its deadline still runs.", why, rules=("UK-MOD-4",))


def _longer(reasons: Reasons, command: c.PublishNotice, clocks: Clocks) -> None:
    """A notice may state a longer period than the law's, never a shorter one, and only where one starts (UK-SS-1)."""
    days = command.standstill_days
    if days is None:
        return
    may = [rule for _, rule in clocks if rule.may_be_longer]
    why = f"no period that could be longer starts with {command.notice}"
    reasons.need(bool(may), "standstill_days", "A period starts that may be longer.", why)
    for rule in may:
        least = 0 if rule.period is None else rule.period.length
        why = f'"{rule.title}" lasts at least {least} days, not {days}'
        reasons.need(days >= least, "standstill_days", "It is not shorter than the law's.", why, rules=rule.rules)


def _never_earlier(reasons: Reasons, started: tuple[e.DeadlineStarted, ...]) -> None:
    """Publishing again in the same visit of a step never ends a period earlier than was published (UK-SS-1)."""
    state = reasons.context.state
    for clock in started:
        known = state.deadlines.get(clock.deadline)
        if known is None or not known.started or known.n <= state.entered_n(state.step):
            continue
        title = reasons.context.definition.deadlines[clock.deadline].title
        ends = describe_date(known.last_on or local_date(known.due_at, reasons.context.definition.zone))
        why = f'"{title}" was published to end on {ends}: the longer period binds'
        kept = clock.due_at >= known.due_at
        reasons.need(kept, "never_earlier", "What was published is not shortened.", why, rules=("UK-SS-1",))
