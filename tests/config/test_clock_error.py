"""How much the machine's clock may be wrong: a setting, read where the house is wired, and nothing in a simulation."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from config.settings import read_settings
from tests.databases import Database, on_sqlite
from tests.factories import make_office


@pytest.mark.parametrize(("given", "seconds"), [(None, 2), ("0", 0), ("0.5", 0.5), ("3600", 3600)])
def test_it_is_two_seconds_unless_said_otherwise(tmp_path: Path, given: str | None, seconds: float) -> None:
    """Fractions too; nothing at all for who trusts the clock wholly."""
    environ = {} if given is None else {"SEEDBED_CLOCK_ERROR_SECONDS": given}
    assert read_settings(environ, home=tmp_path).clock_error == timedelta(seconds=seconds)


@pytest.mark.parametrize("given", ["-1", "two", "3601", "nan", "inf"])
def test_what_is_no_number_of_seconds_is_refused_by_name(tmp_path: Path, given: str) -> None:
    """A clock that may be more than an hour wrong is no clock."""
    with pytest.raises(ValueError, match="SEEDBED_CLOCK_ERROR_SECONDS"):
        read_settings({"SEEDBED_CLOCK_ERROR_SECONDS": given}, home=tmp_path)


@on_sqlite
def test_a_simulated_clock_is_never_wrong(tmp_path: Path, database: Database) -> None:
    """It is the time: the demonstration refuses one second late, whatever the machine's setting."""
    office = make_office(tmp_path, database)
    assert office.house.settings.clock_error == timedelta(seconds=2)
    assert office.house.clock_error == timedelta(0)
    office.house.close()
