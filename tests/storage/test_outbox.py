"""Outbox entries are leased, retried, finished once, or given up; a killed worker's are given to another."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from engine.errors import HistoryConflict, NotFound
from storage.database import Store, open_store
from storage.outbox import MAX_ATTEMPTS, MAX_EXCUSED, bury, claim, fail, finish, renew, revive
from storage.records import Consequence, OutboxRow
from storage.statements import CLAIM_ORDER, CLAIMABLE
from tests.databases import Database, on_postgresql
from tests.storage.factories import NOW, append, interrupted, make_outbox

MINUTE = timedelta(minutes=1)


def enqueue(store: Store, *numbers: int, **changes: Any) -> None:
    """Write entries in a transaction of their own."""
    with store.transaction() as transaction:
        transaction.enqueue([make_outbox(number, **changes) for number in numbers])


def claim_one(store: Store, worker: str = "w-1", now: Any = NOW) -> OutboxRow:
    """Claim the only entry that is due."""
    [row] = claim(store, worker, now, MINUTE, 10)
    return row


def test_entries_are_written_with_the_events_or_not_at_all(store: Store) -> None:
    """A transaction that is undone leaves no message behind; one that commits leaves all."""
    with interrupted(store) as transaction:
        append(transaction)
        transaction.enqueue([make_outbox()])
    with store.transaction() as transaction:
        [event] = append(transaction)
        assert transaction.enqueue([make_outbox(1, gseq=event.gseq), make_outbox(2)]) == 2
    with store.reading() as reading:
        rows = reading.outbox()
    assert [(row.gseq, row.payload, row.attempts, row.done_at) for row in rows] == [
        (0, {"number": 1}, 0, None),
        (None, {"number": 2}, 0, None),
    ]


def test_the_same_thing_is_enqueued_once(store: Store) -> None:
    """A dedupe key exists once, whatever id or payload comes with it later."""
    enqueue(store, 1)
    with store.transaction() as transaction:
        assert transaction.enqueue([make_outbox(2, dedupe="notice:1", payload={"other": True}), make_outbox(3)]) == 1
    with store.reading() as reading:
        assert [row.payload for row in reading.outbox()] == [{"number": 1}, {"number": 3}]


def test_what_is_due_is_claimed_soonest_first(store: Store) -> None:
    """Only due entries of the wanted kinds are leased, up to the limit."""
    enqueue(store, 1, due_at=NOW)
    enqueue(store, 2, due_at=NOW - MINUTE)
    enqueue(store, 3, due_at=NOW + timedelta(microseconds=1))
    enqueue(store, 4, kind="mail")
    assert [row.dedupe for row in claim(store, "w", NOW, MINUTE, 1, ["notice.draft"])] == ["notice:2"]
    assert [row.dedupe for row in claim(store, "w", NOW, MINUTE, 9, {"mail", "other"})] == ["notice:4"]
    assert claim(store, "w", NOW, MINUTE, 9, []) == []
    assert claim(store, "w", NOW, MINUTE, 0) == []
    assert [row.dedupe for row in claim(store, "w", NOW, MINUTE, 9)] == ["notice:1"]
    assert claim(store, "w", NOW, MINUTE, 9) == []


def test_a_claimed_row_says_whose_it_is(store: Store) -> None:
    """What claim returns is what the table says."""
    enqueue(store, 1)
    row = claim_one(store)
    assert (row.leased_by, row.leased_until, row.attempts) == ("w-1", NOW + MINUTE, 1)
    with store.reading() as reading:
        assert reading.outbox() == [row]


def test_a_lease_that_ran_out_is_given_to_another(store: Store) -> None:
    """The row of a worker that never came back is claimed again, at the very end of the lease and not before."""
    enqueue(store, 1)
    claim_one(store)
    assert claim(store, "w-2", NOW + MINUTE - timedelta(microseconds=1), MINUTE, 9) == []
    assert claim_one(store, "w-2", NOW + MINUTE).attempts == 2


def test_a_row_is_finished_once(store: Store) -> None:
    """The consequence is recorded under the row's id; finishing again is harmless for the same worker."""
    enqueue(store, 1)
    row = claim_one(store)
    assert finish(store, row, {"sent": True}, NOW)
    assert not finish(store, row, {"sent": "again"}, NOW + MINUTE)
    assert claim(store, "w-2", NOW + timedelta(days=1), MINUTE, 9) == []
    with store.reading() as reading:
        expected = Consequence(id=row.id, stream="RL-1", kind="notice.draft", result={"sent": True}, done_at=NOW)
        assert reading.consequences() == reading.consequences("RL-1") == [expected]
        assert reading.outbox(unfinished_only=True) == []
        assert reading.outbox("RL-1")[0].done_at == NOW


