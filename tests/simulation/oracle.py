"""What had to be sent to whom and when, from the recorded history alone; and whether it was.

It plans nothing ahead, as the engine does. It walks over what was recorded, asks of every rung that came due while its
deadline asked anything of anybody what had to become of it, and looks for that among the recorded facts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from tests.simulation.book import Book, Line, Procedure
from tests.simulation.faults import Arrival, Window
from tests.simulation.letters import Letters
from tests.simulation.roster import Rosters, Wish, digest_from, free_from, is_legal, local_day
from tests.simulation.rungs import (
    BACK_OFF,
    Key,
    Owed,
    Patience,
    Planned,
    Segment,
    Weeks,
    Wrong,
    facts_of,
    ladder,
    week,
)

WISHED_NOTHING = Wish()


class Oracle:
    """Looks at everything from one instant to another."""

    def __init__(self, book: Book, windows: Sequence[Window], outages: Sequence[Window], span: Window) -> None:
        """Know the history, and what went wrong outside it."""
        self.book, self.span = book, span
        self.rosters = Rosters(book)
        self.facts = facts_of(book, span.from_at)
        ordered = sorted(windows)
        self.patience = Patience(ordered)
        late = [Window(one.from_at, one.until_at + BACK_OFF, one.what) for one in outages]
        self.letters = Letters(book, self.facts, self.patience, Patience(sorted([*ordered, *late])), span)
        self.explained: set[tuple[Key, str]] = set()
        self.counted: Counter[str] = Counter()

    def judge(self, arrived: Sequence[Arrival]) -> Counter[str]:
        """Raise ``Wrong`` at the first thing that is not as it had to be; returns how much was looked at."""
        owed: dict[tuple[Key, str], Owed] = {}
        for key, person, one in self._everything():
            known = owed.get((key, person))
            if known is not None and known.at == one.at:
                known.roles.extend(one.roles)
            elif known is not None:
                raise Wrong(f"{person} was looked up twice for {key}: at {known.at} and at {one.at}")
            else:
                owed[key, person] = one
        waiting = list(owed.items())
        for (key, person), one in waiting:
            for successor, other in self._settled(key, person, one):
                if (key, successor) not in owed:  # whoever was told themselves is not told again
                    owed[key, successor] = other
                    waiting.append(((key, successor), other))
        unexplained = self.facts.claimed.keys() - self.explained
        if unexplained:
            key, person = min(unexplained)
            at, _ = self.facts.claimed[key, person][0]
            raise Wrong(f"{person} was told of {key} at {at}, and nothing called for it")
        self.letters.judge(arrived)
        return self.counted + self.letters.counted

    # -- what came due -------------------------------------------------------------------------------------------------

    def _everything(self) -> Iterator[tuple[Key, str, Owed]]:
        for line in self.book.register:
            if line.at >= self.span.from_at:
                yield from self._named(line)
        for procedure in self.book.procedures.values():
            for line in procedure.gates:
                yield from self._decided(procedure, line)
            for deadline in procedure.deadlines:
                yield from self._deadline(procedure, deadline)

    def _named(self, line: Line) -> Iterator[tuple[Key, str, Owed]]:
        names = {"role.assigned": "assignment", "role.delegated": "delegation", "deputy.named": "deputy"}
        if line.type in names:
            person = line.data.get("to_person") or line.data["person"]
            key = ("people", "", line.n, line.data[names[line.type]])
            at = self._taken(key, person, line.at, None)
            if at is not None:
                yield key, person, Owed([person], at, line.at, line.at, "named", False, None)

    def _decided(self, procedure: Procedure, line: Line) -> Iterator[tuple[Key, str, Owed]]:
        move = next(one for one in procedure.rules["moves"] if one["move"] == line.data["move"])
        roles = list(dict.fromkeys((*move["by"], *procedure.rules["powers"]["open"])))
        key = (procedure.reference, "", line.n, line.data["move"])
        at = self._taken(key, "+".join(roles), line.at, None)
        if at is not None:
            roster = self.rosters.at(at)
            people = [person for role in roles for person in roster.holding(procedure.reference, role, local_day(at))]
            for person in dict.fromkeys(people):
                yield key, person, Owed(roles, at, line.at, line.at, "gate_decided", False, None)

    def _taken(self, key: Key, role: str, due_at: datetime, until: datetime | None) -> datetime | None:
        """When a rung was taken up, in time; None when the time for that is not over, or what it is about was."""
        at, limit = self.facts.taken.get((*key, role)), self.patience.limit(due_at)
        if at is None or (until is not None and at >= until):
            if limit < min(until or self.span.until_at, self.span.until_at):
                raise Wrong(f"LOST: {key} for {role}, due {due_at}, was not taken up by {limit} (taken: {at})")
            return None
        if at < due_at:
            raise Wrong(f"EARLY: {key} for {role}, due {due_at}, was taken up at {at}")
        if at > limit:
            raise Wrong(f"LATE: {key} for {role}, due {due_at}, was taken up at {at}, after {limit}")
        self.counted["rungs"] += 1
        return at

    def _deadline(self, procedure: Procedure, deadline: str) -> Iterator[tuple[Key, str, Owed]]:
        clocks = procedure.deadlines[deadline]
        begun = [n for n, clock in enumerate(clocks) if n == 0 or clock.sort != clocks[n - 1].sort]
        weeks: Weeks = {}
        for place, n in enumerate(begun):
            until = clocks[begun[place + 1]].at if place + 1 < len(begun) else None
            if clocks[n].asks:
                days = self.book.pinned(clocks[n].pin)
                yield from self._while(Segment(procedure, deadline, clocks[n], until, days), weeks)

    def _while(self, segment: Segment, weeks: Weeks) -> Iterator[tuple[Key, str, Owed]]:
        """While a deadline, its end and its calendar stayed as they were."""
        clock = segment.clock
        planned, every_week = ladder(segment.procedure.rules, segment.deadline, clock, segment.days)
        firsts = [Planned("weekly-1", role, week(clock, 1, segment.days), "overdue") for role in every_week]
        for one in planned:
            before = self.facts.taken.get((*segment.key(one.rung), one.role))
            if before is not None and before < clock.at:
                continue  # taken up before the calendar was changed
            at = self._taken(segment.key(one.rung), one.role, max(one.due_at, clock.at), segment.until)
            if at is not None and not any(
                other.role == one.role and one.due_at < other.due_at <= at for other in (*planned, *firsts)
            ):
                yield from self._to(segment, one, at)
        for first in firsts:
            yield from self._weekly(segment, first, weeks)

    def _weekly(self, segment: Segment, first: Planned, weeks: Weeks) -> Iterator[tuple[Key, str, Owed]]:
        """Week after week: each one is found when the one before it was taken up, on the calendar of then."""
        clock = segment.clock
        number, due_at = weeks.get((clock.n, first.role), (1, max(first.due_at, clock.at)))
        while True:
            one = first._replace(rung=f"weekly-{number}", due_at=due_at)
            at = self._taken(segment.key(one.rung), one.role, due_at, segment.until)
            if at is None:
                return
            yield from self._to(segment, one, at)
            number += 1
            while week(clock, number, segment.days) <= at:
                number += 1
            due_at = week(clock, number, segment.days)
            weeks[clock.n, first.role] = (number, due_at)

    def _to(self, segment: Segment, one: Planned, at: datetime) -> Iterator[tuple[Key, str, Owed]]:
        procedure, deadline, clock = segment.procedure, segment.deadline, segment.clock
        stood = procedure.stood(deadline, at)
        assert stood is not None
        legal = is_legal(procedure.rules, deadline)
        set_at = next(known.at for known in procedure.deadlines[deadline] if known.n == clock.n)
        roster = self.rosters.at(at)
        for person in roster.reminded(procedure.rules, procedure.reference, deadline, one.role, local_day(at)):
            if person not in stood.acknowledged:
                due_at, base = max(one.due_at, clock.at), max(one.due_at, set_at)
                yield segment.key(one.rung), person, Owed([one.role], at, due_at, base, one.kind, legal, stood)

    # -- what became of it ---------------------------------------------------------------------------------------------

    def _settled(self, key: Key, person: str, one: Owed) -> list[tuple[str, Owed]]:
        """Told at once, or held until later and then told or not, or not told because they do not want to be.

        Returns who is owed it instead, when somebody lost the role while it waited for them.
        """
        wish = self.rosters.at(one.at).wishes.get(person, WISHED_NOTHING)
        mode = wish.mode(one.kind, must=one.legal and "owner" in one.roles)
        if mode == "off":
            return []
        days, waits = self.book.days(one.at), None
        if mode == "digest":
            eight_o_clock = digest_from(one.base, days)
            waits = free_from(max(one.at, eight_o_clock), days, wish)
            if not self._in_time(one, eight_o_clock if waits == one.at else waits):
                waits = None
        if waits is None and not one.legal:
            free = free_from(one.at, days, wish)
            if free > one.at and self._in_time(one, free):
                waits = free
        if waits is None:
            self._told(key, person, one.at, one.due_at, one.at)
            return []
        return self._after_waiting(key, person, one, waits)

    def _in_time(self, one: Owed, at: datetime) -> bool:
        return one.clock is None or one.kind == "overdue" or at < one.clock.due_at

    def _after_waiting(self, key: Key, person: str, one: Owed, waits: datetime) -> list[tuple[str, Owed]]:
        claims, passed = self.facts.claimed.get((key, person), []), self.facts.passed.get((key, person), [])
        looked = [at for at, _ in claims[:1]] or [at for at in passed if at > one.at or waits == one.at]
        limit = self.patience.limit(max(waits, one.due_at))
        if not looked:
            if limit < self.span.until_at:
                raise Wrong(f"LOST: {key} waits for {person} since {one.at} until {waits}, and was forgotten")
            return []
        at = looked[-1]
        if not waits <= at <= limit:
            raise Wrong(f"{'EARLY' if at < waits else 'LATE'}: {key} for {person} came at {at}, not at {waits}")
        if one.clock is None:
            self._told(key, person, at, max(waits, one.due_at), at)
            return []
        procedure, roster = self.book.procedures[key[0]], self.rosters.at(at)
        stood = procedure.stood(key[1], at)
        assert stood is not None
        if stood.n != key[2] or not stood.asks or person in stood.acknowledged:
            return []
        off = roster.wishes.get(person, WISHED_NOTHING).mode(one.kind, must=False) == "off"
        role = "owner" if off else min(one.roles)  # in that order they were looked at: by this one it waited
        now = roster.reminded(procedure.rules, key[0], key[1], role, local_day(at))
        if person in now:
            self._told(key, person, at, max(waits, one.due_at), at)
            return []
        theirs = one._replace(roles=[role], at=at, due_at=max(waits, one.due_at), clock=stood)
        return [(successor, theirs) for successor in now if successor not in stood.acknowledged]

    def _told(self, key: Key, person: str, at: datetime, due_at: datetime, claimed_at: datetime) -> None:
        """In one message; or in the next one, when that was withdrawn for something else; or in none any more."""
        claims = self.facts.claimed.get((key, person), [])
        if not claims:
            raise Wrong(f"LOST: {key} for {person}, due {due_at}: claimed by nothing")
        if claims[0][0] != claimed_at:
            raise Wrong(f"{key} for {person} was claimed at {claims[0][0]}, not at {claimed_at}")
        self.explained.add((key, person))
        self.counted["told"] += 1
        withdrawn = self.facts.withdrawn.get((key, person), {})
        for place, (made, message) in enumerate(claims):
            following = claims[place + 1 :]
            if message not in withdrawn:
                if following:
                    raise Wrong(f"TWICE: {key} for {person}, due {due_at}: claimed {claims}")
                self.letters.expect(message, due_at, (key, person, made))
                return
            due_at = withdrawn[message]
            self.letters.withdrawn.add(message)
            self.counted["withdrawn"] += 1
            if self.book.is_true(key, person, due_at) != (following[:1] != [] and following[0][0] == due_at):
                raise Wrong(f"{key} for {person} was withdrawn at {due_at}, and then claimed {following}")
