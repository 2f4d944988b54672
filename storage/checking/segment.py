"""One run of the history checked by itself: what must hold within it, and what a neighbour must fit.

``QUICK`` rows at a time are judged by a few calls that each do all of them in C; only when one of those says no does
the check go event by event, to find the first that is wrong and the words for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from itertools import repeat
from operator import attrgetter, eq, methodcaller
from struct import Struct
from typing import Any, Final

from msgspec import UNSET

from engine.canonical import parse_instant
from engine.chain import hash_n, prev_0
from engine.errors import InvalidInput
from engine.ledger.heads import HEADS_TYPE, LEDGER
from storage.checking.body import decode
from storage.checking.faults import FirstBad, Wrong
from storage.checking.form import Body, Form
from storage.checking.seals import Seals
from storage.checking.subtree import Subtree
from storage.history import HistoryReading
from storage.records import StoredEvent
from storage.session import Row

BLOCK: Final = 128
"""Rows in memory at a time: what stays in a core's own cache is checked a quarter faster."""

QUICK: Final = 128
"""Rows that are judged at once."""

_EVENT: Final = b"ipe-event-v1\n"
_uint64be: Final = Struct(">Q").pack
_digest: Final = methodcaller("digest")
_gseq: Final = attrgetter("gseq")
_stream: Final = attrgetter("stream")
_n: Final = attrgetter("n")
_at: Final = attrgetter("at")
_id: Final = attrgetter("id")
_DIGITS: Final = bytes(ord("0") if chr(byte) in "0123456789" else byte for byte in range(256))
_INSTANT: Final = b"0000-00-00T00:00:00.000000Z\n"
_HEXADECIMAL: Final = bytes(ord("0") if chr(byte) in "0123456789abcdef" else byte for byte in range(256))
_UUID: Final = b"00000000-0000-0000-0000-000000000000\n"


@dataclass(frozen=True, kw_only=True, slots=True)
class Opening:
    """What a stream's first event within a run says of the one before it; who has seen that one compares."""

    gseq: int
    n: int
    prev: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Cut:
    """A statement of all heads, and every stream's newest event since the statement before it."""

    gseq: int
    n: int
    at: str
    count: Any
    root: Any
    changed: dict[str, tuple[int, bytes]]


@dataclass(kw_only=True, slots=True)
class Segment:
    """What was found in one run: up to its end, or up to the first fault."""

    first: int
    count: int = 0
    openings: dict[str, Opening] = field(default_factory=dict)
    cuts: list[Cut] = field(default_factory=list)
    changed: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    first_at: str = ""
    last_at: str = ""
    first_place: tuple[str, int] = ("", 0)
    nodes: tuple[bytes, ...] = ()
    edges: dict[int, tuple[bytes, ...]] = field(default_factory=dict)
    disclosed: int = 0
    withheld: int = 0
    first_bad: FirstBad | None = None


def check_segment(reading: HistoryReading, form: Form, first: int, last: int, sizes: Sequence[int]) -> Segment:
    """Check the events from gseq ``first`` to before ``last``; ``sizes`` within it are those of checkpoints.

    ``first`` is a multiple of a power of two that ``last`` is not beyond, so that the run is a subtree of the tree.
    """
    check = _Check(reading, form, first)
    check.run(last)
    return check.result(sizes)


