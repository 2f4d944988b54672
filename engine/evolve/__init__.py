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
from engine.evolve import (
    assessments,
    changes,
    deadlines,
    endings,
    funds,
    moving,
    notices,
    papers,
    partners,
    records,
    stages,
    withheld,
)
from engine.state import State

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


_EVERY_MAPPING = tuple(f.name for f in fields(State) if str(f.type).startswith("dict"))
_MOVED = (
    "artefacts", "commitments", "deadlines", "decisions", "envelopes", "lessons", "moderated", "partners",
    "refinements", "scores", "visits", "waivers",
)  # fmt: skip
_CHANGES: dict[type[e.Event], tuple[Filling, tuple[str, ...]]] = {
    e.ProcedureOpened: (stages.opened, ("visits",)),
    e.ArtefactSubmitted: (papers.submitted, ("artefacts",)),
    e.ArtefactAccepted: (papers.reviewed, ("artefacts",)),
    e.ArtefactRejected: (papers.reviewed, ("artefacts",)),
    e.DecisionRecorded: (papers.decided, ("decisions", "actors")),
    e.PartnerRegistered: (partners.registered, ("partners",)),
    e.PartnerMoved: (partners.moved, ("partners",)),
    e.NoticePublished: (notices.published, ("notices",)),
    e.DeadlineSet: (deadlines.planned, ("deadlines",)),
    e.DeadlineStarted: (deadlines.started, ("deadlines",)),
    e.DeadlineExtended: (deadlines.extended, ("deadlines",)),
    e.DeadlineShortened: (deadlines.shortened, ("deadlines",)),
    e.DeadlineStopped: (deadlines.stopped, ("deadlines",)),
    e.DeadlineResumed: (deadlines.resumed, ("deadlines",)),
    e.DeadlineMet: (deadlines.met, ("deadlines",)),
    e.DeadlineMissed: (deadlines.missed, ("deadlines",)),
    e.DeadlineAcknowledged: (deadlines.acknowledged, ("deadlines",)),
    e.DeadlineRuled: (deadlines.ruled, ("deadlines",)),
    e.DeadlineCancelled: (deadlines.cancelled, ("deadlines",)),
    e.DeadlineRecomputed: (deadlines.recomputed, ("deadlines",)),
    e.CalendarChanged: (deadlines.calendar_changed, ()),
    e.DeadlineMoved: (deadlines.moved, ("deadlines",)),
    e.EnvelopeSet: (funds.envelope_set, ("envelopes",)),
    e.MoneyCommitted: (funds.committed, ("commitments", "envelopes")),
    e.InstalmentPaid: (funds.paid, ("commitments", "envelopes")),
    e.ConflictsDeclared: (records.declared, ("conflicts",)),
    e.ExclusionChecked: (records.exclusion_checked, ("exclusions",)),
    e.LessonRecorded: (records.lesson_recorded, ("lessons",)),
    e.AssessmentRecorded: (assessments.assessed, ("scores",)),
    e.AssessmentModerated: (assessments.moderated, ("moderated",)),
    e.SummariesSent: (assessments.summaries_sent, ()),
    e.CommunicationRecorded: (records.communicated, ()),
    e.RequirementWaived: (stages.waived, ("waivers",)),
    e.GateDecided: (stages.gate_decided, ()),
    e.StepEntered: (stages.entered, ("visits",)),
    e.AwardWithdrawn: (stages.award_withdrawn, ()),
    e.LotCeased: (stages.lot_ceased, ("lots",)),
    e.ProcedureSuspended: (endings.suspended, ()),
    e.ProcedureResumed: (endings.resumed, ()),
    e.ProcedurePaused: (endings.paused, ()),
    e.ProcedureUnpaused: (endings.unpaused, ()),
    e.ProcedureTerminated: (endings.terminated, ("visits",)),
    e.ProcedureMoved: (moving.moved, _MOVED),
    e.ProcedureMovedBack: (moving.moved_back, _MOVED),
    e.DeadlineRecounted: (moving.recounted, ("deadlines",)),
    e.DeadlineDropped: (moving.dropped, ("deadlines",)),
    e.CriteriaRefined: (changes.refined, ("refinements",)),
    e.ModificationRecorded: (changes.modified, ("modifications",)),
    e.ContractChanged: (changes.contract_changed, ("contract_changes",)),
    e.ExclusionReported: (records.exclusion_reported, ("exclusion_reports",)),
    e.IndicatorsSet: (records.indicators_set, ("indicators",)),
    e.ClaimNotified: (endings.claim_notified, ("claims",)),
    e.NoticeStated: (notices.stated, ("statements",)),
    e.DebarmentListConsulted: (records.list_consulted, ("exclusions",)),
    e.ValuesWithheld: (withheld.values_withheld, ()),
    e.CorrectionRecorded: (endings.corrected, _EVERY_MAPPING),
}
"""For each event type: what it fills in, and the mappings that this writes to, which ``evolve`` copies first."""

_FILL = {cls: fill for cls, (fill, _) in _CHANGES.items()}
_WRITES_TO = {cls: mappings for cls, (_, mappings) in _CHANGES.items()}
