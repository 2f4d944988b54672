"""The shipped calendars: what is in them, where it came from, and that nothing else is ever used instead."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from holidays import country_holidays

from config import calendars
from config.calendars import (
    FOLDER,
    CalendarDataInvalid,
    calendar_names,
    calendar_versions,
    content_sha256,
    load_calendar,
    read_calendar,
)
from tools.build_calendar import build, differences, read_overrides, render

ALL = {"England", "Wales", "Scotland", "Northern Ireland"}
NOT_SCOTLAND = ALL - {"Scotland"}
SCOTLAND, NORTHERN_IRELAND = {"Scotland"}, {"Northern Ireland"}

# The rule book's list, read from the official data set: month, day and the parts that have the holiday.
OFFICIAL = {
    2026: {
        (1, 1): ALL, (1, 2): SCOTLAND, (3, 17): NORTHERN_IRELAND, (4, 3): ALL, (4, 6): NOT_SCOTLAND, (5, 4): ALL,
        (5, 25): ALL, (6, 15): SCOTLAND, (7, 13): NORTHERN_IRELAND, (8, 3): SCOTLAND, (8, 31): NOT_SCOTLAND,
        (11, 30): SCOTLAND, (12, 25): ALL, (12, 28): ALL,
    },
    2027: {
        (1, 1): ALL, (1, 4): SCOTLAND, (3, 17): NORTHERN_IRELAND, (3, 26): ALL, (3, 29): NOT_SCOTLAND, (5, 3): ALL,
        (5, 31): ALL, (7, 12): NORTHERN_IRELAND, (8, 2): SCOTLAND, (8, 30): NOT_SCOTLAND, (11, 30): SCOTLAND,
        (12, 27): ALL, (12, 28): ALL,
    },
    2028: {
        (1, 3): ALL, (1, 4): SCOTLAND, (3, 17): NORTHERN_IRELAND, (4, 14): ALL, (4, 17): NOT_SCOTLAND, (5, 1): ALL,
        (5, 29): ALL, (7, 12): NORTHERN_IRELAND, (8, 7): SCOTLAND, (8, 28): NOT_SCOTLAND, (11, 30): SCOTLAND,
        (12, 25): ALL, (12, 26): ALL,
    },
}  # fmt: skip

# Days that no rule foretells: each was proclaimed, moved or both.
ONE_OFF = {
    date(2020, 5, 8): "Early May bank holiday (all of the UK)",  # moved for the 75th anniversary of VE Day
    date(2022, 6, 2): "Spring bank holiday (all of the UK)",  # moved for the Platinum Jubilee
    date(2022, 6, 3): "Platinum Jubilee bank holiday (all of the UK)",
    date(2022, 9, 19): "Bank holiday for the State Funeral of Queen Elizabeth II (all of the UK)",
    date(2023, 5, 8): "Bank holiday for the Coronation of King Charles III (all of the UK)",
    date(2026, 6, 15): "One-off holiday for the 2026 World Cup (Scotland)",
}
NOT_HOLIDAYS = [date(2020, 5, 4), date(2022, 5, 30)]  # where the moved ones would have been


def test_the_calendar_says_what_it_is() -> None:
    """Name, version, range, sources and checksum."""
    uk = load_calendar()
    assert (uk.name, uk.version) == ("uk", "2026.1")
    assert (uk.first_on, uk.last_on) == (date(2015, 1, 1), date(2028, 12, 31))
    assert len(uk.sha256) == 64
    assert "holidays 0." in uk.source
    assert "uk.overrides.toml" in uk.source


@pytest.mark.parametrize("year", OFFICIAL)
def test_the_days_of_a_year_are_those_of_the_rule_book(year: int) -> None:
    """Day by day and part by part; there is no disagreement to explain in 2026, 2027 or 2028."""
    found = {(day.on.month, day.on.day): set(day.parts) for day in load_calendar().holidays if day.on.year == year}
    assert found == OFFICIAL[year]


def test_the_days_that_were_proclaimed_or_moved_are_there() -> None:
    """2020, 2022, 2023 and 2026 each had days of their own, and lost the ones they replaced."""
    holidays = {day.on: day.why for day in load_calendar().holidays}
    assert {on: holidays.get(on) for on in ONE_OFF} == ONE_OFF
    assert not set(NOT_HOLIDAYS) & set(holidays)


def test_only_weekdays_are_listed_each_once_and_in_order() -> None:
    """As in the official list: the weekday that stands in, never the Saturday or Sunday itself."""
    days = [day.on for day in load_calendar().holidays]
    assert days == sorted(set(days))
    assert all(on.isoweekday() <= 5 for on in days)


def test_every_year_has_the_number_of_days_that_the_union_gives() -> None:
    """13 in an ordinary year; more where one was proclaimed, or where Scotland's two new-year days moved apart."""
    days = [day.on.year for day in load_calendar().holidays]
    proclaimed = {2022: 2, 2023: 1, 2026: 1}
    for year in range(2015, 2029):
        assert days.count(year) in {13 + proclaimed.get(year, 0), 14 + proclaimed.get(year, 0)}, year


