"""Every name that a definition uses is one that it defines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from pydantic import BaseModel

from engine.access import AUDITOR
from engine.definition import (
    ArtefactRule,
    AssessmentRound,
    Consequence,
    ContractChangeRules,
    DeadlineRule,
    DecisionRule,
    Definition,
    EnvelopeRule,
    ExclusionRules,
    Fact,
    IndicatorRules,
    Minimum,
    ModificationRules,
    MoneyRules,
    Move,
    NamedEvent,
    NoticeRule,
    PartnerEntry,
    PartnerMove,
    Powers,
    RefinementRules,
    Starts,
    TableRow,
    Termination,
    TerminationPhase,
)
from engine.definition import landmarks as l
from engine.definition import requirements as r
from procedures.checker.finding import Finding
from procedures.checker.walk import joined, parts
from procedures.complaints import near

NAMED_EVENT: Final[Mapping[str, str]] = {
    "notice": "notice",
    "step": "step",
    "partner_move": "partner move",
    "decision": "decision",
    "submitted": "artefact",
    "accepted": "artefact",
}
# What each field names. A test holds this table against the models, so that a new field cannot be forgotten.
REFERS: Final[Mapping[type[BaseModel], Mapping[str, str]]] = {
    Definition: {"initial": "step", "final_round": "round"},
    Powers: dict.fromkeys(Powers.model_fields, "role"),
    Fact: {"contradicts": "fact"},
    Move: {"source": "step", "target": "step", "by": "role", "owes": "notice"},
    Consequence: {"notice": "notice", "partners": "partner state"},
    Termination: {"by": "role", "court_order": "artefact", "end_of_case": "artefact"},
    TerminationPhase: {
        "source": "step",
        "target": "step",
        "notice": "notice",
        "published": "notice",
        "unless": "partner state",
    },
    ArtefactRule: {"supplied_by": "role", "reviewed_by": "role", "during": "step", "sealed_until": "deadline"},
    DecisionRule: {"by": "role", "confirmed_by": "role", "about": "artefact", "during": "step"},
    NoticeRule: {"by": "role", "during": "step"},
    PartnerEntry: {
        "state": "partner state",
        "late_state": "partner state",
        "during": "step",
        "until": "deadline",
        "by": "role",
    },
    PartnerMove: {
        "source": "partner state",
        "target": "partner state",
        "by": "role",
        "during": "step",
        "until": "deadline",
    },
    NamedEvent: NAMED_EVENT,
    Starts: NAMED_EVENT,
    TableRow: {"when": "fact", "unless": "fact"},
    DeadlineRule: {
        "table": "table",
        "when": "fact",
        "set_by": "role",
        "ladder": "ladder",
        "owner": "role",
        "deputy": "role",
        "senior": "role",
    },
    Minimum: {"when": "fact", "unless": "fact"},
    AssessmentRound: {"scored_by": "role", "moderated_by": "role", "during": "step"},
    RefinementRules: {
        "by": "role",
        "during": "step",
        "before": "step",
        "eliminated": "partner state",
        "named_to": "role",
    },
    ExclusionRules: {"reported": "partner state", "report_by": "role"},
    ModificationRules: {
        "by": "role",
        "notice": "notice",
        "free_until": "deadline",
        "until": "deadline",
        "told": "partner state",
        "light_touch": "fact",
    },
    ContractChangeRules: {
        "by": "role",
        "notice": "notice",
        "states": "partner state",
        "during": "step",
        "standstill": "deadline",
    },
    IndicatorRules: {"by": "role", "states": "partner state"},
    EnvelopeRule: {"stages": "stage"},
    MoneyRules: {
        "set_envelope_by": "role",
        "commit_by": "role",
        "pay_by": "role",
        "payable_states": "partner state",
    },
    l.NoticeMarks: dict.fromkeys(l.NoticeMarks.model_fields, "notice"),
    l.StepMarks: dict.fromkeys(l.StepMarks.model_fields, "step"),
    l.MoveMarks: dict.fromkeys(l.MoveMarks.model_fields, "move"),
    l.StateMarks: dict.fromkeys(l.StateMarks.model_fields, "partner state"),
    l.PartnerMoveMarks: dict.fromkeys(l.PartnerMoveMarks.model_fields, "partner move"),
    l.PaperMarks: dict.fromkeys(l.PaperMarks.model_fields, "artefact"),
    l.DeadlineMarks: dict.fromkeys(l.DeadlineMarks.model_fields, "deadline"),
    l.TableMarks: dict.fromkeys(l.TableMarks.model_fields, "table"),
    l.FactMarks: dict.fromkeys(l.FactMarks.model_fields, "fact"),
    l.DecisionMarks: dict.fromkeys(l.DecisionMarks.model_fields, "decision"),
    l.RoundMarks: dict.fromkeys(l.RoundMarks.model_fields, "round"),
    l.BaseMarks: dict.fromkeys(l.BaseMarks.model_fields, "legal base"),
    l.RoleMarks: dict.fromkeys(l.RoleMarks.model_fields, "role"),
    l.Phase: {
        "work": "step",
        "decided_in": "step",
        "partners": "partner state",
        "agreement": "artefact",
        "evidence": "artefact",
        "report": "artefact",
        "decision": "decision",
        "review": "round",
        "deadline": "deadline",
        "envelope": "envelope",
        "bases": "legal base",
    },
    r.ArtefactAccepted: {"since": "step", "when": "fact", "artefact": "artefact", "partners": "partner state"},
    r.ArtefactFiled: {"when": "fact", "artefact": "artefact", "partners": "partner state"},
    r.ArtefactReviewed: {"when": "fact", "artefact": "artefact", "partners": "partner state"},
    r.DecisionTaken: {"when": "fact", "decision": "decision"},
    r.DeadlinePassed: {"when": "fact", "deadline": "deadline"},
    r.DeadlineNotPassed: {"when": "fact", "deadline": "deadline"},
    r.PartnersInState: {"when": "fact", "states": "partner state"},
    r.EveryPartnerAssessed: {"when": "fact", "round": "round", "states": "partner state"},
    r.BudgetCovers: {"when": "fact", "envelope": "envelope", "states": "partner state"},
    r.NoticePublished: {"when": "fact", "notice": "notice", "since": "step"},
    r.ConflictsDeclared: {"when": "fact", "roles": "role", "since": "stage"},
    r.ExclusionsChecked: {"when": "fact", "states": "partner state"},
    r.RanksFirst: {"when": "fact", "round": "round", "rivals": "partner state"},
    r.StandstillOver: {"when": "fact", "deadline": "deadline"},
    r.LessonsRecorded: {"when": "fact", "stage": "stage"},
    r.SummariesSent: {"when": "fact"},
    r.LotsSettled: {"when": "fact", "states": "partner state"},
    r.ConflictsConfirmed: {"when": "fact", "artefact": "artefact", "notices": "notice"},
    r.ExclusionsReported: {"when": "fact", "states": "partner state"},
    r.ChangesProvided: {"when": "fact", "notice": "notice", "artefact": "artefact"},
    r.IndicatorsSet: {"when": "fact", "states": "partner state"},
}


def unknown_names(definition: Definition) -> Iterator[Finding]:
    """Names of roles, artefacts, steps and the like that nothing defines, each with what was probably meant."""
    known = _known(definition)
    for where, model in parts(definition):
        for field, kind in REFERS.get(type(model), {}).items():
            place = joined(where, type(model).model_fields[field].alias or field)
            for spot, name in _named(getattr(model, field), place):
                if name not in known[kind]:
                    yield Finding(where=spot, message=f'unknown {kind} "{name}", expected {near(name, known[kind])}')


_ONLY_TOLD: Final = frozenset({"export", "deputy", "senior"})
"""Fields whose role is told something, or reads: an auditor may stand there."""


def auditors_who_act(definition: Definition) -> Iterator[Finding]:
    """Places that wait for the auditor to do something: whoever checks a record does not write it."""
    for where, model in parts(definition):
        for field, kind in REFERS.get(type(model), {}).items():
            if kind == "role" and field not in _ONLY_TOLD:
                for spot, name in _named(getattr(model, field), joined(where, field)):
                    if name == AUDITOR:
                        yield Finding(where=spot, message=f'the role "{AUDITOR}" reads everything and changes nothing')


_SUPPLIERS_MAY: Final = frozenset({(PartnerEntry, "by"), (PartnerMove, "by"), (ArtefactRule, "supplied_by")})
_NEVER_BY_SUPPLIERS: Final = ("admit", "eliminate", "exclude", "disregard", "choose", "not_choose", "sign", "terminate")


def suppliers_who_act(definition: Definition) -> Iterator[Finding]:
    """Places that wait for a supplier to act for the authority: nobody judges, publishes or pays in their own cause."""
    supplier, marks = definition.landmarks.roles.supplier, definition.landmarks.partner_moves
    if supplier is None:
        return
    for where, model in parts(definition):
        for field, kind in REFERS.get(type(model), {}).items():
            if kind == "role" and (type(model), field) not in _SUPPLIERS_MAY and where != "landmarks.roles":
                for spot, name in _named(getattr(model, field), joined(where, field)):
                    if name == supplier:
                        said = f'the role "{supplier}" is the suppliers\' own, and acts for the authority nowhere'
                        yield Finding(where=spot, message=said)
    for word in _NEVER_BY_SUPPLIERS:
        for name in getattr(marks, word):
            if supplier in definition.partners.moves[name].by:
                said = f'the role "{supplier}" is the suppliers\' own, and {name} is for the authority to make'
                yield Finding(where=f"partners.moves.{name}.by", message=said)


def machines_alone(definition: Definition) -> Iterator[Finding]:
    """Places that wait for a machine alone, and its powers and decisions: no person could do it, or answer for it."""
    machines = {name for name, role in definition.roles.items() if role.kind == "machine"}
    for where, model in parts(definition):
        for field, kind in REFERS.get(type(model), {}).items():
            if kind != "role":
                continue
            place = joined(where, field)
            named = {name for _, name in _named(getattr(model, field), place)}
            for name in sorted(named & machines):
                if isinstance(model, Powers | DecisionRule):
                    yield Finding(where=place, message=f'the role "{name}" is a machine\'s, which answers for nothing')
                elif named <= machines:
                    yield Finding(
                        where=place, message=f'only a machine ("{name}") may do this: name a role of people too'
                    )


def _known(definition: Definition) -> Mapping[str, Iterable[str]]:
    return {
        "role": definition.roles,
        "fact": {**definition.facts, **definition.settled},
        "step": definition.steps,
        "stage": {stage.stage for stage in definition.stages},
        "artefact": definition.artefacts,
        "decision": definition.decisions,
        "notice": definition.notices,
        "deadline": definition.deadlines,
        "table": definition.tables,
        "ladder": definition.ladders,
        "round": definition.rounds,
        "partner state": definition.partners.states,
        "partner move": definition.partners.moves,
        "envelope": definition.money.envelopes,
        "legal base": definition.money.legal_bases,
        "move": definition.moves_by_name,
    }


def _named(value: object, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, tuple):
        for number, name in enumerate(value):
            yield f"{place}[{number}]", name


def names_used_twice(definition: Definition) -> Iterator[Finding]:
    """Stages, steps, moves and the requirements of one gate are told apart by their names."""
    stages = [(f"stages[{i}].stage", stage.stage) for i, stage in enumerate(definition.stages)]
    steps = [
        (f"stages[{i}].steps[{j}].step", step.step)
        for i, stage in enumerate(definition.stages)
        for j, step in enumerate(stage.steps)
    ]
    yield from _twice("stage", stages)
    yield from _twice("step", steps)
    yield from _twice("move", [(f"moves[{i}].move", move.move) for i, move in enumerate(definition.moves)])
    for where, model in parts(definition):
        gate = getattr(model, "gate", ())
        yield from _twice("requirement", [(f"{where}.gate[{i}].id", asks.id) for i, asks in enumerate(gate)])


def _twice(kind: str, named: list[tuple[str, str]]) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for where, name in named:
        if name in seen:
            yield Finding(where=where, message=f'the {kind} "{name}" is there already ({seen[name]})')
        seen.setdefault(name, where)
