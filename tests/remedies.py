"""What is still to be done for a requirement of each kind, as commands that somebody has to give."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

from engine.definition import requirements as q
from engine.evaluation import Context, evaluate
from engine.evaluation.integrity import panel
from engine.schedule import unplanned
from engine.state import cell_key
from engine.time.local_time import local_date

Errand = tuple[str, dict[str, Any]]
"""A command that somebody has to give next, or ``("wait", {"until": instant})``."""

ENVELOPE_MINOR = 10_000_000
PLANNED_DAYS = 40


def _artefact(asked: q.ArtefactAccepted, context: Context) -> Iterator[Errand]:
    refs = [ref for ref, _ in context.partners_in(asked.partners)] if asked.partners else [None]
    for ref in refs:
        yield from accepted(context, asked.artefact, ref, since=asked.since)


def accepted(context: Context, artefact: str, ref: str | None = None, *, since: str | None = None) -> Iterator[Errand]:
    """File the paper if it is missing or sent back, open it when its deadline has passed, and accept it."""
    key = artefact if ref is None else f"{artefact}@{ref}"
    known = context.state.artefacts.get(key)
    due = context.state.deadlines.get(context.definition.artefacts[artefact].sealed_until or "")
    stale = known is not None and since is not None and known.submitted_n <= context.state.entered_n(since)
    if known is None or known.status == "rejected" or stale:
        yield "submit_artefact", {"artefact": artefact, "partner": ref}
    if known is None or known.status != "accepted" or stale:
        if due is not None and due.started and context.now <= due.due_at:
            yield "wait", {"until": due.due_at + timedelta(minutes=1)}
        yield "accept_artefact", {"artefact": artefact, "partner": ref}


def _filed(asked: q.ArtefactFiled, context: Context) -> Iterator[Errand]:
    for ref, _ in context.partners_in(asked.partners):
        if f"{asked.artefact}@{ref}" not in context.state.artefacts:
            yield "submit_artefact", {"artefact": asked.artefact, "partner": ref}


def _reviewed(asked: q.ArtefactReviewed, context: Context) -> Iterator[Errand]:
    for ref, _ in context.partners_in(asked.partners):
        yield from accepted(context, asked.artefact, ref)


def _decision(asked: q.DecisionTaken, context: Context) -> Iterator[Errand]:
    rule = context.definition.decisions[asked.decision]
    for artefact in rule.about:
        yield from accepted(context, artefact)
    if not _taken(asked.decision, context):
        yield "record_decision", {"decision": asked.decision}
    if rule.confirmed_by is not None:
        actor = f"{rule.confirmed_by}_2" if rule.confirmed_by == rule.by else rule.confirmed_by
        yield "record_decision", {"decision": asked.decision, "role": rule.confirmed_by, "actor": actor}


def _taken(decision: str, context: Context) -> bool:
    """Whether the deciding word is said, in this visit of the step and on the papers as they now are."""
    state = context.state
    papers = [state.artefacts[name].n for name in context.definition.decisions[decision].about]
    since = max(state.entered_n(state.step), *papers, -1)
    words = [word for word in state.decisions.get(decision, ()) if word.n > since and not word.confirms]
    return bool(words) and words[-1].outcome == "pass"


def _assessed(asked: q.EveryPartnerAssessed, context: Context) -> Iterator[Errand]:
    rule, state = context.definition.rounds[asked.round], context.state
    people = [rule.scored_by, f"{rule.scored_by}_2"]
    for person in people:
        if f"{rule.scored_by}/{person}" not in state.conflicts:
            yield "declare_conflicts", {"role": rule.scored_by, "actor": person}
    for ref, _ in context.partners_in(asked.states):
        for criterion, sub in rule.cells():
            cell = {"round": asked.round, "partner": ref, "criterion": criterion, "sub_criterion": sub or None}
            if cell_key(asked.round, ref, criterion, sub) in state.moderated:
                continue
            for person in people:
                if cell_key(asked.round, ref, criterion, sub, person) not in state.scores:
                    yield "record_assessment", {**cell, "actor": person}
            yield "moderate_assessment", cell


def _compared(asked: q.RanksFirst, context: Context) -> Iterator[Errand]:
    """All tenders of the lot are assessed first; then the best is the best, and no errand changes that."""
    partners = context.state.partners
    lot = partners[context.partner].lot if context.partner in partners else None
    for ref, partner in partners.items():
        if ref == context.partner or (partner.lot == lot and partner.state in asked.rivals):
            own = replace(context, partner=ref)
            every = q.EveryPartnerAssessed(
                kind="every_partner_assessed", id="all", text="All.", round=asked.round, states=asked.rivals
            )
            yield from _assessed(every, own)


def _money(asked: q.BudgetCovers, context: Context) -> Iterator[Errand]:
    if asked.envelope not in context.state.envelopes:
        yield "set_envelope", {"envelope": asked.envelope, "amount_minor": ENVELOPE_MINOR}
    covered = {known.partner for known in context.state.commitments.values() if known.envelope == asked.envelope}
    for ref, _ in context.partners_in(asked.states) if asked.states else ():
        if ref not in covered:
            yield "commit_money", {"commitment": f"{asked.envelope}-{ref}", "envelope": asked.envelope, "partner": ref}


def _notice(asked: q.NoticePublished, context: Context) -> Iterator[Errand]:
    yield from publication(asked.notice, context)


def publication(notice: str, context: Context) -> Iterator[Errand]:
    """What the notice's own gate still asks for, the deadlines that start with it, and the notice."""
    for inner in context.definition.notices[notice].gate:
        if evaluate(inner, context).blocks:
            yield from REMEDIES[type(inner)](inner, context)
    yield from plans(context, notice=notice)
    yield "publish_notice", {"notice": notice}


