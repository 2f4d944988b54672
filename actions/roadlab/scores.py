"""Moderated scores of every round on the scale 0 to 5, cell by cell (all assumed), and the totals they lead to."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from engine.definition import AssessmentRound, Definition

Cells = tuple[int, ...]
"""One score for each cell of a round, in the order of the definition."""

MODERATED: Final[Mapping[str, Mapping[str, Cells]]] = {
    # outcome, novelty, feasibility, team and plan, cost
    "round1": {
        "samdesk": (5, 4, 4, 4, 3),
        "immense": (4, 5, 4, 5, 3),
        "route-reports": (4, 4, 4, 4, 4),
        "mobilized-construction": (4, 4, 3, 4, 4),
        "oxford-plastics": (3, 4, 3, 4, 4),
        "rsk": (3, 4, 3, 4, 3),
        "innovator-7": (3, 4, 2, 3, 4),
        "innovator-8": (4, 3, 3, 3, 4),
        "innovator-9": (3, 3, 4, 3, 3),
        "innovator-10": (2, 2, 2, 3, 2),
    },
    # outcome in the light of the evidence, readiness, delivery of milestones
    "seed_review": {
        "samdesk": (5, 4, 4),
        "immense": (4, 5, 5),
        "route-reports": (4, 4, 4),
        "mobilized-construction": (4, 4, 3),
        "oxford-plastics": (3, 3, 4),
        "rsk": (3, 3, 3),
        "innovator-7": (1, 1, 2),
        "innovator-8": (4, 3, 3),
        "innovator-9": (3, 4, 3),
    },
    # measured outcome, fitness for use at scale, delivery of the testbed
    "testbed_review": {
        "samdesk": (5, 4, 4),
        "immense": (4, 5, 4),
        "route-reports": (4, 3, 4),
        "mobilized-construction": (4, 3, 3),
        "oxford-plastics": (2, 2, 3),
        "rsk": (2, 2, 3),
        "innovator-9": (3, 3, 3),
    },
    # benefit, use by everybody, solution and its future, delivery and support, whole-life cost
    "final": {
        "samdesk": (5, 4, 4, 4, 4),
        "immense": (5, 4, 5, 4, 3),
        "route-reports": (4, 4, 3, 4, 4),
    },
}

REASONS: Final = (
    "No evidence that bears on this criterion.",
    "Little evidence, and a serious gap.",
    "Some evidence; gaps that matter remain.",
    "Sound evidence; smaller gaps remain.",
    "Good evidence on every point.",
    "Convincing evidence on every point, tested by the panel.",
)
"""What each score of the scale stands for; a score is recorded with its reason (EVAL-3)."""


def first_view(moderated: int, cell: int) -> int:
    """The first evaluator's own score before moderation: now and then a point higher."""
    return min(moderated + 1, 5) if cell % 4 == 1 else moderated


def second_view(moderated: int, cell: int) -> int:
    """The second evaluator's: now and then a point lower."""
    return max(moderated - 1, 0) if cell % 3 == 0 else moderated


def total(rule: AssessmentRound, cells: Cells) -> Decimal:
    """The weighted total of a hundred, in decimal arithmetic, rounded once at the end (EVAL-2)."""
    scores = iter(cells)
    points = Decimal(0)
    for criterion in rule.criteria.values():
        weights = [sub.weight for sub in criterion.sub_criteria.values()] or [Decimal(100)]
        share = sum((weight * next(scores) for weight in weights), Decimal(0)) / 100
        points += criterion.weight * share / rule.scale_max
    return points.quantize(Decimal("0.1"))


def table(definition: Definition, round_: str, names: Mapping[str, str]) -> str:
    """The moderated scores and totals of a round as a Markdown table, highest total first."""
    rule = definition.rounds[round_]
    titles = [
        sub.title
        for criterion in rule.criteria.values()
        for sub in (tuple(criterion.sub_criteria.values()) or (criterion,))
    ]
    rows = sorted(MODERATED[round_].items(), key=lambda row: (-total(rule, row[1]), row[0]))
    lines = [
        f"| supplier | {' | '.join(titles)} | total of 100 |",
        f"| --- |{' ---: |' * (len(titles) + 1)}",
    ]
    lines += [f"| {names[ref]} | {' | '.join(map(str, cells))} | {total(rule, cells)} |" for ref, cells in rows]
    return "\n".join(lines)
