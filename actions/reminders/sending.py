"""From an outbox row to the message that leaves, and what is put on record before and after.

Before a message is handed over a fact says so; after it was taken another one does. Between the two nobody knows, and
a message that was handed over and not confirmed is handed over again, with the same bytes under the same identity.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from actions.acknowledging import link_for
from actions.house import House
from actions.reminders.facts import What
from channels.message import Link, LinkKind, Message, MessageKind, Recipient, RecipientKind
from engine.reminders.plan import Kind
from engine.time.local_time import format_instant
from storage.outbox import record_done, still_ours
from storage.records import OutboxRow
from storage.reminders import Delivery, is_recorded_in, record

LINK_LASTS: Final = timedelta(days=60)
"""How long the link works by which somebody says that they have seen a deadline."""

_ABOUT: Final = {
    Kind.DUE_LATER.value: MessageKind.REMINDER,
    Kind.DUE_SOON.value: MessageKind.REMINDER,
    Kind.OVERDUE.value: MessageKind.OVERDUE,
    Kind.NAMED.value: MessageKind.NAMED,
    Kind.GATE_DECIDED.value: MessageKind.DECIDED,
    "digest": MessageKind.DIGEST,
}


def message_of(house: House, row: OutboxRow, known: Mapping[str, Mapping[str, str]]) -> Message:
    """The message that a row holds; ``known`` is what is disclosed about people now (``actions.people.names_of``).

    Its words were frozen when it was made. Name and address are not among them: an erased one is not in the outbox.
    """
    payload = row.payload
    person = str(payload["person"])
    disclosed = known.get(person, {})
    email = disclosed.get("email")
    return Message(
        id=row.id,
        origin=house.store.info.origin,
        procedure=payload["procedure"],
        recipient=Recipient(
            kind=RecipientKind.PERSON,
            reference=person,
            name=disclosed.get("name"),
            addresses=() if email is None else (email,),
        ),
        kind=_ABOUT[payload["about"]],
        subject=payload["subject"],
        text=payload["text"],
        dated=datetime.fromisoformat(payload["dated"]),
        links=_links(house, row, person),
    )


def _links(house: House, row: OutboxRow, person: str) -> tuple[Link, ...]:
    payload = row.payload
    if not payload["deadline"]:
        return ()
    url = link_for(
        house,
        person=person,
        procedure=payload["procedure"],
        deadline=payload["deadline"],
        revision=payload["revision"],
        expires_at=datetime.fromisoformat(payload["dated"]) + LINK_LASTS,
    )
    return (Link(kind=LinkKind.ACKNOWLEDGE, label="I have seen it: remind me no more", url=url),)


def begin(house: House, row: OutboxRow, channel: str, worker: str) -> bool:
    """Put on record that a message is handed over now; False when the row is another worker's by now."""
    now = house.clock.now()
    with house.store.writing_beside() as session:
        if not still_ours(session, row):
            return False
        what, key = What.SENT, f"{What.SENT}/{row.id}"
        if is_recorded_in(session, key):
            what, key = What.REPEATED, f"{What.REPEATED}/{row.id}/{row.attempts}"
        fact = _fact(what, key, row, now)._replace(channel=channel, worker=worker, detail=f"attempt {row.attempts}")
        record(session, [fact])
    return True


def confirm(house: House, row: OutboxRow, channel: str, where: str, worker: str) -> bool:
    """Put on record that a message was taken, and end its row, in one transaction; False when that was done before.

    ``HistoryConflict`` when another worker did: it was the same message under the same identity.
    """
    now = house.clock.now()
    result = {"channel": channel, "where": where, "person": row.payload["person"], "at": format_instant(now)}
    with house.store.writing_beside() as session:
        done = record_done(session, row, result, now)
        fact = _fact(What.CONFIRMED, f"{What.CONFIRMED}/{row.id}", row, now)
        record(session, [fact._replace(channel=channel, worker=worker, detail=where)])
    return done


def failed(house: House, row: OutboxRow, why: str, worker: str, *, dead: bool) -> None:
    """Put on record that an attempt failed, or that a message was given up."""
    what = What.DEAD if dead else What.FAILED
    key = f"{what}/{row.id}/{row.attempts}"
    with house.store.writing_beside() as session:
        record(session, [_fact(what, key, row, house.clock.now())._replace(worker=worker, detail=why)])


def _fact(what: What, key: str, row: OutboxRow, at: datetime) -> Delivery:
    payload = row.payload
    return Delivery(
        key=key,
        what=what.value,
        at=at,
        stream=row.stream,
        deadline=payload["deadline"],
        revision=payload["revision"],
        person=payload["person"],
        message=row.id,
    )
