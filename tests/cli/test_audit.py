"""The log of exports on the command line."""

from __future__ import annotations

from actions.exporting import record_export
from actions.house import open_house
from config.settings import read_settings
from tests.cli.line import Line


def test_a_folder_that_nothing_left_says_so(draft: Line) -> None:
    """An empty log is an answer, not an empty page."""
    assert draft.ok("audit", "exports").out.startswith("No copy has been taken out.")
    assert draft.ok("audit", "exports", "RL-1", "--json").data == {
        "schema": "seedbed/exports/1", "procedure": "RL-1", "exports": [],
    }  # fmt: skip
    assert draft.run("audit", "exports", "RL-7").code == 4


def test_every_export_is_listed_with_who_and_the_digest(draft: Line) -> None:
    """What was taken out, by whom, in which role, and how far the history in it went."""
    house = open_house(read_settings({}, home=draft.home))
    record_export(
        house, actor="manager", role="manager", procedure="RL-1", what="bundle", sha256="ab" * 32, upto_n=4, withheld=1
    )
    house.close()
    shown = draft.ok("audit", "exports", "RL-1").out
    assert "1 copy of RL-1 taken out" in shown
    assert "manager (Name of manager), Manager (claim)" in shown
    assert "bundle of RL-1, its history up to event 4; 1 sealed text withheld" in shown
    assert f"SHA-256 {'ab' * 32}" in shown
    [one] = draft.ok("audit", "exports", "--json").data["exports"]
    assert (one["who"], one["what"], one["upto_n"], one["sha256"]) == ("manager", "bundle", 4, "ab" * 32)
    assert draft.ok("verify").code == 0
