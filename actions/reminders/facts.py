"""The facts about reminders that are put on record, each once, and how their keys are made."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from actions.reminders.planning import TAKEN
from engine.register import REGISTER
from engine.reminders.plan import Kind, kind_of
from engine.reminders.wishes import Mode
from storage.reminders import DIGEST, Delivery, ReminderRow


class What(StrEnum):
    """What can be said of a rung or of a message.

    A rung is taken up once; for each person it is then claimed by a message, held until later, or not sent. A message
    is sent (handed to its channel), sent again when nobody knows what came of it, and confirmed, failed or dead; or it
    is withdrawn, because what it says was no longer true when it was its turn.
    """

    TAKEN = "taken"
    CLAIMED = "claimed"
    HELD = "held"
    NOT_SENT = "not_sent"
    SENT = "sent"
    REPEATED = "repeated"
    CONFIRMED = "confirmed"
    FAILED = "failed"
    DEAD = "dead"
    WITHDRAWN = "withdrawn"


def rung_id(row: ReminderRow) -> str:
    """The name of the rung that a row is, or that it is held of."""
    last = row.role if row.deadline else row.kind
    return f"{row.stream}/{row.deadline}/{row.revision}/{row.rung}/{last}"


def told_once(row: ReminderRow) -> str:
    """What somebody is told once, by whichever of their roles: a rung of a deadline, or what a row without one is."""
    return f"{row.stream}/{row.deadline}/{row.revision}/{row.rung}" if row.deadline else rung_id(row)


def taken(row: ReminderRow, worker: str, at: datetime, detail: str = "") -> Delivery:
    """A rung was taken up: it never is again."""
    return _fact(What.TAKEN, f"{TAKEN}{rung_id(row)}", row, at)._replace(worker=worker, detail=detail)


def claimed(row: ReminderRow, person: str, message: str, why: str, at: datetime) -> Delivery:
    """A message carries it to somebody, and says why."""
    key = f"{What.CLAIMED}/{rung_id(row)}/{person}"
    return _fact(What.CLAIMED, key, row, at)._replace(person=person, message=message, detail=why)


def held(row: ReminderRow, person: str, why: str, at: datetime) -> Delivery:
    """It waits for somebody, and for what."""
    key = f"{What.HELD}/{rung_id(row)}/{person}/{row.mode}"
    return _fact(What.HELD, key, row, at)._replace(person=person, detail=why)


class Reach(NamedTuple):
    """The keys of what can be on record about a rung and a person."""

    claimed: str
    held: frozenset[str]
    not_sent: str

    def has_heard(self, recorded: frozenset[str]) -> bool:
        """Whether it has come to them: it is in a message to them, or waits for them and was not taken back."""
        return self.claimed in recorded or (bool(self.held & recorded) and self.not_sent not in recorded)


def reach(row: ReminderRow, person: str) -> Reach:
    """Where to look whether a rung has come to somebody."""
    rest = f"{rung_id(row)}/{person}"
    return Reach(
        claimed=f"{What.CLAIMED}/{rest}",
        held=frozenset(f"{What.HELD}/{rest}/{mode}" for mode in (DIGEST, Mode.SINGLE.value)),
        not_sent=f"{What.NOT_SENT}/{rest}",
    )


def not_sent(row: ReminderRow, person: str, why: str, at: datetime) -> Delivery:
    """It does not go to somebody (or, without a person, to anybody), and why."""
    key = f"{What.NOT_SENT}/{rung_id(row)}/{person}"
    return _fact(What.NOT_SENT, key, row, at)._replace(person=person, detail=why)


def claimed_again(row: ReminderRow, person: str, message: str, at: datetime) -> Delivery:
    """Another message carries it, because that which did was withdrawn for something else in it."""
    fact = claimed(row, person, message, row.why, at)
    return fact._replace(key=f"{fact.key}/{message}")


def withdrawn(row: ReminderRow, person: str, message: str, why: str, at: datetime) -> Delivery:
    """The message that was to carry it is not sent, and why."""
    key = f"{What.WITHDRAWN}/{rung_id(row)}/{person}/{message}"
    return _fact(What.WITHDRAWN, key, row, at)._replace(person=person, message=message, detail=why)


def row_of_fact(fact: Delivery) -> ReminderRow:
    """The rung that somebody's message carries, from the fact that claimed it."""
    kind = kind_of(fact.rung) if fact.deadline else Kind.NAMED if fact.stream == REGISTER else Kind.GATE_DECIDED
    row = ReminderRow(
        due_at=fact.at,
        id="",
        stream=fact.stream,
        deadline=fact.deadline,
        revision=fact.revision,
        rung=fact.rung,
        role=fact.role,
        kind=kind.value,
        person=fact.person,
        why=fact.detail,
    )
    return row._replace(id=rung_id(row))


def put_off(row: ReminderRow, why: str, at: datetime) -> Delivery:
    """It could not be thought through now, and why; it is tried again."""
    key = f"{What.FAILED}/{rung_id(row)}/{row.person}/{at.isoformat()}"
    return _fact(What.FAILED, key, row, at)._replace(detail=why)


def _fact(what: What, key: str, row: ReminderRow, at: datetime) -> Delivery:
    return Delivery(
        key=key,
        what=what.value,
        at=at,
        stream=row.stream,
        deadline=row.deadline,
        revision=row.revision,
        rung=row.rung,
        role=row.role,
    )
