"""Reads one moment of the history: its events, the bytes that replays need, and what its commitments hide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Any, Final

from storage import statements as sql
from storage.records import Disclosure, Head, StoredEvent, StreamHead
from storage.rows import disclosed_value, read_disclosure, read_head
from storage.session import Row, Session

PAGE: Final = 2_000
_LAST_N: Final = 2**62
_FIRST: Final = itemgetter(0)


class HistoryReading:
    """A consistent view of the history: whatever others commit meanwhile is not in it."""

    def __init__(self, session: Session) -> None:
        """Wrap a session in which a transaction has begun."""
        self._session = session

    def head(self) -> Head:
        """Return how long the history is."""
        return read_head(self._session.one(sql.HEAD))

    def stream_head(self, stream: str) -> StreamHead | None:
        """Return a stream's newest event's number and hash, or None when there is no such stream."""
        row = self._session.one(sql.STREAM_HEAD, (stream,))
        return None if row is None else StreamHead(row[0], row[1])

    def streams(self) -> list[str]:
        """Return the names of all streams, sorted by code point."""
        return [row[0] for row in self._session.all(sql.STREAMS)]

    def events(self, stream: str, after_n: int = -1, upto_n: int | None = None) -> Iterator[StoredEvent]:
        """Yield a stream's events in order, a page of them in memory at a time."""
        last = _LAST_N if upto_n is None else upto_n
        while True:
            rows = self._session.all(sql.STREAM_EVENTS, (stream, after_n, last, PAGE))
            yield from map(StoredEvent._make, rows)
            if len(rows) < PAGE:
                return
            after_n = rows[-1][2]

    def canon(self, stream: str, upto_n: int | None = None) -> Iterator[bytes]:
        """Yield the canonical bytes alone of a stream's events, in order: what a replay reads, at half the cost."""
        after_n, last = -1, _LAST_N if upto_n is None else upto_n
        while True:
            rows = self._session.all(sql.STREAM_CANON, (stream, after_n, last, PAGE))
            yield from map(_FIRST, rows)
            if len(rows) < PAGE:
                return
            after_n = rows[-1][1]

    def all_events(self, after_gseq: int = -1) -> Iterator[StoredEvent]:
        """Yield the whole history in order, a page of it in memory at a time."""
        while True:
            rows = self._session.all(sql.ALL_EVENTS, (after_gseq, PAGE))
            yield from map(StoredEvent._make, rows)
            if len(rows) < PAGE:
                return
            after_gseq = rows[-1][0]

    def block(self, first: int, below: int) -> list[Row]:
        """Return a run of the whole history as it is stored (the columns of ``StoredEvent``), in order."""
        return self._session.all(sql.EVENTS_BETWEEN, (first, below))

    def place_from(self, gseq: int | None = None) -> tuple[int, str, int] | None:
        """Return gseq, stream and number of the first event, or of the first from a gseq on."""
        row = self._session.one(sql.FIRST_EVENT) if gseq is None else self._session.one(sql.NEXT_EVENT, (gseq,))
        return None if row is None else (row[0], row[1], row[2])

    def event_count(self) -> int:
        """Return how many events there are, whatever the head says."""
        return self._number(sql.COUNT_EVENTS) or 0

    def disclosed_rows(self, first_gseq: int, last_gseq: int) -> list[Row]:
        """Return (gseq, path, event hash, salt, value as text) of the disclosures of a run, both ends included."""
        return self._session.all(sql.DISCLOSED_ROWS, (first_gseq, last_gseq))

    def is_disclosed_outside(self, count: int) -> bool:
        """Return whether there is a disclosure for an event beyond the first ``count``."""
        return self.any(sql.DISCLOSED_OUTSIDE, (count,))

    def disclosures(self, stream: str) -> dict[tuple[bytes, str], Any]:
        """Return the values that a stream's commitments hide and that have not been deleted, by (event hash, path)."""
        return {
            (row[0], row[1]): disclosed_value(row[3]) for row in self._session.all(sql.STREAM_DISCLOSURES, (stream,))
        }

    def disclosed(self, stream: str) -> list[Disclosure]:
        """Return the same with salt, subject and class, for verification, export and erasure."""
        return [read_disclosure(row) for row in self._session.all(sql.STREAM_DISCLOSURES, (stream,))]

    def disclosed_between(self, first_gseq: int, last_gseq: int) -> list[Disclosure]:
        """Return the disclosures of a run of the whole history, both ends included, in no order."""
        return [read_disclosure(row) for row in self._session.all(sql.DISCLOSURES_BETWEEN, (first_gseq, last_gseq))]

    def disclosure_count(self) -> int:
        """Return how many disclosures there are, those of no event included."""
        return self._number(sql.COUNT_DISCLOSURES) or 0

    def last_answered(self) -> int | None:
        """Return the highest gseq that a remembered command appended, or None."""
        return self._number(sql.LAST_ANSWERED)

    @property
    def dialect(self) -> str:
        """Return which database this is: sqlite or postgresql."""
        return self._session.dialect

    def any(self, query: str, parameters: Sequence[Any] = ()) -> bool:
        """Return whether a statement finds anything."""
        return self._session.one(query, parameters) is not None

    def rows(self, query: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """Return every row that a statement finds."""
        return self._session.all(query, parameters)

    def _number(self, query: str) -> int | None:
        row = self._session.one(query)
        return None if row is None else row[0]
