"""W5: a thousand of a million pending reminders are claimed; ten thousand messages leave for a mail server."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from time import perf_counter_ns
from typing import Any

from benchmarks.measure import MILLISECOND, Line, absolute, compared, interleaved
from benchmarks.size import Size
from storage import reminders
from storage.address import parse_address
from storage.database import Store, create_store, open_session
from storage.reminder_statements import PLAN
from storage.reminders import ReminderRow
from storage.session import Session
from tests.databases import PostgresServer

SQLITE_AT_MOST, SQLITE_GOAL = 3.0, 1.5
POSTGRESQL_AT_MOST, POSTGRESQL_GOAL = 1.25, 1.1
START = datetime(2026, 1, 1, tzinfo=UTC)
FAR = datetime(2036, 1, 1, tzinfo=UTC)
BATCH = 1_000
WHAT = "claim 1,000 of the pending reminders under a lease: read, leased, taken out of what is pending; durable"
_numbers = count()

_PLAIN = {
    "sqlite": "CREATE TABLE plain (id TEXT PRIMARY KEY, {columns}) STRICT, WITHOUT ROWID",
    "postgresql": (
        'CREATE TABLE plain (due_at TEXT COLLATE "C" NOT NULL, id TEXT PRIMARY KEY, {columns},'
        " leased_by TEXT, leased_until TEXT)"
    ),
}
_COLUMNS = ("stream", "deadline", "rung", "role", "kind", "mode", "person", "why")


def on_sqlite(size: Size) -> Iterator[Line]:
    """Beside one commit that inserts a thousand rows as large, in a table that is clustered too."""
    with tempfile.TemporaryDirectory(prefix="seedbed-benchmark-") as folder:
        url = f"sqlite:///{Path(folder) / 'seedbed.db'}"
        store = _filled(url, size)
        group = open_session(Path(folder) / "group.db")
        columns = ", ".join(f"{name} TEXT NOT NULL" for name in ("due_at", *_COLUMNS)) + ", revision INTEGER NOT NULL"
        group.run(_PLAIN["sqlite"].format(columns=columns))
        insert = (
            "INSERT INTO plain (due_at, id, stream, deadline, revision, rung, role, kind, mode, person, why)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        )

        def floor() -> Sequence[int]:
            rows = [_text_row(number) for number in _next(BATCH)]
            began = perf_counter_ns()
            group.begin_write()
            group.write_many(insert, rows)
            group.commit()
            return [perf_counter_ns() - began]

        claiming = _claiming(store)
        for _ in range(size.of(full=20, quick=10, tiny=0)):
            floor()  # the logs come to full length, and what was filled in is checkpointed
            claiming()
        samples = interleaved(claiming, floor, size.of(full=60, quick=15, tiny=2))
        yield compared(
            samples,
            name="w5_claim",
            what=WHAT,
            against="one commit of 1,000 rows as large, same driver, pragmas and journal mode",
            unit=MILLISECOND,
            at_most=SQLITE_AT_MOST,
            goal=SQLITE_GOAL,
            pending=_million(size),
        )
        group.close()
        store.close()


def on_postgresql(size: Size) -> Iterator[Line]:
    """Beside the usual queue: rows updated where they lie, found by a partial index, FOR UPDATE SKIP LOCKED."""
    with tempfile.TemporaryDirectory(prefix="seedbed-pg-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        server = PostgresServer(Path(folder))
        try:
            server.create("benchmark", migrated=True)
            store = _filled(server.url("benchmark"), size)
            session = open_session(parse_address(server.url("benchmark")))
            floor = _skip_locked(session, size)
            samples = interleaved(_claiming(store), floor, size.of(full=40, quick=12, tiny=2))
            yield compared(
                samples,
                name="w5_claim_postgresql",
                what=WHAT,
                against="UPDATE of 1,000 rows chosen FOR UPDATE SKIP LOCKED by a partial index, as many pending",
                unit=MILLISECOND,
                at_most=POSTGRESQL_AT_MOST,
                goal=POSTGRESQL_GOAL,
                pending=_million(size),
            )
            session.close()
            store.close()
        finally:
            server.stop()


def sending(size: Size) -> Iterator[Line]:
    """Ten thousand reminders to a mail server in another process, each on record before and after: rate and memory."""
    from benchmarks.letters import send_all

    messages = size.of(full=10_000, quick=1_000, tiny=20)
    with mail_sink() as port:
        took, memory_mib = send_all(messages, port)
    yield absolute(
        took,
        name="send_reminders",
        what="one reminder sent by SMTP on this machine: on record, handed over, confirmed; one worker, one at a time",
        unit=MILLISECOND,
        messages=messages,
        per_second=round(messages / (sum(took) / 1e9), 1),
        memory_mib=memory_mib,
    )


def peak_memory_mib() -> float:
    """The most memory that this process ever had."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


