"""What exploration found wrong: a kind, a place in the file, a sentence, and the story that leads there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine.definition import Definition
from procedures.checker.finding import Finding, Severity
from procedures.exploration.story import Story, sentences


class Kind(StrEnum):
    """The kinds of faults."""

    DEAD_END = "dead_end"
    LAPSED = "lapsed"
    FEW_SUPPLIERS = "few_suppliers"
    LIVE_LOCK = "live_lock"
    SUSPENDED = "suspended_for_ever"
    LEFT_BEHIND = "left_behind"
    NEVER = "never"
    PEOPLE = "people"
    TOO_MANY = "too_many_states"


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One fault; ``step`` is where the story ends, ``name`` the move or paper it is about, ``ending`` its last line."""

    kind: Kind
    where: str
    message: str
    severity: Severity = Severity.MUST
    story: Story = ()
    ending: str = ""
    step: str = ""
    name: str = ""
    state: str = ""
    """The state of the partner who is left behind."""
    early: bool = True
    """Whether early termination is left to whoever is stuck."""

    def finding(self, definition: Definition) -> Finding:
        """The fault as every checker says what it found."""
        told = sentences(definition, self.story, self.ending) if self.story else ()
        return Finding(where=self.where, message=self.message, severity=self.severity, story=told)


def step_place(definition: Definition, step: str) -> str:
    """The place of a step in the file."""
    return next(
        f"stages[{i}].steps[{j}]"
        for i, stage in enumerate(definition.stages)
        for j, known in enumerate(stage.steps)
        if known.step == step
    )


def move_place(definition: Definition, move: str) -> str:
    """The place of a move in the file."""
    return next(f"moves[{number}]" for number, known in enumerate(definition.moves) if known.move == move)
