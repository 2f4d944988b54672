"""The calendar of deadlines, read back by two programs that are not ours, and compared with a golden file."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from exports.icalendar.calendar import to_icalendar
from exports.icalendar.entry import CalendarEntry, Standing
from exports.icalendar.lines import LONGEST_LINE, folded, text

LONDON = ZoneInfo("Europe/London")
GOLDEN = Path(__file__).with_name("golden") / "deadlines.ics"
NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)

HOSTILE = (
    "Tenders; close, \\n at noon\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:stolen@evil.example",
    "\x00\x07\x1b[31m bell and colour \x7f\x85",
    "\u202eesrever\u202c \u2066 isolate \u2069",
    "\ud800 half a pair \udfff",
    "Straßenprüfung: 道路の点検 🛣️" * 20,
    "=HYPERLINK(1)\tTAB",
    '"quoted": colon; ^n caret',
    "\u2028line\u2029paragraph",
    "",
)


def entry(**more: Any) -> CalendarEntry:
    """One deadline with an hour, running."""
    given_ = {
        "origin": "seedbed.local",
        "procedure": "RL-1",
        "procedure_title": "Smarter road inspection",
        "deadline": "applications_close",
        "title": "Applications close",
        "re_enactment": None,
        "standing": Standing.RUNNING,
        "due": NOON,
        "zone": "Europe/London",
        "sequence": 0,
        "changed_at": datetime(2026, 10, 30, 9, 0, 0, 250_000, tzinfo=UTC),
        **more,
    }
    return CalendarEntry(**given_)


def several() -> tuple[CalendarEntry, ...]:
    """One of each kind: a moment, a whole day, met, cancelled, planned in summer, standing still, a re-enactment."""
    rungs = tuple(datetime(2026, 11, day, 8, tzinfo=UTC) for day in (12, 19, 24, 25))
    return (
        entry(alarms=rungs),
        entry(deadline="standstill", title="Standstill period", due=date(2027, 12, 30), sequence=2),
        entry(deadline="seed_ends", title="Seed funding ends", standing=Standing.MET, alarms=rungs, sequence=3),
        entry(deadline="final_tenders", title="Final tenders", standing=Standing.CANCELLED, sequence=7, alarms=rungs),
        entry(
            deadline="testbed_ends",
            title="Testbed ends",
            standing=Standing.PLANNED,
            due=datetime(2027, 7, 2, 16, tzinfo=UTC),
        ),
        entry(deadline="stopped", title="Stopped by a court", standing=Standing.STANDING_STILL, alarms=rungs),
        entry(procedure="RL-2018", re_enactment="a re-enactment of 2018", procedure_title="RoadLab; the real case"),
    )


def read(content: bytes) -> dict[str, Any]:
    """The events by their identity, as the icalendar library reads them."""
    calendar = Calendar.from_ical(content)
    assert not calendar.errors
    return {str(event["UID"]): event for event in calendar.walk("VEVENT") if not event.errors}


def test_the_calendar_is_the_golden_file() -> None:
    """A change of one byte is a change that every subscriber's program sees: it is meant, or it is a mistake."""
    assert to_icalendar(several(), name="Seedbed: deadlines of ada") == GOLDEN.read_bytes()


def test_the_same_deadlines_are_the_same_bytes_in_any_order() -> None:
    """Whoever compares two answers compares deadlines, not the order in which they were found."""
    assert to_icalendar(several(), name="x") == to_icalendar(reversed(several()), name="x")


def test_two_other_programs_read_what_was_meant() -> None:
    """Dates, moments, states and alarms come back from two independent parsers."""
    content = to_icalendar(several(), name="Deadlines")
    events = read(content)
    assert len(events) == len(several())
    for made in several():
        found = events[made.uid]
        assert found.decoded("DTSTART") == made.due
        assert found["SEQUENCE"] == made.sequence
        assert found.decoded("LAST-MODIFIED") == made.changed_at.replace(microsecond=0)
        assert found["STATUS"] == ("CANCELLED" if made.standing is Standing.CANCELLED else found["STATUS"])
    other = vobject.readOne(content.decode())
    assert {str(event.uid.value): event.dtstart.value for event in other.vevent_list} == {
        made.uid: made.due for made in several()
    }


def test_a_moment_carries_its_zone_and_a_day_carries_none() -> None:
    """Noon in London is noon in London, whatever the reader's clock; a day counted in days is no hour."""
    lines = to_icalendar(several(), name="x").decode().split("\r\n")
    assert "DTSTART;TZID=Europe/London:20261126T120000" in lines
    assert "DTSTART;TZID=Europe/London:20270702T170000" in lines
    assert "DTSTART;VALUE=DATE:20271230" in lines
    assert "DTEND;VALUE=DATE:20271231" in lines


