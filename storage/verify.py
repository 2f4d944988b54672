"""Checks the whole history against itself: bytes, numbers, chain, times and seals, and what stands beside it.

A chain alone finds no competent insider: who can rewrite every row can recompute every hash. That needs a copy of a
hash kept elsewhere, which is what checkpoints are for. This finds everything else, and says the first thing wrong in
words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import islice
from typing import Any, Final

import orjson

from engine.canonical import canonical, parse_canonical, parse_instant
from engine.chain import commitment, hash_n, prev_0
from engine.errors import InvalidInput
from storage.reading import Reading
from storage.records import Disclosure, Head, StoredEvent
from storage.rows import UNREADABLE

_BATCH: Final = 2_000
_KEYS: Final = {
    "v": int,
    "stream": str,
    "n": int,
    "gseq": int,
    "id": str,
    "type": str,
    "at": str,
    "recorded_by": dict,
    "cause": str,
    "def": str,
    "data": dict,
}


@dataclass(frozen=True, kw_only=True)
class FirstBad:
    """The first thing that is not as it must be; place is None when it is not about one event."""

    what: str
    gseq: int | None = None
    stream: str | None = None
    n: int | None = None

    def __str__(self) -> str:
        """Say it in one sentence."""
        if self.gseq is None:
            return self.what
        return f"Event {self.gseq} ({self.stream} no. {self.n}): {self.what}"


@dataclass(frozen=True, kw_only=True)
class ChainReport:
    """What was checked up to the first fault: ``withheld`` counts commitments whose value has been deleted."""

    events: int
    streams: int
    disclosed: int
    withheld: int
    first_bad: FirstBad | None

    @property
    def good(self) -> bool:
        """Return whether everything is as it must be."""
        return self.first_bad is None


class _Wrong(Exception):
    """Carries the words from a check to the report."""


def verify_chain(reading: Reading) -> ChainReport:
    """Read the whole history once, a page in memory at a time, and report the first fault (None: there is none)."""
    check = _Check()
    first_bad: FirstBad | None = None
    event: StoredEvent | None = None
    try:
        for page in _pages(reading):
            disclosures = reading.disclosed_between(page[0].gseq, page[-1].gseq)
            opened = {(found.event_hash, found.path): found for found in disclosures}
            for event in page:
                check.event(event, opened)
            check.nothing_left(opened)
        event = None
        check.beside(reading)
    except _Wrong as wrong:
        first_bad = FirstBad(what=str(wrong))
        if event is not None:
            first_bad = FirstBad(what=str(wrong), gseq=event.gseq, stream=event.stream, n=event.n)
    return ChainReport(
        events=check.count,
        streams=len(check.heads),
        disclosed=check.disclosed,
        withheld=check.withheld,
        first_bad=first_bad,
    )


def _pages(reading: Reading) -> Iterator[list[StoredEvent]]:
    events = reading.all_events()
    while page := list(islice(events, _BATCH)):
        yield page


class _Check:
    """What has been seen so far, and what must therefore come next."""

    def __init__(self) -> None:
        self.count = 0
        self.last_at: datetime | None = None
        self.heads: dict[str, tuple[int, bytes]] = {}
        self.disclosed = 0
        self.withheld = 0

    def event(self, event: StoredEvent, opened: dict[tuple[bytes, str], Disclosure]) -> None:
        """Check one event against everything before it."""
        if event.gseq != self.count:
            raise _Wrong(f"the history goes from {self.count - 1} to {event.gseq}; something between is missing.")
        body = _decode(event.canon)
        self._columns(event, body)
        self._chain(event)
        self._time(body["at"])
        self._seals(event, body, opened)
        self.count += 1
        self.heads[event.stream] = (event.n, event.hash)

    def _columns(self, event: StoredEvent, body: dict[str, Any]) -> None:
        for name, value in (("gseq", event.gseq), ("stream", event.stream), ("n", event.n)):
            if body[name] != value:
                raise _Wrong(f"the column {name} says {value!r}, the event itself {body[name]!r}.")

    def _chain(self, event: StoredEvent) -> None:
        n, last = self.heads.get(event.stream, (-1, b""))
        if event.n != n + 1:
            raise _Wrong(f"its stream goes from no. {n} to no. {event.n}; something between is missing.")
        if event.prev != (last or prev_0(event.stream)):
            raise _Wrong("it does not follow from the event before it in its stream (prev is not that one's hash).")
        if hash_n(event.prev, event.canon) != event.hash:
            raise _Wrong("its bytes are not those that were hashed.")

    def _time(self, text: Any) -> None:
        try:
            at = parse_instant(text)
        except InvalidInput as wrong:
            raise _Wrong(str(wrong)) from None
        if self.last_at is not None and at < self.last_at:
            raise _Wrong("it is dated before the event that was recorded before it.")
        self.last_at = at

    def _seals(self, event: StoredEvent, body: dict[str, Any], opened: dict[tuple[bytes, str], Disclosure]) -> None:
        for seal in body.get("sealed", ()):
            found = opened.pop((event.hash, seal["path"]), None)
            if found is None:
                self.withheld += 1
                continue
            if found.value is UNREADABLE:
                raise _Wrong(f"the disclosed {found.path} is unreadable: it is not the value that was sealed.")
            event_id = bytes.fromhex(body["id"].replace("-", ""))
            try:
                commits = commitment(event_id, found.salt, found.path, found.value).hex()
            except InvalidInput as wrong:
                raise _Wrong(f"the disclosed {found.path} cannot be checked: {wrong}") from None
            if commits != seal["commitment"]:
                raise _Wrong(f"the disclosed {found.path} is not the value that was sealed.")
            self.disclosed += 1

    def nothing_left(self, opened: dict[tuple[bytes, str], Disclosure]) -> None:
        """Check that every disclosure of the page's events was one that its event had sealed."""
        for found in opened.values():
            raise _Wrong(f"{found.path} is disclosed for an event that sealed no such thing.")

    def beside(self, reading: Reading) -> None:
        """Check what must agree with the history's end: the head, remembered commands, definitions, disclosures."""
        head = reading.head()
        if head != Head(count=self.count, last_at=self.last_at):
            raise _Wrong(
                f"The head says {head.count} events, the history holds {self.count}: its end was cut or added to."
            )
        answered = reading.last_answered()
        if answered is not None and answered >= self.count:
            raise _Wrong(f"A command was answered with event {answered}, but the history ends before: its end was cut.")
        for definition in reading.definitions():
            if sha256(definition.bytes).hexdigest() != definition.sha256:
                raise _Wrong(f"The definition {definition.name} {definition.version} is not the one that was pinned.")
        if reading.disclosure_count() != self.disclosed:
            raise _Wrong("There are disclosures that belong to no event of the history.")


