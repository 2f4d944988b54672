"""A calendar of deadlines: the same entries give the same bytes, whenever and wherever it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from exports.icalendar.entry import CalendarEntry, Standing
from exports.icalendar.lines import day, folded, instant, moment, text
from exports.icalendar.zone import zone_lines

MEDIA_TYPE = "text/calendar"

_SILENT = frozenset({Standing.MET, Standing.MISSED, Standing.CANCELLED, Standing.STANDING_STILL})
"""Whoever is done with a deadline, or whose clock has stopped, is not called to it."""

_STATUS = {
    Standing.PLANNED: "TENTATIVE",
    Standing.RUNNING: "CONFIRMED",
    Standing.STANDING_STILL: "TENTATIVE",
    Standing.MET: "CONFIRMED",
    Standing.MISSED: "CONFIRMED",
    Standing.CANCELLED: "CANCELLED",
}
_PREFIX = {
    Standing.PLANNED: "Planned: ",
    Standing.RUNNING: "",
    Standing.STANDING_STILL: "Standing still: ",
    Standing.MET: "Met: ",
    Standing.MISSED: "Missed: ",
    Standing.CANCELLED: "Cancelled: ",
}


def to_icalendar(entries: Iterable[CalendarEntry], *, name: str) -> bytes:
    """The calendar as bytes (RFC 5545), its entries in the order of their identities."""
    ordered = sorted(entries, key=lambda entry: entry.uid)
    return b"".join(piece for line in _calendar(ordered, name) for piece in folded(line))


def _calendar(entries: Sequence[CalendarEntry], name: str) -> Iterator[str]:
    yield "BEGIN:VCALENDAR"
    yield "VERSION:2.0"
    yield "PRODID:-//Seedbed//Deadlines 1//EN"
    yield "CALSCALE:GREGORIAN"
    yield "METHOD:PUBLISH"
    yield f"NAME:{text(name)}"
    yield f"X-WR-CALNAME:{text(name)}"
    yield "REFRESH-INTERVAL;VALUE=DURATION:PT1H"
    yield "X-PUBLISHED-TTL:PT1H"
    for zone in sorted({entry.zone for entry in entries}):
        moments = sorted(one.due for one in entries if one.zone == zone and isinstance(one.due, datetime))
        if moments:
            yield from zone_lines(zone, moments[0], moments[-1])
    for entry in entries:
        yield from _event(entry)
    yield "END:VCALENDAR"


def _event(entry: CalendarEntry) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{text(entry.uid)}"
    yield f"DTSTAMP:{instant(entry.changed_at)}"
    yield f"LAST-MODIFIED:{instant(entry.changed_at)}"
    yield f"SEQUENCE:{entry.sequence}"
    yield f"STATUS:{_STATUS[entry.standing]}"
    yield from _when(entry)
    yield f"SUMMARY:{text(_summary(entry))}"
    yield f"DESCRIPTION:{text(_description(entry))}"
    yield "TRANSP:TRANSPARENT"
    if entry.standing not in _SILENT:
        for alarm in sorted(set(entry.alarms)):
            yield from _alarm(entry, alarm)
    yield "END:VEVENT"


def _when(entry: CalendarEntry) -> Iterator[str]:
    """A whole day, or a moment: an event without an end takes no time (3.6.1)."""
    if isinstance(entry.due, datetime):
        yield f"DTSTART;TZID={entry.zone}:{moment(entry.due.astimezone(ZoneInfo(entry.zone)))}"
        return
    yield f"DTSTART;VALUE=DATE:{day(entry.due)}"
    yield f"DTEND;VALUE=DATE:{day(entry.due + timedelta(days=1))}"


def _summary(entry: CalendarEntry) -> str:
    acted = "Re-enactment. " if entry.re_enactment is not None else ""
    return f"{acted}{_PREFIX[entry.standing]}{_one_line(entry.title)} ({entry.procedure})"


def _description(entry: CalendarEntry) -> str:
    acted = "" if entry.re_enactment is None else "This is a re-enactment, not a procurement.\n"
    return (
        f"{acted}{entry.procedure}, {_one_line(entry.procedure_title)}. This deadline is {entry.standing}.\n"
        f"Its record: seedbed deadline explain {entry.procedure} {entry.deadline}\n"
        "The record decides, not this calendar: a calendar program may be hours behind it."
    )


def _alarm(entry: CalendarEntry, at: datetime) -> Iterator[str]:
    """An absolute trigger: RFC 5545 knows no working days, so a rung that counts them is computed here (3.8.6.3)."""
    yield "BEGIN:VALARM"
    yield "ACTION:DISPLAY"
    yield f"DESCRIPTION:{text(_summary(entry))}"
    yield f"TRIGGER;VALUE=DATE-TIME:{instant(at)}"
    yield "END:VALARM"


def _one_line(title: str) -> str:
    return " ".join(title.split())
