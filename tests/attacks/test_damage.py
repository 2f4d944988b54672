"""What no attacker did: pages that rot, files cut short, a log that is gone. Clear words, and never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from storage.address import parse_address
from storage.database import open_session
from tests.attacks.test_matrix import victim
from tests.attacks.victim import Victim, settings_of

__all__ = ["victim"]

PAGE = 4_096


def verified(home: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """Run the command itself, as a person does."""
    environ = {**os.environ, "SEEDBED_HOME": str(home), "SEEDBED_LAST_HEADS": str(home.with_name("nothing-kept"))}
    return subprocess.run(
        [sys.executable, "-c", "from cli.main import main; main()", "verify", *more],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )


def told(home: Path) -> str:
    """What it says when something is damaged: a sentence, an exit code that is not 0, no traceback."""
    found = verified(home)
    words = found.stdout + found.stderr
    assert found.returncode in {1, 4, 6}, words
    assert "Traceback" not in words
    assert words.strip()
    return words


@pytest.fixture
def home(victim: Victim, tmp_path: Path) -> Path:
    """Give a copy whose log has been written into the database."""
    copied = victim.copied(tmp_path)
    session = open_session(parse_address(settings_of(copied, tmp_path / "nothing-kept").database_url))
    session.all("PRAGMA wal_checkpoint(TRUNCATE)")
    session.close()
    return copied


def test_an_undamaged_copy_verifies(home: Path) -> None:
    """A restored copy is as good as the store that it was made of; what it cannot prove is said."""
    found = verified(home)
    assert found.returncode == 0, found.stdout + found.stderr
    assert "no head was kept outside the store" in found.stdout


def test_a_file_that_was_cut_short_is_damaged(home: Path) -> None:
    """Half a database is no database."""
    database = home / "seedbed.db"
    os.truncate(database, database.stat().st_size // 2)
    told(home)


def test_a_file_that_is_something_else_is_refused(home: Path) -> None:
    """Text is no database."""
    (home / "seedbed.db").write_text("hello\n" * 1_000, encoding="utf-8")
    assert "is damaged, or is not a Seedbed store" in told(home)


def test_a_database_that_is_gone_is_missed(home: Path) -> None:
    """It says where it looked."""
    (home / "seedbed.db").unlink()
    assert "There is no store at" in told(home)


@pytest.mark.parametrize("seed", range(6))
def test_a_page_that_rotted_is_told_in_words(home: Path, seed: int) -> None:
    """A page of noise anywhere but the first: damage, or an event that is not what was hashed, or nothing of ours."""
    database, random = home / "seedbed.db", Random(seed)
    pages = database.stat().st_size // PAGE
    with database.open("r+b") as file:
        for place in random.sample(range(1, pages), pages // 3):
            file.seek(place * PAGE)
            file.write(random.randbytes(PAGE))
    told(home)


def test_a_log_that_is_gone_is_an_older_store(victim: Victim, tmp_path: Path) -> None:
    """Without its log a database ends earlier: a consistent, older one, which only the head kept outside shows."""
    copied = victim.copied(tmp_path)
    for name in ("seedbed.db-wal", "seedbed.db-shm"):
        (copied / name).unlink(missing_ok=True)
    found = verified(copied)
    assert "Traceback" not in found.stdout + found.stderr
    assert found.returncode in {0, 1, 4, 6}
