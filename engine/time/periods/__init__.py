"""Periods: how long one is, when it ends, and why each day or month in it counted or did not."""

from engine.time.periods.amounts import CalendarDays, WorkingDays, add_days, add_working_days, working_days_left
from engine.time.periods.backward import Bound, Window, window_before
from engine.time.periods.ending import Ending, ending, last_day
from engine.time.periods.explaining import PeriodExplanation, explain_period
from engine.time.periods.months import Span, add_months, half_year_of, quarter_of
from engine.time.periods.walk import DayCounted
from engine.time.periods.words import (
    IN_HOURS,
    LONGEST_PERIOD,
    Counting,
    OpeningHours,
    Period,
    Rolling,
    RunsFrom,
    Unit,
)

__all__ = [
    "IN_HOURS",
    "LONGEST_PERIOD",
    "Bound",
    "CalendarDays",
    "Counting",
    "DayCounted",
    "Ending",
    "OpeningHours",
    "Period",
    "PeriodExplanation",
    "Rolling",
    "RunsFrom",
    "Span",
    "Unit",
    "Window",
    "WorkingDays",
    "add_days",
    "add_months",
    "add_working_days",
    "ending",
    "explain_period",
    "half_year_of",
    "last_day",
    "quarter_of",
    "window_before",
    "working_days_left",
]
