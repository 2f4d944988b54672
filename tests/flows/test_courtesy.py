"""Moves go first, for a moment."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from flows.courtesy import QUIET_SECONDS, MovesUnderWay, let_moves_go_first


@pytest.fixture
def moves(tmp_path: Path) -> MovesUnderWay:
    """Give the service's side, quiet for long enough."""
    made = MovesUnderWay(tmp_path / "moves.lock")
    time.sleep(QUIET_SECONDS)
    return made


def waited(file: Path, longest_seconds: float = 1.0) -> float:
    """How long a worker holds back."""
    begun = time.monotonic()
    asyncio.run(let_moves_go_first(file, longest_seconds=longest_seconds))
    return time.monotonic() - begun


def test_without_a_move_nobody_waits(moves: MovesUnderWay, tmp_path: Path) -> None:
    """Nor does a worker whose service is not there."""
    assert waited(moves.file) < 0.1
    assert waited(tmp_path / "nothing") < 0.1


def test_a_move_under_way_is_waited_for_but_not_for_long(moves: MovesUnderWay) -> None:
    """A worker that is never let through goes on all the same."""
    moves.begin()
    moves.begin()
    moves.end()
    assert 0.5 <= waited(moves.file, 0.5) < 1.5


def test_a_moment_after_the_last_move_the_way_is_free(moves: MovesUnderWay) -> None:
    """The next move of the same person is waited for as well, and then no longer."""
    moves.begin()
    moves.end()
    assert 0.1 < waited(moves.file, 5) < QUIET_SECONDS + 0.5


def test_a_service_that_died_holds_nobody_up(moves: MovesUnderWay) -> None:
    """The kernel lets go of the lock when its holder's file is closed."""
    moves.begin()
    moves.close()
    time.sleep(QUIET_SECONDS)
    assert waited(moves.file) < 0.1
