"""Whatever is withheld in a random life is gone from everywhere, and everything else is as it was (promise 17)."""

from __future__ import annotations

import random
from contextlib import suppress
from pathlib import Path

import pytest

from actions.keeping.scrub import finish
from actions.queries.withheld import withheld_of
from engine.streams import RESERVED_STREAMS
from storage import erasing
from tests.actions.keeping.archive import MARK, MarkedOffice, carry_out, leaks, make_archive, propose, redaction
from tests.actions.rooms import assert_rebuilt, assert_true
from tests.databases import Database, on_postgresql, on_sqlite
from tests.factories import small
from tests.properties.game import play

QUICK = 50
LONG = 1_000


def live(folder: Path, database: Database, seed: int, wishes: int) -> MarkedOffice:
    """One random life, of which every sealed word is a canary."""
    office = make_archive(folder, database, small())
    with suppress(AssertionError):  # whether the rules agree with the model is asked elsewhere: a life is all we want
        play(office, seed, wishes)
    return office


def withhold_some(office: MarkedOffice, seed: int, most: int) -> int:
    """Withhold random values, scrub now and then, and look everywhere; returns how many were withheld."""
    rng, house = random.Random(seed), office.house
    with house.store.reading() as reading:
        places = erasing.in_stream(reading, "RL-1")
        words = {(one.n, one.path): str(erasing.value_at(reading, one)) for one in places}
    chosen = rng.sample(sorted(words), min(most, len(words)))
    for number, (n, path) in enumerate(chosen, 1):
        carry_out(house, propose(house, redaction(n, path), f"{seed}-{number}"))
        if rng.random() < 0.1:
            finish(house)
    finish(house)
    assert_true(house)
    assert_rebuilt(house)
    gone = [words[place] for place in chosen]
    assert all(word.startswith(MARK) for word in gone)
    assert leaks(house, gone) == {}
    with house.store.reading() as reading:
        assert set(withheld_of(reading, "RL-1")) == set(chosen)
        left = {(one.n, one.path) for one in erasing.in_stream(reading, "RL-1")}
        assert left >= set(words) - set(chosen)
        assert not left & set(chosen)
        assert set(reading.streams()) - RESERVED_STREAMS == {"RL-1"}
    return len(chosen)


@on_sqlite
def test_fifty_random_redactions_leave_no_byte(tmp_path: Path, database: Database) -> None:
    """Tables, file, log, journal, free pages, documents and messages: nowhere, and the history verifies."""
    done = sum(withhold_some(live(tmp_path / str(seed), _copy(database, seed), seed, 170), seed, 30) for seed in (1, 2))
    assert done >= QUICK


@on_postgresql
def test_random_redactions_leave_no_row_there_either(tmp_path: Path, database: Database) -> None:
    """On PostgreSQL no table holds any of it; what its own log keeps is said in the documentation."""
    assert withhold_some(live(tmp_path, database, 3, 120), 3, 15) >= 10


@on_sqlite
@pytest.mark.long
@pytest.mark.timeout(3000)
def test_a_thousand_random_redactions_leave_no_byte(tmp_path: Path, database: Database) -> None:
    """The same, until chance has had its chance."""
    done = seed = 0
    while done < LONG:
        seed += 1
        done += withhold_some(live(tmp_path / str(seed), _copy(database, seed), 100 + seed, 250), seed, 60)


@on_sqlite
def test_without_scrubbing_the_log_would_give_it_away(tmp_path: Path, database: Database) -> None:
    """The negative control: what finds nothing above does find what is deleted and not scrubbed."""
    office = live(tmp_path, database, 4, 60)
    with office.house.store.reading() as reading:
        place = erasing.in_stream(reading, "RL-1")[0]
        word = str(erasing.value_at(reading, place))
    carry_out(office.house, propose(office.house, redaction(place.n, place.path)))
    assert leaks(office.house, [word])
    finish(office.house)
    assert leaks(office.house, [word]) == {}


def _copy(database: Database, seed: int) -> Database:
    """A store of its own for each life."""
    path = Path(database.url.removeprefix("sqlite:///"))
    copy = path.with_name(f"{seed}.db")
    copy.write_bytes(path.read_bytes())
    return Database(url=f"sqlite:///{copy}", kind="sqlite")
