"""Between the engine's values and bytes: events to drafts and back, states to blobs and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Final, Generic, TypeVar

import msgspec

from engine.canonical import instant_text
from engine.clock_record import CLOCK_EVENT_TYPES, ClockEvent
from engine.designs import DESIGN_EVENT_TYPES, DesignEvent
from engine.errors import VerificationFailed
from engine.events import EVENT_TYPES, Event, Recorded, sealed_fields
from engine.export_log import AUDIT_EVENT_TYPES, AuditEvent
from engine.keeping import KEEPING_EVENT_TYPES, KeepingEvent
from engine.ledger.record import LEDGER_EVENT_TYPES, LedgerEvent
from engine.register import REGISTER_EVENT_TYPES, RegisterEvent
from engine.state import State
from storage.records import EventDraft, Sealed, StoredEvent

AnyEvent = Event | RegisterEvent | ClockEvent | AuditEvent | KeepingEvent | LedgerEvent | DesignEvent
"""An event of a procedure, or of a record: of people, the clock, exports, what is kept, the ledger, definitions."""

EVENT_TABLES: Final[tuple[Mapping[str, type[AnyEvent]], ...]] = (
    EVENT_TYPES, REGISTER_EVENT_TYPES, CLOCK_EVENT_TYPES, AUDIT_EVENT_TYPES, KEEPING_EVENT_TYPES, LEDGER_EVENT_TYPES,
    DESIGN_EVENT_TYPES,
)  # fmt: skip
"""Every event type by its stored name, a table for each kind of stream."""

_TYPE_OF: dict[type[AnyEvent], str] = {cls: name for table in EVENT_TABLES for name, cls in table.items()}
_SEALED = {cls: sealed_fields(cls) for cls in _TYPE_OF}
_INSTANTS = {cls: tuple(field.name for field in fields(cls) if "datetime" in str(field.type)) for cls in _TYPE_OF}
_KLASS = {"name": "personal", "email": "personal"}
"""The record class of a sealed field; free text is commercial in confidence unless it names somebody."""


Kind = TypeVar("Kind")


class _Read(msgspec.Struct, Generic[Kind], frozen=True, gc=False, rename={"event": "data"}):
    """The part of an event's bytes that a replay needs; everything else is passed over."""

    n: int
    at: datetime
    event: Kind


def _decoders(types: Mapping[str, type[Kind]]) -> dict[bytes, msgspec.json.Decoder[_Read[Kind]]]:
    """A decoder for each type, by the last bytes of its events: keys are sorted, so ``type`` and ``v`` come last."""
    # msgspec makes the class that is wanted from the generic one; mypy cannot follow a class that is a value.
    return {f'{_TYPE}{name}","v":1}}'.encode(): msgspec.json.Decoder(_Read[cls]) for name, cls in types.items()}  # type: ignore[valid-type]


_TYPE = ',"type":"'
_TYPE_KEY = _TYPE.encode()
_EVENTS = _decoders(EVENT_TYPES)
_REGISTER_EVENTS = _decoders(REGISTER_EVENT_TYPES)
_CLOCK_EVENTS = _decoders(CLOCK_EVENT_TYPES)
_AUDIT_EVENTS = _decoders(AUDIT_EVENT_TYPES)
_KEEPING_EVENTS = _decoders(KEEPING_EVENT_TYPES)
_LEDGER_EVENTS = _decoders(LEDGER_EVENT_TYPES)
_DESIGN_EVENTS = _decoders(DESIGN_EVENT_TYPES)
_STATE = msgspec.json.Decoder(State)
_ENCODER = msgspec.json.Encoder()


def to_draft(event: AnyEvent, event_id: bytes, subject: str) -> EventDraft:
    """An event as it goes into the history: free text and names taken out and sealed."""
    cls = type(event)
    data = msgspec.to_builtins(event)
    for name in _INSTANTS[cls]:
        if data[name] is not None:
            # msgspec writes microseconds only when there are some; the history has six digits always.
            data[name] = instant_text(getattr(event, name))
    sealed = {}
    for name in _SEALED[cls]:
        value = data.pop(name, None)
        if value is not None:
            about, klass = label_of(name, data.get("partner"), data.get("person"), subject)
            sealed[f"data.{name}"] = Sealed(value=value, subject=about, klass=klass)
    return EventDraft(type=_TYPE_OF[cls], data=data, id=event_id, sealed=sealed)


def label_of(name: str, partner: str | None, person: str | None, recorded_by: str) -> tuple[str, str]:
    """Whom the sealed field of an event is about, and its record class; nobody named: whoever recorded it."""
    return partner or person or recorded_by, _KLASS.get(name, "commercial")


def type_name(event: AnyEvent) -> str:
    """The stored name of an event's type."""
    return _TYPE_OF[type(event)]


def happened(canon: bytes) -> Recorded:
    """An event read back from its canonical bytes."""
    return _read(_EVENTS, canon)


def history_of(stored: Iterable[StoredEvent]) -> Iterator[Recorded]:
    """The events of a stream, read back in order."""
    return history_in(row.canon for row in stored)


def history_in(canons: Iterable[bytes]) -> Iterator[Recorded]:
    """The same from the canonical bytes alone (``Reading.canon``), which is all that a replay needs."""
    decoders = _EVENTS
    for canon in canons:
        # ``_read`` written out, because a portfolio's replay passes here a million times.
        decoder = decoders.get(canon[canon.rfind(_TYPE_KEY) :])
        yield _read(decoders, canon) if decoder is None else decoder.decode(canon)


def register_event(canon: bytes) -> tuple[int, RegisterEvent]:
    """An event of the register read back: its number and the event."""
    read = _read(_REGISTER_EVENTS, canon)
    return read.n, read.event


def clock_event(canon: bytes) -> tuple[int, ClockEvent]:
    """An event of the record of the clock read back: its number and the event."""
    read = _read(_CLOCK_EVENTS, canon)
    return read.n, read.event


def audit_event(canon: bytes) -> tuple[int, AuditEvent]:
    """An event of the record of exports read back: its number and the event."""
    read = _read(_AUDIT_EVENTS, canon)
    return read.n, read.event


def keeping_event(canon: bytes) -> tuple[int, KeepingEvent]:
    """An event of the stream of records read back: its number and the event."""
    read = _read(_KEEPING_EVENTS, canon)
    return read.n, read.event


def ledger_event(canon: bytes) -> tuple[int, LedgerEvent]:
    """An event of the ledger's own stream read back: its number and the event."""
    read = _read(_LEDGER_EVENTS, canon)
    return read.n, read.event


def design_event(canon: bytes) -> tuple[int, DesignEvent]:
    """An event of the record of definitions read back: its number and the event."""
    read = _read(_DESIGN_EVENTS, canon)
    return read.n, read.event


def _read(decoders: Mapping[bytes, msgspec.json.Decoder[_Read[Kind]]], canon: bytes) -> _Read[Kind]:
    """Decode one event; VerificationFailed when its type is not known here."""
    decoder = decoders.get(canon[canon.rfind(_TYPE_KEY) :])
    if decoder is None:
        raise VerificationFailed(
            f"The history holds an event that this program cannot read: ...{canon[-60:]!r}. It was made by a newer"
            " Seedbed, or it was changed; `seedbed verify` tells which."
        )
    return decoder.decode(canon)


def state_to_bytes(state: State) -> bytes:
    """A state as it is kept in the projection; the same state gives the same bytes."""
    return _ENCODER.encode(state)


def state_from_bytes(blob: bytes) -> State:
    """A state read back from the projection."""
    return _STATE.decode(blob)