@pytest.mark.parametrize("zone", ["Europe/London", "Europe/Dublin", "America/St_Johns", "Africa/Casablanca", "UTC"])
def test_the_zone_in_the_calendar_agrees_with_the_zone_itself(zone: str) -> None:
    """An independent reader that knows only our VTIMEZONE finds the same instants, on both sides of every change."""
    place = ZoneInfo(zone)
    moments = [datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(days=days) for days in range(0, 731, 3)]
    made = [entry(deadline=f"d{number}", due=at, zone=zone) for number, at in enumerate(moments)]
    ours = "Ours-" + zone.replace("/", "-")  # a name that the reader does not know, and does not remember
    content = (
        to_icalendar(made, name="x").decode().replace(f"={zone}:", f"={ours}:").replace(f":{zone}\r", f":{ours}\r")
    )
    found = {str(event["UID"]): event.decoded("DTSTART") for event in Calendar.from_ical(content).walk("VEVENT")}
    for one in made:
        assert isinstance(one.due, datetime)
        assert found[one.uid].astimezone(UTC) == one.due, one.due.astimezone(place)


def test_alarms_are_absolute_and_fall_silent_when_there_is_nothing_to_be_called_to() -> None:
    """RFC 5545 knows no working days, so each rung is an instant; met, missed, cancelled and stopped ones have none."""
    events = read(to_icalendar(several(), name="x"))
    running = [alarm.decoded("TRIGGER") for alarm in events["applications_close.RL-1@seedbed.local"].walk("VALARM")]
    assert running == [datetime(2026, 11, day, 8, tzinfo=UTC) for day in (12, 19, 24, 25)]
    content = to_icalendar(several(), name="x").decode()
    assert content.count("TRIGGER;VALUE=DATE-TIME:") == content.count("BEGIN:VALARM") == 4


@pytest.mark.parametrize("standing", Standing)
def test_the_summary_says_how_it_stands(standing: Standing) -> None:
    """Programs hide STATUS; the words are read by everybody."""
    (found,) = read(to_icalendar([entry(standing=standing)], name="x")).values()
    expected = "" if standing is Standing.RUNNING else f"{standing.capitalize()}: "
    assert str(found["SUMMARY"]) == f"{expected}Applications close (RL-1)"


def test_a_re_enactment_says_so_first() -> None:
    """Nobody takes a played deadline for one that binds."""
    (found,) = read(to_icalendar([entry(re_enactment="of 2018")], name="x")).values()
    assert str(found["SUMMARY"]).startswith("Re-enactment. ")
    assert str(found["DESCRIPTION"]).startswith("This is a re-enactment")


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_stays_a_title(title: str) -> None:
    """Whatever stands in a title, there is one event with our identity, and lines that every program can read."""
    made = entry(title=title, procedure_title=title)
    content = to_icalendar([made], name=title)
    assert list(read(content)) == [made.uid]
    assert len(vobject.readOne(content.decode()).vevent_list) == 1
    for line in content.split(b"\r\n"):
        assert len(line) <= LONGEST_LINE
        line.decode()  # folding never cuts a character
        assert not any(octet < 0x20 or octet == 0x7F for octet in line)


@given(st.text(), st.text(max_size=300))
def test_any_text_comes_back_as_its_printable_self(title: str, procedure_title: str) -> None:
    """Escaping and folding lose nothing but what a calendar may not hold."""
    (found,) = read(to_icalendar([entry(title=title, procedure_title=procedure_title)], name="x")).values()
    expected = text(" ".join(title.split())).replace("\\;", ";").replace("\\,", ",").replace("\\\\", "\\")
    assert str(found["SUMMARY"]) == f"{expected} (RL-1)"


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"])))
def test_folding_is_undone_by_joining(line: str) -> None:
    """Removing each line break with the one space after it gives the line again (RFC 5545, 3.1)."""
    pieces = list(folded(line))
    assert b"".join(pieces).removesuffix(b"\r\n").replace(b"\r\n ", b"").decode() == line
    assert all(len(piece) <= LONGEST_LINE + 2 for piece in pieces)


def test_an_empty_calendar_is_a_calendar() -> None:
    """Somebody with no role today subscribes to nothing, which is not an error."""
    assert read(to_icalendar([], name="x")) == {}


def test_a_change_raises_the_sequence_and_keeps_the_identity() -> None:
    """That is how a calendar program knows a moved event from a new one."""
    before, after = entry(), replace(entry(), due=NOON + timedelta(days=7), sequence=1)
    assert before.uid == after.uid
    (found,) = read(to_icalendar([after], name="x")).values()
    assert found["SEQUENCE"] == 1
