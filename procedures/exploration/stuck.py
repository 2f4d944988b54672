"""States from which no way leads to an end: dead ends, lapsed deadlines, live-locks, suspensions for ever."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from procedures.checker.finding import Severity
from procedures.exploration.fault import Fault, Kind, step_place
from procedures.exploration.journey import Explored
from procedures.exploration.scene import Check, Scene, Want
from procedures.exploration.world import Place

_MOST_REASONS = 3


@dataclass(frozen=True, kw_only=True)
class Shut:
    """A move that never opens again, and the requirements of its gate that can never be met any more."""

    move: str
    never: tuple[Check, ...]
    overlay: bool = False
    """Nothing is missing but that what lies over the step is lifted."""


def stuck(explored: Explored) -> Iterator[Fault]:
    """One fault for each step in which a procedure can be stuck, and one for each round that is never left."""
    ends = [number for number, place in enumerate(explored.places) if explored.world.ended(place)]
    lost = set(range(len(explored.places))) - explored.before(ends)
    if not lost:
        return
    final = lost - _moving_on(explored, lost)
    told: set[tuple[str, Kind, bool]] = set()
    for number in sorted(final):
        step = explored.places[number].step
        closed = explored.after(number, lambda there: there in lost)
        shut = tuple(_shut(explored, step, [explored.places[n] for n in closed]))
        kind = _kind(shut, explored.places[number])
        early = any(_can_terminate(explored, explored.places[n]) for n in closed)
        if (step, kind, early) not in told:
            told.add((step, kind, early))
            yield _dead_end(explored, number, kind, shut, early=early)
    rounds = lost - explored.before(final, lambda here, there: here in lost and there in lost)
    if rounds:
        yield _live_lock(explored, min(rounds), lost)


def _moving_on(explored: Explored, lost: set[int]) -> set[int]:
    """Lost states from which some move to another step can still be made."""

    def leaves(number: int) -> bool:
        here = explored.places[number].step
        return any(kind == "move" and explored.places[to].step != here for to, kind, _ in explored.onward[number])

    def stays(here: int, there: int) -> bool:
        return here in lost and explored.places[here].step == explored.places[there].step

    return explored.before((number for number in lost if leaves(number)), stays)


def _dead_end(explored: Explored, number: int, kind: Kind, shut: tuple[Shut, ...], *, early: bool) -> Fault:
    world, place = explored.world, explored.places[number]
    severity = Severity.WARN if kind is Kind.FEW_SUPPLIERS and early else Severity.MUST
    only = "only early termination is left" if early else "the procedure cannot be ended at all"
    title = world.definition.steps[place.step].title
    because = _because(shut) or "no move leads on"
    if kind is Kind.SUSPENDED:
        because = "neither a court's order nor the end of its case can be put on file here, so nothing lifts it"
    message = f'{_SAID[kind]} in "{title}" ({place.step}): {because}'
    where = shut[0].never[0].where if shut and shut[0].never else step_place(world.definition, place.step)
    return Fault(
        kind=kind,
        where=where,
        message=f"{message}; {only}",
        severity=severity,
        story=explored.story(number),
        ending=f"now {because}",
        step=place.step,
        early=early,
    )


_SAID = {
    Kind.DEAD_END: "the procedure can get stuck",
    Kind.LAPSED: "only a lapsed deadline is left",
    Kind.FEW_SUPPLIERS: "too few suppliers can remain",
    Kind.SUSPENDED: "a suspension can last for ever",
}


def _shut(explored: Explored, step: str, places: Iterable[Place]) -> Iterator[Shut]:
    """Each move out of a step with what of its gate is met in none of these states."""
    known = list(places)
    for move, checks in explored.world.openings[step]:
        if move.target == step:
            continue
        never = tuple(
            check for check in checks if not any(check.test(Scene(place.whole, place.partners)) for place in known)
        )
        lifted = all(place.overlay for place in known)
        yield Shut(move=move.move, never=never, overlay=lifted)


def _kind(shut: tuple[Shut, ...], place: Place) -> Kind:
    if place.overlay and any(one.overlay for one in shut):
        return Kind.SUSPENDED
    wants = [{check.answer.want for check in one.never} for one in shut if one.never]
    if {Want.SUPPLIERS} in wants:
        return Kind.FEW_SUPPLIERS
    if wants and all(Want.LAPSED in one for one in wants):
        return Kind.LAPSED
    return Kind.DEAD_END


def _because(shut: tuple[Shut, ...]) -> str:
    said = []
    for one in shut[:_MOST_REASONS]:
        names = " and ".join(check.id for check in one.never)
        said.append(f"{one.move} waits for {names or 'what can never be had together'}")
    more = len(shut) - len(said)
    return ", ".join(said) + (f", and {more} more moves are shut" if more > 0 else "")


def _can_terminate(explored: Explored, place: Place) -> bool:
    """Whether the procedure can be ended early here, as far as partners are in the way and a court allows it."""
    world = explored.world
    there = {world.states[partner[0]] for partner in place.partners}
    phases = (phase for phase in world.definition.termination.phases if place.step in phase.source)
    allowed = place.overlay != "suspended" or world.memory.paper_at_hand(
        world.definition.termination.court_order, place.step
    )
    return allowed and any(there.isdisjoint(phase.unless) for phase in phases)


def _live_lock(explored: Explored, number: int, lost: set[int]) -> Fault:
    """A round that is never left: its steps, and what the moves that lead out of it wait for."""
    world, place = explored.world, explored.places[number]
    round_ = [explored.places[n] for n in explored.after(number, lambda there: there in lost)]
    known = {one.step for one in round_}
    steps = [step for step in world.definition.steps if step in known]
    out = [
        shut
        for step in steps
        for shut in _shut(explored, step, [one for one in round_ if one.step == step])
        if world.definition.moves_by_name[shut.move].target not in known
    ]
    among = ", ".join(steps)
    because = f" ({_because(tuple(out))})" if out else ""
    where = out[0].never[0].where if out and out[0].never else step_place(world.definition, place.step)
    return Fault(
        kind=Kind.LIVE_LOCK,
        where=where,
        message=f"the procedure can go round for ever ({among}) and never come to an end{because}",
        story=explored.story(number),
        ending=f"now every way goes round between {among}{because}",
        step=place.step,
    )
