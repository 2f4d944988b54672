"""Who is to be reminded by the recorded register, and when they want to be left in peace: walked, not computed."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple

from tests.simulation.book import DAY, Book, Days, Line, eight, wall

MINUTE = timedelta(minutes=1)
USUAL = {"due_later": "digest"}
"""How a kind comes to whoever wished nothing; any other comes singly."""


class Post(NamedTuple):
    """Somebody holds, has from somebody, or stands by for a role."""

    person: str
    role: str
    procedure: str
    from_on: str
    to_on: str
    holder: str = ""

    def covers(self, procedure: str, role: str | None, on: str) -> bool:
        """Whether it counts on a day."""
        return (
            self.role == role
            and self.procedure in {"*", procedure}
            and self.from_on <= on
            and (not self.to_on or on <= self.to_on)
        )


class Wish(NamedTuple):
    """How somebody wants to be reminded."""

    modes: dict[str, str] = {}  # noqa: RUF012 - never changed
    quiet: tuple[time, time] | None = None

    def mode(self, kind: str, *, must: bool) -> str:
        """How a kind comes; what must come cannot be switched off."""
        usual = USUAL.get(kind, "single")
        wished = self.modes.get(kind, usual)
        return usual if must and wished == "off" else wished

    def is_quiet(self, clock: time) -> bool:
        """Whether they want to be left in peace at that time of day."""
        if self.quiet is None:
            return False
        begins, ends = self.quiet
        return begins <= clock < ends if begins < ends else clock >= begins or clock < ends


@dataclass
class Roster:
    """Everybody as the register had them at an instant."""

    holders: dict[str, Post] = field(default_factory=dict)
    handed: dict[str, Post] = field(default_factory=dict)
    deputies: dict[str, Post] = field(default_factory=dict)
    wishes: dict[str, Wish] = field(default_factory=dict)

    def take(self, line: Line) -> None:
        """One event of the register."""
        data = line.data
        match line.type:
            case "role.assigned":
                self.holders[data["assignment"]] = _post(data["person"], data)
            case "role.delegated":
                self.handed[data["delegation"]] = _post(data["to_person"], data, holder=data["person"])
            case "deputy.named":
                self.deputies[data["deputy"]] = _post(data["person"], data)
            case "assignment.ended":
                for kept in (self.holders, self.handed, self.deputies):
                    if data["assignment"] in kept:
                        kept[data["assignment"]] = kept[data["assignment"]]._replace(to_on=data["to_on"])
            case "preferences.set":
                quiet = data["quiet_from"] and (_clock(data["quiet_from"]), _clock(data["quiet_to"]))
                if quiet and quiet[0] == quiet[1]:
                    quiet = None
                self.wishes[data["person"]] = Wish(data["modes"], quiet or None)
            case _:
                pass  # who came into the register changes nothing here

    def holding(self, procedure: str, role: str | None, on: str) -> list[str]:
        """Whoever has a role on a day, delegations followed to their end."""
        return list(dict.fromkeys(
            self._last(post.person, procedure, role, on)
            for post in self.holders.values() if post.covers(procedure, role, on)
        ))  # fmt: skip

    def _last(self, person: str, procedure: str, role: str | None, on: str) -> str:
        seen = [person]
        for _ in range(8):
            for post in self.handed.values():
                if post.holder == seen[-1] and post.person not in seen and post.covers(procedure, role, on):
                    seen.append(post.person)
                    break
            else:
                break
        return seen[-1]

    def reminded(self, rules: dict[str, Any], procedure: str, deadline: str, rung_role: str, on: str) -> list[str]:
        """Whom a rung is for: the owner, or whoever comes in their place; the deputies; the next level up."""
        owner, deputy, senior = roles_of(rules, deadline)
        by = [post.person for post in self.deputies.values() if post.covers(procedure, owner, on)]
        by += self.holding(procedure, deputy, on) if deputy else []
        by = list(dict.fromkeys(by))
        if rung_role == "deputy":
            return by
        above = self.holding(procedure, senior, on)
        if rung_role == "senior":
            return above or self.holding(procedure, owner, on)
        last = [self.holding(procedure, role, on) for role in rules["powers"]["open"]]
        return next((some for some in (self.holding(procedure, owner, on), by, above, *last) if some), [])


def _post(person: str, data: dict[str, Any], holder: str = "") -> Post:
    return Post(person, data["role"], data["procedure"], data["from_on"], data["to_on"] or "", holder)


def _clock(text: str) -> time:
    return time.fromisoformat(text)


def roles_of(rules: dict[str, Any], deadline: str) -> tuple[str, str | None, str]:
    """The roles that see to a deadline, from the definition's file."""
    rule = rules["deadlines"][deadline]
    notices = [event["notice"] for event in (*rule.get("met_by", ()), rule["starts"]) if "notice" in event]
    published = [role for notice in notices for role in rules["notices"][notice]["by"]]
    owner = rule.get("owner") or [*rule.get("set_by", ()), *published, *rules["powers"]["open"]][0]
    return owner, rule.get("deputy"), rule.get("senior") or rules["powers"]["waive"][0]


def is_legal(rules: dict[str, Any], deadline: str) -> bool:
    """Whether the law sets it."""
    rule = rules["deadlines"][deadline]
    return bool(rule.get("rules")) and any(rule.get(key) for key in ("period", "minimum", "table"))


def free_from(at: datetime, days: Days, wish: Wish) -> datetime:
    """The first moment from one on that is neither quiet nor on a day off; walks minute by minute."""
    while True:
        shown = wall(at)
        if not days.works(shown.date()):
            at = eight(days.next(shown.date()))
        elif wish.is_quiet(shown.time()):
            at = at.replace(second=0, microsecond=0) + MINUTE
        else:
            return at


def digest_from(at: datetime, days: Days) -> datetime:
    """The first eight o'clock of a working day from an instant on; the very minute of it still counts."""
    on = wall(at).date()
    while not days.works(on) or eight(on) + MINUTE <= at:
        on += DAY
    return eight(on)


class Rosters:
    """The register at any instant."""

    def __init__(self, book: Book) -> None:
        """Read nothing yet."""
        self._lines = book.register
        self._times = [line.at for line in book.register]
        self._made: dict[int, Roster] = {}

    def at(self, at: datetime) -> Roster:
        """Everybody at an instant, what happened in it included."""
        number = bisect_right(self._times, at)
        if number not in self._made:
            self._made[number] = Roster()
            for line in self._lines[:number]:
                self._made[number].take(line)
        return self._made[number]


def local_day(at: datetime) -> str:
    """The day in London, as the register writes it."""
    return wall(at).date().isoformat()
