"""Explore a definition under every set of answers that matters, and say everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, combinations
from typing import Final

from engine.definition import Definition
from engine.definition import Severity as Binding
from engine.definition import requirements as r
from procedures.checker.finding import Finding, Severity
from procedures.exploration.fault import Fault, Kind
from procedures.exploration.grounds import Grounds
from procedures.exploration.journey import MOST_STATES, Explored, explore
from procedures.exploration.people import people
from procedures.exploration.stuck import stuck
from procedures.exploration.unused import Travelled, left_behind, unused
from procedures.exploration.world import World

MANY: Final = 2
"""Nobody, one, many: two partners show whatever any number can, unless a gate wants more at least."""
MOST_PARTNERS: Final = 3
MOST_FACTS: Final = 4
"""More questions of fact than these are answered one by one, all alike, and all but one; not in every combination."""


@dataclass(frozen=True, kw_only=True)
class Examined:
    """The faults of a definition, and how many states were looked at."""

    faults: tuple[Fault, ...]
    explored: int


def check(definition: Definition) -> tuple[Finding, ...]:
    """Everything that exploration finds, as every checker says it."""
    return tuple(fault.finding(definition) for fault in examine(definition).faults)


def examine(definition: Definition, *, partners: int | None = None, most: int = MOST_STATES) -> Examined:
    """Explore a definition whose names are all known; ``partners`` at once, by default as many as its gates count."""
    if partners is not None:
        return _with(definition, partners, most)
    count = how_many(definition)
    found = _with(definition, count, most)
    if not any(fault.kind is Kind.NEVER for fault in found.faults):
        return found
    # Whoever is left over needs somebody beside those whom a gate counts: "never" must not mean "not with so few".
    again = _with(definition, count + 1, most)
    never = {fault.where for fault in again.faults if fault.kind is Kind.NEVER}
    faults = tuple(fault for fault in found.faults if fault.kind is not Kind.NEVER or fault.where in never)
    return Examined(faults=faults, explored=found.explored + again.explored)


def _with(definition: Definition, partners: int, most: int) -> Examined:
    all_ = [explore(World(Grounds(definition=definition, yes=yes), partners), most) for yes in answers(definition)]
    travelled = Travelled(definition, all_)
    found = chain(
        _first_of_each(all_), unused(travelled), left_behind(travelled), _too_many(all_, most), people(definition)
    )
    return Examined(faults=tuple(found), explored=sum(len(explored.places) for explored in all_))


def _first_of_each(all_: Iterable[Explored]) -> Iterator[Fault]:
    """Of the same fault under several answers the one with the shortest story."""
    best: dict[tuple[str, Kind, bool], Fault] = {}
    for explored in all_:
        for fault in stuck(explored):
            key = (fault.step, fault.kind, fault.early)
            if key not in best or len(fault.story) < len(best[key].story):
                best[key] = fault
    yield from best.values()


def _too_many(all_: Iterable[Explored], most: int) -> Iterator[Fault]:
    if not all(explored.whole for explored in all_):
        message = f"it has more than {most:,} states: what was found is right, and there may be more"
        yield Fault(kind=Kind.TOO_MANY, where="", message=message, severity=Severity.WARN)


def how_many(definition: Definition) -> int:
    """Two partners, or as many as a gate wants at least: what a third could do, one of two could do in its place."""
    gates = [move.gate for move in definition.moves] + [notice.gate for notice in definition.notices.values()]
    counts = [asks for gate in gates for asks in gate if isinstance(asks, r.PartnersInState)]
    least = [asks.min for asks in counts if asks.severity is Binding.MUST]
    return min(max([MANY, *least]), MOST_PARTNERS)


def answers(definition: Definition) -> tuple[frozenset[str], ...]:
    """Every set of answers (those of yes) that can make a difference, without those that contradict each other."""
    settled = frozenset(name for name, rule in definition.settled.items() if rule.answer)
    asked = sorted(_that_matter(definition) - definition.settled.keys())
    if len(asked) <= MOST_FACTS:
        sets: Iterable[Iterable[str]] = chain.from_iterable(
            combinations(asked, count) for count in range(len(asked) + 1)
        )
    else:
        sets = [(), *([one] for one in asked), *([o for o in asked if o != one] for one in asked), asked]
    found = dict.fromkeys(frozenset(one) for one in sets)
    return tuple(one | settled for one in found if not _contradict(definition, one))


def _contradict(definition: Definition, yes: frozenset[str]) -> bool:
    return any(not yes.isdisjoint(definition.facts[fact].contradicts) for fact in yes)


def _that_matter(definition: Definition) -> frozenset[str]:
    """The facts that decide about a clock which matters, or about a requirement that cannot always be met."""
    grounds = Grounds(definition=definition, yes=frozenset({*definition.facts, *definition.settled}))
    world = World(grounds, MANY)
    found = {definition.deadlines[name].when for name in world.memory.clocks}
    for ask in grounds.asks:
        when = ask.requirement.when
        sources = ask.states if ask.own else ()
        if when is not None and not world.checks.check(ask.requirement, "", ask.step, sources).always:
            found.add(when)
    return frozenset(found - {None})  # type: ignore[arg-type]
