"""What suppliers and readers hold in their hands: receipts that are signed, and the line that makes them witnesses."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from actions.consequences.case import case_at
from actions.consequences.letters import letters_of
from actions.consequences.notice import draft_notice
from actions.house import House
from actions.ledger.checkpointing import sign_history
from actions.ledger.ed25519 import verify
from actions.ledger.footer import footer
from actions.ledger.keys import read_key
from actions.ledger.receipts import receipt
from engine.canonical import instant_text
from engine.errors import InvalidInput, NotFound
from engine.ledger.notes import Note, Signed, parse_note, signed_by
from storage.records import StoredEvent
from tests.actions.ledger.conftest import newest, read
from tests.hands import Office
from tests.pilot import TWO, make, way

FOOTER = re.compile(r"Ledger \d+/[A-Za-z0-9+/]{16}; check with seedbed verify")


def events(house: House, kind: str) -> list[StoredEvent]:
    """The events of a kind in RL-1."""
    with house.store.reading() as reading:
        return [line for line in reading.events("RL-1") if line.body()["type"] == kind]


def facts(note: Note) -> dict[str, str]:
    """What a receipt says, by name."""
    lines = note.text.split("\n")
    assert lines[0] == "ipe-receipt-v1"
    return dict(line.split(" ", 1) for line in lines[2:-1])


@pytest.fixture
def trial(office: Office) -> Office:
    """Give an office in which two suppliers came in and one of them gave a document."""
    for move in way(office.definition, "DRAFT", "TRIAL"):
        make(office, move, partners=TWO)
    return office


def test_an_application_has_a_signed_receipt(trial: Office) -> None:
    """When it came, until when it was due, in time or not, and the hash of the event; signed by the ledger's key."""
    [line, *_] = events(trial.house, "partner.registered")
    note = parse_note(receipt(trial.house, "RL-1", line.n).to_text())
    key = read_key(trial.house.settings.ledger_key_file).public
    assert signed_by(note, key, verify) is Signed.GOOD
    told, data = facts(note), line.body()["data"]
    assert note.text.split("\n")[1] == key.name
    assert (told["procedure"], told["partner"], told["received"]) == ("RL-1", data["partner"], "application")
    assert told["event"] == f"{line.n} (gseq {line.gseq})"
    assert (told["received_at"], told["deadline"]) == (data["received_at"], data["due_at"])
    assert (told["on_time"], told["event_hash"]) == ("yes", line.hash.hex())
    assert FOOTER.fullmatch(note.text.split("\n")[-2])


def test_a_receipt_is_the_same_however_often_it_is_asked_for(trial: Office) -> None:
    """It names the checkpoint that first covered the event, not the newest."""
    [line, *_] = events(trial.house, "partner.registered")
    first = receipt(trial.house, "RL-1", line.n)
    trial.clock.advance(timedelta(days=1))
    trial.do("declare_conflicts")
    sign_history(trial.house)
    assert receipt(trial.house, "RL-1", line.n) == first


def test_a_suppliers_document_has_a_receipt_with_its_digest(trial: Office) -> None:
    """The digest of the bytes, and when they were durable."""
    line = next(line for line in events(trial.house, "artefact.submitted") if line.body()["data"]["partner"])
    told, data = facts(receipt(trial.house, "RL-1", line.n)), line.body()["data"]
    assert (told["sha256"], told["size"], told["partner"]) == (data["sha256"], str(data["size"]), data["partner"])
    assert told["received_at"] == instant_text(line.at())


def test_what_no_supplier_sent_has_no_receipt(trial: Office) -> None:
    """An event of the authority's own, one that is not there, a procedure that is not there."""
    [line, *_] = events(trial.house, "procedure.opened")
    with pytest.raises(InvalidInput, match="no receipt"):
        receipt(trial.house, "RL-1", line.n)
    with pytest.raises(NotFound, match="no event"):
        receipt(trial.house, "RL-1", 10_000)
    with pytest.raises(NotFound, match="no procedure"):
        receipt(trial.house, "RL-9", 0)


def test_the_line_of_every_message_names_the_newest_checkpoint(house: House) -> None:
    """Before the first there is none; then its size and the beginning of its root."""
    with house.store.reading() as reading:
        assert footer(reading) == ""
    sign_history(house)
    with house.store.reading() as reading:
        line = footer(reading)
    assert FOOTER.fullmatch(line)
    assert read(newest(house))[0].short in line


def test_letters_and_notices_end_with_the_line_of_their_event(trial: Office) -> None:
    """Whoever keeps one can show that the event was in the history that was signed."""
    entered = events(trial.house, "step.entered")[-1]
    case = case_at(trial.house, "RL-1", entered.n)
    with trial.house.store.reading() as reading:
        covering = reading.checkpoint_over(entered.gseq)
    assert covering is not None
    line = f"Ledger {read(covering)[0].short}; check with seedbed verify"
    letters = list(letters_of(case, "tell_partners", {"text": "The trial starts."}))
    assert letters
    assert all(letter.text.endswith(f"{line}\n") for letter in letters)
    draft = draft_notice(case, "N1")
    assert draft.data["ledger"] == line
    assert draft.markdown.endswith(f"{line}\n")
