"""Requirements about what is told after it changed: refinements, modifications, exclusions, indicators."""

from __future__ import annotations

from engine.definition.requirements import ChangesProvided, ExclusionsReported, IndicatorsSet
from engine.evaluation.context import Context, Reply, listed
from engine.explanation import Evidence


def changes_provided(asks: ChangesProvided, context: Context) -> Reply:
    """UK-REF-4, UK-MOD-1: the notice is published again after each change, or a refinement is provided again."""
    state = context.state
    published = state.notices[asks.notice].n if asks.notice in state.notices else -1
    paper = state.artefacts.get(asks.artefact or "")
    provided = paper.submitted_n if paper is not None and paper.status == "accepted" else -1
    refined = [n for n in (known.n for known in state.refinements.values()) if n > max(published, provided)]
    modified = state.modifications.get("open", -1)
    if not refined and modified <= published:
        evidence = tuple(Evidence(event=n, text=asks.notice) for n in (published,) if n >= 0)
        return Reply(met=True, why="nothing was changed that has not been provided again", evidence=evidence)
    what = "the criteria were refined" if refined else "the notice was modified"
    n = max(refined) if refined else modified
    rule = context.definition.notices[asks.notice]
    or_paper = asks.artefact is not None and refined and modified <= published
    again = f"{asks.notice} is not published again{', nor are its documents provided again' if or_paper else ''}"
    if or_paper and asks.artefact is not None:
        who = context.definition.artefacts[asks.artefact].supplied_by
        next_ = context.type_(f"attach {asks.artefact} FILE")
    else:
        who, next_ = rule.by, context.type_group("notice", f"publish {asks.notice} --reference REFERENCE")
    return Reply(
        met=False,
        why=f"{what} (event {n}), and {again}",
        evidence=(Evidence(event=n, text=what),),
        who=context.titles(who),
        next=next_,
    )


def exclusions_reported(asks: ExclusionsReported, context: Context) -> Reply:
    """UK-EXC-5: the appropriate authority was told of everybody who was excluded."""
    there = [(ref, partner) for ref, partner in context.partners_in(asks.states) if partner.state in asks.states]
    missing = [ref for ref, partner in there if context.state.exclusion_reports.get(ref, -1) <= partner.n]
    if not missing:
        reports = context.state.exclusion_reports
        evidence = tuple(Evidence(event=reports[ref], text=f"{ref} reported") for ref, _ in there)
        why = "every exclusion was reported" if there else f"{context.nobody_in(asks.states)} to report"
        return Reply(met=True, why=why, evidence=evidence)
    rules = context.definition.exclusions
    return Reply(
        met=False,
        why=f"the appropriate authority was not told of the exclusion of {listed(missing)}",
        who=context.titles(() if rules is None else rules.report_by),
        next=context.type_group("partner", f"report {missing[0]} --reference REFERENCE"),
    )


def indicators_set(asks: IndicatorsSet, context: Context) -> Reply:
    """UK-KPI-1: enough indicators, published before the contract is entered into, or the reason for none."""
    short, hidden, evidence = [], [], []
    for ref, _ in context.partners_in(asks.states):
        known = context.state.indicators.get(ref)
        if known is None or 0 < len(known.names) < asks.min:
            short.append(ref)
        elif known.names and asks.published and known.published_on is None:
            hidden.append(ref)
        else:
            said = f"{ref}: {len(known.names)} indicators" if known.names else f"{ref}: none would be appropriate"
            evidence.append(Evidence(event=known.n, text=said))
    if not short and not hidden:
        why = "key performance indicators are set" if evidence else f"{context.nobody_in(asks.states)} to set any for"
        return Reply(met=True, why=why, evidence=tuple(evidence))
    rules = context.definition.indicators
    missing = []
    if short:
        missing.append(f"fewer than {asks.min} key performance indicators are set for {listed(short)}")
    if hidden:
        missing.append(f"the key performance indicators of {listed(hidden)} are not published")
    return Reply(
        met=False,
        why="; ".join(missing),
        who=context.titles(() if rules is None else rules.by),
        next=context.type_group("contract", f"indicators {(short or hidden)[0]} --indicator NAME=TITLE"),
    )
