"""Dates and burden of a definition at the command line, and what the check says of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.line import Line
from tests.procedures.places import SHIPPED, TINY

HOPELESS = """
plan:
  launch: { first: 2026-11-02, last: 2026-11-20 }
  fixed_dates:
    - { title: Money, on: "2026-11-30", step: SIGNED, entered: by }
"""


@pytest.fixture
def line(tmp_path: Path) -> Line:
    """Nobody has a data folder while they design."""
    return Line(home=tmp_path / "none")


@pytest.fixture
def hopeless(tmp_path: Path) -> Path:
    """The small definition with a date that no launch day meets."""
    path = tmp_path / "hopeless.yaml"
    path.write_text(TINY.read_text(encoding="utf-8") + HOPELESS, encoding="utf-8")
    return path


def test_one_launch_day_is_told_step_by_step_with_reasons(line: Line, hopeless: Path) -> None:
    """Earliest, likely and latest entry, and the deadline or work that is waited for longest."""
    shown = line.ok("design", "dates", str(hopeless), "--launch", "2026-10-28").out
    assert "Signed (SIGNED)" in shown
    assert "Fri 2026-12-04" in shown
    assert '"Wait" runs from Monday 23 November 2026 to the end of Thursday 3 December 2026' in shown
    steps = line.ok("design", "dates", str(hopeless), "--launch", "2026-10-28", "--json").data["steps"]
    assert {step["step"]: step["earliest"] for step in steps}["SIGNED"] == "2026-12-04"


def test_the_whole_horizon_says_which_launch_days_will_do(line: Line, hopeless: Path) -> None:
    """Each fixed date with the windows that miss it, for people and for programs."""
    shown = line.ok("design", "dates", str(hopeless)).out
    assert "Feasible launch days: 0 of 19" in shown
    assert "Never: 2026-11-02 to 2026-11-20" in shown
    told = line.ok("design", "dates", str(hopeless), "--json").data
    assert told["fixed_dates"][0]["kept"] == "never"
    assert told["never"] == [{"first": "2026-11-02", "last": "2026-11-20"}]


def test_the_check_refuses_dates_that_no_launch_day_meets(line: Line, hopeless: Path) -> None:
    """Exit 8, with file, line and the story; the figures stand before the verdict."""
    ran = line.run("procedures", "check", str(hopeless))
    assert ran.code == 8
    number = 1 + hopeless.read_text(encoding="utf-8").splitlines().index(HOPELESS.splitlines()[-1])
    assert f"hopeless.yaml:{number}: MUST: plan.fixed_dates[0]: Money" in ran.out
    assert "1. Asked (ASKED) is entered on Monday 2 November 2026, the launch." in ran.out
    assert "Feasible launch days: 0 of 19" in ran.out


def test_the_burden_is_told_by_paper_stage_and_role(line: Line) -> None:
    """Hours of each and of all, beside the money on offer."""
    shown = line.ok("design", "burden", str(SHIPPED)).out
    for words in ("Papers that bidders write", "Stages", "The authority's own staff", "All bidders together:"):
        assert words in shown
    told = line.ok("design", "burden", str(SHIPPED), "--json").data
    assert {stage["stage"] for stage in told["stages"]} >= {"problem_statement", "award"}
    assert all(paper["all"]["likely"] for paper in told["papers"])


def test_without_a_plan_it_is_said_what_is_missing(line: Line) -> None:
    """Exit 2 naming the part of the plan; one launch day needs none."""
    for typed, said in ((("dates",), "plan.launch"), (("burden",), "plan.artefacts")):
        ran = line.run("design", *typed, str(TINY))
        assert ran.code == 2
        assert said in ran.err
    line.ok("design", "dates", str(TINY), "--launch", "2026-10-28")


def test_a_launch_day_outside_the_calendar_has_no_dates(line: Line) -> None:
    """Beyond is said, and nothing is guessed."""
    shown = line.ok("design", "dates", str(TINY), "--launch", "2028-12-20").out
    assert "beyond" in shown
    assert "nothing is guessed there" in shown
