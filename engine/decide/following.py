"""What follows for the clocks from any command: deadlines that its events start, meet, or start standing still."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from engine import events as e
from engine.decide.reasons import Reasons
from engine.decide.standing_still import stopped
from engine.definition.clocks import EventKey
from engine.evaluation import Context
from engine.evaluation.papers import current_words
from engine.schedule import start, starting, unplanned
from engine.state import Deadline
from engine.time.local_time import local_date

_STARTED_ELSEWHERE = ("notice", "step")
"""Kinds of events whose clocks are started with the day and the conditions of their own command."""


def follow(context: Context, events: Sequence[e.Event]) -> Iterator[e.Event]:
    """The events about clocks that complete a command, in this order: started, met, standing still from the start.

    Raises ``Refused`` when a deadline that a person sets would start and is not set.
    """
    keys = [(n, event, key) for n, event in enumerate(events) for key in _keys(context, event)]
    begun = list(_started(context, [key for _, _, key in keys]))
    yield from begun
    new = {event.deadline for event in (*events, *begun) if isinstance(event, e.DeadlineStarted)}
    first = context.state.n + 1
    met: set[str] = set()
    for n, event, key in keys:
        for name in context.definition.met_by.get(key, ()):
            known = context.state.deadlines.get(name)
            if known is not None and known.started and known.met_n is None and name not in {*new, *met}:
                met.add(name)
                in_time = _in_time(context, known, event)
                yield e.DeadlineMet(deadline=name, by=" ".join(key).strip(), event=first + n, in_time=in_time)
    yield from _born_still(context, [*events, *begun])


def _in_time(context: Context, known: Deadline, event: e.Event) -> bool:
    """A notice meets it on the day of its publication, which may be recorded a working day later."""
    if isinstance(event, e.NoticePublished):
        return known.stopped_at is not None or event.on <= local_date(known.due_at, context.definition.zone)
    return not context.has_passed(known)


def _started(context: Context, keys: Sequence[EventKey]) -> Iterator[e.DeadlineStarted]:
    today = local_date(context.now, context.definition.zone)
    for key in keys:
        if key[0] not in _STARTED_ELSEWHERE and key in context.definition.started_by:
            yield from _started_by(context, key, today)


def _started_by(context: Context, key: EventKey, today: date) -> Iterator[e.DeadlineStarted]:
    """The first event of its kind counts: what runs already runs on."""
    reasons = Reasons(context, "start the clock")
    for name, rule in starting(context, key=key):
        known = context.state.deadlines.get(name)
        if known is not None and known.started and (known.met_n is None or not rule.again):
            continue
        reasons.add(finding for finding in unplanned(context, key=key) if finding.id.startswith(name))
        reasons.settle()
        yield start(context, name, rule, today)


def _born_still(context: Context, events: Sequence[e.Event]) -> Iterator[e.DeadlineStopped]:
    """What starts while the procedure is stopped stands still from its start, if its rule says so."""
    if not context.state.overlays or any(isinstance(event, e.ProcedureTerminated) for event in events):
        return
    for event in events:
        if isinstance(event, e.DeadlineStarted):
            still = context.definition.deadlines[event.deadline].stands_still
            if context.state.overlays & frozenset(still):
                yield stopped(context, event.deadline, event.due_at)


def _keys(context: Context, event: e.Event) -> Iterator[EventKey]:
    """The names under which a definition may know an event."""
    match event:
        case e.NoticePublished():
            yield "notice", event.notice, ""
        case e.StepEntered() if event.source != event.target:
            yield "step", event.target, ""
        case e.ProcedureTerminated():
            yield "step", event.target, ""
        case e.PartnerMoved():
            yield "partner_move", event.move, ""
        case e.ArtefactSubmitted():
            yield "submitted", event.artefact, ""
        case e.ArtefactAccepted():
            yield "accepted", event.artefact, ""
        case e.DecisionRecorded() if _stands(context, event):
            yield "decision", event.decision, event.outcome
        case _:
            yield from (("happened", name, "") for name in _happenings(context, event))


def _happenings(context: Context, event: e.Event) -> Iterator[str]:
    """What has no name of its own in a definition."""
    match event:
        case e.ClaimNotified():
            yield "claim_notified"
        case e.CriteriaRefined():
            yield "criteria_refined"
        case e.ModificationRecorded():
            yield "modified"
            if event.phase == "open":
                yield "modified_before_closing"
        case e.ContractChanged():
            yield "contract_changed"
            if event.notice is not None:
                yield "contract_changed_by_notice"
        case e.ExclusionReported() if not _unreported(context, event.partner):
            yield "exclusions_reported"


def _unreported(context: Context, but: str) -> bool:
    """Whether anybody else was excluded and the authority was not told of it (UK-EXC-5)."""
    rules, state = context.definition.exclusions, context.state
    return rules is not None and any(
        partner.state in rules.reported and state.exclusion_reports.get(ref, -1) <= partner.n
        for ref, partner in state.partners.items()
        if ref != but
    )


def _stands(context: Context, event: e.DecisionRecorded) -> bool:
    """A decision that needs a second person stands with that person's word, if it is the decider's."""
    if context.definition.decisions[event.decision].confirmed_by is None:
        return True
    if not event.confirms:
        return False
    words = current_words(event.decision, replace(context, partner=None))
    decided = next((word for word in reversed(words) if not word.confirms), None)
    return decided is not None and decided.outcome == event.outcome
