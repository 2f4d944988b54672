"""The counterfactual of section 24(3): earlier rounds run again under refined criteria, in exact arithmetic."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from engine.criteria import round_as_refined
from engine.definition import AssessmentRound, Criterion
from engine.evaluation.context import Context
from engine.state import cell_key


class Rerun(NamedTuple):
    """What came out for one eliminated supplier; ``round`` is empty when it was never fully assessed.

    ``progresses`` says why it would have gone on under the refined criteria; it is empty when it would not.
    """

    round: str
    partner: str
    progresses: str = ""


class _Ruler(NamedTuple):
    """How an earlier round is measured: weights, the parts of each criterion, and minimums, all exact."""

    scale_max: int
    weights: dict[str, Fraction]
    parts: dict[str, dict[str, Fraction]]
    minimums: dict[str, Fraction]


def rerun(context: Context, name: str, refined: AssessmentRound) -> Iterator[Rerun]:
    """UK-REF-3: whether anybody whom an assessment put out would have gone on, had these criteria been in place.

    A supplier would have gone on when it reaches every minimum now and did not then, or when it is now as good as one
    that went on, or better, and was not then. A tie counts as going on: nobody can know how it would have been broken.
    """
    rule = context.definition.rounds[name].refinement
    if rule is None:
        return
    for ref, partner in context.state.partners.items():
        if partner.state in rule.eliminated:
            before = _last_round(context, ref)
            if before is None:
                yield Rerun("", ref, "its earlier scores are not complete, so that they cannot be run again")
            else:
                yield Rerun(before, ref, _progresses(context, before, ref, name, refined))


def _last_round(context: Context, ref: str) -> str | None:
    """The round in which a supplier was last assessed as a whole: there it was put out."""
    newest = {name: _assessed_n(context, name, ref) for name in context.definition.rounds}
    found = [(n, name) for name, n in newest.items() if n is not None]
    return max(found)[1] if found else None


def _assessed_n(context: Context, name: str, ref: str) -> int | None:
    """The event of the newest moderated score, if every cell of the round has one."""
    cells = round_as_refined(context.definition, context.state, name).cells()
    known = [context.state.moderated.get(cell_key(name, ref, *cell)) for cell in cells]
    return max(score.n for score in known if score is not None) if all(known) else None


def _progresses(context: Context, before: str, ref: str, name: str, refined: AssessmentRound) -> str:
    as_it_was = _ruler(round_as_refined(context.definition, context.state, before))
    published = context.definition.rounds[name]
    as_refined = _refined_ruler(round_as_refined(context.definition, context.state, before), published, refined)
    if not _reaches(context, as_refined, before, ref):
        return ""
    if not _reaches(context, as_it_was, before, ref):
        return "it stayed below a minimum, and would have reached every one"
    for rival in _went_on(context, before, ref):
        was, now = (_compared(context, ruler, before, ref, rival) for ruler in (as_it_was, as_refined))
        if now > was and now >= 0:
            return "it would have been as good as a supplier that went on, or better"
    return ""


def _went_on(context: Context, before: str, ref: str) -> Iterator[str]:
    """Those of the same lot who were assessed in that round and moved on from where the eliminated one stood."""
    own, leavers = context.state.partners[ref], context.definition.leavers
    for rival, known in context.state.partners.items():
        if rival == ref or known.lot != own.lot or _assessed_n(context, before, rival) is None:
            continue
        left_here = known.state in leavers and known.previous == own.previous and _last_round(context, rival) == before
        if not left_here and known.state != own.previous:
            yield rival


def _ruler(rule: AssessmentRound) -> _Ruler:
    return _Ruler(
        scale_max=rule.scale_max,
        weights={name: Fraction(one.weight) for name, one in rule.criteria.items()},
        parts={name: _parts(one) for name, one in rule.criteria.items()},
        minimums={name: Fraction(one.minimum) for name, one in rule.criteria.items() if one.minimum is not None},
    )


def _parts(one: Criterion) -> dict[str, Fraction]:
    return {sub: Fraction(known.weight) for sub, known in one.sub_criteria.items()} or {"": Fraction(100)}


def _refined_ruler(earlier: AssessmentRound, published: AssessmentRound, refined: AssessmentRound) -> _Ruler:
    """An earlier round as if the refinement had been in place: each weight shifts as it shifts in the refined round."""
    ruler = _ruler(earlier)
    for name in earlier.criteria:
        if name not in refined.criteria:
            continue
        was, now = published.criteria[name], refined.criteria[name]
        ruler.weights[name] *= Fraction(now.weight) / Fraction(was.weight)
        ruler.parts[name] = _shifted(ruler.parts[name], _parts(was), _parts(now))
        if now.minimum is not None and now.minimum != was.minimum:
            ruler.minimums[name] = Fraction(now.minimum * earlier.scale_max, refined.scale_max)
    return ruler


def _shifted(parts: dict[str, Fraction], was: dict[str, Fraction], now: dict[str, Fraction]) -> dict[str, Fraction]:
    """Parts that the refined round knows shift as they do there; what it drops counts no more."""
    found = {}
    for sub, weight in parts.items():
        if sub in now:
            found[sub] = weight * now[sub] / was[sub] if sub in was else now[sub]
        else:
            found[sub] = Fraction(0) if sub in was else weight
    return found if any(found.values()) else parts


def _share(context: Context, ruler: _Ruler, name: str, ref: str, criterion: str) -> Fraction:
    """How much of a criterion was earned, from 0 to 1."""
    parts = ruler.parts[criterion]
    earned = sum(
        (
            weight * context.state.moderated[cell_key(name, ref, criterion, sub)].score
            for sub, weight in parts.items()
            if weight
        ),
        Fraction(0),
    )
    return earned / (sum(parts.values()) * ruler.scale_max)


def _reaches(context: Context, ruler: _Ruler, name: str, ref: str) -> bool:
    return all(
        _share(context, ruler, name, ref, criterion) * ruler.scale_max >= minimum
        for criterion, minimum in ruler.minimums.items()
    )


def _compared(context: Context, ruler: _Ruler, name: str, ref: str, rival: str) -> int:
    """Whether one is better (1), equal (0) or worse (-1); a rival counts only if it reaches every minimum."""
    if not _reaches(context, ruler, name, rival):
        return 1
    own, other = (_total(context, ruler, name, one) for one in (ref, rival))
    return (own > other) - (own < other)


def _total(context: Context, ruler: _Ruler, name: str, ref: str) -> Fraction:
    return sum(
        (weight * _share(context, ruler, name, ref, criterion) for criterion, weight in ruler.weights.items()),
        Fraction(0),
    )
