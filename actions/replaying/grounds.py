"""Why it was as it was: what an event rested on when it was recorded, in words and as the events that it rested on.

A gate of a move keeps the events that it was passed on. Everything else is asked again of the state of then, under the
definition and the calendar of that day, and comes out as it did.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Final, NamedTuple

from actions.queries.moment import Moment
from actions.replaying.gates import evidence_of, gate_passed
from actions.replaying.naming import named_by
from actions.replaying.tape import Tape
from config.calendars import CalendarDataInvalid
from engine import events as e
from engine.definition.requirements import Requirement
from engine.errors import SeedbedError
from engine.evaluation import evaluate
from engine.explanation import Finding
from engine.money import format_money
from engine.time.dates import describe_date
from engine.time.local_time import describe_instant
from engine.time.periods import explain_period


class Grounds(NamedTuple):
    """Sentences, the requirements that were asked with their answers, and the events on which it rests."""

    sentences: tuple[str, ...]
    findings: tuple[Finding, ...]
    rests_on: tuple[int, ...]


def grounds_of(tape: Tape, n: int) -> Grounds:
    """What event ``n`` rested on."""
    event = tape.recorded[n].event
    sentences = [*_followed(tape, n), *_said(tape, n, event)]
    findings, unknown = _asked(tape, n, event)
    sentences += unknown
    named = set(named_by(tape, n))
    named |= {item.event for finding in findings for item in finding.evidence if item.event is not None}
    if isinstance(event, e.GateDecided):
        named |= set(evidence_of(event))
    return Grounds(
        sentences=tuple(sentences), findings=findings, rests_on=tuple(sorted(at for at in named if 0 <= at < n))
    )


def _followed(tape: Tape, n: int) -> Iterator[str]:
    """An event that nobody asked for by itself followed from what was asked, in the same transaction."""
    first = tape.first_of_command(n)
    if first < n:
        yield f"It followed from event {first} in the same command: {tape.lines[first].what}."


def _said(tape: Tape, n: int, event: e.Event) -> Iterator[str]:
    say = _SAY.get(type(event))
    if say is not None:
        yield from say(tape, n, event)


def _started(tape: Tape, n: int, v: e.DeadlineStarted) -> Iterator[str]:
    definition = tape.definition(n)
    rule = definition.deadlines[v.deadline]
    yield f"The definition starts it with the {rule.starts}."
    if v.table is not None:
        row = next((one for one in definition.tables[v.table].rows if one.row == v.row), None)
        answers = ", ".join(f"{name}: {'yes' if said else 'no'}" for name, said in sorted(v.facts.items()))
        if row is not None:
            yield f"Row {row.row} of the table {v.table} applied ({row.circumstance}), by these answers: {answers}."
    if rule.period is None:
        yield "A person had set its end."
        return
    period = rule.period.period
    period = period if v.length is None else replace(period, length=v.length)
    try:
        calendar = tape.calendar(v.calendar or tape.state(n).calendar)
        calendar = calendar.beyond_its_end() if v.provisional else calendar
        yield explain_period(v.starts_on, period, calendar, start_at=v.starts_at, zone=definition.zone).sentence
    except (CalendarDataInvalid, SeedbedError) as error:
        yield f"How it was counted cannot be shown: {error}"


def _met(tape: Tape, _: int, v: e.DeadlineMet) -> Iterator[str]:
    yield f"Event {v.event} met it ({v.by}): {tape.lines[v.event].what}."


def _missed(tape: Tape, n: int, v: e.DeadlineMissed) -> Iterator[str]:
    rule = tape.definition(n).deadlines[v.deadline]
    wanted = " or ".join(str(one) for one in rule.met_by)
    yield f"It ended {describe_instant(v.due_at, tape.definition(n).zone)}, and until then there was no {wanted}."


def _registered(tape: Tape, n: int, v: e.PartnerRegistered) -> Iterator[str]:
    zone = tape.definition(n).zone
    received = describe_instant(v.received_at, zone, precise=True)
    if v.due_at is None:
        yield f"It was received {received}; no deadline ran."
    else:
        due = describe_instant(v.due_at, zone, precise=True)
        yield f"It was received {received}, {'before' if v.on_time else 'after'} the deadline {due}."


def _ruled(tape: Tape, n: int, v: e.DeadlineRuled) -> Iterator[str]:
    zone, seconds = tape.definition(n).zone, v.error_us / 1_000_000
    yield (
        f"It was received {describe_instant(v.received_at, zone, precise=True)}, the deadline ended"
        f" {describe_instant(v.due_at, zone, precise=True)}, and the clock could be wrong by {seconds:g} s:"
        " a person ruled."
    )


def _committed(tape: Tape, n: int, v: e.MoneyCommitted) -> Iterator[str]:
    said = ", ".join(f"{name.replace('_', ' ')}: {'yes' if yes else 'no'}" for name, yes in sorted(v.answers.items()))
    yield f"It was classified as {v.category.replace('_', ' ')} by these answers: {said}."
    before = tape.state(n - 1).envelopes.get(v.envelope)
    if before is not None:
        left = format_money(before.amount_minor - before.committed_minor, v.currency)
        yield f"The envelope had {left} left before."
    caution = tape.definition(n).money.legal_bases[v.legal_base].caution
    if caution is not None:
        yield f"The legal base carries a caution: {caution}"


def _opened(tape: Tape, n: int, v: e.ProcedureOpened) -> Iterator[str]:
    facts = tape.definition(n).facts
    for name, yes in sorted(v.facts.items()):
        question = facts[name].question if name in facts else name
        yield f"{question} Answered: {'yes' if yes else 'no'}."


def _published(tape: Tape, n: int, v: e.NoticePublished) -> Iterator[str]:
    yield f"It counts from {describe_date(v.on)}."


_SAY: Final[dict[type[e.Event], Callable[[Tape, int, Any], Iterator[str]]]] = {
    e.DeadlineStarted: _started,
    e.DeadlineMet: _met,
    e.DeadlineMissed: _missed,
    e.DeadlineRuled: _ruled,
    e.PartnerRegistered: _registered,
    e.MoneyCommitted: _committed,
    e.ProcedureOpened: _opened,
    e.NoticePublished: _published,
}
"""What is to be said beside the rules, for the event types that rest on a count, a clock or answers."""


def _asked(tape: Tape, n: int, event: e.Event) -> tuple[tuple[Finding, ...], list[str]]:
    """The requirements that were asked, with the answers of then; and why they cannot be shown, where they cannot."""
    try:
        return tuple(_findings(tape, n, event)), []
    except CalendarDataInvalid as error:
        return (), [f"What was asked cannot be shown in full: {error}"]


def _findings(tape: Tape, n: int, event: e.Event) -> Iterator[Finding]:
    definition = tape.definition(n)
    match event:
        case e.GateDecided():
            passed = gate_passed(tape, n)
            yield from passed.gate.findings if passed is not None and passed.gate is not None else ()
        case e.StepEntered():
            if n and isinstance(tape.recorded[n - 1].event, e.GateDecided):
                yield from _findings(tape, n - 1, tape.recorded[n - 1].event)
        case e.PartnerMoved() if event.move in definition.partners.moves:
            gate = definition.partners.moves[event.move].gate
            yield from _evaluated(_then(tape, n), gate, partner=event.partner)
        case e.NoticePublished():
            yield from _evaluated(_then(tape, n), definition.notices[event.notice].gate, move=event.notice)
        case _:
            return


def _then(tape: Tape, n: int) -> Moment:
    return tape.moment(tape.first_of_command(n) - 1, tape.recorded[n].at)


def _evaluated(
    moment: Moment, gate: tuple[Requirement, ...], *, partner: str | None = None, move: str | None = None
) -> Iterator[Finding]:
    context = replace(moment.context(), partner=partner, move=move)
    for requirement in gate:
        yield evaluate(requirement, context)
