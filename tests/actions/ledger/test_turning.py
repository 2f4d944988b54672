"""Another key, an older database, a loss that is accepted: each is refused, found or recorded, and never in silence."""

from __future__ import annotations

import base64
import os
import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from actions.house import House
from actions.ledger import turning
from actions.ledger.checkpointing import NotSigned, sign_history
from actions.ledger.ed25519 import verify
from actions.ledger.keys import KeyMissing, keep_key, new_key, next_key_file, read_key
from actions.ledger.last_head import StoreGoneBack, last_head_file
from actions.ledger.start import require_newest
from actions.ledger.turning import AcceptLoss, RotateKey, accept_loss, ledger_keys, rotate_key
from actions.perform import Request, perform
from engine.errors import InvalidInput, NotAllowed
from engine.ledger.notes import Signed, parse_vkey, signed_by
from engine.ledger.record import KeyRotated, LossAccepted, rotation_note
from storage.codec import ledger_event
from storage.verify import verify_chain
from tests.actions.ledger.conftest import ADMIN, clock_of, count, cut, newest, read
from tests.actions.ledger.test_checkpointing import Killed, dies
from tests.databases import Database
from tests.hands import Office

YEARLY = RotateKey(actor=ADMIN, reason="Once a year.")
RESTORED = AcceptLoss(actor=ADMIN, reason="The disk broke; this is Friday's backup.")


def said(house: House) -> list[tuple[int, object]]:
    """What the ledger has said of itself beside the heads, with the place of each."""
    with house.store.reading() as reading:
        found = [(line.gseq, ledger_event(line.canon)[1]) for line in reading.events("ledger")]
    return [(gseq, event) for gseq, event in found if isinstance(event, KeyRotated | LossAccepted)]


def test_the_key_is_its_owners_alone_and_nowhere_else(office: Office) -> None:
    """Readable by nobody else, in no byte of the store, in no text of ours; one that others can read signs nothing."""
    house = office.house
    sign_history(house)
    path = house.settings.ledger_key_file
    key = read_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    hidden = (key.seed, key.seed.hex().encode(), base64.b64encode(bytes([1]) + key.seed))
    with house.store.reading() as reading:
        kept = b"".join(line.canon for line in reading.all_events()) + repr(list(reading.checkpoints())).encode()
    assert not any(secret in kept or secret.decode("latin-1") in repr(key) for secret in hidden)
    path.chmod(0o640)
    office.do("declare_conflicts")
    with pytest.raises(InvalidInput, match="chmod 600"):
        sign_history(house)


@pytest.mark.parametrize("put", [os.mkfifo, os.mkdir])
def test_what_is_no_file_signs_nothing_and_is_not_waited_for(office: Office, put: Callable[[Path], None]) -> None:
    """A pipe or a folder in the key's place: said at once; the commands go on."""
    sign_history(office.house)
    path = office.house.settings.ledger_key_file
    path.unlink()
    put(path)
    office.do("declare_conflicts")
    with pytest.raises(InvalidInput, match="not an ordinary file"):
        sign_history(office.house)


def test_a_rotation_is_signed_by_both_keys(house: House) -> None:
    """An event says so, the checkpoint over it is the new key's, and the old one is gone from the folder."""
    sign_history(house)
    old = read_key(house.settings.ledger_key_file)
    answer = rotate_key(house, YEARLY, request_id="r-1")
    new = read_key(house.settings.ledger_key_file)
    assert (answer["old"], answer["new"]) == (old.public.vkey(), new.public.vkey())
    assert new.public.name == old.public.name
    [(gseq, event)] = said(house)
    assert isinstance(event, KeyRotated)
    assert not event.lost
    note, was, becomes = rotation_note(event, gseq)
    assert (was, becomes) == (old.public, new.public)
    assert signed_by(note, was, verify) is signed_by(note, becomes, verify) is Signed.GOOD
    stated, signed = read(newest(house))
    assert stated.size == gseq + 2
    assert signed_by(signed, new.public, verify) is Signed.GOOD
    assert signed_by(signed, old.public, verify) is Signed.MISSING
    assert not next_key_file(house.settings).exists()
    with house.store.reading() as reading:
        assert [one.key for one in ledger_keys(reading)] == [old.public, new.public]
        assert verify_chain(reading).good


