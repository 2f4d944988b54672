"""What stands beside the history cannot be changed unseen: refused commands and outbox entries keep a digest."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command

from storage.address import parse_address
from storage.database import Store, open_session
from storage.digests import attempt_digest
from storage.outbox import claim, finish
from storage.reading import Reading
from storage.records import Attempt
from storage.upgrade import _config, _connect, upgrade
from storage.verify_beside import BesideReport, verify_beside
from tests.databases import Database
from tests.storage.factories import NOW, append, make_outbox


def refuse(store: Store, number: int, stream: str = "RL-1") -> None:
    """Keep a refused command."""
    attempt = Attempt(
        id=f"a-{stream}-{number}",
        stream=stream,
        at=NOW,
        actor="ann",
        role="owner",
        command="advance",
        body={"to": "SIGNED"},
        explanation={"sentence": "You cannot, because: … 8 Werktage"},
        cause=f"k-{number}",
    )
    with store.transaction() as transaction:
        transaction.record_attempt(attempt)


@pytest.fixture
def filled(store: Store) -> Store:
    """Give a store with an event, attempts at two procedures and two outbox entries."""
    with store.transaction() as transaction:
        append(transaction)
        transaction.enqueue([make_outbox(1, dedupe="one", gseq=0), make_outbox(2, dedupe="two", gseq=None)])
    for number in range(3):
        refuse(store, number)
        refuse(store, number, "RL-2")
    return store


def report_on(store: Store) -> BesideReport:
    """Verify what stands beside the history."""
    with store.reading() as reading:
        return verify_beside(reading)


def test_what_was_left_alone_is_good(filled: Store) -> None:
    """Each attempt and each entry is counted; a delivery's marks change and are not part of what was written."""
    assert report_on(filled) == BesideReport(attempts=6, entries=2, first_bad=None)
    (row,) = claim(filled, "worker", NOW, timedelta(minutes=1), 1)
    finish(filled, row, {"done": True}, NOW)
    assert report_on(filled).first_bad is None


@pytest.mark.parametrize(
    ("change", "parameters", "told"),
    [
        ("UPDATE attempt SET explanation = ? WHERE id = ?", ("{}", "a-RL-1-1"), "a-RL-1-1 at RL-1 (no. 1) is not"),
        ("UPDATE attempt SET actor = ? WHERE id = ?", ("bob", "a-RL-2-0"), "a-RL-2-0 at RL-2 (no. 0) is not"),
        ("UPDATE attempt SET at = ? WHERE id = ?", ("2020", "a-RL-1-2"), "a-RL-1-2 at RL-1 (no. 2) is not"),
        ("UPDATE attempt SET digest = ? WHERE id = ?", ("0" * 64, "a-RL-1-0"), "a-RL-1-0 at RL-1 (no. 0) is not"),
        ("DELETE FROM attempt WHERE id = ?", ("a-RL-1-1",), "go from no. 0 to no. 2: one was taken away"),
        ("DELETE FROM attempt WHERE id = ?", ("a-RL-2-0",), "The attempts at RL-2 go from no. -1 to no. 1"),
        ("UPDATE outbox SET payload = ? WHERE dedupe = ?", ("{}", "one"), "is not what was written"),
        ("UPDATE outbox SET kind = ? WHERE dedupe = ?", ("other", "two"), "(other of RL-1) is not what was written"),
        ("UPDATE outbox SET gseq = ? WHERE dedupe = ?", (7, "one"), "is not what was written"),
    ],
)
def test_a_row_that_was_changed_or_taken_away_is_found(
    database: Database, filled: Store, change: str, parameters: tuple[Any, ...], told: str
) -> None:
    """The first is named, on both databases."""
    session = database.unguarded()
    assert session.run(change, parameters) == 1
    session.close()
    first_bad = report_on(filled).first_bad
    assert first_bad is not None
    assert told in first_bad


def test_an_attempt_with_a_digest_of_its_own_breaks_the_order_after_it(database: Database, filled: Store) -> None:
    """Whoever changes one and makes its digest anew is found at the next, which was kept after the old one."""
    with filled.reading() as reading:
        first, *_ = (row for row in reading.attempts_as_stored() if row[1] == "RL-1")
    told = [*first[:3], "bob", *first[4:9]]
    session = database.unguarded()
    session.run("UPDATE attempt SET actor = ?, digest = ? WHERE id = ?", ("bob", attempt_digest("", 0, told), told[0]))
    session.close()
    assert "a-RL-1-1 at RL-1 (no. 1) is not" in str(report_on(filled).first_bad)


def test_an_upgrade_gives_digests_to_what_was_there_before(tmp_path: Path) -> None:
    """A store of the schema before is verified as it stood at the upgrade."""
    url = f"sqlite:///{tmp_path / 'old.db'}"
    with _connect(parse_address(url)) as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0004")
        connection.commit()
    session = open_session(parse_address(url))
    for number in range(2):
        session.run(
            "INSERT INTO attempt (id, stream, at, actor, role, command, body, explanation, cause)"
            " VALUES (?, 'RL-1', '2026', 'ann', 'owner', 'open', '{}', '{}', 'k')",
            (f"a-{number}",),
        )
    session.run(
        "INSERT INTO outbox (id, stream, kind, dedupe, payload, due_at, attempts)"
        " VALUES ('o-1', 'RL-1', 'tell', 'd', '{}', '2026', 0)"
    )
    session.close()
    upgrade(url)
    session = open_session(parse_address(url))
    assert verify_beside(Reading(session)) == BesideReport(attempts=2, entries=1, first_bad=None)
    session.close()