def test_of_two_workers_the_first_to_finish_is_recorded(store: Store) -> None:
    """A slow worker whose lease was lost and whose work another has recorded is told so; nothing is recorded twice."""
    enqueue(store, 1)
    slow = claim_one(store, "slow")
    quick = claim_one(store, "quick", NOW + MINUTE)
    assert finish(store, quick, {"by": "quick"}, NOW + MINUTE)
    with pytest.raises(HistoryConflict, match="finished by quick"):
        finish(store, slow, {"by": "slow"}, NOW + MINUTE)
    with store.reading() as reading:
        assert [found.result for found in reading.consequences()] == [{"by": "quick"}]


def test_a_late_worker_may_finish_what_nobody_else_has(store: Store) -> None:
    """Work that was done is recorded even after the lease ran out; the one who leased it then is refused."""
    enqueue(store, 1)
    slow = claim_one(store, "slow")
    quick = claim_one(store, "quick", NOW + MINUTE)
    assert finish(store, slow, {"by": "slow"}, NOW + MINUTE)
    with pytest.raises(HistoryConflict, match="finished by slow"):
        finish(store, quick, {"by": "quick"}, NOW + MINUTE)


def test_finishing_goes_together_with_the_events_it_led_to(store: Store) -> None:
    """Inside a command's transaction both are kept or neither is."""
    enqueue(store, 1)
    row = claim_one(store)
    with interrupted(store) as transaction:
        append(transaction)
        transaction.finish(row, {}, NOW)
    with store.transaction() as transaction:
        append(transaction)
        assert transaction.finish(row, {}, NOW)
    with store.reading() as reading:
        assert (reading.head().count, len(reading.consequences())) == (1, 1)


def test_a_failed_attempt_is_tried_again_later(store: Store) -> None:
    """The error is kept, the lease is given up, and the row is due when the worker said."""
    enqueue(store, 1)
    row = claim_one(store)
    assert not fail(store, row, "no route to host", NOW, NOW + 5 * MINUTE)
    assert claim(store, "w-2", NOW + 4 * MINUTE, MINUTE, 9) == []
    again = claim_one(store, "w-2", NOW + 5 * MINUTE)
    assert (again.attempts, again.last_error) == (2, "no route to host")


def test_after_the_last_attempt_a_row_is_given_up(store: Store) -> None:
    """MAX_ATTEMPTS failures bury it with its last error, until a person revives it."""
    enqueue(store, 1)
    given_up = [fail(store, claim_one(store), f"error {number}", NOW, NOW) for number in range(1, MAX_ATTEMPTS + 1)]
    assert given_up == [False] * (MAX_ATTEMPTS - 1) + [True]
    assert claim(store, "w", NOW + timedelta(days=365), MINUTE, 9) == []
    with store.reading() as reading:
        [row] = reading.outbox()
        assert (row.dead_at, row.last_error) == (NOW, f"error {MAX_ATTEMPTS}")
        assert reading.outbox(unfinished_only=True) == []
    assert revive(store, row.id, NOW + MINUTE)
    assert not revive(store, row.id, NOW + MINUTE)
    assert claim_one(store, now=NOW + MINUTE).attempts == 1


def test_excused_attempts_do_not_use_up_a_row(store: Store) -> None:
    """While the far end is away a row is tried for days; only when patience is over do failures count."""
    enqueue(store, 1)
    for number in range(MAX_EXCUSED):
        assert not fail(store, claim_one(store), "the mail server is away", NOW, NOW, excused=True), number
    given_up = [fail(store, claim_one(store), "still away", NOW, NOW, excused=True) for _ in range(MAX_ATTEMPTS)]
    assert given_up == [False] * (MAX_ATTEMPTS - 1) + [True]
    with store.reading() as reading:
        [row] = reading.outbox()
    assert (row.attempts, row.excused, row.dead_at) == (MAX_EXCUSED + MAX_ATTEMPTS, MAX_EXCUSED, NOW)
    assert revive(store, row.id, NOW)
    assert (again := claim_one(store)).attempts == 1
    assert again.excused == 0


def test_a_patient_row_that_kills_its_workers_is_given_up_all_the_same(store: Store) -> None:
    """Excused failures do not hide the silence of dead workers, nor are they taken for it."""
    enqueue(store, 1)
    for _ in range(2 * MAX_ATTEMPTS):
        fail(store, claim_one(store), "away", NOW, NOW, excused=True)
    now = NOW
    for _ in range(MAX_ATTEMPTS):
        claim_one(store, now=now)
        now += MINUTE
    assert claim(store, "w", now, MINUTE, 9) == []


