"""All that verify does, by processes beside this one: the same report, on both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.house import House
from actions.ledger.checkpointing import sign_history
from actions.verification import verify
from tests.actions.ledger.conftest import another, house, office
from tests.databases import Database
from tests.hands import Office

__all__ = ["another", "house", "office"]


def test_processes_find_what_one_finds(
    house: House, office: Office, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The good and the bad: a changed row is named by whichever process met it."""
    office.do("open", procedure="RL-2")
    sign_history(house)
    house.settings = replace(house.settings, database_url=database.url)
    monkeypatch.setattr("actions.verification.everything.WORTH_IT", 1)
    monkeypatch.setattr("actions.verification.everything.BATCH", 1)
    alone, together = verify(house, processes=1), verify(house, processes=2)
    assert alone.good, alone.sentence
    assert alone == together
    session = database.unguarded()
    session.run("UPDATE procedure_row SET title = 'another' WHERE stream = 'RL-2'")
    session.close()
    alone, together = verify(house, processes=1), verify(house, processes=2)
    assert not alone.good
    assert alone.first_bad == together.first_bad
