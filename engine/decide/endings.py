"""What lies over a stage or ends the procedure: suspension, pause, early termination, correction."""

from __future__ import annotations

from engine import commands as c
from engine import events as e
from engine.decide.publications import corrected, require_correctable
from engine.decide.reasons import Reasons, require_role
from engine.decide.standing_still import go_on, stop
from engine.definition import TerminationPhase
from engine.evaluation import Context
from engine.evaluation.context import listed
from engine.schedule import start, starting
from engine.time.dates import describe_date
from engine.time.local_time import describe_instant, local_date
from engine.voiding import VOIDABLE


def suspend(context: Context, command: c.Suspend) -> tuple[e.Event, ...]:
    """UK-SS-3: automatic only when the claim was notified during the standstill; otherwise by court order."""
    state = context.state
    require_role(context, command, context.definition.powers.suspend, "suspend the procedure")
    reasons = Reasons(context, "suspend the procedure")
    _running(reasons)
    reasons.need(state.suspended is None, "once", "It is not suspended.", "it is suspended already")
    reasons.need(command.notified_at <= context.now, "notified", "It was notified.", "the notification lies ahead")
    if command.basis == "automatic":
        name = context.definition.standstill_deadline
        known = state.deadlines.get(name) if name else None
        notified_on = local_date(command.notified_at, context.definition.zone)
        begun = known is not None and known.started and known.starts_on <= notified_on
        within = known is not None and begun and command.notified_at <= known.due_at
        when = describe_instant(command.notified_at, context.definition.zone)
        why = f"a claim notified at {when} is not within a standstill: it needs a court order"
        reasons.need(within, "within_standstill", "Notified in the standstill.", why, rules=("UK-SS-3",))
    reasons.settle()
    suspended = e.ProcedureSuspended(basis=command.basis, notified_at=command.notified_at, reason=command.reason)
    return (suspended, *stop(context, "suspended"))


def resume(context: Context, command: c.Resume) -> tuple[e.Event, ...]:
    """Only a court order or the end of the case lifts a suspension, and not before the standstill ends (s.102(3))."""
    state = context.state
    require_role(context, command, context.definition.powers.suspend, "resume the procedure")
    reasons = Reasons(context, "resume the procedure")
    reasons.need(state.suspended is not None, "suspended", "It is suspended.", "it is not suspended")
    name = context.definition.standstill_deadline
    known = state.deadlines.get(name) if name else None
    if known is not None and known.started and state.suspended is not None and state.suspended.basis == "automatic":
        last_on = known.last_on or local_date(known.due_at, context.definition.zone)
        why = f"the standstill runs to the end of {describe_date(last_on)}"
        reasons.need(context.now > known.due_at, "standstill", "The standstill is over.", why, rules=("UK-SS-3",))
    rule = context.definition.termination
    by_order = command.basis == "court_order"
    _on_paper(reasons, rule.court_order if by_order else rule.end_of_case or rule.court_order)
    reasons.settle()
    return (e.ProcedureResumed(basis=command.basis, reason=command.reason), *go_on(context, "suspended"))


def pause(context: Context, command: c.Pause) -> tuple[e.Event, ...]:
    """The authority stops its own clock of decisions, before the award notice only."""
    state = context.state
    require_role(context, command, context.definition.powers.pause, "pause the procedure")
    reasons = Reasons(context, "pause the procedure")
    _running(reasons)
    reasons.need(state.paused_n is None, "once", "It is not paused.", "it is paused already")
    name = context.definition.standstill_deadline
    known = state.deadlines.get(name) if name else None
    awarded = known is not None and known.started
    reasons.need(not awarded, "before_award", "It is before the award.", "the award notice is out")
    reasons.settle()
    return (e.ProcedurePaused(reason=command.reason), *stop(context, "paused"))


def unpause(context: Context, command: c.Unpause) -> tuple[e.Event, ...]:
    """Go on."""
    require_role(context, command, context.definition.powers.pause, "unpause the procedure")
    reasons = Reasons(context, "unpause the procedure")
    reasons.need(context.state.paused_n is not None, "paused", "It is paused.", "it is not paused")
    reasons.settle()
    return (e.ProcedureUnpaused(reason=command.reason), *go_on(context, "paused"))


def _running(reasons: Reasons) -> None:
    ended = reasons.context.state.ended
    reasons.need(ended is None, "not_ended", "The procedure is running.", f"the procedure ended ({ended})")


def phase_of(context: Context) -> TerminationPhase | None:
    """Which rule of early termination applies where the procedure stands."""
    for phase in context.definition.termination.phases:
        out = phase.published is None or phase.published in context.state.notices
        if context.state.step in phase.source and out:
            return phase
    return None


def terminate(context: Context, command: c.Terminate) -> tuple[e.Event, ...]:
    """UK-PTN-1, UK-END-1: end early; while a court suspends the procedure only as it allows."""
    definition, state = context.definition, context.state
    rule = definition.termination
    require_role(context, command, rule.by, "terminate the procedure")
    reasons = Reasons(context, "terminate the procedure")
    _running(reasons)
    phase = phase_of(context)
    why = f"the definition foresees no early end in step {state.step}"
    reasons.need(phase is not None or state.ended is not None, "phase", "An early end is foreseen.", why)
    if phase is not None:
        _nobody_beyond(reasons, phase)
    _on_paper(reasons, rule.court_order)
    reasons.settle()
    assert phase is not None  # noqa: S101 - settled above
    today = local_date(context.now, definition.zone)
    ended = e.ProcedureTerminated(
        source=state.step,
        target=phase.target,
        stage=definition.stage_of[phase.target],
        notice=phase.notice,
        reason=command.reason,
    )
    # UK-END-1: the time for the notice runs from the end, however it came. What a person has to set does not start.
    clocks = [
        start(context, name, deadline, today)
        for name, deadline in starting(context, step=phase.target)
        if deadline.period is not None
    ]
    return (ended, *clocks)


