"""The sentences of a definition that reach suppliers, each with its place and what it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from engine.definition import Definition

_ENDS: Final = re.compile(r"(?<=[.!?])\s+(?=[A-Z£€0-9])")


class Role(StrEnum):
    """What a sentence is: something required, the problem in words, a criterion, or what papers must hold."""

    REQUIREMENT = "requirement"
    NEED = "need"
    CRITERION = "criterion"
    CONTENT = "content"


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """One sentence where it stands in the file."""

    where: str
    text: str
    role: Role


def sentences(definition: Definition) -> Iterator[Sentence]:
    """Every sentence that says to suppliers what is wanted: the need, requirements, criteria, and lists of contents.

    The sentences of gates tell the authority's own people what they must do, and are not read.
    """
    if definition.plan is not None and definition.plan.need is not None:
        need = definition.plan.need
        yield from _split("plan.need.problem", need.problem, Role.NEED)
        for name, listed, role in (
            ("users", need.users, Role.NEED),
            ("outcomes", need.outcomes, Role.NEED),
            ("requirements", need.requirements, Role.REQUIREMENT),
        ):
            for number, text in enumerate(listed):
                yield from _split(f"plan.need.{name}[{number}]", text, role)
    yield Sentence(where="title", text=definition.title, role=Role.NEED)
    yield from _split("summary", definition.summary, Role.NEED)
    yield from _criteria(definition)
    for kind, papers in (("artefacts", definition.artefacts), ("notices", definition.notices)):
        for name, rule in papers.items():
            yield Sentence(where=f"{kind}.{name}.title", text=rule.title, role=Role.CONTENT)
            for number, text in enumerate(rule.contains):
                yield from _split(f"{kind}.{name}.contains[{number}]", text, Role.CONTENT)


def _criteria(definition: Definition) -> Iterator[Sentence]:
    for name, rule in definition.rounds.items():
        for key, criterion in rule.criteria.items():
            where = f"rounds.{name}.criteria.{key}"
            yield Sentence(where=f"{where}.title", text=criterion.title, role=Role.CRITERION)
            for part, sub in criterion.sub_criteria.items():
                yield Sentence(where=f"{where}.sub_criteria.{part}.title", text=sub.title, role=Role.CRITERION)


def _split(where: str, text: str, role: Role) -> Iterator[Sentence]:
    for part in _ENDS.split(text):
        yield Sentence(where=where, text=part.strip(), role=role)
