"""The SQL of the ledger, apart from ``storage.statements`` because the command path has no use for it."""

from __future__ import annotations

from typing import Final

HEADS: Final = (
    "SELECT stream, n, hash FROM event WHERE (stream, n) IN (SELECT stream, max(n) FROM event GROUP BY stream)"
)
HEADS_BELOW: Final = (
    "SELECT stream, n, hash FROM event WHERE gseq IN (SELECT max(gseq) FROM event WHERE gseq < ? GROUP BY stream)"
)
LINKS: Final = "SELECT stream, n, hash, gseq FROM event WHERE gseq >= ? AND gseq < ? ORDER BY gseq LIMIT ?"
HASHES: Final = "SELECT hash, gseq FROM event WHERE gseq >= ? AND gseq < ? ORDER BY gseq LIMIT ?"

INSERT_CHECKPOINT: Final = "INSERT INTO checkpoint (size, at, note, frontier) VALUES (?, ?, ?, ?)"
NEWEST_CHECKPOINT: Final = "SELECT size, at, note, frontier FROM checkpoint ORDER BY size DESC LIMIT 1"
CHECKPOINT: Final = "SELECT size, at, note, frontier FROM checkpoint WHERE size = ?"
CHECKPOINTS: Final = "SELECT size, at, note, frontier FROM checkpoint WHERE size > ? ORDER BY size LIMIT ?"
NEWEST_CHECKPOINTS: Final = "SELECT size, at, note, frontier FROM checkpoint ORDER BY size DESC LIMIT ?"
CHECKPOINT_OVER: Final = "SELECT size, at, note, frontier FROM checkpoint WHERE size > ? ORDER BY size LIMIT 1"

INSERT_COSIGNATURE: Final = "INSERT INTO cosignature (size, witness, at, line) VALUES (?, ?, ?, ?)"
COSIGNATURES: Final = "SELECT size, witness, at, line FROM cosignature WHERE size = ? ORDER BY witness"
COSIGNED: Final = "SELECT DISTINCT size FROM cosignature ORDER BY size"
