"""What is true after these events: ``replay`` folds a history, ``evolve`` adds one event to a state.

Both use the same small functions, one for each event type. A function fills in a state that nobody has seen yet: a
fresh copy inside ``evolve``, the growing one inside ``replay``. From outside both are pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields
from datetime import datetime
from typing import Any

from engine import events as e
from engine.state import (
    Artefact,
    Commitment,
    Deadline,
    DecisionTaken,
    Declaration,
    Envelope,
    ExclusionCheck,
    Lot,
    Notice,
    Partner,
    Ruling,
    Score,
    State,
    Suspension,
    Visit,
    artefact_key,
    cell_key,
)
from engine.time.remainder import Remainder
from engine.voiding import void

Filling = Callable[[State, Any, int, datetime], None]


def replay(history: Iterable[e.Recorded], procedure: str = "") -> State:
    """The state after a whole history: ``fold(evolve, history)`` in one pass."""
    state = State(procedure=procedure)
    fill = _FILL
    n, at = state.n, state.at
    for happened in history:
        event, n, at = happened.event, happened.n, happened.at
        fill[type(event)](state, event, n, at)
    state.__dict__.update(n=n, at=at)
    return state


def evolve(state: State, happened: e.Recorded) -> State:
    """The state after one more event; the given state is left as it was."""
    after = object.__new__(State)
    inside = after.__dict__
    inside.update(state.__dict__)
    for name in _WRITES_TO[type(happened.event)]:
        inside[name] = inside[name].copy()
    inside["n"] = happened.n
    inside["at"] = happened.at
    _FILL[type(happened.event)](after, happened.event, happened.n, happened.at)
    return after


def _opened(s: State, v: e.ProcedureOpened, n: int, at: datetime) -> None:
    s.__dict__.update(
        title=v.title,
        definition=v.definition,
        version=v.version,
        law_pack=v.law_pack,
        calendar=v.calendar,
        re_enactment=v.re_enactment,
        step=v.initial,
        stage=v.stage,
        # In the order in which the history keeps them: a state is compared with its replay byte for byte.
        facts=dict(sorted(v.facts.items())),
        lots={lot: Lot(title=title, ceased=False, n=n) for lot, title in v.lots},
    )
    s.visits[v.initial] = s.visits[v.stage] = Visit(times=1, n=n, at=at)


def _submitted(s: State, v: e.ArtefactSubmitted, n: int, at: datetime) -> None:
    s.artefacts[artefact_key(v.artefact, v.partner)] = Artefact(
        version=v.version,
        sha256=v.sha256,
        size=v.size,
        media_type=v.media_type,
        submitted_by=v.by,
        status="submitted",
        reviewed_by=None,
        n=n,
        submitted_n=n,
    )


def _reviewed(s: State, v: e.ArtefactAccepted | e.ArtefactRejected, n: int, at: datetime) -> None:
    key = artefact_key(v.artefact, v.partner)
    status = "accepted" if type(v) is e.ArtefactAccepted else "rejected"
    s.artefacts[key] = s.artefacts[key]._replace(status=status, reviewed_by=v.by, n=n)


def _decided(s: State, v: e.DecisionRecorded, n: int, at: datetime) -> None:
    taken = DecisionTaken(outcome=v.outcome, by=v.by, role=v.role, confirms=v.confirms, n=n, at=at)
    s.decisions[v.decision] = (*s.decisions.get(v.decision, ()), taken)
    _acted(s, v.role, v.by)


def _acted(s: State, role: str, person: str) -> None:
    known = s.actors.get(role, ())
    if person not in known:
        s.actors[role] = (*known, person)


def _registered(s: State, v: e.PartnerRegistered, n: int, at: datetime) -> None:
    s.partners[v.partner] = Partner(
        state=v.state,
        lot=v.lot,
        sme=v.sme,
        received_at=v.received_at,
        on_time=v.on_time,
        registered_n=n,
        n=n,
        previous=None,
        moved_by=None,
    )


def _partner_moved(s: State, v: e.PartnerMoved, n: int, at: datetime) -> None:
    was = s.partners[v.partner]
    s.partners[v.partner] = was._replace(state=v.target, previous=v.source, moved_by=v.by, n=n)


def _published(s: State, v: e.NoticePublished, n: int, at: datetime) -> None:
    was = s.notices.get(v.notice)
    earlier = () if was is None else (*was.earlier, (was.on, was.reference, was.n))
    s.notices[v.notice] = Notice(on=v.on, reference=v.reference, n=n, times=len(earlier) + 1, earlier=earlier)
    if v.notice == s.notice_due:
        s.__dict__["notice_due"] = None


def _deadline_set(s: State, v: e.DeadlineSet, n: int, at: datetime) -> None:
    s.deadlines[v.deadline] = Deadline(
        due_at=v.due_at,
        starts_on=v.starts_on,
        last_on=None,
        started=False,
        calendar=None,
        extended=0,
        n=n,
        table=v.table,
        row=v.row,
        facts=v.facts,
    )


def _deadline_started(s: State, v: e.DeadlineStarted, n: int, at: datetime) -> None:
    s.deadlines[v.deadline] = Deadline(
        due_at=v.due_at,
        starts_on=v.starts_on,
        last_on=v.last_on,
        started=True,
        calendar=v.calendar,
        extended=0,
        n=n,
        cause=v.cause,
        table=v.table,
        row=v.row,
        facts=v.facts,
        length=v.length,
        starts_at=v.starts_at,
        provisional=v.provisional,
    )


# An acknowledgement is of a date: whatever gives a deadline another date takes it away, and the reminders go on.


def _deadline_extended(s: State, v: e.DeadlineExtended, n: int, at: datetime) -> None:
    was = s.deadlines[v.deadline]
    s.deadlines[v.deadline] = was._replace(
        due_at=v.due_at, last_on=v.last_on, extended=was.extended + 1, acknowledged=(), n=n
    )


def _deadline_shortened(s: State, v: e.DeadlineShortened, n: int, at: datetime) -> None:
    was = s.deadlines[v.deadline]
    s.deadlines[v.deadline] = was._replace(
        due_at=v.due_at, last_on=v.last_on, shortened=was.shortened + 1, acknowledged=(), n=n
    )


def _deadline_stopped(s: State, v: e.DeadlineStopped, n: int, at: datetime) -> None:
    left = Remainder(days=v.days, us=v.microseconds)
    s.deadlines[v.deadline] = s.deadlines[v.deadline]._replace(stopped_at=at, left=left, n=n)


def _deadline_resumed(s: State, v: e.DeadlineResumed, n: int, at: datetime) -> None:
    s.deadlines[v.deadline] = s.deadlines[v.deadline]._replace(
        due_at=v.due_at, last_on=v.last_on, stopped_at=None, left=None, acknowledged=(), n=n
    )


def _deadline_met(s: State, v: e.DeadlineMet, n: int, at: datetime) -> None:
    s.deadlines[v.deadline] = s.deadlines[v.deadline]._replace(met_n=v.event, in_time=v.in_time, n=n)


def _deadline_missed(s: State, v: e.DeadlineMissed, n: int, at: datetime) -> None:
    s.deadlines[v.deadline] = s.deadlines[v.deadline]._replace(missed_n=n)


def _deadline_acknowledged(s: State, v: e.DeadlineAcknowledged, n: int, at: datetime) -> None:
    was = s.deadlines[v.deadline]
    s.deadlines[v.deadline] = was._replace(acknowledged=(*was.acknowledged, v.by))


def _deadline_ruled(s: State, v: e.DeadlineRuled, n: int, at: datetime) -> None:
    was = s.deadlines[v.deadline]
    ruling = Ruling(about=v.subject, at=v.received_at, due_at=v.due_at, in_time=v.in_time, n=n)
    s.deadlines[v.deadline] = was._replace(rulings=(*was.rulings, ruling))


def _deadline_cancelled(s: State, v: e.DeadlineCancelled, n: int, at: datetime) -> None:
    del s.deadlines[v.deadline]


def _deadline_recomputed(s: State, v: e.DeadlineRecomputed, n: int, at: datetime) -> None:
    was = s.deadlines[v.deadline]
    s.deadlines[v.deadline] = was._replace(
        cause=was.cause if v.cause is None else v.cause,
        starts_on=v.starts_on,
        last_on=v.last_on,
        due_at=v.due_at,
        calendar=v.calendar,
        met_n=None,
        in_time=None,
        missed_n=None,
        acknowledged=(),
        n=n,
    )


def _calendar_changed(s: State, v: e.CalendarChanged, n: int, at: datetime) -> None:
    s.__dict__["calendar"] = v.calendar


def _deadline_moved(s: State, v: e.DeadlineMoved, n: int, at: datetime) -> None:
    s.deadlines[v.deadline] = s.deadlines[v.deadline]._replace(
        due_at=v.due_at, last_on=v.last_on, calendar=v.calendar, provisional=v.provisional, acknowledged=(), n=n
    )


def _envelope_set(s: State, v: e.EnvelopeSet, n: int, at: datetime) -> None:
    was = s.envelopes.get(v.envelope)
    s.envelopes[v.envelope] = Envelope(
        amount_minor=v.amount_minor,
        currency=v.currency,
        committed_minor=0 if was is None else was.committed_minor,
        paid_minor=0 if was is None else was.paid_minor,
    )


def _committed(s: State, v: e.MoneyCommitted, n: int, at: datetime) -> None:
    s.commitments[v.commitment] = Commitment(
        envelope=v.envelope,
        partner=v.partner,
        amount_minor=v.amount_minor,
        currency=v.currency,
        legal_base=v.legal_base,
        category=v.category,
        instalments=dict(v.instalments),
        paid={},
        n=n,
    )
    was = s.envelopes[v.envelope]
    s.envelopes[v.envelope] = was._replace(committed_minor=was.committed_minor + v.amount_minor)


def _paid(s: State, v: e.InstalmentPaid, n: int, at: datetime) -> None:
    was = s.commitments[v.commitment]
    s.commitments[v.commitment] = was._replace(paid={**was.paid, v.instalment: v.amount_minor})
    envelope = s.envelopes[v.envelope]
    s.envelopes[v.envelope] = envelope._replace(paid_minor=envelope.paid_minor + v.amount_minor)


def _declared(s: State, v: e.ConflictsDeclared, n: int, at: datetime) -> None:
    s.conflicts[f"{v.role}/{v.person}"] = Declaration(role=v.role, position=v.position, n=n)


def _exclusion_checked(s: State, v: e.ExclusionChecked, n: int, at: datetime) -> None:
    s.exclusions[v.partner] = ExclusionCheck(outcome=v.outcome, n=n)


def _lesson(s: State, v: e.LessonRecorded, n: int, at: datetime) -> None:
    s.lessons[v.stage] = (*s.lessons.get(v.stage, ()), n)


def _assessed(s: State, v: e.AssessmentRecorded, n: int, at: datetime) -> None:
    key = cell_key(v.round, v.partner, v.criterion, v.sub_criterion, v.evaluator)
    s.scores[key] = Score(score=v.score, by=v.evaluator, n=n)


def _moderated(s: State, v: e.AssessmentModerated, n: int, at: datetime) -> None:
    key = cell_key(v.round, v.partner, v.criterion, v.sub_criterion)
    s.moderated[key] = Score(score=v.score, by=v.moderator, n=n)


def _summaries(s: State, v: e.SummariesSent, n: int, at: datetime) -> None:
    s.__dict__["summaries_n"] = n


def _award_withdrawn(s: State, v: e.AwardWithdrawn, n: int, at: datetime) -> None:
    s.__dict__["summaries_n"] = None


def _communicated(s: State, v: e.CommunicationRecorded, n: int, at: datetime) -> None:
    s.__dict__["communications"] = s.communications + 1


def _waived(s: State, v: e.RequirementWaived, n: int, at: datetime) -> None:
    s.waivers[f"{v.move}/{v.requirement}"] = n


def _gate_decided(s: State, v: e.GateDecided, n: int, at: datetime) -> None:
    """A gate decision changes nothing by itself; the step does, with the next event."""


def _entered(s: State, v: e.StepEntered, n: int, at: datetime) -> None:
    if v.stage != s.stage:
        s.visits[v.stage] = _next_visit(s.visits.get(v.stage), n, at)
    s.visits[v.target] = _next_visit(s.visits.get(v.target), n, at)
    s.__dict__["step"] = v.target
    s.__dict__["stage"] = v.stage
    if v.ends:
        s.__dict__["ended"] = v.target
    if v.notice is not None:
        s.__dict__["notice_due"] = v.notice


def _next_visit(was: Visit | None, n: int, at: datetime) -> Visit:
    return Visit(times=1 if was is None else was.times + 1, n=n, at=at)


def _lot_ceased(s: State, v: e.LotCeased, n: int, at: datetime) -> None:
    s.lots[v.lot] = Lot(title=s.lots[v.lot].title, ceased=True, n=n)


def _suspended(s: State, v: e.ProcedureSuspended, n: int, at: datetime) -> None:
    s.__dict__["suspended"] = Suspension(basis=v.basis, notified_at=v.notified_at, n=n, at=at)


def _resumed(s: State, v: e.ProcedureResumed, n: int, at: datetime) -> None:
    s.__dict__["suspended"] = None


def _paused(s: State, v: e.ProcedurePaused, n: int, at: datetime) -> None:
    s.__dict__.update(paused_n=n, paused_at=at)


def _unpaused(s: State, v: e.ProcedureUnpaused, n: int, at: datetime) -> None:
    s.__dict__.update(paused_n=None, paused_at=None)


def _terminated(s: State, v: e.ProcedureTerminated, n: int, at: datetime) -> None:
    s.visits[v.target] = _next_visit(s.visits.get(v.target), n, at)
    s.__dict__.update(
        step=v.target,
        stage=v.stage,
        ended="terminated",
        notice_due=v.notice,
        suspended=None,
        paused_n=None,
        paused_at=None,
    )


def _corrected(s: State, v: e.CorrectionRecorded, n: int, at: datetime) -> None:
    s.corrections[str(v.event)] = n
    if v.effect == "void":
        void(s, v.event, v.type, n)


_EVERY_MAPPING = tuple(f.name for f in fields(State) if str(f.type).startswith("dict"))
_CHANGES: dict[type[e.Event], tuple[Filling, tuple[str, ...]]] = {
    e.ProcedureOpened: (_opened, ("visits",)),
    e.ArtefactSubmitted: (_submitted, ("artefacts",)),
    e.ArtefactAccepted: (_reviewed, ("artefacts",)),
    e.ArtefactRejected: (_reviewed, ("artefacts",)),
    e.DecisionRecorded: (_decided, ("decisions", "actors")),
    e.PartnerRegistered: (_registered, ("partners",)),
    e.PartnerMoved: (_partner_moved, ("partners",)),
    e.NoticePublished: (_published, ("notices",)),
    e.DeadlineSet: (_deadline_set, ("deadlines",)),
    e.DeadlineStarted: (_deadline_started, ("deadlines",)),
    e.DeadlineExtended: (_deadline_extended, ("deadlines",)),
    e.DeadlineShortened: (_deadline_shortened, ("deadlines",)),
    e.DeadlineStopped: (_deadline_stopped, ("deadlines",)),
    e.DeadlineResumed: (_deadline_resumed, ("deadlines",)),
    e.DeadlineMet: (_deadline_met, ("deadlines",)),
    e.DeadlineMissed: (_deadline_missed, ("deadlines",)),
    e.DeadlineAcknowledged: (_deadline_acknowledged, ("deadlines",)),
    e.DeadlineRuled: (_deadline_ruled, ("deadlines",)),
    e.DeadlineCancelled: (_deadline_cancelled, ("deadlines",)),
    e.DeadlineRecomputed: (_deadline_recomputed, ("deadlines",)),
    e.CalendarChanged: (_calendar_changed, ()),
    e.DeadlineMoved: (_deadline_moved, ("deadlines",)),
    e.EnvelopeSet: (_envelope_set, ("envelopes",)),
    e.MoneyCommitted: (_committed, ("commitments", "envelopes")),
    e.InstalmentPaid: (_paid, ("commitments", "envelopes")),
    e.ConflictsDeclared: (_declared, ("conflicts",)),
    e.ExclusionChecked: (_exclusion_checked, ("exclusions",)),
    e.LessonRecorded: (_lesson, ("lessons",)),
    e.AssessmentRecorded: (_assessed, ("scores",)),
    e.AssessmentModerated: (_moderated, ("moderated",)),
    e.SummariesSent: (_summaries, ()),
    e.CommunicationRecorded: (_communicated, ()),
    e.RequirementWaived: (_waived, ("waivers",)),
    e.GateDecided: (_gate_decided, ()),
    e.StepEntered: (_entered, ("visits",)),
    e.AwardWithdrawn: (_award_withdrawn, ()),
    e.LotCeased: (_lot_ceased, ("lots",)),
    e.ProcedureSuspended: (_suspended, ()),
    e.ProcedureResumed: (_resumed, ()),
    e.ProcedurePaused: (_paused, ()),
    e.ProcedureUnpaused: (_unpaused, ()),
    e.ProcedureTerminated: (_terminated, ("visits",)),
    e.CorrectionRecorded: (_corrected, _EVERY_MAPPING),
}
"""For each event type: what it fills in, and the mappings that this writes to, which ``evolve`` copies first."""

_FILL = {cls: fill for cls, (fill, _) in _CHANGES.items()}
_WRITES_TO = {cls: mappings for cls, (_, mappings) in _CHANGES.items()}
