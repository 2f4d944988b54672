"""What is left of a deadline that stands still: nothing is lost, nothing is counted twice (peers' trap: a pause)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.time.local_time import end_of_day, instant_of, local_date
from engine.time.remainder import (
    MICROSECOND,
    Remainder,
    every_day,
    last_day_after,
    left_of_days,
    left_of_moment,
    moment_after,
    working_days,
)
from tests.hands import uk
from tests.properties.clocks import ends_after

LONDON = "Europe/London"
RULES = {"calendar-days": every_day, "working-days": working_days(uk())}
STOPS = st.lists(st.tuples(st.integers(0, 3 * 24 * 3600), st.integers(0, 20 * 24 * 3600)), min_size=1, max_size=8)
"""Seconds until the next stop, and seconds that it lasts."""


def wall(text: str) -> datetime:
    """A local time in London."""
    return instant_of(datetime.fromisoformat(text), LONDON)


@pytest.mark.parametrize(
    ("unit", "last_on", "stopped", "resumed", "expected"),
    [
        ("calendar-days", "2026-11-26", "2026-11-20T10:00", "2026-11-23T10:00", "2026-11-29"),
        ("calendar-days", "2026-11-26", "2026-11-20T10:00", "2026-11-23T10:01", "2026-11-30"),
        ("calendar-days", "2026-11-26", "2026-11-20T10:00", "2026-11-20T10:00", "2026-11-26"),
        ("calendar-days", "2026-11-26", "2026-11-26T23:59", "2026-12-24T23:59", "2026-12-24"),
        # Over a clock change the wall decides: ten o'clock is ten o'clock.
        ("calendar-days", "2026-10-28", "2026-10-24T10:00", "2026-10-26T10:00", "2026-10-30"),
        # St Andrew's Day and a weekend lie between: they are no working days, wherever the stop puts them.
        ("working-days", "2026-12-03", "2026-11-27T10:00", "2026-11-27T12:00", "2026-12-04"),
        ("working-days", "2026-12-03", "2026-11-27T10:00", "2026-11-28T12:00", "2026-12-04"),
        ("working-days", "2026-12-03", "2026-11-28T10:00", "2026-11-30T12:00", "2026-12-03"),
        ("working-days", "2026-12-03", "2026-12-03T09:00", "2026-12-24T09:00", "2026-12-24"),
        ("working-days", "2026-12-03", "2026-12-03T09:00", "2026-12-24T10:00", "2026-12-29"),
    ],
)
def test_days_that_are_left_are_given_again(unit: str, last_on: str, stopped: str, resumed: str, expected: str) -> None:
    """Counted by hand: the rest of the day of the stop, and the days after it."""
    left = left_of_days(wall(stopped), date.fromisoformat(last_on), LONDON, RULES[unit])
    assert last_day_after(wall(resumed), left, LONDON, RULES[unit]) == date.fromisoformat(expected)


def test_what_is_left_is_said_in_days_and_microseconds() -> None:
    """A day that does not count leaves nothing of itself."""
    assert left_of_days(wall("2026-11-27T10:00"), date(2026, 12, 3), LONDON, RULES["working-days"]) == Remainder(
        days=3, us=14 * 3600 * 10**6
    )
    assert left_of_days(wall("2026-11-28T10:00"), date(2026, 12, 3), LONDON, RULES["working-days"]).us == 0


@given(left=st.integers(0, 10**14), lost=st.integers(0, 10**14))
def test_a_moment_is_as_far_away_as_it_was(left: int, lost: int) -> None:
    """To the microsecond, whatever the clocks on walls do meanwhile."""
    stopped = datetime(2026, 3, 20, 9, tzinfo=UTC)
    kept = left_of_moment(stopped, stopped + left * MICROSECOND)
    assert kept == Remainder(days=None, us=left)
    resumed = stopped + lost * MICROSECOND
    assert moment_after(resumed, kept) - resumed == left * MICROSECOND


@settings(max_examples=150)
@given(unit=st.sampled_from(["calendar-days", "working-days"]), start=st.integers(0, 500), days=st.integers(1, 30),
       hour=st.integers(0, 23), stops=STOPS)  # fmt: skip
def test_any_row_of_stops_agrees_with_counting_the_time_on_the_wall(
    unit: str, start: int, days: int, hour: int, stops: list[tuple[int, int]]
) -> None:
    """However often it stops: the end by formula is the end by laying wall time on days, and never comes nearer."""
    counts = RULES[unit]
    now = datetime(2026, 1, 5, hour, tzinfo=UTC) + timedelta(days=start)
    last_on = local_date(now, LONDON) + timedelta(days=days)
    while not counts(last_on):
        last_on += timedelta(days=1)
    due = end_of_day(last_on, LONDON) - MICROSECOND
    for run, still in stops:
        now += timedelta(seconds=run)
        if now > due:
            return
        resumed = now + timedelta(seconds=still)
        left = left_of_days(now, last_on, LONDON, counts)
        after = last_day_after(resumed, left, LONDON, counts)
        expected = ends_after({"period": {"unit": unit}}, now, due, resumed)
        assert (after, end_of_day(after, LONDON) - MICROSECOND) == (local_date(expected, LONDON), expected)
        assert counts(after)
        assert after >= last_on
        last_on, due, now = after, expected, resumed
