"""Histories as exports want them, read from the store in one consistent look."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from actions.house import House
from actions.queries.moment import known_procedure
from engine.canonical import parse_instant
from engine.moving.course import Course
from exports.process.source import Entry, History
from storage.codec import happened
from storage.reading import Reading
from storage.records import StoredEvent


def history_of(house: House, reading: Reading, procedure: str, *, words: bool = False) -> History:
    """The whole history of a procedure; with ``words`` also what is still disclosed of its sealed words and names."""
    row = known_procedure(reading, procedure)
    stored = list(reading.events(procedure))
    entries = tuple(_entry(event) for event in stored)
    return History(
        reference=procedure,
        definition=house.definitions.pinned(reading, row.definition),
        definition_sha256=row.definition,
        entries=entries,
        versions={digest: house.definitions.pinned(reading, digest) for digest in Course(entries).digests},
        words=dict(_words(reading, procedure, stored)) if words else _NO_WORDS,
    )


def closed_procedures(reading: Reading) -> tuple[str, ...]:
    """Every procedure that has come to an end, by reference."""
    references = (str(known[0]) for known in reading.procedures())
    return tuple(sorted(one for one in references if known_procedure(reading, one).ended is not None))


_NO_WORDS: Mapping[tuple[int, str], str] = MappingProxyType({})


def _entry(stored: StoredEvent) -> Entry:
    body = stored.body()
    recorded_by = body["recorded_by"]
    return Entry(
        n=stored.n,
        at=parse_instant(body["at"]),
        type=body["type"],
        event=happened(stored.canon).event,
        data=body["data"],
        by=recorded_by["id"],
        role=recorded_by["role"],
        auth=recorded_by["auth"],
        cause=body["cause"],
        hash=stored.hash.hex(),
    )


def _words(reading: Reading, procedure: str, stored: list[StoredEvent]) -> Iterator[tuple[tuple[int, str], str]]:
    places = {event.hash: event.n for event in stored}
    for (hash_, path), value in reading.disclosures(procedure).items():
        # One that cannot be read is no text: it is left out here, and `seedbed verify` tells of it.
        if isinstance(value, str) and hash_ in places:
            yield (places[hash_], path), value
