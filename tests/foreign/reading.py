"""The foreign definitions, their rule set, and their calendar."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

from config.calendars.home import read_calendar_file
from engine.time.calendar import Calendar
from procedures.law.loading import load_pack
from procedures.law.models import Pack
from procedures.loader import LoadedDefinition, load_definition

HERE = Path(__file__).parent
NAMES = tuple(sorted(path.stem for path in (HERE / "prozorro").glob("*.yaml")))


@lru_cache
def foreign(name: str) -> LoadedDefinition:
    """One of the six procedures."""
    return load_definition(HERE / "prozorro" / f"{name}.yaml")


@lru_cache
def rules() -> Pack:
    """The durations as a rule set: no file of Seedbed's own names it."""
    return load_pack(HERE / "prozorro-2026.1.yaml").pack


@lru_cache
def ukraine() -> Calendar:
    """The calendar that the procedures name."""
    return Calendar.from_data(read_calendar_file(HERE / "ukraine.toml"))


def durations() -> dict[str, dict[str, str]]:
    """The rows of the table, by route."""
    with (HERE / "durations.csv").open(encoding="utf-8", newline="") as file:
        return {row["route"]: row for row in csv.DictReader(file)}
