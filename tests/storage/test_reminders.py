"""Pending reminders are handed out once, soonest first; what is on record of them stays."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from storage import reminder_statements, reminders
from storage.database import Store
from storage.errors import StorageFailed
from storage.postgresql import number_parameters
from storage.reminders import DIGEST, Delivery, ReminderRow, Settlement
from tests.databases import Database

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
LEASE = timedelta(seconds=20)


def make_rung(number: int, **more: object) -> ReminderRow:
    """A rung that is due so many seconds before now."""
    row = ReminderRow(
        due_at=NOW - timedelta(seconds=number),
        id=f"RL-1/details_due/{number}/before-2/owner",
        stream="RL-1",
        deadline="details_due",
        revision=number,
        rung="before-2",
        role="owner",
        kind="due_soon",
    )
    return row._replace(**more)  # type: ignore[arg-type]


def plan(store: Store, *rows: ReminderRow) -> None:
    """Put rungs among the pending ones."""
    with store.transaction() as tx:
        tx.plan_reminders(rows)


def test_a_claim_takes_the_soonest_and_no_more_than_asked(store: Store) -> None:
    """What is not due stays, and what is beyond the limit waits for the next claim."""
    plan(store, *(make_rung(number) for number in range(1, 6)), make_rung(-60))
    first = reminders.claim(store, "a", NOW, LEASE, 3)
    second = reminders.claim(store, "b", NOW, LEASE, 3)
    assert [row.revision for row in first] == [5, 4, 3]
    assert [row.revision for row in second] == [2, 1]
    assert reminders.claim(store, "c", NOW, LEASE, 3) == []


def test_many_at_once_share_without_overlap(store: Store) -> None:
    """Eight workers take two hundred rungs: each goes to one of them."""
    plan(store, *(make_rung(number) for number in range(200)))

    def all_of(worker: str) -> Iterator[str]:
        while rows := reminders.claim(store, worker, NOW, LEASE, 7):
            yield from (row.id for row in rows)

    with ThreadPoolExecutor(8) as pool:
        taken = [row for found in pool.map(lambda n: list(all_of(f"w{n}")), range(8)) for row in found]
    assert len(taken) == len(set(taken)) == 200


def test_a_settlement_is_all_or_nothing(store: Store) -> None:
    """When one of its rungs was taken over, nothing of it is written, and the others are pending again."""
    plan(store, make_rung(1), make_rung(2))
    mine = reminders.claim(store, "slow", NOW, timedelta(seconds=1), 2)
    later = NOW + timedelta(seconds=2)
    reminders.claim(store, "other", later, LEASE, 1)
    fact = Delivery(key="taken/x", what="taken", at=NOW)
    assert reminders.settle(store, "slow", [Settlement(rows=mine, facts=[fact])]) == 0
    with store.reading() as reading:
        assert not reminders.is_recorded(reading, "taken/x")
        assert len(reminders.pending(reading)) == 1
        assert len(reminders.in_hand(reading)) == 1


def test_a_digest_waits_while_a_role_of_its_morning_is_in_hand(store: Store) -> None:
    """What is being expanded may still add to it."""
    waiting = make_rung(0, id="~ann/1", mode=DIGEST, person="ann", due_at=NOW + timedelta(microseconds=1))
    plan(store, make_rung(0), waiting)
    later = NOW + timedelta(seconds=1)
    held = reminders.claim(store, "a", later, LEASE, 1)
    assert reminders.claim(store, "b", later, LEASE, 10) == []
    assert reminders.settle(store, "a", [Settlement(rows=held)]) == 1
    assert reminders.claim(store, "b", later, LEASE, 10) == [waiting]


def test_planned_twice_it_is_there_once(store: Store) -> None:
    """A rung's name and time are its key."""
    plan(store, make_rung(1), make_rung(1))
    with store.reading() as reading:
        assert len(reminders.pending(reading)) == 1


@pytest.mark.parametrize("attack", ["UPDATE delivery SET detail = 'forged'", "DELETE FROM delivery"])
def test_what_is_on_record_stays(database: Database, store: Store, attack: str) -> None:
    """Neither changed nor taken away, on both databases."""
    with store.writing_beside() as session:
        reminders.record(session, [Delivery(key="sent/1", what="sent", at=NOW, message="1")])
        reminders.record(session, [Delivery(key="sent/1", what="sent", at=NOW, message="2")])
    session = database.raw()
    with pytest.raises(StorageFailed, match="append-only"):
        session.run(attack)
    session.close()
    with store.reading() as reading:
        (fact,) = reminders.of_message(reading, "1")
    assert fact.detail == ""


def test_each_statement_is_understood_by_the_database(database: Database) -> None:
    """Every statement is prepared by the databases that it is for."""
    session = database.raw()
    for name, given in vars(reminder_statements).items():
        if not name.isupper() or name.startswith("_"):
            continue
        # A list of unknown length is added where the statement is used.
        statement = f"{given} (?)" if given.endswith(" IN") else given
        if database.kind == "postgresql":
            session.run(f"PREPARE {name} AS {number_parameters(statement)}")
        elif name != "TAKE_ON_POSTGRESQL":
            session.all(f"EXPLAIN {statement}", (None,) * statement.count("?"))
    session.close()
