"""The whole definition: one YAML file, one value."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from engine.definition.acceptance import Acceptance
from engine.definition.clocks import DeadlineRule, EventKey, Minimum, PeriodTable
from engine.definition.duties import ContractChangeRules, ExclusionRules, IndicatorRules, ModificationRules
from engine.definition.ladders import LadderRule
from engine.definition.landmarks import Landmarks
from engine.definition.money import MoneyRules
from engine.definition.papers import ArtefactRule, DecisionRule, NoticeRule
from engine.definition.partners import PartnerRules
from engine.definition.plan import Plan
from engine.definition.rounds import AssessmentRound
from engine.definition.shape import Move, Stage, Step
from engine.definition.succession import Succession
from engine.definition.words import LATER, CalendarName, Name, NoticeName, RuleId, StepName, Text, Titled, Word


class Role(Titled):
    """A role of law.md 8; people hold it on a procedure from one day to another, or nobody does: it is a machine's."""

    short: str = Field(max_length=8)
    kind: Annotated[Literal["person", "machine"], LATER] = Field(
        default="person",
        description="machine: a portal or the like may act in it, and nobody is missing when no person holds it.",
    )


class TerminationPhase(Word):
    """From which steps the procedure may be ended early, where that leads, and which notice the law then wants."""

    source: tuple[StepName, ...] = Field(alias="from", min_length=1)
    target: StepName = Field(alias="to")
    published: NoticeName | None = Field(default=None, description="Applies only once this notice was published.")
    notice: NoticeName | None = None
    unless: tuple[Name, ...] = Field(default=(), description="Not while a partner is in one of these states.")
    rules: tuple[RuleId, ...] = ()


class Termination(Titled):
    """Early termination: possible from every step that is not an end."""

    by: tuple[Name, ...] = Field(min_length=1)
    court_order: Name = Field(
        description="The artefact that must be accepted before a suspended procedure ends, or goes on by order."
    )
    end_of_case: Name | None = Field(
        default=None,
        description="The artefact that must be accepted before it goes on after the case; empty: court_order.",
    )
    phases: tuple[TerminationPhase, ...] = Field(min_length=1)


class Powers(Word):
    """Roles for what is not tied to one artefact, decision, notice or deadline."""

    open: tuple[Name, ...] = Field(min_length=1)
    suspend: tuple[Name, ...] = Field(min_length=1)
    pause: tuple[Name, ...] = Field(min_length=1)
    waive: tuple[Name, ...] = Field(min_length=1)
    correct: tuple[Name, ...] = Field(min_length=1)
    communicate: tuple[Name, ...] = Field(min_length=1)
    declare_conflicts: tuple[Name, ...] = Field(min_length=1)
    check_exclusions: tuple[Name, ...] = Field(min_length=1)
    record_lessons: tuple[Name, ...] = Field(min_length=1)
    send_summaries: tuple[Name, ...] = Field(min_length=1)
    cease_lot: tuple[Name, ...] = Field(min_length=1)
    change_calendar: tuple[Name, ...] = Field(
        default=(), description="Who puts running deadlines on another calendar; empty: whoever may pause."
    )
    export: tuple[Name, ...] = Field(
        default=(), description="Who takes copies out of the house, beside the auditor; empty: whoever may open."
    )
    move: Annotated[tuple[Name, ...], LATER] = Field(
        default=(), description="Who moves running procedures to another version; empty: whoever may open."
    )


class Fact(Titled):
    """A yes/no question answered when a procedure is opened; it chooses between rules."""

    question: Text
    contradicts: tuple[Name, ...] = Field(
        default=(), description="Questions of fact that cannot be answered yes together with this one."
    )


class Settled(Titled):
    """A fact that the design of the procedure settles itself: nobody is asked, and the answer is pinned with it."""

    answer: bool


