"""Which sealed value is gone though nobody decided it: the first one, by its place."""

from __future__ import annotations

from collections.abc import Iterator

from actions.keeping.checking import elsewhere
from actions.queries.withheld import withholdings_of
from engine.streams import RESERVED_STREAMS
from storage.reading import Reading
from storage.verify import FirstBad


def first_gap(reading: Reading) -> FirstBad | None:
    """Look for a commitment without its value and without a decision; asked only when the numbers do not agree."""
    decided_elsewhere = elsewhere(reading)
    for stream in reading.streams():
        disclosed = {(known.event_hash, known.path) for known in reading.disclosed(stream)}
        gone = set(withholdings_of(reading, stream, {})) if stream not in RESERVED_STREAMS else set()
        gone |= {(n, path) for known, n, path in decided_elsewhere if known == stream}
        for gseq, n, path, event_hash in _sealed(reading, stream):
            if (event_hash, path) not in disclosed and (n, path) not in gone:
                what = f"what it sealed as {path} is gone, and no decision on record withheld it: its row was deleted."
                return FirstBad(what=what, gseq=gseq, stream=stream, n=n)
    return None


def _sealed(reading: Reading, stream: str) -> Iterator[tuple[int, int, str, bytes]]:
    for line in reading.events(stream):
        for sealed in line.body().get("sealed", ()):
            yield line.gseq, line.n, sealed["path"], line.hash
