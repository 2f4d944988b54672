"""One simulated procedure: its way, its dates on the real calendar, and the hours and money that it took."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from random import Random

from engine.definition import Definition, Move
from engine.definition.plan import Lasting, Plan
from engine.time.calendar import Calendar
from procedures.burden.measuring import stage_of, writers_of
from procedures.feasibility.solver import Solver, World
from procedures.feasibility.timing import Timing, timing_of
from procedures.simulation.drawing import pert
from procedures.simulation.wandering import Wanderer


@dataclass(frozen=True, kw_only=True)
class Life:
    """What happened in one of them: days as ordinals, hours of people, money in whole units.

    ``beyond``: its dates run past the last day of the calendar, or its way cannot be gone.
    """

    ended_in: str
    arrived: bool
    beyond: bool
    entered: Mapping[str, int]
    staff: Mapping[str, int]
    bidders: int
    paid: int


class _Drawn(Solver):
    """A solver in whose world everything takes as long as it was drawn to take."""

    def __init__(self, definition: Definition, calendar: Calendar) -> None:
        super().__init__(definition, calendar)
        self._drawn: dict[str, int] = {}
        self.random = Random()

    def begin(self, random: Random) -> None:
        """Forget what was drawn, and what followed from it."""
        self.random = random
        self._drawn.clear()
        self._ends.clear()

    def lasts(self, what: str, planned: Lasting, world: World) -> int:  # noqa: ARG002 - a life is a world of its own
        """Drawn once in a life, and then it stays."""
        if what not in self._drawn:
            self._drawn[what] = pert(self.random, planned)
        return self._drawn[what]


@dataclass
class Lives:
    """A definition that can be lived; which steps a way passes is worked out once for each way."""

    definition: Definition
    calendar: Calendar
    _timings: dict[tuple[str, ...], Timing] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Get ready: what does not change from life to life."""
        if self.definition.plan is None:
            raise ValueError("a definition without a plan cannot be lived")
        self.plan: Plan = self.definition.plan
        self.wanderer = Wanderer(self.definition)
        self.solver = _Drawn(self.definition, self.calendar)
        self.writers = cache(lambda artefact: writers_of(self.definition, artefact))

    def live(self, launch: int, random: Random) -> Life:
        """Live once from a launch day (an ordinal); everything that is drawn comes from the randomness given."""
        wandered = self.wanderer.wander(random)
        self.solver.begin(random)
        entered, beyond = self._dates(wandered.way, launch)
        passed = (self.wanderer.launch, *(move.target for move in wandered.way))
        suppliers = {state: pert(random, number) for state, number in self.plan.suppliers.items()}
        stages = {self.definition.stage_of[step] for step in passed}
        return Life(
            ended_in=wandered.ended_in,
            arrived=wandered.arrived,
            beyond=beyond,
            entered=entered,
            staff=self._staff(passed, stages, suppliers, random),
            bidders=self._bidders(stages, suppliers, random),
            paid=self._paid(stages, suppliers, random),
        )

    def _dates(self, way: tuple[Move, ...], launch: int) -> tuple[dict[str, int], bool]:
        """The days on which steps are entered, and whether a step was not reached within the calendar."""
        key = tuple(move.move for move in way)
        if key not in self._timings:
            self._timings[key] = timing_of(self.definition, self.wanderer.launch, way)
        timing = self._timings[key]
        days = self.solver.solve(timing, launch, World.LIKELY).values
        found = {step: day for step, var in timing.entered.items() if (day := days[var]) is not None}
        return found, timing.blocked is not None or len(found) < len(timing.entered)

    def _staff(
        self, passed: tuple[str, ...], stages: set[str], suppliers: Mapping[str, int], random: Random
    ) -> Counter[str]:
        hours = Counter[str]()
        for step in passed:
            planned = self.plan.steps.get(step)
            for role, estimate in () if planned is None else planned.hours.items():
                hours[role] += pert(random, estimate)
        for name, paper in self.plan.artefacts.items():
            if stage_of(self.definition, name) in stages:
                for role, estimate in paper.hours.items():
                    hours[role] += pert(random, estimate) * self._copies(name, suppliers)
        return hours

    def _copies(self, artefact: str, suppliers: Mapping[str, int]) -> int:
        """One for the procedure, or one from each partner who writes it."""
        if not self.definition.artefacts[artefact].per_partner:
            return 1
        return suppliers.get(self.writers(artefact) or "", 0)

    def _bidders(self, stages: set[str], suppliers: Mapping[str, int], random: Random) -> int:
        hours = 0
        for name, paper in self.plan.artefacts.items():
            if paper.bidder_hours is None or stage_of(self.definition, name) not in stages:
                continue
            spared = sum(part.hours for part in paper.reusable if part.taken_over)
            each = max(0, pert(random, paper.bidder_hours) - spared)
            hours += each * suppliers.get(self.writers(name) or "", 0)
        return hours

    def _paid(self, stages: set[str], suppliers: Mapping[str, int], random: Random) -> int:
        """What participants were paid before any contract."""
        return sum(
            pert(random, payment.each) * suppliers.get(payment.partners, 0)
            for payment in self.plan.payments.values()
            if payment.stage in stages and not payment.under_contract
        )
