"""What storage takes and gives: plain values, no database in them.

What every command or a portfolio's replay makes is a NamedTuple, as a rule made by keyword: a frozen dataclass costs
two to four times as much to build. Everything else is a frozen dataclass.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, NamedTuple

import orjson

from engine.canonical import parse_instant


class StoredEvent(NamedTuple):
    """One event as it lies in the history; ``canon`` is the truth, the other columns only find and chain it."""

    gseq: int
    stream: str
    n: int
    canon: bytes
    prev: bytes
    hash: bytes

    def body(self) -> dict[str, Any]:
        """Return the decoded canonical bytes (decoded anew each time; verification is ``storage.verify``)."""
        body: dict[str, Any] = orjson.loads(self.canon)
        return body

    def at(self) -> datetime:
        """Return when the event was recorded (UTC)."""
        return parse_instant(self.body()["at"])


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """How many events the whole history holds, and when the last was recorded (UTC; None while it is empty)."""

    count: int
    last_at: datetime | None


class StreamHead(NamedTuple):
    """The newest event of one stream: its number and its hash."""

    n: int
    hash: bytes


class Beforehand(NamedTuple):
    """What a command must know before anything else: its first answer, its procedure's newest event, the actor's roles.

    ``tail`` is the newest event as the procedure's projection knows it; ``roles`` are those here or everywhere;
    ``doubt_ms`` is how far ahead unconfirmed steps put the machine's clock, None when no step waits for a person.
    """

    answered: Answered | None
    tail: StreamHead | None
    roles: tuple[HeldRole, ...]
    doubt_ms: int | None = None


class HeldRole(NamedTuple):
    """A role and the local days, both included, from and to which it is held (None: open)."""

    role: str
    from_on: date
    to_on: date | None

    def on(self, day: date) -> bool:
        """Return whether the role is held on a day."""
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)


class RecordedBy(NamedTuple):
    """Who recorded an event: a pseudonym, the role acted in, and how the person was known (a session, a claim)."""

    id: str
    role: str
    auth: str


class Sealed(NamedTuple):
    """A value that stays out of the history: the event holds its commitment, a deletable row the value.

    ``subject`` is whom it is about (a pseudonym; erasing asks by it), ``klass`` why it is withheld (as "personal").
    """

    value: Any
    subject: str
    klass: str


class EventDraft(NamedTuple):
    """A fact to be recorded. ``id`` is a UUIDv7 in 16 bytes; ``sealed`` is keyed by path ("data.name")."""

    type: str
    data: Mapping[str, Any]
    id: bytes
    sealed: Mapping[str, Sealed] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True, slots=True)
class Disclosure:
    """What one commitment hides, while it has not been deleted."""

    event_hash: bytes
    path: str
    salt: bytes
    value: Any
    subject: str
    klass: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Answered:
    """The first answer to a command, kept for ever; the same key and the same body get it again."""

    key: str
    actor: str
    body_sha256: str
    response: bytes
    gseq_from: int | None
    gseq_to: int | None
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Attempt:
    """A command that was refused: what was asked (its public part), and the whole explanation."""

    id: str
    stream: str
    at: datetime
    actor: str
    role: str
    command: str
    body: Mapping[str, Any]
    explanation: Mapping[str, Any]
    cause: str


class ProcedureRow(NamedTuple):
    """The live state of one procedure as of event ``n``: ``state`` is the caller's bytes, the rest is for lists."""

    stream: str
    n: int
    hash: bytes
    definition: str
    title: str
    stage: str
    step: str
    overlay: str | None
    ended: str | None
    next_deadline: str | None
    next_deadline_at: datetime | None
    updated_at: datetime
    updated_by: str
    state: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadlineRow:
    """One deadline of one procedure (``lot`` is empty when it is for all lots)."""

    stream: str
    deadline: str
    lot: str
    due_at: datetime
    status: str


class DeadlineOfAll(NamedTuple):
    """One deadline among those of all procedures, with the title and the definition of its procedure."""

    stream: str
    deadline: str
    due_at: datetime
    status: str
    title: str
    definition: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonRow:
    """Someone in the register; ``registered_n`` is the event of the register that named them. Names are disclosures."""

    id: str
    registered_n: int


@dataclass(frozen=True, kw_only=True, slots=True)
class AssignmentRow:
    """A role held by a person on a procedure (or "*", all of them) from one local day to another (None: open)."""

    id: str
    person: str
    procedure: str
    role: str
    from_on: date
    to_on: date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ArtefactRow:
    """An artefact that the history may name: its bytes are in the artefact store under this SHA-256."""

    sha256: str
    size: int
    media: str
    state: str
    first_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class DefinitionRow:
    """A procedure definition as it was when first used, kept for ever under its SHA-256."""

    sha256: str
    name: str
    version: str
    bytes: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class OutboxDraft:
    """Something to be done after the commit; ``id`` is a UUIDv7 as text and never changes, ``dedupe`` exists once."""

    id: str
    gseq: int | None
    stream: str
    kind: str
    dedupe: str
    payload: Mapping[str, Any]
    due_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class OutboxRow:
    """An outbox entry with the marks of its delivery; ``excused`` attempts failed because the far end was away."""

    id: str
    gseq: int | None
    stream: str
    kind: str
    dedupe: str
    payload: Mapping[str, Any]
    due_at: datetime
    leased_by: str | None
    leased_until: datetime | None
    attempts: int
    last_error: str | None
    done_at: datetime | None
    dead_at: datetime | None
    excused: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class ClockRow:
    """How many steps of the machine's clock wait for a person, and how far ahead they put it in all."""

    n: int
    unconfirmed: int
    ahead_ms: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Heartbeat:
    """When a clock of Seedbed's was last alive, and since when without a gap (UTC)."""

    up_since: datetime
    alive_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Consequence:
    """What came of an outbox entry, recorded exactly once under the entry's id."""

    id: str
    stream: str
    kind: str
    result: Mapping[str, Any]
    done_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class StoreInfo:
    """Whose store this is, and whether its clock is the real one: mode is "live" or "demo"."""

    origin: str
    mode: str
    created_at: datetime
    schema: str
