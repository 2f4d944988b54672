"""Periods of an authority's own notices: the financial year, its half-years and its quarters, and when each is due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

from engine.time.periods import Span, add_months, half_year_of, quarter_of

Every = Literal["year", "half-year", "quarter"]
DAY = timedelta(days=1)


def period_of(every: Every, on: date) -> Span:
    """The period in which a day lies; a financial year begins on 1 April (UK-PIPE-1)."""
    if every == "quarter":
        return quarter_of(on)
    if every == "half-year":
        return half_year_of(on)
    first = date(on.year if on.month >= 4 else on.year - 1, 4, 1)
    return Span(first_on=first, last_on=add_months(first, 12) - DAY)


def due_on(span: Span, counted: Literal["first", "last"], days: int) -> date:
    """The last day of so many beginning with the period's first or last day (UK-CLK-3)."""
    start = span.first_on if counted == "first" else span.last_on
    return start + (days - 1) * DAY


def periods(every: Every, first: date, until: date) -> Iterator[Span]:
    """Every period from the first to which the duty applies up to the one in which a day lies."""
    span = period_of(every, first)
    while span.first_on <= until:
        yield span
        span = period_of(every, span.last_on + DAY)