def test_the_shipped_file_is_what_its_sources_give() -> None:
    """Made again in memory from the package and the override file, it has the same content and the same bytes."""
    document = build(read_overrides(FOLDER / "uk.overrides.toml"))
    shipped = (FOLDER / "uk-2026.1.json").read_text(encoding="utf-8")
    assert list(differences(json.loads(shipped), document)) == []
    # The note on the package's version may differ on a developer's machine; nothing else may.
    assert render(document | {"source": json.loads(shipped)["source"]}) == shipped


@pytest.mark.parametrize("year", range(2015, 2029))
def test_the_shipped_days_are_the_union_of_the_parts(year: int) -> None:
    """UK-CLK-1, worked out here without the tool: any weekday that is a holiday in any part."""
    parts = [country_holidays("GB", subdiv=part, years=year) for part in ("ENG", "WLS", "SCT", "NIR")]
    union = {on for part in parts for on in part if on.isoweekday() <= 5}
    assert {day.on for day in load_calendar().holidays if day.on.year == year} == union


MEMBER_STATES = read_overrides(FOLDER / "eu.overrides.toml").countries


def test_the_calendar_of_the_union_is_what_its_sources_give() -> None:
    """The 27 Member States in one: made again in memory, it has the same bytes but for the note on its sources."""
    document = build(read_overrides(FOLDER / "eu.overrides.toml"))
    shipped = (FOLDER / "eu-2026.1.json").read_text(encoding="utf-8")
    assert render(document | {"source": json.loads(shipped)["source"]}) == shipped


@pytest.mark.parametrize("year", range(2024, 2029))
def test_a_day_that_is_a_holiday_in_some_member_state_is_one_in_the_union(year: int) -> None:
    """EU-CLK-1: on the union of all lists, no period that rolls forward ends too early in any Member State."""
    assert len(MEMBER_STATES) == 27
    lists = [country_holidays(state, years=year) for state in MEMBER_STATES]
    union = {on for one in lists for on in one if on.isoweekday() <= 5}
    assert {day.on for day in load_calendar("eu").holidays if day.on.year == year} == union


def test_loading_is_quick() -> None:
    """It is on the cold path of every list: under 3 ms, the checksum included (best of ten, the machine is shared)."""
    best = min(_seconds_to_load() for _ in range(10))
    assert best < 0.003


