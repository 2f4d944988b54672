"""Suppliers: how they come in, go on and leave, and what they may say before."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definition import PartnerMove
from procedures.checker.reach import steps_from
from procedures.law.predicates.gates import absent
from procedures.law.predicates.registry import Fault, predicate
from procedures.law.view import View
from procedures.law.ways import Demand, demands, partner_states_without


@predicate
def door_shut(view: View) -> Iterator[Fault]:
    """After the first tendering round nobody comes in, and nobody goes on who did not tender in it."""
    shut = view.step("first_assessment")
    if shut is None:
        yield absent(view, "steps.first_assessment")
        return
    entry = view.definition.partners.entry
    yield from _assessed_before_it_shuts(view, shut)
    for step in sorted(view.after[shut].intersection(entry.during)):
        said = f"suppliers can still enter in {step}, after the first round is closed in {shut}: take it out"
        yield Fault(where="partners.entry.during", message=said)
    receiving = dict(view.partner_moves("first_tender"))
    for name, move in receiving.items():
        for step in sorted(view.after[shut].intersection(move.during)):
            said = f"{name} takes a first tender in {step}, after the first round is closed in {shut}: take it out"
            yield Fault(where=f"partners.moves.{name}.during", message=said)
    if not receiving:
        yield absent(view, "partner_moves.first_tender")
        return
    inside = partner_states_without(view.definition, lambda name, _: name in receiving)
    words = ("first_tendered", "remaining", "final_tendered", "awarded", "contracted")
    for state in sorted(inside.intersection(*[{s for word in words for s in view.names(f"states.{word}")}])):
        said = f"a supplier that did not tender in the first round can come to be {state}"
        yield Fault(where=f"partners.states.{state}", message=said)


def _assessed_before_it_shuts(view: View, shut: str) -> Iterator[Fault]:
    """First tenders are assessed where the door is said to be shut, and not before."""
    first, receiving = view.name("rounds.first"), view.step("first_tenders")
    for step in view.definition.rounds[first].during if first is not None and receiving is not None else ():
        if step in view.after[receiving or step] and step not in view.after[shut]:
            said = f"first tenders are assessed in {step}, before the door is shut in {shut}: {step} is that step"
            yield Fault(where="landmarks.steps.first_assessment", message=said)


@predicate
def everyone_decided(view: View) -> Iterator[Fault]:
    """No step in which suppliers are admitted, go on or are chosen is left while one of them is undecided."""
    seen: set[tuple[str, frozenset[str]]] = set()
    for word in ("admit", "progress", "choose"):
        for name, chosen in view.partner_moves(word):
            for step in chosen.during:
                if (step, frozenset(chosen.source)) in seen:
                    continue
                seen.add((step, frozenset(chosen.source)))
                yield from _undecided(view, name, chosen, step)


def _undecided(view: View, name: str, chosen: PartnerMove, step: str) -> Iterator[Fault]:
    for move in view.definition.moves_from[step]:
        if move.target == step or view.definition.steps[move.target].ends:
            continue
        counted = [
            demand
            for demand in demands(view.definition, move.gate)
            if demand.kind == "partners_in_state" and view.binds(demand) and set(chosen.source) <= demand.about
        ]
        if not any(getattr(demand.requirement, "max", None) == 0 for demand in counted):
            states = ", ".join(chosen.source)
            said = f"{move.move} leaves {step} while a supplier is still {states}: ask for partners_in_state, max: 0"
            yield Fault(where=view.at(move), message=said)


@predicate
def assessed_first(view: View, *, moves: tuple[str, ...]) -> Iterator[Fault]:
    """Whoever goes on or leaves after a tender does so by an assessment under the published criteria."""
    before = set(view.names("states.applied")) | set(view.names("states.selected"))
    for word in moves:
        for name, move in view.partner_moves(word):
            if before.issuperset(move.source):
                continue
            holds = view.holds(("every_partner_assessed", "ranks_first"), frozenset())
            asked = [one for one in demands(view.definition, move.gate) if holds(one)]
            late = [step for step in move.during if not any(_assessed_in(view, one, step) for one in asked)]
            if late:
                when = f" of {late[0]}" if asked else ""
                said = f"{name} decides about a supplier without an assessment{when}: ask for every_partner_assessed"
                yield Fault(where=f"partners.moves.{name}", message=said)


def _assessed_in(view: View, demand: Demand, step: str) -> bool:
    """Whether what a demand asks about is a round of this step: an earlier one was decided upon already."""
    rounds = view.definition.rounds
    return any(step in rounds[name].during for name in demand.about & set(rounds))


@predicate
def heard(view: View, *, moves: str) -> Iterator[Fault]:
    """A supplier is heard before the move is made, and the reason is recorded."""
    for name, move in view.partner_moves(moves):
        if not move.needs_hearing:
            said = f"{name} is made without hearing the supplier: needs_hearing: true"
            yield Fault(where=f"partners.moves.{name}", message=said)
        elif not move.needs_reason:
            said = f"{name} is made without a reason: needs_reason: true"
            yield Fault(where=f"partners.moves.{name}", message=said)


@predicate
def possible(view: View, *, moves: str, during: tuple[str, ...] = (), source: str | None = None) -> Iterator[Fault]:
    """There is such a move, in the steps and from the state in which the law may want it."""
    found = dict(view.partner_moves(moves))
    if not found:
        yield absent(view, f"partner_moves.{moves}")
        return
    wanted = {step for word in during if (step := view.step(word)) is not None}
    open_in = {step for move in found.values() for step in move.during}
    for step in sorted(wanted - open_in):
        name = next(iter(found))
        yield Fault(where=f"partners.moves.{name}.during", message=f"{name} cannot be made in {step}: add the step")
    if source is not None:
        named = set(view.names(f"states.{source}"))
        reached = {state for move in found.values() for state in move.source}
        for state in sorted(named - reached):
            name = next(iter(found))
            yield Fault(
                where=f"partners.moves.{name}.from", message=f"{name} does not start from {state}: add the state"
            )


@predicate
def possible_throughout(view: View, *, moves: str, start: tuple[str, ...], end: str) -> Iterator[Fault]:
    """The move can be made in every step from one of the law's moments to another."""
    last = view.step(end)
    first = next((step for word in start if (step := view.step(word)) is not None), None)
    if first is None or last is None:
        return
    between = [step for step in view.definition.steps if step in view.after[first] and last in view.after[step]]
    found = dict(view.partner_moves(moves))
    if not found:
        yield absent(view, f"partner_moves.{moves}")
        return
    for step in between:
        if not any(step in move.during for move in found.values()):
            name = next(iter(found))
            yield Fault(where=f"partners.moves.{name}.during", message=f"{name} cannot be made in {step}: add the step")


