"""What had to be sent to whom and when, from the recorded history alone; and whether it was.

It plans nothing ahead, as the engine does. It walks over what was recorded, asks of every rung that came due while its
deadline asked anything of anybody what had to become of it, and looks for that among the recorded facts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from tests.engine.time.oracle import last_of
from tests.simulation.book import DAY, Book, Clock, Days, Line, Procedure, eight, moment, wall
from tests.simulation.faults import Arrival, Window
from tests.simulation.roster import Rosters, Wish, digest_from, free_from, is_legal, local_day

AT_MOST = timedelta(seconds=60)
"""How late a reminder may be while the service is up."""

BACK_OFF = timedelta(minutes=38)
"""How long a channel may take to notice that its far end is back: twice a quarter of an hour, and a quarter more."""

WISHED_NOTHING = Wish()
Key = tuple[str, str, int, str]
"""A rung for all its roles: procedure, deadline, revision, rung."""

_PERIOD = {
    "rungs": [
        *({"before": number, "to": ["owner"]} for number in (10, 5, 2, 1)),
        {"before": 0, "to": ["owner", "deputy"]},
    ]
}
_DUTY = {
    "rungs": [*_PERIOD["rungs"], {"after": 1, "to": ["owner", "senior"]}],
    "weekly": ["owner", "senior"],
}


class Planned(NamedTuple):
    """One rung for one role, and when it comes due."""

    rung: str
    role: str
    due_at: datetime
    kind: str


class Owed(NamedTuple):
    """What somebody is owed for a rung: by which roles, when it was looked at, and when it came due."""

    roles: list[str]
    at: datetime
    due_at: datetime
    base: datetime
    kind: str
    legal: bool
    clock: Clock | None


class Segment(NamedTuple):
    """A time in which a deadline asked something of somebody and stayed as it was, its calendar included."""

    procedure: Procedure
    deadline: str
    clock: Clock
    until: datetime | None
    days: Days

    def key(self, rung: str) -> Key:
        """The key of one of its rungs."""
        return self.procedure.reference, self.deadline, self.clock.n, rung


Weeks = dict[tuple[int, str], tuple[int, datetime]]
"""The next weekly rung by revision and role, and when it is due."""


class Wrong(AssertionError):
    """The engine did not do what the history says that it had to do."""


def ladder(rules: dict[str, Any], deadline: str, clock: Clock, days: Days) -> tuple[list[Planned], tuple[str, ...]]:
    """The rungs of a deadline, found by walking; and who is reminded every week."""
    rule = rules["deadlines"][deadline]
    usual = _DUTY if rule.get("met_by") else _PERIOD
    chosen: dict[str, Any] = rules["ladders"][rule["ladder"]] if "ladder" in rule else usual
    last_on = wall(clock.due_at).date()
    found = []
    for step in chosen["rungs"]:
        if "after" in step:
            on = last_of(last_on, step["after"], "working-days", "after", days.works)
            found += [Planned(f"after-{step['after']}", role, eight(on), "overdue") for role in step["to"]]
        else:
            on = days.before(last_on, step["before"])
            at = eight(on) if eight(on) < clock.due_at else eight(on - DAY)
            kind = "due_soon" if step["before"] <= 2 else "due_later"
            found += [Planned(f"before-{step['before']}", role, at, kind) for role in step["to"]]
    return found, tuple(chosen.get("weekly", ()))


def week(clock: Clock, number: int, days: Days) -> datetime:
    """When the weekly rung of that number comes due."""
    return eight(days.next(wall(clock.due_at).date() + 7 * number * DAY))


@dataclass
class Patience:
    """Until when something may take that was due at an instant, given what went wrong meanwhile."""

    windows: Sequence[Window]

    def limit(self, due_at: datetime) -> datetime:
        """A minute after it was due, or after the last of the disturbances that kept it up."""
        until = due_at + AT_MOST
        for window in self.windows:
            if window.from_at <= until and window.until_at >= due_at:
                until = max(until, window.until_at + AT_MOST)
        return until


@dataclass
class Facts:
    """The recorded facts, by what they are about."""

    taken: dict[tuple[str, str, int, str, str], datetime] = field(default_factory=dict)
    claimed: dict[tuple[Key, str], list[tuple[datetime, str]]] = field(default_factory=lambda: defaultdict(list))
    passed: dict[tuple[Key, str], list[datetime]] = field(default_factory=lambda: defaultdict(list))
    messages: dict[str, list[tuple[str, datetime]]] = field(default_factory=lambda: defaultdict(list))


def facts_of(book: Book, since: datetime) -> Facts:
    """Sort the facts."""
    found = Facts()
    for what, at, stream, deadline, revision, rung, role, person, message, _ in book.facts:
        when, key = moment(at), (stream, deadline, revision, rung)
        if when < since:
            continue
        if what == "taken":
            if (*key, role) in found.taken:
                raise Wrong(f"{key} was taken up twice for {role}")
            found.taken[*key, role] = when
        elif what == "claimed":
            found.claimed[key, person].append((when, message))
        elif what == "not_sent":
            found.passed[key, person].append(when)
        elif what != "held":
            found.messages[message].append((what, when))
    return found


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
        self.no_mail = Patience(sorted([*ordered, *late]))
        self.expected: dict[str, datetime] = {}
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
        for (key, person), one in owed.items():
            self._settled(key, person, one)
        unexplained = self.facts.claimed.keys() - self.explained
        if unexplained:
            key, person = min(unexplained)
            at, _ = self.facts.claimed[key, person][0]
            raise Wrong(f"{person} was told of {key} at {at}, and nothing called for it")
        self._delivered(arrived)
        return self.counted

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

    def _settled(self, key: Key, person: str, one: Owed) -> None:
        """Told at once, or held until later and then told or not, or not told because they do not want to be."""
        wish = self.rosters.at(one.at).wishes.get(person, WISHED_NOTHING)
        mode = wish.mode(one.kind, must=one.legal and "owner" in one.roles)
        if mode == "off":
            return
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
        else:
            self._after_waiting(key, person, one, waits)

    def _in_time(self, one: Owed, at: datetime) -> bool:
        return one.clock is None or one.kind == "overdue" or at < one.clock.due_at

    def _after_waiting(self, key: Key, person: str, one: Owed, waits: datetime) -> None:
        claims, passed = self.facts.claimed.get((key, person), []), self.facts.passed.get((key, person), [])
        looked = [at for at, _ in claims] or [at for at in passed if at > one.at or waits == one.at]
        limit = self.patience.limit(max(waits, one.due_at))
        if not looked:
            if limit < self.span.until_at:
                raise Wrong(f"LOST: {key} waits for {person} since {one.at} until {waits}, and was forgotten")
            return
        at = looked[-1]
        if not waits <= at <= limit:
            raise Wrong(f"{'EARLY' if at < waits else 'LATE'}: {key} for {person} came at {at}, not at {waits}")
        if self._still(key, person, one, at):
            self._told(key, person, at, max(waits, one.due_at), at)

    def _still(self, key: Key, person: str, one: Owed, at: datetime) -> bool:
        """Whether what waited is still to be said: nothing changed about the deadline, and the role is still theirs."""
        if one.clock is None:
            return True
        procedure = self.book.procedures[key[0]]
        stood = procedure.stood(key[1], at)
        assert stood is not None
        if stood.n != key[2] or not stood.asks or person in stood.acknowledged:
            return False
        roster, on = self.rosters.at(at), local_day(at)
        return any(person in roster.reminded(procedure.rules, key[0], key[1], role, on) for role in one.roles)

    def _told(self, key: Key, person: str, at: datetime, due_at: datetime, claimed_at: datetime) -> None:
        claims = self.facts.claimed.get((key, person), [])
        if len(claims) != 1:
            raise Wrong(f"{'LOST' if not claims else 'TWICE'}: {key} for {person}, due {due_at}: claimed {claims}")
        if claims[0][0] != claimed_at:
            raise Wrong(f"{key} for {person} was claimed at {claims[0][0]}, not at {claimed_at}")
        self.explained.add((key, person))
        message = claims[0][1]
        self.expected[message] = min(due_at, self.expected.get(message, due_at))
        self.counted["told"] += 1

    # -- what left the house -------------------------------------------------------------------------------------------

    def _delivered(self, arrived: Sequence[Arrival]) -> None:
        came: dict[str, list[Arrival]] = defaultdict(list)
        for arrival in arrived:
            came[arrival.id].append(arrival)
        unknown = {message for message in came if message not in self.expected}
        if unknown:
            raise Wrong(f"{came[min(unknown)][0]} arrived, and no fact says why")
        for message, due_at in self.expected.items():
            facts = Counter(what for what, _ in self.facts.messages[message])
            patience = self.no_mail if facts["failed"] else self.patience
            limit = patience.limit(due_at)
            if facts["sent"] > 1 or facts["confirmed"] > 1 or facts["dead"]:
                raise Wrong(f"TWICE: {message} is on record as {dict(facts)}")
            if len(came[message]) > 1 + facts["repeated"] or len({one.content for one in came[message]}) > 1:
                raise Wrong(f"{message} came {len(came[message])} times, on record as {dict(facts)}")
            self.counted["repeats"] += max(len(came[message]) - 1, 0)
            if limit >= self.span.until_at:
                continue
            if not came[message] or not facts["confirmed"]:
                raise Wrong(f"LOST: {message}, due {due_at}, by {limit} on record as {dict(facts)}")
            confirmed = next(at for what, at in self.facts.messages[message] if what == "confirmed")
            if came[message][0].at > limit or confirmed > self.patience.limit(max(due_at, came[message][-1].at)):
                raise Wrong(f"LATE: {message}, due {due_at}, came at {came[message][0].at}, confirmed {confirmed}")
