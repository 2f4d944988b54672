"""Every name that the plan of a definition uses is one that the definition defines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from pydantic import BaseModel

from engine.definition import Definition
from engine.definition.plan import (
    ArtefactPlan,
    BurdenBudget,
    FixedDate,
    HourlyRates,
    Instalment,
    Justification,
    Launch,
    PaymentPlan,
    Plan,
    Reusable,
    Staff,
    StepPlan,
)
from procedures.checker.finding import Finding
from procedures.checker.walk import joined, parts
from procedures.complaints import near

# What each field of a plan names; of a mapping, its keys. Apart from the table of the definition itself, because a plan
# asks nobody to do anything: it may name the auditor and the machines. A test holds both tables against the models.
PLAN_REFERS: Final[Mapping[type[BaseModel], Mapping[str, str]]] = {
    Plan: {
        "until": "step",
        "answers": "fact",
        "steps": "step",
        "deadlines": "deadline",
        "notices": "notice",
        "moves": "move",
        "suppliers": "partner state",
        "artefacts": "artefact",
        "envelopes": "envelope",
        "burden": "stage",
    },
    Launch: {"step": "step"},
    StepPlan: {"hours": "role"},
    FixedDate: {"step": "step", "counted_from": "step"},
    Staff: {"roles": "role"},
    Reusable: {"artefact": "artefact"},
    ArtefactPlan: {"hours": "role", "written_by": "partner state"},
    Justification: {"by": "role", "published_in": "notice"},
    BurdenBudget: {"on_offer": "payment of the plan"},
    Instalment: {"after": "artefact"},
    PaymentPlan: {
        "partners": "partner state",
        "stage": "stage",
        "step": "step",
        "envelope": "envelope",
        "legal_base": "legal base",
    },
    HourlyRates: {"roles": "role"},
}


def plan_names(definition: Definition) -> Iterator[Finding]:
    """Names in the plan that nothing defines, each with what was probably meant."""
    plan = definition.plan
    if plan is None:
        return
    known = _known(definition, plan)
    for where, model in parts(plan, "plan"):
        for field, kind in PLAN_REFERS.get(type(model), {}).items():
            yield from _unknown(joined(where, field), getattr(model, field), kind, known[kind])
    for notice, step in plan.notices.items():
        yield from _unknown(f"plan.notices.{notice}", step, "step", known["step"])


def plan_sense(definition: Definition) -> Iterator[Finding]:
    """What a plan says of a step, deadline, notice or fact must be something that these can do."""
    plan = definition.plan
    if plan is None:
        return
    for name in plan.deadlines:
        rule = definition.deadlines[name]
        if rule.period is not None and not rule.may_be_longer:
            message = f"{name} is computed and cannot be longer: the plan has nothing to say of its length"
            yield Finding(where=f"plan.deadlines.{name}", message=message)
    for name, step in plan.notices.items():
        if step not in definition.notices[name].during:
            message = f"{name} is not published in {step} ({', '.join(definition.notices[name].during)})"
            yield Finding(where=f"plan.notices.{name}", message=message)
    for name in plan.answers:
        if name in definition.settled:
            message = f"the design answers {name} itself (settled)"
            yield Finding(where=f"plan.answers.{name}", message=message)
    for name, paid in plan.payments.items():
        if paid.step is not None and definition.stage_of[paid.step] != paid.stage:
            message = f"{paid.step} is a step of {definition.stage_of[paid.step]}, not of {paid.stage}"
            yield Finding(where=f"plan.payments.{name}.step", message=message)


def _unknown(place: str, value: object, kind: str, known: Iterable[str]) -> Iterator[Finding]:
    names = known if isinstance(known, (dict, set, frozenset)) else set(known)
    for where, name in _named(value, place):
        if name not in names:
            yield Finding(where=where, message=f'unknown {kind} "{name}", expected {near(name, names)}')


def _named(value: object, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, tuple):
        for number, name in enumerate(value):
            yield f"{place}[{number}]", name
    elif isinstance(value, dict):
        for name in value:
            yield f"{place}.{name}", name


def _known(definition: Definition, plan: Plan) -> Mapping[str, Iterable[str]]:
    return {
        "role": definition.roles,
        "fact": {**definition.facts, **definition.settled},
        "step": definition.steps,
        "stage": {stage.stage for stage in definition.stages},
        "artefact": definition.artefacts,
        "notice": definition.notices,
        "deadline": definition.deadlines,
        "partner state": definition.partners.states,
        "move": definition.moves_by_name,
        "envelope": definition.money.envelopes,
        "legal base": definition.money.legal_bases,
        "payment of the plan": plan.payments,
    }
