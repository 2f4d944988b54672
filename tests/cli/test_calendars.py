"""The calendar commands: what they print, and with which exit code they end."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest

from config.calendars import load_calendar
from config.calendars.official import DIVISIONS
from tests.cli.line import Line

COPY = str(Path(str(files("govuk_bank_holidays"))) / "bank-holidays.json")
FILE = """
calendar = "uk"
base = "2026.1"
version = "2026.2"
[[added]]
on = 2026-03-11
name = "A day of thanks"
reason = "proclaimed"
source = "Gazette"
recorded_on = 2026-11-23
"""

FolderAt = Callable[[str], Line]


@pytest.fixture
def line(tmp_path: Path) -> Line:
    """A person without a data folder: calendars are known without one."""
    return Line(home=tmp_path)


def official(folder: Path, *, more: str | None = None) -> str:
    """The official file of 2027 as our calendar would have it, perhaps with a day more in Scotland."""
    days = [day for day in load_calendar("uk").holidays if day.on.year == 2027]
    content = {
        division: {
            "division": division,
            "events": [{"title": day.why, "date": day.on.isoformat()} for day in days if set(parts) <= set(day.parts)],
        }
        for division, parts in DIVISIONS.items()
    }
    if more is not None:
        events = content["scotland"]["events"]
        assert isinstance(events, list)
        events.append({"title": "A \x1b[2Jsurprise", "date": more})
    path = folder / "bank-holidays.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return str(path)


def test_the_shipped_calendars_are_listed(line: Line) -> None:
    """The European Union, the United Kingdom and its three divisions, each with version, range and checksum."""
    listed = line.ok("calendar", "list", "--json").data
    assert listed["schema"] == "seedbed/calendars/1"
    names = [one["name"] for one in listed["calendars"]]
    assert names == ["eu", "uk", "uk-england-wales", "uk-northern-ireland", "uk-scotland"]
    assert all(len(one["sha256"]) == 64 and one["last_on"] == "2028-12-31" for one in listed["calendars"])
    assert "uk-scotland" in line.ok("calendar", "list").out


def test_a_year_of_a_calendar_is_shown(line: Line) -> None:
    """Day by day; a year that it does not know is bad input."""
    shown = line.ok("calendar", "show", "uk-scotland", "--year", "2026").out
    assert "Monday 15 June 2026" in shown
    assert "2027" not in shown.split("Day", 1)[1]
    assert line.run("calendar", "show", "uk", "--year", "2031").code == 2
    assert line.run("calendar", "show", "fr").code == 2


def test_an_equal_official_file_ends_with_0(line: Line, tmp_path: Path) -> None:
    """Every division and the union, weekday by weekday."""
    out = line.ok("calendar", "check", official(tmp_path)).out
    assert "union: 261 weekdays, 2027 to 2027: no difference." in out
    assert "agree" in out


def test_a_different_official_file_ends_with_6_and_names_the_day(line: Line, tmp_path: Path) -> None:
    """In the division and in the union; what a stranger wrote does not reach the terminal raw."""
    path = official(tmp_path, more="2027-06-07")
    ran = line.run("calendar", "check", path)
    assert ran.code == 6
    assert "scotland: Mon 2027-06-07: the list has A ?[2Jsurprise, the calendar does not." in ran.out
    data = line.run("calendar", "check", path, "--json").data
    assert (data["schema"], data["equal"], data["differences"]) == ("seedbed/calendar-check/1", False, 2)


def test_the_independent_copy_differs_by_the_day_that_it_cannot_know(line: Line) -> None:
    """tests/config/known_differences.toml says why."""
    ran = line.run("calendar", "check", COPY)
    assert ran.code == 6
    assert ran.out.count("2026-06-15") == 2


@pytest.mark.parametrize("content", ["", "{", '{"wales": {"events": [{"date": "2027-01-01"}]}}'])
def test_an_unreadable_file_ends_with_2(line: Line, tmp_path: Path, content: str) -> None:
    """And one that is not there."""
    path = tmp_path / "list.json"
    path.write_text(content, encoding="utf-8")
    assert line.run("calendar", "check", str(path)).code == 2
    assert line.run("calendar", "check", str(tmp_path / "none.json")).code == 2


def test_two_calendars_are_compared_day_by_day(line: Line, tmp_path: Path) -> None:
    """Versions, or a version and a file."""
    (tmp_path / "calendars").mkdir()
    (tmp_path / "calendars" / "mine.toml").write_text(FILE, encoding="utf-8")
    shown = line.ok("calendar", "diff", "uk-2026.1", "uk").out
    assert "Wednesday 11 March 2026" in shown
    assert "A day of thanks" in shown
    assert line.ok("calendar", "diff", "uk", "uk-2026.2", "--json").data["changes"] == []
    changes = line.ok("calendar", "diff", "uk-2026.1", official(tmp_path, more="2027-06-07"), "--json").data["changes"]
    # A list stands on the newest version: what the house added in other years is in it.
    assert [one["on"] for one in changes] == ["2026-03-11", "2027-06-07"]


def test_another_calendar_is_previewed_then_applied_and_nothing_moves_by_itself(folder_at: FolderAt) -> None:
    """The standstill of RL-1; the dry run and the decision say the same."""
    line = folder_at("STANDSTILL")
    before = line.ok("deadline", "list", "RL-1", "--json").data["deadlines"]
    (line.home / "calendars").mkdir()
    (line.home / "calendars" / "mine.toml").write_text(FILE.replace("2026-03-11", _within(before)), encoding="utf-8")
    assert line.ok("deadline", "list", "RL-1", "--json").data["deadlines"] == before
    preview = line.ok("calendar", "what-if", "uk", "--json").data
    (moved,) = [one for one in preview["procedures"][0]["deadlines"] if one["moves"]]
    assert (moved["deadline"], moved["days"] >= 1, moved["breaks"] is None) == ("standstill", True, False)
    assert "Breaks: 8 working days beginning with" in line.ok("calendar", "what-if", "uk").out
    asked = ("calendar", "apply", "uk", "--reason", "It was proclaimed.", "--actor", "owner", "--request-id", "apply-1")
    dry = line.ok(*asked, "--dry-run", "--json").data
    assert (dry["dry_run"], dry["preview"]["procedures"]) == (True, preview["procedures"])
    assert line.ok("deadline", "list", "RL-1", "--json").data["deadlines"] == before
    done = line.ok(*asked).out
    assert "calendar.changed" in done
    after = {one["deadline"]: one["due_at"] for one in line.ok("deadline", "list", "RL-1", "--json").data["deadlines"]}
    assert after["standstill"] == moved["due_at"]
    history = line.ok("history", "RL-1").out
    assert "put the procedure on calendar uk-2026.2; it was on uk-2026.1" in history
    assert "put on it before, under this request id" in line.ok(*asked).out
    again = line.ok(*asked[:-2])
    assert again.out.startswith("Nothing to change: every running procedure is on uk-2026.2 already.")
    assert line.ok(*asked[:-2], "--json").data["answers"] == []


def test_what_is_left_is_counted_on_the_calendar_of_the_procedure(folder_at: FolderAt) -> None:
    """A newer calendar in the folder moves nothing by itself, and so takes no working day from what is left either."""
    line = folder_at("STANDSTILL")
    before = _all_left(line)
    (line.home / "calendars").mkdir()
    within = FILE.replace("2026-03-11", _within(line.ok("deadline", "list", "RL-1", "--json").data["deadlines"]))
    (line.home / "calendars" / "mine.toml").write_text(within, encoding="utf-8")
    assert _all_left(line) == before
    assert before["standstill"] is not None


def test_a_broken_file_stops_no_reading_of_procedures_on_other_calendars(folder_at: FolderAt) -> None:
    """They read as before; the checks of calendars and the doctor name the file, and so does who needs it."""
    line = folder_at("STANDSTILL")
    (line.home / "calendars").mkdir()
    (line.home / "calendars" / "mine.toml").write_text(
        FILE.replace("2026-03-11", _within(line.ok("deadline", "list", "RL-1", "--json").data["deadlines"]))
    )
    line.ok("calendar", "apply", "uk", "--reason", "It was proclaimed.", "--actor", "owner")
    (line.home / "calendars" / "eu.toml").write_text('calendar = "eu-institutions"\nversion = ', encoding="utf-8")
    (line.home / "calendars" / "what.toml").write_text("[[added", encoding="utf-8")
    for typed in (("list",), ("deadlines",), ("show", "RL-1"), ("explain", "RL-1"), ("deadline", "list", "RL-1")):
        line.ok(*typed)
    for typed in (("calendar", "list"), ("calendar", "check", COPY), ("calendar", "show", "eu-institutions")):
        ran = line.run(*typed)
        assert (ran.code, "eu.toml" in ran.err) == (2, True), typed
    assert "eu.toml" in line.run("doctor").out


def test_a_procedure_whose_calendar_is_gone_stays_in_the_list_of_deadlines(folder_at: FolderAt) -> None:
    """Its working days are not guessed from another one: days, and what is to be put back."""
    line = folder_at("STANDSTILL")
    (line.home / "calendars").mkdir()
    file = line.home / "calendars" / "mine.toml"
    file.write_text(FILE, encoding="utf-8")
    line.ok("calendar", "apply", "uk", "--reason", "It was proclaimed.", "--actor", "owner")
    file.unlink()
    assert set(_all_left(line).values()) == {None}
    shown = line.ok("deadlines").out
    assert "days left" in shown
    assert "Working days are not counted for RL-1: Calendar" in " ".join(shown.split())
    [listed] = line.ok("list", "--json").data["procedures"]
    assert (listed["step"], listed["open"], listed["next_deadline"]) == ("STANDSTILL", False, None)
    assert listed["needs"][0]["why"] == 'Calendar "uk" has no version "2026.2". Known: 2026.1.'
    assert 'has no version "2026.2"' in " ".join(line.ok("list").out.split())
    assert "BEGIN:VEVENT" in line.ok("deadlines", "--ics").out


def _all_left(line: Line) -> dict[str, int | None]:
    """Working days left of every open deadline."""
    return {one["deadline"]: one["working_days_left"] for one in line.ok("deadlines", "--json").data["deadlines"]}


def test_a_file_that_is_not_installed_is_not_applied(folder_at: FolderAt, tmp_path: Path) -> None:
    """What dates are counted with stays at hand; and a manager may not decide it."""
    line = folder_at("STANDSTILL")
    path = tmp_path / "mine.toml"
    path.write_text(FILE, encoding="utf-8")
    asked = ("calendar", "apply", str(path), "--reason", "x", "--actor")
    ran = line.run(*asked, "owner")
    assert ran.code == 2
    assert "Put the file into" in ran.err
    (line.home / "calendars").mkdir()
    path.rename(line.home / "calendars" / "mine.toml")
    assert line.run("calendar", "apply", "uk", "--reason", "x", "--actor", "manager").code == 7


def _within(deadlines: list[dict[str, str]]) -> str:
    """The last day of the standstill, a working day."""
    return next(one["last_on"] for one in deadlines if one["deadline"] == "standstill")


def test_months_and_rolling_can_be_computed_on_any_calendar(line: Line) -> None:
    """EU-SS-1 over a Saturday; 31 January and a month; a division of its own (interop.md 5)."""
    compute = ("deadline", "compute", "--counting", "after", "--from")
    assert line.ok(*compute, "2026-11-11", "--days", "10", "--rolling", "eu").out == "2026-11-23\n"
    assert line.ok(*compute, "2027-01-31", "--months", "1").out == "2027-02-28\n"
    three = ("2026-06-11", "--working-days", "3", "--calendar")
    assert line.ok(*compute, *three, "uk-scotland").out == "2026-06-17\n"
    assert line.ok(*compute, *three, "uk-england-wales").out == "2026-06-16\n"
    assert line.run(*compute, "2026-06-11", "--days", "3", "--months", "1").code == 2


def test_the_days_that_lie_so_long_before_a_day_can_be_computed(line: Line) -> None:
    """UK-PPN-1: 40 days to 12 months before the tender notice; working days and one side alone too."""
    before = ("deadline", "compute", "--before", "2026-10-30")
    assert line.ok(*before, "--at-least", "40d", "--at-most", "12m").out == "2025-10-30..2026-09-20\n"
    assert line.ok(*before, "--at-least", "10wd").out == "..2026-10-16\n"
    assert line.ok(*before, "--at-least", "12m", "--at-most", "40d").out == "no day\n"
    found = line.ok(*before, "--at-most", "12m", "--json").data
    assert (found["schema"], found["first_on"], found["last_on"]) == ("seedbed/window-compute/1", "2025-10-30", None)
    assert "not earlier than Thursday 30 October 2025" in found["sentences"][0]


@pytest.mark.parametrize(
    "typed",
    [
        (),
        ("--before", "2026-10-30"),
        ("--before", "2026-10-30", "--at-least", "40"),
        ("--before", "2026-10-30", "--at-least", "0d"),
        ("--before", "2026-10-30", "--at-least", "40d", "--from", "2026-10-30"),
        ("--before", "2026-10-30", "--at-least", "40d", "--rolling", "eu"),
        ("--from", "2026-10-30", "--counting", "after", "--days", "3", "--at-most", "12m"),
        ("--from", "2026-10-30", "--days", "3"),
    ],
)
def test_what_does_not_go_together_in_a_computation_is_bad_usage(line: Line, typed: tuple[str, ...]) -> None:
    """Nothing is silently left out."""
    assert line.run("deadline", "compute", *typed).code == 2
