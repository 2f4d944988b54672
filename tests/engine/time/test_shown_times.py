"""Times as people need them: the hour, or the end of the day, and no fraction that says nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine.time.local_time import describe_end, describe_instant, parse_instant, short_instant


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2026-11-26T12:00:00.000000Z", "26 November 2026, 12:00 (London)"),
        ("2026-07-02T22:59:59.999999Z", "2 July 2026, the end of the day (London)"),
        ("2026-07-02T22:59:59.000000Z", "2 July 2026, 23:59:59 (London)"),
        ("2026-03-29T22:59:59.999999Z", "29 March 2026, the end of the day (London)"),
        ("2026-10-25T23:59:59.999999Z", "25 October 2026, the end of the day (London)"),
    ],
)
def test_an_end_is_its_hour_or_the_end_of_the_day(at: str, said: str) -> None:
    """On days of a clock change too."""
    assert describe_end(parse_instant(at), "Europe/London") == said


@pytest.mark.parametrize(
    ("at", "typed", "said"),
    [
        ("2026-11-26T12:00:00.000000Z", "2026-11-26T12:00:00Z", "12:00 ("),
        ("2026-11-26T12:00:01.200000Z", "2026-11-26T12:00:01.2Z", "12:00:01.2 ("),
        ("2026-11-26T12:00:00.000400Z", "2026-11-26T12:00:00.0004Z", "12:00:00.0004 ("),
        ("2026-11-26T12:00:10.000000Z", "2026-11-26T12:00:10Z", "12:00:10 ("),
    ],
)
def test_a_receipt_is_typed_and_shown_without_a_fraction_that_is_nothing(at: str, typed: str, said: str) -> None:
    """What is typed is that very instant still."""
    instant = parse_instant(at)
    assert short_instant(instant) == typed
    assert parse_instant(typed) == instant
    assert said in describe_instant(instant, "Europe/London", precise=True)


def test_a_round_instant_is_shown_to_the_minute() -> None:
    """Seconds appear when there are some."""
    assert (
        describe_instant(datetime(2026, 1, 2, 3, 4, tzinfo=UTC), "UTC", precise=True) == "2 January 2026, 03:04 (UTC)"
    )
