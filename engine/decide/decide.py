"""The one entrance: a command in, events out, or ``Refused`` with every reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from engine import commands as c
from engine import events as e
from engine.access import require_may_change
from engine.decide import (
    assessments,
    calendars,
    claims,
    deadlines,
    endings,
    funds,
    indicators,
    modifying,
    moving,
    notices,
    on_time,
    papers,
    partners,
    records,
    refining,
    stages,
)
from engine.decide.following import follow
from engine.definition import Definition
from engine.errors import NotFound
from engine.evaluation import Context
from engine.state import State
from engine.time.calendar import Calendar

_DECIDE: dict[type[c.Command], Callable[[Context, Any], tuple[e.Event, ...]]] = {
    c.OpenProcedure: stages.open_procedure,
    c.SubmitArtefact: papers.submit,
    c.AcceptArtefact: papers.accept,
    c.RejectArtefact: papers.reject,
    c.RecordDecision: papers.record_decision,
    c.PublishNotice: notices.publish,
    c.RegisterPartner: partners.register,
    c.MovePartner: partners.move,
    c.RecordExclusionCheck: partners.check_exclusion,
    c.SetDeadline: deadlines.set_deadline,
    c.ExtendDeadline: deadlines.extend_deadline,
    c.ShortenDeadline: deadlines.shorten_deadline,
    c.AcknowledgeDeadline: on_time.acknowledge,
    c.RuleOnTime: on_time.rule,
    c.RecordMissed: on_time.record_missed,
    c.SetEnvelope: funds.set_envelope,
    c.CommitMoney: funds.commit,
    c.PayInstalment: funds.pay,
    c.DeclareConflicts: records.declare_conflicts,
    c.RecordLesson: records.record_lesson,
    c.RecordCommunication: records.record_communication,
    c.RecordAssessment: assessments.record,
    c.ModerateAssessment: assessments.moderate,
    c.SendSummaries: assessments.send_summaries,
    c.WaiveRequirement: stages.waive,
    c.Advance: stages.advance,
    c.CeaseLot: stages.cease_lot,
    c.Suspend: endings.suspend,
    c.Resume: endings.resume,
    c.Pause: endings.pause,
    c.Unpause: endings.unpause,
    c.ChangeCalendar: calendars.change_calendar,
    c.RefineCriteria: refining.refine,
    c.RecordModification: modifying.modify,
    c.ChangeContract: modifying.change_contract,
    c.ReportExclusion: indicators.report_exclusion,
    c.SetIndicators: indicators.set_indicators,
    c.RecordClaim: claims.record_claim,
    c.MoveProcedure: moving.move_procedure,
    c.MoveBack: moving.move_back,
    c.Terminate: endings.terminate,
    c.Correct: endings.correct,
}


_OF_RULES = (c.MoveProcedure, c.MoveBack)


def decide(
    definition: Definition,
    state: State,
    command: c.Command,
    now: datetime,
    calendar: Calendar,
    *,
    clock_error: timedelta = timedelta(0),
    other: Calendar | None = None,
    target: Definition | None = None,
) -> tuple[e.Event, ...]:
    """The events that follow from a command at an instant (aware, UTC) of a clock ``clock_error`` wrong at most; pure.

    ``other`` is the calendar that the procedure is to be put on, ``target`` the definition that it is to be moved to,
    where that is what is asked.
    Raises ``Refused`` with every reason, ``NotAllowed`` when the role may not, ``InvalidInput`` for unknown names,
    ``BeyondCalendar`` when working days are needed that the calendar does not know.
    """
    require_may_change(command.actor, command.role)
    if not state.exists and not isinstance(command, c.OpenProcedure):
        raise NotFound(f"There is no procedure {command.procedure}. `seedbed list` shows what there is.")
    context = Context(
        definition=definition, state=state, now=now, calendar=calendar, clock_error=clock_error, other=other,
        target=target,
    )  # fmt: skip
    events = _DECIDE[type(command)](context, command)
    if isinstance(command, _OF_RULES):
        return events  # what follows for the clocks is what it is about
    return (*events, *follow(context, events))
