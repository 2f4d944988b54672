"""What the panel does in every round: two people score on their own, the chair moderates."""

from __future__ import annotations

from collections.abc import Iterable

from actions.roadlab.cast import CHAIR, EVAL_1, EVAL_2, Innovator
from actions.roadlab.scores import CELLS, MODERATED, REASONS, first_view, second_view
from actions.roadlab.script import Acts, Minutes


def scores(round_: str, innovators: Iterable[Innovator], at: Minutes) -> Acts:
    """Every cell of every supplier: both evaluators first, then the chair."""
    for innovator in innovators:
        cells = MODERATED[round_][innovator.ref]
        for number, ((criterion, sub), score) in enumerate(zip(CELLS[round_], cells, strict=True)):
            where = {"round": round_, "partner": innovator.ref, "criterion": criterion, "sub_criterion": sub}
            for person, own in ((EVAL_1, first_view(score, number)), (EVAL_2, second_view(score, number))):
                yield person.does("record_assessment", at, **where, score=own, reason=REASONS[own])
            reason = f"Agreed by the panel. {REASONS[score]}"
            yield CHAIR.does("moderate_assessment", at, **where, score=score, reason=reason)
