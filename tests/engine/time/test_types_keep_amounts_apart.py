"""Working days, calendar days, dates and instants are types of their own: mypy refuses to mix them."""

from __future__ import annotations

from pathlib import Path

import pytest
from mypy import api

ROOT = Path(__file__).parents[3]
GIVEN = """
from datetime import date, datetime
from engine.time.calendar import Calendar
from engine.time.local_time import end_of_day, local_date
from engine.time.periods import (
    CalendarDays, Period, WorkingDays, add_days, add_working_days, last_day, working_days_left,
)

def f(calendar: Calendar, on: date, at: datetime, period: Period) -> None:
    five, week = WorkingDays(5), CalendarDays(7)
"""
REFUSED = {
    "calendar days for working days": "add_working_days(on, week, calendar)",
    "a bare number for working days": "add_working_days(on, 5, calendar)",
    "working days for calendar days": "add_days(on, five)",
    "an instant for a date, in a period": "last_day(at, period, calendar)",
    "an instant for a date, in a count": "working_days_left(on, at, calendar)",
    "an instant for a date, at the end of a day": "end_of_day(at, 'Europe/London')",
    "a date for an instant": "local_date(on, 'Europe/London')",
    "what is left in working days, added as calendar days": "add_days(on, working_days_left(on, on, calendar))",
}
ACCEPTED = (
    "add_working_days(on, five, calendar); add_days(on, week); last_day(on, period, calendar);"
    " working_days_left(on, on, calendar); end_of_day(on, 'Europe/London'); local_date(at, 'Europe/London')"
)


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> dict[int, str]:
    """What mypy says of each line, all of them judged in one run."""
    path = tmp_path_factory.mktemp("types") / "mixing.py"
    lines = [*REFUSED.values(), ACCEPTED]
    path.write_text(GIVEN + "".join(f"    {line}\n" for line in lines), encoding="utf-8")
    config = str(ROOT / "pyproject.toml")
    cache = str(ROOT / ".mypy_cache")
    out, _, _ = api.run(["--config-file", config, "--cache-dir", cache, "--no-error-summary", str(path)])
    first = GIVEN.count("\n") + 1
    return {
        int(line.split(":")[1]) - first: line for line in out.splitlines() if "mixing.py" in line and ": error:" in line
    }


@pytest.mark.parametrize("what", REFUSED)
def test_mixing_is_refused_by_the_type_checker(judged: dict[int, str], what: str) -> None:
    """Each by itself, as a wrong argument."""
    assert "[arg-type]" in judged.get(list(REFUSED).index(what), "")


def test_the_right_types_are_accepted(judged: dict[int, str]) -> None:
    """The same calls with what they ask for."""
    assert len(REFUSED) not in judged
