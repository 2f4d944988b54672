"""RoadLab stopped at a step: somebody goes on by typing, on the clock of the folder."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from actions.clock import SimulatedClock
from actions.house import open_house
from actions.rehearsal import FILE, is_rehearsal, set_clock
from actions.roadlab import case
from actions.roadlab.folder import leave_to_go_on
from actions.roadlab.play import play
from actions.roadlab.prepare import prepare, settings_of
from actions.roadlab.script import when
from actions.roadlab.story import steps_of, story, story_until
from engine.errors import InvalidInput, NotFound
from procedures import registry
from tests.cli.line import Line

STEP = "DESIGN_APPROVED"
STOPPED = when("2026-10-09 09:00")


@pytest.fixture
def stopped(tmp_path: Path) -> Line:
    """Give a folder in which RoadLab has just come to a step, and its command line."""
    home = tmp_path / "home"
    home.mkdir()
    stage = prepare(home, 1)
    play(stage, story_until(stage.definition, STEP))
    stage.house.close()
    leave_to_go_on(home, stage.clock.now())
    return Line(home=home)


def test_commands_are_dated_by_the_clock_of_the_folder(stopped: Line) -> None:
    """It stands between them, moves when it is moved, and the history keeps its order."""
    shown = stopped.ok("clock", "show", "--json").data
    assert {name: shown[name] for name in ("schema", "now", "simulated", "can_be_moved")} == {
        "schema": "seedbed/clock/1",
        "now": "2026-10-09T08:00:00.000000Z",
        "simulated": True,
        "can_be_moved": True,
    }
    stopped.ok("pause", case.PROCEDURE, "--reason", "x", "--actor", "sro-1")
    assert (
        stopped.ok("clock", "move", "--to", "2026-10-12T10:30").out
        == "12 October 2026, 10:30 (London), a simulated clock.\n"
    )
    stopped.ok("unpause", case.PROCEDURE, "--reason", "x", "--actor", "sro-1")
    last = stopped.ok("history", case.PROCEDURE, "--json").data["events"][-2:]
    assert [one["at"] for one in last] == ["2026-10-09T08:00:00.000000Z", "2026-10-12T09:30:00.000000Z"]
    stopped.ok("verify")


def test_the_clock_never_goes_back(stopped: Line) -> None:
    """Nor is it moved to what is no moment; it stays where it is."""
    back = stopped.run("clock", "move", "--to", "2026-10-09T08:59")
    assert back.code == 2
    assert "it stands at 9 October 2026, 09:00 (London)" in back.err
    assert stopped.run("clock", "move", "--to", "2026-02-30T09:00").code == 2
    assert stopped.ok("clock", "show").out.startswith("9 October 2026, 09:00")


def test_a_stopped_demonstration_is_stepped_like_any_rehearsal(stopped: Line) -> None:
    """Time passes and everybody is told what they would have been told; nothing else has to be set up."""
    stepped = stopped.ok("rehearse", "step", "--working-days", "1", "--json").data
    assert (stepped["name"], stepped["errors"]) == ("rl-1", [])
    assert "pm-1" in {one["person"] for one in stepped["messages"]}
    assert stopped.ok("clock", "show").out.startswith("12 October 2026, 09:00")


def test_a_demonstration_that_is_over_is_only_read(stopped: Line) -> None:
    """Without its clock nobody writes in the folder and nobody moves time."""
    (stopped.home / FILE).unlink()
    for words in (
        ("pause", case.PROCEDURE, "--reason", "x", "--actor", "sro-1"),
        ("clock", "move", "--to", "2026-10-12T10:30"),
    ):
        ran = stopped.run(*words)
        assert ran.code == 3
        assert "seedbed demo --until STEP" in ran.err
    assert "is over" in stopped.ok("clock", "show").out


def test_the_clock_of_a_live_folder_is_the_machines(tmp_path: Path) -> None:
    """It is told, and never moved."""
    live = Line(home=tmp_path / "home")
    live.ok("init")
    assert live.ok("clock", "show", "--json").data["simulated"] is False
    assert live.run("clock", "move", "--to", "2030-01-01T09:00").code == 3


def test_a_clock_before_the_last_event_stands_at_the_last_event(stopped: Line) -> None:
    """Whatever became of the file, event times never go back; one that cannot be read is said to be so."""
    set_clock(stopped.home, STOPPED - timedelta(days=30))
    house = open_house(settings_of(stopped.home))
    assert (house.clock.now(), isinstance(house.clock, SimulatedClock)) == (STOPPED, True)
    assert is_rehearsal(house.settings, house.store)
    house.close()
    (stopped.home / FILE).write_text("tomorrow", encoding="ascii")
    with pytest.raises(InvalidInput, match="does not hold an instant"):
        open_house(settings_of(stopped.home))


def test_the_story_stops_at_every_step_that_it_comes_to() -> None:
    """The last act enters the step; any other name is not found, and told with what there is."""
    definition = registry.load("uk_innovative_partnership").definition
    steps = steps_of(definition, story())
    assert (steps[0], steps[-1]) == ("DRAFT", "CONTRACT_ENTERED")
    for step in steps[1:]:
        assert list(story_until(definition, step))[-1].fields["to"] == step
    assert [act.kind for act in story_until(definition, "DRAFT")] == ["open"]
    for unknown in ("SEEDS", "CLOSED"):
        with pytest.raises(NotFound, match="There is no step of the demonstration"):
            story_until(definition, unknown)


def test_an_unknown_step_makes_no_folder(tmp_path: Path) -> None:
    """Exit code 4, with what was meant."""
    line = Line(home=tmp_path / "home")
    ran = line.run("demo", "--until", "SEEDS", "--home", str(tmp_path / "new"))
    assert ran.code == 4
    assert "Did you mean SEED" in ran.err
    assert not (tmp_path / "new").exists()
