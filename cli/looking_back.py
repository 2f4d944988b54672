"""Looking back: what ``--at`` means, and that nobody takes a guess about days to come for the record of them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from cli.desk import Desk
from cli.values import LONDON_DAY, ZONE, moment
from engine.errors import InvalidInput
from engine.time.local_time import describe_instant, local_date

if TYPE_CHECKING:
    from actions.replaying.comparing import Point
    from actions.replaying.tape import Tape
    from storage.reading import Reading


def looked_at(desk: Desk, reading: Reading, text: str | None) -> datetime | None:
    """The instant of ``--at``, None without it; today's date means now, and a moment to come is bad input.

    What a procedure will be is not known: its deadlines would pass, its state would stand still, and both would look
    like its record.
    """
    found = _instant(desk, reading, text, "--at")
    desk.as_of = found if found is not None else desk.as_of
    return found


def point_in(desk: Desk, reading: Reading, tape: Tape, text: str, option: str) -> Point:
    """The moment of a procedure's history that a person means by a time or a date."""
    from actions.replaying.comparing import Point

    at = _instant(desk, reading, text, option)
    assert at is not None  # noqa: S101 - a text was given
    return Point(n=tape.event_at(at), at=at)


def point_of(desk: Desk, reading: Reading, tape: Tape, text: str, option: str = "--compare") -> Point:
    """The same, where the number of an event will do as well."""
    from actions.replaying.comparing import Point

    if text.isascii() and text.isdigit():
        return Point(n=tape.numbered(int(text)))
    return point_in(desk, reading, tape, text, option)


def _instant(desk: Desk, reading: Reading, text: str | None, option: str) -> datetime | None:
    at = moment(text, option)
    if at is None or text is None:
        return None
    from actions.queries.moment import present_of

    now = present_of(desk.house, reading)
    if at > now:
        if not (LONDON_DAY.fullmatch(text) and local_date(at, ZONE) == local_date(now, ZONE)):
            raise InvalidInput(
                f"{option}: {describe_instant(at, ZONE)} is still to come; the newest moment to look at is now,"
                f" {describe_instant(now, ZONE)}."
            )
        at = now
    return at