@predicate
def by_people(view: View, *, moves: str) -> Iterator[Fault]:
    """No machine makes the move: somebody decides it."""
    machines = {name for name, role in view.definition.roles.items() if role.kind == "machine"}
    for name, move in view.partner_moves(moves):
        for role in sorted(machines.intersection(move.by)):
            yield Fault(where=f"partners.moves.{name}.by", message=f"{role} is a machine, and people decide {name}")


@predicate
def submits_itself(view: View) -> Iterator[Fault]:
    """Suppliers can hand in requests and tenders themselves, electronically."""
    supplier = view.name("roles.supplier")
    if supplier is None:
        yield absent(view, "roles.supplier")
        return
    if supplier not in view.definition.partners.entry.by:
        yield Fault(where="partners.entry.by", message=f"{supplier} cannot ask to participate itself: add the role")
    for mark in ("papers.application", "papers.first_tender", "papers.final_tender"):
        found = view.paper(mark)
        if found is not None and supplier not in found[1].supplied_by:
            said = f"{supplier} cannot hand in {found[0]} itself: add the role"
            yield Fault(where=f"artefacts.{found[0]}.supplied_by", message=said)


@predicate
def leavers_told(view: View) -> Iterator[Fault]:
    """Whoever is eliminated in a step is told when it is left."""
    for word in ("eliminate",):
        for name, move in view.partner_moves(word):
            for step in move.during:
                on = [m for m in view.definition.moves_from[step] if m.target != step]
                on = [m for m in on if not view.definition.steps[m.target].ends]
                for leaving in on:
                    told = {s for then in leaving.then if then.kind == "tell_partners" for s in then.partners}
                    silent = any(then.kind == "tell_partners" and not then.partners for then in leaving.then)
                    if move.target not in told and not silent:
                        said = f"nobody tells a supplier that {name} has put out: tell_partners: [{move.target}]"
                        yield Fault(where=view.at(leaving), message=said)