@contextmanager
def mail_sink() -> Iterator[int]:
    """A mail server in a process of its own, which takes everything; yields its port."""
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.mail_sink"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as sink:
        assert sink.stdout is not None
        yield int(json.loads(sink.stdout.readline())["port"])
        sink.terminate()


def _claiming(store: Store) -> Callable[[], Sequence[int]]:
    def claim() -> Sequence[int]:
        began = perf_counter_ns()
        rows = reminders.claim(store, "benchmark", FAR, timedelta(days=1), BATCH)
        took = perf_counter_ns() - began
        assert len(rows) == BATCH
        reminders.settle(store, "benchmark", [reminders.Settlement(rows=[row]) for row in rows])
        return [took]

    return claim


def _filled(url: str, size: Size) -> Store:
    store = create_store(url, mode="live", at=START)
    total = _million(size)
    for first in range(0, total, 20_000):
        with store.writing_beside() as session:
            session.write_many(PLAN, [_text_row(number) for number in range(first, min(first + 20_000, total))])
    return store


def _million(size: Size) -> int:
    return size.of(full=1_000_000, quick=1_000_000, tiny=5_000)


def _row(number: int) -> ReminderRow:
    procedure = f"RL-{number % 25_000}"
    due_at = START + timedelta(minutes=number)
    rung, role = ("before-2", "owner") if number % 3 else ("after-1", "senior")
    return ReminderRow(
        due_at=due_at,
        id=f"{procedure}/contract_details_due/{number}/{rung}/{role}",
        stream=procedure,
        deadline="contract_details_due",
        revision=number,
        rung=rung,
        role=role,
        kind="due_soon",
    )


def _text_row(number: int) -> tuple[Any, ...]:
    row = _row(number)
    return (f"{row.due_at.replace(tzinfo=None).isoformat(timespec='microseconds')}Z", *row[1:])


def _next(many: int) -> Iterator[int]:
    for _ in range(many):
        yield next(_numbers)


def _skip_locked(session: Session, size: Size) -> Callable[[], Sequence[int]]:
    columns = ", ".join(f"{name} TEXT NOT NULL" for name in _COLUMNS) + ", revision BIGINT NOT NULL"
    session.run(_PLAIN["postgresql"].format(columns=columns))
    insert = (
        "INSERT INTO plain (due_at, id, stream, deadline, revision, rung, role, kind, mode, person, why)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    )
    for first in range(0, _million(size), 20_000):
        session.begin_write()
        session.write_many(insert, [_text_row(number) for number in range(first, min(first + 20_000, _million(size)))])
        session.commit()
    session.run("CREATE INDEX plain_pending ON plain (due_at, id) WHERE leased_by IS NULL")
    session.run("ANALYZE plain")
    session.run("ANALYZE reminder")
    claim = (
        "UPDATE plain SET leased_by = ?, leased_until = ? WHERE id IN (SELECT id FROM plain WHERE leased_by IS NULL"
        " AND due_at <= ? ORDER BY due_at, id LIMIT 1000 FOR UPDATE SKIP LOCKED)"
        " RETURNING due_at, id, stream, deadline, revision, rung, role, kind, mode, person, why"
    )

    def floor() -> Sequence[int]:
        began = perf_counter_ns()
        session.begin_write()
        rows = session.all(claim, ("benchmark", "2036", "2036"))
        session.commit()
        took = perf_counter_ns() - began
        assert len(rows) == BATCH
        return [took]

    return floor
