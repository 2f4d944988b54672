"""Our calendars beside an independent copy of the official dates: each difference is explained."""

from __future__ import annotations

import tomllib
from datetime import date
from importlib.metadata import metadata
from importlib.resources import files
from pathlib import Path

import pytest

from config.calendars import load_calendar
from config.calendars.official import DIVISIONS, UNION, compare, read_official

COPY = Path(str(files("govuk_bank_holidays"))) / "bank-holidays.json"
EXPLAINED = tomllib.loads(Path(__file__).with_name("known_differences.toml").read_text(encoding="utf-8"))["difference"]
CALENDARS = {
    "uk-england-wales": "england-and-wales", "uk-scotland": "scotland", "uk-northern-ireland": "northern-ireland"
}  # fmt: skip


def explained(division: str) -> set[date]:
    """The days that the file accounts for."""
    return {one["on"] for one in EXPLAINED if one["division"] == division and one["why"]}


@pytest.mark.parametrize("division", [*DIVISIONS, UNION])
def test_every_weekday_that_both_know_agrees_or_is_explained(division: str) -> None:
    """2015 to 2028: 3,652 weekdays in each division and in the union; no difference stands in the file in vain."""
    found = {one.division: one for one in compare(load_calendar("uk"), read_official(COPY))}[division]
    assert (found.first_on, found.last_on, found.weekdays) == (date(2015, 1, 1), date(2028, 12, 31), 3652)
    assert {one.on for one in found.differences} == explained(division)


@pytest.mark.parametrize("name", CALENDARS)
def test_the_calendar_of_a_division_is_the_official_one(name: str) -> None:
    """It is compared with its own division only."""
    (found,) = compare(load_calendar(name), read_official(COPY))
    assert found.division == CALENDARS[name]
    assert {one.on for one in found.differences} == explained(found.division)


def test_the_union_is_the_days_of_all_divisions() -> None:
    """UK-CLK-1, by our own files."""
    divisions = {day.on for name in CALENDARS for day in load_calendar(name).holidays}
    assert divisions == {day.on for day in load_calendar("uk").holidays}


def test_the_copy_is_free_to_use_and_not_our_source() -> None:
    """MIT, and made from GOV.UK's own file by the Ministry of Justice; ours is made from another package."""
    assert metadata("govuk-bank-holidays")["License"] == "MIT"
    assert "govuk" not in load_calendar("uk").source
