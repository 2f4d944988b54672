"""Deletes what commitments hide, and blanks what was written beside the history: in the transaction that decided it.

The history itself is never touched: it keeps commitments to values that nobody can tell any more.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from engine.canonical import instant_text
from engine.errors import HistoryConflict
from storage import erasing_statements as sql
from storage.digests import consequence_digest, delivery_digest, entry_digest
from storage.history import HistoryReading
from storage.rows import disclosed_value, json_text
from storage.session import Row, Session

ERASED: Final = "[erased]"
"""What stands where a message's words stood."""

MESSAGE_WORDS: Final = ("subject", "text")
"""The parts of an outbox entry's payload that somebody reads; the others are references."""

_WHERE: Final = "where"


@dataclass(frozen=True, kw_only=True, slots=True)
class DisclosedPlace:
    """A disclosed value by its place, without the value: event ``n`` of a stream, and the path in it."""

    gseq: int
    path: str
    stream: str
    n: int
    event_hash: bytes
    subject: str
    klass: str
    canon: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """An outbox entry that holds a message to somebody: its id names what was sent, ``open`` what still waits."""

    id: str
    stream: str
    told: tuple[Any, ...]
    payload: dict[str, Any]
    open: bool


def about_subject(reading: HistoryReading, subject: str) -> list[DisclosedPlace]:
    """Everything that is still disclosed about a subject, in all streams, oldest first."""
    return [_place(row) for row in reading.rows(sql.OF_SUBJECT, (subject,))]


def in_stream(reading: HistoryReading, stream: str, n: int | None = None) -> list[DisclosedPlace]:
    """Everything that is still disclosed in a stream, or in one event of it."""
    if n is None:
        return [_place(row) for row in reading.rows(sql.OF_STREAM, (stream,))]
    return [_place(row) for row in reading.rows(sql.OF_EVENT, (stream, n))]


def value_at(reading: HistoryReading, place: DisclosedPlace) -> Any:
    """The value itself, for finding copies of it elsewhere; None when it is gone."""
    rows = reading.rows(sql.VALUE, (place.gseq, place.path))
    return disclosed_value(rows[0][0]) if rows else None


def entries_to(reading: HistoryReading, key: str, reference: str) -> list[Entry]:
    """The outbox entries whose payload names somebody under a key ("person", "partner")."""
    named = json.dumps(reference)
    pattern = f'%"{key}":{named}%'  # "_" in a reference matches any character: what is found is looked at again below
    found = []
    for *told, done_at, dead_at in reading.rows(sql.ENTRIES, (pattern,)):
        payload = json.loads(told[5])
        if payload.get(key) == reference:
            unfinished = done_at is None and dead_at is None
            found.append(Entry(id=told[0], stream=told[2], told=tuple(told), payload=payload, open=unfinished))
    return found


def results_of(reading: HistoryReading, stream: str, kind: str) -> list[tuple[str, dict[str, Any]]]:
    """What came of a stream's finished outbox entries of one kind, by id."""
    return [(row[0], json.loads(row[1])) for row in reading.rows(sql.RESULTS_OF, (stream, kind))]


def delete(session: Session, places: Iterable[DisclosedPlace]) -> int:
    """Delete values; ``HistoryConflict`` when one of them is gone already, for then somebody else was first."""
    count = 0
    for place in places:
        if session.run(sql.DELETE, (place.gseq, place.path)) != 1:
            raise HistoryConflict(f"{place.path} of event {place.n} of {place.stream} was withheld meanwhile.")
        count += 1
    return count


def blank_entries(session: Session, entries: Iterable[Entry], at: datetime) -> int:
    """Take the words out of messages, and out of what is recorded about sending them; what waits is given up."""
    count = 0
    for entry in entries:
        blank = {key: ERASED if key in MESSAGE_WORDS else value for key, value in entry.payload.items()}
        told = (*entry.told[:5], json_text(blank))
        session.write(sql.BLANK_ENTRY, (told[5], entry_digest(told), entry.id))
        session.write(sql.GIVE_UP, (instant_text(at), entry.id))
        _blank_deliveries(session, sql.DELIVERIES_OF, entry.id)
        _blank_result(session, entry.id)
        count += 1
    return count


def forget_deliveries(session: Session, person: str) -> int:
    """Blank where messages to somebody went; that they were sent, and when, stays on record."""
    return _blank_deliveries(session, sql.DELIVERIES_TO, person)


def _blank_deliveries(session: Session, which: str, reference: str) -> int:
    """The digest is made anew: one over what is gone could be guessed at."""
    rows = session.all(which, (reference,))
    session.write_many(sql.BLANK_DELIVERY, [(delivery_digest((*row, "")), row[0]) for row in rows])
    return len(rows)


def _blank_result(session: Session, entry: str) -> None:
    known = session.one(sql.RESULT, (entry,))
    if known is None:
        return
    identifier, stream, kind, text, done_at = known
    result = json.loads(text)
    if _WHERE in result:
        told = (identifier, stream, kind, json_text({**result, _WHERE: ERASED}), done_at)
        session.write(sql.BLANK_RESULT, (told[3], consequence_digest(told), identifier))


def _place(row: Row) -> DisclosedPlace:
    return DisclosedPlace(
        gseq=row[0],
        path=row[1],
        event_hash=row[2],
        subject=row[3],
        klass=row[4],
        stream=row[5],
        n=row[6],
        canon=row[7],
    )
