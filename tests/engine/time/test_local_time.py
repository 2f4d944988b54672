"""Instants, local days and the words for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import InvalidInput
from engine.time.local_time import (
    describe_instant,
    end_of_day,
    format_instant,
    instant_of,
    local_date,
    parse_instant,
    start_of_day,
)

LONDON = "Europe/London"
NAIVE = datetime(2026, 11, 26, 12)  # noqa: DTZ001
# Zones whose clocks do at midnight, or for whole days, what London's never do.
ODD_DAYS = [
    ("America/Sao_Paulo", date(2017, 10, 15)),  # no midnight: 00:00 became 01:00
    ("America/Havana", date(2026, 11, 1)),  # two midnights: 01:00 became 00:00
    ("America/Toronto", date(1919, 3, 31)),  # half an hour on each side of midnight skipped
    ("Pacific/Apia", date(2011, 12, 30)),  # a date that never was
    ("Asia/Beirut", date(2022, 3, 27)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),  # half an hour back
]


def test_half_past_midnight_in_summer_is_already_the_next_day_in_london() -> None:
    """UK-CLK-7: 23:30 UTC on 30 June is 1 July in London (trap 4)."""
    at = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    assert local_date(at, LONDON) == date(2026, 7, 1)
    assert local_date(at, "UTC") == date(2026, 6, 30)


@pytest.mark.parametrize(
    ("on", "ends"),
    [
        (date(2026, 11, 26), "2026-11-27T00:00:00.000000Z"),
        (date(2026, 7, 1), "2026-07-01T23:00:00.000000Z"),
        (date(2026, 3, 28), "2026-03-29T00:00:00.000000Z"),
        (date(2026, 3, 29), "2026-03-29T23:00:00.000000Z"),
        (date(2026, 10, 24), "2026-10-24T23:00:00.000000Z"),
        (date(2026, 10, 25), "2026-10-26T00:00:00.000000Z"),
    ],
)
def test_a_day_has_ended_at_midnight_on_the_wall_in_london(on: date, ends: str) -> None:
    """The instant follows the summer time of that night, not of the day that it was computed on."""
    assert format_instant(end_of_day(on, LONDON)) == ends


@settings(max_examples=300, deadline=None)
@given(on=st.dates(date(1900, 1, 1), date(2200, 1, 1)), zone=st.sampled_from([LONDON, "UTC", "Asia/Kolkata"]))
def test_a_day_starts_with_its_first_instant_and_ends_where_the_next_one_starts(on: date, zone: str) -> None:
    """One microsecond earlier it is still the day before."""
    start = start_of_day(on, zone)
    assert local_date(start, zone) == on
    assert local_date(start - timedelta(microseconds=1), zone) == on - timedelta(days=1)
    assert end_of_day(on, zone) == start_of_day(on + timedelta(days=1), zone)


@pytest.mark.parametrize(("zone", "on"), ODD_DAYS)
def test_a_day_with_no_midnight_or_with_two_still_starts_once(zone: str, on: date) -> None:
    """It starts with the first instant that is no longer the day before."""
    start = start_of_day(on, zone)
    assert local_date(start, zone) >= on
    assert local_date(start - timedelta(microseconds=1), zone) < on
    assert start_of_day(on, zone) <= end_of_day(on, zone)


def test_a_local_time_becomes_its_instant() -> None:
    """Noon is 12:00 UTC in winter and 11:00 UTC in summer."""
    assert instant_of(NAIVE, LONDON) == datetime(2026, 11, 26, 12, tzinfo=UTC)
    assert instant_of(NAIVE.replace(month=7), LONDON) == datetime(2026, 7, 26, 11, tzinfo=UTC)


def test_a_local_time_that_the_clocks_skip_is_refused() -> None:
    """29 March 2026, 01:30 never happens in London; the message offers the times on both sides."""
    with pytest.raises(InvalidInput, match=r"01:30 does not exist in Europe/London.*00:30 or 29 March 2026, 02:30"):
        instant_of(datetime(2026, 3, 29, 1, 30), LONDON)  # noqa: DTZ001


@pytest.mark.parametrize("fold", [0, 1])
def test_a_local_time_that_the_clocks_show_twice_is_refused(fold: int) -> None:
    """25 October 2026, 01:30 happens twice; both instants are named, and a hidden flag does not decide."""
    with pytest.raises(InvalidInput, match=r"twice.*2026-10-25T00:30:00.000000Z and at 2026-10-25T01:30:00.000000Z"):
        instant_of(datetime(2026, 10, 25, 1, 30, fold=fold), LONDON)  # noqa: DTZ001


@pytest.mark.parametrize("wall", [datetime(2026, 11, 26, 12, tzinfo=UTC), date(2026, 11, 26), "12:00", None])
def test_only_a_time_without_an_offset_is_a_local_time(wall: Any) -> None:
    """An aware time already says which instant it is."""
    with pytest.raises(InvalidInput):
        instant_of(wall, LONDON)


@pytest.mark.parametrize("at", [NAIVE, date(2026, 11, 26), "2026-11-26T12:00:00.000000Z", None, 0])
@pytest.mark.parametrize("function", [format_instant, lambda at: local_date(at, LONDON)])
def test_only_an_aware_instant_is_taken(function: Any, at: Any) -> None:
    """A naive time is somebody's guess."""
    with pytest.raises(InvalidInput, match="expected an instant"):
        function(at)


