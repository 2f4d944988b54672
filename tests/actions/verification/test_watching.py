"""An auditor goes on looking, remembers outside the database what it verified, and never gets used to a fault."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from actions.house import House
from actions.ledger.checkpointing import sign_history
from actions.verification.remembered import Place, Trusted, read_trusted
from actions.verification.watching import Auditor
from engine.errors import InvalidInput
from tests.actions.ledger.conftest import another, clock_of, cut, house, office
from tests.databases import Database
from tests.hands import Office

__all__ = ["another", "house", "office"]


@pytest.fixture
def auditor(house: House, office: Office, tmp_path: Path) -> Auditor:
    """Give an auditor who has looked once."""
    sign_history(house)
    made = Auditor(house, tmp_path / "auditor")
    first = made.round()
    assert (first.good, first.first, first.full) == (True, True, True)
    return made


def test_only_what_is_new_is_verified(house: House, office: Office, auditor: Auditor) -> None:
    """And everything again when that is due."""
    office.do("declare_conflicts")
    sign_history(house)
    second = auditor.round()
    assert (second.good, second.full, second.new) == (True, False, 2)
    clock_of(house).advance_to(clock_of(house).now() + timedelta(hours=25))
    assert auditor.round().full


def test_a_store_that_went_back_is_told_every_time(
    house: House, office: Office, auditor: Auditor, database: Database
) -> None:
    """The memory stays as it was, with the fault beside it, until the record is right again."""
    office.do("declare_conflicts")
    sign_history(house)
    size = auditor.round().size
    cut(database, size - 2)
    for _ in range(2):
        found = auditor.round()
        assert not found.good
        assert found.sentence.startswith("FAULT since ")
        assert found.size == size
    known = read_trusted(auditor.memory.file)
    assert known is not None
    assert known.fault is not None


def test_a_history_that_was_rewritten_is_not_what_was_verified(
    house: House, office: Office, auditor: Auditor, database: Database
) -> None:
    """Also where the stored hashes alone were changed."""
    session = database.unguarded()
    session.run("UPDATE event SET hash = prev WHERE gseq = 2")
    session.close()
    assert not auditor.round().good


def test_a_memory_that_cannot_be_read_is_not_begun_anew(auditor: Auditor) -> None:
    """Whoever empties it must not make the auditor trust what is there now."""
    auditor.memory.file.write_bytes(b"{}")
    with pytest.raises(InvalidInput, match="does not hold what an auditor remembers"):
        auditor.round()


def test_the_memory_is_a_small_document(auditor: Auditor) -> None:
    """Size and root, as a checkpoint states them."""
    value = json.loads(auditor.memory.file.read_bytes())
    assert value["schema"] == "seedbed/audit-state/1"
    assert (value["size"] > 0, value["fault"]) == (True, None)


def test_a_copy_elsewhere_is_known_by_its_ledger(
    house: House, office: Office, auditor: Auditor, database: Database, tmp_path: Path
) -> None:
    """The same ledger at another place goes on from what was verified, and a shorter copy is not begun anew."""
    office.do("declare_conflicts")
    sign_history(house)
    auditor.round()
    moved = replace(house, settings=replace(house.settings, database_url="sqlite:///elsewhere.db"))
    known = Auditor(moved, tmp_path / "auditor")
    assert not known.round().first
    cut(database, 3)
    assert not known.round().good


def test_a_memory_that_was_kept_by_place_is_taken_over(house: House, auditor: Auditor, tmp_path: Path) -> None:
    """As auditors kept it once: under the place of the database."""
    folder = tmp_path / "auditor"
    (place,) = folder.glob("*.place.json")
    known = read_trusted(auditor.memory.file)
    assert known is not None
    by_place = place.with_name(place.name.replace(".place", ""))
    auditor.memory.file.rename(by_place)
    place.unlink()
    again = Auditor(house, folder)
    assert not again.round().first
    assert not by_place.exists()
    assert place.exists()
    assert read_trusted(again.memory.file) is not None


def test_another_ledger_at_the_same_place_is_compared_with_the_first(house: House, tmp_path: Path) -> None:
    """A history that was written anew under another name does not begin a new memory."""
    sign_history(house)
    folder = tmp_path / "auditor"
    first = Auditor(house, folder)
    assert first.round().good
    (place,) = folder.glob("*.place.json")
    before = Place(origin="seedbed/another")
    first.memory.file.rename(folder / "seedbed_another.json")
    known = read_trusted(folder / "seedbed_another.json")
    assert isinstance(known, Trusted)
    forged = msgspec.structs.replace(known, root="A" * 43 + "=")
    (folder / "seedbed_another.json").write_bytes(msgspec.json.encode(forged))
    place.write_bytes(msgspec.json.encode(before))
    assert not Auditor(house, folder).round().good