class _Check:
    """What has been seen of a run so far, and what must therefore come next."""

    def __init__(self, reading: HistoryReading, form: Form, first: int) -> None:
        self._reading = reading
        self._form = form
        self._found = Segment(first=first)
        self._heads: dict[str, tuple[int, bytes]] = {}
        self._leaves = Subtree()

    def run(self, last: int) -> None:
        """Check block by block until the end or the first fault."""
        found, event = self._found, None
        try:
            while (start := found.first + found.count) < last:
                rows = self._reading.block(start, min(start + BLOCK, last))
                if not rows:
                    return
                seals = Seals(self._reading.disclosed_rows(start, rows[-1][0]))
                for at in range(0, len(rows), QUICK):
                    page = rows[at : at + QUICK]
                    if not self._quick(page, seals):
                        for event in map(StoredEvent._make, page):
                            self._slow(event, seals)
                        event = None
                seals.nothing_left()
                found.disclosed, found.withheld = found.disclosed + seals.disclosed, found.withheld + seals.withheld
                if len(rows) < BLOCK:
                    return
        except Wrong as wrong:
            found.first_bad = FirstBad(what=str(wrong))
            if event is not None:
                found.first_bad = FirstBad(what=str(wrong), gseq=event.gseq, stream=event.stream, n=event.n)

    def result(self, sizes: Sequence[int]) -> Segment:
        """Return what was found, with the roots of the run's full subtrees and those at each size."""
        found = self._found
        found.nodes = self._leaves.edge(found.count)
        within = (size for size in sizes if size - found.first <= found.count)
        found.edges = {size: self._leaves.edge(size - found.first) for size in within}
        return found

    # -- all at once ---------------------------------------------------------------------------------------------------

    def _quick(self, page: Sequence[Row], seals: Seals) -> bool:
        """Take a page that is in order and return True, or leave everything as it was and return False."""
        gseqs, streams, ns, canons, prevs, hashes = zip(*page, strict=True)
        found = self._found
        start = found.first + found.count
        if gseqs != tuple(range(start, start + len(page))):
            return False
        bodies = self._form.read(canons)
        if bodies is None or not _same_places(bodies, gseqs, streams, ns):
            return False
        if not self._times(bodies) or not _spelled(map(_id, bodies), _HEXADECIMAL, _UUID * len(page)):
            return False
        told = zip(repeat(_EVENT), prevs, map(_uint64be, map(len, canons)), canons, strict=False)
        if tuple(map(_digest, map(sha256, map(b"".join, told)))) != hashes:
            return False
        fresh: dict[str, Opening] = {}
        heads = self._follow(page, fresh)
        if heads is None or not _seals_fit(bodies, hashes, seals):
            return False
        self._found.openings.update(fresh)
        self._take(page, bodies, hashes, heads)
        return True

    def _times(self, bodies: list[Body]) -> bool:
        ats = list(map(_at, bodies))
        if ats[0] < self._found.last_at or ats != sorted(ats) or not _spelled(ats, _DIGITS, _INSTANT * len(ats)):
            return False
        try:
            return all(map(datetime.fromisoformat, {at[:19] for at in ats}))
        except ValueError:
            return False

    def _follow(self, page: Sequence[Row], fresh: dict[str, Opening]) -> dict[str, tuple[int, bytes]] | None:
        """Return the heads after the page if each event follows the one before it in its stream, so far as is known.

        ``fresh`` takes in the streams that this run has not seen before.
        """
        get = self._heads.get
        within: dict[str, tuple[int, bytes]] = {}
        for gseq, stream, n, _, prev, digest in page:
            known = within.get(stream) or get(stream)
            if known is None:
                if n == 0 and prev != prev_0(stream):
                    return None
                fresh[stream] = Opening(gseq=gseq, n=n, prev=prev)
            elif known[0] + 1 != n or known[1] != prev:
                return None
            within[stream] = (n, digest)
        return within

    def _take(
        self,
        page: Sequence[Row],
        bodies: list[Body],
        hashes: tuple[bytes, ...],
        after: dict[str, tuple[int, bytes]],
    ) -> None:
        found = self._found
        if not found.count:
            found.first_at, found.first_place = bodies[0].at, (page[0][1], page[0][2])
        if LEDGER in after and any(body.stream == LEDGER and body.type == HEADS_TYPE for body in bodies):
            for row, body in zip(page, bodies, strict=True):
                if body.stream == LEDGER and body.type == HEADS_TYPE:
                    self._cut(body.gseq, body.n, body.at, body.data)
                self._link(row)
        else:
            self._heads.update(after)
            found.changed.update(after)
        self._leaves.add(hashes)
        found.last_at = bodies[-1].at
        found.count += len(page)

    def _link(self, row: Row) -> None:
        gseq, stream, n, _, prev, digest = row
        if stream not in self._heads:
            self._found.openings.setdefault(stream, Opening(gseq=gseq, n=n, prev=prev))
        self._heads[stream] = self._found.changed[stream] = (n, digest)

    def _cut(self, gseq: int, n: int, at: str, data: dict[str, Any]) -> None:
        found = self._found
        found.cuts.append(
            Cut(gseq=gseq, n=n, at=at, count=data.get("count"), root=data.get("root"), changed=found.changed)
        )
        found.changed = {}

    # -- one by one, with words ----------------------------------------------------------------------------------------

    def _slow(self, event: StoredEvent, seals: Seals) -> None:
        found = self._found
        if event.gseq != found.first + found.count:
            before = found.first + found.count - 1
            raise Wrong(f"the history goes from {before} to {event.gseq}; something between is missing.")
        body = decode(event.canon)
        for name, value in (("gseq", event.gseq), ("stream", event.stream), ("n", event.n)):
            if body[name] != value:
                raise Wrong(f"the column {name} says {value!r}, the event itself {body[name]!r}.")
        self._chain(event)
        self._time(body["at"])
        seals.fit(event.gseq, event.hash, body["id"], [(s["path"], s["commitment"]) for s in body.get("sealed", ())])
        if not found.count:
            found.first_at, found.first_place = body["at"], (event.stream, event.n)
        if event.stream == LEDGER and body["type"] == HEADS_TYPE:
            self._cut(event.gseq, event.n, body["at"], body["data"])
        self._link(event)
        self._leaves.add((event.hash,))
        self._form.learn((body,))
        found.last_at = body["at"]
        found.count += 1

    def _chain(self, event: StoredEvent) -> None:
        known = self._heads.get(event.stream)
        if known is not None and event.n != known[0] + 1:
            raise Wrong(f"its stream goes from no. {known[0]} to no. {event.n}; something between is missing.")
        before = known[1] if known is not None else prev_0(event.stream) if event.n == 0 else event.prev
        if event.prev != before:
            raise Wrong("it does not follow from the event before it in its stream (prev is not that one's hash).")
        if hash_n(event.prev, event.canon) != event.hash:
            raise Wrong("its bytes are not those that were hashed.")

    def _time(self, text: Any) -> None:
        try:
            parse_instant(text)
        except InvalidInput as wrong:
            raise Wrong(str(wrong)) from None
        if text < self._found.last_at:
            raise Wrong("it is dated before the event that was recorded before it.")


