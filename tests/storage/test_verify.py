"""Verification finds every change that can be found without a copy kept elsewhere, and names the first."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest

from engine.canonical import canonical
from engine.chain import hash_n
from engine.errors import VerificationFailed
from storage.database import Store
from storage.records import Sealed
from storage.session import Session
from storage.verify import ChainReport, verify_chain
from tests.databases import Database, on_sqlite
from tests.storage.factories import NOW, append, make_draft, record, seed_history


def report_on(store: Store) -> ChainReport:
    """Verify a store."""
    with store.reading() as reading:
        return verify_chain(reading)


def tamper(database: Database, *changes: tuple[str, tuple[Any, ...]]) -> None:
    """Change rows with every guard out of the way, as the database's owner can."""
    session = database.unguarded()
    for statement, parameters in changes:
        assert session.run(statement, parameters) > 0
    session.close()


def test_a_history_that_was_left_alone_is_good(store: Store) -> None:
    """Everything is counted: events, streams, values that are disclosed and values that were erased."""
    empty = report_on(store)
    assert (empty.good, empty.events, empty.streams) == (True, 0, 0)
    seed_history(store)
    record(store, make_draft(sealed={"data.name": Sealed(value=["Ann", None], subject="u-8", klass="personal")}))
    with store.transaction() as transaction:
        transaction.erase_subject("u-9")
    report = report_on(store)
    assert (report.good, report.events, report.streams) == (True, 7, 2)
    assert (report.disclosed, report.withheld) == (1, 3)


FORGED = b'{"at":"2026-11-23T10:00:02.000000Z"}'
CHANGES: list[tuple[str, str, tuple[Any, ...], str]] = [
    (
        "canon replaced",
        "UPDATE event SET canon = ? WHERE gseq = 2",
        (FORGED,),
        "Event 2 (RL-1 no. 1): its key 'v' is missing",
    ),
    ("canon no JSON", "UPDATE event SET canon = ? WHERE gseq = 2", (b"\xff",), "not in canonical form"),
    ("canon a list", "UPDATE event SET canon = ? WHERE gseq = 2", (b"[]",), "not an object"),
    ("prev", "UPDATE event SET prev = ? WHERE gseq = 2", (bytes(32),), "does not follow from the event before it"),
    (
        "first prev",
        "UPDATE event SET prev = ? WHERE gseq = 0",
        (bytes(32),),
        "Event 0 (RL-1 no. 0): it does not follow",
    ),
    ("hash", "UPDATE event SET hash = ? WHERE gseq = 2", (bytes(32),), "not those that were hashed"),
    ("n", "UPDATE event SET n = 7 WHERE gseq = ?", (4,), "the column n says 7, the event itself 2"),
    ("stream", "UPDATE event SET stream = 'RL-3' WHERE gseq = ?", (4,), "the column stream says 'RL-3'"),
    ("gseq", "UPDATE event SET gseq = 9 WHERE gseq = ?", (5,), "goes from 4 to 9"),
    ("a row in the middle", "DELETE FROM event WHERE gseq = ?", (3,), "goes from 2 to 4"),
    ("the first row", "DELETE FROM event WHERE gseq = ?", (0,), "goes from -1 to 1"),
    ("the last row", "DELETE FROM event WHERE gseq = ?", (5,), "The head says 6 events, the history holds 5"),
    ("all rows", "DELETE FROM event WHERE gseq >= ?", (0,), "The head says 6 events, the history holds 0"),
    ("head count", "UPDATE head SET count = ?", (7,), "The head says 7 events, the history holds 6"),
    ("head time", "UPDATE head SET last_at = ?", ("2027-01-01T00:00:00.000000Z",), "its end was cut or added to"),
    ("disclosed value", "UPDATE disclosure SET value = ?", ('"John"',), "data.name is not the value that was sealed"),
    ("disclosed salt", "UPDATE disclosure SET salt = ?", (bytes(32),), "data.name is not the value that was sealed"),
    ("short salt", "UPDATE disclosure SET salt = ?", (b"",), "data.name cannot be checked"),
    ("disclosed no JSON", "UPDATE disclosure SET value = ?", ("Jo'hn",), "the disclosed data.name is unreadable"),
    ("disclosed float", "UPDATE disclosure SET value = ?", ("1.5",), "data.name cannot be checked"),
    (
        "disclosed path",
        "UPDATE disclosure SET path = ?",
        ("data.title",),
        "data.title is disclosed for an event that sealed no",
    ),
    ("orphaned disclosure", "UPDATE disclosure SET event_hash = ?", (bytes(32),), "belong to no event"),
]


@pytest.mark.parametrize(("statement", "parameters", "words"), [c[1:] for c in CHANGES], ids=[c[0] for c in CHANGES])
def test_a_change_is_found_and_named(
    database: Database, store: Store, statement: str, parameters: tuple[Any, ...], words: str
) -> None:
    """Each column of the history, the head and the disclosures, changed alone."""
    seed_history(store)
    if statement.startswith("UPDATE disclosure SET event_hash"):
        with store.writing_beside() as session:
            session.run("DELETE FROM disclosure WHERE event_hash <> (SELECT hash FROM event WHERE gseq = 1)")
    tamper(database, (statement, parameters))
    report = report_on(store)
    assert not report.good
    assert words in str(report.first_bad)