@pytest.mark.parametrize(
    "zone",
    [
        "",
        "Europe",
        "Mars/Olympus",
        "../../etc/passwd",
        "/etc/localtime",
        pytest.param("x" * 5000, id="long"),
        "a\0b",
        "\ud800",
        None,
        7,
        [],
    ],
)
def test_an_unknown_zone_is_refused(zone: Any) -> None:
    """Hostile names too: none of them reaches a file outside the zone data, none is an internal error."""
    with pytest.raises(InvalidInput, match=r"zone: .*Europe/London"):
        local_date(datetime(2026, 1, 1, tzinfo=UTC), zone)


@pytest.mark.parametrize(
    "attempt",
    [
        lambda: end_of_day(date.max, LONDON),
        lambda: start_of_day(date.min, "Asia/Tokyo"),
        lambda: instant_of(datetime.max, "America/New_York"),  # noqa: DTZ901
        lambda: local_date(datetime.max.replace(tzinfo=UTC), "Asia/Tokyo"),
        lambda: local_date(datetime.min.replace(tzinfo=UTC), "America/New_York"),
        lambda: format_instant(datetime.min.replace(tzinfo=timezone(timedelta(hours=1)))),
    ],
)
def test_the_ends_of_time_are_refused_not_overflowed(attempt: Callable[[], object]) -> None:
    """The years 1 and 9999 have an edge in every zone."""
    with pytest.raises(InvalidInput):
        attempt()


@given(at=st.datetimes(timezones=st.just(UTC)))
def test_an_instant_is_written_in_27_characters_and_read_back(at: datetime) -> None:
    """The stored form: UTC, microseconds always there, nothing lost."""
    text = format_instant(at)
    assert len(text) == 27
    assert text.endswith("Z")
    assert parse_instant(text) == at
    assert parse_instant(text).tzinfo is UTC


def test_the_stored_form_is_in_utc_whatever_zone_the_instant_came_in() -> None:
    """The same instant gives the same text."""
    india = timezone(timedelta(hours=5, minutes=30))
    assert format_instant(datetime(2026, 11, 26, 17, 30, tzinfo=india)) == "2026-11-26T12:00:00.000000Z"


@pytest.mark.parametrize(
    "text",
    ["2026-11-26T12:00Z", "2026-11-26T12:00:00Z", "2026-11-26T12:00:00.0Z", "2026-11-26T13:00:00+01:00"],
)
def test_shorter_forms_of_an_instant_are_read_too(text: str) -> None:
    """People leave out zeros, and may name another offset; the instant is the same."""
    assert parse_instant(text) == datetime(2026, 11, 26, 12, tzinfo=UTC)
    assert parse_instant(text).tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-26",
        "2026-11-26T12:00:00",
        "2026-11-26 12:00:00Z",
        "2026-11-26t12:00:00z",
        "2026-11-26T24:00:00Z",
        "2026-11-26T23:59:60Z",
        "2026-02-30T12:00:00Z",
        "2026-W48-4T12:00:00Z",
        "2026-11-26T12:00:00,5Z",
        "2026-11-26T12:00:00.1234567Z",
        "2026-11-26T12:00:00+25:00",
        "2026-11-26T12:00:00Z\n",
        "٢٠٢٦-11-26T12:00:00Z",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+01:00",
        "",
        pytest.param("Z" * 100_000, id="long"),
        None,
        20261126,
        b"2026-11-26T12:00:00Z",
    ],
)
def test_what_is_not_an_instant_is_refused(text: Any) -> None:
    """No offset, no such day, or a form that two programs could read differently."""
    with pytest.raises(InvalidInput) as caught:
        parse_instant(text)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2026-11-26T12:00:00Z", "26 November 2026, 12:00 (London)"),
        ("2026-07-01T11:05:00Z", "1 July 2026, 12:05 (London)"),
        ("2026-11-26T12:00:01Z", "26 November 2026, 12:00:01 (London)"),
        ("2026-10-25T00:30:00Z", "25 October 2026, 01:30 (London, BST)"),
        ("2026-10-25T01:30:00Z", "25 October 2026, 01:30 (London, GMT)"),
        ("2026-03-29T01:00:00Z", "29 March 2026, 02:00 (London)"),
    ],
)
def test_an_instant_is_described_as_a_british_reader_writes_it(at: str, words: str) -> None:
    """Seconds only when there are some; the name of the time only in the hour that happens twice."""
    assert describe_instant(parse_instant(at), LONDON) == words


def test_an_instant_can_be_described_to_the_microsecond() -> None:
    """Lateness is decided to the microsecond, so it can be shown."""
    at = parse_instant("2026-11-26T12:00:00.000001Z")
    assert describe_instant(at, LONDON, precise=True) == "26 November 2026, 12:00:00.000001 (London)"
    assert describe_instant(at, "America/New_York") == "26 November 2026, 07:00 (New York)"