def _seals_fit(bodies: list[Body], hashes: tuple[bytes, ...], seals: Seals) -> bool:
    """Return whether every seal fits; the seals that fitted before one that did not are put back."""
    sealed = [(body, digest) for body, digest in zip(bodies, hashes, strict=True) if body.sealed is not UNSET]
    mark = seals.mark() if sealed else None
    try:
        for body, digest in sealed:
            assert body.sealed is not UNSET  # noqa: S101 - chosen above
            pairs = [(seal.path, seal.commitment) for seal in body.sealed]
            if [path for path, _ in pairs] != sorted({path for path, _ in pairs}):
                raise Wrong("its seals are not sorted")
            seals.fit(body.gseq, digest, body.id, pairs)
    except Wrong:
        assert mark is not None  # noqa: S101 - only a seal raises
        seals.put_back(mark)
        return False
    return True


def _same_places(bodies: list[Body], gseqs: Sequence[int], streams: Sequence[str], numbers: Sequence[int]) -> bool:
    """Return whether every event says of its place what the columns say."""
    return (
        all(map(eq, map(_gseq, bodies), gseqs))
        and all(map(eq, map(_stream, bodies), streams))
        and all(map(eq, map(_n, bodies), numbers))
    )


def _spelled(texts: Iterable[str], digits: bytes, pattern: bytes) -> bool:
    """Return whether all texts are spelled as a pattern in which 0 stands for any of the digits."""
    return "\n".join((*texts, "")).encode().translate(digits) == pattern
