"""The shipped innovative partnership with a plan that a test says."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from config.calendars import load_calendar
from engine.definition import Definition
from engine.time.calendar import Calendar
from tests.procedures.places import SHIPPED, read_again, value_of

LIKELY = {"least": 3, "likely": 8, "most": 25}
SUPPLIERS = {"applied": {"least": 5, "likely": 20, "most": 60}, "funded": 9}


def planned(takes: Any = LIKELY, **more: Any) -> Definition:
    """Every step takes so long, and whatever else the plan is to say."""
    value = value_of(SHIPPED)
    steps = [step["step"] for stage in value["stages"] for step in stage["steps"] if not step.get("ends")]
    value["plan"] = {
        "launch": {"first": "2027-01-04", "last": "2027-03-31"},
        "until": "CONTRACT_ENTERED",
        "steps": {step: {"takes": takes} for step in steps},
        "suppliers": SUPPLIERS,
        **more,
    }
    return read_again(value).definition


@lru_cache
def uk() -> Calendar:
    """The calendar of the definition."""
    return Calendar.from_data(load_calendar("uk"))