def plans(context: Context, *, notice: str | None = None, step: str | None = None) -> Iterator[Errand]:
    """Deadlines are set before they start, far enough away for every minimum."""
    noon = datetime.combine(local_date(context.now, context.definition.zone), time(12), tzinfo=UTC)
    for finding in unplanned(context, notice=notice, step=step):
        if finding.blocks:
            name = finding.id.removesuffix("_set").removesuffix("_minimum")
            yield "set_deadline", {"deadline": name, "due_at": noon + timedelta(days=PLANNED_DAYS)}


def _declared(asked: q.ConflictsDeclared, context: Context) -> Iterator[Errand]:
    since = -1 if asked.since is None else context.state.entered_n(asked.since)
    for role in asked.roles:
        for person in dict.fromkeys((*context.state.actors.get(role, ()), *panel(role, since, context))) or (role,):
            known = context.state.conflicts.get(f"{role}/{person}")
            if known is None or known.n <= since or known.position == "unresolved":
                yield "declare_conflicts", {"role": role, "actor": person, "details": "Nothing is left of it."}
    for key, known in context.state.conflicts.items():
        if known.position == "unresolved" and known.role not in asked.roles:
            yield "declare_conflicts", {"role": known.role, "actor": key.partition("/")[2],
                                         "details": "Nothing is left of it."}  # fmt: skip


def _checked(asked: q.ExclusionsChecked, context: Context) -> Iterator[Errand]:
    since = context.state.entered_n(context.state.step)
    for ref, _ in context.partners_in(asked.states):
        known = context.state.exclusions.get(ref)
        if known is None or known.n <= since or known.outcome == "excluded":
            yield "check_exclusion", {"partner": ref}


def _passed(asked: q.DeadlinePassed | q.StandstillOver, context: Context) -> Iterator[Errand]:
    known = context.state.deadlines.get(asked.deadline)
    starts = context.definition.deadlines[asked.deadline].starts
    if known is not None and known.started:
        yield "wait", {"until": known.due_at + timedelta(minutes=1)}
    elif starts.notice is not None:
        yield "publish_notice", {"notice": starts.notice}


