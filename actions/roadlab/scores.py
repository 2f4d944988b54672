"""Moderated scores of every round on the scale 0 to 5, cell by cell (all assumed), and the totals they lead to."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from engine.definition import Definition

CELLS: Final[Mapping[str, tuple[tuple[str, str | None], ...]]] = {
    "round1": (
        ("outcome", None),
        ("approach", "novelty"),
        ("approach", "feasibility"),
        ("delivery", None),
        ("cost", None),
    ),
    "seed_review": (("outcome", None), ("approach", None), ("delivery", None)),
    "testbed_review": (("outcome", None), ("approach", None), ("delivery", None)),
    "final": (("outcome", "benefit"), ("outcome", "users"), ("approach", None), ("delivery", None), ("cost", None)),
}
"""Criterion and sub-criterion of each cell, in the order in which the scores below are written."""

Cells = tuple[int, ...]
"""One score for each cell of a round."""

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


def total(definition: Definition, round_: str, cells: Cells) -> Decimal:
    """The weighted total of a hundred, in decimal arithmetic, rounded once at the end (EVAL-2)."""
    rule, points = definition.rounds[round_], Decimal(0)
    for (name, sub), score in zip(CELLS[round_], cells, strict=True):
        criterion = rule.criteria[name]
        share = Decimal(100) if sub is None else criterion.sub_criteria[sub].weight
        points += criterion.weight * share / 100 * score / rule.scale_max
    return points.quantize(Decimal("0.1"))


def table(definition: Definition, round_: str, names: Mapping[str, str]) -> str:
    """The moderated scores and totals of a round as a Markdown table, highest total first."""
    rule = definition.rounds[round_]
    titles = [
        rule.criteria[name].title if sub is None else rule.criteria[name].sub_criteria[sub].title
        for name, sub in CELLS[round_]
    ]
    rows = [(total(definition, round_, cells), names[ref], cells) for ref, cells in MODERATED[round_].items()]
    lines = [
        f"| supplier | {' | '.join(titles)} | total of 100 |",
        f"| --- |{' ---: |' * (len(titles) + 1)}",
    ]
    for points, name, cells in sorted(rows, key=lambda row: (-row[0], row[1])):
        lines.append(f"| {name} | {' | '.join(map(str, cells))} | {points} |")
    return "\n".join(lines)
