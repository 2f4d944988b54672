"""What is on record keeps a name: whatever a procedure holds needs a place in the definition that it moves to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from engine.definition import Definition
from engine.state import State

Names = tuple[tuple[str, str, str], ...]
"""(kind, older name, newer name)."""

MANY_TO_ONE = frozenset({"step", "stage", "partner_state"})
"""Kinds of which several may become one: nothing is kept under their names that could be mixed up."""


class Homeless(NamedTuple):
    """Something on record that the other definition has no place for: its kind, its name, and in words why it stays."""

    kind: str
    name: str
    why: str


def all_names(definition: Definition, target: Definition, given: Iterable[tuple[str, str, str]]) -> Names:
    """The names that the newer definition gives for this version, and those that somebody gave, which come first."""
    found = {(kind, old): new for kind, old, new in _foreseen(definition, target)}
    found |= {(kind, old): new for kind, old, new in given}
    return tuple((kind, old, new) for (kind, old), new in sorted(found.items()) if old != new)


def _foreseen(definition: Definition, target: Definition) -> Iterable[tuple[str, str, str]]:
    return (
        name
        for one in target.succeeds
        if definition.name == target.name and one.version == definition.version
        for name in one.names
    )


def defined(definition: Definition) -> dict[str, Collection[str]]:
    """The names that a definition has, by kind."""
    return {
        "step": definition.steps,
        "stage": {stage.stage for stage in definition.stages},
        "partner_state": definition.partners.states,
        "artefact": definition.artefacts,
        "decision": definition.decisions,
        "deadline": definition.deadlines,
        "envelope": definition.money.envelopes,
        "round": definition.rounds,
        "notice": definition.notices,
        "role": definition.roles,
        "legal_base": definition.money.legal_bases,
    }


def on_record(state: State) -> dict[str, set[str]]:
    """The names under which a procedure holds something, by kind; deadlines are reckoned one by one instead."""
    return {
        "step": {state.step},
        "partner_state": {partner.state for partner in state.partners.values()},
        "artefact": {key.partition("@")[0] for key in state.artefacts},
        "decision": set(state.decisions),
        "envelope": set(state.envelopes),
        "round": {*state.refinements, *(key.partition("/")[0] for key in (*state.scores, *state.moderated))},
        "notice": {*state.notices, *({state.notice_due} if state.notice_due else ())},
        "stage": set(state.lessons),
        "role": {*state.actors, *(known.role for known in state.conflicts.values())},
        "legal_base": {known.legal_base for known in state.commitments.values()},
    }


def homeless(definition: Definition, state: State, target: Definition, names: Names) -> Iterator[Homeless]:
    """What is on record and has no place in the other definition, or another thing's place."""
    known, here = defined(target), defined(definition)
    renamed = {(kind, old): new for kind, old, new in names}
    for kind, old, new in names:
        if old not in here[kind]:
            yield Homeless(kind, old, f"the definition that it runs under has no {words(kind)} {old}")
        if new not in known[kind]:
            yield Homeless(kind, old, f"{target.name} {target.version} has no {words(kind)} {new}")
    yield from _mixed_up(state, names)
    for kind, held in on_record(state).items():
        for name in sorted(held):
            if (kind, name) not in renamed and name not in known[kind]:
                yield Homeless(kind, name, f"{target.name} {target.version} has no {words(kind)} {name}")
    yield from _changed(definition, state, target, renamed)


def _mixed_up(state: State, names: Names) -> Iterator[Homeless]:
    held = {**on_record(state), "deadline": set(state.deadlines)}
    moved = {(kind, old) for kind, old, _ in names}
    taken: dict[tuple[str, str], str] = {}
    for kind, old, new in names:
        if kind in MANY_TO_ONE:
            continue
        there = taken.setdefault((kind, new), old)
        if there != old or (new in held[kind] and (kind, new) not in moved):
            other = new if there == old else there
            yield Homeless(kind, old, f"{words(kind)} {new} would then hold what {old} and {other} hold now")


def _changed(
    definition: Definition, state: State, target: Definition, renamed: Mapping[tuple[str, str], str]
) -> Iterator[Homeless]:
    """What keeps its name, and would mean something else: scores under other criteria, papers of other owners."""
    for name in sorted(on_record(state)["round"]):
        new = target.rounds.get(renamed.get(("round", name), name))
        was = definition.rounds[name]
        same = new is not None and (new.criteria, new.scale_min, new.scale_max) == (
            was.criteria, was.scale_min, was.scale_max,
        )  # fmt: skip
        if new is not None and not same:
            yield Homeless("round", name, f"tenders are scored in {name}, on other criteria or another scale")
    for name in sorted(on_record(state)["artefact"]):
        paper = target.artefacts.get(renamed.get(("artefact", name), name))
        if paper is not None and paper.per_partner != definition.artefacts[name].per_partner:
            yield Homeless("artefact", name, f"{name} is on file, once for all or once for each partner")
    if (state.envelopes or state.commitments) and target.money.currency != definition.money.currency:
        yield Homeless("envelope", target.money.currency, f"money is on record in {definition.money.currency}")


def words(kind: str) -> str:
    """A kind as people say it."""
    return kind.replace("_", " ")
