"""Clock, outages and rehearsals on the command line."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest

from actions.clock import SimulatedClock
from actions.clockwork.anomalies import watch
from actions.clockwork.tick import tick
from actions.house import House
from config.settings import read_settings
from storage.artefacts import ArtefactStore
from storage.database import open_store
from tests.actions.clockwork.stepped import SteppedClock
from tests.cli.conftest import FolderAt
from tests.cli.line import Line
from tests.factories import START


def house_of(line: Line, clock: SteppedClock) -> House:
    """A process on the folder whose clock somebody puts forward."""
    from actions.identifiers import SeededRandomness

    return House(
        settings=read_settings({}, home=line.home),
        store=open_store(f"sqlite:///{line.home / 'seedbed.db'}"),
        artefacts=ArtefactStore(str(line.home / "artefacts")),
        clock=clock,
        randomness=SeededRandomness(3),
    )


@pytest.fixture
def doubtful(draft: Line) -> Line:
    """Give a folder in which a process has seen the clock put forward by an hour."""
    clock = SteppedClock(START + timedelta(hours=1))
    house = house_of(draft, clock)
    clock.put(hours=1)
    watch(house)
    house.close()
    return draft


def test_a_step_is_shown_and_confirmed_by_an_administrator(doubtful: Line) -> None:
    """Refused with code 3 until then, by others with code 7."""
    shown = doubtful.ok("clock", "show")
    assert "The machine's clock is in doubt: 1 step nobody has confirmed." in shown.out
    assert "put forward by 3,600.0 s" in shown.out
    assert "in doubt: 1 step nobody has confirmed" in doubtful.run("doctor").out
    document = doubtful.ok("clock", "show", "--json").data
    assert (document["in_doubt"], document["waiting"][0]["ahead_seconds"]) == (True, 3600.0)
    due = ("deadline", "set", "RL-1", "entry_closes", "--due", "2026-12-01T12:00", "--actor", "manager")
    refused = doubtful.run(*due)
    assert refused.code == 3
    assert 'seedbed clock confirm --reason "..."' in refused.err
    confirm = ("clock", "confirm", "--reason", "Compared with another clock.", "--actor")
    assert doubtful.run(*confirm, "manager").code == 7
    assert "Would confirm" in doubtful.ok(*confirm, "root", "--dry-run").out
    answered = doubtful.ok(*confirm, "root", "--json").data
    assert (answered["schema"], answered["anomalies"]) == ("seedbed/clock-confirmed/1", 1)
    assert doubtful.run(*confirm, "root").code == 2
    doubtful.ok(*due)
    assert "Last confirmed by root" in doubtful.ok("clock", "show").out
    doubtful.ok("verify")


def test_without_an_actor_or_a_reason_nothing_is_confirmed(doubtful: Line) -> None:
    """Bad usage."""
    assert doubtful.run("clock", "confirm", "--reason", "x").code == 2
    assert doubtful.run("clock", "confirm", "--reason", " ", "--actor", "root").code == 2
    assert doubtful.run("clock", "confirm", "--actor", "root").code == 2


def test_an_outage_is_reported_in_words(folder_at: FolderAt) -> None:
    """First that nothing ever ran, then what passed while nothing did."""
    line = folder_at("OPEN")
    assert "No clock of Seedbed's ever ran here" in line.ok("outage-report").out
    clock = SteppedClock(START + timedelta(days=60))
    house = house_of(line, clock)
    tick(house, clock.now())
    clock.pass_time(days=400)
    tick(house, clock.now())
    house.close()
    told = line.ok("outage-report", "--since", "2026-01-01")
    assert "1 outage since" in told.out
    assert "(400 days)" in told.out
    document = line.ok("outage-report", "--since", "2026-01-01", "--json").data
    assert [one["seconds"] for one in document["outages"]] == [400 * 86_400]
    assert line.run("outage-report", "--since", "yesterday").code == 2


def digests(home: Path) -> dict[str, str]:
    """Every file of a data folder by its digest, rehearsals aside."""
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in home.rglob("*")
        if path.is_file() and "rehearsals" not in path.parts
    }


def test_a_procedure_is_rehearsed_from_the_command_line(folder_at: FolderAt) -> None:
    """Begun by its reference, moved on, worked in, listed, thrown away; the live folder is untouched, file by file."""
    line = folder_at("OPEN")
    before = digests(line.home)
    begun = line.ok("rehearse", "RL-1", "--json").data
    assert (begun["schema"], begun["name"], begun["procedure"]) == ("seedbed/rehearsal-begun/1", "rl-1", "RL-1")
    assert "seedbed rehearse step --working-days 1" in begun["next"]
    stepped = line.ok("rehearse", "step", "rl-1", "--to-next-deadline", "--json").data
    assert [one["deadline"] for one in stepped["passed"]] == ["entry_closes"]
    there = Line(home=Path(begun["folder"]))
    assert there.ok("clock", "show").out.endswith("a simulated clock.\n")
    there.ok("pause", "RL-1", "--reason", "An election.", "--actor", "owner")
    assert "Nothing fell due" in there.ok("rehearse", "step", "--working-days", "1").out
    assert there.run("rehearse", "RL-1").code == 3
    assert there.run("serve", "--port", "0").code == 3
    assert "rl-1" in line.ok("rehearse", "list").out
    assert line.run("rehearse", "discard", "rl-1").code == 2
    line.ok("rehearse", "discard", "rl-1", "--yes")
    assert not there.home.exists()
    assert "No rehearsals here" in line.ok("rehearse", "list").out
    assert digests(line.home) == before


def test_a_step_is_asked_for_in_one_way(folder_at: FolderAt) -> None:
    """None, two, or back in time are bad usage; an unknown rehearsal is not found."""
    line = folder_at("OPEN")
    line.ok("rehearse", "RL-1")
    assert line.run("rehearse", "step").code == 2
    assert line.run("rehearse", "step", "--weeks", "1", "--working-days", "1").code == 2
    back = line.run("rehearse", "step", "--until", "2020-01-01")
    assert back.code == 2
    assert "never goes back" in back.err
    assert line.run("rehearse", "step", "other", "--weeks", "1").code == 4
    assert line.run("rehearse", "RL-9").code == 4
    assert line.run("rehearse", "nothing_such").code == 4
    assert line.run("rehearse", "RL-1", "--name", "rl-1").code == 3


def test_a_definition_is_rehearsed_without_a_live_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cast plays the roles, and what is to be typed next works."""
    monkeypatch.setattr("actions.clock.SystemClock", lambda: SimulatedClock(START))
    line = Line(home=tmp_path / "none")
    begun = line.ok("rehearse", "uk_innovative_partnership", "--into", str(tmp_path / "try"), "--json").data
    assert begun["folder"] == str(tmp_path / "try")
    there = Line(home=tmp_path / "try")
    assert "director" in there.ok("people", "list").out
    assert not line.home.joinpath("seedbed.db").exists()
