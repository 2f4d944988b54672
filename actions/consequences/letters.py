"""What partners are told: one letter each, with an identity that follows from its cause and its recipient."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from actions.consequences.case import Case
from actions.identifiers import uuid7, uuid_text
from storage.records import OutboxDraft, OutboxRow

MESSAGE = "message"
"""The kind of an outbox row that holds one letter to one partner."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """What one partner is told; it names the partner, never a person."""

    partner: str
    subject: str
    text: str


class _Derived:
    """Bytes that follow from a name: the same cause and recipient give the same identity on every attempt."""

    def __init__(self, name: str) -> None:
        self._digest = hashlib.sha256(name.encode()).digest()

    def bytes(self, count: int) -> bytes:
        return self._digest[:count]


def letters_of(case: Case, kind: str, payload: Mapping[str, Any]) -> Iterator[Letter]:
    """The letters of one consequence: to those in its states, or a closing letter to one that left or to all still in.

    A procedure that ends takes its partners with it: nobody has to move for the closing letter to be due.
    """
    if kind == "tell_partners":
        told = [reference for reference, _ in case.partners_in(tuple(payload.get("partners") or ()))]
        for partner in told:
            yield _letter(case, partner, str(payload.get("text") or _where(case)))
        return
    left = payload.get("partner")
    for partner in [left] if left else [reference for reference, _ in case.partners_in(())]:
        yield _letter(case, str(partner), _farewell(case, str(partner)), closing=True)


def drafts_of(case: Case, row: OutboxRow) -> list[OutboxDraft]:
    """The outbox rows that deliver the letters of a consequence; writing them again adds nothing."""
    return [
        OutboxDraft(
            id=message_id(row.id, letter.partner, case.at),
            gseq=row.gseq,
            stream=row.stream,
            kind=MESSAGE,
            dedupe=f"{row.dedupe}/{letter.partner}",
            payload={
                "event": case.n,
                "partner": letter.partner,
                "subject": letter.subject,
                "text": letter.text,
                "because_of": row.id,
            },
            due_at=row.due_at,
        )
        for letter in letters_of(case, row.kind, row.payload)
    ]


def message_id(cause: str, partner: str, at: datetime) -> str:
    """The identity of a letter: a UUID of version 7 made from its cause, its recipient and the instant of the event."""
    return uuid_text(uuid7(at, _Derived(f"seedbed-letter-v1\n{cause}\n{partner}")))


def _letter(case: Case, partner: str, text: str, *, closing: bool = False) -> Letter:
    subject = f"{case.procedure}: {case.state.title}"
    paragraphs = [
        *([case.banner] if case.banner is not None else []),
        f"This is about {case.procedure}, {case.state.title}.",
        text,
        *([] if closing else _clocks(case)),
        f"It follows from event {case.n} of the procedure's record, {case.said(case.at)}.",
        *([case.ledger] if case.ledger else []),
    ]
    return Letter(partner=partner, subject=subject, text="\n\n".join(paragraphs) + "\n")


def _where(case: Case) -> str:
    return f"The procedure is now at: {case.definition.steps[case.state.step].title}."


def _farewell(case: Case, partner: str) -> str:
    known = case.state.partners.get(partner)
    if case.state.ended is not None:
        return f"The procedure has ended: {case.definition.steps[case.state.step].title}. Nothing more is asked of you."
    if known is None:
        return "Your part in the procedure has ended."
    return f"Your part in the procedure has ended: {case.definition.partners.states[known.state].title}."


def _clocks(case: Case) -> list[str]:
    """The deadlines that the event set going or moved: a letter must not leave its reader asking until when."""
    running = sorted(
        (known.due_at, case.definition.deadlines[name].title)
        for name, known in case.state.deadlines.items()
        if known.started and known.n >= case.n and name in case.definition.deadlines
    )
    if not running:
        return []
    return [
        "The dates that follow:\n" + "\n".join(f"- {title}: until {case.said(due_at)}" for due_at, title in running)
    ]
