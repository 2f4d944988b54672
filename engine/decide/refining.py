"""Refining the criteria of a round: only as foreseen, only in time, and only if nobody who is out was wronged by it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from engine import commands as c
from engine import events as e
from engine.criteria import weight_text, with_criteria
from engine.decide.reasons import Reasons, require_known, require_role
from engine.definition import AssessmentRound, Criterion, RefinementRules
from engine.errors import InvalidInput
from engine.evaluation import Context
from engine.evaluation.context import listed
from engine.evaluation.rerun import Rerun, rerun
from engine.explain import standing_in_the_way
from engine.state import RefinedCriterion


def refine(context: Context, command: c.RefineCriteria) -> tuple[e.Event, ...]:
    """UK-REF-1..3: the criteria from now on, and for whom the earlier rounds were run again under them."""
    require_known(context.definition.rounds, command.round, "round")
    rule = context.round(command.round)
    for name in command.criteria:
        require_known(rule.criteria, name, f"criterion of {command.round}")
    reasons = Reasons(context, f'refine the criteria of "{rule.title}"')
    foreseen = rule.refinement
    why = f'nothing that was published foresees that the criteria of "{rule.title}" are refined'
    if not reasons.need(foreseen is not None, "foreseen", "The notice foresaw it.", why, rules=("UK-REF-1",)):
        reasons.settle()
    assert foreseen is not None  # noqa: S101 - needed just now
    require_role(context, command, foreseen.by, "refine criteria")
    reasons.add(standing_in_the_way(context))
    _in_time(reasons, command.round, foreseen)
    criteria = {name: _refined(one, command.criteria.get(name), name) for name, one in rule.criteria.items()}
    refined = with_criteria(rule, criteria)
    _as_foreseen(reasons, rule, refined, foreseen)
    _well_formed(reasons, refined)
    reasons.settle()
    again = tuple(rerun(context, command.round, refined))
    _nobody_wronged(reasons, command.role, foreseen, again)
    reasons.settle()
    return (
        e.CriteriaRefined(
            round=command.round,
            criteria=[
                (name, one.title, one.weight, one.minimum, [(sub, *part) for sub, part in one.sub_criteria.items()])
                for name, one in criteria.items()
            ],
            rerun=[(one.round, one.partner) for one in again],
            by=command.actor,
            reason=command.reason,
        ),
    )


def _in_time(reasons: Reasons, name: str, foreseen: RefinementRules) -> None:
    """UK-REF-1: not once final tenders are invited; EVAL-1: not once anybody was scored."""
    context, state = reasons.context, reasons.context.state
    invited = state.entered_n(foreseen.before)
    why = f"final tenders were invited (event {invited}): the criteria stay as they are"
    if reasons.need(invited < 0, "not_invited", "Final tenders are not invited yet.", why, rules=("UK-REF-1",)):
        steps = " or ".join(foreseen.during)
        why = f"it is foreseen in {steps}, and the procedure is in {state.step}"
        reasons.need(state.step in foreseen.during, "during", "It is foreseen here.", why, rules=("UK-REF-1",))
    scored = any(key.partition("/")[0] == name for key in (*state.scores, *state.moderated))
    why = f'"{context.definition.rounds[name].title}" is being assessed already'
    reasons.need(not scored, "not_scored", "Nobody is scored yet.", why, rules=("EVAL-1",))


def _refined(known: Criterion, change: c.RefinedCriterion | None, name: str) -> RefinedCriterion:
    """A criterion as it is from now on; what the change does not say stays."""
    subs = {sub: (one.title, weight_text(one.weight)) for sub, one in known.sub_criteria.items()}
    if change is None:
        change = c.RefinedCriterion()
    if change.sub_criteria is not None:
        subs = {
            sub: (_titled(known, sub, one, name), weight_text(one.weight)) for sub, one in change.sub_criteria.items()
        }
    return RefinedCriterion(
        title=known.title if change.title is None else change.title,
        weight=weight_text(known.weight if change.weight is None else change.weight),
        minimum=known.minimum if change.minimum is None else change.minimum,
        sub_criteria=subs,
    )


def _titled(known: Criterion, sub: str, one: c.RefinedSubCriterion, name: str) -> str:
    if one.title is not None:
        return one.title
    if sub not in known.sub_criteria:
        raise InvalidInput(f"{name}/{sub} is a new sub-criterion: give it a title.")
    return known.sub_criteria[sub].title


def _as_foreseen(reasons: Reasons, rule: AssessmentRound, refined: AssessmentRound, foreseen: RefinementRules) -> None:
    """UK-REF-1, UK-REF-2: only criteria that may be refined are, and weights only because a criterion is."""
    changed = [name for name, one in refined.criteria.items() if _substance(one) != _substance(rule.criteria[name])]
    weighed = [name for name, one in refined.criteria.items() if one.weight != rule.criteria[name].weight]
    beyond = [name for name in changed if name not in foreseen.criteria]
    why = f"{listed(beyond)} may not be refined; what was published foresees it for {listed(foreseen.criteria)} only"
    reasons.need(not beyond, "only_foreseen", "Only what was foreseen is refined.", why, rules=("UK-REF-1",))
    why = f"only the weight of {listed(weighed)} would change, and weights change only because a criterion is refined"
    in_consequence = bool(changed) or not weighed
    reasons.need(in_consequence, "in_consequence", "Weights follow a refinement.", why, rules=("UK-REF-2",))
    something = bool(changed or weighed)
    reasons.need(something, "something", "Something is refined.", "nothing would be different", rules=("UK-REF-1",))


def _substance(one: Criterion) -> tuple[object, ...]:
    """What is asked of a tender: everything but the relative importance of the criterion."""
    subs = tuple((sub, known.title, known.weight) for sub, known in one.sub_criteria.items())
    return one.title, one.minimum, subs


def _well_formed(reasons: Reasons, refined: AssessmentRound) -> None:
    """EVAL-2: weights add to exactly 100; UK-AC-2: a minimum lies on the scale."""
    total = sum((one.weight for one in refined.criteria.values()), Decimal(0))
    why = f"the weights of the criteria add to {weight_text(total)}, not to 100"
    reasons.need(total == 100, "weights", "The weights add to 100.", why, rules=("EVAL-2",))
    for name, one in refined.criteria.items():
        part = sum((sub.weight for sub in one.sub_criteria.values()), Decimal(0))
        why = f"the sub-criteria of {name} add to {weight_text(part)}, not to 100"
        whole = part == 100 or not one.sub_criteria
        reasons.need(whole, f"{name}_weights", "The weights of its parts add to 100.", why, rules=("EVAL-2",))
        why = f"a minimum of {one.minimum} lies not on the scale from {refined.scale_min} to {refined.scale_max}"
        fits = one.minimum is None or refined.scale_min < one.minimum <= refined.scale_max
        reasons.need(fits, f"{name}_minimum", "The minimum lies on the scale.", why, rules=("UK-AC-2",))


def _nobody_wronged(reasons: Reasons, role: str, foreseen: RefinementRules, again: Iterable[Rerun]) -> None:
    """UK-REF-3: refused as soon as one eliminated supplier would have gone on; who that is, not everybody is told."""
    for number, said in enumerate(_wrongs(reasons.context, role, foreseen, again)):
        asks = "No eliminated supplier would have gone on under the refined criteria."
        reasons.need(False, f"nobody_wronged_{number}" if number else "nobody_wronged", asks, said, rules=("UK-REF-3",))


def _wrongs(context: Context, role: str, foreseen: RefinementRules, again: Iterable[Rerun]) -> Iterator[str]:
    """In words, once each: those who assessed a round know its suppliers, and so do the roles that are named."""
    found: dict[str, None] = {}
    for one in again:
        if not one.progresses:
            continue
        rule = context.definition.rounds.get(one.round)
        knows = {*foreseen.named_to, *((rule.scored_by, rule.moderated_by) if rule is not None else ())}
        who = one.partner if role in knows else "a supplier"
        of = "" if rule is None else f' in "{rule.title}"'
        found[f"{who} was eliminated{of}: {one.progresses}"] = None
    yield from found
