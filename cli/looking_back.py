"""Looking back: what ``--at`` means, and that nobody takes a guess about days to come for the record of them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from cli.desk import Desk
from cli.values import LONDON_DAY, ZONE, moment
from engine.errors import InvalidInput
from engine.time.local_time import describe_instant, local_date

if TYPE_CHECKING:
    from storage.reading import Reading


def looked_at(desk: Desk, reading: Reading, text: str | None) -> datetime | None:
    """The instant of ``--at``, None without it; today's date means now, and a moment to come is bad input.

    What a procedure will be is not known: its deadlines would pass, its state would stand still, and both would look
    like its record.
    """
    at = moment(text)
    if at is None or text is None:
        return None
    from actions.queries.moment import present_of

    now = present_of(desk.house, reading)
    if at > now:
        if not (LONDON_DAY.fullmatch(text) and local_date(at, ZONE) == local_date(now, ZONE)):
            raise InvalidInput(
                f"--at: {describe_instant(at, ZONE)} is still to come; the newest moment to look at is now,"
                f" {describe_instant(now, ZONE)}."
            )
        at = now
    desk.as_of = at
    return at