def test_what_cannot_succeed_is_buried_at_once(store: Store) -> None:
    """The first permanent failure gives the row up with its reason; whoever lost the lease has no say in it."""
    enqueue(store, 1)
    row = claim_one(store)
    assert bury(store, row, "550 no such user", NOW)
    assert not bury(store, row, "again", NOW)
    with store.reading() as reading:
        [dead] = reading.outbox()
    assert (dead.attempts, dead.last_error, dead.dead_at) == (1, "550 no such user", NOW)
    assert revive(store, row.id, NOW)
    lost = claim_one(store)
    claim_one(store, "w-2", NOW + MINUTE)
    assert not bury(store, lost, "late", NOW + MINUTE)


def test_a_row_that_kills_its_workers_is_given_up(store: Store) -> None:
    """A worker that dies never reports; after MAX_ATTEMPTS silent leases the row is buried, and the others go on."""
    enqueue(store, 1, 2)
    now = NOW
    for _ in range(MAX_ATTEMPTS):
        rows = claim(store, "w", now, MINUTE, 1)
        assert [row.dedupe for row in rows] == ["notice:1"]
        now += MINUTE
    assert [row.dedupe for row in claim(store, "w", now, MINUTE, 2)] == ["notice:2"]
    with store.reading() as reading:
        buried = reading.outbox()[0]
    assert buried.dead_at == now
    assert buried.last_error == f"w took it {MAX_ATTEMPTS} times and never answered"


def test_whoever_lost_the_lease_has_no_say(store: Store) -> None:
    """A late failure report does not take the row from the worker that has it now; nor can a lost lease be renewed."""
    enqueue(store, 1)
    slow = claim_one(store, "w")
    quick = claim_one(store, "w", NOW + MINUTE)
    assert not fail(store, slow, "late", NOW + MINUTE, NOW + MINUTE)
    assert not renew(store, slow, NOW + 9 * MINUTE)
    assert renew(store, quick, NOW + 9 * MINUTE)
    with store.reading() as reading:
        [row] = reading.outbox()
    assert (row.leased_until, row.last_error, row.attempts) == (NOW + 9 * MINUTE, None, 2)


def test_an_unknown_entry_is_not_finished(store: Store) -> None:
    """An id that was never enqueued is not found."""
    enqueue(store, 1)
    row = claim_one(store)
    with store.writing_beside() as session:
        session.run("DELETE FROM outbox")
    with pytest.raises(NotFound, match=row.id):
        finish(store, row, {}, NOW)


def test_many_workers_never_get_the_same_row(database: Database, store: Store) -> None:
    """Four workers claim two hundred rows in batches: each row is claimed by one of them."""
    enqueue(store, *range(200))
    stores = [open_store(database.url) for _ in range(4)]

    def work(number: int) -> list[str]:
        claimed: list[str] = []
        while rows := claim(stores[number], f"w-{number}", NOW, MINUTE, 7):
            claimed += [row.id for row in rows]
            for row in rows:
                finish(stores[number], row, {"by": number}, NOW)
        return claimed

    with ThreadPoolExecutor(4) as pool:
        claimed = [identifier for found in pool.map(work, range(4)) for identifier in found]
    for opened in stores:
        opened.close()
    # A worker may leave early, when SKIP LOCKED shows it nothing while others hold the last rows.
    assert len(claimed) == len(set(claimed)) == 200
    with store.reading() as reading:
        assert len(reading.consequences()) == 200


@on_postgresql
def test_a_row_in_somebodys_hands_is_skipped_not_waited_for(database: Database, store: Store) -> None:
    """On PostgreSQL a claim does not wait for another claim's transaction; it takes the next rows."""
    enqueue(store, 1, 2)
    at = "2026-11-23T10:00:00.000000Z"
    with store.writing_beside() as session:
        locked = session.all(CLAIMABLE + CLAIM_ORDER + session.skip_locked, (at, at, 1))
        other = open_store(database.url)
        taken = claim(other, "w-2", NOW, MINUTE, 9)
        other.close()
    assert [row[0] for row in locked] != [row.id for row in taken]
    assert [row.dedupe for row in taken] == ["notice:2"]


def test_an_idle_worker_takes_no_lock(database: Database, store: Store) -> None:
    """When nothing is due, a poll only reads: it works while a command holds the history."""
    enqueue(store, 1, due_at=NOW + MINUTE)
    other = open_store(database.url)
    with store.transaction() as transaction:
        append(transaction)
        assert claim(other, "w", NOW, MINUTE, 9) == []
    other.close()
