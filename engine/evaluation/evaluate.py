"""From a requirement to a finding: the one place where severity, facts and waivers are applied."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from engine.definition import Move, NoticeRule
from engine.definition.requirements import (
    ArtefactAccepted,
    ArtefactFiled,
    ArtefactReviewed,
    BudgetCovers,
    ChangesProvided,
    ConflictsConfirmed,
    ConflictsDeclared,
    DeadlineNotPassed,
    DeadlinePassed,
    DecisionTaken,
    EveryPartnerAssessed,
    ExclusionsChecked,
    ExclusionsReported,
    IndicatorsSet,
    LessonsRecorded,
    LotsSettled,
    NoticePublished,
    PartnersInState,
    RanksFirst,
    Requirement,
    Severity,
    StandstillOver,
    SummariesSent,
)
from engine.evaluation.changes import changes_provided, exclusions_reported, indicators_set
from engine.evaluation.clocks import deadline_not_passed, deadline_passed, standstill_over
from engine.evaluation.context import Context, Reply
from engine.evaluation.funds import budget_covers
from engine.evaluation.integrity import conflicts_declared, exclusions_checked, lessons_recorded
from engine.evaluation.notices import notice_published
from engine.evaluation.papers import (
    artefact_accepted,
    artefact_filed,
    artefact_reviewed,
    conflicts_confirmed,
    decision_taken,
)
from engine.evaluation.ranking import ranks_first
from engine.evaluation.suppliers import every_partner_assessed, lots_settled, partners_in_state, summaries_sent
from engine.explanation import Finding, Standing

_ANSWER: dict[type[Any], Callable[[Any, Context], Reply]] = {
    ArtefactAccepted: artefact_accepted,
    ArtefactFiled: artefact_filed,
    ArtefactReviewed: artefact_reviewed,
    DecisionTaken: decision_taken,
    DeadlinePassed: deadline_passed,
    DeadlineNotPassed: deadline_not_passed,
    PartnersInState: partners_in_state,
    EveryPartnerAssessed: every_partner_assessed,
    BudgetCovers: budget_covers,
    NoticePublished: lambda asks, context: notice_published(asks, context, evaluate),
    ConflictsDeclared: conflicts_declared,
    ExclusionsChecked: exclusions_checked,
    StandstillOver: standstill_over,
    LessonsRecorded: lessons_recorded,
    SummariesSent: summaries_sent,
    RanksFirst: ranks_first,
    LotsSettled: lots_settled,
    ConflictsConfirmed: conflicts_confirmed,
    ExclusionsReported: exclusions_reported,
    ChangesProvided: changes_provided,
    IndicatorsSet: indicators_set,
}


def evaluate(requirement: Requirement, context: Context) -> Finding:
    """Answer one requirement: a MUST blocks, a SHOULD blocks unless waived, an unverified rule only warns."""
    # Only an answer of no leaves a requirement out: a question that nobody answered keeps it, on the strict side.
    if requirement.when is not None and context.state.facts.get(requirement.when) is False:
        return _finding(requirement, Standing.NOT_ASKED, Reply(met=True, why=_not_asked(requirement.when, context)))
    reply = _ANSWER[type(requirement)](requirement, context)
    standing = _standing(requirement, reply, context)
    if standing is Standing.UNMET and requirement.severity is Severity.SHOULD:
        reply = replace(reply, why=f"{reply.why}{_waivable(requirement.id, context)}")
    return _finding(requirement, standing, reply)


def _standing(requirement: Requirement, reply: Reply, context: Context) -> Standing:
    if reply.met:
        return Standing.MET
    if requirement.severity is Severity.WARN:
        return Standing.WARNING
    if requirement.severity is Severity.SHOULD and _waived(requirement.id, context):
        return Standing.WAIVED
    if reply.unclear:
        return Standing.RULING
    return Standing.UNMET


def _waived(requirement: str, context: Context) -> bool:
    """A waiver counts for one visit of the step: it does not outlive a return to it."""
    waived = context.state.waivers.get(f"{context.move}/{requirement}", -1)
    return waived > context.state.entered_n(context.state.step)


def _waivable(requirement: str, context: Context) -> str:
    """That good practice may be waived here, and how; the gate of a partner's own move knows no waiver."""
    gates: dict[str, Move | NoticeRule] = {**context.definition.moves_by_name, **context.definition.notices}
    gate = gates.get(context.move or "")
    if gate is None or context.state.step not in ((gate.source,) if isinstance(gate, Move) else gate.during):
        return ""
    command = context.type_(f'waive {context.move} {requirement} --reason "..."')
    return f" (it may be waived: {command})"


def _not_asked(fact: str, context: Context) -> str:
    return f'not asked, because the answer to "{context.definition.facts[fact].question}" was no'


def _finding(requirement: Requirement, standing: Standing, reply: Reply) -> Finding:
    return Finding(
        id=requirement.id,
        kind=requirement.kind,
        asks=requirement.text,
        standing=standing,
        why=reply.why,
        severity=requirement.severity.value,
        evidence=reply.evidence,
        who=reply.who,
        next=reply.next,
        rules=requirement.rules,
    )
