"""Nothing that was acknowledged is lost, and nothing is half there, wherever the power goes (simulated).

Real power loss and drives that lie about syncing are not tested here, and PostgreSQL is not watched from below.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from shutil import rmtree
from typing import Any
from unittest.mock import patch

import msgspec
import pytest

from actions.documents import keep_document
from actions.house import House, open_house
from actions.perform import perform
from actions.verification import verify
from benchmarks.workload import carry_out, definition_of_w, forty, furnish, opening, request
from config.settings import Settings, read_settings
from engine.errors import NotFound, SeedbedError, VerificationFailed
from storage.database import create_store
from tests.power.disk import Acknowledged, Tape, power_cuts
from tests.power.recording import recorded

PROCEDURES = ("W-1", "W-2")
BEFORE_WAL = (9,)
"""A version that no SQLite has: below it the rollback journal is used, as on an old SQLite."""


@dataclass(frozen=True, kw_only=True)
class Recording:
    """What was on the disk before, everything that was asked of it since, and where."""

    home: Path
    before: dict[Path, bytes]
    tape: Tape


@dataclass(kw_only=True)
class Losses:
    """How many disks were looked at, and what was wrong with how many."""

    images: int = 0
    lost: int = 0
    inconsistent: int = 0


def record_work(home: Path, **lies: bool) -> Recording:
    """Take two procedures through all their commands, documents included, and record it."""
    settings = settings_of(home)
    create_store(settings.database_url, mode="live", at=datetime.now(UTC)).close()
    furnish(settings, [], commands=0)
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    with recorded(home / "artefacts", **lies) as tape:
        house = open_house(settings)
        house.definitions.add(definition_of_w())
        for procedure in PROCEDURES:
            carry_out(house, opening(procedure))
            for number, command in enumerate(forty(procedure)):
                work(house, tape, command, number)
        played = list(tape)
        house.close()
    return Recording(home=home, before=before, tape=played)


def settings_of(home: Path) -> Settings:
    """A house in this folder and nowhere else."""
    return read_settings({}, home)


def work(house: House, tape: Tape, command: bytes, number: int) -> None:
    """One command, its document's bytes first; what is promised is on the tape the moment it is promised."""
    fields: dict[str, Any] = msgspec.json.decode(command)
    kept = None
    if fields["kind"] == "submit_artefact":
        data = f"Document {number} of {fields['procedure']}. ".encode() * (50 * number + 20)
        kept = keep_document(house, BytesIO(data), media_type="text/plain", max_bytes=1_000_000)
        fields |= {"sha256": kept.sha256, "size": kept.size}
    answer = perform(house, request(msgspec.json.encode(fields)))
    with house.store.reading() as reading:
        head = reading.stream_head(answer.procedure)
    assert head is not None
    tape.append(Acknowledged(answer.procedure, head.n, head.hash, None if kept is None else kept.sha256))


def survivors(recording: Recording, folder: Path, *, images: int, seed: int) -> Losses:
    """Cut the power so many times, start again each time, and count what is lost or inconsistent."""
    losses = Losses()
    for files, promised in power_cuts(recording.before, recording.tape, images=images, seed=seed):
        rmtree(folder, ignore_errors=True)
        for path, data in files.items():
            place = folder / path.relative_to(recording.home)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        losses.images += 1
        look(settings_of(folder), promised, losses)
    return losses


def look(settings: Settings, promised: Iterable[Acknowledged], losses: Losses) -> None:
    """Open what the power cut left, and note whether everything that was promised is there and all of it verifies."""
    try:
        house = open_house(settings)
    except SeedbedError:
        losses.inconsistent += 1
        return
    try:
        if any(missing(house, promise) for promise in promised):
            losses.lost += 1
        elif not verify(house).good:
            losses.inconsistent += 1
    except (SeedbedError, VerificationFailed):
        losses.inconsistent += 1
    finally:
        house.close()


def missing(house: House, promise: Acknowledged) -> bool:
    """Whether a promised event, or the document that it names, is not there as it was."""
    with house.store.reading() as reading:
        found = next(reading.events(promise.stream, promise.n - 1, promise.n), None)
    if found is None or found.hash != promise.hash:
        return True
    try:
        if promise.artefact is not None:
            house.artefacts.verify(promise.artefact)
    except (NotFound, VerificationFailed):
        return True
    return False


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    """The work as the product writes it, in the journal mode that it chooses today."""
    return record_work(tmp_path_factory.mktemp("house"))


@pytest.mark.parametrize("images", [2_000, pytest.param(50_000, marks=pytest.mark.long)])
def test_a_power_cut_loses_nothing_that_was_acknowledged(written: Recording, tmp_path: Path, images: int) -> None:
    """At any moment, with the unsynced lost, kept or torn: all promised commands are there, and all of it verifies."""
    losses = survivors(written, tmp_path / "after", images=images, seed=images)
    assert losses == Losses(images=images)


@pytest.mark.parametrize("images", [200, pytest.param(10_000, marks=pytest.mark.long)])
def test_nor_does_it_with_the_rollback_journal_of_an_old_sqlite(tmp_path: Path, images: int) -> None:
    """The journal that is used below SQLite 3.51.3 keeps the same promise."""
    with patch("storage.sqlite.FIRST_WITHOUT_WAL_BUG", BEFORE_WAL):
        recording = record_work(tmp_path / "before")
        losses = survivors(recording, tmp_path / "after", images=images, seed=images)
    assert losses == Losses(images=images)


def test_a_database_that_does_not_sync_each_commit_is_found_out(tmp_path: Path) -> None:
    """The negative control: with synchronous=NORMAL in secret, power cuts do lose what was acknowledged."""
    recording = record_work(tmp_path / "before", lying_database=True)
    losses = survivors(recording, tmp_path / "after", images=60, seed=1)
    assert losses.lost > 10


def test_documents_that_are_not_synced_are_found_out(tmp_path: Path) -> None:
    """The negative control for files: renamed before their bytes are on the disk, some are lost."""
    recording = record_work(tmp_path / "before", lying_documents=True)
    losses = survivors(recording, tmp_path / "after", images=60, seed=1)
    assert losses.lost > 10


def test_the_work_is_checkpointed_while_it_is_recorded(written: Recording) -> None:
    """The recording holds what is hardest: SQLite's log written back into the database and begun anew."""
    database = written.home / "seedbed.db"
    assert any(getattr(asked, "file", None) == database for asked in written.tape)
    assert sum(isinstance(asked, Acknowledged) for asked in written.tape) == 40 * len(PROCEDURES)
