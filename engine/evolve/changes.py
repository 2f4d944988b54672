"""What was changed after it was published."""

from __future__ import annotations

from datetime import datetime

from engine import events as e
from engine.state import ContractChange, RefinedCriterion, Refinement, State


def refined(s: State, v: e.CriteriaRefined, n: int, at: datetime) -> None:
    criteria = {
        name: RefinedCriterion(
            title=title,
            weight=weight,
            minimum=minimum,
            sub_criteria={sub: (words, share) for sub, words, share in parts},
        )
        for name, title, weight, minimum, parts in v.criteria
    }
    s.refinements[v.round] = Refinement(criteria=criteria, n=n)


def modified(s: State, v: e.ModificationRecorded, n: int, at: datetime) -> None:
    s.modifications[v.phase] = n


def contract_changed(s: State, v: e.ContractChanged, n: int, at: datetime) -> None:
    change = ContractChange(
        ground=v.ground, value_before_minor=v.value_before_minor, value_after_minor=v.value_after_minor, n=n, at=at
    )
    s.contract_changes[v.partner] = (*s.contract_changes.get(v.partner, ()), change)
