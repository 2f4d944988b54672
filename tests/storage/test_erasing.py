"""What is deleted is deleted once, what is blanked says so, and nothing of either is left in the files."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from engine.errors import HistoryConflict
from storage import erasing, reminders
from storage.artefacts import ArtefactStore, overwrite
from storage.database import Store
from storage.errors import StorageFailed
from storage.outbox import claim, finish
from storage.records import OutboxDraft, Sealed
from storage.reminders import Delivery
from storage.verify import verify_chain
from storage.verify_beside import verify_beside
from tests.databases import Database, on_sqlite
from tests.storage.factories import NOW, make_draft, record, seed_history

CANARY = "CANARY-7f3a"


def sealed(store: Store) -> None:
    """Record an event that hides two values about two people."""
    record(
        store,
        make_draft(
            sealed={
                "data.reason": Sealed(value=f"{CANARY} one", subject="u-9", klass="commercial"),
                "data.name": Sealed(value=f"{CANARY} two", subject="u-8", klass="personal"),
            }
        ),
    )


def letter(store: Store, number: int) -> None:
    """Put a message to somebody into the outbox, with the fact that says what it tells."""
    row = OutboxDraft(
        id=f"m-{number}",
        gseq=None,
        stream="RL-1",
        kind="reminder",
        dedupe=f"d-{number}",
        payload={"person": "u-9", "subject": CANARY, "text": CANARY, "about": "due_soon"},
        due_at=NOW,
    )
    with store.transaction() as tx:
        tx.enqueue([row])
        claimed = Delivery(f"claimed/{number}", "claimed", NOW, stream="RL-1", person="u-9", message=row.id)
        reminders.record(tx._session, [claimed])


def test_a_place_is_deleted_once_and_the_history_still_verifies(store: Store) -> None:
    """Who comes second is told; the other value of the same event stays."""
    sealed(store)
    with store.transaction() as tx:
        found = erasing.about_subject(tx, "u-9")
        assert [(one.path, one.subject) for one in found] == [("data.reason", "u-9")]
        assert erasing.value_at(tx, found[0]) == f"{CANARY} one"
        assert tx.delete_places(found) == 1
    with pytest.raises(HistoryConflict, match="withheld meanwhile"), store.transaction() as tx:
        tx.delete_places(found)
    with store.reading() as reading:
        assert verify_chain(reading).good
        assert [one.path for one in erasing.in_stream(reading, found[0].stream)] == ["data.name"]
        assert erasing.in_stream(reading, found[0].stream, 99) == []
        assert erasing.value_at(reading, found[0]) is None


def test_messages_are_blanked_and_still_are_what_they_say_they_are(store: Store) -> None:
    """Sent or waiting, the words go; a waiting one is given up, and the digests fit what is there now."""
    letter(store, 1)
    letter(store, 2)
    [row] = claim(store, "w", NOW, timedelta(seconds=9), 1)
    finish(store, row, {"where": f"host said {CANARY}", "at": "x"}, NOW)
    with store.transaction() as tx:
        found = erasing.entries_to(tx, "person", "u-9")
        assert [one.open for one in found] == [False, True]
        assert erasing.entries_to(tx, "person", "u_9") == []  # "_" is any character to LIKE, and only to LIKE
        assert tx.blank_messages(found, NOW) == 2
    with store.reading() as reading:
        assert verify_beside(reading).first_bad is None
        assert {entry.payload["text"] for entry in reading.outbox()} == {erasing.ERASED}
        assert {entry.payload["about"] for entry in reading.outbox()} == {"due_soon"}
        assert [one.result for one in reading.consequences()] == [{"where": erasing.ERASED, "at": "x"}]
        assert reading.outbox(unfinished_only=True) == []


def test_only_where_a_message_went_can_be_blanked_in_the_record_of_deliveries(database: Database, store: Store) -> None:
    """The trigger lets one change through and refuses every other one."""
    with store.writing_beside() as session:
        reminders.record(session, [Delivery(key="k", what="sent", at=NOW, person="u-9", detail=CANARY)])
    session = database.raw()
    for attack in (
        "UPDATE delivery SET detail = 'other'",
        "UPDATE delivery SET detail = '', what = 'other'",
        "UPDATE delivery SET person = 'other'",
        "DELETE FROM delivery",
    ):
        with pytest.raises(StorageFailed, match="append-only"):
            session.run(attack)
    session.close()
    with store.transaction() as tx:
        assert tx.forget_deliveries("u-9") == 1
        assert tx.forget_deliveries("u-9") == 0
    with store.reading() as reading:
        assert [(one.what, one.detail) for one in reminders.to_person(reading, "u-9")] == [("sent", "")]


@on_sqlite
def test_after_scrubbing_no_byte_is_left_in_the_files(tmp_path: Path, store: Store) -> None:
    """A hundred values deleted among others: neither the file nor its log holds any of them."""
    seed_history(store)
    for _ in range(100):
        sealed(store)
    with store.transaction() as tx:
        for subject in ("u-8", "u-9"):
            tx.delete_places(one for one in erasing.about_subject(tx, subject) if one.n >= 0)
    assert store.scrub() == "vacuumed, and the log cut"
    places = [Path(f"{store.address}{more}") for more in ("", "-wal", "-journal", "-shm")]
    assert not any(CANARY.encode() in place.read_bytes() for place in places if place.exists())


def test_scrubbing_waits_for_nobody_and_loses_nothing(store: Store) -> None:
    """On both databases the history is the same afterwards."""
    seed_history(store)
    store.scrub()
    with store.reading() as reading:
        assert verify_chain(reading).good


def test_an_artefact_is_removed_once_and_its_place_is_empty(tmp_path: Path) -> None:
    """Bytes go for good; putting the same document again is a new beginning."""
    artefacts = ArtefactStore(str(tmp_path / "store"))
    source = tmp_path / "source"
    source.write_bytes(CANARY.encode() * 1000)
    with source.open("rb") as stream:
        stored = artefacts.put(stream, max_bytes=100_000)
    assert artefacts.remove(stored.sha256)
    assert not artefacts.remove(stored.sha256)
    assert not artefacts.has(stored.sha256)
    with source.open("rb") as stream:
        assert artefacts.put(stream, max_bytes=100_000) == stored


def test_overwriting_reaches_every_name_of_the_file(tmp_path: Path) -> None:
    """A second name for the same bytes shows that they were zeroed before the first was removed."""
    file, other = tmp_path / "a", tmp_path / "b"
    file.write_bytes(CANARY.encode() * 200_000)
    other.hardlink_to(file)
    overwrite(file)
    overwrite(file)
    assert not file.exists()
    assert other.read_bytes() == bytes(len(CANARY) * 200_000)
