"""Copies whole streams from one store into another that is new: the same events, in a chain of their own.

An event names its place among all events, and in a copy of some of the streams that is another place. So the copy is
chained anew; everything else, who recorded it, when, and what it commits to, stays as it was.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from heapq import merge
from operator import attrgetter
from typing import Any, Final

from engine.canonical import parse_instant
from engine.chain import hash_n, prev_0
from engine.errors import InvalidInput
from storage import reminders
from storage.encoding import canonical_bytes
from storage.reading import Reading
from storage.records import Disclosure, Head, StoredEvent
from storage.rows import UNREADABLE
from storage.transaction import Transaction

_BY_PLACE: Final = attrgetter("gseq")


def copy_streams(
    source: Reading, target: Transaction, streams: Collection[str], *, withhold: Collection[str] = ()
) -> int:
    """Copy streams into an empty store and return how many events there were.

    What is disclosed in the classes to ``withhold`` stays behind. The source is seen at one moment, whatever others
    record in it meanwhile.
    """
    if target.head().count:
        raise InvalidInput("Streams are copied into an empty store only.")
    disclosed = _disclosed(source, streams, withhold)
    last: dict[str, bytes] = {}
    count = 0
    for event in _in_order(source, streams):
        body = event.body()
        body["gseq"] = count
        canon = canonical_bytes(body)
        prev = last.get(event.stream) or prev_0(event.stream)
        copied = StoredEvent(count, event.stream, event.n, canon, prev, hash_n(prev, canon))
        last[event.stream] = copied.hash
        count += 1
        rows = [_row(copied, one) for one in disclosed.get(event.hash, ())]
        target.add_copied(copied, rows, Head(count=count, last_at=parse_instant(body["at"])))
    for stream in streams:
        target.copy_deliveries(reminders.taken(source, stream))
    return count


def _in_order(source: Reading, streams: Collection[str]) -> Iterator[StoredEvent]:
    return merge(*(source.events(stream) for stream in streams), key=_BY_PLACE)


def _disclosed(source: Reading, streams: Collection[str], withhold: Collection[str]) -> dict[bytes, list[Disclosure]]:
    found: dict[bytes, list[Disclosure]] = {}
    for stream in streams:
        for one in source.disclosed(stream):
            if one.klass not in withhold and one.value is not UNREADABLE:
                found.setdefault(one.event_hash, []).append(one)
    return found


def _row(event: StoredEvent, one: Disclosure) -> tuple[Any, ...]:
    value = canonical_bytes(one.value).decode()
    return (event.gseq, one.path, event.hash, one.salt, value, one.subject, one.klass)
