"""Histories as the store would tell them, made from lives in memory."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from engine.canonical import canonical
from exports.process.source import Entry, History
from storage.codec import to_draft, type_name
from tests.exports.ocds.lives import Life, lived, random_life
from tests.hands import real, small


def history_of(life: Life, reference: str = "RL-1", words: dict[tuple[int, str], str] | None = None) -> History:
    """The history of a life: public data alone, a hash for each event, and who is named in it as who recorded it."""
    entries, link = [], b""
    for happened, cause in zip(life.history, life.causes, strict=True):
        data = dict(to_draft(happened.event, bytes(16), "somebody").data)
        by = str(data.get("by") or data.get("person") or data.get("evaluator") or "manager-1")
        link = hashlib.sha256(link + canonical(data)).digest()
        entries.append(
            Entry(
                n=happened.n,
                at=happened.at,
                type=type_name(happened.event),
                event=happened.event,
                data=data,
                by=by,
                role=str(data.get("role") or "manager"),
                auth="claim",
                cause=cause,
                hash=link.hex(),
            )
        )
    return History(
        reference=reference,
        definition=life.definition,
        definition_sha256=life.loaded.digest,
        entries=tuple(entries),
        words=words or {},
    )


@lru_cache
def whole() -> History:
    """The innovative partnership from the draft to the close."""
    return history_of(lived(real(), "CLOSED"))


@lru_cache
def whole_small() -> History:
    """The small procedure from the draft to its end."""
    return history_of(lived(small(), "DONE"), "SM-1")


def random_history(seed: int) -> History:
    """A lawful life by chance: even seeds play the small procedure, odd ones the innovative partnership."""
    loaded, wishes = (small(), 160) if seed % 2 == 0 else (real(), 420)
    return history_of(random_life(loaded, seed, wishes), f"RN-{seed}")
