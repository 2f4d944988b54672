"""The demo's folder: its own, made afresh, and never over anything that somebody needs."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from actions.roadlab.folder import MARKER, demo_folder, empty_folder
from engine.errors import Busy, InvalidInput, WrongFolder
from storage.database import create_store

AT = datetime(2026, 5, 11, 8, 0, tzinfo=UTC)


def test_a_new_folder_is_made_and_marked(tmp_path: Path) -> None:
    """The mark is what allows a later demo to throw it away."""
    home = tmp_path / "somewhere" / "demo"
    with empty_folder(home) as again:
        assert not again
        assert [path.name for path in home.iterdir()] == [MARKER]


def test_a_previous_demo_is_thrown_away(tmp_path: Path) -> None:
    """Store, artefacts and everything else of it."""
    with empty_folder(tmp_path / "demo"):
        create_store(f"sqlite:///{tmp_path / 'demo' / 'seedbed.db'}", mode="demo", at=AT).close()
        (tmp_path / "demo" / "artefacts").mkdir()
    with empty_folder(tmp_path / "demo") as again:
        assert again
        assert [path.name for path in (tmp_path / "demo").iterdir()] == [MARKER]


@pytest.mark.parametrize("marked", [False, True])
def test_live_procedures_are_never_touched(tmp_path: Path, *, marked: bool) -> None:
    """Not even when somebody put the demo's mark beside them."""
    create_store(f"sqlite:///{tmp_path / 'seedbed.db'}", mode="live", at=AT).close()
    if marked:
        (tmp_path / MARKER).touch()
    before = (tmp_path / "seedbed.db").read_bytes()
    with pytest.raises(WrongFolder, match="holds live procedures"), empty_folder(tmp_path):
        pytest.fail("it must not be entered")
    assert (tmp_path / "seedbed.db").read_bytes() == before


def test_a_folder_with_anything_else_is_refused(tmp_path: Path) -> None:
    """A slip of the hand after --home costs nobody their files."""
    (tmp_path / "thesis.md").write_text("years of work", encoding="utf-8")
    with pytest.raises(WrongFolder, match="not empty and not a previous demo"), empty_folder(tmp_path):
        pytest.fail("it must not be entered")
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.md"]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    """The message says what to do."""
    (tmp_path / "demo").touch()
    with (
        pytest.raises(InvalidInput, match="is not a folder"),
        empty_folder(tmp_path / "demo"),
    ):
        pytest.fail("it must not be entered")


def test_two_demos_in_one_folder_are_kept_apart(tmp_path: Path) -> None:
    """The second would delete what the first makes: it is told to wait."""
    with empty_folder(tmp_path / "demo"):
        with pytest.raises(Busy, match="Another demo runs in"), empty_folder(tmp_path / "demo"):
            pytest.fail("it must not be entered")
        assert (tmp_path / "demo" / MARKER).is_file()


def test_the_default_lies_inside_the_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every write of ours is under one data folder."""
    monkeypatch.setenv("SEEDBED_HOME", str(tmp_path))
    assert demo_folder(None) == tmp_path / "demo"
    assert demo_folder(tmp_path / "other") == tmp_path / "other"
