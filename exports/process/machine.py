"""The two state machines of a definition in one neutral form, from which nets, models and pictures are made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from engine.definition import Definition, Requirement
from procedures.show import in_order

PROCEDURE_OPENS = "open"
PARTNER_REGISTERS = "register"
TERMINATION = "terminate"
PROCEDURE_ENDS = "procedure_ends"
"""How a partner's life ends that neither leaves nor is left: with its procedure."""


class Which(StrEnum):
    """Whose machine."""

    PROCEDURE = "procedure"
    PARTNER = "partner"


class Sort(StrEnum):
    """Why a way is there: in, along, back after an award is withdrawn, out early, out with the procedure."""

    ENTRY = "entry"
    MOVE = "move"
    UNDONE = "undone"
    EARLY = "early"
    WITH_PROCEDURE = "with_procedure"


@dataclass(frozen=True, kw_only=True)
class Place:
    """A step, or a state of a partner; nothing leads on from one that ``ends``."""

    name: str
    title: str
    group: str
    means: str = ""
    ends: bool = False


@dataclass(frozen=True, kw_only=True)
class Way:
    """A named way from one place to another; an entry has no source, an exit no target."""

    name: str
    title: str
    source: str | None
    target: str | None
    sort: Sort = Sort.MOVE
    gate: tuple[Requirement, ...] = ()
    by: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Machine:
    """Places in reading order within their groups (name, title), and every way between them."""

    which: Which
    name: str
    title: str
    groups: tuple[tuple[str, str], ...]
    places: tuple[Place, ...]
    ways: tuple[Way, ...]

    def along(self, *sorts: Sort) -> tuple[Way, ...]:
        """The ways of some sorts."""
        return tuple(way for way in self.ways if way.sort in sorts)


def machine_of(definition: Definition, which: Which) -> Machine:
    """The machine that was asked for."""
    return _procedure(definition) if which is Which.PROCEDURE else _partner(definition)


def _procedure(definition: Definition) -> Machine:
    return Machine(
        which=Which.PROCEDURE,
        name=definition.name,
        title=definition.title,
        groups=tuple((stage.stage, stage.title) for stage in definition.stages),
        places=tuple(
            Place(name=step.step, title=step.title, group=stage.stage, means=step.means or "", ends=step.ends)
            for stage in definition.stages
            for step in stage.steps
        ),
        ways=(
            Way(
                name=PROCEDURE_OPENS,
                title="Open the procedure",
                source=None,
                target=definition.initial,
                sort=Sort.ENTRY,
                by=definition.powers.open,
            ),
            *(
                Way(
                    name=move.move,
                    title=move.title,
                    source=move.source,
                    target=move.target,
                    gate=move.gate,
                    by=move.by,
                    rules=move.rules,
                )
                for move in definition.moves
            ),
            *_early_ends(definition),
        ),
    )


def _early_ends(definition: Definition) -> Iterator[Way]:
    ending = definition.termination
    found = {(source, phase.target): phase for phase in ending.phases for source in phase.source}
    for (source, target), phase in found.items():
        yield Way(
            name=TERMINATION,
            title=ending.title,
            source=source,
            target=target,
            sort=Sort.EARLY,
            by=ending.by,
            rules=phase.rules,
        )


_IN, _OUT = "in", "out"


def _partner(definition: Definition) -> Machine:
    partners = definition.partners
    states = [(name, partners.states[name]) for name in _in_reading_order(definition)]
    return Machine(
        which=Which.PARTNER,
        name=f"{definition.name}.partner",
        title=f"{definition.title}: one supplier",
        groups=((_IN, "Taking part"), (_OUT, "Left, for good")),
        places=tuple(
            Place(name=name, title=state.title, group=_OUT if state.leaver else _IN, ends=state.leaver)
            for name, state in states
        ),
        ways=(
            *_arrivals(definition),
            *(
                Way(
                    name=name,
                    title=move.title,
                    source=source,
                    target=move.target,
                    gate=move.gate,
                    by=move.by,
                    rules=move.rules,
                )
                for name, move in partners.moves.items()
                for source in move.source
            ),
            *_undone(definition),
            *(
                Way(
                    name=PROCEDURE_ENDS,
                    title="The procedure ends",
                    source=name,
                    target=None,
                    sort=Sort.WITH_PROCEDURE,
                )
                for name, state in states
                if not state.leaver
            ),
        ),
    )


def _in_reading_order(definition: Definition) -> list[str]:
    """The way that leads furthest first, then what branches off it, then the states of those who left."""
    known = [name for name, state in in_order(definition) if not state.leaver]
    onward = {
        name: [other for other in known for rule in definition.partners.moves.values()
               if name in rule.source and rule.target == other]
        for name in known
    }  # fmt: skip
    placed: dict[str, None] = {}

    def reached(name: str) -> set[str]:
        found, waiting = {name}, [name]
        while waiting:
            further = set(onward[waiting.pop()]) - found - placed.keys()
            found |= further
            waiting += sorted(further)
        return found

    def place(name: str) -> None:
        placed[name] = None
        for other in sorted(onward[name], key=lambda other: -len(reached(other))):
            if other not in placed:
                place(other)

    for name in known:
        if name not in placed:
            place(name)
    return [*placed, *(name for name, state in in_order(definition) if state.leaver)]


def _arrivals(definition: Definition) -> Iterator[Way]:
    entry = definition.partners.entry
    for target, title in ((entry.state, entry.title), (entry.late_state, f"{entry.title}, too late")):
        yield Way(name=PARTNER_REGISTERS, title=title, source=None, target=target, sort=Sort.ENTRY, by=entry.by)


def _undone(definition: Definition) -> Iterator[Way]:
    """Back to where a partner was before the award: a move of the procedure that withdraws it takes it along."""
    assessed_in = definition.rounds[definition.final_round].during
    rules = definition.partners.moves.values()
    undone = {rule.target for rule in rules if rule.part_of_award}
    back = {(rule.target, source): None for rule in rules if rule.target in undone for source in rule.source}
    for move in definition.moves:
        if move.withdraws_award and move.target in assessed_in:
            for source, target in back:
                yield Way(name=move.move, title=move.title, source=source, target=target, sort=Sort.UNDONE, by=move.by)
