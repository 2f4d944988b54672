"""Calendars of the house: a correction makes a new version, a whole calendar stands alone, a wrong file is told."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from config.calendars import FOLDER, CalendarDataInvalid, load_calendar
from config.calendars.home import Shelf, read_calendar_file

HEAD = 'calendar = "uk"\nbase = "2026.1"\nversion = "2026.1.1"\n'
WHY = 'reason = "proclaimed"\nsource = "Gazette"\nrecorded_on = 2026-11-23\n'
ADDED = f'[[added]]\non = 2027-06-07\nname = "A day of thanks"\n{WHY}'
EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "eu-institutions.toml"


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """A folder of the house with nothing in it."""
    return Shelf(folder=tmp_path)


def put(shelf: Shelf, text: str, name: str = "mine.toml") -> Path:
    """Put a file into the folder."""
    assert shelf.folder is not None
    path = shelf.folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_correction_is_a_new_version_beside_the_shipped_one(shelf: Shelf) -> None:
    """The newest is the house's; the shipped one keeps its days and its checksum."""
    put(shelf, HEAD + ADDED)
    assert shelf.versions("uk") == ("2026.1", "2026.1.1")
    mine, shipped = shelf.load("uk"), shelf.load("uk", version="2026.1")
    assert shipped == load_calendar("uk")
    assert {day.on for day in mine.holidays} - {day.on for day in shipped.holidays} == {date(2027, 6, 7)}
    assert mine.sha256 != shipped.sha256


def test_a_day_is_removed_from_all_parts_or_from_some(shelf: Shelf) -> None:
    """A part that lost the day no longer has it; without any part it is a working day."""
    put(shelf, f"{HEAD}[[removed]]\non = 2027-11-30\n{WHY}")
    assert date(2027, 11, 30) not in {day.on for day in shelf.load("uk").holidays}
    put(shelf, f'{HEAD}[[removed]]\non = 2027-12-27\nparts = ["Scotland"]\n{WHY}')
    left = {day.on: day.parts for day in shelf.load("uk").holidays}[date(2027, 12, 27)]
    assert left == ("England", "Wales", "Northern Ireland")


def test_a_correction_may_make_the_calendar_longer(shelf: Shelf) -> None:
    """Whoever has the list of 2029 need not wait for a release."""
    put(shelf, HEAD + "last_on = 2029-12-31\n" + ADDED.replace("2027-06-07", "2029-01-01"))
    assert shelf.load("uk").last_on == date(2029, 12, 31)


def test_a_file_that_the_tool_made_is_read_too(shelf: Shelf) -> None:
    """JSON with its checksum."""
    assert shelf.folder is not None
    shutil.copy(FOLDER / "uk-scotland-2026.1.json", shelf.folder / "other.json")
    with pytest.raises(CalendarDataInvalid, match=r"Seedbed ships version 2026\.1 of calendar uk-scotland already"):
        shelf.names()


def test_the_example_for_the_institutions_of_the_union_is_a_calendar() -> None:
    """A whole calendar by configuration: no package that we may use knows these days."""
    found = read_calendar_file(EXAMPLE)
    assert (found.name, found.first_on.year, found.last_on.year) == ("eu-institutions", 2026, 2026)
    assert date(2026, 7, 21) in {day.on for day in found.holidays}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "calendar is missing"),
        ("calendar = 1", "version is missing"),
        ('calendar = "../uk"\nversion = "1.1"\n', "name is small letters"),
        ('calendar = "uk"\nversion = "1"\nbase = "2026.1"\n', "name is small letters"),
        ('calendar = "uk"\nversion = "2026.1"\nbase = "2026.1"\n', "is not after its base"),
        ('calendar = "uk"\nversion = "2027.1"\nbase = "2025.9"\n', "has no version"),
        ('calendar = "us"\nversion = "2027.1"\n', "first_on is missing"),
        (HEAD + "surprise = 1\n", "unknown keys surprise"),
        (HEAD + "first_on = 2015-01-01\n", "come from the base"),
        (HEAD + "last_on = 2020-12-31\n", "is before that of its base"),
        (HEAD + 'last_on = "2029-12-31"\n', "plain date"),
        (HEAD + ADDED.replace("2027-06-07", "2027-06-06"), "Saturday or Sunday"),
        (HEAD + ADDED.replace("2027-06-07", "2037-06-08"), "outside 2015-01-01 to 2028-12-31"),
        (HEAD + ADDED + ADDED, "stands there twice"),
        (HEAD + ADDED.replace('source = "Gazette"\n', ""), "source"),
        (HEAD + ADDED.replace('"Gazette"', '""'), "may not be empty"),
        (HEAD + ADDED + 'parts = ["Cornwall"]\n', "Cornwall is not one of"),
        (HEAD + f"[[removed]]\non = 2027-06-07\n{WHY}", "is no holiday in"),
        (HEAD + "added = 3\n", "is not a calendar file"),
        ("[[added\n", "is not a calendar file"),
    ],
)
def test_a_file_that_cannot_be_meant_is_told_and_never_left_out(shelf: Shelf, text: str, says: str) -> None:
    """With the name of the file; the newest version is not asked for while a file is in doubt."""
    put(shelf, text)
    with pytest.raises(CalendarDataInvalid, match=f"(?s)mine.toml.*{says}|{says}"):
        shelf.load("us" if '"us"' in text else "uk")


