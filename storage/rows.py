"""From the rows of the database to records, and from values to the text of a column."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from engine.canonical import parse_instant
from engine.errors import NotFound
from storage.records import Answered, ArtefactRow, AssignmentRow, Disclosure, Head, OutboxRow
from storage.session import Row


class Unreadable:
    """Stands for a disclosed value that is no JSON: somebody changed it, and only ``storage.verify`` may say so."""

    def __str__(self) -> str:
        """What people read in its place."""
        return "[unreadable]"


UNREADABLE: Final = Unreadable()


def read_answer(row: Row) -> Answered:
    """Return the answer that a row keeps."""
    return Answered(
        key=row[0],
        actor=row[1],
        body_sha256=row[2],
        response=row[3],
        gseq_from=row[4],
        gseq_to=row[5],
        at=parse_instant(row[6]),
    )


def read_head(row: Row | None) -> Head:
    """Return the head that a row says; NotFound when the store has lost it."""
    if row is None:
        raise NotFound("The store has no head row: it was not made by `seedbed init`, or was changed by hand.")
    return Head(count=row[0], last_at=optional_instant(row[1]))


def read_outbox(row: Row) -> OutboxRow:
    """Return an outbox entry from its row."""
    return OutboxRow(
        id=row[0],
        gseq=row[1],
        stream=row[2],
        kind=row[3],
        dedupe=row[4],
        payload=json.loads(row[5]),
        due_at=parse_instant(row[6]),
        leased_by=row[7],
        leased_until=optional_instant(row[8]),
        attempts=row[9],
        last_error=row[10],
        done_at=optional_instant(row[11]),
        dead_at=optional_instant(row[12]),
        excused=row[13],
    )


def optional_instant(text: str | None) -> datetime | None:
    """Return the instant that a column says, or None for NULL."""
    return None if text is None else parse_instant(text)


def disclosed_value(text: str) -> Any:
    """Return a disclosed value; one that cannot be read must neither stop the rest nor pass for what was disclosed."""
    try:
        return json.loads(text)
    except (ValueError, TypeError, RecursionError):
        return UNREADABLE


def read_disclosure(row: Row) -> Disclosure:
    """Return what a commitment hides."""
    return Disclosure(
        event_hash=row[0], path=row[1], salt=row[2], value=disclosed_value(row[3]), subject=row[4], klass=row[5]
    )


def read_artefact(row: Row) -> ArtefactRow:
    """Return what is known of an artefact."""
    return ArtefactRow(sha256=row[0], size=row[1], media=row[2], state=row[3], first_at=parse_instant(row[4]))


def read_assignment(row: Row) -> AssignmentRow:
    """Return who holds which role, from one day to another."""
    return AssignmentRow(
        id=row[0],
        person=row[1],
        procedure=row[2],
        role=row[3],
        from_on=date.fromisoformat(row[4]),
        to_on=None if row[5] is None else date.fromisoformat(row[5]),
    )


def json_text(value: Mapping[str, Any]) -> str:
    """Return JSON for a text column: ASCII, sorted, so that no input can be unstorable and equal values look equal."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))
