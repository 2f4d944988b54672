"""The schedule of keeping: rules with their periods, the milestones from which they run, and classes of records."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any

from pydantic import Field, model_validator

from engine.definition.periods import PeriodRule
from engine.definition.words import Name, RuleId, Text, Word

OTHER = "other"
"""The class of what no class names."""


class Milestone(Word):
    """A thing that happens to a procedure and starts or ends a period: a partner's state, or a notice published."""

    title: Text
    partner_states: tuple[Name, ...] = ()
    notices: tuple[str, ...] = ()
    only_ended: bool = Field(default=False, description="Counts only once the procedure is over.")


class RetentionRule(Word):
    """One rule of the rule book that names a period, for some regimes and classes of records."""

    id: RuleId
    title: Text
    citation: Text
    regimes: tuple[str, ...] = Field(min_length=1)
    classes: tuple[Name, ...] = Field(min_length=1)
    starts: tuple[Name, ...] = Field(min_length=1)
    until: tuple[Name, ...] = ()
    period: PeriodRule


class RecordClass(Word):
    """A class of records, by the types of events and the fields that it holds; ``also`` are types without words."""

    title: Text
    rules: tuple[RuleId, ...] = ()
    values: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


class Schedule(Word):
    """Everything that says how long records are kept."""

    name: Name
    version: str
    as_of: date
    source: Text
    milestones: dict[Name, Milestone]
    rule: tuple[RetentionRule, ...]
    classes: dict[Name, RecordClass]

    @model_validator(mode="after")
    def _names_are_known(self) -> Schedule:
        for rule in self.rule:
            unknown = ({*rule.starts, *rule.until} - set(self.milestones)) | (set(rule.classes) - set(self.classes))
            if unknown:
                raise ValueError(f"{rule.id} names {', '.join(sorted(unknown))}, which the schedule does not have")
        if OTHER not in self.classes:
            raise ValueError(f"the class {OTHER} is missing: what no class names has to be somewhere")
        return self

    @cached_property
    def class_of_value(self) -> Mapping[str, str]:
        """The class of each ``TYPE/FIELD`` that is named."""
        return {value: name for name, known in self.classes.items() for value in known.values}

    def class_of(self, type_: str, field: str) -> str:
        """The class of a sealed field of a type of event."""
        named = self.class_of_value
        return named.get(f"{type_}/{field}") or named.get(f"{type_}/*") or OTHER

    @cached_property
    def deciding_types(self) -> frozenset[str]:
        """The types of events by which somebody takes part in a material decision (UK-REC-1)."""
        known = self.classes["material_decision"]
        return frozenset((*(value.partition("/")[0] for value in known.values), *known.also))

    def rules_for(self, regime: str, record_class: str) -> tuple[RetentionRule, ...]:
        """The rules that say how long a class is kept under a regime."""
        return tuple(rule for rule in self.rule if regime in rule.regimes and record_class in rule.classes)

    def is_record(self, record_class: str) -> bool:
        """Whether any rule, of whatever regime, wants this class kept."""
        return any(record_class in rule.classes for rule in self.rule)


def read_schedule(data: Mapping[str, Any]) -> Schedule:
    """A schedule from plain data; pydantic's ``ValidationError`` says where it makes no sense."""
    return Schedule.model_validate(data)