class Definition(Titled):
    """Stages, steps, moves, gates, artefacts, deadlines, roles, partner states, money rules and notices."""

    seedbed: Literal[1] = Field(description="Version of this file format.")
    name: Name
    version: str = Field(pattern=r"^\d{1,4}\.\d{1,4}\.\d{1,4}$")
    summary: Text
    regime: str = Field(pattern=r"^[A-Z0-9][A-Za-z0-9/-]{0,30}$")
    route: str = Field(max_length=16)
    law_pack: str = Field(pattern=r"^[a-z0-9][a-z0-9.-]{0,40}$", description="Name and version of the rule book used.")
    zone: str
    calendar: CalendarName
    beyond_calendar: Literal["refuse", "provisional"] = Field(
        default="refuse", description="A date beyond the calendar's last day is refused, or provisional and says so."
    )
    roles: dict[Name, Role]
    facts: dict[Name, Fact] = Field(default_factory=dict)
    settled: dict[Name, Settled] = Field(
        default_factory=dict, description="Facts that the design of this procedure answers itself."
    )
    powers: Powers
    stages: tuple[Stage, ...] = Field(min_length=1)
    initial: StepName
    moves: tuple[Move, ...]
    termination: Termination
    artefacts: dict[Name, ArtefactRule]
    decisions: dict[Name, DecisionRule]
    notices: dict[NoticeName, NoticeRule]
    tables: dict[Name, PeriodTable] = Field(
        default_factory=dict, description="Least periods of the law, row by row, for deadlines to name."
    )
    deadlines: dict[Name, DeadlineRule]
    ladders: dict[Name, LadderRule] = Field(
        default_factory=dict, description="When whoever sees to a deadline is reminded of it."
    )
    rounds: dict[Name, AssessmentRound]
    final_round: Name = Field(description="The round whose tenders are 'assessed tenders' (s.50).")
    partners: PartnerRules
    money: MoneyRules
    succeeds: Annotated[tuple[Succession, ...], LATER] = Field(
        default=(), description="Older versions of this definition, and what they call by other names."
    )
    exclusions: Annotated[ExclusionRules | None, LATER] = Field(
        default=None, description="How exclusion is checked, heard and reported."
    )
    modifications: Annotated[ModificationRules | None, LATER] = Field(
        default=None, description="What may still be changed once the tender notice is out."
    )
    contract_changes: Annotated[ContractChangeRules | None, LATER] = Field(
        default=None, description="Which changes of a contract are permitted."
    )
    indicators: Annotated[IndicatorRules | None, LATER] = Field(
        default=None, description="Key performance indicators, and who sets them."
    )
    plan: Annotated[Plan | None, LATER] = Field(
        default=None, description="What is expected of dates, people, papers and money: for checks and simulation."
    )
    landmarks: Annotated[Landmarks, LATER] = Field(
        default_factory=Landmarks, description="Which of the names above are what the law speaks of."
    )
    accepted: Annotated[dict[RuleId, Acceptance], LATER] = Field(
        default_factory=dict,
        description="Rules of severity SHOULD that this design does not follow, each with reasons.",
    )

    @cached_property
    def steps(self) -> dict[str, Step]:
        """Every step by name, in the order of the file."""
        return {step.step: step for stage in self.stages for step in stage.steps}

    @cached_property
    def stage_of(self) -> dict[str, str]:
        """The stage in which each step lies."""
        return {step.step: stage.stage for stage in self.stages for step in stage.steps}

    @cached_property
    def moves_by_name(self) -> dict[str, Move]:
        """Every move by its name."""
        return {move.move: move for move in self.moves}

    @cached_property
    def moves_from(self) -> dict[str, tuple[Move, ...]]:
        """The moves that leave each step, in the order of the file."""
        return {step: tuple(m for m in self.moves if m.source == step) for step in self.steps}

    def least_periods(self, deadline: str) -> tuple[Minimum, ...]:
        """The rows that say how much time a deadline must give: its own, or those of the table that it names."""
        rule = self.deadlines[deadline]
        return rule.minimum if rule.table is None else self.tables[rule.table].rows

    def starts_during(self, deadline: str) -> tuple[str, ...]:
        """The steps in which a deadline can start; a paper without steps of its own comes in any."""
        starts = self.deadlines[deadline].starts
        if starts.step is not None:
            return (starts.step,)
        if starts.notice is not None:
            return self.notices[starts.notice].during
        if starts.partner_move is not None:
            return self.partners.moves[starts.partner_move].during
        if starts.decision is not None:
            return self.decisions[starts.decision].during
        if starts.happened is not None:
            return tuple(self.steps)
        return self.artefacts[starts.name].during or tuple(self.steps)

    @cached_property
    def started_by(self) -> dict[EventKey, tuple[str, ...]]:
        """The deadlines that each event starts."""
        found: dict[EventKey, tuple[str, ...]] = {}
        for name, rule in self.deadlines.items():
            found[rule.starts.key] = (*found.get(rule.starts.key, ()), name)
        return found

    @cached_property
    def met_by(self) -> dict[EventKey, tuple[str, ...]]:
        """The deadlines that each event meets."""
        found: dict[EventKey, tuple[str, ...]] = {}
        for name, rule in self.deadlines.items():
            for event in rule.met_by:
                found[event.key] = (*found.get(event.key, ()), name)
        return found

    @cached_property
    def standstill_deadline(self) -> str | None:
        """The deadline that is this procedure's standstill: a requirement of kind standstill_over names it."""
        gates = [m.gate for m in self.moves] + [m.gate for m in self.partners.moves.values()]
        return next((r.deadline for gate in gates for r in gate if r.kind == "standstill_over"), None)

    @cached_property
    def leavers(self) -> frozenset[str]:
        """Partner states from which nobody returns."""
        return frozenset(name for name, state in self.partners.states.items() if state.leaver)