def test_a_cut_end_is_found_by_what_was_answered(database: Database, store: Store) -> None:
    """Whoever cuts the end and puts the head back still has the remembered answers against them."""
    events = seed_history(store)
    with store.transaction() as transaction:
        transaction.remember(key="k", actor="u", body_sha256="b", response=b"", gseq_from=5, gseq_to=5, at=NOW)
    tamper(
        database,
        ("DELETE FROM disclosure WHERE event_hash = ?", (events[5].hash,)),
        ("DELETE FROM event WHERE gseq = ?", (5,)),
        ("UPDATE head SET count = 5, last_at = ?", (events[4].body()["at"],)),
    )
    assert "A command was answered with event 5, but the history ends before" in str(report_on(store).first_bad)


def test_a_definition_that_was_changed_is_found(database: Database, store: Store) -> None:
    """A procedure runs under the bytes that it pinned, so other bytes under that digest are never used."""
    digest = sha256(b"rules").hexdigest()
    with store.transaction() as transaction:
        transaction.put_definition(sha256=digest, name="uk", version="1", data=b"rules")
    tamper(database, ("UPDATE definition SET bytes = ?", (b"other rules",)))
    assert "The definition uk 1 is not the one that was pinned" in str(report_on(store).first_bad)
    with store.reading() as reading, pytest.raises(VerificationFailed, match=digest):
        reading.definition(digest)


def test_two_events_that_change_places_are_found(database: Database, store: Store) -> None:
    """Numbers and chain both say that the order is another."""
    seed_history(store)
    tamper(
        database,
        ("UPDATE event SET gseq = ? WHERE gseq = 2", (99,)),
        ("UPDATE event SET gseq = 2 WHERE gseq = ?", (4,)),
        ("UPDATE event SET gseq = 4 WHERE gseq = ?", (99,)),
    )
    assert "Event 2" in str(report_on(store).first_bad)


Rewrite = Callable[[dict[str, Any]], object]
REWRITES: list[tuple[str, Rewrite, str]] = [
    ("another time", lambda body: body.update(at="2026-11-23T09:00:00.000000Z"), "dated before"),
    ("no time", lambda body: body.update(at="yesterday"), "is not an instant"),
    ("another version", lambda body: body.update(v=2), "format is version 2"),
    ("a missing key", lambda body: body.pop("cause"), "'cause' is missing"),
    ("a boolean for a number", lambda body: body.update(v=True), "'v' is missing or of the wrong kind"),
    ("another id", lambda body: body.update(id="x"), "its id is not a UUID"),
    ("seals that are no list", lambda body: body.update(sealed={}), "its seals are not a list"),
    (
        "seals out of order",
        lambda body: body["sealed"].append({"path": "data.a", "commitment": ""}),
        "its seals are not",
    ),
    ("a seal taken out", lambda body: body.pop("sealed"), "sealed no such thing"),
]


@pytest.mark.parametrize(("rewrite", "words"), [r[1:] for r in REWRITES], ids=[r[0] for r in REWRITES])
def test_a_rechained_forgery_that_breaks_the_format_is_found(
    database: Database, store: Store, rewrite: Rewrite, words: str
) -> None:
    """Whoever recomputes the hashes of the last event must still obey the format."""
    last = seed_history(store)[-1]
    body = last.body()
    rewrite(body)
    canon = canonical(body)
    own = hash_n(last.prev, canon)
    tamper(
        database,
        ("UPDATE event SET canon = ?, hash = ? WHERE gseq = 5", (canon, own)),
        ("UPDATE disclosure SET event_hash = ? WHERE event_hash = ?", (own, last.hash)),
    )
    assert words in str(report_on(store).first_bad)


def test_an_edit_that_is_rechained_in_its_stream_is_found_by_the_next_event(database: Database, store: Store) -> None:
    """To hide one edit, every later event of the stream has to be rewritten."""
    events = seed_history(store)
    body = {**events[2].body(), "data": {"x": "forged"}}
    canon = canonical(body)
    tamper(database, ("UPDATE event SET canon = ?, hash = ? WHERE gseq = 2", (canon, hash_n(events[2].prev, canon))))
    assert "Event 4 (RL-1 no. 2): it does not follow" in str(report_on(store).first_bad)


@on_sqlite
def test_every_single_byte_counts(database: Database, store: Store) -> None:
    """Each byte of an event's bytes, prev and hash, changed by one bit alone, is found."""
    seed_history(store, 3)
    [event] = record(store, make_draft({"text": "é"}))
    session: Session = database.unguarded()
    for column, good in (("canon", event.canon), ("prev", event.prev), ("hash", event.hash)):
        change = f"UPDATE event SET {column} = ? WHERE gseq = 3"  # noqa: S608 - the columns are named above
        for place in range(len(good)):
            session.run(change, (good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :],))
            assert not report_on(store).good, (column, place)
        session.run(change, (good,))
    session.close()
    assert report_on(store).good


def test_a_history_of_several_pages_is_verified(store: Store) -> None:
    """Pages of events meet the disclosures of exactly those events."""
    with store.transaction() as transaction:
        for start in range(0, 4_100, 410):
            drafts = (
                make_draft(
                    {"x": start + i},
                    sealed={"data.name": Sealed(value=i, subject="u", klass="personal")} if i % 41 == 0 else None,
                )
                for i in range(410)
            )
            append(transaction, *drafts, stream=f"RL-{start % 3}")
    report = report_on(store)
    assert (report.good, report.events, report.disclosed) == (True, 4_100, 100)
