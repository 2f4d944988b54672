"""What many simulated procedures come to: when half of them, and four in five, have awarded; what they cost whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from engine.definition import Definition
from procedures.simulation.living import Life


@dataclass(frozen=True, kw_only=True)
class Spread:
    """A figure of which half the lives stay at or below ``p50``, and four in five at or below ``p80``."""

    p50: int
    p80: int


@dataclass(frozen=True, kw_only=True)
class When:
    """A step: how many lives came to it, and the days by which half, and four in five, of these had entered it."""

    step: str
    title: str
    lives: int
    p50: date
    p80: date


@dataclass(frozen=True, kw_only=True)
class Hours:
    """The hours of one role of the authority."""

    role: str
    title: str
    hours: Spread


@dataclass(frozen=True, kw_only=True)
class Ended:
    """A step in which lives ended before the goal."""

    step: str
    title: str
    lives: int


@dataclass(frozen=True, kw_only=True)
class AwardDay:
    """A day on which lives awarded, and how many had awarded by its end."""

    on: date
    awarded: int


@dataclass(frozen=True, kw_only=True)
class Simulation:
    """Everything that the lives came to; money in whole units of the currency, None where the plan says no rate.

    ``awards``: how many had awarded by each day, soonest first. ``bidding``: hours of all bidders;
    ``bidding_cost``: what these cost.
    """

    definition: str
    version: str
    launch: date
    lives: int
    seed: int
    award_step: str
    awarded: int
    beyond_calendar: int
    award: When | None
    steps: tuple[When, ...]
    ended_early: tuple[Ended, ...]
    staff: tuple[Hours, ...]
    bidding: Spread
    bidding_cost: Spread | None
    participant_payments: Spread
    contract_value: int | None
    currency: str
    awards: tuple[AwardDay, ...]

    @property
    def bidding_share(self) -> int | None:
        """The cost of bidding, at four in five, in per cent of the estimated value."""
        if self.bidding_cost is None or not self.contract_value:
            return None
        return round(100 * self.bidding_cost.p80 / self.contract_value)


def award_step(definition: Definition, goal: str) -> str:
    """The step that is the award: the landmark, or else what the plan leads to."""
    marks = definition.landmarks.steps
    return marks.award_decided or marks.contract_entered or goal


def summed_up(definition: Definition, lives: Sequence[Life], *, launch: date, seed: int, goal: str) -> Simulation:
    """Count and order what the lives came to."""
    plan, award = definition.plan, award_step(definition, goal)
    steps = tuple(_when(definition, step, lives) for step in definition.steps)
    bidding = [life.bidders for life in lives]
    rate = None if plan is None or plan.hourly_rates is None else plan.hourly_rates.bidder.amount
    known = [when for when in steps if when is not None]
    return Simulation(
        definition=definition.name,
        version=definition.version,
        launch=launch,
        lives=len(lives),
        seed=seed,
        award_step=award,
        awarded=sum(award in life.entered for life in lives),
        beyond_calendar=sum(life.beyond for life in lives),
        award=next((when for when in known if when.step == award), None),
        steps=tuple(known),
        ended_early=_ended(definition, lives),
        staff=tuple(_hours(definition, lives)),
        bidding=spread(bidding),
        bidding_cost=None if rate is None else spread([hours * rate for hours in bidding]),
        participant_payments=spread([life.paid for life in lives]),
        contract_value=None if plan is None or plan.estimated_value is None else plan.estimated_value.total,
        currency=definition.money.currency,
        awards=tuple(_cumulated(_days(award, lives))),
    )


def spread(figures: Iterable[int]) -> Spread:
    """The nearest-rank percentiles: the least figure that so many of all do not exceed."""
    ordered = sorted(figures)
    return Spread(p50=_rank(ordered, 50), p80=_rank(ordered, 80))


def _rank(ordered: Sequence[int], percent: int) -> int:
    return ordered[max(0, ceil(len(ordered) * percent / 100) - 1)]


def _cumulated(days: Iterable[int]) -> Iterator[AwardDay]:
    awarded = 0
    for day, number in sorted(Counter(days).items()):
        awarded += number
        yield AwardDay(on=date.fromordinal(day), awarded=awarded)


def _days(step: str, lives: Sequence[Life]) -> list[int]:
    return [day for life in lives if (day := life.entered.get(step)) is not None]


def _when(definition: Definition, step: str, lives: Sequence[Life]) -> When | None:
    days = _days(step, lives)
    if not days:
        return None
    found = spread(days)
    return When(
        step=step,
        title=definition.steps[step].title,
        lives=len(days),
        p50=date.fromordinal(found.p50),
        p80=date.fromordinal(found.p80),
    )


def _ended(definition: Definition, lives: Sequence[Life]) -> tuple[Ended, ...]:
    counted = Counter(life.ended_in for life in lives if not life.arrived)
    return tuple(
        Ended(step=step, title=definition.steps[step].title, lives=counted[step])
        for step in definition.steps
        if counted[step]
    )


def _hours(definition: Definition, lives: Sequence[Life]) -> Iterable[Hours]:
    for role, rule in definition.roles.items():
        figures = [life.staff.get(role, 0) for life in lives]
        if any(figures):
            yield Hours(role=role, title=rule.title, hours=spread(figures))
