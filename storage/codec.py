"""Between the engine's values and bytes: events to drafts and back, states to blobs and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from engine.events import EVENT_TYPES, Event, Happened, sealed_fields
from engine.register import REGISTER_EVENT_TYPES, RegisterEvent
from engine.state import State
from storage.records import EventDraft, Sealed, StoredEvent

_TYPE_OF: dict[type[Event | RegisterEvent], str] = {
    cls: name for name, cls in (*EVENT_TYPES.items(), *REGISTER_EVENT_TYPES.items())
}
_SEALED = {cls: sealed_fields(cls) for cls in _TYPE_OF}
_KLASS = {"name": "personal", "email": "personal"}
"""The record class of a sealed field; free text is commercial in confidence unless it names somebody."""


class _Envelope(msgspec.Struct):
    """The part of an event's bytes that a replay needs; everything else is passed over."""

    n: int
    at: datetime
    type: str
    data: msgspec.Raw


_ENVELOPE = msgspec.json.Decoder(_Envelope)
_DATA = {name: msgspec.json.Decoder(cls) for name, cls in EVENT_TYPES.items()}
_REGISTER_DATA = {name: msgspec.json.Decoder(cls) for name, cls in REGISTER_EVENT_TYPES.items()}
_STATE = msgspec.json.Decoder(State)
_ENCODER = msgspec.json.Encoder()


def to_draft(event: Event | RegisterEvent, event_id: bytes, subject: str) -> EventDraft:
    """An event as it goes into the history: free text and names taken out and sealed."""
    data = msgspec.to_builtins(event)
    for key, value in data.items():
        if isinstance(value, str) and value.endswith("Z") and isinstance(getattr(event, key), datetime):
            data[key] = _instant(value)
    sealed = {}
    for name in _SEALED[type(event)]:
        value = data.pop(name, None)
        if value is not None:
            about = data.get("partner") or data.get("person") or subject
            sealed[f"data.{name}"] = Sealed(value=value, subject=about, klass=_KLASS.get(name, "commercial"))
    return EventDraft(type=_TYPE_OF[type(event)], data=data, id=event_id, sealed=sealed)


def type_name(event: Event | RegisterEvent) -> str:
    """The stored name of an event's type."""
    return _TYPE_OF[type(event)]


def _instant(text: str) -> str:
    """Microseconds are written by msgspec only when there are some; the history has six digits always."""
    return text if "." in text else text.removesuffix("Z") + ".000000Z"


def happened(canon: bytes) -> Happened:
    """An event read back from its canonical bytes."""
    envelope = _ENVELOPE.decode(canon)
    return Happened(envelope.n, envelope.at, _DATA[envelope.type].decode(envelope.data))


def history_of(stored: Iterable[StoredEvent]) -> Iterator[Happened]:
    """The events of a stream, read back in order."""
    envelope_of, data_of = _ENVELOPE.decode, _DATA
    for row in stored:
        envelope = envelope_of(row.canon)
        yield Happened(envelope.n, envelope.at, data_of[envelope.type].decode(envelope.data))


def register_event(canon: bytes) -> tuple[int, RegisterEvent]:
    """An event of the register read back: its number and the event."""
    envelope = _ENVELOPE.decode(canon)
    return envelope.n, _REGISTER_DATA[envelope.type].decode(envelope.data)


def state_to_bytes(state: State) -> bytes:
    """A state as it is kept in the projection; the same state gives the same bytes."""
    return _ENCODER.encode(state)


def state_from_bytes(blob: bytes) -> State:
    """A state read back from the projection."""
    return _STATE.decode(blob)
