"""The burden in figures: hours of each bidder and of all, what they cost, and the money that is on offer for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from engine.definition import Definition
from engine.definition.plan import ArtefactPlan, BurdenBudget, Estimate, Plan, Reusable
from procedures.checker.walk import asked


@dataclass(frozen=True, kw_only=True)
class Range:
    """A figure at its least, as expected, and at its most."""

    least: int
    likely: int
    most: int

    def __add__(self, other: Range) -> Range:
        """Both together."""
        return Range(least=self.least + other.least, likely=self.likely + other.likely, most=self.most + other.most)

    def __mul__(self, other: Range) -> Range:
        """So much of each."""
        return Range(least=self.least * other.least, likely=self.likely * other.likely, most=self.most * other.most)

    def less(self, hours: int) -> Range:
        """So many hours fewer, and never below none."""
        return Range(
            least=max(0, self.least - hours), likely=max(0, self.likely - hours), most=max(0, self.most - hours)
        )


NOTHING = Range(least=0, likely=0, most=0)


def range_of(estimate: Estimate) -> Range:
    """A figure of the plan."""
    return Range(least=estimate.least, likely=estimate.likely, most=estimate.most)


@dataclass(frozen=True, kw_only=True)
class Spare:
    """A part of a paper that is there already: why, what it is, its hours, and whether it is taken from there."""

    kind: str
    what: str
    hours: int
    artefact: str | None
    taken_over: bool


@dataclass(frozen=True, kw_only=True)
class PaperBurden:
    """One paper that bidders write: hours of each, how many write it, hours of all, and hours that could be spared."""

    artefact: str
    title: str
    stage: str
    writers: str | None
    bidders: Range | None
    each: Range
    all: Range
    reusable: tuple[Spare, ...]
    spared: int
    could_spare: int
    assumed: bool


@dataclass(frozen=True, kw_only=True)
class StageBurden:
    """A stage: hours of one bidder who writes every paper of it, hours of all, their cost, and the money on offer.

    ``cost`` and ``on_offer`` in whole units of the currency; None where no rate or no budget is planned. Hours and
    ``budget`` are for each thousand on offer; over: more hours are expected than the budget allows.
    """

    stage: str
    title: str
    each: Range
    all: Range
    cost: Range | None
    on_offer: Range | None
    to_each: int | None
    hours_per_thousand: str | None
    budget: str | None
    over: bool
    justified: bool


@dataclass(frozen=True, kw_only=True)
class StaffHours:
    """The hours of one role of the authority, and what they cost."""

    role: str
    title: str
    hours: Range
    cost: Range | None


@dataclass(frozen=True, kw_only=True)
class Burden:
    """Everything that a procedure asks of bidders and of the authority's own staff, in hours."""

    currency: str
    papers: tuple[PaperBurden, ...]
    stages: tuple[StageBurden, ...]
    staff: tuple[StaffHours, ...]
    hours: Range
    cost: Range | None
    could_spare: int


def burden_of(definition: Definition) -> Burden | None:
    """Work the burden out; None where the plan says nothing of papers."""
    plan = definition.plan
    if plan is None or not plan.artefacts:
        return None
    papers = tuple(_papers(definition, plan))
    stages = tuple(_stages(definition, plan, papers))
    hours = sum((paper.all for paper in papers), NOTHING)
    return Burden(
        currency=definition.money.currency,
        papers=papers,
        stages=stages,
        staff=tuple(_staff(definition, plan)),
        hours=hours,
        cost=_cost(plan, hours),
        could_spare=sum(paper.could_spare for paper in papers),
    )


def stage_of(definition: Definition, artefact: str) -> str:
    """The stage in which a paper is written: that of the first step in which it may be submitted."""
    during = definition.artefacts[artefact].during
    return definition.stage_of[during[0] if during else definition.initial]


def writers_of(definition: Definition, artefact: str) -> str | None:
    """The partner state of those who write a paper: of the states of which gates ask it, the one with most partners."""
    plan = definition.plan
    if plan is None:
        return None
    planned = plan.artefacts.get(artefact)
    if planned is not None and planned.written_by is not None:
        return planned.written_by
    states = [
        state
        for one in asked(definition)
        if getattr(one.requirement, "artefact", None) == artefact
        for state in getattr(one.requirement, "partners", ())
    ]
    known = [state for state in dict.fromkeys(states) if state in plan.suppliers]
    return max(known, key=lambda state: plan.suppliers[state].likely, default=None)


def bidders_of(plan: Plan, state: str | None) -> Range | None:
    """How many partners ever come to be in a state."""
    return None if state is None or state not in plan.suppliers else range_of(plan.suppliers[state])