def _on_paper(reasons: Reasons, artefact: str) -> None:
    """UK-SS-3, UK-SS-4: what a court says is shown on a paper that was filed after it stopped us, and accepted."""
    context, suspended = reasons.context, reasons.context.state.suspended
    if suspended is None:
        return
    rule, known = context.definition.artefacts[artefact], context.state.artefacts.get(artefact)
    newer = known is not None and known.submitted_n > suspended.n
    accepted = known is not None and newer and known.status == "accepted"
    waits = known is not None and newer and known.status == "submitted"
    older = "" if known is None or newer else ": what is on file is from before the suspension"
    reasons.need(
        accepted,
        "court",
        "The court allows it.",
        f'a court suspends the procedure and "{rule.title}" is not accepted{older}',
        who=rule.reviewed_by if waits else rule.supplied_by,
        next_=context.type_(f"accept {artefact}" if waits else f"attach {artefact} FILE"),
        rules=("UK-SS-3", "UK-SS-4"),
    )


def _nobody_beyond(reasons: Reasons, phase: TerminationPhase) -> None:
    """A procedure that awards nothing has no partner who signed: that contract ends as a contract."""
    beyond = [ref for ref, partner in reasons.context.state.partners.items() if partner.state in phase.unless]
    why = f"a contract was entered into with {listed(beyond)}: it ends as a contract, after the next step"
    next_ = reasons.context.type_("explain")
    reasons.need(not beyond, "nobody_beyond", "No partner is past this.", why, next_=next_, rules=("UK-END-1",))


def correct(context: Context, command: c.Correct) -> tuple[e.Event, ...]:
    """Declare an earlier event wrong; nothing is edited, and only some effects can be taken back."""
    definition, state = context.definition, context.state
    require_role(context, command, definition.powers.correct, "correct the record")
    reasons = Reasons(context, f"correct event {command.event}")
    why = f"the history ends with event {state.n}"
    reasons.need(command.event <= state.n, "exists", "The event exists.", why)
    again = str(command.event) in state.corrections
    why = f"it was corrected by event {state.corrections.get(str(command.event))}"
    reasons.need(not again, "once", "It is corrected once.", why)
    if command.effect == "void" and command.event <= state.n:
        why = f"{command.event_type} cannot be taken back: note it, and record what is right"
        reasons.need(command.event_type in VOIDABLE, "voidable", "Its effect can be taken back.", why)
        _own_declaration(reasons, command)
        _still_assessed(reasons, command)
        if command.event_type == "partner.moved":
            _departure(reasons, command)
        if command.event_type in VOIDABLE:
            require_correctable(reasons, command)
    noted = command.on is not None and command.effect == "note"
    reasons.need(not noted, "void", "What is wrong is taken back.", "--on needs --effect void")
    reasons.settle()
    wrong = e.CorrectionRecorded(
        event=command.event, type=command.event_type, effect=command.effect, reason=command.reason
    )
    return (wrong, *(corrected(context, command) if command.effect == "void" else ()))


def _departure(reasons: Reasons, command: c.Correct) -> None:
    """UK-CFP-4: leavers never return, but for a departure that was unlawful: seen at once, and by a second person."""
    context, state = reasons.context, reasons.context.state
    known = next((p for p in state.partners.values() if p.n == command.event), None)
    left = known is not None and known.state in context.definition.leavers and known.previous is not None
    why = "only a partner's latest move, and only a departure, can be taken back"
    if not reasons.need(left, "departure", "An unlawful departure is taken back.", why, rules=("UK-CFP-4",)):
        return
    assert known is not None  # noqa: S101 - needed just now
    why = f"{command.actor} moved the partner: somebody else takes it back"
    apart = known.moved_by != command.actor
    who = context.definition.powers.correct
    reasons.need(apart, "four_eyes", "Two different people.", why, who=who, rules=("UK-CFP-4", "UK-OBJ-1"))
    why = f"the procedure has gone on since: {state.step} was entered by event {state.entered_n(state.step)}"
    here = command.event > state.entered_n(state.step)
    reasons.need(here, "same_step", "The procedure is still in the same step.", why, rules=("UK-CFP-4",))


def _own_declaration(reasons: Reasons, command: c.Correct) -> None:
    """UK-COI-1: a conflict that somebody declared is not taken back by anybody: that person declares anew, in words."""
    for key, declared in reasons.context.state.conflicts.items():
        if declared.n == command.event and declared.position != "none":
            why = f"{key.partition('/')[2]} declared a conflict: only they can declare anew, and say how it ended"
            reasons.need(False, "own_declaration", "A declaration is one's own.", why, rules=("UK-COI-1", "UK-COI-2"))


def _still_assessed(reasons: Reasons, command: c.Correct) -> None:
    """UK-AWD-1: a score is taken back only while its round is assessed; later it is what people are told about."""
    definition, state = reasons.context.definition, reasons.context.state
    for key, score in (*state.scores.items(), *state.moderated.items()):
        rule = definition.rounds[key.partition("/")[0]]
        if score.n == command.event and state.step not in rule.during:
            why = f'"{rule.title}" is no longer assessed: its scores stand as they were when it was decided'
            reasons.need(False, "still_assessed", "Its round is being assessed.", why, rules=("UK-AWD-1", "EVAL-3"))
