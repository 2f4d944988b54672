"""Reads and writes what the ledger keeps: heads, hashes in order, checkpoints and what witnesses said of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final, NamedTuple

from engine.canonical import instant_text, parse_instant
from engine.ledger.heads import StreamHeadAt
from engine.ledger.merkle import Frontier, frontier_from
from storage import ledger_statements as sql
from storage.history import HistoryReading
from storage.session import Row, Session

LINK_PAGE: Final = 20_000
CHECKPOINT_PAGE: Final = 1_000
_NO_END: Final = 2**62


class CheckpointRow(NamedTuple):
    """A signed checkpoint as stored: its size, when it was signed (UTC), the note, and the tree's edge."""

    size: int
    at: datetime
    note: str
    frontier: bytes

    def edge(self) -> Frontier:
        """Return the frontier; InvalidInput when the bytes are no frontier of this size."""
        return frontier_from(self.size, self.frontier)


class CosignatureRow(NamedTuple):
    """What one witness (name+key id) put under a checkpoint, and when it came here (UTC)."""

    size: int
    witness: str
    at: datetime
    line: str


class LedgerReading(HistoryReading):
    """A consistent view of the history and of its ledger."""

    def heads(self, below: int | None = None) -> list[StreamHeadAt]:
        """Return the newest event of every stream, or of every stream as it was before gseq ``below``; in no order."""
        rows = self._session.all(sql.HEADS) if below is None else self._session.all(sql.HEADS_BELOW, (below,))
        return list(map(StreamHeadAt._make, rows))

    def head_changes(self, first: int, below: int | None = None) -> Iterator[StreamHeadAt]:
        """Yield the links of the history from gseq ``first`` on, in order: each is its stream's head from there on."""
        while rows := self._session.all(sql.LINKS, (first, _NO_END if below is None else below, LINK_PAGE)):
            for stream, n, digest, _ in rows:
                yield StreamHeadAt(stream, n, digest)
            first = rows[-1][3] + 1

    def hashes(self, first: int = 0, below: int | None = None) -> Iterator[bytes]:
        """Yield event hashes in order of gseq, the leaves of the tree: from ``first`` on, to before ``below``."""
        while rows := self._session.all(sql.HASHES, (first, _NO_END if below is None else below, LINK_PAGE)):
            for digest, _ in rows:
                yield digest
            first = rows[-1][1] + 1

    def newest_checkpoint(self) -> CheckpointRow | None:
        """Return the largest checkpoint, or None while there is none."""
        return _checkpoint(self._session.one(sql.NEWEST_CHECKPOINT))

    def checkpoint(self, size: int) -> CheckpointRow | None:
        """Return the checkpoint of a size, or None."""
        return _checkpoint(self._session.one(sql.CHECKPOINT, (size,)))

    def checkpoint_over(self, gseq: int) -> CheckpointRow | None:
        """Return the first checkpoint that covers an event, or None while none does."""
        return _checkpoint(self._session.one(sql.CHECKPOINT_OVER, (gseq,)))

    def checkpoints(self, after: int = 0) -> Iterator[CheckpointRow]:
        """Yield the checkpoints larger than a size, smallest first, a page of them in memory at a time."""
        while rows := self._session.all(sql.CHECKPOINTS, (after, CHECKPOINT_PAGE)):
            yield from (_read(row) for row in rows)
            after = rows[-1][0]

    def newest_checkpoints(self, most: int) -> list[CheckpointRow]:
        """Return so many of the largest checkpoints, largest first."""
        return [_read(row) for row in self._session.all(sql.NEWEST_CHECKPOINTS, (most,))]

    def cosignatures(self, size: int) -> list[CosignatureRow]:
        """Return what witnesses put under the checkpoint of a size."""
        return [
            CosignatureRow(size=row[0], witness=row[1], at=parse_instant(row[2]), line=row[3])
            for row in self._session.all(sql.COSIGNATURES, (size,))
        ]

    def cosigned_sizes(self) -> list[int]:
        """Return the sizes of the checkpoints that a witness has signed, smallest first."""
        return [row[0] for row in self._session.all(sql.COSIGNED)]


def keep_checkpoint(session: Session, row: CheckpointRow) -> None:
    """Write a checkpoint; a trigger refuses one that is not larger than all before, or larger than the history."""
    session.write(sql.INSERT_CHECKPOINT, (row.size, instant_text(row.at), row.note, row.frontier))


def keep_cosignature(session: Session, row: CosignatureRow) -> None:
    """Write what a witness signed; a trigger refuses a second line of the same witness, and one under no checkpoint."""
    session.write(sql.INSERT_COSIGNATURE, (row.size, row.witness, instant_text(row.at), row.line))


def _checkpoint(row: Row | None) -> CheckpointRow | None:
    return None if row is None else _read(row)


def _read(row: Row) -> CheckpointRow:
    return CheckpointRow(size=row[0], at=parse_instant(row[1]), note=row[2], frontier=row[3])
