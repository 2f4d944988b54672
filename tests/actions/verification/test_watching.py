"""An auditor goes on looking, remembers outside the database what it verified, and never gets used to a fault."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from actions.house import House
from actions.ledger.checkpointing import sign_history
from actions.verification.watching import Auditor, read_state
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
    known = read_state(auditor.file)
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
    auditor.file.write_bytes(b"{}")
    with pytest.raises(InvalidInput, match="does not hold what an auditor remembers"):
        auditor.round()


def test_the_memory_is_a_small_document(auditor: Auditor) -> None:
    """Size and root, as a checkpoint states them."""
    value = json.loads(auditor.file.read_bytes())
    assert value["schema"] == "seedbed/audit-state/1"
    assert (value["size"] > 0, value["fault"]) == (True, None)
