"""The one clock, real and simulated."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest

from actions.clock import Clock, SimulatedClock, SystemClock
from engine.errors import InvalidInput

START = datetime(2026, 10, 30, 9, tzinfo=UTC)


def test_both_clocks_are_clocks() -> None:
    """The same code takes either: an aware instant in UTC, and seconds that do not go back."""
    clocks: list[Clock] = [SystemClock(), SimulatedClock(START)]
    for clock in clocks:
        assert clock.now().tzinfo is UTC
        assert clock.monotonic() <= clock.monotonic()


def test_the_system_clock_is_the_machines() -> None:
    """It lies between two readings of the machine's own clock."""
    before = datetime.now(UTC)
    assert before <= SystemClock().now() <= datetime.now(UTC)


def test_a_simulated_clock_stands_still_until_it_is_moved() -> None:
    """Wall time and monotonic time move together, and only when told."""
    clock = SimulatedClock(START)
    assert (clock.now(), clock.now(), clock.monotonic()) == (START, START, 0)
    clock.advance(timedelta(hours=1))
    assert (clock.now(), clock.monotonic()) == (START + timedelta(hours=1), 3600)
    clock.advance_to(datetime(2026, 11, 26, 12, tzinfo=UTC))
    assert clock.now() == datetime(2026, 11, 26, 12, tzinfo=UTC)


def test_a_simulated_clock_keeps_utc_whatever_it_was_set_with() -> None:
    """The instant is kept, the offset is not."""
    india = timezone(timedelta(hours=5, minutes=30))
    clock = SimulatedClock(START.astimezone(india))
    assert clock.now() == START
    assert clock.now().tzinfo is UTC


def test_a_simulated_clock_never_goes_back() -> None:
    """The refusal names both instants, and the clock stays where it is; moving it to where it stands is nothing."""
    clock = SimulatedClock(START)
    with pytest.raises(InvalidInput, match=r"stands at 30 October 2026, 09:00 \(London\)"):
        clock.advance_to(START - timedelta(microseconds=1))
    with pytest.raises(InvalidInput, match="never goes back"):
        clock.advance(timedelta(microseconds=-1))
    clock.advance_to(START)
    assert clock.now() == START


def test_a_simulated_clock_is_set_with_an_aware_instant_only() -> None:
    """A naive time, or one past the last year, is refused and changes nothing."""
    naive = datetime(2026, 10, 30, 9)  # noqa: DTZ001
    with pytest.raises(InvalidInput, match="aware"):
        SimulatedClock(naive)
    clock = SimulatedClock(START)
    with pytest.raises(InvalidInput, match="aware"):
        clock.advance_to(naive)
    with pytest.raises(InvalidInput, match="9999"):
        clock.advance(timedelta.max)
    assert clock.now() == START


def test_a_simulated_clock_can_be_moved_by_several_threads() -> None:
    """No step is lost."""
    clock = SimulatedClock(START)
    with ThreadPoolExecutor(8) as pool:
        for _ in range(1000):
            pool.submit(clock.advance, timedelta(seconds=1))
    assert clock.now() == START + timedelta(seconds=1000)
