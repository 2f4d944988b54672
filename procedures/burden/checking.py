"""What is wrong with the burden of a definition: stages over their budget, and what is asked although it is there.

UK-OBJ-3 (Procurement Act 2023, s.12(4)): have regard to what keeps small firms out, and whether it can be lowered.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from engine.definition import Definition
from engine.definition.plan import Reuse
from engine.money import format_money
from procedures.burden.measuring import Burden, PaperBurden, StageBurden, burden_of
from procedures.checker.finding import Finding, Severity

_RULE: Final = "UK-OBJ-3"
_THERE: Final = {
    Reuse.ASKED_BEFORE: "was asked in {artefact}",
    Reuse.HELD_BY_AUTHORITY: "is held by the authority",
    Reuse.CORE_INFORMATION: "is core information that suppliers keep once for all",
}


def check(definition: Definition) -> tuple[Finding, ...]:
    """Everything that the burden of a plan comes to; without one that is said."""
    burden = burden_of(definition)
    if burden is None:
        message = "no hours of bidders are planned (plan.artefacts): what the papers cost them is not checked"
        return (Finding(where="plan", message=message, severity=Severity.INFO),)
    rule = _RULE if definition.regime.startswith("PA23") else ""
    return (
        *_unknown(definition, burden),
        *(found for stage in burden.stages for found in _stage(definition, stage, rule)),
        *(found for paper in burden.papers for found in _asked_again(definition, paper, rule)),
    )


def figures(definition: Definition) -> tuple[str, ...]:
    """What all bidders together are asked for."""
    burden = burden_of(definition)
    if burden is None:
        return ()
    cost = "" if burden.cost is None else f", {format_money(burden.cost.likely * 100, burden.currency)}"
    spare = f"; {burden.could_spare:,} of them ask for what is there already" if burden.could_spare else ""
    return (f"Hours of bidders, all together: {burden.hours.likely:,} expected{cost}{spare}.",)


def bidder_roles(definition: Definition) -> frozenset[str]:
    """The roles that are suppliers': they let partners in, have no power of the authority, and are no machine's."""
    powers = {role for name in type(definition.powers).model_fields for role in getattr(definition.powers, name)}
    return frozenset(
        role for role in definition.partners.entry.by if role not in powers and definition.roles[role].kind == "person"
    )


def _unknown(definition: Definition, burden: Burden) -> Iterator[Finding]:
    planned, suppliers = {paper.artefact for paper in burden.papers}, bidder_roles(definition)
    for name, rule in definition.artefacts.items():
        if rule.per_partner and not suppliers.isdisjoint(rule.supplied_by) and name not in planned:
            message = f"bidders write {name}, and no hours are planned for it (plan.artefacts.{name}.bidder_hours)"
            yield Finding(where=f"artefacts.{name}", message=message, severity=Severity.WARN)
    for paper in burden.papers:
        if paper.bidders is None:
            message = f"how many write {paper.artefact} is not known: plan.suppliers says nothing of its partners"
            yield Finding(where=f"plan.artefacts.{paper.artefact}", message=message, severity=Severity.WARN)


def _stage(definition: Definition, stage: StageBurden, rule: str) -> Iterator[Finding]:
    where = f"plan.burden.{stage.stage}"
    budget = None if definition.plan is None else definition.plan.burden.get(stage.stage)
    if budget is None:
        message = (
            f"{stage.title}: {stage.all.likely:,} hours of bidders are expected, and no budget says how many may be"
        )
        yield Finding(where="plan.burden", message=message, severity=Severity.INFO, rule=rule)
        return
    if stage.on_offer is None:
        message = f"{stage.title}: the money on offer is not known, because plan.suppliers says nothing of who is paid"
        yield Finding(where=where, message=message, severity=Severity.WARN)
        return
    if not stage.over:
        return
    message = (
        f"{stage.title} costs all bidders {stage.all.likely:,} hours, {stage.hours_per_thousand} for each thousand on"
        f" offer, and its budget is {budget.hours_per_thousand}"
    )
    if budget.justification is None:
        why = f"{message}: ask for less, take over what is there, or publish a justification"
        yield Finding(where=where, message=why, severity=Severity.SHOULD, rule=rule)
        return
    told = budget.justification
    by = definition.roles[told.by].title
    message = f"{message}; justified by the {by} in {told.published_in}: {told.reason}"
    yield Finding(where=where, message=message, severity=Severity.INFO, rule=rule)
    steps = list(definition.steps)
    papers = [steps.index(step) for step, inside in definition.stage_of.items() if inside == stage.stage]
    if min(steps.index(step) for step in definition.notices[told.published_in].during) > max(papers):
        message = f"{told.published_in} is published only after {stage.title}, whose burden it is to justify"
        yield Finding(where=f"{where}.justification", message=message, severity=Severity.SHOULD, rule=rule)


def _asked_again(definition: Definition, paper: PaperBurden, rule: str) -> Iterator[Finding]:
    steps = list(definition.steps)
    for number, part in enumerate(paper.reusable):
        where = f"plan.artefacts.{paper.artefact}.reusable[{number}]"
        if part.artefact is not None and _first(definition, part.artefact, steps) > _first(
            definition, paper.artefact, steps
        ):
            message = f"{part.artefact} is written after {paper.artefact}: it cannot have asked before"
            yield Finding(where=where, message=message, severity=Severity.WARN)
        elif not part.taken_over:
            there = _THERE[Reuse(part.kind)].format(artefact=part.artefact)
            whole = "" if paper.bidders is None else f", {part.hours * paper.bidders.likely:,} of all"
            message = f"{part.what} {there}, and is asked again: {part.hours} hours of each bidder{whole}"
            yield Finding(where=where, message=message, severity=Severity.WARN, rule=rule)


def _first(definition: Definition, artefact: str, steps: list[str]) -> int:
    during = definition.artefacts[artefact].during
    return min((steps.index(step) for step in during), default=0)
