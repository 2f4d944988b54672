"""What a report is about: one procedure as its history stood at its newest event, read once and used by every part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from actions.house import House
from actions.people import names_of
from actions.queries.decisions import Decisions, decisions_of
from actions.queries.funnel import Funnel, Reached, funnel_of
from actions.queries.history import Line, Words, lines
from actions.queries.moment import Moment, known_procedure, moment_of
from engine.canonical import instant_text
from engine.chain import hash_n, prev_0
from engine.time.dates import day_and_month
from engine.time.local_time import local_date, local_wall
from exports.report.document import Entry, Said
from storage.reading import Reading
from storage.records import Attempt, StoredEvent


class Chain(NamedTuple):
    """What hashing the procedure's events anew gave; ``broken_at`` is the first that does not fit."""

    events: int
    newest: str
    broken_at: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """A procedure at the moment of its newest record: the same records give the same report on any later day.

    ``gseq`` is the newest event's place in the whole history.
    """

    moment: Moment
    lines: tuple[Line, ...]
    attempts: tuple[Attempt, ...]
    names: Mapping[str, str]
    chain: Chain
    gseq: int
    decisions: Decisions
    funnel: Funnel

    @property
    def zone(self) -> str:
        """The zone of the procedure's local dates."""
        return self.moment.zone

    def day(self, at: datetime | date) -> str:
        """A local day: "26 November 2026"."""
        on = local_date(at, self.zone) if isinstance(at, datetime) else at
        return f"{day_and_month(on)} {on.year}"

    def time(self, at: datetime) -> str:
        """The time on the wall, with seconds only where there are some: "12:00"."""
        wall = local_wall(at, self.zone)
        return f"{wall:%H:%M:%S}" if wall.second else f"{wall:%H:%M}"

    def when(self, at: datetime) -> str:
        """Day and time: "26 November 2026, 12:00"."""
        return f"{self.day(at)}, {self.time(at)}"


def subject_of(house: House, reading: Reading, procedure: str) -> Subject:
    """Read what a report needs, as of what was recorded last; ``NotFound`` when there is no such procedure."""
    known_procedure(reading, procedure)
    stored, attempts = list(reading.events(procedure)), reading.attempts(procedure)
    newest = max(stored[-1].at(), *(attempt.at for attempt in attempts), stored[-1].at())
    moment = moment_of(house, reading, procedure, newest)
    return Subject(
        moment=moment,
        lines=lines(house, reading, moment.state, stored, newest),
        attempts=tuple(attempts),
        names={person: known["name"] for person, known in names_of(reading).items() if "name" in known},
        decisions=decisions_of(house, reading, procedure, events=stored),
        funnel=funnel_of(house, reading, procedure, at=newest),
        chain=_chain(stored),
        gseq=stored[-1].gseq,
    )


def _chain(stored: Iterable[StoredEvent]) -> Chain:
    """Hash every event anew."""
    prev: bytes | None = None
    count = 0
    for event in stored:
        prev = prev_0(event.stream) if prev is None else prev
        if event.prev != prev or event.n != count or hash_n(prev, event.canon) != event.hash:
            return Chain(events=count, newest=event.hash.hex(), broken_at=event.n)
        prev, count = event.hash, count + 1
    return Chain(events=count, newest=(prev or b"").hex(), broken_at=None)


def by_progress(subject: Subject, reached: Iterable[Reached]) -> list[Reached]:
    """The states of suppliers in the order in which anybody first came to them."""
    first: dict[str, int] = {}
    for line in subject.lines:
        if line.type.startswith("partner."):
            first.setdefault(str(line.data.get("target", line.data.get("state"))), line.n)
    return sorted(reached, key=lambda one: (first.get(one.state, -1), one.title))


def who(person: str, name: str | None, role: str) -> str:
    """Who did something: "Jane Doe (jd-1), Commercial lead"; the role is not said twice."""
    called = person if not name or name == person else f"{name} ({person})"
    return called if name == role else f"{called}, {role}"


def entry(subject: Subject, line: Line, *, said: Iterable[Said] = (), mark: str = "") -> Entry:
    """An event as a report shows it, what was said first its people's words."""
    return Entry(
        n=line.n,
        day=subject.day(line.at),
        time=subject.time(line.at),
        instant=instant_text(line.at),
        who=who(line.who, line.name, line.role_title),
        what=line.what + ".",
        said=(*said_by(line.words), *said),
        mark=mark,
    )


def said_by(words: Iterable[Words]) -> Iterator[Said]:
    """People's own words, or that they are withheld and why."""
    for one in words:
        yield Said(label=one.field.replace("_", " ").capitalize(), text=one.text, withheld=one.withheld or "withheld")


def words_in(words: Iterable[Words]) -> str:
    """The same for a cell of a table."""
    return "\n".join(one.text if one.text is not None else f"[{one.withheld or 'withheld'}]" for one in words)
