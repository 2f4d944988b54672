"""Verification compares the tree with all that was signed: over rotations, by witnesses, and what somebody brings."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.house import House
from actions.ledger.checkpointing import sign_history
from actions.ledger.proving import witness_request
from actions.ledger.submitting import keep_cosignature
from actions.ledger.turning import RotateKey, ledger_keys, rotate_key
from actions.ledger.witness import make_witness
from actions.verification import verify
from actions.verification.brought import Brought, read_kept, read_keys
from engine.errors import InvalidInput, NotFound
from engine.ledger.notes import NoteKey
from tests.actions.ledger.conftest import ADMIN, another, house, newest, office, read
from tests.databases import Database
from tests.hands import START, Office

__all__ = ["another", "house", "office"]


def keys_of(house: House) -> list[NoteKey]:
    """Every key of the ledger."""
    with house.store.reading() as reading:
        return [one.key for one in ledger_keys(reading)]


def rotate(house: House, number: int, *, lost: bool = False) -> None:
    """Let another key sign from here on."""
    rotate_key(house, RotateKey(actor=ADMIN, reason="Once a year.", lost=lost), request_id=f"r-{number}")


def test_each_checkpoint_is_checked_under_the_key_of_its_time(house: House, office: Office) -> None:
    """Two rotations, three keys; who knows the first one follows the rotations to the last."""
    sign_history(house)
    first = keys_of(house)[0]
    for number in range(2):
        rotate(house, number)
        office.do("declare_conflicts")
        sign_history(house)
    found = verify(house, brought=Brought(keys=(first,)))
    assert found.good, found.sentence
    assert (found.checkpoints, found.keys_trusted, len(keys_of(house))) == (5, True, 3)
    assert "signed by a key that you know" in found.sentence


def test_a_key_that_was_lost_is_followed_by_nobody(house: House, office: Office) -> None:
    """Who knows only the lost key must be told the new one another way."""
    sign_history(house)
    old = keys_of(house)[0]
    rotate(house, 0, lost=True)
    assert "follows from none of them" in verify(house, brought=Brought(keys=(old,))).sentence
    assert verify(house, brought=Brought(keys=tuple(keys_of(house)))).good


def test_a_statement_of_heads_that_is_none_is_found(house: House, office: Office, database: Database) -> None:
    """The event before the checkpoint must state the heads that there were."""
    sign_history(house)
    session = database.unguarded()
    # The heads of the store itself are changed after the statement was made: another stream than was signed.
    session.run("UPDATE checkpoint SET note = replace(note, '\n', '\n\n')")
    session.close()
    assert "cannot be read" in verify(house).sentence


def test_cosignatures_are_checked_with_the_keys_that_are_brought(
    house: House, office: Office, database: Database, tmp_path: Path
) -> None:
    """Without the witness's key it is said that they were not; a line of another text is found."""
    sign_history(house)
    witness = make_witness(tmp_path / "witness", "witness.example/w1")
    witness.trust(keys_of(house)[0])
    with house.store.reading() as reading:
        asked = witness_request(reading, 0)
    size = newest(house).size
    keep_cosignature(house, size, witness.cosign(asked, START), witness.key)
    assert "1 cosignature is by a witness whose key was not given" in verify(house).sentence
    brought = Brought(keys=(witness.key,))
    assert verify(house, brought=brought).cosignatures == 1
    session = database.unguarded()
    [(line,)] = session.all("SELECT line FROM cosignature")
    session.run("UPDATE cosignature SET line = ?", (f"{line[:-12]}AAAA{line[-8:]}",))
    session.close()
    assert "does not fit it" in verify(house, brought=brought).sentence


def test_what_somebody_kept_is_compared(house: House, office: Office, tmp_path: Path) -> None:
    """A whole checkpoint from a file, and the line under a letter; another root, or a larger size, is found."""
    sign_history(house)
    row = newest(house)
    office.do("declare_conflicts")
    sign_history(house)
    path, stated = tmp_path / "kept.note", read(row)[0]
    path.write_text(row.note, encoding="utf-8")
    for text in (str(path), stated.short, f"Ledger {stated.short}; check with seedbed verify"):
        found = verify(house, brought=Brought(kept=(read_kept(text),)))
        assert found.good, found.sentence
        assert any(f"({row.size} events)" in where for where in found.outside)
    other = verify(house, brought=Brought(kept=(read_kept(f"{row.size}/{'A' * 16}"),)))
    assert "The history was rewritten since" in other.sentence
    later = verify(house, brought=Brought(kept=(read_kept(f"{row.size + 999}/{'A' * 16}"),)))
    assert "its end was cut, or an older database was put in its place" in later.sentence


def test_nothing_signed_is_said(house: House) -> None:
    """Without a checkpoint the history proves nothing against who can write it, and a known key is of no use."""
    assert "Not checked: nothing is signed" in verify(house).sentence
    sign_history(house)
    key = keys_of(house)[0]
    with house.store.reading() as reading:
        assert reading.newest_checkpoint() is not None
    assert verify(house, brought=Brought(keys=(key,))).good


@pytest.mark.parametrize("text", ["", "nowhere.note", "12/short", "-1/AAAAAAAAAAAAAAAA"])
def test_what_is_no_checkpoint_is_refused(text: str, tmp_path: Path) -> None:
    """With words on what to give instead."""
    with pytest.raises((InvalidInput, NotFound)):
        read_kept(text or str(tmp_path))


def test_keys_are_read_from_a_file_or_as_they_are(tmp_path: Path, house: House) -> None:
    """One key a line; a file without any is refused."""
    sign_history(house)
    key = keys_of(house)[0]
    path = tmp_path / "keys"
    path.write_text(f"{key.vkey()}\n\n", encoding="utf-8")
    assert read_keys(str(path)) == read_keys(key.vkey()) == (key,)
    path.write_text("\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match="holds no key"):
        read_keys(str(path))
