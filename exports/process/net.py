"""A machine as a workflow net: one place where it begins, one where it ends, a transition for each way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from exports.process.machine import Machine, Way

SOURCE, SINK = "process-source", "process-sink"
"""No place of a definition has a hyphen in its name."""


@dataclass(frozen=True, kw_only=True)
class Transition:
    """From one place to another; one without a label happens unseen."""

    name: str
    label: str | None
    source: str
    target: str


@dataclass(frozen=True, kw_only=True)
class Net:
    """Places by (name, title), the first the source and the last the sink, and the transitions between them."""

    name: str
    title: str
    places: tuple[tuple[str, str], ...]
    transitions: tuple[Transition, ...]


def net_of(machine: Machine) -> Net:
    """The net: its traces are exactly the lives that the machine allows, from the first event to the end.

    Gates, papers and clocks are not in it: it holds the order of moves, and the engine holds the rest.
    """
    return Net(
        name=machine.name,
        title=machine.title,
        places=(
            (SOURCE, "Before"),
            *((place.name, place.title) for place in machine.places),
            (SINK, "After"),
        ),
        transitions=tuple(_transitions(machine)),
    )


def _transitions(machine: Machine) -> Iterator[Transition]:
    for number, way in enumerate(machine.ways):
        yield Transition(
            name=_named(number, way), label=way.name, source=way.source or SOURCE, target=way.target or SINK
        )
    for place in machine.places:
        if place.ends:
            yield Transition(name=f"t-end-{place.name}", label=None, source=place.name, target=SINK)


def _named(number: int, way: Way) -> str:
    return f"t{number}-{way.name}"
