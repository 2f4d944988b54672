"""The rungs of a ladder found by walking, how long one may take, and the recorded facts about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from tests.engine.time.oracle import last_of
from tests.simulation.book import DAY, Book, Clock, Days, Procedure, eight, moment, wall
from tests.simulation.faults import Window

AT_MOST = timedelta(seconds=60)
"""How late a reminder may be while the service is up."""

BACK_OFF = timedelta(minutes=38)
"""How long a channel may take to notice that its far end is back: twice a quarter of an hour, and a quarter more."""

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
    withdrawn: dict[tuple[Key, str], dict[str, datetime]] = field(default_factory=lambda: defaultdict(dict))


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
        elif what == "withdrawn":
            found.withdrawn[key, person][message] = when
        elif what != "held":
            found.messages[message].append((what, when))
    return found
