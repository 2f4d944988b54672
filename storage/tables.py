"""The schema, as SQLModel tables; migrations are checked against it, and the hand-written statements too.

(A) marks what is append-only and guarded by triggers (``storage.migrations.guards``); "projection" what may be dropped
and rebuilt from the history; "deletable" what erasure removes. Instants are text: UTC, 27 characters. JSON is text,
written with ASCII escapes only, so that hostile input (a NUL, half a surrogate pair) is kept as it came on both.

Nothing on the command or read path imports this module: SQLAlchemy alone would triple the start of ``seedbed list``.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.types import TypeEngine
from sqlmodel import Field, SQLModel


def _text() -> TypeEngine[str]:
    """Return text that sorts by code point on both databases, whatever the server's language."""
    return Text().with_variant(Text(collation="C"), "postgresql")


def _number() -> TypeEngine[int]:
    """Return 64 bits on both; SQLite's own INTEGER, so that a primary key is the row's address."""
    return BigInteger().with_variant(Integer(), "sqlite")


def _column(kind: TypeEngine[Any], *, primary_key: bool = False, nullable: bool = False, **more: Any) -> Any:
    return Field(sa_column=Column(kind, primary_key=primary_key, nullable=nullable, **more))


def _key() -> Any:
    return _column(_text(), primary_key=True)


# STRICT: SQLite then keeps to the declared types, as PostgreSQL does.
_STRICT = {"sqlite_strict": True}
# Clustered: rows lie in their key's own tree. For small rows, or where new ones come last; others split pages often.
_STRICT_CLUSTERED = {"sqlite_strict": True, "sqlite_with_rowid": False}


class StoreInfoTable(SQLModel, table=True):
    """Whose store this is: one row."""

    __tablename__ = "store_info"
    __table_args__ = (_STRICT,)
    id: int = Field(sa_column=Column(_number(), primary_key=True, autoincrement=False))
    origin: str = _column(_text())
    mode: str = _column(_text())
    created_at: str = _column(_text())
    schema_: str = Field(sa_column=Column("schema", _text(), nullable=False))


class EventTable(SQLModel, table=True):
    """(A) The history: ``canon`` is the event, ``gseq`` its place among all (from 0), ``n`` its place in its stream."""

    __tablename__ = "event"
    __table_args__ = (UniqueConstraint("stream", "n", name="event_stream_n"), _STRICT)
    gseq: int = Field(sa_column=Column(_number(), primary_key=True, autoincrement=False))
    stream: str = _column(_text())
    n: int = _column(_number())
    canon: bytes = _column(LargeBinary())
    prev: bytes = _column(LargeBinary())
    hash: bytes = _column(LargeBinary())


class HeadTable(SQLModel, table=True):
    """How long the history is: one row, and on PostgreSQL the lock that makes appending single-file."""

    __tablename__ = "head"
    __table_args__ = (_STRICT,)
    id: int = Field(sa_column=Column(_number(), primary_key=True, autoincrement=False))
    count: int = _column(_number())
    last_at: str | None = _column(_text(), nullable=True)


class DisclosureTable(SQLModel, table=True):
    """(deletable) What a sealed commitment hides; without this row the history still verifies and tells nothing.

    The key begins with the event's place, so that new rows come last. Erasing a subject, which is rare, reads them all.
    """

    __tablename__ = "disclosure"
    __table_args__ = (_STRICT_CLUSTERED,)
    gseq: int = Field(sa_column=Column(_number(), primary_key=True, autoincrement=False))
    path: str = _key()
    event_hash: bytes = _column(LargeBinary())
    salt: bytes = _column(LargeBinary())
    value: str = _column(_text())
    subject: str = _column(_text())
    class_: str = Field(sa_column=Column("class", _text(), nullable=False))


class CommandTable(SQLModel, table=True):
    """(A) The first answer to every command, kept for ever: a repeated key gets it again."""

    __tablename__ = "command"
    __table_args__ = (_STRICT,)
    key: str = _key()
    actor: str = _column(_text())
    body_sha256: str = _column(_text())
    response: bytes = _column(LargeBinary())
    gseq_from: int | None = _column(_number(), nullable=True)
    gseq_to: int | None = _column(_number(), nullable=True)
    at: str = _column(_text())