def test_a_rotation_is_an_administrators_and_happens_once(house: House) -> None:
    """Others are turned away and nothing is changed; asked again, it answers what it did."""
    sign_history(house)
    before = read_key(house.settings.ledger_key_file)
    with pytest.raises(NotAllowed, match="admin"):
        rotate_key(house, RotateKey(actor="manager", reason="I want to."), request_id="r-0")
    assert read_key(house.settings.ledger_key_file) == before
    first = rotate_key(house, YEARLY, request_id="r-1")
    again = rotate_key(house, YEARLY, request_id="r-1")
    assert (again["repeated"], again["new"]) == (True, first["new"])
    with pytest.raises(InvalidInput, match="another command"):
        rotate_key(house, RotateKey(actor=ADMIN, reason="Another."), request_id="r-1")
    assert len(said(house)) == 1


def test_a_death_between_the_event_and_the_file_is_mended(
    office: Office, another: Callable[[], House], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new key waits beside the old one; whoever signs next puts it in its place."""
    sign_history(office.house)
    with monkeypatch.context() as patch:
        patch.setattr(turning, "_put_in_place", dies)
        with pytest.raises(Killed):
            rotate_key(office.house, YEARLY, request_id="r-1")
    office.do("declare_conflicts")
    fresh = another()
    row = sign_history(fresh)
    assert row is not None
    [(_, event)] = said(fresh)
    assert isinstance(event, KeyRotated)
    assert signed_by(read(row)[1], parse_vkey(event.new), verify) is Signed.GOOD
    assert read_key(fresh.settings.ledger_key_file).public == parse_vkey(event.new)


def test_a_lost_key_is_replaced_by_decision_only(office: Office) -> None:
    """Without the key nothing is signed and no other is made; said to be lost, another begins, signed by itself."""
    house = office.house
    sign_history(house)
    house.settings.ledger_key_file.unlink()
    office.do("declare_conflicts")
    with pytest.raises(KeyMissing):
        sign_history(house)
    with pytest.raises(KeyMissing):
        rotate_key(house, YEARLY, request_id="r-1")
    rotate_key(house, RotateKey(actor=ADMIN, reason="The disk broke.", lost=True), request_id="r-2")
    [(gseq, event)] = said(house)
    assert isinstance(event, KeyRotated)
    assert event.lost
    note, was, becomes = rotation_note(event, gseq)
    assert signed_by(note, was, verify) is Signed.MISSING
    assert signed_by(note, becomes, verify) is Signed.GOOD
    assert sign_history(house) == newest(house)


def test_another_machines_key_does_not_fork_the_ledger(house: House) -> None:
    """A machine that has a key of its own and finds another's checkpoints signs nothing."""
    sign_history(house)
    keep_key(house.settings.ledger_key_file, new_key("seedbed/other"), over=True)
    with house.store.transaction() as tx:
        tx.remember(
            key="k", actor="u", body_sha256="b", response=b"r", gseq_from=None, gseq_to=None, at=house.clock.now()
        )
    with pytest.raises(KeyMissing, match="seedbed/other"):
        rotate_key(house, YEARLY, request_id="r-1")


def test_an_older_database_is_refused(office: Office, database: Database, another: Callable[[], House]) -> None:
    """Yesterday's backup put back: no start, no signature; commands are recorded, and each says that it is unsigned."""
    house = office.house
    old = sign_history(house)
    assert old is not None
    office.do("open", procedure="RL-2")
    sign_history(house)
    require_newest(house)
    cut(database, old.size)
    again = another()
    with pytest.raises(StoreGoneBack, match="once held more") as refused:
        require_newest(again)
    assert "accept-loss" in str(refused.value)
    perform(again, Request(command=office.command("open", procedure="RL-3"), request_id="r-9"))
    with pytest.raises(StoreGoneBack):
        sign_history(again)


def test_a_cut_at_any_event_below_the_newest_head_is_found(
    office: Office, database: Database, another: Callable[[], House]
) -> None:
    """Wherever the end is cut, with the checkpoints over it: the head outside tells."""
    for number in range(4):
        office.do("open", procedure=f"RX-{number}")
        sign_history(office.house)
    fresh = another()
    for size in range(count(office.house) - 1, 5, -3):
        cut(database, size)
        with pytest.raises(StoreGoneBack):
            require_newest(fresh)


def test_another_history_of_the_same_length_is_refused(office: Office, database: Database) -> None:
    """Rewritten below the newest head, chained anew, its checkpoint taken away: the root tells."""
    sign_history(office.house)
    row = newest(office.house)
    session = database.unguarded()
    session.run("DELETE FROM checkpoint WHERE size = ?", (row.size,))
    session.close()
    with pytest.raises(StoreGoneBack, match="somebody removed it"):
        require_newest(office.house)
    session = database.unguarded()
    session.run("UPDATE event SET hash = ? WHERE gseq = 3", (bytes(32),))
    session.close()
    with pytest.raises(StoreGoneBack, match="not those that were signed"):
        require_newest(office.house)


def test_an_unreadable_head_is_no_free_pass(house: House) -> None:
    """A file that holds anything else is said so, and nothing is signed until somebody has looked."""
    sign_history(house)
    path = last_head_file(house.settings, read(newest(house))[0].origin)
    path.write_text("nothing")
    with pytest.raises(InvalidInput, match="holds no checkpoint"):
        require_newest(house)


def test_an_accepted_loss_is_recorded_and_goes_on_under_another_name(
    office: Office, database: Database, another: Callable[[], House]
) -> None:
    """What was lost is named for ever; the old name is never continued, and the new one is signed and kept outside."""
    house = office.house
    old = sign_history(house)
    assert old is not None
    office.do("open", procedure="RL-2")
    lost = sign_history(house)
    assert lost is not None
    cut(database, old.size)
    again = another()
    clock_of(again).advance(timedelta(minutes=1))
    answer = accept_loss(again, RESTORED, request_id="r-1")
    origin = read(old)[0].origin
    assert (answer["lost_from"], answer["lost_to"]) == (old.size, lost.size - 1)
    assert (answer["old_origin"], answer["origin"]) == (origin, f"{origin}/again-2")
    [(_, event)] = said(again)
    assert isinstance(event, LossAccepted)
    assert (event.known, event.lost_from, event.lost_to, event.size) == (lost.note, old.size, lost.size - 1, old.size)
    stated, note = read(newest(again))
    assert stated.origin == answer["origin"]
    assert signed_by(note, parse_vkey(event.vkey), verify) is Signed.GOOD
    require_newest(again)
    assert sign_history(again) == newest(again)
    with again.store.reading() as reading:
        assert verify_chain(reading).good
    [aside] = last_head_file(again.settings, origin).parent.glob("*.lost-*")
    assert aside.read_text() == lost.note
    with pytest.raises(InvalidInput, match="Nothing is missing"):
        accept_loss(again, RESTORED, request_id="r-2")


def test_nothing_is_accepted_that_is_not_missing(house: House) -> None:
    """A loss that is none leaves no trace."""
    sign_history(house)
    before = count(house)
    with pytest.raises(InvalidInput, match="Nothing is missing"):
        accept_loss(house, RESTORED, request_id="r-1")
    assert count(house) == before


def test_a_simulated_clocks_folder_keeps_no_head_outside(house: House) -> None:
    """It is thrown away and begun anew at will: only live folders are compared with what was signed."""
    sign_history(house)
    kept = list(house.settings.last_heads_folder.iterdir())
    assert [path.name for path in kept] == [f"{read(newest(house))[0].origin.replace('/', '_')}.note"]
    house.store.info = replace(house.store.info, mode="demo")
    kept[0].write_text("nothing")
    require_newest(house)


def test_a_forged_signature_is_not_gone_on_from(office: Office, database: Database) -> None:
    """A checkpoint that the key did not sign, with the right key's id on it, is refused."""
    sign_history(office.house)
    _, note = read(newest(office.house))
    [line] = note.signatures
    forged = type(line)(name=line.name, key_id=line.key_id, signature=bytes(64))
    session = database.unguarded()
    session.run("UPDATE checkpoint SET note = ?", (type(note)(text=note.text, signatures=(forged,)).to_text(),))
    session.close()
    office.do("declare_conflicts")
    with pytest.raises(NotSigned, match="does not fit"):
        sign_history(office.house)
