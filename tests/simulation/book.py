"""The recorded history as anybody could read it: raw events, raw facts, the definition's file, the calendar's file.

Nothing here asks the engine anything: the oracle's knowledge comes from bytes.
"""

from __future__ import annotations

import json
import tomllib
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from storage.reading import Reading
from tests.factories import small
from tests.properties.game import raw
from tests.simulation.template import clocks

DAY = timedelta(days=1)
ALWAYS = datetime(1, 1, 1, tzinfo=UTC)


@lru_cache
def shipped_holidays() -> frozenset[date]:
    """The days off of the whole union as they ship, read as JSON."""
    file = Path(__file__).parents[2] / "config" / "calendars" / "uk-2026.1.json"
    return frozenset(date.fromisoformat(day["on"]) for day in json.loads(file.read_bytes())["holidays"])


def moment(text: str) -> datetime:
    """An instant as the history writes it."""
    return datetime.fromisoformat(text)


@lru_cache(maxsize=64)
def summer_of(year: int) -> tuple[datetime, datetime]:
    """From when to when London's clocks are an hour ahead: last Sundays of March and October, 01:00 UTC."""
    march, october = date(year, 3, 31), date(year, 10, 31)
    march -= DAY * ((march.weekday() + 1) % 7)
    october -= DAY * ((october.weekday() + 1) % 7)
    return datetime.combine(march, time(1), UTC), datetime.combine(october, time(1), UTC)


def wall(at: datetime) -> datetime:
    """What the clocks in London show, without a zone."""
    begins, ends = summer_of(at.year)
    return at.replace(tzinfo=None) + timedelta(hours=1 if begins <= at < ends else 0)


def eight(on: date) -> datetime:
    """Eight o'clock in London on a day."""
    winter = datetime.combine(on, time(8), UTC)
    begins, ends = summer_of(on.year)
    return winter - timedelta(hours=1) if begins <= winter < ends else winter


@dataclass(frozen=True)
class Days:
    """Which days are days off, by one version of the calendar."""

    off: frozenset[date]

    def works(self, on: date) -> bool:
        """Whether a day is a working day."""
        return on.weekday() < 5 and on not in self.off

    def before(self, on: date, number: int) -> date:
        """The day so many working days before another, walking."""
        while number:
            on -= DAY
            number -= on.weekday() < 5 and on not in self.off
        return on

    def after(self, on: date, number: int) -> date:
        """The day so many working days after another, walking."""
        while number:
            on += DAY
            number -= on.weekday() < 5 and on not in self.off
        return on

    def next(self, on: date) -> date:
        """The day itself or the first working day after it."""
        while not self.works(on):
            on += DAY
        return on


class Line(NamedTuple):
    """One event."""

    at: datetime
    gseq: int
    stream: str
    n: int
    type: str
    data: dict[str, Any]


class Clock(NamedTuple):
    """How one deadline stood from an instant on."""

    at: datetime
    gseq: int
    n: int = -1
    due_at: datetime = ALWAYS
    started: bool = False
    met: bool = False
    still: bool = False
    over: bool = False
    acknowledged: frozenset[str] = frozenset()
    pin: str = ""

    @property
    def asks(self) -> bool:
        """Whether it still asks anything of anybody."""
        return self.started and not (self.met or self.still or self.over)

    @property
    def sort(self) -> tuple[Any, ...]:
        """What its reminders hang on."""
        return self.n, self.pin, self.asks


@dataclass
class Procedure:
    """One procedure: its definition's file, and how each of its deadlines stood when."""

    reference: str
    rules: dict[str, Any]
    deadlines: dict[str, list[Clock]] = field(default_factory=lambda: defaultdict(list))
    gates: list[Line] = field(default_factory=list)
    opened: bool = False

    def stood(self, deadline: str, at: datetime) -> Clock | None:
        """How a deadline stood at an instant, what happened in it included."""
        known = self.deadlines.get(deadline, [])
        place = bisect_right(known, at, key=lambda clock: clock.at)
        return known[place - 1] if place else None


_FIELD: dict[str, dict[str, Any]] = {"deadline.met": {"met": True}, "deadline.stopped": {"still": True}}
_SAID = ("deadline.missed", "deadline.ruled")
"""What is said about a deadline, and changes nothing about it."""
_ANOTHER_DATE: dict[str, dict[str, Any]] = {
    "deadline.extended": {},
    "deadline.shortened": {},
    "deadline.moved": {},
    "deadline.resumed": {"still": False},
    "deadline.recomputed": {"met": False},
}


