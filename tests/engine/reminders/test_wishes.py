"""What people may wish for, and what they may not wish away."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from engine.reminders.plan import Kind
from engine.reminders.wishes import Mode, Office, Wishes
from tests.factories import uk

LONDON = "Europe/London"
NIGHT = Wishes(quiet_from=time(19), quiet_to=time(7, 30))


@pytest.fixture
def office() -> Office:
    """Give the office in London."""
    return Office(zone=LONDON, calendar=uk())


def at(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    """An instant in March 2026, which is London time until the 29th."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def test_quiet_hours_may_run_over_midnight() -> None:
    """From seven in the evening to half past seven in the morning."""
    assert [NIGHT.at_peace(at(2, hour), LONDON) for hour in (18, 19, 23, 0, 7, 8)] == [
        False,
        True,
        True,
        True,
        True,
        False,
    ]


def test_what_comes_in_quiet_hours_waits_for_their_end(office: Office) -> None:
    """Tuesday, 20:00: Wednesday, 07:30."""
    assert office.free_at(at(3, 20), NIGHT) == at(4, 7, 30)


def test_what_comes_on_a_day_off_waits_for_the_morning_of_the_next_working_day(office: Office) -> None:
    """Good Friday 2026 is 3 April: Tuesday the 7th, 08:00 summer time."""
    assert office.free_at(at(3, 10, month=4), Wishes()) == at(7, 7, month=4)


def test_quiet_hours_on_a_friday_night_end_on_monday(office: Office) -> None:
    """A weekend lies between; the quiet hours of Monday are over at half past seven, before 08:00."""
    assert office.free_at(at(6, 22), NIGHT) == at(9, 8)


def test_the_digest_comes_at_eight_on_working_days(office: Office) -> None:
    """At 08:00 today's, a minute later tomorrow's; on a Friday after it, Monday's."""
    assert office.digest_at(at(3, 8)) == at(3, 8)
    assert office.digest_at(at(3, 8, 1)) == at(4, 8)
    assert office.digest_at(at(6, 12)) == at(9, 8)


def test_the_floor_cannot_be_switched_off() -> None:
    """Off becomes the usual way where the law sets the deadline; a digest instead of a single is a matter of taste."""
    off = Wishes(modes=((Kind.OVERDUE.value, Mode.OFF.value), (Kind.DUE_SOON.value, Mode.DIGEST.value)))
    assert off.mode(Kind.OVERDUE, floor=True) is Mode.SINGLE
    assert off.mode(Kind.OVERDUE, floor=False) is Mode.OFF
    assert off.mode(Kind.DUE_SOON, floor=True) is Mode.DIGEST
    assert off.mode(Kind.DUE_LATER, floor=False) is Mode.DIGEST
