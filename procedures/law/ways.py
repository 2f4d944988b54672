"""Ways through a definition: which steps can be come to without passing a certain gate, and the shortest such way."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from engine.definition import Definition, Move, PartnerMove, Requirement, Severity
from engine.definition import requirements as r

Holds = Callable[["Demand"], bool]
"""Whether a demand is the one that a rule looks for."""


@dataclass(frozen=True, kw_only=True)
class Demand:
    """What a gate makes sure of: the kind of requirement, what it is about, and the requirement that says so."""

    kind: str
    about: frozenset[str]
    requirement: Requirement

    @property
    def binding(self) -> bool:
        """Whether nobody can waive it."""
        return self.requirement.severity is Severity.MUST


_ABOUT = (
    "artefact", "decision", "deadline", "notice", "round", "envelope", "states", "roles", "partners", "stage",
    "notices", "rivals",
)  # fmt: skip


def demands(definition: Definition, gate: Iterable[Requirement]) -> Iterator[Demand]:
    """What a gate makes sure of, also by what it asks: a notice by its own gate, a decision by the papers before it."""
    for asks in gate:
        yield Demand(kind=asks.kind, about=_about(asks), requirement=asks)
        if isinstance(asks, r.NoticePublished):
            for inner in definition.notices[asks.notice].gate:
                if inner.severity is Severity.MUST:
                    yield Demand(kind=inner.kind, about=_about(inner), requirement=_as_bound(inner, asks))
        elif isinstance(asks, r.DecisionTaken):
            about = frozenset(definition.decisions[asks.decision].about)
            yield Demand(kind="artefact_accepted", about=about, requirement=asks)


def _as_bound(inner: Requirement, outer: Requirement) -> Requirement:
    """What is asked through another requirement binds no harder than that one does."""
    if outer.severity is Severity.MUST and outer.when is None:
        return inner
    when = inner.when if outer.when is None else outer.when
    return inner.model_copy(update={"severity": outer.severity, "when": when})


def _about(asks: Requirement) -> frozenset[str]:
    found: set[str] = set()
    for field in _ABOUT:
        value = getattr(asks, field, None)
        if isinstance(value, str):
            found.add(value)
        elif isinstance(value, tuple):
            found.update(value)
    return frozenset(found)


@dataclass(frozen=True, kw_only=True)
class Act:
    """Something that happens in a procedure: a move into a step, a publication, a partner's move."""

    where: str
    label: str
    steps: tuple[str, ...]
    gate: tuple[Requirement, ...]


def path_without(definition: Definition, holds: Holds, step: str) -> tuple[Move, ...] | None:
    """The shortest way from the start to a step on which no gate makes sure of it; None when there is no such way."""
    came: dict[str, tuple[Move, ...]] = {definition.initial: ()}
    todo = deque([definition.initial])
    while todo:
        here = todo.popleft()
        if here == step:
            return came[here]
        for move in definition.moves_from[here]:
            if move.target not in came and not any(holds(one) for one in demands(definition, move.gate)):
                came[move.target] = (*came[here], move)
                todo.append(move.target)
    return None


def told(moves: tuple[Move, ...], last: str) -> tuple[str, ...]:
    """A way in sentences, the last one being what should not have been possible."""
    way = tuple(f"{move.title}: {move.source} to {move.target} ({move.move})" for move in moves)
    return (*way, last)


def unguarded(definition: Definition, act: Act, holds: Holds, *, here: bool = False) -> tuple[str, ...] | None:
    """The shortest story in which an act happens without what a rule wants; None when there is none.

    ``here``: only the act's own gate counts, not what was asked on the way.
    """
    if any(holds(one) for one in demands(definition, act.gate)):
        return None
    if here:
        return (act.label,)
    best: tuple[Move, ...] | None = None
    for step in act.steps:
        path = path_without(definition, holds, step)
        if path is not None and (best is None or len(path) < len(best)):
            best = path
    return None if best is None else told(best, act.label)


def partner_states_without(definition: Definition, passes: Callable[[str, PartnerMove], bool]) -> frozenset[str]:
    """The states to which a partner can come from the door by partner moves that do not pass a certain test."""
    found, grown = {definition.partners.entry.state}, True
    while grown:
        grown = False
        for name, move in definition.partners.moves.items():
            if move.target not in found and found.intersection(move.source) and not passes(name, move):
                found.add(move.target)
                grown = True
    return frozenset(found)
