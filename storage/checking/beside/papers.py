"""Definitions and the rows of documents: what stands beside their bytes."""

from __future__ import annotations

import json
from typing import Final

from storage.checking.beside.rows import RowWrong, by_key
from storage.digests import artefact_digest
from storage.reading import Reading

DOCUMENTS: Final = "SELECT sha256, size, media, first_at, digest FROM artefact WHERE sha256 > ? ORDER BY sha256 LIMIT ?"


def check_documents(reading: Reading) -> int:
    """Return how many documents are noted."""
    count = 0
    for *told, digest in by_key(reading, DOCUMENTS):
        if artefact_digest(told) != digest:
            raise RowWrong(f"The row of the document {told[0]} is not what was noted: it was changed.")
        count += 1
    return count


def check_definitions(reading: Reading) -> int:
    """Return how many definitions are kept; their bytes were compared with their digests before."""
    found = reading.definitions()
    for known in found:
        try:
            content = json.loads(known.bytes)
            said = (content["name"], content["version"])
        except (ValueError, KeyError, TypeError):
            raise RowWrong(f"What is kept under {known.sha256} is no definition of a procedure.") from None
        if said != (known.name, known.version):
            raise RowWrong(
                f"The definition {said[0]} {said[1]} is listed as {known.name} {known.version}: its row was changed."
            )
    return len(found)
