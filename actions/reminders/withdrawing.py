"""A message is looked at once more just before it leaves: what is no longer true is not sent, and the record says why.

Its words were frozen when its rung was taken up. While a mail server is away that may be days ago, and the deadline may
have been met, moved or acknowledged since. What else a digest holds comes in another one, made there and then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from actions.house import House
from actions.reminders import facts
from actions.reminders.expanding import Expanding
from actions.reminders.facts import What
from actions.reminders.standing import why_untrue
from engine.time.local_time import format_instant
from storage import reminders
from storage.outbox import enqueue, record_done, still_ours
from storage.reading import Reading
from storage.records import OutboxDraft, OutboxRow
from storage.reminders import Delivery, ReminderRow

_DIGEST = "digest"


def may_leave(house: House, row: OutboxRow, worker: str) -> bool:
    """Whether a message still says what is so; when not, it is withdrawn, and what is left of it is made anew."""
    if not (row.payload["deadline"] or row.payload["about"] == _DIGEST):
        return True  # that somebody was named, or a gate was passed, stays true
    now = house.clock.now()
    with house.store.reading() as reading:
        known = reminders.of_message(reading, row.id)
        items = [facts.row_of_fact(fact) for fact in known if fact.what == What.CLAIMED]
        person = str(row.payload["person"])
        gone = _untrue(house, reading, items, person)
        if not gone:
            return True
        left = [item for item in items if item.id not in gone]
        again = Expanding(house, reading, worker, now).digest_of(person, _as_dated(left, row)) if left else None
    handed_over = any(fact.what == What.SENT for fact in known)
    noted = _noted(row, items, gone, again, now, handed_over=handed_over)
    said = "; ".join(dict.fromkeys(gone.values()))
    with house.store.writing_beside() as session:
        if still_ours(session, row):
            record_done(session, row, {"withdrawn": said, "person": person, "at": format_instant(now)}, now)
            reminders.record(session, noted)
            enqueue(session, [] if again is None else [again])
    return False


def _untrue(house: House, reading: Reading, items: Sequence[ReminderRow], person: str) -> dict[str, str]:
    """Why each of the items that are no longer true is not."""
    found = {}
    for item in items:
        if item.deadline:
            known = reading.procedure(item.stream)
            why = why_untrue(reading, None if known is None else house.states.of(known), item, person)
            if why is not None:
                found[item.id] = why
    return found


def _as_dated(items: Sequence[ReminderRow], row: OutboxRow) -> list[ReminderRow]:
    """The items as due when the message was: the record of what went late counts from then."""
    dated = datetime.fromisoformat(row.payload["dated"])
    return [item._replace(due_at=dated) for item in items]


def _noted(
    row: OutboxRow,
    items: Sequence[ReminderRow],
    gone: Mapping[str, str],
    again: OutboxDraft | None,
    now: datetime,
    *,
    handed_over: bool,
) -> list[Delivery]:
    person, found = str(row.payload["person"]), []
    words = "not sent again, and an earlier attempt may have arrived" if handed_over else "not sent"
    for item in items:
        other = "something else in its digest is no longer true; it comes in another one"
        found.append(facts.withdrawn(item, person, row.id, f"{words}: {gone.get(item.id, other)}", now))
        if again is not None and item.id not in gone:
            found.append(facts.claimed_again(item, person, again.id, now))
    return found
