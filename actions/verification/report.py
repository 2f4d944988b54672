"""What verification found, in numbers and in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from storage.verify import FirstBad

Progress = Callable[[str, int, int], None]
"""What is being checked, how many are done, how many there are."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Verification:
    """What was checked up to the first fault; ``withheld`` counts sealed words that have been deleted since.

    ``newest`` is the newest checkpoint as it stands under letters, ``outside`` are the heads kept elsewhere that were
    compared, ``unchecked`` is what could not be compared with anything, in words;
    ``root`` is the tree's over all events, in base64.
    """

    procedure: str | None
    events: int
    streams: int
    disclosed: int
    withheld: int
    replayed: int
    artefacts: int
    attempts: int
    entries: int
    first_bad: FirstBad | None
    withheld_by_ground: Mapping[str, int] = field(default_factory=dict)
    checkpoints: int = 0
    cosignatures: int = 0
    newest: str | None = None
    keys_trusted: bool = False
    outside: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()
    root: str = ""

    @property
    def undecided(self) -> int:
        """How many sealed words are gone though no decision on record withheld them."""
        return max(0, self.withheld - sum(self.withheld_by_ground.values()))

    @property
    def good(self) -> bool:
        """Whether everything is as it must be."""
        return self.first_bad is None

    @property
    def sentence(self) -> str:
        """The answer in words."""
        if self.first_bad is not None:
            return f"Verification failed. {self.first_bad}"
        filed = "1 file is" if self.artefacts == 1 else f"{self.artefacts} files are"
        readable = "1 sealed text is" if self.disclosed == 1 else f"{self.disclosed} sealed texts are"
        return (
            f"Verified: {self.events} event{'' if self.events == 1 else 's'} in"
            f" {self.streams} stream{'' if self.streams == 1 else 's'} form one unbroken chain;"
            f" {self.replayed} replayed to exactly what is stored; {filed} what was filed;"
            f" {self.attempts} refused command{'' if self.attempts == 1 else 's'} and {self.entries} outbox"
            f" {'entry' if self.entries == 1 else 'entries'} are as they were kept;"
            f" {readable} readable, {self.withheld} {'is' if self.withheld == 1 else 'are'} withheld{self._grounds}."
            f"{self._signed}{''.join(f' Not checked: {words}.' for words in self.unchecked)}"
        )

    @property
    def _signed(self) -> str:
        if not self.checkpoints:
            return ""
        several = "1 checkpoint is" if self.checkpoints == 1 else f"{self.checkpoints} checkpoints are"
        whose = "a key that you know" if self.keys_trusted else "the ledger's keys"
        seen = f", {self.cosignatures} signed by witnesses" if self.cosignatures else ""
        elsewhere = f" The same was kept elsewhere: {', '.join(self.outside)}." if self.outside else ""
        return f" {several} the tree's and signed by {whose}{seen}; the newest is {self.newest}.{elsewhere}"

    @property
    def _grounds(self) -> str:
        parts = [f"{count} for {ground.replace('_', ' ')}" for ground, count in self.withheld_by_ground.items()]
        parts += [f"{self.undecided} that nobody decided"] if self.undecided else []
        return f" ({', '.join(parts)})" if parts else ""
