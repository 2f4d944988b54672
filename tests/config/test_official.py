"""Official files, hostile ones too: what is read, what is refused with its place, and what is compared."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from config.calendars import load_calendar
from config.calendars.official import (
    DIVISIONS,
    MOST_BYTES,
    OfficialFileUnreadable,
    as_calendar,
    compare,
    read_official,
)


def ours(year: int) -> dict[str, list[str]]:
    """What our calendar has for each division."""
    days = load_calendar("uk").holidays
    return {
        division: [day.on.isoformat() for day in days if day.on.year == year and set(parts) <= set(day.parts)]
        for division, parts in DIVISIONS.items()
    }


def as_json(days: dict[str, list[str]]) -> str:
    """The form in which GOV.UK publishes."""
    return json.dumps(
        {
            division: {
                "division": division,
                "events": [{"title": "A day", "date": on, "notes": "", "bunting": True} for on in dates],
            }
            for division, dates in days.items()
        }
    )


def as_csv(days: dict[str, list[str]]) -> str:
    """A table."""
    return "division,date\n" + "".join(f"{division},{on}\n" for division, dates in days.items() for on in dates)


@pytest.mark.parametrize("write", [as_json, as_csv, lambda days: "\ufeff" + as_csv(days)])
def test_an_equal_list_is_equal_in_every_division_and_the_union(tmp_path: Path, write: object) -> None:
    """JSON, CSV, and a CSV as spreadsheets save it, with a byte-order mark."""
    assert callable(write)
    path = tmp_path / "list"
    path.write_text(write(ours(2027)), encoding="utf-8")
    found = compare(load_calendar("uk"), read_official(path))
    assert [(one.division, len(one.differences), one.weekdays) for one in found] == [
        (division, 0, 261) for division in (*DIVISIONS, "union")
    ]


def test_each_difference_is_named_by_division_and_day(tmp_path: Path) -> None:
    """One day more in Scotland, one fewer in Northern Ireland: both, and both in the union."""
    days = ours(2027)
    days["scotland"].append("2027-06-07")
    days["northern-ireland"].remove("2027-07-12")
    path = tmp_path / "list.json"
    path.write_text(as_json(days), encoding="utf-8")
    found = [
        (one.division, each.on.isoformat(), each.ours is None)
        for one in compare(load_calendar("uk"), read_official(path))
        for each in one.differences
    ]
    assert found == [
        ("scotland", "2027-06-07", True),
        ("northern-ireland", "2027-07-12", False),
        ("union", "2027-06-07", True),
        ("union", "2027-07-12", False),
    ]


def test_a_missing_division_is_not_compared_and_takes_the_union_with_it(tmp_path: Path) -> None:
    """A list of one division says nothing of the others."""
    path = tmp_path / "list.csv"
    path.write_text(as_csv({"scotland": ours(2027)["scotland"]}), encoding="utf-8")
    assert [one.division for one in compare(load_calendar("uk"), read_official(path))] == ["scotland"]


def test_weekend_days_are_left_out_and_counted(tmp_path: Path) -> None:
    """Only weekdays are compared."""
    days = ours(2027)
    days["scotland"].append("2027-12-25")  # a Saturday
    path = tmp_path / "list.json"
    path.write_text(as_json(days), encoding="utf-8")
    official = read_official(path)
    assert official.weekend == 1
    assert not any(one.differences for one in compare(load_calendar("uk"), official))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"\xff\xfe{\x00}\x00", "is not UTF-8 text: line 1, byte 0"),
        (b'{"scotland": {\n  "events": [}\n', "is not JSON: .* line 2, column"),
        (b"[" * 100_000, "nested without end|is not JSON"),
        (b"[]", "expected an object"),
        (b'{"scotland": []}', '"scotland" has no list of events'),
        (b'{"scotland": {"events": {}}}', '"scotland" has no list of events'),
        (b'{"scotland": {"events": []}}', "lists no day"),
        (b'{"wales": {"events": [{"date": "2027-01-01"}]}}', 'unknown division "wales"; known: england-and-wales'),
        (b'{"scotland": {"division": "wales", "events": []}}', 'says that it is "wales"'),
        (b'{"scotland": {"events": [{"date": "2027-02-30"}]}}', 'scotland, event 1: "2027-02-30" is no date'),
        (b'{"scotland": {"events": [{"date": "01/02/2027"}]}}', "is no date such as 2026-11-30"),
        (b'{"scotland": {"events": [{"date": 20270101}]}}', "event 1: expected an object with a date"),
        (b'{"scotland": {"events": []}, "scotland": {"events": []}}', 'the key "scotland" stands twice'),
        (b'{"scotland": {"events": [{"date": "2027-01-01"}, {"date": "2027-01-01"}]}}', "2027-01-01 stands twice"),
        (b'{"s\\u001b[2J": {"events": [{"date": "2027-01-01"}]}}', r"unknown division \"s\?\[2J\""),
        (b"division;date\nscotland;2027-01-01\n", "line 1: expected the columns division,date"),
        (b"division,date\nscotland\n", "line 2: 1 columns, expected 2"),
        (b"division,date\nscotland,2027-01-01\nscotland,2027-1-2\n", 'line 3: "2027-1-2" is no date'),
        (b'division,date\n"scotland,2027-01-01\n', "line"),
        (b"division,date\nscotland,2027-01-01\nscotland,2027-01-01\n", "line 3: 2027-01-01 stands twice"),
        (b"division,date,date\nscotland,2027-01-01,2027-01-01\n", "line 1: expected the columns"),
        (b'{"scotland": {"events": [{"date": "2027-01-01"}]}, "x": ' + b"1" * 5_000 + b"}", "a number in it"),
        (
            b'{"scotland": {"events": [{"date": "2027-01-01"}]}, "northern-ireland": {"events": []}}',
            'lists no day for "northern-ireland"',
        ),
    ],
)
def test_a_doubtful_file_is_refused_with_its_place(tmp_path: Path, content: bytes, says: str) -> None:
    """Nothing is skipped, nothing guessed, and no control character of the file reaches a terminal."""
    path = tmp_path / "list"
    path.write_bytes(content)
    with pytest.raises(OfficialFileUnreadable, match=says):
        read_official(path)


def test_a_huge_or_absent_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    """Five million bytes are enough for ten thousand years."""
    path = tmp_path / "list"
    with path.open("wb") as stream:
        stream.truncate(MOST_BYTES + 1)
    with pytest.raises(OfficialFileUnreadable, match="larger than"):
        read_official(path)
    with pytest.raises(OfficialFileUnreadable, match="cannot be read"):
        read_official(tmp_path / "none")


def test_a_device_without_a_size_is_not_read_for_ever() -> None:
    """A pipe may give bytes without end."""
    with pytest.raises(OfficialFileUnreadable, match="larger than"):
        read_official(Path("/dev/zero"))


def test_a_table_as_a_spreadsheet_saves_it_is_read(tmp_path: Path) -> None:
    """Capitals in the heading, lines of nothing but commas, line ends of Windows, a column more."""
    rows = "".join(f"{division},{on},,\r\n" for division, dates in ours(2027).items() for on in dates)
    path = tmp_path / "list.csv"
    path.write_bytes(("Division, Date,Notes,\r\n" + rows + ",,,\r\n   \r\n\r\n").encode())
    assert not any(one.differences for one in compare(load_calendar("uk"), read_official(path)))


def test_half_a_character_in_a_title_stops_nothing(tmp_path: Path) -> None:
    """JSON can hold a surrogate that no text can: it is shown as a question mark, and hashed as one."""
    days = ours(2027)
    path = tmp_path / "list.json"
    path.write_text(as_json(days).replace("A day", "A \\ud800 day"), encoding="utf-8")
    found = as_calendar(read_official(path), load_calendar("uk"))
    assert {day.why for day in found.holidays if day.on.year == 2027} == {"A ? day"}


def test_an_official_list_can_stand_in_for_a_calendar(tmp_path: Path) -> None:
    """Its years are the list's, all others ours; it needs all three divisions."""
    days = ours(2027)
    days["scotland"].append("2027-06-07")
    path = tmp_path / "list.json"
    path.write_text(as_json(days), encoding="utf-8")
    found = as_calendar(read_official(path), load_calendar("uk"))
    held = {day.on for day in found.holidays}
    assert held - {day.on for day in load_calendar("uk").holidays} == {date(2027, 6, 7)}
    assert {day.on for day in load_calendar("uk").holidays} <= held
    path.write_text(as_json({"scotland": days["scotland"]}), encoding="utf-8")
    with pytest.raises(OfficialFileUnreadable, match="says nothing of england-and-wales, northern-ireland"):
        as_calendar(read_official(path), load_calendar("uk"))
