"""What a copy of one procedure tells and what it does not: every sealed value and every document, each on one side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from actions.evidence.choosing import Choice, Item, Kind, first_covering, refuse_without_effect
from actions.house import House
from actions.queries.withheld import DOCUMENT, withheld_of
from actions.rules_then import course_of
from engine import events as e
from engine.definition import Definition
from engine.events import EVENT_TYPES
from engine.moving.course import Course
from engine.reading import sealed_until
from engine.register import REGISTER
from engine.state import State
from exports.bundle.evidence import Document, Kept, Opened
from storage.codec import happened
from storage.reading import Reading
from storage.records import Disclosure, StoredEvent
from storage.rows import UNREADABLE
from storage.veiled import Veiled

SUBMITTED = next(name for name, kind in EVENT_TYPES.items() if kind is e.ArtefactSubmitted)
_Why = tuple[str, str]
"""A ground, and who decided."""
_NOBODY: _Why = ("", "")

_SUBMITTED_KEY = f'"type":"{SUBMITTED}"'.encode()


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A procedure whose evidence is made: its events up to ``upto_n``, its state there, and what time it is."""

    house: House
    reading: Reading
    definition: Definition
    state: State
    upto_n: int
    now: datetime

    def events(self, first: int = 0) -> Iterator[StoredEvent]:
        """The events that are told, anew at each call."""
        return self.reading.events(self.state.procedure, first - 1, self.upto_n)


@dataclass(kw_only=True, slots=True)
class Telling:
    """What is told and what is not; ``missing`` are documents that should be on file and are not."""

    opened: list[Opened] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    documents: dict[str, Document] = field(default_factory=dict)
    missing: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Paper:
    """A document that an event put on file."""

    n: int
    item: Item
    sha256: str
    size: int
    sealed_by: str | None


def what_to_tell(case: Case, choices: Sequence[Choice], by: str) -> Telling:
    """Put every sealed value and every document of a procedure on one side; ``by`` is who chose to withhold."""
    return _Sorting(case, choices, by).telling


def veiled(case: Case, telling: Telling, choices: Sequence[Choice]) -> Reading:
    """The same reading without what is not told: what is made for people from it cannot hold more than the rest."""
    reading, procedure = case.reading, case.state.procedure
    told = {(known.n, known.path) for known in telling.opened}
    places = {line.hash: line.n for line in reading.events(procedure)} if telling.kept else {}
    hide_names = any(choice.kind is Kind.NAMES for choice in choices)

    def hidden(stream: str, known: Disclosure) -> bool:
        if stream == procedure:
            return bool(telling.kept) and (places.get(known.event_hash, -1), known.path) not in told
        if stream == REGISTER and hide_names:
            return True
        about = Item(n=-1, path=known.path, subject=known.subject, klass=known.klass)
        return any(choice.kind in (Kind.CLASS, Kind.SUBJECT) and choice.covers(about) for choice in choices)

    return Veiled(reading, hidden, {procedure: case.upto_n})


class _Sorting:
    """One walk through the events, then one through their documents."""

    def __init__(self, case: Case, choices: Sequence[Choice], by: str) -> None:
        self.telling = Telling()
        self._case, self._choices, self._by = case, choices, by
        self._decided = withheld_of(case.reading, case.state.procedure)
        self._papers: list[_Paper] = []
        self._items: list[Item] = []
        disclosed = {(known.event_hash, known.path): known for known in case.reading.disclosed(case.state.procedure)}
        self._course = course_of(case.events())
        for event in case.events():
            if b'"sealed":[' in event.canon or _SUBMITTED_KEY in event.canon:
                self._event(event, disclosed)
        refuse_without_effect(choices, self._items)
        self._documents()

    def _event(self, event: StoredEvent, disclosed: Mapping[tuple[bytes, str], Disclosure]) -> None:
        paper = _paper(self._case, self._course, event)
        if paper is not None:
            self._papers.append(paper)
            self._items.append(paper.item)
        for seal in event.body().get("sealed", ()):
            path = seal["path"]
            known = disclosed.get((event.hash, path))
            if known is not None:
                self._items.append(Item(n=event.n, path=path, subject=known.subject, klass=known.klass))
            self._value(event.n, path, known, paper)

    def _value(self, n: int, path: str, known: Disclosure | None, paper: _Paper | None) -> None:
        why = self._closed(n, path, paper)
        if why is None and known is not None and known.value is not UNREADABLE:
            why = self._chosen(Item(n=n, path=path, subject=known.subject, klass=known.klass))
            if why is None:
                self.telling.opened.append(
                    Opened(n=n, path=path, salt=known.salt, value=known.value, subject=known.subject, klass=known.klass)
                )
                return
        ground, decided_by = why or _NOBODY
        self.telling.kept.append(Kept(n=n, path=path, ground=ground, decided_by=decided_by))

    def _documents(self) -> None:
        """Bytes that are kept back for one event are kept back for every event that names them."""
        closed: dict[str, _Why] = {}
        for paper in self._papers:
            why = self._closed(paper.n, DOCUMENT, paper) or self._chosen(paper.item)
            if why is not None:
                closed.setdefault(paper.sha256, why)
        for paper in self._papers:
            if paper.sha256 not in closed and not self._case.house.artefacts.has(paper.sha256):
                self.telling.missing.append((paper.n, paper.sha256))
                closed[paper.sha256] = _NOBODY
            if paper.sha256 in closed:
                ground, decided_by = closed[paper.sha256]
                self.telling.kept.append(Kept(n=paper.n, path=DOCUMENT, ground=ground, decided_by=decided_by))
            else:
                self.telling.documents[paper.sha256] = _document(self._case.house, paper)

    def _closed(self, n: int, path: str, paper: _Paper | None) -> _Why | None:
        """Why nobody may be told: it was decided for good, or a deadline still seals what was handed in."""
        if (n, path) in self._decided:
            known = self._decided[(n, path)]
            return known.ground, known.decided_by
        # The name of a file is part of what nobody may see before the deadline of a tender.
        return None if paper is None or paper.sealed_by is None else (paper.sealed_by, "")

    def _chosen(self, item: Item) -> _Why | None:
        choice = first_covering(self._choices, item)
        return None if choice is None else (choice.ground, self._by)


def _paper(case: Case, course: Course, event: StoredEvent) -> _Paper | None:
    if _SUBMITTED_KEY not in event.canon:
        return None
    fact = happened(event.canon).event
    if not isinstance(fact, e.ArtefactSubmitted):  # the words could also stand in somebody's title
        return None
    called = course.name_now("artefact", fact.artefact, event.n)
    deadline = sealed_until(case.definition, case.state, called, case.now)
    return _Paper(
        n=event.n,
        item=Item(n=event.n, path=DOCUMENT, subject=fact.partner or "", artefact=fact.artefact),
        sha256=fact.sha256,
        size=fact.size,
        sealed_by=None
        if deadline is None
        else f'sealed until "{case.definition.deadlines[deadline].title}" has passed',
    )


def _document(house: House, paper: _Paper) -> Document:
    return Document(sha256=paper.sha256, size=paper.size, open=lambda: house.artefacts.open(paper.sha256))