class AttemptTable(SQLModel, table=True):
    """A refused command beside the history: what was asked, and the explanation given.

    ``seq`` is its place among the attempts about its stream (from 0), ``digest`` covers it and the one before.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        Index("attempt_stream", "stream", "at"),
        Index("attempt_chain", "stream", "seq", unique=True),
        _STRICT,
    )
    id: str = _key()
    stream: str = _column(_text())
    at: str = _column(_text())
    actor: str = _column(_text())
    role: str = _column(_text())
    command: str = _column(_text())
    body: str = _column(_text())
    explanation: str = _column(_text())
    cause: str = _column(_text())
    seq: int = _column(_number(), server_default=text("0"))
    digest: str = _column(_text(), server_default=text("''"))


class DefinitionTable(SQLModel, table=True):
    """(A) Every procedure definition that was ever used, under the digest that procedures pin."""

    __tablename__ = "definition"
    __table_args__ = (_STRICT,)
    sha256: str = _key()
    name: str = _column(_text())
    version: str = _column(_text())
    bytes_: bytes = Field(sa_column=Column("bytes", LargeBinary(), nullable=False))


class ArtefactTable(SQLModel, table=True):
    """The artefacts whose bytes the artefact store holds, and how they were at the last look."""

    __tablename__ = "artefact"
    __table_args__ = (_STRICT,)
    sha256: str = _key()
    size: int = _column(_number())
    media: str = _column(_text())
    state: str = _column(_text())
    first_at: str = _column(_text())
    digest: str = _column(_text(), server_default=text("''"))


class OutboxTable(SQLModel, table=True):
    """What is to be done after a commit, written in the same transaction; rows are leased, done, or given up."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("dedupe", name="outbox_dedupe"),
        Index(
            "outbox_open",
            "due_at",
            "id",
            sqlite_where=text("done_at IS NULL AND dead_at IS NULL"),
            postgresql_where=text("done_at IS NULL AND dead_at IS NULL"),
        ),
        Index("outbox_stream", "stream"),
        _STRICT,
    )
    id: str = _key()
    gseq: int | None = _column(_number(), nullable=True)
    stream: str = _column(_text())
    kind: str = _column(_text())
    dedupe: str = _column(_text())
    payload: str = _column(_text())
    due_at: str = _column(_text())
    leased_by: str | None = _column(_text(), nullable=True)
    leased_until: str | None = _column(_text(), nullable=True)
    attempts: int = _column(_number())
    last_error: str | None = _column(_text(), nullable=True)
    done_at: str | None = _column(_text(), nullable=True)
    dead_at: str | None = _column(_text(), nullable=True)
    excused: int = _column(_number(), server_default=text("0"))
    digest: str = _column(_text(), server_default=text("''"))


class ConsequenceTable(SQLModel, table=True):
    """What came of an outbox row: its primary key is the row's, so nothing is recorded twice."""

    __tablename__ = "consequence"
    __table_args__ = (Index("consequence_stream", "stream"), _STRICT)
    id: str = _key()
    stream: str = _column(_text())
    kind: str = _column(_text())
    result: str = _column(_text())
    done_at: str = _column(_text())
    digest: str = _column(_text(), server_default=text("''"))


class ProcedureRowTable(SQLModel, table=True):
    """(projection) A procedure's live state as of event ``n``, and what lists show of it."""

    __tablename__ = "procedure_row"
    __table_args__ = (_STRICT,)
    stream: str = _key()
    n: int = _column(_number())
    hash: bytes = _column(LargeBinary())
    definition: str = _column(_text())
    title: str = _column(_text())
    stage: str = _column(_text())
    step: str = _column(_text())
    overlay: str | None = _column(_text(), nullable=True)
    ended: str | None = _column(_text(), nullable=True)
    next_deadline: str | None = _column(_text(), nullable=True)
    next_deadline_at: str | None = _column(_text(), nullable=True)
    updated_at: str = _column(_text())
    updated_by: str = _column(_text())
    state: bytes = _column(LargeBinary())


class DeadlineRowTable(SQLModel, table=True):
    """(projection) Every deadline of every procedure; ``lot`` is empty when it is for all lots."""

    __tablename__ = "deadline_row"
    __table_args__ = (Index("deadline_due", "due_at"), Index("deadline_open", "status", "due_at"), _STRICT_CLUSTERED)
    stream: str = _key()
    deadline: str = _key()
    lot: str = _key()
    due_at: str = _column(_text())
    status: str = _column(_text())


class PersonRowTable(SQLModel, table=True):
    """(projection) The register of people, by pseudonym; names and addresses are disclosures."""

    __tablename__ = "person_row"
    __table_args__ = (_STRICT,)
    id: str = _key()
    registered_n: int = _column(_number())


