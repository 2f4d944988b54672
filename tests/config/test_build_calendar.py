"""The tool that makes a calendar: how corrections are joined, and which corrections cannot be meant."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import tools.build_calendar
from config.calendars import read_calendar
from config.calendars.overrides import OverridesInvalid
from tools.build_calendar import build, describe_parts, main, read_overrides

HEAD = """
name = "uk"
version = "1.1"
first_on = 2026-01-01
last_on = 2026-12-31
"""
WHY = 'reason = "test"\nsource = "test"\nrecorded_on = 2026-11-23\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of calendars of its own."""
    monkeypatch.setattr(tools.build_calendar, "FOLDER", tmp_path)
    return tmp_path


def write(folder: Path, text: str, head: str = HEAD) -> Path:
    """Write an override file."""
    path = folder / "uk.overrides.toml"
    path.write_text(head + text, encoding="utf-8")
    return path


def days_of(folder: Path, text: str) -> dict[str, tuple[str, list[str]]]:
    """Make the calendar of 2026 with these corrections: day -> why, parts."""
    document = build(read_overrides(write(folder, text)))
    return {day["on"]: (day["why"], day["parts"]) for day in document["holidays"]}


def test_an_added_day_joins_the_others(folder: Path) -> None:
    """A day proclaimed for one part becomes a holiday of the union."""
    added = days_of(folder, f'[[added]]\non = 2026-07-01\nname = "Victory"\nparts = ["Wales"]\n{WHY}')
    assert added["2026-07-01"] == ("Victory (Wales)", ["Wales"])
    assert len(added) == 15


def test_an_added_day_that_the_package_knows_too_is_not_doubled(folder: Path) -> None:
    """The person's name for it wins, for the parts named."""
    days = days_of(folder, f'[[added]]\non = 2026-11-30\nname = "Andermas"\nparts = ["Scotland", "Wales"]\n{WHY}')
    assert days["2026-11-30"] == ("Andermas (Wales and Scotland)", ["Wales", "Scotland"])
    days = days_of(folder, f'[[added]]\non = 2026-12-25\nname = "Yule"\nparts = ["Scotland"]\n{WHY}')
    assert days["2026-12-25"][0] == "Christmas Day (England, Wales and Northern Ireland); Yule (Scotland)"
    assert len(days["2026-12-25"][1]) == 4


def test_a_removed_day_is_gone_where_it_was_removed(folder: Path) -> None:
    """From every part: a working day. From one part: still a holiday in the others."""
    days = days_of(folder, f'[[removed]]\non = 2026-11-30\nparts = ["Scotland"]\n{WHY}')
    assert "2026-11-30" not in days
    days = days_of(folder, f'[[removed]]\non = 2026-12-25\nparts = ["Scotland"]\n{WHY}')
    assert days["2026-12-25"][0] == "Christmas Day (England, Wales and Northern Ireland)"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f'[[removed]]\non = 2026-11-27\nparts = ["Scotland"]\n{WHY}', "no bank holiday in Scotland"),
        (f'[[removed]]\non = 2026-11-30\nparts = ["Wales"]\n{WHY}', "no bank holiday in Wales"),
        (f'[[removed]]\non = 2026-11-30\nname = "x"\nparts = ["Scotland"]\n{WHY}', "a removed one has none"),
        (f'[[added]]\non = 2026-07-01\nparts = ["Wales"]\n{WHY}', "an added day needs a name"),
        (f'[[added]]\non = 2026-07-04\nname = "x"\nparts = ["Wales"]\n{WHY}', "Saturday or Sunday"),
        (f'[[added]]\non = 2027-07-01\nname = "x"\nparts = ["Wales"]\n{WHY}', "outside 2026-01-01 to 2026-12-31"),
        (f'[[added]]\non = 2026-07-01\nname = "x"\nparts = ["Cornwall"]\n{WHY}', "Cornwall is not one of"),
        (f'[[added]]\non = 2026-07-01\nname = "x"\nparts = []\n{WHY}', "may not be empty"),
        (f'[[added]]\non = 2026-07-01T10:00:00Z\nname = "x"\nparts = ["Wales"]\n{WHY}', "plain date"),
        (f'[[added]]\non = "2026-07-01"\nname = "x"\nparts = ["Wales"]\n{WHY}', "plain date"),
        ('[[added]]\non = 2026-07-01\nname = "x"\nparts = ["Wales"]\n', "missing 3 required"),
        (f'[[added]]\non = 2026-07-01\nname = "x"\nparts = ["Wales"]\nnote = "?"\n{WHY}', "note"),
        ("surprise = 1\n", "surprise"),
        ('[names]\n"Saint Nicholas" = "Santa"\n', "never uses Saint Nicholas"),
        ("name = 1\n", "Cannot overwrite"),
        ("[[added\n", "line"),
    ],
)
def test_a_correction_that_cannot_be_meant_is_refused(folder: Path, text: str, message: str) -> None:
    """Each with the day or the key that is wrong; nothing is skipped."""
    with pytest.raises(OverridesInvalid, match=message):
        build(read_overrides(write(folder, text)))


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("2026-01-01", '"2026-01-01"', "first_on is a plain date"),
        ("2026-12-31", "2026-12-31T00:00:00", "last_on is a plain date"),
        ("2026-12-31", "2025-12-31", "first_on 2026-01-01 is after last_on 2025-12-31"),
        ('"1.1"', "1.1", "version"),
        ('"1.1"', '"../1.1"', "version"),
        ('name = "uk"', 'name = "../uk"', "name"),
        ('version = "1.1"', "", "version"),
    ],
)
def test_a_calendar_without_a_sensible_name_version_or_range_is_refused(
    folder: Path, before: str, after: str, message: str
) -> None:
    """The head of the file is as strict as its entries; no name leads out of the folder."""
    with pytest.raises(OverridesInvalid, match=message):
        read_overrides(write(folder, "", HEAD.replace(before, after)))


