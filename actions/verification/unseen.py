"""What verification does not find, table by table, and why: the tests change every column and hold this list to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

ROW_REMOVED: Final = "a row taken away"
ROW_ADDED: Final = "a row put in"

_WORK: Final = "a mark of the work on it: when to try next, and who tries; every entry that is not done is shown"
_ANSWER: Final = "serves whoever repeats a request; what the command came to is in the history"
_LEASE: Final = "what one worker has in hand for seconds; `seedbed rebuild` plans anew what is lost here"
_PULSE: Final = "when the service was last awake; what it missed is recorded as an event"

_RUNG: Final = ("due_at", "id", "stream", "deadline", "revision", "rung", "role", "kind", "mode", "person", "why")
_MARKS: Final = ("due_at", "leased_by", "leased_until", "attempts", "last_error", "dead_at", "excused")

UNSEEN: Final[Mapping[str, Mapping[str, str]]] = {
    "store_info": {
        "created_at": "when the folder was made; nothing rests on it",
        "origin": "part of the signatures of links in letters, which a change makes invalid; the ledger is named apart",
    },
    "command": {
        "response": _ANSWER,
        "body_sha256": "tells a repeated request from another one under its name; the first stands in the history",
        ROW_REMOVED: "the request, asked again, is judged anew as any other",
    },
    "attempt": {ROW_REMOVED: "the newest attempt at a procedure has none after it that would miss it"},
    "artefact": {
        "state": "how the file was at the last look; verification looks at the file itself",
        ROW_REMOVED: "which documents there are, and their digests, is in the history",
    },
    "outbox": {
        **dict.fromkeys(_MARKS, _WORK),
        ROW_REMOVED: "found where what came of it, or a delivery, names it; work that nobody began is not named",
    },
    "delivery": {ROW_REMOVED: "found where a message is left of which nothing is said; one of several is not missed"},
    "reminder": {
        ROW_ADDED: "rungs about an event, or held for one person, follow from no state; what is sent is on record",
    },
    "reminder_lease": dict.fromkeys((*_RUNG, "leased_by", "leased_until", ROW_REMOVED, ROW_ADDED), _LEASE),
    "heartbeat": dict.fromkeys(("up_since", "alive_at", ROW_REMOVED), _PULSE),
    "cosignature": {
        "at": "when the line came here; the time that counts is signed, within the line",
        "line": "found when the witness's key is given (`--key`)",
        ROW_REMOVED: "a witness keeps what it signed; ask it",
    },
}
"""Column, or what was done to a whole row, and the reason."""


def as_table() -> Iterator[str]:
    """The lines of the table in the documentation."""
    yield "| table | what | why it is not found |"
    yield "| --- | --- | --- |"
    for table, known in UNSEEN.items():
        reasons: dict[str, list[str]] = {}
        for what, why in known.items():
            reasons.setdefault(why, []).append(what if what in {ROW_REMOVED, ROW_ADDED} else f"`{what}`")
        for why, places in reasons.items():
            yield f"| `{table}` | {', '.join(places)} | {why} |"
