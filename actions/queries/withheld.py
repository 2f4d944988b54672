"""What was withheld for good, where and on which ground: as the history itself says, never from what is missing.

A value can also be missing because somebody deleted its row by hand: then nobody decided it, and it is not found here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from actions.queries.moment import ZONE
from engine import events as e
from engine.time.dates import describe_date
from engine.time.local_time import local_date
from storage.codec import happened
from storage.history import HistoryReading

DOCUMENT: Final = "document"
"""The path of a document's bytes, beside the paths of sealed values, which begin with ``data.``."""

Place = tuple[int, str]
"""An event's number in its stream, and the path of what it sealed (or DOCUMENT)."""

_TYPE: Final = b'"type":"values.withheld"'


class Withheld(NamedTuple):
    """The ground of a withholding, and the two people who decided it: "rita, rob"."""

    ground: str
    decided_by: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Withholding:
    """One withheld place with all that is said about it; ``n`` is the event that says so, ``at`` when (UTC)."""

    decision: str
    ground: str
    decided_by: str
    n: int
    at: datetime
    instead: str | None = None

    @property
    def words(self) -> str:
        """What stands at the place: "withheld: personal data, decided by rita, rob on Monday 1 March 2027 (w3)"."""
        on = describe_date(local_date(self.at, ZONE))
        said = f"withheld: {ground_words(self.ground)}, decided by {self.decided_by} on {on} ({self.decision})"
        return said if self.instead is None else f'{said}; in its place: "{self.instead}"'


def words_of_gap(known: Withholding | None) -> str:
    """What stands where a sealed value is not disclosed: who withheld it, or only that it is not there."""
    return "withheld" if known is None else known.words


def ground_words(ground: str) -> str:
    """A ground as people read it: "personal data"."""
    return ground.replace("_", " ")


def withheld_of(reading: HistoryReading, stream: str) -> dict[Place, Withheld]:
    """What was withheld for good in a procedure's stream, by (event, path), with ground and deciders."""
    return {
        place: Withheld(ground=known.ground, decided_by=known.decided_by)
        for place, known in withholdings_of(reading, stream).items()
    }


def withholdings_of(
    reading: HistoryReading, stream: str, disclosed: Mapping[tuple[bytes, str], object] | None = None
) -> dict[Place, Withholding]:
    """The same with when, by which event, and what stands in its place where that is among the ``disclosed``."""
    found: dict[Place, Withholding] = {}
    known = reading.disclosures(stream) if disclosed is None else disclosed
    for n, at, event, hash_ in _events(reading, stream):
        instead = known.get((hash_, "data.instead"))
        for place in event.places:
            found[place] = Withholding(
                decision=event.decision,
                ground=event.ground,
                decided_by=f"{event.proposed_by}, {event.by}",
                n=n,
                at=at,
                instead=None if instead is None else str(instead),
            )
    return found


def _events(reading: HistoryReading, stream: str) -> Iterator[tuple[int, datetime, e.ValuesWithheld, bytes]]:
    for line in reading.events(stream):
        if _TYPE not in line.canon:
            continue
        read = happened(line.canon)
        if isinstance(read.event, e.ValuesWithheld):  # the words could also stand in somebody's title
            yield read.n, read.at, read.event, line.hash


def withheld_sentence(event: e.ValuesWithheld) -> str:
    """What a history says of the event, after who did it."""
    events = sorted({n for n, _ in event.places})
    what = "1 value" if len(event.places) == 1 else f"{len(event.places)} values"
    of = f"event{'' if len(events) == 1 else 's'} {', '.join(map(str, events))}"
    return (
        f"withheld {what} of {of} for good"
        f" ({ground_words(event.ground)}; decision {event.decision}, proposed by {event.proposed_by})"
    )
