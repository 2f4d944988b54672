"""The messages about deadlines and gates: how far each came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

from actions.house import House
from actions.people import ZONE, person_named
from actions.queries.moment import known_procedure, present_of
from actions.queries.reminders.seen import MessageSeen, Sent
from actions.reminders.facts import What
from engine.time.local_time import describe_instant
from storage import reminders
from storage.reading import Reading
from storage.reminders import Delivery


def sent(
    house: House, reading: Reading, *, person: str | None = None, procedure: str | None = None, days: int = 14
) -> Sent:
    """The messages of the last days, to somebody or about one procedure, newest first; given-up ones among them."""
    now = present_of(house, reading)
    since = now - timedelta(days=days)
    who = None if person is None else person_named(reading, person)
    if procedure is not None:
        known_procedure(reading, procedure)
    ids = {fact.message for fact in reminders.messages_since(reading, since)}
    found = messages_of(reading, [fact for one in sorted(ids) for fact in reminders.of_message(reading, one)])
    wanted = [
        one
        for one in found.values()
        if who in (None, one.person) and (procedure is None or any(a.split("/")[0] == procedure for a in one.about))
    ]
    wanted.sort(key=lambda one: (str(one.claimed_at or one.sent_at), one.message), reverse=True)
    return Sent(since=since, zone=ZONE, messages=tuple(wanted))


def messages_of(reading: Reading, facts: Iterable[Delivery]) -> dict[str, MessageSeen]:
    """The messages that facts are about, each with how far it came; the outbox knows of what was given up silently."""
    by_message: dict[str, list[Delivery]] = {}
    for fact in facts:
        by_message.setdefault(fact.message, []).append(fact)
    found = {}
    for message, about in by_message.items():
        last = {fact.what: fact for fact in about}
        row = reading.outbox_entry(message)
        failed = [fact for fact in about if fact.what in {What.FAILED, What.DEAD}]
        failures = [f"{describe_instant(fact.at, ZONE)}: {fact.detail}" for fact in failed]
        if row is not None and row.dead_at is not None and What.DEAD not in last:
            failures.append(f"{describe_instant(row.dead_at, ZONE)}: {row.last_error}")
        dead = row is not None and row.dead_at is not None
        found[message] = MessageSeen(
            message=message,
            person=about[0].person,
            about=tuple(_about(fact) for fact in about if fact.what == What.CLAIMED),
            subject="" if row is None else str(row.payload.get("subject", "")),
            status=_status(last, dead=dead),
            claimed_at=last[What.CLAIMED].at if What.CLAIMED in last else None,
            sent_at=last[What.SENT].at if What.SENT in last else None,
            confirmed_at=last[What.CONFIRMED].at if What.CONFIRMED in last else None,
            channel=next((fact.channel for fact in reversed(about) if fact.channel), ""),
            where=last[What.CONFIRMED].detail if What.CONFIRMED in last else "",
            repeated=sum(fact.what == What.REPEATED for fact in about),
            failures=tuple(failures),
            withdrawn="; ".join(dict.fromkeys(fact.detail for fact in about if fact.what == What.WITHDRAWN)),
        )
    return found


def _about(fact: Delivery) -> str:
    return f"{fact.stream}/{fact.deadline or fact.rung}"


def _status(last: Mapping[str, Delivery], *, dead: bool) -> str:
    if What.CONFIRMED in last:
        return "sent"
    if What.WITHDRAWN in last:
        return "not sent"
    if dead:
        return "given up"
    return "tried" if What.SENT in last else "waits to be sent"
