"""What each notice of a definition is in open data: its place in a release and its type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from engine.definition import Definition
from exports.ocds.releasing.landmarks import Landmarks


class Section(StrEnum):
    """The part of a release that a notice stands in."""

    PLANNING = "planning"
    TENDER = "tender"
    AWARDS = "awards"
    CONTRACTS = "contracts"


@dataclass(frozen=True, kw_only=True, slots=True)
class Sort:
    """A kind of notice: where it stands, its type (documentType), and what it says of the process."""

    section: Section
    type: str
    says: str


PLANNED: Final = Sort(section=Section.PLANNING, type="plannedProcurementNotice", says="planned")
ENGAGEMENT: Final = Sort(section=Section.PLANNING, type="marketEngagementNotice", says="engagement")
CALL: Final = Sort(section=Section.TENDER, type="tenderNotice", says="call")
AWARD: Final = Sort(section=Section.AWARDS, type="awardNotice", says="award")
CONTRACT: Final = Sort(section=Section.CONTRACTS, type="contractNotice", says="contract")
PERFORMANCE: Final = Sort(section=Section.CONTRACTS, type="implementationNotice", says="performance")
CHANGE: Final = Sort(section=Section.CONTRACTS, type="contractNotice", says="change")
END: Final = Sort(section=Section.CONTRACTS, type="contractTerminationNotice", says="end")
CANCELLATION: Final = Sort(section=Section.TENDER, type="tenderCancellationNotice", says="cancellation")
OTHER: Final = Sort(section=Section.TENDER, type="", says="other")

BY_REGIME: Final[Mapping[str, Mapping[str, Sort]]] = {
    # Procurement Act 2023 and Procurement Regulations 2024: the notices by their numbers.
    "PA23": {
        "UK1": PLANNED,
        "UK2": ENGAGEMENT,
        "UK3": PLANNED,
        "UK4": CALL,
        "UK5": AWARD,
        "UK6": AWARD,
        "UK7": CONTRACT,
        "UK8": PERFORMANCE,
        "UK9": PERFORMANCE,
        "UK10": CHANGE,
        "UK11": END,
        "UK12": CANCELLATION,
        "UK13": CALL,
        "UK14": CALL,
        "UK15": CALL,
        "UK16": CANCELLATION,
        "UK17": PERFORMANCE,
    }
}
"""What the notices of a regime are, where the law numbers them; elsewhere a definition's own clocks tell."""


def sort_of(definition: Definition, landmarks: Landmarks, notice: str) -> Sort:
    """What a notice is: by its regime, else by the clock that it starts, the end that owes it, or when it may come."""
    known = BY_REGIME.get(definition.regime, {}).get(notice)
    if known is not None:
        return known
    if notice == landmarks.call_notice:
        return CALL
    if notice == landmarks.award_notice:
        return AWARD
    during = set(definition.notices[notice].during)
    owed = _owed(definition, notice)
    if owed:
        return END if owed <= landmarks.after_contract else CANCELLATION
    if during & landmarks.after_contract:
        return CONTRACT
    return PLANNED if _precedes_call(definition, landmarks, during) else OTHER


def _owed(definition: Definition, notice: str) -> set[str]:
    """The steps from which an end owes this notice."""
    phases = {step for phase in definition.termination.phases if phase.notice == notice for step in phase.source}
    return phases | {move.source for move in definition.moves if move.owes == notice}


def _precedes_call(definition: Definition, landmarks: Landmarks, during: set[str]) -> bool:
    """Whether it may come in an earlier step than the call."""
    call = (
        definition.notices[landmarks.call_notice].during if landmarks.call_notice else definition.partners.entry.during
    )
    order = list(definition.steps)
    return min(map(order.index, during)) < min(map(order.index, call))
