"""What can never be used: moves, partners' moves, notices, decisions and papers; and who is left behind at an end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from engine.definition import Definition
from engine.definition.requirements import DecisionTaken
from procedures.exploration.fault import Fault, Kind, move_place
from procedures.exploration.journey import Explored
from procedures.exploration.scene import Check, Scene
from procedures.exploration.story import Deed
from procedures.exploration.world import Place


class Travelled:
    """Every exploration of one definition, and the states in which each step was found, by exploration."""

    def __init__(self, definition: Definition, all_: Sequence[Explored]) -> None:
        self.definition, self.all = definition, all_
        self.at: list[dict[str, list[int]]] = []
        self.done: set[tuple[str, str]] = set()
        for explored in all_:
            found: dict[str, list[int]] = {}
            for number, place in enumerate(explored.places):
                if not place.overlay:
                    found.setdefault(place.step, []).append(number)
            self.at.append(found)
            self.done |= {(kind, name) for ways in explored.onward for _, kind, name in ways}

    def places(self, steps: Iterable[str]) -> Iterator[tuple[Explored, int, Place]]:
        """Every state in some of the steps."""
        wanted = tuple(steps)
        for explored, found in zip(self.all, self.at, strict=True):
            for step in wanted:
                for number in found.get(step, ()):
                    yield explored, number, explored.places[number]

    def reached(self, steps: Iterable[str]) -> bool:
        """Whether any of these steps is ever reached."""
        return any(step in found for found in self.at for step in steps)


def unused(travelled: Travelled) -> Iterator[Fault]:
    """Everything that nobody can ever make use of; what waits for a step that is never reached is not repeated."""
    yield from _moves(travelled)
    yield from _partner_moves(travelled)
    yield from _notices(travelled)
    yield from _decisions(travelled)
    yield from _papers(travelled)


def _moves(travelled: Travelled) -> Iterator[Fault]:
    definition = travelled.definition
    for number, move in enumerate(definition.moves):
        if ("move", move.move) in travelled.done or not travelled.reached((move.source,)):
            continue
        checks = ((explored, n, place, _gate_of(explored, move.move)) for explored, n, place in
                  travelled.places((move.source,)))  # fmt: skip
        yield _never(
            f"the move {move.move}", f"moves[{number}]", move.move,
            [(explored, n, gate, _open(gate, place, None)) for explored, n, place, gate in checks],
        )  # fmt: skip


def _gate_of(explored: Explored, move: str) -> tuple[Check, ...]:
    source = explored.world.definition.moves_by_name[move].source
    return next(checks for known, checks in explored.world.openings[source] if known.move == move)


def _open(checks: Iterable[Check], place: Place, one: int | None) -> frozenset[str]:
    """The requirements that are met in a state."""
    return frozenset(check.id for check in checks if check.test(Scene(place.whole, place.partners, one)))


Tried = tuple[Explored, int, tuple[Check, ...], frozenset[str]]


def _never(what: str, where: str, name: str, tried: list[Tried]) -> Fault:
    """Something that was tried in all these states in vain: why, and the state that came nearest to it."""
    if not tried:
        return Fault(kind=Kind.NEVER, where=where, message=f"{what} can never be made: nobody can be there", name=name)
    once = frozenset().union(*(met for _, _, _, met in tried))
    explored, number, checks, _ = max(tried, key=lambda one: (len(one[3]), -one[1]))
    missing = [check for check in checks if check.id not in once]
    if missing:
        because = f"{' and '.join(check.id for check in missing)} can never be met then"
        where = missing[0].where or where
    else:
        because = "what it asks for can never be had together"
    step = explored.places[number].step
    return Fault(
        kind=Kind.NEVER,
        where=where,
        message=f"{what} can never be made: {because}",
        story=explored.story(number),
        ending=f"now, as ever in {step}, {because}",
        step=step,
        name=name,
    )


def _partner_moves(travelled: Travelled) -> Iterator[Fault]:
    for name, rule in travelled.definition.partners.moves.items():
        if ("partner_move", name) in travelled.done or not travelled.reached(rule.during):
            continue
        tried: list[Tried] = []
        for explored, number, place in travelled.places(rule.during):
            openings = explored.world.partner_openings[place.step]
            sources, checks = next((sources, checks) for known, _, sources, checks in openings if known == name)
            for one, partner in enumerate(place.partners):
                if partner[0] in sources:
                    tried.append((explored, number, checks, _open(checks, place, one)))
        yield _never(f"the partner move {name}", f"partners.moves.{name}", name, tried)


def _notices(travelled: Travelled) -> Iterator[Fault]:
    for name, rule in travelled.definition.notices.items():
        if ("publish", name) in travelled.done or not travelled.reached(rule.during):
            continue
        tried: list[Tried] = []
        for explored, number, place in travelled.places(rule.during):
            checks = explored.world.checks.gate(rule.gate, f"notices.{name}", place.step)
            if explored.world.can_publish(name, checks, place):
                tried.clear()
                break
            tried.append((explored, number, checks, _open(checks, place, None)))
        if tried:
            yield _never(f"the notice {name}", f"notices.{name}", name, tried)


def _decisions(travelled: Travelled) -> Iterator[Fault]:
    for name, rule in travelled.definition.decisions.items():
        if not travelled.reached(rule.during):
            continue
        possible = any(_can_decide(name, explored, place) for explored, _, place in travelled.places(rule.during))
        if not possible:
            message = f"the decision {name} can never be taken: a paper that it is about can never be accepted by then"
            yield Fault(kind=Kind.NEVER, where=f"decisions.{name}", message=message, name=name)


def _can_decide(name: str, explored: Explored, place: Place) -> bool:
    check = explored.world.checks.check(_taken(name), "", place.step)
    papers_open = check.test(Scene(place.whole, place.partners))
    return papers_open or ("decision", name) in explored.world.checks.whole


def _taken(name: str) -> DecisionTaken:
    return DecisionTaken(kind="decision_taken", id=name, text=name, decision=name)


def _papers(travelled: Travelled) -> Iterator[Fault]:
    definition = travelled.definition
    for name, rule in definition.artefacts.items():
        during = rule.during or tuple(definition.steps)
        if not rule.per_partner or not travelled.reached(during):
            continue
        leavers = definition.leavers
        anybody = any(
            explored.world.states[partner[0]] not in leavers
            for explored, _, place in travelled.places(during)
            for partner in place.partners
        )
        if not anybody:
            message = f"the paper {name} can never be filed: no partner can be there in {', '.join(during)}"
            yield Fault(kind=Kind.NEVER, where=f"artefacts.{name}", message=message, name=name)


def left_behind(travelled: Travelled) -> Iterator[Fault]:
    """Whoever still goes on when a move ends the procedure is told so by letters, or is left without an answer."""
    definition = travelled.definition
    going_on = _going_on(definition)
    told: set[tuple[str, str]] = set()
    for explored in travelled.all:
        for number, ways in enumerate(explored.onward):
            for to, kind, name in ways:
                if kind != "move" or not explored.world.ended(explored.places[to]):
                    continue
                for state in sorted({explored.world.states[p[0]] for p in explored.places[to].partners}):
                    if state in going_on and (name, state) not in told and not _answered(definition, name, state):
                        told.add((name, state))
                        yield _left(explored, number, to, name, state)


def _going_on(definition: Definition) -> frozenset[str]:
    """States from which a partner can still come further: on to one that is no leaver's, and not just back."""
    moves = definition.partners.moves.values()
    into = {(state, move.target) for move in moves for state in move.source}
    return (
        frozenset(state for state, target in into if target not in definition.leavers and (target, state) not in into)
        - definition.leavers
    )


def _answered(definition: Definition, move: str, state: str) -> bool:
    """Whether the move that ends the procedure writes to partners in a state."""
    for then in definition.moves_by_name[move].then:
        if then.kind == "closing_letters":
            return True
        if then.kind == "tell_partners" and (not then.partners or state in then.partners):
            return True
    return False


def _left(explored: Explored, number: int, to: int, move: str, state: str) -> Fault:
    definition = explored.world.definition
    end = explored.places[to].step
    return Fault(
        kind=Kind.LEFT_BEHIND,
        where=move_place(definition, move),
        message=f"the move {move} can end the procedure while a supplier is {state}, whom nobody tells",
        story=(*explored.story(number), Deed("move", move)),
        ending=f"the procedure has ended in {end}, and a supplier is still {state}",
        step=end,
        name=move,
        state=state,
    )
