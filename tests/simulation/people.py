"""Who comes, goes, stands in for whom, and how they want to be reminded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from itertools import count
from typing import Any

from actions.people import change_register
from engine import register as r
from engine.reminders.plan import Kind
from engine.reminders.wishes import Mode
from engine.time.local_time import local_date
from tests.simulation.lives import SAID_NO
from tests.simulation.template import POOL, clocks
from tests.simulation.world import World

DAY = timedelta(days=1)


class Office:
    """Everybody, and what they ask of the register."""

    def __init__(self, world: World) -> None:
        """They are all there."""
        self.world, self.rng = world, world.rng
        self.people = (*clocks().definition.roles, *POOL)
        self._numbers = count()

    def change(self) -> None:
        """Something changes about somebody."""
        self.rng.choice(_CHANGES)(self)

    def ask(self, **fields: Any) -> None:
        """Give one command to the register."""
        command = r.REGISTER_COMMANDS.validate_python({"actor": "founder", **fields})
        request_id = f"office-{next(self._numbers)}"
        told = {key: str(value) for key, value in fields.items() if value is not None}
        try:
            self.world.in_an_office(lambda house: change_register(house, command, request_id=request_id))
        except SAID_NO as no:
            self.world.say(f"register turns down {told}: {str(no).splitlines()[0][:80]}")
        else:
            self.world.say(f"register: {told}")

    @property
    def today(self) -> date:
        """The local day."""
        return local_date(self.world.now, "Europe/London")

    def _role(self) -> str:
        return self.rng.choice(("manager", "manager", "owner", "clerk", "clerk", "lawyer"))

    def _scope(self) -> str:
        return self.rng.choice(("*", "*", f"RL-{self.rng.randint(1, 4)}"))

    def assign(self) -> None:
        """Somebody gets a role, for some time or for good."""
        last = self.rng.choice((None, self.today + DAY * self.rng.randint(0, 400)))
        person, from_on = self.rng.choice(self.people), self.today + DAY * self.rng.choice((0, 0, 0, 5))
        last = None if last is None else max(last, from_on)
        self.ask(
            kind="assign_role", person=person, procedure=self._scope(), role=self._role(), from_on=from_on, to_on=last
        )

    def end(self) -> None:
        """Some assignment, delegation or deputy ends: today, or yesterday."""
        with self.world.desk.house.store.reading() as reading:
            known = [one.id for one in reading.assignments() if one.to_on is None or one.to_on > self.today]
        known += ["d1", "d2", "s1", "s2"]
        self.ask(
            kind="end_assignment",
            assignment=self.rng.choice(known),
            to_on=self.today - DAY * self.rng.choice((0, 1, 1)),
        )

    def come_back(self) -> None:
        """The regular holder of a role has it again."""
        role = self._role()
        self.ask(kind="assign_role", person=role, procedure="*", role=role, from_on=self.today, to_on=None)

    def delegate(self) -> None:
        """Somebody hands a role on for some days."""
        role, first = self._role(), self.today + DAY * self.rng.randint(0, 4)
        self.ask(
            kind="delegate_role",
            person=role,
            to_person=self.rng.choice(self.people),
            procedure="*",
            role=role,
            from_on=first,
            to_on=first + DAY * self.rng.randint(0, 60),
        )

    def name(self) -> None:
        """Somebody stands by."""
        last = self.rng.choice((None, self.today + DAY * self.rng.randint(0, 200)))
        self.ask(
            kind="name_deputy",
            person=self.rng.choice(self.people),
            procedure=self._scope(),
            role=self._role(),
            from_on=self.today,
            to_on=last,
        )

    def wish(self) -> None:
        """Somebody says how they want to be reminded."""
        modes = {kind: self.rng.choice(list(Mode)) for kind in Kind if self.rng.random() < 0.35}
        quiet: dict[str, time] = {}
        if self.rng.random() < 0.4:
            evening, morning = self.rng.choice((15, 18, 22)), self.rng.choice((6, 7, 8, 9, 11))
            quiet = {"quiet_from": time(evening), "quiet_to": time(morning, self.rng.choice((0, 30)))}
        self.ask(kind="set_preferences", person=self.rng.choice(self.people), modes=modes, **quiet)


_CHANGES: tuple[Callable[[Office], None], ...] = (
    Office.assign, Office.assign, Office.end, Office.end, Office.come_back, Office.delegate, Office.delegate,
    Office.name, Office.wish, Office.wish, Office.wish,
)  # fmt: skip
