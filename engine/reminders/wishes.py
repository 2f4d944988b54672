"""What a person wishes: what comes at once, what in the daily digest, what not at all; and when to be left in peace.

Some of it cannot be wished away: whoever owns a deadline of the law is reminded of it, whatever they wish.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from engine.reminders import days
from engine.reminders.plan import Kind
from engine.time.calendar import Calendar
from engine.time.local_time import local_date

_MINUTE: Final = timedelta(minutes=1)


class Mode(StrEnum):
    """How a reminder comes: by itself, in the daily digest, or not."""

    SINGLE = "single"
    DIGEST = "digest"
    OFF = "off"


USUAL: Final = {
    Kind.DUE_LATER: Mode.DIGEST,
    Kind.DUE_SOON: Mode.SINGLE,
    Kind.OVERDUE: Mode.SINGLE,
    Kind.NAMED: Mode.SINGLE,
    Kind.GATE_DECIDED: Mode.SINGLE,
}
"""How each kind comes to somebody who wished nothing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wishes:
    """What one person wishes; a kind that is not named comes as usual, and an empty channel is the house's own."""

    modes: tuple[tuple[str, str], ...] = ()
    quiet_from: time | None = None
    quiet_to: time | None = None
    channel: str = ""

    def mode(self, kind: str, *, floor: bool) -> Mode:
        """How a kind comes; what cannot be switched off (``floor``) comes as usual then."""
        usual = USUAL[Kind(kind)]
        wished = Mode(dict(self.modes).get(kind, usual))
        return usual if floor and wished is Mode.OFF else wished

    def at_peace(self, at: datetime, zone: str) -> bool:
        """Whether an instant lies in the quiet hours, which may run over midnight."""
        if self.quiet_from is None or self.quiet_to is None or self.quiet_from == self.quiet_to:
            return False
        clock = at.astimezone(ZoneInfo(zone)).time()
        if self.quiet_from < self.quiet_to:
            return self.quiet_from <= clock < self.quiet_to
        return clock >= self.quiet_from or clock < self.quiet_to


@dataclass(frozen=True, kw_only=True, slots=True)
class Office:
    """When the office works: its zone and its calendar decide what a working day is, and when the digest comes."""

    zone: str
    calendar: Calendar

    def works(self, at: datetime) -> bool:
        """Whether an instant lies on a working day."""
        return days.works(self.calendar, local_date(at, self.zone))

    def digest_at(self, at: datetime) -> datetime:
        """The next digest not before an instant: 08:00 on a working day; the very minute of it still counts."""
        on = days.next_working_day(self.calendar, local_date(at, self.zone))
        morning = days.morning(on, self.zone)
        if at < morning + _MINUTE:
            return morning
        return days.morning(days.next_working_day(self.calendar, on + days.DAY), self.zone)

    def free_at(self, at: datetime, wishes: Wishes) -> datetime:
        """The first instant from this one on that is neither quiet nor on a day off, of which 08:00 is the end."""
        for _ in range(2 * 366):
            on = local_date(at, self.zone)
            if not days.works(self.calendar, on):
                at = days.morning(days.next_working_day(self.calendar, on), self.zone)
            elif wishes.at_peace(at, self.zone) and wishes.quiet_to is not None:
                at = self._after_quiet(at, on, wishes.quiet_to)
            else:
                return at
        return at

    def _after_quiet(self, at: datetime, on: date, quiet_to: time) -> datetime:
        ends = _on(on, quiet_to, self.zone)
        return ends if ends > at else _on(on + days.DAY, quiet_to, self.zone)


def _on(on: date, clock: time, zone: str) -> datetime:
    """A local time as an instant; one that the clocks skip is the moment after the gap, one shown twice the first."""
    return datetime.combine(on, clock, ZoneInfo(zone)).astimezone(UTC)