def test_loading_imports_no_holiday_package_and_nothing_of_ours() -> None:
    """The data is shipped; the package that made it is a developer's tool."""
    program = (
        "import sys; from config.calendars import load_calendar; load_calendar();"
        "print(*sorted(m for m in sys.modules if m.partition('.')[0] in"
        " {'holidays', 'dateutil', 'engine', 'procedures', 'pydantic', 'yaml', 'importlib_resources', 'prefect'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=FOLDER.parents[1]
    )
    assert done.stdout.strip() == ""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"2026-11-30"', '"2026-11-27"'),
        ("St Andrew's Day", "St Andrews Day"),
        ('"last_on": "2028-12-31"', '"last_on": "2038-12-31"'),
        ('"version": "2026.1"', '"version": "2026.2"'),
        ('["Scotland"]}', '["England"]}'),
    ],
)
def test_a_calendar_that_was_edited_is_not_used(tmp_path: Path, before: str, after: str) -> None:
    """One changed day is enough: the file is refused with what to do, and no other list takes its place."""
    copy = tmp_path / "uk-2026.1.json"
    text = (FOLDER / "uk-2026.1.json").read_text(encoding="utf-8")
    assert before in text
    copy.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(CalendarDataInvalid, match=r"was changed after it was made.*tools.build_calendar"):
        read_calendar(copy)


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b"null", b"\xff\xfe", b'{"sha256": 1}', b'{"name": "uk"', b"[" * 50_000]
)
def test_what_is_no_calendar_file_is_refused(tmp_path: Path, content: bytes) -> None:
    """Empty, cut off, of another kind or nested without end: a clear error, never an empty calendar."""
    (tmp_path / "uk-2026.1.json").write_bytes(content)
    with pytest.raises(CalendarDataInvalid, match=r"uk-2026\.1\.json is not a calendar file"):
        read_calendar(tmp_path / "uk-2026.1.json")


def test_a_right_checksum_over_wrong_days_is_still_refused(tmp_path: Path) -> None:
    """A date that does not exist is found although its checksum fits."""
    document = json.loads((FOLDER / "uk-2026.1.json").read_bytes())
    document["holidays"][0]["on"] = "2015-02-30"
    document["sha256"] = content_sha256(document)
    (tmp_path / "uk-2026.1.json").write_text(json.dumps(document))
    with pytest.raises(CalendarDataInvalid, match="is not a calendar file"):
        read_calendar(tmp_path / "uk-2026.1.json")


@pytest.mark.parametrize("name", ["fr", "", "UK", "uk.overrides", "../uk", "/etc/passwd", "uk-2026.1", "u*", "a\0b"])
def test_an_unknown_calendar_is_refused_with_those_there_are(name: str) -> None:
    """The name is looked up among the shipped ones, so it can name no other file."""
    known = r"Known: eu, uk, uk-england-wales, uk-northern-ireland, uk-scotland\."
    with pytest.raises(CalendarDataInvalid, match=f"There is no calendar .* {known}"):
        load_calendar(name)


@pytest.mark.parametrize("version", ["2025.1", "", "../2026.1", "*"])
def test_an_unknown_version_is_refused_with_those_there_are(version: str) -> None:
    """A procedure pinned to a version that is not here must not be served by another one."""
    with pytest.raises(CalendarDataInvalid, match=r"has no version .* Known: 2026\.1\."):
        load_calendar("uk", version=version)


def test_a_pinned_version_stays_available_beside_the_newest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Versions are numbers: 2026.10 is newer than 2026.9, and the old one is still loaded by name."""
    for version in ("2026.1", "2026.9", "2026.10"):
        document = json.loads((FOLDER / "uk-2026.1.json").read_bytes()) | {"version": version}
        document["sha256"] = content_sha256(document)
        (tmp_path / f"uk-{version}.json").write_text(render(document), encoding="utf-8")
    shutil.copy(FOLDER / "uk.overrides.toml", tmp_path)
    monkeypatch.setattr(calendars, "FOLDER", tmp_path)
    assert calendar_names() == ("uk",)
    assert calendar_versions("uk") == ("2026.1", "2026.9", "2026.10")
    assert load_calendar("uk").version == "2026.10"
    assert load_calendar("uk", version="2026.1").sha256 == read_calendar(FOLDER / "uk-2026.1.json").sha256


def _seconds_to_load() -> float:
    start = time.perf_counter()
    load_calendar("uk")
    return time.perf_counter() - start
