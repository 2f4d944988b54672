"""A reading in which some of what is stored is not there: what is made from it cannot tell what it was not told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from storage.reading import Reading
from storage.records import Disclosure, StoredEvent


class Veiled(Reading):
    """The same moment of the same store, without the values that ``hidden`` (stream, disclosure) says yes to.

    A stream that is in ``ends`` ends with the event of that number.
    """

    def __init__(
        self, reading: Reading, hidden: Callable[[str, Disclosure], bool], ends: Mapping[str, int] | None = None
    ) -> None:
        """Look through another reading's session."""
        super().__init__(reading._session)  # noqa: SLF001 - it is the same reading
        self._hidden = hidden
        self._ends = ends or {}

    def events(self, stream: str, after_n: int = -1, upto_n: int | None = None) -> Iterator[StoredEvent]:
        """Yield a stream's events in order, to its end here."""
        return super().events(stream, after_n, self._end(stream, upto_n))

    def canon(self, stream: str, upto_n: int | None = None) -> Iterator[bytes]:
        """Yield the canonical bytes alone of a stream's events, to its end here."""
        return super().canon(stream, self._end(stream, upto_n))

    def disclosures(self, stream: str) -> dict[tuple[bytes, str], Any]:
        """Return what is disclosed and not hidden, by (event hash, path)."""
        return {(known.event_hash, known.path): known.value for known in self.disclosed(stream)}

    def disclosed(self, stream: str) -> list[Disclosure]:
        """Return the same with salt, subject and class."""
        return [known for known in super().disclosed(stream) if not self._hidden(stream, known)]

    def disclosed_between(self, first_gseq: int, last_gseq: int) -> list[Disclosure]:
        """Refuse: which stream a value is of cannot be told here, so nothing could be hidden."""
        raise NotImplementedError(f"Veiled values cannot be read by gseq ({first_gseq} to {last_gseq}).")

    def _end(self, stream: str, upto_n: int | None) -> int | None:
        end = self._ends.get(stream)
        return upto_n if end is None else end if upto_n is None else min(end, upto_n)
