"""Hands out what is to be done after a commit: rows are leased, so that a killed worker's are given to another.

The promise: never lost, possibly attempted twice, recorded once. An attempt carries the row's id, which never changes,
so that whoever receives the effect can recognise a repetition.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from engine.canonical import instant_text
from engine.errors import HistoryConflict, NotFound
from storage import statements as sql
from storage.digests import consequence_digest, entry_digest
from storage.records import OutboxDraft, OutboxRow
from storage.rows import json_text, read_outbox
from storage.session import Session

if TYPE_CHECKING:
    from storage.database import Store

MAX_ATTEMPTS: Final = 8
"""After so many attempts without success a row is given up (dead), and a person has to look."""

MAX_EXCUSED: Final = 300
"""So many more attempts are excused, because the far end was away: with waits of a quarter of an hour, three days."""


def claim(  # noqa: PLR0917 - the order is that of the sentence: claim for whom, when, for how long, how many
    store: Store, worker: str, now: datetime, lease: timedelta, limit: int, kinds: Collection[str] | None = None
) -> list[OutboxRow]:
    """Lease up to ``limit`` due rows (of these kinds) to a worker, soonest first; others cannot have them until then.

    A row whose lease ran out MAX_ATTEMPTS times without an answer kills its workers: it is given up here instead.
    """
    wanted = sorted(set(kinds)) if kinds is not None else None
    if wanted == [] or limit < 1:
        return []
    query, parameters = _claimable(now, limit, wanted)
    if not _anything_due(store, query, parameters):
        return []
    until = now + lease
    claimed = []
    with store.writing_beside() as session:
        for row in map(read_outbox, session.all(query + session.skip_locked, parameters)):
            if _worn_out(row):
                silent = f"{row.leased_by or 'the worker'} took it {row.attempts} times and never answered"
                session.write(sql.BURY, (instant_text(now), row.last_error or silent, row.id))
                continue
            session.write(sql.LEASE, (worker, instant_text(until), row.id))
            claimed.append(replace(row, leased_by=worker, leased_until=until, attempts=row.attempts + 1))
    return claimed


def enqueue(session: Session, rows: Iterable[OutboxDraft]) -> int:
    """Add entries inside a transaction that has begun; see ``Transaction.enqueue``."""
    new = 0
    for row in rows:
        told = (row.id, row.gseq, row.stream, row.kind, row.dedupe, json_text(row.payload))
        new += session.run(sql.ENQUEUE, (*told, instant_text(row.due_at), entry_digest(told)))
    return new


def finish(store: Store, row: OutboxRow, result: Mapping[str, Any], now: datetime) -> bool:
    """Record what came of a row, once; False when this worker had recorded it already.

    A worker that lost its lease may still finish if nobody else has; HistoryConflict when another was first.
    """
    with store.writing_beside() as session:
        return record_done(session, row, result, now)


def record_done(session: Session, row: OutboxRow, result: Mapping[str, Any], now: datetime) -> bool:
    """Do ``finish`` inside a transaction that has begun."""
    current = _current(session, row)
    if current.done_at is not None:
        if current.leased_by == row.leased_by:
            return False
        raise HistoryConflict(f"Outbox entry {row.id} ({row.kind}) was finished by {current.leased_by} before.")
    at = instant_text(now)
    told = (row.id, row.stream, row.kind, json_text(result), at)
    session.write(sql.INSERT_CONSEQUENCE, (*told, consequence_digest(told)))
    session.write(sql.FINISH, (at, row.leased_by, row.id))
    return True


def fail(store: Store, row: OutboxRow, error: str, now: datetime, retry_at: datetime, *, excused: bool = False) -> bool:
    """Note a failed attempt and when to try again; True when it was the last one and the row is given up.

    An ``excused`` attempt failed through no fault of the row (the far end was away or busy): MAX_EXCUSED of them do not
    count. A worker whose lease was lost meanwhile has no say any more: the row is left to whoever has it.
    """
    with store.writing_beside() as session:
        current = _current(session, row)
        if not _holds(row, current):
            return current.dead_at is not None
        patient = excused and current.excused < MAX_EXCUSED
        if not patient and _worn_out(current):
            session.write(sql.BURY, (instant_text(now), error, row.id))
            return True
        session.write(sql.EXCUSE if patient else sql.RETRY, (instant_text(retry_at), error, row.id))
        return False


def bury(store: Store, row: OutboxRow, error: str, now: datetime) -> bool:
    """Give a row up at once, because trying again cannot help; False when the row is no longer ours to give up."""
    with store.writing_beside() as session:
        if not _holds(row, _current(session, row)):
            return False
        session.write(sql.BURY, (instant_text(now), error, row.id))
        return True


def still_ours(session: Session, row: OutboxRow) -> bool:
    """Whether a worker has its row still, inside a transaction that has begun: asked before anything leaves here."""
    return _holds(row, _current(session, row))


def renew(store: Store, row: OutboxRow, until: datetime) -> bool:
    """Lengthen a lease during long work; False when it is lost already."""
    with store.writing_beside() as session:
        if not _holds(row, _current(session, row)):
            return False
        session.write(sql.RENEW, (instant_text(until), row.id))
        return True


def revive(store: Store, identifier: str, now: datetime) -> bool:
    """Bring a given-up row back, due at once with a full set of attempts; False when it was not given up."""
    with store.writing_beside() as session:
        return session.run(sql.REVIVE, (instant_text(now), identifier)) == 1


def _claimable(now: datetime, limit: int, kinds: Sequence[str] | None) -> tuple[str, tuple[Any, ...]]:
    at = instant_text(now)
    if kinds is None:
        return sql.CLAIMABLE + sql.CLAIM_ORDER, (at, at, limit)
    places = ", ".join("?" * len(kinds))
    return f"{sql.CLAIMABLE} AND kind IN ({places}){sql.CLAIM_ORDER}", (at, at, *kinds, limit)


def _anything_due(store: Store, query: str, parameters: tuple[Any, ...]) -> bool:
    """Look before locking: an idle worker's poll must not take the write lock from those who command."""
    with store.reading() as reading:
        return reading.any(query, parameters)


def _current(session: Session, row: OutboxRow) -> OutboxRow:
    found = session.one(sql.OUTBOX_ROW + session.for_update, (row.id,))
    if found is None:
        raise NotFound(f"There is no outbox entry {row.id}.")
    return read_outbox(found)


def _worn_out(row: OutboxRow) -> bool:
    return row.attempts - row.excused >= MAX_ATTEMPTS


def _holds(row: OutboxRow, current: OutboxRow) -> bool:
    """Return whether the lease is still ``row``'s; each claim raises ``attempts``, so the pair names one claim."""
    unfinished = current.done_at is None and current.dead_at is None
    return unfinished and (current.leased_by, current.attempts) == (row.leased_by, row.attempts)