class AssignmentRowTable(SQLModel, table=True):
    """(projection) Who holds which role on which procedure ("*": all), from one day to another."""

    __tablename__ = "assignment_row"
    __table_args__ = (
        Index("assignment_person", "person"),
        Index("assignment_procedure", "procedure"),
        _STRICT,
    )
    id: str = _key()
    person: str = _column(_text())
    procedure: str = _column(_text())
    role: str = _column(_text())
    from_on: str = _column(_text())
    to_on: str | None = _column(_text(), nullable=True)


class HeartbeatTable(SQLModel, table=True):
    """When Seedbed's own clock was last alive, and since when without a gap: one row; the gaps are events."""

    __tablename__ = "heartbeat"
    __table_args__ = (_STRICT,)
    id: int = Field(sa_column=Column(_number(), primary_key=True, autoincrement=False))
    up_since: str = _column(_text())
    alive_at: str = _column(_text())


class ClockRowTable(SQLModel, table=True):
    """(projection) How many steps of the machine's clock nobody has confirmed, and how far ahead they put it: one row.

    ``n`` is the newest event of the stream "clock" that changed it.
    """

    __tablename__ = "clock_row"
    __table_args__ = (_STRICT,)
    id: int = Field(sa_column=Column(_number(), primary_key=True, autoincrement=False))
    n: int = _column(_number())
    unconfirmed: int = _column(_number())
    ahead_ms: int = _column(_number())


class ReminderTable(SQLModel, table=True):
    """A rung that is pending, in the order in which they are due: for a role, or (``person``) held for somebody."""

    __tablename__ = "reminder"
    __table_args__ = (_STRICT_CLUSTERED,)
    due_at: str = _key()
    id: str = _key()
    stream: str = _column(_text())
    deadline: str = _column(_text())
    revision: int = _column(_number())
    rung: str = _column(_text())
    role: str = _column(_text())
    kind: str = _column(_text())
    mode: str = _column(_text())
    person: str = _column(_text())
    why: str = _column(_text())


class ReminderLeaseTable(SQLModel, table=True):
    """A rung in somebody's hands until an instant: then whoever comes first takes it over."""

    __tablename__ = "reminder_lease"
    __table_args__ = (_STRICT_CLUSTERED,)
    due_at: str = _key()
    id: str = _key()
    stream: str = _column(_text())
    deadline: str = _column(_text())
    revision: int = _column(_number())
    rung: str = _column(_text())
    role: str = _column(_text())
    kind: str = _column(_text())
    mode: str = _column(_text())
    person: str = _column(_text())
    why: str = _column(_text())
    leased_by: str = _column(_text())
    leased_until: str = _column(_text())


class DeliveryTable(SQLModel, table=True):
    """(A) What became of each rung and of each message, one line a fact; ``key`` lets each fact exist once.

    One thing may be changed: ``detail`` (where a message went) is blanked when somebody is erased, and ``digest`` made
    anew with it.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        Index("delivery_deadline", "stream", "deadline"),
        Index("delivery_message", "message"),
        Index("delivery_person", "person", "at"),
        _STRICT,
    )
    key: str = _key()
    what: str = _column(_text())
    at: str = _column(_text())
    stream: str = _column(_text())
    deadline: str = _column(_text())
    revision: int = _column(_number())
    rung: str = _column(_text())
    role: str = _column(_text())
    person: str = _column(_text())
    message: str = _column(_text())
    channel: str = _column(_text())
    worker: str = _column(_text())
    detail: str = _column(_text())
    digest: str = _column(_text(), server_default=text("''"))


class CheckpointTable(SQLModel, table=True):
    """(A) What the ledger signed: ``note`` states the root of ``size`` events; ``frontier`` is their tree's edge."""

    __tablename__ = "checkpoint"
    __table_args__ = (_STRICT,)
    size: int = Field(sa_column=Column(_number(), primary_key=True, autoincrement=False))
    at: str = _column(_text())
    note: str = _column(_text())
    frontier: bytes = _column(LargeBinary())


class CosignatureTable(SQLModel, table=True):
    """(A) What a witness (name+key id) put under a checkpoint after it had seen that the history only grew."""

    __tablename__ = "cosignature"
    __table_args__ = (_STRICT,)
    size: int = Field(sa_column=Column(_number(), primary_key=True, autoincrement=False))
    witness: str = _key()
    at: str = _column(_text())
    line: str = _column(_text())


metadata = SQLModel.metadata
