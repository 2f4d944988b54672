"""Every structural check, in the order in which a reader would want to hear of the faults."""

from __future__ import annotations

from engine.definition import Definition
from procedures.checker.clocks import consequences, deadlines, papers, rounds, tables, zone
from procedures.checker.duties import duties
from procedures.checker.finding import Finding
from procedures.checker.gates import contradictions, gates
from procedures.checker.names import (
    auditors_who_act,
    machines_alone,
    names_used_twice,
    suppliers_who_act,
    unknown_names,
)
from procedures.checker.plans import plan_names, plan_sense
from procedures.checker.reach import reach_of
from procedures.checker.shape import early_ends, open_door, owed_notices, partner_moves, partner_states, steps_and_ends
from procedures.checker.traps import traps


def check(definition: Definition) -> tuple[Finding, ...]:
    """Everything that is wrong with the structure of a definition; empty when nothing is."""
    # What has no name, or two, has no place in the picture either.
    return meaningless(definition) or _structure(definition)


def meaningless(definition: Definition) -> tuple[Finding, ...]:
    """What makes no sense by itself, so that nothing else can be asked: names of nothing, two of one name, and such."""
    named = (*unknown_names(definition), *names_used_twice(definition), *auditors_who_act(definition))
    named = (*named, *machines_alone(definition), *plan_names(definition))
    return _once((*named, *zone(definition), *rounds(definition), *tables(definition)))


def _structure(definition: Definition) -> tuple[Finding, ...]:
    reach = reach_of(definition)
    ends = (*steps_and_ends(reach), *early_ends(reach), *owed_notices(reach))
    shape = (*ends, *open_door(reach), *partner_states(reach), *partner_moves(reach))
    inside = (*gates(reach), *contradictions(definition), *deadlines(reach), *papers(reach), *consequences(reach))
    found = (*shape, *inside, *duties(reach), *suppliers_who_act(definition), *plan_sense(definition))
    # Only a definition in which everything can be had can be asked whether it can still be had.
    return _once(found or tuple(traps(reach)))


def _once(found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(dict.fromkeys(found))
