"""Checks what stands beside the history and is not made from it: refused commands and outbox entries."""

from __future__ import annotations

from dataclasses import dataclass

from storage.digests import NO_ATTEMPT_YET, attempt_digest, entry_digest
from storage.reading import Reading


@dataclass(frozen=True, kw_only=True, slots=True)
class BesideReport:
    """How many attempts and outbox entries were checked up to the first fault, which is told in words."""

    attempts: int
    entries: int
    first_bad: str | None


def verify_beside(reading: Reading) -> BesideReport:
    """Compare each attempt and each outbox entry with its digest, and each stream's attempts with their order."""
    attempts, bad = _attempts(reading)
    entries = 0
    if bad is None:
        entries, bad = _entries(reading)
    return BesideReport(attempts=attempts, entries=entries, first_bad=bad)


def _attempts(reading: Reading) -> tuple[int, str | None]:
    count, stream, number, before = 0, None, 0, NO_ATTEMPT_YET
    for *told, seq, digest in reading.attempts_as_stored():
        if told[1] != stream:
            stream, number, before = told[1], 0, NO_ATTEMPT_YET
        if seq != number:
            return count, f"The attempts at {stream} go from no. {number - 1} to no. {seq}: one was taken away."
        if attempt_digest(before, number, told) != digest:
            return count, f"The attempt {told[0]} at {stream} (no. {seq}) is not what was kept: it was changed since."
        count, number, before = count + 1, number + 1, digest
    return count, None


def _entries(reading: Reading) -> tuple[int, str | None]:
    count, events = 0, reading.head().count
    for *told, digest in reading.entries_as_stored():
        identifier, gseq, stream, kind = told[:4]
        if entry_digest(told) != digest:
            return count, f"The outbox entry {identifier} ({kind} of {stream}) is not what was written: it was changed."
        if gseq is not None and gseq >= events:
            return (
                count,
                f"The outbox entry {identifier} ({kind} of {stream}) follows event {gseq}, which is not there.",
            )
        count += 1
    return count, None