def test_the_tool_writes_a_file_that_loads_and_checks_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is written is read back with its checksum, and --check agrees; making it twice changes nothing."""
    write(folder, "")
    assert main(["uk"]) == 0
    path = folder / "uk-1.1.json"
    assert read_calendar(path).version == "1.1"
    first = path.read_bytes()
    assert main(["uk"]) == 0
    assert path.read_bytes() == first
    assert main(["uk", "--check"]) == 0
    assert "is what its sources give" in capsys.readouterr().out


def test_a_version_never_gets_other_days(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Procedures are pinned to it: the tool shows what would change and asks for a new version."""
    write(folder, "")
    assert main(["uk"]) == 0
    before = (folder / "uk-1.1.json").read_bytes()
    correction = f'[[removed]]\non = 2026-11-30\nparts = ["Scotland"]\n{WHY}'
    write(folder, correction)
    assert main(["uk"]) == 1
    assert main(["uk", "--check"]) == 1
    shown = capsys.readouterr()
    assert "raise version" in shown.err
    assert "2026-11-30: Saint Andrew's Day (Scotland) -> no holiday" in shown.err
    assert (folder / "uk-1.1.json").read_bytes() == before
    write(folder, correction, HEAD.replace("1.1", "1.2"))
    assert main(["uk"]) == 0
    assert sorted(path.name for path in folder.glob("*.json")) == ["uk-1.1.json", "uk-1.2.json"]


def test_the_tool_says_why_it_made_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No override file, and no file to check against: exit 2 and a sentence, not a traceback."""
    assert main(["fr"]) == 2
    write(folder, "")
    assert main(["uk", "--check"]) == 2
    assert capsys.readouterr().err.count("No calendar was made") == 2


def test_one_holiday_is_one_line_of_the_file(folder: Path) -> None:
    """A change of the list is read as a list of days in any comparison of two versions."""
    write(folder, "")
    main(["uk"])
    lines = (folder / "uk-1.1.json").read_text(encoding="utf-8").splitlines()
    assert sum('"on": ' in line for line in lines) == len(json.loads("\n".join(lines))["holidays"]) == 14


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        (["Scotland"], "Scotland"),
        (["Wales", "England"], "England and Wales"),
        (["Northern Ireland", "Wales", "England"], "England, Wales and Northern Ireland"),
        (["Northern Ireland", "Wales", "England", "Scotland"], "all of the UK"),
    ],
)
def test_parts_of_the_country_are_named_in_the_usual_order(parts: list[str], words: str) -> None:
    """As a British reader would say it."""
    assert describe_parts(parts) == words