def _papers(definition: Definition, plan: Plan) -> Iterator[PaperBurden]:
    steps = list(definition.steps)
    in_order = sorted(
        definition.artefacts, key=lambda one: min(map(steps.index, definition.artefacts[one].during), default=0)
    )
    for name in in_order:
        planned, rule = plan.artefacts.get(name), definition.artefacts[name]
        if planned is None or planned.bidder_hours is None:
            continue
        writers = writers_of(definition, name)
        bidders = bidders_of(plan, writers)
        spared, open_ = _hours(planned, taken_over=True), _hours(planned, taken_over=False)
        each = range_of(planned.bidder_hours).less(spared)
        yield PaperBurden(
            artefact=name,
            title=rule.title,
            stage=stage_of(definition, name),
            writers=writers,
            bidders=bidders,
            each=each,
            all=NOTHING if bidders is None else each * bidders,
            reusable=tuple(_spare(part) for part in planned.reusable),
            spared=spared,
            could_spare=0 if bidders is None else open_ * bidders.likely,
            assumed=planned.bidder_hours.assumed,
        )


def _spare(part: Reusable) -> Spare:
    return Spare(
        kind=part.kind.value, what=part.what, hours=part.hours, artefact=part.artefact, taken_over=part.taken_over
    )


def _hours(planned: ArtefactPlan, *, taken_over: bool) -> int:
    return sum(part.hours for part in planned.reusable if part.taken_over is taken_over)


def _stages(definition: Definition, plan: Plan, papers: tuple[PaperBurden, ...]) -> Iterator[StageBurden]:
    for stage in definition.stages:
        inside, budget = [paper for paper in papers if paper.stage == stage.stage], plan.burden.get(stage.stage)
        if not inside and budget is None:
            continue
        hours = sum((paper.all for paper in inside), NOTHING)
        offers = () if budget is None else tuple(plan.payments[name] for name in budget.on_offer)
        counts = [bidders_of(plan, paid.partners) for paid in offers]
        whole = None not in counts and bool(offers)
        on_offer = (
            sum((range_of(paid.each) * count for paid, count in zip(offers, counts, strict=True) if count), NOTHING)
            if whole
            else None
        )
        yield StageBurden(
            stage=stage.stage,
            title=stage.title,
            each=sum((paper.each for paper in inside), NOTHING),
            all=hours,
            cost=_cost(plan, hours),
            on_offer=on_offer,
            to_each=sum(paid.each.likely for paid in offers) if offers else None,
            hours_per_thousand=_per_thousand(hours, on_offer),
            budget=None if budget is None else str(budget.hours_per_thousand),
            over=_is_over(hours, on_offer, budget),
            justified=budget is not None and budget.justification is not None,
        )


def _per_thousand(hours: Range, on_offer: Range | None) -> str | None:
    if on_offer is None or not on_offer.likely:
        return None
    return str((Decimal(1000) * hours.likely / on_offer.likely).quantize(Decimal("0.01")))


def _is_over(hours: Range, on_offer: Range | None, budget: BurdenBudget | None) -> bool:
    """Compared without rounding: an hour too many is too many."""
    return (
        on_offer is not None
        and budget is not None
        and 1000 * hours.likely > (budget.hours_per_thousand * on_offer.likely)
    )


def _cost(plan: Plan, hours: Range) -> Range | None:
    rates = plan.hourly_rates
    return None if rates is None else hours * Range(**dict.fromkeys(("least", "likely", "most"), rates.bidder.amount))


def _staff(definition: Definition, plan: Plan) -> Iterator[StaffHours]:
    hours: dict[str, Range] = {}
    for step in plan.steps.values():
        for role, estimate in step.hours.items():
            hours[role] = hours.get(role, NOTHING) + range_of(estimate)
    for name, planned in plan.artefacts.items():
        copies = Range(least=1, likely=1, most=1)
        if definition.artefacts[name].per_partner:
            copies = bidders_of(plan, writers_of(definition, name)) or NOTHING
        for role, estimate in planned.hours.items():
            hours[role] = hours.get(role, NOTHING) + range_of(estimate) * copies
    for role in definition.roles:
        if role in hours:
            yield StaffHours(
                role=role,
                title=definition.roles[role].title,
                hours=hours[role],
                cost=_of_staff(plan, role, hours[role]),
            )


def _of_staff(plan: Plan, role: str, hours: Range) -> Range | None:
    rates = plan.hourly_rates
    if rates is None:
        return None
    rate = rates.roles.get(role, rates.staff).amount
    return hours * Range(least=rate, likely=rate, most=rate)
