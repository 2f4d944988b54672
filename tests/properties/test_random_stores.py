"""Random lives in a real store: after every command the state is the replay of the history and what is kept beside it.

The same seed gives the same bytes on both databases, and no free text ever reaches them.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from procedures.loader import LoadedDefinition
from storage.codec import state_from_bytes
from tests import defaults
from tests.actions.rooms import assert_rebuilt, assert_true, contents, replayed
from tests.databases import Database, on_postgresql, on_sqlite
from tests.factories import Office, make_office, real, small
from tests.packaging.project import ROOT
from tests.properties.elsewhere import last_hash
from tests.properties.game import Game, play

CANARY = "Kanarienvogel"


@pytest.fixture
def office(tmp_path: Path, database: Database) -> Iterator[Office]:
    """Give an office with nothing open yet, on each database."""
    made = make_office(tmp_path, database)
    yield made
    made.house.close()


class Watch:
    """Looks into the store after every wish: what was refused left one attempt, what was accepted is all there."""

    def __init__(self, office: Office) -> None:
        """Begin with an empty procedure."""
        self.office = office
        self.attempts = 0
        self.kept = self._kept()

    def _kept(self) -> tuple[int, int, int]:
        with self.office.house.store.reading() as reading:
            session = reading._session
            counts = [session.all(f"SELECT count(*) FROM {table}")[0][0] for table in ("event", "command", "outbox")]  # noqa: S608
        return counts[0], counts[1], counts[2]

    def __call__(self, game: Game) -> None:
        """Look."""
        reference = self.office.reference
        with self.office.house.store.reading() as reading:
            row = reading.procedure(reference)
            assert row is not None
            state = replayed(reading, reference)
            assert state_from_bytes(row.state) == state == self.office.house.states.of(row)
            assert row.n == state.n
            attempts = len(reading.attempts(reference))
        kept, refused = self._kept(), game.outcomes.get("refused", 0) + game.outcomes.get("turned away", 0)
        assert attempts == refused
        assert (kept == self.kept) is (game.last_answer != "accepted")
        self.kept = kept


@on_sqlite
@pytest.mark.parametrize(("loaded", "seed", "wishes"), [(small(), 1, 150), (small(), 2, 150), (real(), 3, 260)])
def test_after_every_command_state_and_replay_and_projection_are_one(
    tmp_path: Path, database: Database, loaded: LoadedDefinition, seed: int, wishes: int
) -> None:
    """Design invariant 1, on SQLite; refused commands leave an attempt and nothing else."""
    watched(make_office(tmp_path, database, small() if loaded is small() else real()), seed, wishes)


@on_postgresql
def test_after_every_command_state_and_replay_and_projection_are_one_there_too(
    tmp_path: Path, database: Database
) -> None:
    """Design invariant 1, on PostgreSQL."""
    watched(make_office(tmp_path, database), 4, 90)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 130))
def test_random_lives_in_both_stores_for_long(office: Office, seed: int) -> None:
    """The same, many times."""
    watched(office, seed, 300)


def watched(office: Office, seed: int, wishes: int) -> None:
    """Play under watch, and check everything once more at the end."""
    play(office, seed, wishes, after_each=Watch(office))
    assert_true(office.house)
    assert_rebuilt(office.house)
    office.house.close()


def history(office: Office) -> list[tuple[bytes, bytes]]:
    """The canonical bytes and the hash of every event."""
    with office.house.store.reading() as reading:
        return [(event.canon, event.hash) for event in reading.all_events()]


@pytest.fixture(scope="module")
def first_told() -> dict[str, list[tuple[bytes, bytes]]]:
    """Remember the history of whichever database came first."""
    return {}


def test_the_same_seed_gives_the_same_bytes_on_both_databases(
    office: Office, first_told: dict[str, list[tuple[bytes, bytes]]]
) -> None:
    """Time, randomness and identifiers are passed in: nothing else gets into a history (design invariant 5)."""
    play(office, 5, 120)
    assert len(history(office)) > 60
    assert first_told.setdefault("history", history(office)) == history(office)


@pytest.mark.parametrize(
    "where",
    [
        {"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
        {"TZ": "America/Los_Angeles", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2", "PYTHONUTF8": "0"},
    ],
    ids=["Auckland", "Los Angeles"],
)
def test_the_same_life_has_the_same_hash_anywhere(where: dict[str, str]) -> None:
    """Another zone, another language, another order of sets: the history is the same (design invariant 5)."""
    command = [sys.executable, "-m", "tests.properties.elsewhere", "8", "80"]
    said = subprocess.run(command, cwd=ROOT, env={**os.environ, **where}, check=True, capture_output=True, text=True)
    assert said.stdout.strip() == last_hash(8, 80)


@on_sqlite
def test_other_randomness_changes_identifiers_and_seals_and_no_fact(tmp_path: Path, database: Database) -> None:
    """What was recorded, by whom and when, does not depend on chance."""
    facts = []
    for seed in (1, 2):
        path = tmp_path / str(seed)
        path.mkdir()
        url = f"sqlite:///{path / 'seedbed.db'}"
        office = make_office(path, Database(url=url, kind="sqlite"), seed=seed)
        play(office, 5, 60)
        with office.house.store.reading() as reading:
            bodies = [event.body() for event in reading.events(office.reference)]
        facts.append([{key: value for key, value in body.items() if key not in ("id", "sealed")} for body in bodies])
        assert len({body["id"] for body in bodies}) == len(bodies)
        office.house.close()
    assert facts[0] == facts[1]


def test_no_free_text_is_in_anything_but_a_disclosure(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A canary in every field of free text and every name: accepted or refused, it is only where it can be deleted."""
    for kind, fields in defaults.FIXED.items():
        sealed = {"reason", "details", "lesson", "name"} | ({"about"} if kind == "record_communication" else set())
        for field in sealed & set(fields):
            monkeypatch.setitem(fields, field, f"{CANARY} {kind}")
    game = play(office, 6, 220)
    assert min(game.outcomes["accepted"], game.outcomes["refused"]) > 20
    for table, rows in contents(office.house).items():
        found = [row for row in rows if any(CANARY.encode() in as_bytes(value) for value in row)]
        assert bool(found) is (table == "disclosure"), (table, found[:1])


def as_bytes(value: object) -> bytes:
    """Any column's value as bytes to search in."""
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
