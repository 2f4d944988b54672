"""Event logs for process mining: IEEE 1849 (XES), one trace for each procedure or for each partner."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final
from xml.etree.ElementTree import Element

from engine.canonical import instant_text
from exports.process.increasing import increasing
from exports.process.machine import Which
from exports.process.source import Entry, History
from exports.process.traces import Moved, Trace, traces_of
from exports.process.xml_writing import child, root, to_bytes

NAMESPACE: Final = "http://www.xes-standard.org/"
EXTENSION: Final = "urn:seedbed:xes:1"
_STANDARD: Final = (
    ("Concept", "concept", "http://www.xes-standard.org/concept.xesext"),
    ("Time", "time", "http://www.xes-standard.org/time.xesext"),
    ("Organizational", "org", "http://www.xes-standard.org/org.xesext"),
    ("Lifecycle", "lifecycle", "http://www.xes-standard.org/lifecycle.xesext"),
    ("Seedbed", "seedbed", EXTENSION),
)


class Told(StrEnum):
    """Which events a log tells."""

    MOVES = "moves"
    EVERYTHING = "everything"


def xes(histories: Sequence[History], *, which: Which = Which.PROCEDURE, told: Told = Told.MOVES) -> bytes:
    """The log of some procedures in the order given.

    ``MOVES`` tells what a net knows (``exports.process.net``): a closed procedure fits it exactly. ``EVERYTHING`` tells
    every event of the history under the name of its type. Times within a trace increase strictly: an event recorded at
    the same instant as the one before comes a microsecond later, and ``seedbed:at`` keeps what was recorded.
    """
    top = root("log", **{"xes.version": "1849-2016", "xes.features": "", "xmlns": NAMESPACE})
    for name, prefix, uri in _STANDARD:
        child(top, "extension", {"name": name, "prefix": prefix, "uri": uri})
    _globals(top)
    child(top, "classifier", {"name": "Activity", "keys": "concept:name"})
    for history in histories:
        for trace in _traces(history, which, told):
            _write(top, history, trace)
    return to_bytes(top)


def _traces(history: History, which: Which, told: Told) -> Iterable[Trace]:
    if told is Told.MOVES:
        return traces_of(history, which)
    moves = tuple(Moved(name=entry.type, entry=entry) for entry in history.entries)
    if which is Which.PROCEDURE:
        return (Trace(partner=None, moves=moves),)
    return tuple(
        Trace(partner=ref, moves=tuple(moved for moved in moves if ref in partners_in(moved.entry)))
        for ref in history.state.partners
    )


def partners_in(entry: Entry) -> tuple[str, ...]:
    """The partners whom an event is about."""
    one, several = entry.data.get("partner"), entry.data.get("partners")
    return (one,) if isinstance(one, str) else tuple(several) if isinstance(several, list) else ()


def _globals(top: Element) -> None:
    """What every trace and every event has."""
    trace = child(top, "global", {"scope": "trace"})
    _string(trace, "concept:name", "")
    event = child(top, "global", {"scope": "event"})
    _string(event, "concept:name", "")
    _date(event, "time:timestamp", datetime(1970, 1, 1, tzinfo=UTC))
    _string(event, "org:resource", "")
    _string(event, "lifecycle:transition", "complete")


def _write(top: Element, history: History, trace: Trace) -> None:
    made = child(top, "trace")
    name = history.reference if trace.partner is None else f"{history.reference}/{trace.partner}"
    _string(made, "concept:name", name)
    _string(made, "seedbed:procedure", history.reference)
    if trace.partner is not None:
        _string(made, "seedbed:partner", trace.partner)
    _string(made, "seedbed:definition", f"{history.definition.name} {history.definition.version}")
    _string(made, "seedbed:definition_sha256", history.definition_sha256)
    _boolean(made, "seedbed:closed", history.closed)
    for moved, at in zip(trace.moves, increasing(moved.entry.at for moved in trace.moves), strict=True):
        _event(made, moved, at)


def _event(parent: Element, moved: Moved, at: datetime) -> None:
    entry = moved.entry
    made = child(parent, "event")
    _string(made, "concept:name", moved.name)
    _date(made, "time:timestamp", at)
    _string(made, "org:resource", entry.by)
    _string(made, "org:role", entry.role)
    _string(made, "lifecycle:transition", "complete")
    child(made, "int", {"key": "seedbed:n", "value": str(entry.n)})
    _date(made, "seedbed:at", entry.at)
    _string(made, "seedbed:type", entry.type)
    _string(made, "seedbed:hash", entry.hash)
    _string(made, "seedbed:cause", entry.cause)
    for key, write in _DETAILS.items():
        value = entry.data.get(key)
        if isinstance(value, str | bool | int):
            write(made, f"seedbed:{key}", value)


def _string(parent: Element, key: str, value: object) -> None:
    child(parent, "string", {"key": key, "value": str(value)})


def _boolean(parent: Element, key: str, value: object) -> None:
    child(parent, "boolean", {"key": key, "value": "true" if value else "false"})


def _int(parent: Element, key: str, value: object) -> None:
    child(parent, "int", {"key": key, "value": str(value)})


def _date(parent: Element, key: str, value: datetime) -> None:
    child(parent, "date", {"key": key, "value": f"{instant_text(value)[:-1]}+00:00"})


_DETAILS: Final[dict[str, Callable[[Element, str, object], None]]] = {
    "stage": _string,
    "source": _string,
    "target": _string,
    "move": _string,
    "partner": _string,
    "artefact": _string,
    "version": _string,
    "sha256": _string,
    "decision": _string,
    "outcome": _string,
    "notice": _string,
    "deadline": _string,
    "envelope": _string,
    "commitment": _string,
    "amount_minor": _int,
    "currency": _string,
    "ends": _boolean,
    "in_time": _boolean,
    "on_time": _boolean,
}
"""What an event tells beside who and when: names of the definition, digests, sums; never a sentence."""
