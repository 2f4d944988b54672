"""Digests of what stands beside the history: a refused command, a message or a delivery says what it said at first.

They are not chained to the history, so whoever can rewrite a whole table can make them anew; what they find is a row
that was changed, and an attempt that was taken out of the middle.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Final

NO_ATTEMPT_YET: Final = ""
"""What stands before the first attempt of a stream."""

Told = Sequence[str | int | None]


def attempt_digest(before: str, number: int, told: Told) -> str:
    """The digest of an attempt: over the one before it in its stream, its number there (from 0), and all its columns.

    ``told`` is (id, stream, at, actor, role, command, body, explanation, cause) as stored.
    """
    return _digest("seedbed/attempt/1", [before, number, *told])


def entry_digest(told: Told) -> str:
    """The digest of what never changes of an outbox entry: (id, gseq, stream, kind, dedupe, payload) as stored."""
    return _digest("seedbed/outbox/1", told)


def consequence_digest(told: Told) -> str:
    """The digest of what came of an outbox entry: (id, stream, kind, result, done_at) as stored."""
    return _digest("seedbed/consequence/1", told)


def delivery_digest(told: Told) -> str:
    """The digest of a fact about a rung or a message: all its columns as stored, ``key`` first and ``detail`` last."""
    return _digest("seedbed/delivery/1", told)


def artefact_digest(told: Told) -> str:
    """The digest of what never changes of a document's row: (sha256, size, media, first_at) as stored."""
    return _digest("seedbed/artefact/1", told)


def _digest(purpose: str, values: Told) -> str:
    # A list of JSON strings and numbers has one way to be read, so that no two rows share their bytes.
    return sha256(json.dumps([purpose, *values], separators=(",", ":")).encode("ascii")).hexdigest()
