"""Decisions and their records: taken before what follows from them, and confirmed by a second person."""

from __future__ import annotations

from collections.abc import Iterator

from procedures.law.predicates.gates import absent, asked_before
from procedures.law.predicates.registry import Fault, predicate
from procedures.law.view import Point, View
from procedures.law.ways import demands


@predicate
def decisions_recorded(view: View, *, before: dict[str, tuple[Point, ...]]) -> Iterator[Fault]:
    """Each material decision is taken and confirmed by a second person before what follows from it."""
    for decision, points in before.items():
        mark = f"decisions.{decision}"
        name = view.name(mark)
        yield from asked_before(view, of=mark, points=points)
        if name is not None and view.definition.decisions[name].confirmed_by is None:
            said = f"{name} is confirmed by nobody: name a second role (confirmed_by)"
            yield Fault(where=f"decisions.{name}", message=said)
        if name is not None and decision == "award":
            yield from _too_early(view, name)


def _too_early(view: View, name: str) -> Iterator[Fault]:
    """An award is decided once final tenders are assessed: a decision of an earlier step is another one."""
    assessed = view.step("final_assessment")
    for step in view.definition.decisions[name].during if assessed is not None else ():
        if step not in view.after[assessed or step]:
            said = f"{name} can be taken in {step}, before {assessed}: it is not the award"
            yield Fault(where="landmarks.decisions.award", message=said)
            return


@predicate
def gates_decided(view: View) -> Iterator[Fault]:
    """Who goes on after a funded phase is a recorded decision."""
    for number, phase in enumerate(view.definition.landmarks.phases):
        if phase.decided_in is None:
            continue
        if phase.decision is None:
            said = f"no decision says who goes on after {phase.title}: name it (decision)"
            yield Fault(where=f"landmarks.phases[{number}]", message=said)
            continue
        holds = view.holds(("decision_taken",), frozenset({phase.decision}))
        for move in view.definition.moves_from[phase.decided_in]:
            ends = view.definition.steps[move.target].ends or move.target == phase.decided_in
            if not ends and not any(holds(one) for one in demands(view.definition, move.gate)):
                said = f"{move.move} goes on without {phase.decision}: ask for decision_taken"
                yield Fault(where=view.at(move), message=said)


@predicate
def ending_decided(view: View, *, decision: str, step: str) -> Iterator[Fault]:
    """Whoever ends the procedure in this step has decided so on the record."""
    name, end = view.name(decision), view.step(step)
    if end is None:
        return
    for act in view.entries(end):
        if name is None:
            yield absent(view, decision)
            return
        holds = view.holds(("decision_taken",), frozenset({name}))
        if not any(holds(one) for one in demands(view.definition, act.gate)):
            yield Fault(where=act.where, message=f"{act.label} is made without {name}: ask for decision_taken")


@predicate
def scored_by_several(view: View, *, least: int) -> Iterator[Fault]:
    """Every round has several independent scores, and another role moderates them."""
    for name, rule in view.definition.rounds.items():
        if rule.evaluators < least:
            said = f"{rule.evaluators} independent score is too few: at least {least}"
            yield Fault(where=f"rounds.{name}.evaluators", message=said)
        elif rule.scored_by == rule.moderated_by:
            said = f"{rule.scored_by} scores and moderates: name another role as moderator"
            yield Fault(where=f"rounds.{name}.moderated_by", message=said)


@predicate
def weights_whole(view: View) -> Iterator[Fault]:
    """Weights of criteria, and of the sub-criteria of each, add to exactly 100."""
    for name, rule in view.definition.rounds.items():
        if sum(criterion.weight for criterion in rule.criteria.values()) != 100:
            yield Fault(where=f"rounds.{name}.criteria", message="the weights of the criteria do not add to 100")


@predicate
def selection_not_scored(view: View) -> Iterator[Fault]:
    """Conditions of participation are passed or failed: no round of award criteria runs while requests are examined."""
    examined = {step for _, move in view.partner_moves("admit") for step in move.during}
    for name, rule in view.definition.rounds.items():
        for step in sorted(examined.intersection(rule.during)):
            said = f"award criteria are scored in {step}, where conditions of participation are met or not"
            yield Fault(where=f"rounds.{name}.during", message=said)


@predicate
def criterion_about(view: View, *, words: tuple[str, ...]) -> Iterator[Fault]:
    """A criterion of the final round is about this."""
    rule = view.definition.rounds[view.definition.final_round]
    titles = [name + " " + criterion.title for name, criterion in rule.criteria.items()]
    titles += [sub.title for criterion in rule.criteria.values() for sub in criterion.sub_criteria.values()]
    if not any(word.casefold() in title.casefold() for title in titles for word in words):
        said = f"no criterion of the final round is about {' or '.join(words)}"
        yield Fault(where=f"rounds.{view.definition.final_round}.criteria", message=said)


@predicate
def criteria_mixed(view: View) -> Iterator[Fault]:
    """The award is not on price alone: a criterion of the final round is about something else."""
    rule = view.definition.rounds[view.definition.final_round]
    priced = [n for n, c in rule.criteria.items() if any(w in f"{n} {c.title}".casefold() for w in ("price", "cost"))]
    if len(priced) == len(rule.criteria):
        said = "every criterion of the final round is about cost: add one about quality"
        yield Fault(where=f"rounds.{view.definition.final_round}.criteria", message=said)
