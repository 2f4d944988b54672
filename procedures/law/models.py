"""The words of a law pack: rules as dated data, each with how it is checked, or why it cannot be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from engine.definition.words import Name, RuleId, Text, Word

RouteName = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9][A-Za-z0-9 _.-]{0,15}$")]
Confidence = Annotated[str, StringConstraints(pattern=r"^(T\*?|O|S|G)(/(T\*?|O|S|G))*$")]
"""T read in the provision (T* in its transposition), O official page, S secondary source, G general knowledge."""


class Weight(StrEnum):
    """How hard a rule binds: MUST blocks, SHOULD asks for a reason, INFO is good to know."""

    MUST = "MUST"
    SHOULD = "SHOULD"
    INFO = "INFO"


class Where(StrEnum):
    """Where a rule is checked."""

    DEFINITION = "definition"
    INSTANCE = "instance"
    BOTH = "both"
    NOT = "not checkable"


class Asks(Word):
    """A check of the definition: the name of a predicate, and its parameters."""

    predicate: Name
    given: dict[str, Any] = Field(default_factory=dict, alias="with")


class Runtime(Word):
    """What enforces or records a rule while a procedure runs."""

    by: Literal["requirement", "command", "part"] = Field(
        description="A kind of requirement in a gate, a command, or a part of the engine by its module."
    )
    name: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.]{0,80}$")]
    how: Text | None = None


class Rule(Word):
    """One rule of the rule book, under its stable id."""

    rule: RuleId
    title: Text
    provision: Text
    confidence: Confidence
    severity: Weight
    start: date = Field(alias="from", description="The first day on which it applies.")
    end: date | None = Field(default=None, alias="to", description="The last day on which it applies; empty: none.")
    routes: tuple[RouteName, ...] = Field(
        default=(), description="Routes of the pack to which it applies; empty: all but those apart."
    )
    says: Text = Field(description="The rule in plain words.")
    satisfied_by: Text | None = Field(default=None, description="What satisfies it in a definition or a procedure.")
    definition: tuple[Asks, ...] = ()
    instance: tuple[Runtime, ...] = ()
    unchecked: Text | None = Field(default=None, description="Why no machine can check it.")

    @model_validator(mode="after")
    def _checked_or_not(self) -> Rule:
        if bool(self.definition or self.instance) == (self.unchecked is not None):
            raise ValueError("give either how it is checked (definition, instance) or why it is not (unchecked)")
        if self.end is not None and self.end < self.start:
            raise ValueError(f"it ends on {self.end} before it begins on {self.start}")
        if (self.definition or self.instance) and self.satisfied_by is None:
            raise ValueError("a rule that is checked says what satisfies it (satisfied_by)")
        return self

    @property
    def unverified(self) -> bool:
        """Whether nobody has read it anywhere (G): then it only warns."""
        return self.confidence.startswith("G")

    @property
    def where(self) -> Where:
        """Where it is checked."""
        if self.unchecked is not None:
            return Where.NOT
        if self.definition and self.instance:
            return Where.BOTH
        return Where.DEFINITION if self.definition else Where.INSTANCE

    def in_force(self, on: date) -> bool:
        """Whether it applies on a day."""
        return self.start <= on and (self.end is None or on <= self.end)


class Route(Word):
    """A route of a regime; one that lies apart is subject only to the rules that name it."""

    title: Text
    apart: bool = False


class Pack(Word):
    """A law pack: the rules of one regime in one version of the rule book, and the routes that it knows."""

    law: Literal[1] = Field(description="Version of this file format.")
    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,30}$")]
    version: Annotated[str, StringConstraints(pattern=r"^\d{4}\.\d{1,3}$")]
    title: Text
    regime: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9][A-Za-z0-9/-]{0,30}$")]
    start: date = Field(alias="from", description="The first day on which a procedure may be opened under it.")
    end: date | None = Field(default=None, alias="to", description="The last such day; empty: none is known.")
    source: Text
    routes: dict[RouteName, Route] = Field(default_factory=dict)
    includes: tuple[Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]{0,40}$")], ...] = ()
    rules: tuple[Rule, ...] = Field(min_length=1)

    @property
    def key(self) -> str:
        """What a definition names: ``pa23-2026.4``."""
        return f"{self.name}-{self.version}"

    @cached_property
    def by_id(self) -> Mapping[str, Rule]:
        """Every rule by its id."""
        return {rule.rule: rule for rule in self.rules}

    def in_force(self, on: date) -> bool:
        """Whether a procedure may be opened under it on a day."""
        return self.start <= on and (self.end is None or on <= self.end)

    def applying(self, route: str, on: date | None) -> Iterator[Rule]:
        """The rules for a route on a day; without a day, those that are in force at the pack's end or have no end."""
        apart = route in self.routes and self.routes[route].apart
        for rule in self.rules:
            if route not in rule.routes and (rule.routes or apart):
                continue
            if rule.in_force(on) if on is not None else rule.end is None:
                yield rule
