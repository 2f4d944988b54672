"""Refused commands: each against its digest, each stream's against their order."""

from __future__ import annotations

from storage.checking.beside.rows import RowWrong
from storage.digests import NO_ATTEMPT_YET, attempt_digest
from storage.reading import Reading


def check_attempts(reading: Reading) -> int:
    """Return how many there are."""
    count, stream, number, before = 0, None, 0, NO_ATTEMPT_YET
    for *told, seq, digest in reading.attempts_as_stored():
        if told[1] != stream:
            stream, number, before = told[1], 0, NO_ATTEMPT_YET
        if seq != number:
            raise RowWrong(f"The attempts at {stream} go from no. {number - 1} to no. {seq}: one was taken away.")
        if attempt_digest(before, number, told) != digest:
            raise RowWrong(f"The attempt {told[0]} at {stream} (no. {seq}) is not what was kept: it was changed since.")
        count, number, before = count + 1, number + 1, digest
    return count
