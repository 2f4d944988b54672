"""A rehearsal is the procedure as it is, on a clock that people move: nothing of it leaves, and nothing comes back."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from actions.clock import SimulatedClock
from actions.documents import keep_document
from actions.house import House, open_house
from actions.people import names_of
from actions.rehearsal import is_rehearsal
from actions.rehearsing import folders, stepping
from actions.rehearsing.begin import Begun, rehearse_definition, rehearse_procedure
from actions.verification import verify
from config.settings import read_settings
from engine import register as r
from engine.errors import InvalidInput, NotFound, WrongFolder
from storage.database import create_store
from storage.reading import Reading
from tests.actions.rooms import assert_true
from tests.databases import Database, on_sqlite
from tests.factories import START, Office, people_of, populate, small, wire
from tests.pilot import make

PAPER = b"What we need, and why."


@pytest.fixture
def office(tmp_path: Path, database: Database) -> Iterator[Office]:
    """Give a live office whose procedure is open for entries until 1 April 2026, 09:00 UTC, on each database."""
    (tmp_path / "live").mkdir()
    clock = SimulatedClock(START)
    house = wire(tmp_path / "live", create_store(database.url, mode="live", at=START), clock)
    populate(house, people_of(small()), START.date())
    made = Office(house=house, loaded=small(), clock=clock)
    made.do("open")
    sha256 = keep_document(made.house, io.BytesIO(PAPER), media_type="text/plain", max_bytes=100).sha256
    made.do("submit_artefact", artefact="paper", sha256=sha256, size=len(PAPER))
    make(made, "prepare")
    made.do("set_deadline", deadline="entry_closes", due_at=made.now + timedelta(days=30))
    make(made, "open_entry")
    yield made
    made.house.close()


def opened(begun: Begun) -> House:
    """The house of a rehearsal, as a command opens it."""
    return open_house(read_settings({}, home=Path(begun.folder)))


def rows(reading: Reading, stream: str) -> list[tuple[object, ...]]:
    """What a history says, without its place among others."""
    return [
        (event.n, {key: value for key, value in event.body().items() if key != "gseq"})
        for event in reading.events(stream)
    ]


def test_the_copy_is_the_history_as_it_was_recorded_without_names(office: Office) -> None:
    """Same events, same times, same words of reasons, same state; who is behind a pseudonym stays behind."""
    begun = rehearse_procedure(office.house, "RL-1")
    house = opened(begun)
    with office.house.store.reading() as live, house.store.reading() as copy:
        for stream in (r.REGISTER, "RL-1"):
            assert rows(copy, stream) == rows(live, stream)
        stored, kept = copy.procedure("RL-1"), live.procedure("RL-1")
        assert stored is not None
        assert kept is not None
        assert stored.state == kept.state
        assert any(names_of(live).values())
        assert not any(names_of(copy).values())
        reasons = {path for (_, path) in copy.disclosures("RL-1")}
        assert "data.reason" in reasons
        assert "data.name" not in reasons
    assert_true(house)
    report = verify(house)
    assert report.good, str(report.first_bad)
    assert is_rehearsal(house.settings, house.store)
    house.close()


def test_the_live_store_is_untouched_whatever_is_rehearsed(office: Office, tmp_path: Path) -> None:
    """Its events, rows and files before and after are the same; a file of SQLite is the same byte for byte."""

    def seen() -> dict[str, str]:
        return {
            str(path): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted((tmp_path).rglob("*"))
            if path.is_file() and "rehearsals" not in path.parts and not path.name.endswith(("-wal", "-shm"))
        }

    before = seen()
    begun = rehearse_procedure(office.house, "RL-1")
    house = opened(begun)
    stepping.step_to(house, office.now + timedelta(days=60), name=begun.name)
    house.close()
    assert seen() == before


def test_a_step_carries_out_what_falls_due_and_shows_what_would_be_sent(office: Office) -> None:
    """Ladders before the deadline, then its end; events are dated by the simulated clock."""
    begun = rehearse_procedure(office.house, "RL-1")
    house = opened(begun)
    stepped = stepping.step_to(house, stepping.next_deadline(house), name=begun.name)
    assert stepped.errors == ()
    assert [(one.deadline, one.at) for one in stepped.passed] == [("entry_closes", office.now + timedelta(days=30))]
    assert stepped.to_at == office.now + timedelta(days=30, seconds=1)
    assert {message.person for message in stepped.messages} >= {"manager"}
    assert all(begun.stands_at <= message.at <= stepped.to_at for message in stepped.messages)
    assert any("Entry closes" in message.text for message in stepped.messages)
    again = stepping.step_to(house, stepped.to_at, name=begun.name)
    assert (again.messages, again.passed) == ((), ())
    assert_true(house)
    house.close()


@on_sqlite
def test_steps_in_working_days_and_weeks_keep_the_local_hour(office: Office) -> None:
    """Over Easter 2026 one working day is five days, and over the clock change 10:00 stays 10:00."""
    begun = rehearse_procedure(office.house, "RL-1")
    house = opened(begun)
    stepping.step_to(house, datetime(2026, 3, 26, 10, tzinfo=UTC), name=begun.name)
    assert stepping.after_weeks(house, 1) == datetime(2026, 4, 2, 9, tzinfo=UTC)
    stepping.step_to(house, stepping.after_weeks(house, 1), name=begun.name)
    assert stepping.after_working_days(house, 1) == datetime(2026, 4, 7, 9, tzinfo=UTC)
    house.close()


@on_sqlite
def test_the_clock_is_kept_in_the_folder_and_never_goes_back(office: Office) -> None:
    """A command typed there is dated by it."""
    begun = rehearse_procedure(office.house, "RL-1")
    house = opened(begun)
    at = begun.stands_at + timedelta(days=3)
    stepping.step_to(house, at, name=begun.name)
    with pytest.raises(InvalidInput, match="never goes back"):
        stepping.step_to(house, begun.stands_at, name=begun.name)
    house.close()
    house = opened(begun)
    assert house.clock.now() == at
    there = Office(house=house, loaded=small(), clock=house.clock, reference="RL-1")  # type: ignore[arg-type]
    house.definitions.add(small())
    there.do("pause")
    assert there.answer is not None
    assert there.answer.at == at
    house.close()
    [known] = folders.rehearsals(office.house.settings)
    assert (known.name, known.of, known.stands_at) == ("rl-1", "RL-1", at)


@on_sqlite
def test_a_running_procedure_can_be_recorded_in_while_it_is_copied(office: Office) -> None:
    """The copy is of one moment; what is recorded later is not in it."""
    begun = rehearse_procedure(office.house, "RL-1")
    n = office.state.n
    office.do("declare_conflicts", actor="owner", role="owner")
    house = opened(begun)
    with house.store.reading() as reading:
        stored = reading.procedure("RL-1")
    assert stored is not None
    assert stored.n == n
    house.close()


@on_sqlite
def test_what_cannot_be_rehearsed_is_said_in_words(office: Office, tmp_path: Path) -> None:
    """A rehearsal of a rehearsal, an unknown procedure, a folder that is not empty, the live folder itself."""
    begun = rehearse_procedure(office.house, "RL-1")
    house = opened(begun)
    with pytest.raises(WrongFolder, match="is a rehearsal or a demonstration itself"):
        rehearse_procedure(house, "RL-1")
    house.close()
    with pytest.raises(NotFound, match="There is no procedure RL-2"):
        rehearse_procedure(office.house, "RL-2")
    full = tmp_path / "full"
    full.mkdir()
    (full / "letter.txt").write_text("mine")
    with pytest.raises(WrongFolder, match="is not empty"):
        rehearse_procedure(office.house, "RL-1", into=full)
    assert (full / "letter.txt").read_text() == "mine"
    with pytest.raises(WrongFolder, match="holds the live procedures"):
        rehearse_procedure(office.house, "RL-1", into=office.house.settings.home)
    with pytest.raises(WrongFolder, match="is not empty"):
        rehearse_procedure(office.house, "RL-1", name="rl-1")
    with pytest.raises(InvalidInput, match="--name"):
        rehearse_procedure(office.house, "RL-1", name="../away")
    assert rehearse_procedure(office.house, "RL-1").name == "rl-1-2"


@on_sqlite
def test_a_rehearsal_is_found_by_name_by_folder_or_because_one_is_in_it(office: Office) -> None:
    """And thrown away whole; what is no rehearsal never is."""
    settings = office.house.settings
    with pytest.raises(NotFound, match="There is none yet"):
        folders.rehearsal_named(settings, None)
    begun = rehearse_procedure(office.house, "RL-1")
    there = read_settings({}, home=Path(begun.folder))
    for known in (
        folders.rehearsal_named(settings, "rl-1"),
        folders.rehearsal_named(settings, begun.folder),
        folders.rehearsal_named(settings, None),
        folders.rehearsal_named(there, None),
        folders.rehearsal_named(there, "rl-1"),
    ):
        assert known.folder == begun.folder
    (folders.room(settings) / "other").mkdir()
    with pytest.raises(NotFound, match=r"There is no rehearsal other. There is: rl-1\."):
        folders.rehearsal_named(settings, "other")
    folders.discard(folders.rehearsal_named(settings, "rl-1"))
    assert not Path(begun.folder).exists()
    assert (folders.room(settings) / "other").is_dir()


@on_sqlite
def test_a_definition_is_tried_out_by_a_cast_or_by_the_people_who_are_there(office: Office, tmp_path: Path) -> None:
    """Without a live folder two people play each role; with one, its register comes along."""
    at = datetime(2026, 11, 23, 9, tzinfo=UTC)
    begun = rehearse_definition(None, small(), at, home=tmp_path / "none", of="small_procedure")
    assert {"director", "manager", "manager_2", "owner"} <= set(begun.people)
    house = opened(begun)
    clock = house.clock
    assert isinstance(clock, SimulatedClock)
    there = Office(house=house, loaded=small(), clock=clock, reference="TRY-1")
    house.definitions.add(small())
    there.do("open")
    assert there.state.step == "DRAFT"
    assert verify(house).good
    house.close()
    with_people = rehearse_definition(office.house, small(), at, home=office.house.settings.home, of="small_procedure")
    with office.house.store.reading() as reading:
        assert with_people.people == tuple(person.id for person in reading.people())


@on_sqlite
def test_a_rehearsal_never_reaches_the_live_store_that_the_environment_names(office: Office) -> None:
    """Whoever points SEEDBED_HOME at it keeps the other variables set."""
    begun = rehearse_procedure(office.house, "RL-1")
    live = {"SEEDBED_DATABASE_URL": "postgresql://live/db", "SEEDBED_PREFECT_API_URL": "http://127.0.0.1:1/api"}
    settings = read_settings({**live, "SEEDBED_HOME": begun.folder})
    assert settings.database_url == f"sqlite:///{begun.folder}/seedbed.db"
    assert settings.prefect_api_url is None


@on_sqlite
def test_what_fails_half_way_leaves_no_folder(office: Office) -> None:
    """A half-made rehearsal would look like a whole one with little in it."""
    (office.house.settings.home / "calendars").mkdir()
    secret = office.house.settings.home / "calendars" / "broken"
    secret.symlink_to(office.house.settings.home / "nowhere")
    with pytest.raises(OSError, match="broken"):
        rehearse_procedure(office.house, "RL-1")
    assert not (folders.room(office.house.settings) / "rl-1").exists()