def _decode(canon: bytes) -> dict[str, Any]:
    """Return an event's body when its bytes are canonical and it has every required key."""
    try:
        body = orjson.loads(canon)
        # Duplicate keys, floats, odd escapes: whatever is not canonical does not come back as the same bytes.
        same = canonical(body) == canon
        if not same:
            parse_canonical(canon)
    except (ValueError, InvalidInput) as wrong:
        raise _Wrong(f"its bytes are not in canonical form: {wrong}") from None
    if not isinstance(body, dict):
        raise _Wrong("its bytes are not an object.")
    for key, kind in _KEYS.items():
        if type(body.get(key)) is not kind:
            raise _Wrong(f"its key {key!r} is missing or of the wrong kind.")
    if body["v"] != 1:
        raise _Wrong(f"its format is version {body['v']}; this program knows version 1.")
    _check_seals(body)
    return body


def _check_seals(body: dict[str, Any]) -> None:
    if len(body["id"]) != 36 or len(body["id"].replace("-", "")) != 32:
        raise _Wrong("its id is not a UUID.")
    seals = body.get("sealed", [])
    well_formed = isinstance(seals, list) and all(
        isinstance(seal, dict) and set(seal) == {"path", "commitment"} for seal in seals
    )
    if not well_formed or [seal["path"] for seal in seals] != sorted({seal["path"] for seal in seals}):
        raise _Wrong("its seals are not a list of path and commitment sorted by path.")
