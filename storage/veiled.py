"""A reading in which some disclosed values are not there: what is made from it cannot tell what it was not told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from storage.reading import Reading
from storage.records import Disclosure


class Veiled(Reading):
    """The same moment of the same store, without the values that ``hidden`` (stream, disclosure) says yes to."""

    def __init__(self, reading: Reading, hidden: Callable[[str, Disclosure], bool]) -> None:
        """Look through another reading's session."""
        super().__init__(reading._session)  # noqa: SLF001 - it is the same reading
        self._hidden = hidden

    def disclosures(self, stream: str) -> dict[tuple[bytes, str], Any]:
        """Return what is disclosed and not hidden, by (event hash, path)."""
        return {(known.event_hash, known.path): known.value for known in self.disclosed(stream)}

    def disclosed(self, stream: str) -> list[Disclosure]:
        """Return the same with salt, subject and class."""
        return [known for known in super().disclosed(stream) if not self._hidden(stream, known)]

    def disclosed_between(self, first_gseq: int, last_gseq: int) -> list[Disclosure]:
        """Refuse: which stream a value is of cannot be told here, so nothing could be hidden."""
        raise NotImplementedError(f"Veiled values cannot be read by gseq ({first_gseq} to {last_gseq}).")