@predicate
def from_state(view: View, *, moves: str, state: str) -> Iterator[Fault]:
    """Only suppliers in this state make the move."""
    named = set(view.names(f"states.{state}"))
    for name, move in view.partner_moves(moves):
        for number, source in enumerate(move.source):
            if named and source not in named:
                said = f"{name} starts from {source} too, and only {' or '.join(sorted(named))} may"
                yield Fault(where=f"partners.moves.{name}.from[{number}]", message=said)


@predicate
def enough(view: View, *, states: str, least: int, point_step: str) -> Iterator[Fault]:
    """A step is entered only once so many suppliers are in a state, or the reason for fewer is recorded."""
    step, named = view.step(point_step), view.names(f"states.{states}")
    if step is None or not named:
        return
    first = steps_from(view.definition, view.definition.initial, lambda move: move.target != step)
    for act in view.entries(step):
        if first.isdisjoint(act.steps):
            continue  # a way back into it: they were counted when it was entered first
        asked = [
            d for d in demands(view.definition, act.gate) if d.kind == "partners_in_state" and d.about & set(named)
        ]
        if max((getattr(demand.requirement, "min", 0) for demand in asked), default=0) < least:
            said = f"{act.label} does not ask for at least {least} suppliers that are {' or '.join(named)}"
            yield Fault(
                where=act.where, message=said + ", or for the reason for fewer (partners_in_state, severity: SHOULD)"
            )


@predicate
def exclusion_rules(view: View, *, field: str) -> Iterator[Fault]:
    """Where the definition has rules of exclusion, they say how each check is made."""
    rules = view.definition.exclusions
    if rules is not None and not getattr(rules, field):
        yield Fault(where=f"exclusions.{field}", message=f"checks do not cover it: {field}: true")


@predicate
def exclusions_told(view: View, *, days: int) -> Iterator[Fault]:
    """The appropriate authority is told of every exclusion within the law's days."""
    rules, excluded = view.definition.exclusions, view.name("states.excluded")
    if excluded is None:
        return
    named = list(view.deadlines("deadlines.exclusion_told"))
    for name, rule in named:
        if rule.period is None or rule.period.length > days:
            said = f"{name} gives more than {days} days"
            yield Fault(where=f"deadlines.{name}.period", message=said)
    if rules is not None and excluded in rules.reported:
        if rules.report_days > days:
            said = f"an exclusion is reported within {rules.report_days} days, and the law gives {days}"
            yield Fault(where="exclusions.report_days", message=said)
    elif not named:
        said = f"nobody tells the appropriate authority of a supplier that is {excluded}: exclusions, reported"
        yield Fault(where="exclusions.reported" if rules is not None else "landmarks.states.excluded", message=said)


@predicate
def departures_known(view: View) -> Iterator[Fault]:
    """After the first tender nobody leaves but in a way that the law knows, or is in a state that it does not."""
    definition = view.definition
    words = ("first_tendered", "remaining", "final_tendered", "awarded", "unsuccessful", "disregarded", "contracted")
    known = {state for word in words for state in view.names(f"states.{word}")}
    inside = set(view.names("states.first_tendered")) | set(view.names("states.remaining"))
    marks = definition.landmarks.partner_moves
    named = {name for word in type(marks).model_fields for name in view.names(f"partner_moves.{word}")}
    closed = view.holds(("deadline_passed",), frozenset())
    for name, move in definition.partners.moves.items():
        if not inside.intersection(move.source):
            continue
        if move.target not in definition.leavers:
            if move.target not in known:
                said = f"a supplier can come to be {move.target}, which the landmarks do not name: name it (states)"
                yield Fault(where=f"partners.moves.{name}.to", message=said)
        elif name not in named and not any(closed(one) for one in demands(definition, move.gate)):
            said = f"{name} puts a supplier out in a way that the landmarks do not name: name it (partner_moves)"
            yield Fault(where=f"partners.moves.{name}", message=said)
