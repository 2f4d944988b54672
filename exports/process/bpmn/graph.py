"""The nodes and flows of a process, made from a machine and its definition's clocks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from engine.definition import DeadlineRule, Definition
from engine.time.periods import Counting, Period, Rolling, RunsFrom, Unit
from engine.time.periods.words import MONTHS_IN
from exports.process.machine import Machine, Place, Sort, Way, Which

START, ENDS = "process.start", "process.end"
"""No place of a definition has a point in its name."""


class Kind(StrEnum):
    """What a node is in BPMN."""

    START = "startEvent"
    TASK = "userTask"
    END = "endEvent"


@dataclass(frozen=True, kw_only=True)
class Timer:
    """A clock that starts when its task does: ``after`` is an ISO 8601 duration at the end of which it has passed."""

    deadline: str
    rule: DeadlineRule
    after: str


@dataclass(frozen=True, kw_only=True)
class Flow:
    """A way as a sequence flow; ``guard`` is unique among those that leave its node."""

    key: str
    source: str
    target: str
    guard: str
    way: Way


@dataclass(frozen=True, kw_only=True)
class Node:
    """A place, or the beginning; ``flows`` lead on from it, by way of a gateway when there are several."""

    name: str
    kind: Kind
    title: str
    group: str
    place: Place | None
    flows: tuple[Flow, ...]
    timers: tuple[Timer, ...] = ()

    @property
    def gateway(self) -> str | None:
        """The name of its gateway, or None when one way leads on, or none."""
        return f"{self.name}.next" if len(self.flows) > 1 else None


@dataclass(frozen=True, kw_only=True)
class Graph:
    """All nodes in reading order; ``early`` are the early ends, which are told and not drawn."""

    machine: Machine
    nodes: tuple[Node, ...]
    early: tuple[Way, ...]


def graph_of(definition: Definition, machine: Machine) -> Graph:
    """The graph of a machine."""
    return Graph(machine=machine, nodes=tuple(_nodes(definition, machine)), early=machine.along(Sort.EARLY))


def _nodes(definition: Definition, machine: Machine) -> Iterator[Node]:
    first = machine.places[0].group
    entries = machine.along(Sort.ENTRY)
    yield Node(
        name=START,
        kind=Kind.START,
        title="Begin",
        group=first,
        place=None,
        flows=tuple(_flows(START, entries)),
    )
    with_procedure = machine.along(Sort.WITH_PROCEDURE)
    drawn = machine.along(Sort.MOVE, Sort.UNDONE, Sort.WITH_PROCEDURE)
    for place in machine.places:
        leaving = tuple(way for way in drawn if way.source == place.name)
        yield Node(
            name=place.name,
            kind=Kind.END if place.ends else Kind.TASK,
            title=place.title,
            group=place.group,
            place=place,
            flows=tuple(_flows(place.name, leaving)),
            timers=() if place.ends or machine.which is Which.PARTNER else tuple(_timers(definition, place.name)),
        )
    if with_procedure:
        yield Node(
            name=ENDS,
            kind=Kind.END,
            title=with_procedure[0].title,
            group=machine.places[-1].group,
            place=None,
            flows=(),
        )


def _flows(source: str, ways: tuple[Way, ...]) -> Iterator[Flow]:
    twice = Counter(way.name for way in ways)
    for number, way in enumerate(ways):
        target = way.target or ENDS
        yield Flow(
            key=f"{source}.{number + 1}.{way.name}",
            source=source,
            target=target,
            guard=way.name if twice[way.name] == 1 else f"{way.name}:{target}",
            way=way,
        )


def _timers(definition: Definition, step: str) -> Iterator[Timer]:
    """The clocks that entering a step starts, and whose length BPMN can say."""
    for name, rule in definition.deadlines.items():
        if rule.starts.step == step and rule.period is not None and rule.when is None:
            after = duration(rule.period.period)
            if after is not None:
                yield Timer(deadline=name, rule=rule, after=after)


def duration(period: Period) -> str | None:
    """A length in ISO 8601 after which the deadline has passed, by less than a day; None where it cannot be said.

    Working days, business hours and ends that roll hang on a calendar, which BPMN has not.
    """
    if period.rolling is not Rolling.NONE or period.runs_from is not RunsFrom.START:
        return None
    # The law's last day ends at midnight: the whole first day counts, or none of it (UK-CLK-3, UK-CLK-4).
    more = 0 if period.counting is Counting.BEGINNING_WITH else 1
    if period.unit is Unit.CALENDAR_DAYS:
        return f"P{period.length + more}D"
    if period.unit in MONTHS_IN:
        return f"P{period.length * MONTHS_IN[period.unit]}M{f'{more}D' if more else ''}"
    return f"PT{period.length}H" if period.unit is Unit.HOURS else None