def _lessons(asked: q.LessonsRecorded, context: Context) -> Iterator[Errand]:
    for _ in range(asked.min - len(context.state.lessons.get(asked.stage, ()))):
        yield "record_lesson", {"stage": asked.stage}


def _summaries(asked: q.SummariesSent, context: Context) -> Iterator[Errand]:
    definition, state = context.definition, context.state
    cells = definition.rounds[definition.final_round].cells()
    assessed = [
        ref for ref in state.partners
        if all(cell_key(definition.final_round, ref, *cell) in state.moderated for cell in cells)
    ]  # fmt: skip
    if assessed:
        yield "send_summaries", {"partners": assessed}


def _settled(asked: q.LotsSettled, context: Context) -> Iterator[Errand]:
    taken = {partner.lot for partner in context.state.partners.values() if partner.state in asked.states}
    for lot, known in context.state.lots.items():
        if not known.ceased and lot not in taken:
            yield "cease_lot", {"lot": lot}


def _confirmed(asked: q.ConflictsConfirmed, context: Context) -> Iterator[Errand]:
    """A revision from after the latest notice that confirms the assessment, accepted."""
    known = context.state.artefacts.get(asked.artefact)
    since = max((context.state.notices[one].n for one in asked.notices if one in context.state.notices), default=-1)
    if known is None or known.submitted_n <= since or known.status == "rejected":
        yield "submit_artefact", {"artefact": asked.artefact}
    yield "accept_artefact", {"artefact": asked.artefact}


def _reported(asked: q.ExclusionsReported, context: Context) -> Iterator[Errand]:
    today = local_date(context.now, context.definition.zone)
    for ref, partner in context.partners_in(asked.states):
        if context.state.exclusion_reports.get(ref, -1) <= partner.n:
            yield "report_exclusion", {"partner": ref, "on": today}


def _provided(asked: q.ChangesProvided, context: Context) -> Iterator[Errand]:
    if asked.artefact is not None and context.state.modifications.get("open", -1) < 0:
        known = context.state.artefacts.get(asked.artefact)
        refined = max((one.n for one in context.state.refinements.values()), default=-1)
        if known is None or known.submitted_n <= refined or known.status == "rejected":
            yield "submit_artefact", {"artefact": asked.artefact}
        yield "accept_artefact", {"artefact": asked.artefact}
    else:
        yield from publication(asked.notice, context)


def _measured(asked: q.IndicatorsSet, context: Context) -> Iterator[Errand]:
    today = local_date(context.now, context.definition.zone)
    named = [{"indicator": f"k{i}", "title": f"Indicator {i}", "material": i < 3} for i in range(asked.min)]
    for ref, _ in context.partners_in(asked.states):
        known = context.state.indicators.get(ref)
        if known is None or len(known.names) < asked.min or known.published_on is None:
            yield "set_indicators", {"partner": ref, "indicators": named, "published_on": today}


def _nothing(asked: q.DeadlineNotPassed | q.RanksFirst, context: Context) -> Iterator[Errand]:
    """Time does not come back, and the best tender is what it is: nobody can mend it."""
    yield from ()


REMEDIES: dict[type, Callable[[Any, Context], Iterator[Errand]]] = {
    q.ArtefactAccepted: _artefact,
    q.ArtefactFiled: _filed,
    q.ArtefactReviewed: _reviewed,
    q.DecisionTaken: _decision,
    q.DeadlinePassed: _passed,
    q.DeadlineNotPassed: _nothing,
    q.EveryPartnerAssessed: _assessed,
    q.RanksFirst: _compared,
    q.BudgetCovers: _money,
    q.NoticePublished: _notice,
    q.ConflictsDeclared: _declared,
    q.ExclusionsChecked: _checked,
    q.StandstillOver: _passed,
    q.LessonsRecorded: _lessons,
    q.SummariesSent: _summaries,
    q.LotsSettled: _settled,
    q.ConflictsConfirmed: _confirmed,
    q.ExclusionsReported: _reported,
    q.ChangesProvided: _provided,
    q.IndicatorsSet: _measured,
}
