"""Pending reminders: handed out in batches under a lease, settled together with what follows, and the record of it.

The promise is the outbox's: never lost, settled once. A claimed rung lies in ``reminder_lease`` until whoever has it
settles it; a killed worker's are taken over when their lease is past.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from engine.canonical import instant_text, parse_instant
from storage import reminder_statements as sql
from storage.digests import delivery_digest
from storage.outbox import enqueue
from storage.records import OutboxDraft
from storage.session import Row, Session

if TYPE_CHECKING:
    from storage.database import Store
    from storage.reading import Reading

_SQLITE: Final = "sqlite"
_NEVER: Final = "9999"
EXPAND: Final = "expand"
"""The mode of a rung that is for a role: when it is due, it is expanded to whoever holds that."""
DIGEST: Final = "digest"
"""The mode of a rung that waits for somebody's daily digest."""


class ReminderRow(NamedTuple):
    """A pending rung; ``person`` is empty while it is for whoever holds the role when it is due.

    ``deadline`` is empty when it is about an event (``revision``) and no deadline.
    """

    due_at: datetime
    id: str
    stream: str
    deadline: str
    revision: int
    rung: str
    role: str
    kind: str
    mode: str = EXPAND
    person: str = ""
    why: str = ""


class Delivery(NamedTuple):
    """One fact about a rung or a message, recorded once under its key."""

    key: str
    what: str
    at: datetime
    stream: str = ""
    deadline: str = ""
    revision: int = 0
    rung: str = ""
    role: str = ""
    person: str = ""
    message: str = ""
    channel: str = ""
    worker: str = ""
    detail: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Settlement:
    """What becomes of some claimed rungs, all of it or nothing: facts, messages to send, rungs that follow."""

    rows: Sequence[ReminderRow]
    facts: Sequence[Delivery] = ()
    messages: Sequence[OutboxDraft] = ()
    following: Sequence[ReminderRow] = field(default_factory=tuple)


# -- writing, in a command's own transaction ---------------------------------------------------------------------------


def plan(session: Session, add: Iterable[ReminderRow], drop: Iterable[ReminderRow] = ()) -> None:
    """Take rungs out of the pending ones and put others in; one that is there already is left as it is."""
    for row in drop:
        session.write(sql.DROP, (instant_text(row.due_at), row.id))
    _insert(session, add)


def drop_planned(session: Session) -> None:
    """Empty the table of what is planned from deadlines; what is held for somebody, or about an event, stays."""
    session.write(sql.DROP_PLANNED)


# -- claiming and settling ---------------------------------------------------------------------------------------------


def claim(store: Store, worker: str, now: datetime, lease: timedelta, limit: int) -> list[ReminderRow]:
    """Lease up to ``limit`` due rungs to a worker, soonest first; those of a dead worker before any other.

    Somebody's digest is never cut in two: what belongs to the last one comes with it, whatever the limit.
    """
    at, until = instant_text(now), instant_text(now + lease)
    if limit < 1 or not _anything(store, at):
        return []
    with store.writing_beside() as session:
        rows = _taken_over(session, worker, at, until, limit)
        if len(rows) < limit:
            rows += _taken(session, worker, at, until, limit - len(rows))
        if rows and rows[-1].mode == DIGEST:
            rows += _rest_of_digest(session, worker, until, rows[-1])
    return rows


def _anything(store: Store, at: str) -> bool:
    """Look before locking: an idle worker's poll must not take the write lock from those who command."""
    with store.reading() as reading:
        first = reading.rows(sql.FIRST_ROLE_IN_HAND)
        return reading.any(sql.ANYTHING_DUE, (at, _cut(first))) or reading.any(sql.ANYTHING_EXPIRED, (at,))


def _cut(first: Sequence[Row]) -> str:
    """Up to when digests may be taken: not beyond the first rung of a role that is being expanded."""
    return str(first[0][0]) if first else _NEVER


def _taken_over(session: Session, worker: str, at: str, until: str, limit: int) -> list[ReminderRow]:
    rows = session.all(sql.EXPIRED + session.skip_locked, (at, limit))
    for row in rows:
        session.write(sql.TAKE_OVER, (worker, until, row[0], row[1]))
    return [_read(row) for row in rows]


def _taken(session: Session, worker: str, at: str, until: str, limit: int) -> list[ReminderRow]:
    cut = _cut(session.all(sql.FIRST_ROLE_IN_HAND))
    if session.dialect != _SQLITE:
        return [_read(row) for row in sorted(session.all(sql.TAKE_ON_POSTGRESQL, (at, cut, limit, worker, until)))]
    rows = session.all(sql.CLAIMABLE, (at, cut, limit))
    if rows:
        last = rows[-1][:2]
        session.write(sql.LEASE_RANGE, (worker, until, *last, cut))
        session.write(sql.TAKE_RANGE, (*last, cut))
    return [_read(row) for row in rows]


