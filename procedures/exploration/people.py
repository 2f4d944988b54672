"""Whether the people there are can do what the gates ask: four eyes are two persons, whatever roles they hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from engine.definition import Definition
from procedures.checker.finding import Severity
from procedures.exploration.fault import Fault, Kind

Crew = Mapping[str, frozenset[str]]
"""The persons who hold each role."""


class Part(NamedTuple):
    """Something that one person does: how it is called, and the roles of which one is needed for it."""

    name: str
    roles: tuple[str, ...]


class Apart(NamedTuple):
    """Two parts that different persons do."""

    one: str
    other: str


def people(definition: Definition) -> Iterator[Fault]:
    """Everything for which no distinct persons can be found among those of the plan, or one for each role."""
    crew = crew_of(definition)
    planned = definition.plan is not None and bool(definition.plan.people)
    for where, what, parts, apart in _duties(definition):
        yield from _unmanned(where, what, parts, apart, crew, planned=planned)
    if planned:
        yield from _rounds(definition, crew)


Duty = tuple[str, str, tuple[Part, ...], tuple[Apart, ...]]


def _duties(definition: Definition) -> Iterator[Duty]:
    """Everything that somebody has to do, with its place, and who may not be the same person."""
    for name, rule in definition.artefacts.items():
        brings, accepts = Part("who brings it", rule.supplied_by), Part("who accepts it", rule.reviewed_by)
        yield f"artefacts.{name}", f"the paper {name}", (brings, accepts), (Apart(brings.name, accepts.name),)
    for name in definition.decisions:
        yield f"decisions.{name}", f"the decision {name}", *_decided(definition, name)
    for name, notice in definition.notices.items():
        yield f"notices.{name}", f"the notice {name}", (Part("who publishes it", notice.by),), ()
    for number, move in enumerate(definition.moves):
        yield f"moves[{number}].by", f"the move {move.move}", (Part("who makes it", move.by),), ()


def crew_of(definition: Definition) -> Crew:
    """Who holds each role: as the plan says; without one somebody of its own in each, and a machine in its role."""
    plan = definition.plan
    if plan is None or not plan.people:
        return {role: frozenset({role}) for role in definition.roles}
    crew: dict[str, set[str]] = {role: set() for role in definition.roles}
    for name, staff in plan.people.items():
        for role in staff.roles:
            crew.setdefault(role, set()).update(f"{name} {number + 1}" for number in range(min(staff.count, 60)))
    outside = _outside(definition)
    return {
        role: frozenset(who) or (frozenset({role}) if role in outside else frozenset()) for role, who in crew.items()
    }


def _outside(definition: Definition) -> frozenset[str]:
    """Machines, and whoever brings the partners' own papers: no plan of the authority names them."""
    machines = {name for name, role in definition.roles.items() if role.kind == "machine"}
    papers = (rule for rule in definition.artefacts.values() if rule.per_partner)
    return frozenset(machines | {role for rule in papers for role in rule.supplied_by})


def _decided(definition: Definition, name: str) -> tuple[tuple[Part, ...], tuple[Apart, ...]]:
    """Who decides, who confirms, and who brought the papers: nobody decides on a paper of their own."""
    rule = definition.decisions[name]
    parts, apart = [Part("who decides", (rule.by,))], []
    if rule.confirmed_by is not None:
        parts.append(Part("who confirms", (rule.confirmed_by,)))
        apart.append(Apart("who decides", "who confirms"))
    for paper in rule.about:
        known = definition.artefacts[paper]
        brought, reviewed = f"who brings {paper}", f"who accepts {paper}"
        parts += [Part(brought, known.supplied_by), Part(reviewed, known.reviewed_by)]
        apart.append(Apart(brought, reviewed))
        if rule.roles_apart:
            apart.append(Apart(brought, "who decides"))
            if rule.confirmed_by is not None:
                apart.append(Apart(brought, "who confirms"))
    return tuple(parts), tuple(apart)


def _rounds(definition: Definition, crew: Crew) -> Iterator[Fault]:
    """EVAL-3: as many independent evaluators as the round asks for."""
    for name, rule in definition.rounds.items():
        there = len(crew[rule.scored_by])
        if there < rule.evaluators:
            message = (
                f"the round {name} needs {rule.evaluators} independent evaluators ({rule.scored_by}),"
                f" and the plan has {there}"
            )
            yield Fault(kind=Kind.PEOPLE, where=f"rounds.{name}.evaluators", message=message, name=name)
        if not crew[rule.moderated_by]:
            message = f"the round {name} is moderated by {rule.moderated_by}, whom the plan does not have"
            yield Fault(kind=Kind.PEOPLE, where=f"rounds.{name}.moderated_by", message=message, name=name)


def _unmanned(
    where: str, what: str, parts: tuple[Part, ...], apart: tuple[Apart, ...], crew: Crew, *, planned: bool
) -> Iterator[Fault]:
    absent = [part for part in parts if not any(crew[role] for role in part.roles)]
    if absent:
        said = "; ".join(f"{part.name} ({' or '.join(part.roles)})" for part in absent)
        message = f"{what} needs somebody whom the plan does not have: {said}"
        yield Fault(kind=Kind.PEOPLE, where=where, message=message, name=what.rsplit(" ", 1)[-1])
    elif assign(parts, apart, crew) is None:
        roles = "; ".join(f"{part.name}: {' or '.join(part.roles)}" for part in parts)
        there = "than the plan has" if planned else "than one in each role"
        message = f"{what} needs more persons {there}, since nobody may do both ({roles})"
        # Without a plan nobody knows how many people there are: it is said, and in nobody's way.
        severity = Severity.MUST if planned else Severity.WARN
        name = what.rsplit(" ", 1)[-1]
        yield Fault(kind=Kind.PEOPLE, where=where, message=message, severity=severity, name=name)


def assign(parts: tuple[Part, ...], apart: tuple[Apart, ...], crew: Crew) -> dict[str, str] | None:
    """A person for each part, different ones where they must be; None when there is no such assignment."""
    against: dict[str, set[str]] = {part.name: set() for part in parts}
    for one, other in apart:
        against[one].add(other)
        against[other].add(one)
    choices = {part.name: sorted({who for role in part.roles for who in crew[role]}) for part in parts}
    # Whoever has more persons to choose from than others in its way always finds one: it is left for last.
    order = sorted(choices, key=lambda name: (len(choices[name]) > len(against[name]), len(choices[name])))

    def place(number: int, chosen: dict[str, str]) -> dict[str, str] | None:
        if number == len(order):
            return chosen
        name = order[number]
        taken = {chosen[other] for other in against[name] if other in chosen}
        for who in choices[name]:
            if who not in taken:
                found = place(number + 1, {**chosen, name: who})
                if found is not None:
                    return found
        return None

    return place(0, {})
