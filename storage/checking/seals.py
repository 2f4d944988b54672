"""Compares sealed values with what is disclosed of them: a seal is over an event's id, a salt, a path and a value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from engine.chain import commitment_of
from engine.errors import InvalidInput
from storage.checking.faults import Wrong
from storage.encoding import canonical_bytes
from storage.rows import UNREADABLE, disclosed_value
from storage.session import Row

Found = tuple[bytes, bytes, str]


class Seals:
    """The disclosures of a run of events, taken one by one by the seals that they open."""

    def __init__(self, rows: Iterable[Row]) -> None:
        """Take (gseq, path, event hash, salt, value as text) of each disclosure."""
        self._open: dict[tuple[int, str], Found] = {(row[0], row[1]): (row[2], row[3], row[4]) for row in rows}
        self.disclosed = 0
        self.withheld = 0

    def fit(self, gseq: int, event_hash: bytes, event_id: str, seals: Sequence[tuple[str, str]]) -> None:
        """Check each seal of an event that is still disclosed, and count those that are not."""
        for path, sealed in seals:
            found = self._open.pop((gseq, path), None)
            if found is None:
                self.withheld += 1
                continue
            if found[0] != event_hash:
                raise Wrong("There are disclosures that belong to no event of the history.")
            if _commitment(event_id, path, found) != sealed:
                raise Wrong(f"the disclosed {path} is not the value that was sealed.")
            self.disclosed += 1

    def nothing_left(self) -> None:
        """Check that every disclosure was one that its event had sealed."""
        for _, path in self._open:
            raise Wrong(f"{path} is disclosed for an event that sealed no such thing.")

    def mark(self) -> tuple[dict[tuple[int, str], Found], int, int]:
        """Return how things stand, for ``put_back``."""
        return dict(self._open), self.disclosed, self.withheld

    def put_back(self, mark: tuple[dict[tuple[int, str], Found], int, int]) -> None:
        """Let things stand as they stood."""
        self._open, self.disclosed, self.withheld = mark


def _commitment(event_id: str, path: str, found: Found) -> str:
    _, salt, text = found
    value: Any = disclosed_value(text)
    if value is UNREADABLE:
        raise Wrong(f"the disclosed {path} is unreadable: it is not the value that was sealed.")
    try:
        return commitment_of(bytes.fromhex(event_id.replace("-", "")), salt, canonical_bytes([path, value])).hex()
    except InvalidInput as wrong:
        raise Wrong(f"the disclosed {path} cannot be checked: {wrong}") from None
