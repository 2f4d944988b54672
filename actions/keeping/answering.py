"""Once for every request id: the first answer to a command about records, kept and given again."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import orjson

from engine import keeping as k
from engine.errors import InvalidInput
from storage.records import StoredEvent
from storage.transaction import Transaction


def first_answer(tx: Transaction, command: k.KeepingCommand, request_id: str) -> dict[str, Any] | None:
    """What was answered before; ``InvalidInput`` when the request id was used for something else."""
    first = tx.answer(request_id)
    if first is None:
        return None
    if (first.actor, first.body_sha256) != (command.actor, _digest(command)):
        raise InvalidInput(f"The request id {request_id} was used for another command: give this one its own.")
    return {**orjson.loads(first.response), "repeated": True}


def keep_answer(
    tx: Transaction,
    command: k.KeepingCommand,
    request_id: str,
    answer: dict[str, Any],
    stored: Sequence[StoredEvent],
) -> None:
    """Keep an answer; it never holds a value."""
    tx.remember(
        key=request_id,
        actor=command.actor,
        body_sha256=_digest(command),
        response=orjson.dumps(answer),
        gseq_from=stored[0].gseq,
        gseq_to=stored[-1].gseq,
        at=stored[-1].at(),
    )


def _digest(command: k.KeepingCommand) -> str:
    return hashlib.sha256(command.model_dump_json().encode()).hexdigest()
