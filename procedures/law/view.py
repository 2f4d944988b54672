"""A definition as the law sees it: by its landmarks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from engine.definition import ArtefactRule, DeadlineRule, Definition, Move, NoticeRule, PartnerMove
from procedures.law.ways import Act, Demand


class Point(StrEnum):
    """A moment of a procedure that the law speaks of."""

    TENDER_NOTICE = "tender_notice"
    TRANSPARENCY = "transparency_notice"
    PARTICIPATION = "participation"
    FIRST_TENDERS = "first_tenders"
    FIRST_ASSESSMENT = "first_assessment"
    ADMISSION = "admission"
    PROGRESS = "progress"
    PHASES = "phases"
    FINAL_INVITATION = "final_invitation"
    FINAL_ASSESSMENT = "final_assessment"
    CHOICE = "choice"
    AWARD = "award"
    SUMMARIES = "summaries"
    AWARD_NOTICE = "award_notice"
    DETAILS_NOTICE = "details_notice"
    CHANGE_NOTICE = "change_notice"
    SIGNATURE = "signature"
    PURCHASE = "purchase"
    HANDOVER = "handover"


_STEP_POINTS = {
    Point.PARTICIPATION: "participation",
    Point.FIRST_TENDERS: "first_tenders",
    Point.FIRST_ASSESSMENT: "first_assessment",
    Point.FINAL_INVITATION: "final_tenders",
    Point.FINAL_ASSESSMENT: "final_assessment",
    Point.AWARD: "award_decided",
    Point.SUMMARIES: "summaries_sent",
    Point.PURCHASE: "purchase",
    Point.HANDOVER: "handover",
}
_NOTICE_POINTS = {
    Point.TENDER_NOTICE: "tender",
    Point.TRANSPARENCY: "transparency",
    Point.AWARD_NOTICE: "award",
    Point.DETAILS_NOTICE: "details",
    Point.CHANGE_NOTICE: "change",
}
_MOVE_POINTS = {Point.ADMISSION: "admit", Point.PROGRESS: "progress", Point.CHOICE: "choose", Point.SIGNATURE: "sign"}


ALWAYS_A_QUESTION = frozenset({"above_5m", "in_pipeline"})
"""What every contract may turn out to be: a definition that does not ask must be ready for both answers."""


@dataclass(frozen=True)
class View:
    """A definition, the day on which it is judged, and its names by the law's words (``papers.conflicts``)."""

    definition: Definition
    on: date | None = None

    def names(self, mark: str) -> tuple[str, ...]:
        """What a landmark names: nothing, one name or several."""
        group, _, word = mark.partition(".")
        value: Any = getattr(getattr(self.definition.landmarks, group), word)
        if value is None:
            return ()
        return (value,) if isinstance(value, str) else tuple(value)

    def name(self, mark: str) -> str | None:
        """The one name of a landmark, or None."""
        return next(iter(self.names(mark)), None)

    def roles(self, mark: str) -> tuple[str, ...]:
        """The roles of a landmark; deciders are also who decides the award, assessors also who scores or moderates."""
        named, award = self.names(mark), self.name("decisions.award")
        if mark == "roles.deciders" and named and award is not None:
            rule = self.definition.decisions[award]
            named += tuple(role for role in (rule.by, rule.confirmed_by) if role is not None)
        if mark == "roles.assessors" and named:
            named += tuple(
                role for one in self.definition.rounds.values() for role in (one.scored_by, one.moderated_by)
            )
        return tuple(dict.fromkeys(named))

    def step(self, word: str) -> str | None:
        """A step by the law's word."""
        return self.name(f"steps.{word}")

    @cached_property
    def after(self) -> dict[str, frozenset[str]]:
        """The steps that moves can reach from each step, itself included."""
        return {step: self._reached(step) for step in self.definition.steps}

    def _reached(self, start: str) -> frozenset[str]:
        found, todo = {start}, [start]
        while todo:
            for move in self.definition.moves_from[todo.pop()]:
                if move.target not in found:
                    found.add(move.target)
                    todo.append(move.target)
        return frozenset(found)

    @cached_property
    def index(self) -> dict[str, int]:
        """The number of each move in the file."""
        return {move.move: number for number, move in enumerate(self.definition.moves)}

    def at(self, move: Move) -> str:
        """The place of a move in the file."""
        return f"moves[{self.index[move.move]}]"

    def paper(self, mark: str) -> tuple[str, ArtefactRule] | None:
        """An artefact by its landmark, with its name."""
        name = self.name(mark)
        return None if name is None else (name, self.definition.artefacts[name])

    def notice(self, mark: str) -> tuple[str, NoticeRule] | None:
        """A notice by its landmark, with its name."""
        name = self.name(mark)
        return None if name is None else (name, self.definition.notices[name])

    def deadlines(self, mark: str) -> Iterator[tuple[str, DeadlineRule]]:
        """The deadlines of a landmark, each with its name."""
        for name in self.names(mark):
            yield name, self.definition.deadlines[name]

    def partner_moves(self, word: str) -> Iterator[tuple[str, PartnerMove]]:
        """The partner moves of a landmark; signing is also whatever else leads into a contract."""
        named = list(self.names(f"partner_moves.{word}"))
        if word == "sign":
            named += [n for n in self._into("contracted") if n not in named and n not in self._phase_moves]
        if word == "admit":
            named += [n for n in self._admitting() if n not in named]
        if word == "choose":
            named += [n for n in self._into("awarded") if n not in named]
        if word == "progress":
            named += [n for n in self._onward() if n not in named]
        if word == "exclude":
            named += [n for n in self._into("excluded") if n not in named]
        for name in named:
            yield name, self.definition.partners.moves[name]

    @cached_property
    def _phase_moves(self) -> frozenset[str]:
        return frozenset(self.names("partner_moves.progress"))

    def _into(self, word: str) -> Iterator[str]:
        states = self.names(f"states.{word}")
        for name, move in self.definition.partners.moves.items():
            if move.target in states and not set(move.source) <= set(states):
                yield name

    def _admitting(self) -> Iterator[str]:
        """Partner moves by which whoever has entered is let on, before there is a tender."""
        entry, tendering = self.definition.partners.entry.state, set(self.names("partner_moves.first_tender"))
        if entry in self.names("states.first_tendered"):
            return
        for name, move in self.definition.partners.moves.items():
            if entry in move.source and move.target not in self.definition.leavers and name not in tendering:
                yield name

    def _onward(self) -> Iterator[str]:
        """Partner moves from a first tender, or from what follows, to what follows; no tender of a later round."""
        remaining = set(self.names("states.remaining"))
        inside = remaining | set(self.names("states.first_tendered"))
        received = set(self.names("partner_moves.final_tender"))
        for name, move in self.definition.partners.moves.items():
            if move.target in remaining and inside.intersection(move.source) and name not in received:
                yield name

    def settled(self, fact: str) -> bool | None:
        """The answer that the design gives to a question of fact, or None when it is asked."""
        given = self.definition.settled.get(fact)
        return None if given is None else given.answer

    def answer(self, word: str) -> bool | None:
        """The answer to a question by the law's word: False when it never arises, None when it is asked."""
        fact = self.name(f"facts.{word}")
        return False if fact is None else self.settled(fact)

    def never(self, facts: tuple[str, ...]) -> bool:
        """Whether a rule for these circumstances has no case here."""
        return any(self._ruled_out(word) for word in facts)

    def _ruled_out(self, word: str) -> bool:
        """The design settles that it never is so; or it is no question, and nothing in the definition raises it."""
        fact = self.name(f"facts.{word}")
        if fact is not None:
            return self.settled(fact) is False
        if word == "engagement_held":
            return self.step("engagement") is None and self.name("notices.engagement") is None
        return word not in ALWAYS_A_QUESTION

    def allowed_when(self, facts: tuple[str, ...]) -> frozenset[str | None]:
        """The conditions under which a requirement still binds whenever these circumstances hold."""
        named = {self.name(f"facts.{word}") for word in facts}
        always = {fact for fact in self.definition.settled if self.settled(fact)}
        return frozenset({None, *named, *always})

    def binds(self, demand: Demand, facts: tuple[str, ...] = ()) -> bool:
        """Whether a demand is always made, and never waived, in these circumstances."""
        return demand.binding and demand.requirement.when in self.allowed_when(facts)

    def acts(self, point: Point) -> Iterator[Act]:
        """Everything by which a moment of the procedure can come about."""
        if point in _NOTICE_POINTS:
            yield from self._publication(_NOTICE_POINTS[point])
        elif point in _STEP_POINTS:
            step = self.step(_STEP_POINTS[point])
            if step is not None:
                yield from self.entries(step)
        elif point is Point.PHASES:
            for phase in self.definition.landmarks.phases:
                yield from self.entries(phase.work)
        else:
            for name, move in self.partner_moves(_MOVE_POINTS[point]):
                where = f"partners.moves.{name}"
                label = f'the partner move {name} ("{move.title}")'
                yield Act(where=where, label=label, steps=move.during, gate=move.gate)

    def entries(self, step: str) -> Iterator[Act]:
        """Every move by which a step is entered from another."""
        for move in self.definition.moves:
            if move.target == step and move.source != step:
                label = f'the move {move.move} ("{move.title}")'
                yield Act(where=self.at(move), label=label, steps=(move.source,), gate=move.gate)

    def _publication(self, word: str) -> Iterator[Act]:
        found = self.notice(f"notices.{word}")
        if found is not None:
            name, rule = found
            label = f"the publication of {name} ({rule.title})"
            yield Act(where=f"notices.{name}", label=label, steps=rule.during, gate=rule.gate)

    def moves(self, mark: str) -> Iterator[Move]:
        """The moves of the procedure of a landmark."""
        for name in self.names(f"moves.{mark}"):
            yield self.definition.moves_by_name[name]

    def holds(
        self, kinds: tuple[str, ...], about: frozenset[str], facts: tuple[str, ...] = (), *, waivable: bool = False
    ) -> Callable[[Demand], bool]:
        """The test whether a demand is of one of these kinds, about one of these names, and binds in these facts."""
        allowed = self.allowed_when(facts)

        def test(demand: Demand) -> bool:
            if demand.kind not in kinds or (about and not about & demand.about):
                return False
            if demand.kind == "ranks_first" and self.definition.final_round not in demand.about:
                return False  # the best of an earlier round is not the most advantageous final tender
            return demand.requirement.when in allowed and (waivable or demand.binding)

        return test
