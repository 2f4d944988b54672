"""Nothing is taken out of a store that is older than what this machine has seen signed."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.house import House
from actions.ledger.checkpointing import sign_history
from actions.ledger.last_head import StoreGoneBack
from actions.reporting.making import Form, make_report
from tests.actions.ledger.conftest import another, cut, house, newest, office
from tests.databases import Database
from tests.hands import Office

__all__ = ["another", "house", "office"]


def test_no_report_is_made_of_an_older_store(house: House, office: Office, database: Database, tmp_path: Path) -> None:
    """It would look whole, and would leave out what was recorded since; no file is left."""
    sign_history(house)
    size = newest(house).size
    office.do("declare_conflicts")
    sign_history(house)
    cut(database, size)
    with pytest.raises(StoreGoneBack, match="once held more"):
        make_report(house, "RL-1", Form.HTML, tmp_path / "report.html", actor="manager", role="manager")
    assert not (tmp_path / "report.html").exists()
