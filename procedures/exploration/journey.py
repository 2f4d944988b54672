"""Every state that can be reached, breadth first, so that the first way to each of them is a shortest one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from procedures.exploration.story import Deed, Story
from procedures.exploration.world import Place, Raw, World

MOST_STATES = 400_000
"""A definition with more is not explored to its end, and that is said."""


@dataclass(kw_only=True)
class Explored:
    """The states of a world by number, in the order in which they were found, and the ways between them."""

    world: World
    places: list[Place]
    numbers: dict[Place, int]
    found_by: list[int] = field(default_factory=list)
    """From which state each was first reached; the opening from itself."""
    onward: list[list[tuple[int, str, str]]] = field(default_factory=list)
    """For each state where its deeds lead, with their kinds and names."""
    whole: bool = True
    """Whether nothing was left out."""

    def before(self, numbers: Iterable[int], allowed: Callable[[int, int], bool] | None = None) -> set[int]:
        """Every state from which one of these can be reached, themselves included."""
        into: list[list[int]] = [[] for _ in self.places]
        for number, ways in enumerate(self.onward):
            for target, _, _ in ways:
                if allowed is None or allowed(number, target):
                    into[target].append(number)
        found = set(numbers)
        todo = list(found)
        while todo:
            for number in into[todo.pop()]:
                if number not in found:
                    found.add(number)
                    todo.append(number)
        return found

    def after(self, number: int, allowed: Callable[[int], bool]) -> set[int]:
        """Every state that can be reached from one by states that are allowed, itself included."""
        found, todo = {number}, [number]
        while todo:
            for target, _, _ in self.onward[todo.pop()]:
                if target not in found and allowed(target):
                    found.add(target)
                    todo.append(target)
        return found

    def story(self, number: int) -> Story:
        """The shortest way to a state, with partners numbered as they came in."""
        way = [number]
        while way[-1] != 0:
            way.append(self.found_by[way[-1]])
        way.reverse()
        names: list[int] = []
        asked = self.world.grounds.yes & self.world.definition.facts.keys()
        told = [Deed("open", facts=tuple(sorted(asked)))]
        known = 0
        for here, there in pairwise(way):
            raw = self._deed(here, there)
            if raw.deed.kind == "register":
                names, known = [*names, known], known + 1
            told.append(_named(raw.deed, names))
            names = self._renamed(raw, names)
        return tuple(told)

    def _deed(self, here: int, there: int) -> Raw:
        """The deed that was found first between two states."""
        found = (raw for raw in self.world.deeds(self.places[here]) if self.world.plain(raw) == self.places[there])
        return next(found)

    def _renamed(self, raw: Raw, names: list[int]) -> list[int]:
        """Who stands where in the state that follows, whose partners are in a fixed order."""
        kept = zip(self.world.kept(raw), names, strict=True)
        return [name for _, name in sorted((partner, name) for partner, name in kept if partner is not None)]


def _named(deed: Deed, names: list[int]) -> Deed:
    partner = None if deed.partner is None else names[deed.partner]
    settled = tuple(one if one.partner is None else one._replace(partner=names[one.partner]) for one in deed.settled)
    return deed._replace(partner=partner, settled=settled)


def explore(world: World, most: int = MOST_STATES) -> Explored:
    """Go everywhere that can be gone."""
    start = world.opened()
    explored = Explored(world=world, places=[start], numbers={start: 0}, found_by=[0])
    for number, place in enumerate(explored.places):  # grows while it is read
        explored.onward.append(list(_ways(explored, number, place, most)))
    return explored


def _ways(explored: Explored, number: int, place: Place, most: int) -> Iterator[tuple[int, str, str]]:
    seen: set[tuple[int, str, str]] = set()
    for raw in explored.world.deeds(place):
        target = explored.world.plain(raw)
        known = explored.numbers.get(target)
        if known is None:
            if len(explored.places) >= most:
                explored.whole = False
                continue
            known = explored.numbers[target] = len(explored.places)
            explored.places.append(target)
            explored.found_by.append(number)
        way = (known, raw.deed.kind, raw.deed.name)
        if way not in seen:
            seen.add(way)
            yield way