def test_a_wrong_file_does_not_stand_between_us_and_a_shipped_version(shelf: Shelf) -> None:
    """Procedures that are pinned to it go on."""
    put(shelf, "[[added\n")
    assert shelf.load("uk", version="2026.1") == load_calendar("uk")


def test_two_files_of_one_version_are_refused(shelf: Shelf) -> None:
    """Which of the two was meant is not guessed."""
    put(shelf, HEAD + ADDED)
    put(shelf, HEAD, "theirs.toml")
    with pytest.raises(CalendarDataInvalid, match=r"mine.toml is version 2026\.1\.1 of calendar uk already"):
        shelf.load("uk")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("eu.toml", 'calendar = "eu-institutions"\nversion = '),
        ("eu.toml", 'calendar = "eu-institutions"\nversion = "2027.1"\nsurprise = 1\n'),
        ("eu.json", '{"name": "eu-institutions", "version": "2027.1", '),
        ("eu.json", '{"name": "eu-institutions", "version": "2027.1", "sha256": "0"}'),
    ],
)
def test_a_broken_file_of_one_calendar_stands_in_no_other_ones_way(shelf: Shelf, name: str, text: str) -> None:
    """Neither the newest version nor an own one; whoever wants the broken one, or all of them, is told of it."""
    put(shelf, HEAD + ADDED)
    put(shelf, text, name)
    assert shelf.versions("uk") == ("2026.1", "2026.1.1")
    assert (shelf.load("uk").version, shelf.load("uk", version="2026.1.1").version) == ("2026.1.1", "2026.1.1")
    with pytest.raises(CalendarDataInvalid, match=name):
        shelf.load("eu-institutions")
    with pytest.raises(CalendarDataInvalid, match=name):
        shelf.names()


def test_a_broken_file_that_may_be_of_any_calendar_stands_only_in_the_way_of_the_newest(shelf: Shelf) -> None:
    """A version that is found in a sound file is that version, whatever the broken one is."""
    put(shelf, HEAD + ADDED)
    put(shelf, "[[added\n", "broken.toml")
    assert shelf.load("uk", version="2026.1.1").version == "2026.1.1"
    for version in (None, "2026.1.2"):
        with pytest.raises(CalendarDataInvalid, match=r"broken\.toml"):
            shelf.load("uk", version=version)


def test_two_files_of_one_version_leave_the_other_versions_alone(shelf: Shelf) -> None:
    """Only the version that is there twice is in doubt, and the newest."""
    put(shelf, HEAD + ADDED)
    later = HEAD.replace("2026.1.1", "2026.1.2")
    for name in ("one.toml", "two.toml"):
        put(shelf, later + ADDED, name)
    assert shelf.load("uk", version="2026.1.1").version == "2026.1.1"
    with pytest.raises(CalendarDataInvalid, match=r"one.toml is version 2026\.1\.2"):
        shelf.load("uk", version="2026.1.2")


def test_an_unknown_calendar_is_told_with_those_that_are_known_beside_a_broken_file(shelf: Shelf) -> None:
    """The broken one is among the known: its file is there."""
    put(shelf, 'calendar = "eu-institutions"\nversion = ', "eu.toml")
    with pytest.raises(CalendarDataInvalid, match=r'calendar "moon"\. Known: eu, eu-institutions, uk'):
        shelf.load("moon")
