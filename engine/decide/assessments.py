"""Assessment: independent scores, then moderation, then summaries to everybody at once."""

from __future__ import annotations

from engine import commands as c
from engine import events as e
from engine.decide.reasons import Reasons, require_known, require_role
from engine.definition import AssessmentRound
from engine.evaluation import Context
from engine.state import cell_key


def _cell(
    context: Context, command: c.RecordAssessment | c.ModerateAssessment, asked: str
) -> tuple[Reasons, AssessmentRound]:
    definition, state = context.definition, context.state
    require_known(definition.rounds, command.round, "round")
    require_known(state.partners, command.partner, "partner")
    rule = context.round(command.round)
    require_known(rule.criteria, command.criterion, f"criterion of {command.round}")
    subs = rule.criteria[command.criterion].sub_criteria
    reasons = Reasons(context, asked)
    if command.sub_criterion is not None:
        require_known(subs, command.sub_criterion, f"sub-criterion of {command.criterion}")
    else:
        why = f"{command.criterion} is scored by sub-criterion: {', '.join(subs)}"
        reasons.need(not subs, "sub_criterion", "Each sub-criterion is scored.", why, rules=("EVAL-4",))
    fits = rule.scale_min <= command.score <= rule.scale_max
    why = f"{command.score} is not between {rule.scale_min} and {rule.scale_max}"
    reasons.need(fits, "scale", "The score is on the scale.", why, rules=("EVAL-1",))
    in_time = state.step in rule.during
    why = f"{command.round} is not assessed in step {state.step}"
    reasons.need(in_time, "during", "It is assessed in its step.", why)
    partner = state.partners[command.partner]
    why = f"{command.partner} has left ({partner.state})"
    reasons.need(partner.state not in definition.leavers, "still_in", "The partner is still in.", why)
    return reasons, rule


def record(context: Context, command: c.RecordAssessment) -> tuple[e.Event, ...]:
    """An evaluator's own score, after declaring interests (EVAL-6) and before moderation locks the cell."""
    state = context.state
    reasons, rule = _cell(context, command, f"score {command.partner} for {command.criterion}")
    require_role(context, command, (rule.scored_by,), "score")
    declared = state.conflicts.get(f"{command.role}/{command.actor}")
    free = declared is not None and declared.position != "unresolved"
    why = f"{command.actor} has not declared interests" if declared is None else "the declared conflict is unresolved"
    next_ = context.type_(f"declare --position none --role {command.role}")
    reasons.need(free, "declared", "The evaluator declared interests.", why, next_=next_, rules=("EVAL-6", "UK-COI-1"))
    key = cell_key(command.round, command.partner, command.criterion, command.sub_criterion)
    _not_locked(reasons, key)
    reasons.settle()
    return (
        e.AssessmentRecorded(
            round=command.round,
            partner=command.partner,
            criterion=command.criterion,
            sub_criterion=command.sub_criterion,
            evaluator=command.actor,
            score=command.score,
            reason=command.reason,
        ),
    )


def _not_locked(reasons: Reasons, key: str) -> None:
    """A moderated cell is closed for this visit of the step; assessing again, in a new visit, opens it."""
    state = reasons.context.state
    known = state.moderated.get(key)
    locked = known is not None and known.n > state.entered_n(state.step)
    reasons.need(not locked, "locked", "The cell is not moderated yet.", "the cell is moderated", rules=("EVAL-3",))


def moderate(context: Context, command: c.ModerateAssessment) -> tuple[e.Event, ...]:
    """The panel's score for a cell, once enough independent scores are in; they stay beside it (EVAL-3)."""
    state = context.state
    reasons, rule = _cell(context, command, f"moderate {command.partner} for {command.criterion}")
    require_role(context, command, (rule.moderated_by,), "moderate")
    prefix = cell_key(command.round, command.partner, command.criterion, command.sub_criterion)
    _not_locked(reasons, prefix)
    count = sum(1 for key in state.scores if key.startswith(prefix))
    why = f"{count} of {rule.evaluators} independent scores are in"
    next_ = context.type_group(
        "partner", f'score {command.partner} {command.round} {command.criterion} SCORE --reason "..."'
    )
    enough = count >= rule.evaluators
    who = (rule.scored_by,)
    reasons.need(enough, "scores", "Enough independent scores.", why, who=who, next_=next_, rules=("EVAL-3",))
    reasons.settle()
    return (
        e.AssessmentModerated(
            round=command.round,
            partner=command.partner,
            criterion=command.criterion,
            sub_criterion=command.sub_criterion,
            moderator=command.actor,
            score=command.score,
            reason=command.reason,
        ),
    )


def send_summaries(context: Context, command: c.SendSummaries) -> tuple[e.Event, ...]:
    """UK-AWD-1, PR24 reg 31(4): to every supplier with an assessed tender, at the same time, before UK6."""
    definition, state = context.definition, context.state
    require_role(context, command, definition.powers.send_summaries, "send assessment summaries")
    reasons = Reasons(context, "send the assessment summaries")
    cells = context.round(definition.final_round).cells()
    assessed = {
        ref
        for ref in state.partners
        if all(cell_key(definition.final_round, ref, *cell) in state.moderated for cell in cells)
    }
    for ref in command.partners:
        require_known(state.partners, ref, "partner")
    missing, extra = sorted(assessed - set(command.partners)), sorted(set(command.partners) - assessed)
    why = f"summaries for {', '.join(missing)} are missing: all go out together"
    reasons.need(not missing, "all", "Every assessed supplier gets one.", why, rules=("UK-AWD-1",))
    why = f"{', '.join(extra)} has no assessed tender"
    reasons.need(not extra, "only", "Only assessed suppliers get one.", why, rules=("UK-AWD-2",))
    during = definition.rounds[definition.final_round].during
    assessed_at = max(state.entered_n(step) for step in during)
    reasons.need(assessed_at >= 0, "assessed", "Final tenders are assessed.", "nothing is assessed yet")
    why = f"in step {state.step} the award is not decided yet"
    reasons.need(state.step not in during, "decided", "The award is decided.", why, rules=("UK-AWD-1",))
    sent = state.summaries_n is not None and state.summaries_n > assessed_at
    reasons.need(not sent, "once", "They go out once.", f"they were sent (event {state.summaries_n})")
    reasons.need(state.ended is None, "not_ended", "The procedure is running.", f"the procedure ended ({state.ended})")
    reasons.settle()
    return (e.SummariesSent(partners=list(command.partners)),)
