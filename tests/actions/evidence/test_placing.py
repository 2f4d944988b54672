"""What an export may replace when it is told to: an ordinary file, and nothing that nobody could make again."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from actions.evidence.placing import drafted
from engine.errors import InvalidInput


def forced(out: Path) -> None:
    """Write a file as exports do with --force."""
    with drafted(out, force=True) as draft:
        draft.handle.write(b"new")


def in_a_data_folder(folder: Path) -> Path:
    """A document on file."""
    for name in ("artefacts", "keys"):
        (folder / name).mkdir()
    (folder / "artefacts" / "ab").mkdir()
    path = folder / "artefacts" / "ab" / "abcd"
    path.write_bytes(b"a document")
    return path


def database(folder: Path) -> Path:
    """A SQLite file, wherever it lies."""
    (folder / "some.db").write_bytes(b"SQLite format 3\0 and more")
    return folder / "some.db"


def key(folder: Path) -> Path:
    """A key of a ledger that lies elsewhere than in the data folder."""
    (folder / "ledger.key").write_bytes(b"PRIVATE+KEY+a+b+c\n")
    return folder / "ledger.key"


def memory(folder: Path) -> Path:
    """What an auditor remembers, wherever it keeps it."""
    (folder / "seedbed_one.json").write_bytes(b'{"schema":"seedbed/audit-state/1","size":1}')
    return folder / "seedbed_one.json"


def pipe(folder: Path) -> Path:
    """Neither a file nor a folder, as /dev/null is."""
    os.mkfifo(folder / "pipe")
    return folder / "pipe"


@pytest.mark.parametrize("make", [in_a_data_folder, database, key, memory, pipe])
def test_force_replaces_nothing_that_cannot_be_made_again(make: Callable[[Path], Path], tmp_path: Path) -> None:
    """One slip of the hand in --out must not cost the history, the key, a document, or a device."""
    out = make(tmp_path)
    before = out.lstat()
    with pytest.raises(InvalidInput, match="--out"):
        forced(out)
    assert out.lstat() == before
    assert not list(tmp_path.rglob("*.part"))


def test_force_replaces_a_link_and_never_what_it_leads_to(tmp_path: Path) -> None:
    """The link becomes the file; the other file stays as it was."""
    (tmp_path / "precious").write_text("mine")
    out = tmp_path / "out.zip"
    out.symlink_to("precious")
    forced(out)
    assert (out.read_bytes(), out.is_symlink()) == (b"new", False)
    assert (tmp_path / "precious").read_text() == "mine"


OWN = ("channels.toml", "service.json", "open-data.toml", "link.key", "keys/a.key", "calendars/uk.toml", "seedbed.db")
PLACES = [(name, known) for name in OWN for known in ("seedbed.db", "link.key") if name != known]


@pytest.mark.parametrize(("name", "known_by"), PLACES)
def test_no_export_lands_on_a_name_of_the_data_folders_own(tmp_path: Path, name: str, known_by: str) -> None:
    """Taken or still free, as a file or as a link to one: settings, keys and calendars are never an export's."""
    (tmp_path / known_by).write_bytes(b"here it is")
    out = tmp_path / name
    out.parent.mkdir(exist_ok=True)
    for make in (_nothing, _file, _link):
        make(out)
        with pytest.raises(InvalidInput, match="Seedbed's own files"):
            forced(out)
    assert out.is_symlink()


def _nothing(out: Path) -> None:
    """The name is free."""


def _file(out: Path) -> None:
    out.write_text("mine", encoding="utf-8")


def _link(out: Path) -> None:
    out.unlink()
    out.symlink_to("elsewhere")


def test_other_names_in_a_data_folder_are_free(tmp_path: Path) -> None:
    """Whoever wants to keep a report beside the data may."""
    (tmp_path / "seedbed.db").write_bytes(b"here it is")
    forced(tmp_path / "report.html")
    forced(tmp_path / "report.html")
    assert (tmp_path / "report.html").read_bytes() == b"new"
