"""Writes: one transaction holds a command's events, answer, projections and outbox rows, or nothing of it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256 as sha256_of
from typing import Any, Final

from engine.canonical import instant_text
from engine.chain import hash_n, prev_0
from engine.errors import HistoryConflict, InvalidInput
from storage import erasing, reminders
from storage import statements as sql
from storage.digests import NO_ATTEMPT_YET, artefact_digest, attempt_digest
from storage.encoding import canonical_bytes
from storage.erasing import DisclosedPlace, Entry
from storage.event_body import check_names, event_body, seal
from storage.heartbeat import write_heartbeat
from storage.ledger import CheckpointRow, CosignatureRow, keep_checkpoint, keep_cosignature
from storage.outbox import enqueue, record_done
from storage.projecting import Projecting, check_text
from storage.records import (
    ArtefactRow,
    Attempt,
    Beforehand,
    EventDraft,
    Head,
    Heartbeat,
    HeldRole,
    OutboxDraft,
    OutboxRow,
    RecordedBy,
    StoredEvent,
    StreamHead,
)
from storage.reminders import Delivery
from storage.rows import json_text, read_answer, read_head
from storage.session import Row, Session

NO_DEFINITION: Final = "0" * 64
"""What ``def`` holds in streams that run under no procedure definition (the register of people, the ledger)."""


class Transaction(Projecting):
    """A reading that also writes; nothing of it is seen by others, or kept, before the commit."""

    def __init__(self, session: Session, head: Row | None) -> None:
        """Wrap a session in which the history is locked for us; ``head`` is given if locking has read it."""
        super().__init__(session)
        self._head = None if head is None else read_head(head)
        self._stream_heads: dict[str, StreamHead | None] = {}

    def head(self) -> Head:
        """Return how long the history is, what this transaction appended included."""
        if self._head is None:
            self._head = super().head()
        return self._head

    def before(self, key: str, stream: str, actor: str) -> Beforehand:
        """Return what a command with this key, to this procedure, by this actor must know, in one statement."""
        rows = self._session.all(sql.BEFORE, (key, stream, actor, stream))
        first = rows[0] if rows else None
        self._head = read_head(first)
        assert first is not None  # noqa: S101 - read_head raises
        held = ((role, date.fromisoformat(from_on), to_on) for *_, role, from_on, to_on in rows if role is not None)
        return Beforehand(
            answered=None if first[2] is None else read_answer(first[2:]),
            tail=None if first[9] is None else StreamHead(first[9], first[10]),
            roles=tuple(HeldRole(role, on, None if to is None else date.fromisoformat(to)) for role, on, to in held),
            doubt_ms=first[12] if first[11] else None,
        )

    def stream_head(self, stream: str) -> StreamHead | None:
        """Return a stream's newest event, what this transaction appended included."""
        if stream not in self._stream_heads:
            self._stream_heads[stream] = super().stream_head(stream)
        return self._stream_heads[stream]

    def append(
        self,
        stream: str,
        drafts: Sequence[EventDraft],
        *,
        now: datetime,
        recorded_by: RecordedBy,
        cause: str,
        definition_sha256: str,
        expected_n: int | None = None,
        tail: StreamHead | None = None,
        random_bytes: Callable[[int], bytes] = secrets.token_bytes,
    ) -> list[StoredEvent]:
        """Add events to a stream's end and return them; ``at`` is now, or the last event's when the clock went back.

        ``expected_n`` is the newest event the caller knew (-1: none); HistoryConflict says who was first.
        ``tail`` is the newest event on which the caller decided; a trigger refuses events that do not follow it.
        ``random_bytes`` gives the salts of sealed values.
        """
        check_names(stream, definition_sha256)
        if not drafts:
            return []
        tail = tail or self.stream_head(stream)
        if expected_n is not None and expected_n != (-1 if tail is None else tail.n):
            raise self._conflict(stream, expected_n)
        head = self.head()
        at = now if head.last_at is None or now > head.last_at else head.last_at
        shared = {
            "v": 1,
            "stream": stream,
            "at": instant_text(at),
            "recorded_by": {"id": recorded_by.id, "role": recorded_by.role, "auth": recorded_by.auth},
            "cause": cause,
            "def": definition_sha256,
        }
        gseq, n, prev = head.count, -1 if tail is None else tail.n, prev_0(stream) if tail is None else tail.hash
        events: list[StoredEvent] = []
        disclosures: list[tuple[Any, ...]] = []
        for draft in drafts:
            n += 1
            seals = seal(draft, random_bytes) if draft.sealed else ()
            canon = canonical_bytes(event_body(shared, draft, gseq, n, [sealed[0] for sealed in seals]))
            event = StoredEvent(gseq, stream, n, canon, prev, hash_n(prev, canon))
            events.append(event)
            disclosures += [(gseq, path, event.hash, *row) for _, path, row in seals]
            gseq, prev = gseq + 1, event.hash
        self._write_events(events, disclosures, Head(count=gseq, last_at=at), shared["at"])
        return events

    def _write_events(self, events: list[StoredEvent], disclosures: list[tuple[Any, ...]], head: Head, at: Any) -> None:
        if len(events) == 1:
            self._session.write(sql.INSERT_EVENT, events[0])
        else:
            self._session.write_many(sql.INSERT_EVENT, events)
        for disclosure in disclosures:
            self._session.write(sql.INSERT_DISCLOSURE, disclosure)
        self._session.write(sql.MOVE_HEAD, (head.count, at))
        self._head = head
        self._stream_heads[events[-1].stream] = StreamHead(events[-1].n, events[-1].hash)

    def add_copied(self, event: StoredEvent, disclosures: list[tuple[Any, ...]], head: Head) -> None:
        """Write an event that was recorded in another store (see ``storage.copying``)."""
        assert head.last_at is not None  # noqa: S101 - an event has a time
        self._write_events([event], disclosures, head, instant_text(head.last_at))

    def copy_deliveries(self, facts: Iterable[Delivery]) -> None:
        """Write what was recorded in another store about rungs that were taken up."""
        reminders.record(self._session, facts)

    def _conflict(self, stream: str, expected_n: int) -> HistoryConflict:
        first = next(self.events(stream, expected_n), None)
        if first is None:
            return HistoryConflict(f"{stream} has no event {expected_n}: the caller knew a history that is not here.")
        body = first.body()
        return HistoryConflict(
            f"{stream} has moved on since: {body['type']} was recorded by {body['recorded_by']['id']} at {body['at']}"
            f" (event {first.n}; you knew {expected_n}). Look again, then decide."
        )

    def erase_subject(self, subject: str) -> int:
        """Delete every disclosure about a subject and return how many; the history keeps commitments to nothing."""
        return self._session.run(sql.ERASE_SUBJECT, (subject,))

    def delete_places(self, places: Iterable[DisclosedPlace]) -> int:
        """Delete disclosed values and return how many; ``HistoryConflict`` when one of them is gone already."""
        return erasing.delete(self._session, places)

    def blank_messages(self, entries: Iterable[Entry], at: datetime) -> int:
        """Take the words out of messages beside the history, and return how many there were."""
        return erasing.blank_entries(self._session, entries, at)

    def forget_deliveries(self, person: str) -> int:
        """Blank where messages to somebody went, and return how many facts said so."""
        return erasing.forget_deliveries(self._session, person)

    def remember(
        self,
        *,
        key: str,
        actor: str,
        body_sha256: str,
        response: bytes,
        gseq_from: int | None,
        gseq_to: int | None,
        at: datetime,
    ) -> None:
        """Keep the answer to a command for ever."""
        check_text(key, actor)
        self._session.write(sql.REMEMBER, (key, actor, body_sha256, response, gseq_from, gseq_to, instant_text(at)))

    def record_attempt(self, attempt: Attempt) -> None:
        """Keep a refused command and its explanation beside the history, after those about the same stream."""
        check_text(attempt.stream, attempt.actor, attempt.role, attempt.command, attempt.cause)
        told = (
            attempt.id,
            attempt.stream,
            instant_text(attempt.at),
            attempt.actor,
            attempt.role,
            attempt.command,
            json_text(attempt.body),
            json_text(attempt.explanation),
            attempt.cause,
        )
        last = self._session.one(sql.LAST_ATTEMPT, (attempt.stream,))
        seq, before = (0, NO_ATTEMPT_YET) if last is None else (last[0] + 1, last[1])
        self._session.write(sql.INSERT_ATTEMPT, (*told, seq, attempt_digest(before, seq, told)))

    def put_definition(self, *, sha256: str, name: str, version: str, data: bytes) -> bool:
        """Keep a definition under the SHA-256 of its bytes; False when it is there already."""
        if sha256_of(data).hexdigest() != sha256:
            raise InvalidInput(f"The definition {name} {version} does not have the digest {sha256}.")
        if self._session.one(sql.DEFINITION, (sha256,)) is not None:
            return False
        self._session.write(sql.INSERT_DEFINITION, (sha256, name, version, data))
        return True

    def put_artefact(self, artefact: ArtefactRow) -> bool:
        """Note an artefact whose bytes are durable; False when it is known already."""
        first_at = instant_text(artefact.first_at)
        digest = artefact_digest((artefact.sha256, artefact.size, artefact.media, first_at))
        row = (artefact.sha256, artefact.size, artefact.media, artefact.state, first_at, digest)
        return self._session.run(sql.INSERT_ARTEFACT, row) == 1

    def mark_artefact(self, sha256: str, state: str) -> None:
        """Note how an artefact's bytes were found (for instance "corrupt")."""
        self._session.write(sql.MARK_ARTEFACT, (state, sha256))

    def beat(self, heartbeat: Heartbeat) -> None:
        """Say when a clock of Seedbed's was last alive."""
        write_heartbeat(self._session, heartbeat)

    # -- the ledger ----------------------------------------------------------------------------------------------------

    def add_checkpoint(self, row: CheckpointRow) -> None:
        """Keep a signed checkpoint for ever."""
        keep_checkpoint(self._session, row)

    def add_cosignature(self, row: CosignatureRow) -> None:
        """Keep what a witness signed for ever."""
        keep_cosignature(self._session, row)

    # -- outbox --------------------------------------------------------------------------------------------------------

    def enqueue(self, rows: Iterable[OutboxDraft]) -> int:
        """Add outbox entries, and return how many were new: one whose ``dedupe`` exists is left as it is."""
        return enqueue(self._session, rows)

    def finish(self, row: OutboxRow, result: Mapping[str, Any], now: datetime) -> bool:
        """Record what came of an outbox entry together with the events it led to (see ``storage.outbox``)."""
        return record_done(self._session, row, result, now)
