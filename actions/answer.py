"""The answer to a command: what was recorded, when, and what is worth knowing about it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

import orjson

from engine.canonical import instant_text, parse_instant
from engine.explanation import Explanation


class Answer(NamedTuple):
    """What a committed command did; the same key gets the same answer for ever (``repeated`` says so)."""

    request_id: str
    procedure: str
    command: str
    at: datetime
    n: int
    events: tuple[tuple[int, str], ...]
    step: str
    stage: str
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    repeated: bool = False
    dry_run: bool = False
    explanation: Explanation | None = None

    def to_data(self) -> dict[str, Any]:
        """Plain data for JSON output and for the kept answer."""
        return {
            "schema": "seedbed/answer/1",
            "request_id": self.request_id,
            "procedure": self.procedure,
            "command": self.command,
            "at": instant_text(self.at),
            "n": self.n,
            "events": [{"n": n, "type": type_} for n, type_ in self.events],
            "step": self.step,
            "stage": self.stage,
            "warnings": list(self.warnings),
            "notes": list(self.notes),
            "repeated": self.repeated,
            "dry_run": self.dry_run,
        }

    def to_bytes(self) -> bytes:
        """The kept form."""
        return orjson.dumps(self.to_data())


def answer_from(blob: bytes | dict[str, Any], *, repeated: bool = False) -> Answer:
    """Read back an answer."""
    data = blob if isinstance(blob, dict) else orjson.loads(blob)
    answer = Answer(
        request_id=data["request_id"],
        procedure=data["procedure"],
        command=data["command"],
        at=parse_instant(data["at"]),
        n=data["n"],
        events=tuple((e["n"], e["type"]) for e in data["events"]),
        step=data["step"],
        stage=data["stage"],
        warnings=tuple(data["warnings"]),
        notes=tuple(data["notes"]),
        repeated=data["repeated"],
        dry_run=data["dry_run"],
    )
    return answer._replace(repeated=True) if repeated else answer