def _rest_of_digest(session: Session, worker: str, until: str, last: ReminderRow) -> list[ReminderRow]:
    beyond = f"~{last.person}0"  # "0" follows "/", which ends the person in the id
    rows = session.all(sql.REST_OF_DIGEST + session.skip_locked, (instant_text(last.due_at), last.id, beyond))
    for row in rows:
        session.write(sql.LEASE, (*row, worker, until))
        session.write(sql.DROP, (row[0], row[1]))
    return [_read(row) for row in rows]


def settle(store: Store, worker: str, settlements: Iterable[Settlement]) -> int:
    """Write what became of claimed rungs, and return how many settlements were; one whose lease was lost is not ours.

    Each is all or nothing: whoever has a lost rung now settles it, and comes to the same.
    """
    done = 0
    with store.writing_beside() as session:
        for settlement in settlements:
            done += _settle(session, worker, settlement)
    return done


def _settle(session: Session, worker: str, settlement: Settlement) -> bool:
    held = [row for row in settlement.rows if session.run(sql.SETTLE, (instant_text(row.due_at), row.id, worker)) == 1]
    if len(held) < len(settlement.rows):
        _insert(session, held)  # pending again, and claimed anew
        return False
    record(session, settlement.facts)
    enqueue(session, settlement.messages)
    _insert(session, settlement.following)
    return True


def record(session: Session, facts: Iterable[Delivery]) -> None:
    """Add facts to the record inside a transaction that has begun; one whose key exists is left as it is."""
    rows = ((*fact[:2], instant_text(fact.at), *fact[3:]) for fact in facts)
    session.write_many(sql.RECORD, [(*row, delivery_digest(row)) for row in rows])


def _insert(session: Session, rows: Iterable[ReminderRow]) -> None:
    session.write_many(sql.PLAN, [(instant_text(row.due_at), *row[1:]) for row in rows])


# -- reading -----------------------------------------------------------------------------------------------------------


def taken(reading: Reading, stream: str) -> list[Delivery]:
    """Return which rungs of a stream were taken up already, and so are not planned again."""
    return _facts(reading, sql.TAKEN, (stream,))


def is_recorded(reading: Reading, key: str) -> bool:
    """Return whether a fact is on record."""
    return reading.any(sql.RECORDED, (key,))


def recorded_of(reading: Reading, keys: Sequence[str]) -> frozenset[str]:
    """Return which of these facts are on record."""
    statement = f"{sql.RECORDED_OF} ({', '.join('?' * len(keys))})"
    return frozenset(row[0] for row in reading.rows(statement, tuple(keys)))


def is_recorded_in(session: Session, key: str) -> bool:
    """Return the same inside a transaction that writes."""
    return session.one(sql.RECORDED, (key,)) is not None


def of_deadline(reading: Reading, stream: str, deadline: str) -> list[Delivery]:
    """Return every fact about the rungs of one deadline, oldest first."""
    return _facts(reading, sql.OF_DEADLINE, (stream, deadline))


def of_stream(reading: Reading, stream: str) -> list[Delivery]:
    """Return every fact about the rungs of one procedure, oldest first."""
    return _facts(reading, sql.OF_STREAM, (stream,))


def of_message(reading: Reading, message: str) -> list[Delivery]:
    """Return every fact about one message and the rungs that it carries, oldest first."""
    return _facts(reading, sql.OF_MESSAGE, (message,))


def to_person(reading: Reading, person: str) -> list[Delivery]:
    """Return every fact about what went to somebody, or did not, oldest first."""
    return _facts(reading, sql.TO_PERSON, (person,))


def messages_since(reading: Reading, since: datetime) -> list[Delivery]:
    """Return every fact about messages from an instant on, oldest first."""
    return _facts(reading, sql.MESSAGES_SINCE, (instant_text(since),))


def pending(reading: Reading, *, due_by: datetime | None = None, most: int | None = None) -> list[ReminderRow]:
    """Return what is pending, soonest first."""
    at = _NEVER if due_by is None else instant_text(due_by)
    return [_read(row) for row in reading.rows(sql.DUE, (at, 2**31 if most is None else most))]


def planned_between(reading: Reading, first: str, last: str) -> list[ReminderRow]:
    """Return the pending rungs of deadlines that wait for a role, of the procedures from one to another by name."""
    return [_read(row) for row in reading.rows(sql.PLANNED_BETWEEN, (first, last))]


def in_hand(reading: Reading) -> list[ReminderRow]:
    """Return what somebody has claimed and not settled yet."""
    return [_read(row) for row in reading.rows(sql.IN_HAND)]


def earliest(reading: Reading) -> datetime | None:
    """Return when the first pending rung is due, or None."""
    rows = reading.rows(sql.LATE)
    return parse_instant(rows[0][0]) if rows else None


def _facts(reading: Reading, statement: str, parameters: tuple[str, ...]) -> list[Delivery]:
    found = []
    for row in reading.rows(statement, parameters):
        key, what, at, *rest = row
        found.append(Delivery(key, what, parse_instant(at), *rest))
    return found


def _read(row: Row) -> ReminderRow:
    return ReminderRow(parse_instant(row[0]), *row[1:])
