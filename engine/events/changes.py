"""What was changed after it was published: criteria, the notice and the documents, contracts."""

from __future__ import annotations

from dataclasses import dataclass

from engine.events.sealed import Sealed


@dataclass(frozen=True, kw_only=True, slots=True)
class CriteriaRefined:
    """The criteria of a round were refined; ``criteria`` holds all of them as they are from now on.

    Each is (criterion, title, weight, minimum, parts), each part (sub-criterion, title, weight); weights are text.
    ``rerun`` holds (round, partner) for every eliminated supplier whose scores were run again under them.
    """

    round: str
    criteria: list[tuple[str, str, str, int | None, list[tuple[str, str, str]]]]
    rerun: list[tuple[str, str]]
    by: str
    reason: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ModificationRecorded:
    """The notice or the documents were changed; ``phase`` is open (any change may be made) or limited."""

    of: str
    phase: str
    admits_others: bool | None
    changes_participants: bool | None
    told: list[str]
    deadlines_considered: bool
    by: str
    reason: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ContractChanged:
    """A contract was changed on a ground that permits it; ``notice`` came first where the change is large enough."""

    partner: str
    ground: str
    value_before_minor: int
    value_after_minor: int
    term_before_days: int
    term_after_days: int
    works: bool
    material: bool
    overall_nature: bool
    split: bool
    aggregate_below_threshold: bool | None
    published_before: str | None
    notice: str | None
    by: str
    reason: Sealed = None
