"""An auditor that goes on looking: verifies what is new every so often and everything now and then.

What it has verified is kept outside the database, so that a store that was rewritten or put back cannot say what that
was. A fault is never got used to: it is told in every round until the record is right again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from actions.house import House
from actions.verification.brought import Brought, Kept
from actions.verification.everything import verify
from actions.verification.remembered import Memory, Trusted
from actions.verification.report import Verification
from engine.ledger.notes import NoteKey

EVERY: Final = timedelta(minutes=1)
FULL_EVERY: Final = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True, slots=True)
class Round:
    """One look: whether it was good, what is verified up to now, and the fault in one sentence."""

    at: datetime
    good: bool
    full: bool
    first: bool
    size: int
    new: int
    newest: str | None
    fault: str | None
    fault_at: datetime | None

    @property
    def sentence(self) -> str:
        """The round in one line."""
        upto = f"{self.size:,} events" + (f" (checkpoint {self.newest})" if self.newest else "")
        if self.fault is not None:
            since = "" if self.fault_at is None else f" since {self.fault_at:%Y-%m-%d %H:%M}Z"
            return f"FAULT{since}: {self.fault} Verified before: {self.size:,} events."
        how = "everything" if self.full else f"{self.new:,} new events"
        begun = " Nothing was known before: from now on this is what the store must go on from." if self.first else ""
        return f"Verified {how}, up to {upto}.{begun}"


class Auditor:
    """Looks at one house, round by round, with keys and a memory of its own."""

    def __init__(
        self, house: House, state: Path | None = None, keys: Sequence[NoteKey] = (), full_every: timedelta = FULL_EVERY
    ) -> None:
        """Remember in a file of the folder ``state``, by default beside the heads that are kept outside."""
        self._house = house
        self._keys = tuple(keys)
        self._full_every = full_every
        self.memory = Memory(house.store, house.settings, state)

    def round(self, *, full: bool = False) -> Round:
        """Verify what is new, or everything when that is due, asked for, or nothing is known yet."""
        now, known = self._house.clock.now(), self.memory.read()
        full = full or known is None or known.fault is not None or now - known.full_at >= self._full_every
        found = self._verified(known, full=full)
        after = _after(known, found, now, full=full)
        if after is not None:
            self.memory.keep(after)
        return Round(
            at=now,
            good=found.good,
            full=full,
            first=known is None,
            size=0 if after is None else after.size,
            new=0 if known is None or after is None else after.size - known.size,
            newest=found.newest,
            fault=None if found.first_bad is None else str(found.first_bad),
            fault_at=None if after is None else after.fault_at,
        )

    def _verified(self, known: Trusted | None, *, full: bool) -> Verification:
        before = None
        if known is not None:
            where = f"what was verified before (kept in {self.memory.file})"
            before = Kept(where=where, size=known.size, root=known.root, signed=False)
        if full or before is None:
            brought = Brought(kept=() if before is None or not before.size else (before,), keys=self._keys)
            return verify(self._house, brought=brought)
        return verify(self._house, brought=Brought(keys=self._keys), since=before)


def _after(known: Trusted | None, found: Verification, now: datetime, *, full: bool) -> Trusted | None:
    """What is remembered after a round: only what was good is trusted; a fault is remembered beside it."""
    if found.first_bad is None:
        full_at = now if full or known is None else known.full_at
        return Trusted(size=found.events, root=found.root, verified_at=now, full_at=full_at)
    if known is None:
        return None
    return msgspec.structs.replace(known, fault=str(found.first_bad), fault_at=known.fault_at or now)
