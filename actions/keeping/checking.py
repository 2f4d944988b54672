"""What verification asks about withholding: how much on which ground, and whether what is withheld has come back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from actions.queries.withheld import DOCUMENT, Place, withholdings_of
from engine import keeping as k
from engine.streams import RESERVED_STREAMS
from storage import erasing
from storage.codec import keeping_event
from storage.erasing import DisclosedPlace
from storage.reading import Reading

Elsewhere = tuple[str, int, str]
"""A place in a stream that is no procedure's: stream, event, path."""


def touched(reading: Reading) -> frozenset[str]:
    """The streams of which something was withheld: where nothing ever was, nothing is looked through."""
    found: set[str] = set()
    for line in reading.events(k.RECORDS):
        if b'"type":"withholding.confirmed"' in line.canon:
            _, event = keeping_event(line.canon)
            if isinstance(event, k.WithholdingConfirmed):
                found.update(event.streams)
    return frozenset(found)


def withheld_by_ground(reading: Reading) -> Mapping[str, int]:
    """How many sealed values two people withheld, by ground; documents are not sealed values."""
    found: Counter[str] = Counter()
    for stream in touched(reading) - RESERVED_STREAMS:
        gone = withholdings_of(reading, stream, {})
        found.update(one.ground for (_, path), one in gone.items() if path != DOCUMENT)
    found.update(elsewhere(reading).values())
    return dict(sorted(found.items()))


def elsewhere(reading: Reading) -> dict[Elsewhere, str]:
    """What was withheld in streams that are no procedures', with its ground."""
    found: dict[Elsewhere, str] = {}
    for line in reading.events(k.RECORDS):
        if b'"type":"records.withheld"' in line.canon:
            _, event = keeping_event(line.canon)
            if isinstance(event, k.RecordsWithheld):
                found.update(dict.fromkeys(event.places, event.ground))
    return found


def withheld_documents(reading: Reading, stream: str) -> frozenset[int]:
    """The events of a procedure whose documents were withheld: their bytes are gone, and should be."""
    return frozenset(n for n, path in withholdings_of(reading, stream, {}) if path == DOCUMENT)


def come_back(reading: Reading, stream: str) -> Iterator[DisclosedPlace]:
    """Values that were withheld for good and are there nevertheless: somebody put an old copy back."""
    gone = _gone(reading, stream)
    if gone:
        yield from (place for place in erasing.in_stream(reading, stream) if (place.n, place.path) in gone)


def _gone(reading: Reading, stream: str) -> set[Place]:
    if stream in RESERVED_STREAMS:
        return {(n, path) for known, n, path in elsewhere(reading) if known == stream}
    return set(withholdings_of(reading, stream, {}))
