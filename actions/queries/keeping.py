"""Decisions to withhold and holds, as people look them up: who proposed what, who confirmed it, what still stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from actions.keeping.record import records_of
from engine import keeping as k
from engine.errors import NotFound
from storage.codec import keeping_event
from storage.reading import Reading


@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionSeen:
    """A proposal and what became of it; ``reason`` and ``instead`` are what is still disclosed of its words."""

    decision: str
    what: str
    about: str
    event: int | None
    path: str | None
    record_class: str | None
    ground: str
    status: str
    proposed_by: str
    proposed_at: datetime
    reason: str | None
    instead: str | None
    ended_by: str | None
    values: int | None
    documents: int | None
    stays: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class HoldSeen:
    """A hold, and who lifted it (None: it stands)."""

    hold: str
    about: str
    by: str
    placed_at: datetime
    reason: str | None
    lifted_by: str | None
    lifted_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class KeepingSeen:
    """Every decision and every hold, oldest first."""

    decisions: tuple[DecisionSeen, ...]
    holds: tuple[HoldSeen, ...]


def keeping_seen(reading: Reading) -> KeepingSeen:
    """Everything on record."""
    records, disclosed = records_of(reading), reading.disclosures(k.RECORDS)
    at: dict[int, datetime] = {}
    words: dict[tuple[int, str], str] = {}
    for line in reading.events(k.RECORDS):
        n, _ = keeping_event(line.canon)
        at[n] = line.at()
        for field in ("reason", "instead"):
            value = disclosed.get((line.hash, f"data.{field}"))
            if value is not None:
                words[n, field] = str(value)
    return KeepingSeen(
        decisions=tuple(_decision(one, at, words) for one in records.decisions.values()),
        holds=tuple(
            HoldSeen(
                hold=one.ref,
                about=one.about,
                by=one.by,
                placed_at=at[one.n],
                reason=words.get((one.n, "reason")),
                lifted_by=one.lifted_by,
                lifted_at=None if one.lifted_n is None else at[one.lifted_n],
            )
            for one in records.holds.values()
        ),
    )


def decision_named(reading: Reading, ref: str) -> k.Decision:
    """One decision; ``NotFound`` says where to look."""
    known = records_of(reading).decisions.get(ref)
    if known is None:
        raise NotFound(f"There is no proposal {ref}. `seedbed erasure list` shows what there is.")
    return known


def _decision(one: k.Decision, at: dict[int, datetime], words: dict[tuple[int, str], str]) -> DecisionSeen:
    proposal, confirmed = one.proposal, one.confirmed
    return DecisionSeen(
        decision=one.ref,
        what=proposal.what,
        about=proposal.about,
        event=proposal.event,
        path=proposal.path,
        record_class=proposal.record_class,
        ground=proposal.ground,
        status=one.status,
        proposed_by=proposal.by,
        proposed_at=at[one.n],
        reason=words.get((one.n, "reason")),
        instead=words.get((one.n, "instead")),
        ended_by=one.ended_by,
        values=None if confirmed is None else confirmed.values,
        documents=None if confirmed is None else confirmed.documents,
        stays=None if confirmed is None else confirmed.stays,
    )
