"""What is kept until when, and why, and what nothing keeps any more: for people to decide from, nothing acts on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from actions.house import House
from actions.keeping.plan import item_of, items_of
from actions.keeping.record import now_of, records_of
from actions.keeping.retention import Retention
from actions.queries.moment import ZONE, known_procedure
from engine import keeping as k
from engine.register import REGISTER
from engine.retention import Keeping
from engine.time.local_time import local_date
from storage import erasing
from storage.reading import Reading

MOST_NAMED = 10
"""So many pseudonyms are named in a row; the rest is counted."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ClassKept:
    """One class of a procedure's records: how many values are there, until when they are kept, and by which rules.

    ``due``: nothing in the law keeps them any more and no hold stands, so that somebody should look at them.
    """

    procedure: str
    record_class: str
    title: str
    values: int
    until: date | None
    due: bool
    holds: tuple[str, ...]
    why: str
    rules: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class RetentionSeen:
    """What is kept, under which schedule, as of which local day."""

    schedule: str
    today: date
    procedure: str | None
    classes: tuple[ClassKept, ...]


def retention_seen(
    house: House, reading: Reading, procedure: str | None = None, *, only_due: bool = False
) -> RetentionSeen:
    """Every class of records of one procedure, or of all, of which something is disclosed still."""
    today = local_date(now_of(house, reading), ZONE)
    retention, records = Retention(house, reading, today), records_of(reading)
    if procedure is not None:
        known_procedure(reading, procedure)
    procedures = sorted(row[0] for row in reading.procedures()) if procedure is None else [procedure]
    found = [one for stream in procedures for one in _of(reading, retention, records, stream)]
    if procedure is None:
        found += _of_people(reading, retention, records)
    return RetentionSeen(
        schedule=f"{retention.schedule.name}-{retention.schedule.version}",
        today=today,
        procedure=procedure,
        classes=tuple(one for one in found if one.due or not only_due),
    )


def _of(reading: Reading, retention: Retention, records: k.Records, stream: str) -> list[ClassKept]:
    held = tuple(hold.ref for hold in records.held(stream))
    counts = Counter(item.record_class for item in items_of(reading, retention, stream))
    return [
        _kept(stream, retention.of(stream, name), counts[name], held, retention.today)
        for name in retention.schedule.classes
        if counts[name]
    ]


def _of_people(reading: Reading, retention: Retention, records: k.Records) -> Iterator[ClassKept]:
    """The register: due are those who hold no role any more and whose name or address no rule and no hold keeps."""
    places = [item_of(retention, place) for place in erasing.in_stream(reading, REGISTER)]
    busy = {one.person for one in reading.assignments() if one.to_on is None or one.to_on >= retention.today}
    for name in dict.fromkeys(item.record_class for item in places):
        people = [item.subject for item in places if item.record_class == name]
        idle = [person for person in people if person not in busy]
        free = [one for one in idle if retention.of_value(REGISTER, name, one).is_due(retention.today)]
        due = [one for one in free if not records.held(one, *retention.decided_in(one))]
        shown = ", ".join(due[:MOST_NAMED]) + (f" and {len(due) - MOST_NAMED} more" if len(due) > MOST_NAMED else "")
        needed = "roles, decisions or holds need them"
        yield ClassKept(
            procedure=REGISTER,
            record_class=name,
            title=retention.schedule.classes[name].title,
            values=len(people),
            until=None,
            due=bool(due),
            holds=tuple(hold.ref for hold in records.held(*people)),
            why=f"nothing keeps those of {shown}: seedbed erase PERSON" if due else needed,
            rules=tuple(rule.id for rule in retention.schedule.rule if name in rule.classes),
        )


def _kept(stream: str, keeping: Keeping, count: int, held: tuple[str, ...], today: date) -> ClassKept:
    return ClassKept(
        procedure=stream,
        record_class=keeping.record_class,
        title=keeping.title,
        values=count,
        until=keeping.until,
        due=keeping.is_due(today) and not held,
        holds=held,
        why=keeping.why,
        rules=tuple(duty.rule for duty in keeping.duties),
    )
