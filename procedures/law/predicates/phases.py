"""Funded phases: money with its legal base, targets and instalments, and the gates between them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Literal

from engine.definition import Phase
from procedures.law.predicates.papers import Item, speaks
from procedures.law.predicates.registry import Fault, predicate
from procedures.law.view import View
from procedures.law.ways import demands, partner_states_without, unguarded

Field = Literal["agreement", "evidence", "report", "decision", "review", "deadline", "envelope"]


def _phases(view: View) -> Iterator[tuple[str, Phase]]:
    for number, phase in enumerate(view.definition.landmarks.phases):
        yield f"landmarks.phases[{number}]", phase


@predicate
def phases_paid(view: View) -> Iterator[Fault]:
    """A funded phase begins only when its envelope covers every payment, each with its legal base."""
    told = {phase.partners for _, phase in _phases(view)} | set(view.names("states.contracted"))
    for number, state in enumerate(view.definition.money.payable_states):
        if state not in told:
            said = f"a supplier that is {state} can be paid, and no funded phase says for what: name it (phases)"
            yield Fault(where=f"money.payable_states[{number}]", message=said)
    for where, phase in _phases(view):
        if phase.envelope is None:
            yield Fault(where=where, message=f"nothing says what pays for {phase.title}: name its envelope")
            continue
        holds = view.holds(("budget_covers",), frozenset({phase.envelope}))
        for act in view.entries(phase.work):
            if not any(holds(one) for one in demands(view.definition, act.gate)):
                said = f"{act.label} begins {phase.title} before money is set aside: ask for budget_covers"
                yield Fault(where=act.where, message=said)


@predicate
def phases_exist(view: View, *, least: int) -> Iterator[Fault]:
    """There are so many funded phases, each leading to the next."""
    phases = view.definition.landmarks.phases
    if len(phases) < least:
        said = f"{len(phases)} funded phases are named, expected at least {least}: name them in their order"
        yield Fault(where="landmarks.phases", message=said)
    for before, after in pairwise(phases):
        if after.work not in view.after[before.work]:
            said = f"{after.title} cannot follow {before.title}: no moves lead from {before.work} to {after.work}"
            yield Fault(where="landmarks.phases", message=said)


@predicate
def phases_begin_with(view: View, *, paper: Literal["agreement"], items: tuple[Item, ...] = ()) -> Iterator[Fault]:
    """Each partner has its agreement before the phase begins, and the agreement says what it must."""
    for where, phase in _phases(view):
        name = getattr(phase, paper)
        if name is None:
            yield Fault(where=where, message=f"{phase.title} has no {paper}: name the paper")
            continue
        holds = view.holds(("artefact_accepted",), frozenset({name}))
        for act in view.entries(phase.work):
            if not any(holds(one) for one in demands(view.definition, act.gate)):
                said = f"{act.label} begins {phase.title} without {name}: ask for artefact_accepted"
                yield Fault(where=act.where, message=said)
        rule = view.definition.artefacts[name]
        for item in items:
            if not any(speaks(line, item) for line in rule.contains):
                said = f"the checklist of {name} says nothing of {item.item}: add a line"
                yield Fault(where=f"artefacts.{name}.contains", message=said)


@predicate
def phases_judged(view: View, *, by: tuple[Field, ...]) -> Iterator[Fault]:
    """Each phase but the last ends in a gate that names what it is judged by."""
    for where, phase in _phases(view):
        if phase.decided_in is None:
            continue
        for field in by:
            if getattr(phase, field) is None:
                yield Fault(where=where, message=f"{phase.title} is judged without {field}: name it")


@predicate
def targets_evidenced(view: View) -> Iterator[Fault]:
    """Nobody goes on from a phase before what shows its targets is accepted, or the reason is recorded."""
    for where, phase in _phases(view):
        if phase.evidence is None:
            yield Fault(where=where, message=f"nothing shows whether the targets of {phase.title} were met (evidence)")
            continue
        shown = frozenset({phase.evidence, *view.names("papers.acceptance_report")})
        holds = view.holds(("artefact_accepted", "artefact_reviewed"), shown, waivable=True)
        for name, move in view.partner_moves("progress"):
            onward = phase.partners in move.source and phase.partners != move.target
            if onward and not any(holds(one) for one in demands(view.definition, move.gate)):
                said = f"{name} goes on without {phase.evidence}: ask for artefact_accepted"
                yield Fault(where=f"partners.moves.{name}", message=said)


@predicate
def reduced_at_gates(view: View) -> Iterator[Fault]:
    """Partners are put out by assessment only at the gates between phases, with a reason."""
    gates = {phase.decided_in for _, phase in _phases(view)} - {None}
    working = {phase.partners for _, phase in _phases(view)}
    for name, move in view.partner_moves("eliminate"):
        if not working.intersection(move.source):
            continue
        for step in move.during:
            if step not in gates:
                said = f"{name} puts partners out in {step}, which is no gate between phases"
                yield Fault(where=f"partners.moves.{name}.during", message=said)
        if not move.needs_reason:
            yield Fault(where=f"partners.moves.{name}", message=f"{name} needs a reason: needs_reason: true")


@predicate
def winners_only(view: View) -> Iterator[Fault]:
    """Only partners of a phase enter the next one."""
    phases = [phase for _, phase in _phases(view)]
    for before, after in pairwise(phases):
        for name, move in view.definition.partners.moves.items():
            if move.target == after.partners and move.target != before.partners:
                for source in move.source:
                    if source != before.partners and not _comes_from(view, source, before.partners):
                        said = f"{name} lets a supplier that is {source} into {after.title} without {before.title}"
                        yield Fault(where=f"partners.moves.{name}.from", message=said)


def _comes_from(view: View, state: str, phase: str) -> bool:
    """Whether nobody is in a state but by way of a phase."""
    return state not in partner_states_without(view.definition, lambda _, move: phase in move.source)


@predicate
def purchase_after_acceptance(view: View) -> Iterator[Fault]:
    """What was developed is bought only once the agreed performance and costs are shown to be met."""
    step = view.step("purchase")
    name = view.name("papers.acceptance_report")
    for act in view.entries(step) if step is not None else ():
        holds = view.holds(("artefact_accepted",), frozenset(filter(None, [name])))
        story = unguarded(view.definition, act, holds)
        if name is None or story is not None:
            said = f"{act.label} buys before performance levels and costs are shown to be met: ask for such a report"
            yield Fault(where=act.where, message=said, story=story or ())


@predicate
def no_purchase(view: View) -> Iterator[Fault]:
    """Nothing is bought in this procedure: a purchase is a procurement of its own."""
    if view.step("purchase") is not None:
        yield Fault(where="landmarks.steps.purchase", message="a purchase is no part of this: it is procured anew")
