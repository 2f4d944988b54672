"""The log as OCEL 2.0 in JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, Final

from engine.canonical import instant_text
from engine.events import EVENT_TYPES, sealed_fields
from exports.process.increasing import increasing
from exports.process.ocel.objects import OBJECT_TYPES, Link, Shelf, Thing
from exports.process.source import Entry, History

_COMMON: Final[dict[str, str]] = {
    "n": "integer", "recorded_at": "time", "by": "string", "role": "string", "hash": "string", "cause": "string",
}  # fmt: skip
"""What every event has."""
_WRITTEN_BY_PEOPLE: Final = frozenset({"title", "re_enactment"})
"""What is not sealed and yet somebody's own words."""
_TYPES: Final = {"str": "string", "bool": "boolean", "int": "integer", "datetime": "time", "date": "string"}


def ocel(histories: Sequence[History]) -> bytes:
    """The log of some procedures: every event in order with all it is about; ids begin with the procedure's reference.

    Times within a procedure increase strictly; ``recorded_at`` keeps what was recorded. No sealed word and no name.
    """
    events: list[tuple[datetime, str, int, dict[str, Any]]] = []
    things: list[Thing] = []
    used: set[str] = set()
    for history in histories:
        shelf = Shelf(history)
        times = increasing(entry.at for entry in history.entries)
        for entry, at in zip(history.entries, times, strict=True):
            links = shelf.follow(entry, at)
            events.append((at, history.reference, entry.n, _event(history, entry, at, links)))
            used.add(entry.type)
        things += shelf.things.values()
    document = {
        "objectTypes": [{"name": name, "attributes": _declared(kinds)} for name, kinds in OBJECT_TYPES.items()],
        "eventTypes": [{"name": name, "attributes": _declared(_attributes(name))} for name in sorted(used)],
        "objects": [_object(thing) for thing in things],
        "events": [event for *_, event in sorted(events, key=lambda one: one[:3])],
    }
    return (json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1) + "\n").encode()


def _declared(kinds: dict[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "type": kind} for name, kind in kinds.items()]


def _attributes(type_: str) -> dict[str, str]:
    """What an event of a type has: the fields that are one value, and never a sealed one."""
    cls = EVENT_TYPES[type_]
    own = {
        field.name: _TYPES[plain]
        for field in fields(cls)
        if field.name not in sealed_fields(cls)
        and field.name not in _COMMON
        and field.name not in _WRITTEN_BY_PEOPLE
        and (plain := str(field.type).removesuffix(" | None")) in _TYPES
    }
    return {**_COMMON, **own}


def _event(history: History, entry: Entry, at: datetime, links: tuple[Link, ...]) -> dict[str, Any]:
    common = {
        "n": entry.n, "recorded_at": instant_text(entry.at), "by": entry.by, "role": entry.role, "hash": entry.hash,
        "cause": entry.cause,
    }  # fmt: skip
    own = {name: entry.data.get(name) for name in _attributes(entry.type) if name not in _COMMON}
    return {
        "id": f"{history.reference}#{entry.n}",
        "type": entry.type,
        "time": instant_text(at),
        "attributes": [
            {"name": name, "value": value} for name, value in {**common, **own}.items() if value is not None
        ],
        "relationships": _links(links),
    }


def _object(thing: Thing) -> dict[str, Any]:
    return {
        "id": thing.id,
        "type": thing.type,
        "attributes": [{"name": one.name, "time": instant_text(one.at), "value": one.value} for one in thing.changes],
        "relationships": _links(thing.links),
    }


def _links(links: tuple[Link, ...]) -> list[dict[str, str]]:
    return [{"objectId": link.target, "qualifier": link.qualifier} for link in links]
