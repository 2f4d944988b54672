"""A life with few papers and many clocks: what people do with a procedure, sensible or not, for weeks or months."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from engine.state import State
from engine.time.local_time import local_date
from tests.simulation.dice import DAY
from tests.simulation.lives import HOUR, Life
from tests.simulation.template import clocks
from tests.simulation.world import World

_TRIES = 5
"""So often it is tried to end a procedure."""


class Clockwork(Life):
    """A life with few papers and many clocks."""

    def __init__(self, world: World, reference: str) -> None:
        """Draw how long it lives and how busy its people are."""
        super().__init__(world, reference, clocks())
        self.left = self._rng.randint(8, 40)
        self.forgotten = self._rng.random() < 0.03
        self.pace = self._rng.choice((6 * HOUR, 2 * DAY, 9 * DAY))

    def step(self) -> timedelta | None:
        """One thing, more or less sensible."""
        state = self.state
        if not state.exists:
            if not self.tried("open", title=f"A better crossing {self.reference}"):
                return DAY  # nobody may open anything: tomorrow perhaps
        elif state.ended is not None:
            return self._after_the_end(state)
        elif self.left <= -_TRIES:
            return None  # whoever could end it is not here: it stays as it is
        elif self.left <= 0:
            self.left -= 1
            self._end()
        else:
            self.left -= 1
            self._rng.choice(_DEEDS)(self)
        return self._pause() if self.left > 0 else 4 * DAY

    def _pause(self) -> timedelta:
        """Until the next thing; now and then somebody acts in the very minutes in which reminders are due."""
        at = self.now + self.pace * self._rng.expovariate(1)
        if self._rng.random() < 0.25:
            at = at.replace(hour=self._rng.choice((6, 7, 8)), minute=59 if self._rng.random() < 0.5 else 0)
        return max(at - self.now, timedelta(seconds=1))

    def _after_the_end(self, state: State) -> timedelta | None:
        known = state.deadlines.get("ending_due")
        if known is None or known.met_n is not None or self.forgotten:
            return None  # or owed for ever
        if self._rng.random() < 0.3 and not self.tried("publish_notice", notice="N9"):
            self.given_again("publish_notice", notice="N9")
        elif self._rng.random() < 0.3:
            self.acknowledge()
        return DAY * self._rng.uniform(0, 8)

    def _end(self) -> None:
        if self.state.suspended is not None:
            self.given_again("resume")
            self.given_again("terminate")
            self.resume()
        if self.state.step == "TRIAL" and self._rng.random() < 0.5 and self.tried("advance", to="DONE"):
            return
        if not self.tried("terminate"):
            self.given_again("terminate")

    # -- what people do ------------------------------------------------------------------------------------------------

    def invite(self) -> None:
        """Set when the entry closes, at some hour of some day, and publish it."""
        self._planned("entry_closes", least=timedelta(days=11, hours=14))
        self.tried("publish_notice", notice="N0", reference=f"N0-{self.state.n}")

    def _planned(self, deadline: str, *, least: timedelta) -> None:
        span = least + self._rng.randint(0, 40) * DAY
        due_at = (self.now + span).replace(hour=self._rng.choice((2, 6, 7, 12, 17, 22)), minute=0, microsecond=0)
        self.tried("set_deadline", deadline=deadline, due_at=due_at)

    def ask(self) -> None:
        """Publish what starts the clock of the answer."""
        self.tried("publish_notice", notice="N1", reference=f"N1-{self.state.n}")

    def answer(self) -> None:
        """Publish what meets it."""
        self.tried("publish_notice", notice="N2", reference=f"N2-{self.state.n}")

    def report(self) -> None:
        """File the report: it meets two clocks and starts another."""
        self.tried("submit_artefact", artefact="report", actor="manager")

    def accept(self) -> None:
        """Accept it: it meets one clock and starts another."""
        self.tried("accept_artefact", artefact="report")

    def advance(self) -> None:
        """Go on to the trial, or back to the plan."""
        if self.state.step == "PLAN":
            self._planned("trial_ends", least=DAY * self._rng.randint(1, 12))
            self.tried("advance", to="TRIAL", move="start_trial")
        elif self._rng.random() < 0.2:
            self.tried("advance", to="PLAN", move="plan_again")

    def extend(self) -> None:
        """Move some clock later."""
        name = self._rng.choice(("entry_closes", "trial_ends"))
        known = self.state.deadlines.get(name)
        if known is not None:
            self.tried("extend_deadline", deadline=name, due_at=known.due_at + self._rng.randint(1, 20) * DAY)

    def shorten(self) -> None:
        """Bring some clock forward, by a notice that says so."""
        name = self._rng.choice(("entry_closes", "trial_ends"))
        known = self.state.deadlines.get(name)
        if known is not None and known.runs:
            notice = "N0" if name == "entry_closes" else "N1"
            reference = f"{notice}-{self.state.n}"
            self.tried("publish_notice", notice=notice, reference=reference)
            earlier = known.due_at - self._rng.randint(1, 9) * DAY
            self.tried("shorten_deadline", deadline=name, due_at=earlier, notice=notice, reference=reference)

    def correct(self) -> None:
        """A publication was wrong, or of another day."""
        known = list(self.state.notices.values())
        if known:
            notice = self._rng.choice(known)
            on = local_date(self.now, self.definition.zone) - DAY * self._rng.randint(0, 3)
            again = {"on": on} if self._rng.random() < 0.5 else {}
            self.tried("correct", event=notice.n, effect="void", **again)

    def acknowledge(self) -> None:
        """Somebody says that they have seen a deadline."""
        if self.state.deadlines:
            name = self._rng.choice(list(self.state.deadlines))
            self.tried("acknowledge_deadline", deadline=name)

    def suspend(self) -> None:
        """A court stops it."""
        if self.tried("suspend"):
            self.world.at(self.now + 20 * DAY * self._rng.random(), self.resume)

    def resume(self) -> None:
        """The court's order is on file, and it goes on."""
        if self.state.suspended is not None and self.state.ended is None:
            self.tried("submit_artefact", artefact="court_order", actor="lawyer")
            self.tried("accept_artefact", artefact="court_order")
            self.tried("resume")

    def pause(self) -> None:
        """The authority stops it."""
        if self.tried("pause"):
            self.world.at(self.now + 15 * DAY * self._rng.random(), lambda: self.tried("unpause"))

    def nothing(self) -> None:
        """Let time pass."""


_DEEDS: tuple[Callable[[Clockwork], None], ...] = (
    Clockwork.invite, Clockwork.invite, Clockwork.ask, Clockwork.ask, Clockwork.ask, Clockwork.answer,
    Clockwork.report, Clockwork.accept, Clockwork.advance, Clockwork.advance, Clockwork.extend, Clockwork.shorten,
    Clockwork.correct, Clockwork.acknowledge, Clockwork.acknowledge, Clockwork.acknowledge, Clockwork.suspend,
    Clockwork.pause, Clockwork.nothing, Clockwork.nothing,
)  # fmt: skip
