"""Joins the runs of the history: each must go on where the one before ended, and the end must be the head's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Protocol

from engine.canonical import instant_text
from engine.ledger.merkle import EMPTY_ROOT, Frontier
from storage.checking.body import decode
from storage.checking.faults import FirstBad, Wrong
from storage.checking.form import Form
from storage.checking.heads import GrowingHeads
from storage.checking.segment import Cut, Segment, check_segment
from storage.checking.subtree import grafted
from storage.reading import Reading

RUN: Final = 1 << 14
"""Events in a run: a subtree of the tree, and some tens of megabytes while it is checked."""

Task = tuple[int, int, tuple[int, ...]]
"""A run: its first gseq, the first after it, and the sizes of checkpoints within."""


@dataclass(frozen=True, kw_only=True)
class ChainReport:
    """What was checked up to the first fault: ``withheld`` counts commitments whose value has been deleted."""

    events: int
    streams: int
    disclosed: int
    withheld: int
    first_bad: FirstBad | None
    root: bytes = EMPTY_ROOT
    """The root over all events that were joined."""
    changed: frozenset[str] = frozenset()
    """The streams that have events among those that were read."""

    @property
    def good(self) -> bool:
        """Return whether everything is as it must be."""
        return self.first_bad is None


class Onlooker(Protocol):
    """Whoever compares the tree with what was signed, while the history goes by in order."""

    def sizes(self, first: int, last: int) -> tuple[int, ...]:
        """Return at which sizes, above ``first`` and up to ``last``, the tree's edge is wanted; asked in order."""
        ...

    def edge(self, frontier: Frontier) -> None:
        """Take the tree's edge at one of the wanted sizes; raise ``Wrong`` when it is not what was signed."""
        ...

    def heads(self, cut: Cut, found: tuple[int, str]) -> None:
        """Take a statement of the heads, and what they were: how many, and the root in hexadecimal."""
        ...

    def end(self, count: int) -> None:
        """Take the end of a history that fits itself; raise ``Wrong`` when more was signed."""
        ...


class Nobody:
    """Nothing was signed."""

    def sizes(self, first: int, last: int) -> tuple[int, ...]:  # noqa: ARG002 - nothing is wanted
        """No size."""
        return ()

    def edge(self, frontier: Frontier) -> None:
        """Nothing to compare."""

    def heads(self, cut: Cut, found: tuple[int, str]) -> None:
        """Nothing to compare."""

    def end(self, count: int) -> None:
        """Nothing to compare."""


class Runs(Protocol):
    """Whoever checks runs: here, or in processes beside this one; answers come in the order of the tasks."""

    def __call__(self, tasks: Iterable[Task]) -> Iterator[Segment]:
        """Yield what was found in each run."""
        ...


class Here:
    """Checks runs in this process, one after another, through the reading itself."""

    def __init__(self, reading: Reading) -> None:
        """Check through this reading."""
        self._reading = reading
        self._form = Form()

    def __call__(self, tasks: Iterable[Task]) -> Iterator[Segment]:
        """Yield what was found in each run."""
        for first, last, sizes in tasks:
            yield check_segment(self._reading, self._form, first, last, sizes)


