"""Which events become releases, what each tells and under which tags: the table of the reference page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from engine import events as e
from exports.ocds.releasing.notices import (
    AWARD,
    CALL,
    CANCELLATION,
    CHANGE,
    CONTRACT,
    END,
    ENGAGEMENT,
    OTHER,
    PERFORMANCE,
    PLANNED,
    Sort,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Mapped:
    """What a release tells after an event, and the tags that it may have."""

    tells: str
    tags: tuple[str, ...]


_PLANNING: Final = ("planning", "planningUpdate")
_TENDER: Final = ("tender", "tenderAmendment", "tenderUpdate", "tenderCancellation")
_AWARDS: Final = ("award", "awardUpdate", "awardCancellation")
_CONTRACTS: Final = ("contract", "contractUpdate", "contractAmendment", "contractTermination")
_PAID: Final = ("implementation", "implementationUpdate")
_DATE: Final = Mapped(tells="the dates of the tender period or of the standstill", tags=("tenderUpdate", "awardUpdate"))

MAPPING: Final[Mapping[type[e.Event], Mapped]] = {
    e.NoticePublished: Mapped(
        tells="the notice as a document, and what it makes public: see the table of notices",
        tags=(*_PLANNING, *_TENDER, *_AWARDS, *_CONTRACTS, *_PAID),
    ),
    e.StepEntered: Mapped(
        tells="the step in words; a gate between stages as a milestone that is met; who is funded, who goes on, who"
        " left; money bound meanwhile; contracts entered into",
        tags=(*_PLANNING, "tender", "tenderUpdate", "tenderCancellation", *_AWARDS, *_CONTRACTS, *_PAID),
    ),
    e.EnvelopeSet: Mapped(
        tells="the budget and its breakdown, the value of the tender", tags=("planningUpdate", "tenderUpdate")
    ),
    e.InstalmentPaid: Mapped(tells="a transaction, and the payment milestone that it meets", tags=_PAID),
    e.LotCeased: Mapped(tells="the lot as cancelled", tags=("planningUpdate", "tenderUpdate")),
    e.DeadlineStarted: _DATE,
    e.DeadlineExtended: Mapped(tells="the later date, with an amendment", tags=("tenderUpdate", "awardUpdate")),
    e.DeadlineShortened: Mapped(tells="the earlier date, with an amendment", tags=("tenderUpdate", "tenderAmendment")),
    e.DeadlineResumed: _DATE,
    e.DeadlineMoved: _DATE,
    e.DeadlineRecomputed: _DATE,
    e.DeadlineCancelled: _DATE,
    e.AwardWithdrawn: Mapped(
        tells="awards that are cancelled, never forgotten", tags=("awardCancellation", "tenderUpdate", "awardUpdate")
    ),
    e.ProcedureTerminated: Mapped(
        tells="the end: cancelled, unsuccessful when nobody had applied, withdrawn before the call; contracts over",
        tags=("tenderCancellation", "tenderUpdate", "planningUpdate", *_AWARDS, *_CONTRACTS, *_PAID),
    ),
    e.CorrectionRecorded: Mapped(
        tells="what a publication that was taken back had said: its fields are null",
        tags=("planningUpdate", "tenderUpdate", "awardUpdate", "awardCancellation", "contractUpdate"),
    ),
}
"""Every other event stays inside; one that is added later does too, until it is put here."""

NOTICES: Final[Mapping[Sort, str]] = {
    PLANNED: "`tender.status` planned",
    ENGAGEMENT: "a milestone of type engagement, met once the step in which it may be has passed",
    CALL: "status active, method, stages in words, dates, lots, criteria, a milestone for each gate; published again:"
    " an amendment",
    AWARD: "each winner's award as pending, with the standstill; how many asked, tendered, were assessed",
    CONTRACT: "a document of each contract that is in force",
    PERFORMANCE: "a document of each contract",
    CHANGE: "a document of each contract",
    END: "a document of each contract; the contract as terminated",
    CANCELLATION: "a document of the tender, which is cancelled",
    OTHER: "a document of the tender",
}
"""What each kind of notice makes public beside itself."""