class _Fold:
    """Reads one procedure's events, one after the other."""

    def __init__(self, book: Procedure) -> None:
        self.book = book
        self.now: dict[str, Clock] = {}
        self.pin = ""

    def take(self, line: Line) -> None:
        """One event."""
        name, data = str(line.data.get("deadline")), line.data
        if line.type == "procedure.opened":
            self.pin = data["calendar"]
        elif line.type == "calendar.changed":
            self.pin = data["calendar"]
            self._everything(line, pin=self.pin)
        elif line.type == "gate.decided":
            self.book.gates.append(line)
        elif line.type == "procedure.terminated" or (line.type == "step.entered" and data["ends"]):
            self._everything(line, over=True)
        elif line.type == "deadline.set":
            self._put(name, Clock(line.at, line.gseq, line.n, moment(data["due_at"]), pin=self.pin), line)
        elif line.type == "deadline.started":
            started = Clock(line.at, line.gseq, line.n, moment(data["due_at"]), started=True, pin=self.pin)
            self._put(name, started, line)
        elif line.type == "deadline.cancelled":
            self._put(name, Clock(line.at, line.gseq), line)
            del self.now[name]
        elif line.type == "deadline.acknowledged":
            known = self.now[name]
            self._put(name, known._replace(acknowledged=known.acknowledged | {data["by"]}), line)
        elif line.type.startswith("deadline.") and line.type not in _SAID:
            self._changed(name, line)

    def _changed(self, name: str, line: Line) -> None:
        known = self.now[name]._replace(n=line.n)
        if line.type in _FIELD:
            known = known._replace(**_FIELD[line.type])
        elif line.type in _ANOTHER_DATE:
            # What was acknowledged was the date before.
            known = known._replace(due_at=moment(line.data["due_at"]), acknowledged=frozenset())
            known = known._replace(**_ANOTHER_DATE[line.type])
        else:
            raise AssertionError(line.type)
        self._put(name, known, line)

    def _everything(self, line: Line, **more: Any) -> None:
        for name, clock in list(self.now.items()):
            self._put(name, clock._replace(**more), line)

    def _put(self, name: str, clock: Clock, line: Line) -> None:
        clock = clock._replace(at=line.at, gseq=line.gseq)
        self.now[name] = clock
        known = self.book.deadlines[name]
        if known and known[-1].at == line.at:
            known[-1] = clock  # one command's events are one change
        else:
            known.append(clock)


@dataclass
class Book:
    """Everything that was recorded, and how the calendar stood when."""

    procedures: dict[str, Procedure]
    register: list[Line]
    outages: list[Line]
    facts: list[Any]
    pins: dict[str, Days]
    office: list[tuple[datetime, Days]]

    def days(self, at: datetime) -> Days:
        """The newest calendar of the office at an instant."""
        return next(days for since, days in reversed(self.office) if since <= at)

    def pinned(self, pin: str) -> Days:
        """The calendar that a pin names."""
        return self.pins[pin.split("-")[1]]

    def is_true(self, key: tuple[str, str, int, str], person: str, at: datetime) -> bool:
        """Whether a message about a rung says to somebody what is so at an instant; an event stays true for ever."""
        stream, deadline, revision, _ = key
        stood = self.procedures[stream].stood(deadline, at) if deadline else None
        if stood is None:
            return not deadline
        return stood.n == revision and stood.asks and person not in stood.acknowledged


def opened(reading: Reading, calendars: Iterable[tuple[datetime, str]]) -> Book:
    """Read everything once."""
    lines = list(_lines(reading))
    files = {loaded.digest: raw(loaded.path) for loaded in (clocks(), small())}
    folds: dict[str, _Fold] = {}
    for line in lines:
        if line.type == "procedure.opened":
            folds[line.stream] = _Fold(Procedure(line.stream, files[line.data["definition"]], opened=True))
        if line.stream in folds:
            folds[line.stream].take(line)
    pins, office = {"2026.1": Days(shipped_holidays())}, [(ALWAYS, Days(shipped_holidays()))]
    for at, text in calendars:
        content = tomllib.loads(text)
        days = Days(shipped_holidays() | {one["on"] for one in content.get("added", ())})
        pins[content["version"]] = days
        office.append((at, days))
    return Book(
        procedures={stream: fold.book for stream, fold in folds.items()},
        register=[line for line in lines if line.stream == "people"],
        outages=[line for line in lines if line.type == "clock.outage"],
        facts=reading._session.all(
            "SELECT what, at, stream, deadline, revision, rung, role, person, message, detail FROM delivery"
            " ORDER BY at, key"
        ),
        pins=pins,
        office=office,
    )


def _lines(reading: Reading) -> Iterator[Line]:
    for event in reading.all_events():
        body = json.loads(event.canon)
        yield Line(moment(body["at"]), event.gseq, event.stream, event.n, body["type"], body["data"])