class Whole:
    """What has been joined so far."""

    def __init__(self, reading: Reading, onlooker: Onlooker, first: int = 0) -> None:
        """Begin before the first event, or where a run begins, with the heads and hashes that are stored before it."""
        self._reading = reading
        self._onlooker = onlooker
        self._heads = {head.stream: (head.n, head.hash) for head in reading.heads(first)} if first else {}
        self._tree = GrowingHeads()
        self._unstated = dict(self._heads)
        self._last_at = _at_of(reading, first - 1) if first else ""
        self._first = first
        self.frontier = Frontier().extend(reading.hashes(0, first)) if first else Frontier()
        self.count = self.frontier.size
        self.changed: set[str] = set()
        self.disclosed = 0
        self.withheld = 0

    def tasks(self, count: int) -> Iterator[Task]:
        """Yield the runs of a history of so many events."""
        for first in range(self._first, count, RUN):
            last = min(first + RUN, count)
            yield first, last, self._onlooker.sizes(first, last)

    def join(self, segment: Segment) -> None:
        """Take a run that follows those before; ``Fault`` says what is wrong first."""
        if segment.count:
            if segment.first_at < self._last_at:
                raise Fault(
                    "it is dated before the event that was recorded before it.",
                    (segment.first, *segment.first_place),
                )
            self._openings(segment)
        self.count += segment.count
        self.disclosed += segment.disclosed
        self.withheld += segment.withheld
        if segment.first_bad is not None:
            raise Fault(segment.first_bad)
        self._last_at = segment.last_at or self._last_at
        self._signed(segment)

    def _openings(self, segment: Segment) -> None:
        for stream, opening in segment.openings.items():
            n, last = self._heads.get(stream, (-1, b""))
            place = (opening.gseq, stream, opening.n)
            if opening.n != n + 1:
                raise Fault(f"its stream goes from no. {n} to no. {opening.n}; something between is missing.", place)
            if last and opening.prev != last:
                raise Fault(
                    "it does not follow from the event before it in its stream (prev is not that one's hash).", place
                )
            self.changed.add(stream)
        for cut in segment.cuts:
            self._heads.update(cut.changed)
        self._heads.update(segment.changed)

    def _signed(self, segment: Segment) -> None:
        """Let the onlooker see edges and heads in the order in which they came to be."""
        before = self.frontier
        edges = iter(sorted(segment.edges.items()))
        edge = next(edges, None)
        for cut in segment.cuts:
            while edge is not None and edge[0] <= cut.gseq:
                self._onlooker.edge(grafted(before, edge[0] - segment.first, edge[1]))
                edge = next(edges, None)
            self._unstated.update(cut.changed)
            self._tree.move(self._unstated)
            self._unstated = {}
            self._onlooker.heads(cut, (len(self._tree), self._tree.root().hex()))
        while edge is not None:
            self._onlooker.edge(grafted(before, edge[0] - segment.first, edge[1]))
            edge = next(edges, None)
        self._unstated.update(segment.changed)
        self.frontier = grafted(before, segment.count, segment.nodes)

    @property
    def streams(self) -> int:
        """How many streams there are."""
        return len(self._heads)

    def end(self) -> None:
        """Check what must agree with the history's end: the head, remembered commands, definitions, disclosures."""
        reading = self._reading
        first = reading.place_from()
        if first is not None and first[0] < 0:
            raise Fault(f"the history goes from -1 to {first[0]}; something between is missing.", first)
        following = reading.place_from(self.count)
        if following is not None and following[0] != self.count:
            raise Fault(
                f"the history goes from {self.count - 1} to {following[0]}; something between is missing.", following
            )
        head, held = reading.head(), self.count if following is None else reading.event_count()
        if head.count != held or (None if head.last_at is None else instant_text(head.last_at)) != (
            self._last_at or None
        ):
            raise Wrong(f"The head says {head.count} events, the history holds {held}: its end was cut or added to.")
        answered = reading.last_answered()
        if answered is not None and answered >= self.count:
            raise Wrong(f"A command was answered with event {answered}, but the history ends before: its end was cut.")
        for definition in reading.definitions():
            if sha256(definition.bytes).hexdigest() != definition.sha256:
                raise Wrong(f"The definition {definition.name} {definition.version} is not the one that was pinned.")
        if reading.is_disclosed_outside(self.count):
            raise Wrong("There are disclosures that belong to no event of the history.")


def _at_of(reading: Reading, gseq: int) -> str:
    """The time of an event that was verified before."""
    rows = reading.block(gseq, gseq + 1)
    if not rows:
        raise Wrong(f"the event {gseq} is not there; something is missing.")
    at: str = decode(rows[0][3])["at"]
    return at


class Fault(Wrong):
    """A fault with its place."""

    def __init__(self, what: str | FirstBad, place: tuple[int, str, int] | None = None) -> None:
        """Keep the place for the report."""
        super().__init__(str(what))
        if isinstance(what, FirstBad):
            self.first_bad = what
        else:
            gseq, stream, n = place or (None, None, None)
            self.first_bad = FirstBad(what=what, gseq=gseq, stream=stream, n=n)
