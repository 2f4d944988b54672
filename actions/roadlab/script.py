"""The words in which the case is written down: who does what, when, and what must be refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from actions.roadlab.case import ASSUMED, Known
from engine.commands import SpendingAnswers
from engine.time.local_time import instant_of

LONDON: Final = "Europe/London"


def when(text: str) -> datetime:
    """The instant of a London wall time such as ``2026-11-26 12:00:01``."""
    return instant_of(datetime.fromisoformat(text), LONDON)


@dataclass(frozen=True, kw_only=True)
class Expected:
    """A refusal that must happen: the ids of all its reasons, a rule that it cites, and what one learns from it."""

    title: str
    reasons: frozenset[str]
    rule: str
    lesson: str


@dataclass(frozen=True, kw_only=True)
class Act:
    """One thing that one person does at one instant (UTC); ``paper`` says that its bytes come from our papers."""

    at: datetime
    actor: str
    role: str
    kind: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    paper: bool = False
    headline: str = ""
    known: Known = ASSUMED
    must_fail: Expected | None = None

    def told(self, headline: str, known: Known = ASSUMED) -> Act:
        """The same act, with a line for whoever watches."""
        return replace(self, headline=headline, known=known)

    def refused(self, title: str, *reasons: str, rule: str, lesson: str) -> Act:
        """The same act, which must be refused for exactly these reasons."""
        expected = Expected(title=title, reasons=frozenset(reasons), rule=rule, lesson=lesson)
        return replace(self, must_fail=expected)


class Minutes:
    """Instants one after another, so that a row of small acts has its own moment for each."""

    def __init__(self, start: str, step: float = 1) -> None:
        """Begin at a London wall time; ``step`` is in minutes."""
        self._next = when(start)
        self._step = timedelta(minutes=step)

    def __next__(self) -> datetime:
        """The next instant."""
        at = self._next
        self._next = at + self._step
        return at


Moment = str | datetime | Minutes
"""When something is done: a London wall time, an instant, or the next of a row of instants."""


def _instant(at: Moment) -> datetime:
    match at:
        case str():
            return when(at)
        case Minutes():
            return next(at)
        case _:
            return at


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who acts, in one role; what they can do reads as a sentence."""

    id: str
    role: str
    title: str

    def does(self, kind: str, at: Moment, **fields: Any) -> Act:
        """Any command."""
        return Act(at=_instant(at), actor=self.id, role=self.role, kind=kind, fields=fields)

    def submits(self, artefact: str, at: Moment, partner: str | None = None) -> Act:
        """Put a document on file."""
        return replace(self.does("submit_artefact", at, artefact=artefact, partner=partner), paper=True)

    def accepts(self, artefact: str, at: Moment, partner: str | None = None) -> Act:
        """Accept the newest version."""
        return self.does("accept_artefact", at, artefact=artefact, partner=partner)

    def rejects(self, artefact: str, at: Moment, reason: str, partner: str | None = None) -> Act:
        """Send the newest version back."""
        return self.does("reject_artefact", at, artefact=artefact, partner=partner, reason=reason)

    def decides(self, decision: str, at: Moment, reason: str) -> Act:
        """Take a decision, or confirm it as the second person."""
        return self.does("record_decision", at, decision=decision, reason=reason)

    def publishes(self, notice: str, on: date, at: Moment, reference: str, ceased_lots: tuple[str, ...] = ()) -> Act:
        """Record that a notice is out."""
        return self.does("publish_notice", at, notice=notice, on=on, reference=reference, ceased_lots=ceased_lots)

    def sets(self, deadline: str, due: str, starts_on: date, at: Moment) -> Act:
        """Plan a deadline."""
        return self.does("set_deadline", at, deadline=deadline, due_at=when(due), starts_on=starts_on)

    def moves(self, partner: str, move: str, at: Moment, reason: str | None = None, *, heard: bool = False) -> Act:
        """Move one partner."""
        return self.does("move_partner", at, partner=partner, move=move, reason=reason, heard=heard)

    def checks(self, partner: str, at: Moment, outcome: str = "clear", reason: str | None = None) -> Act:
        """Record an exclusion and debarment check, subcontractors included."""
        looked = {"debarment_list_checked": True, "subcontractors_checked": True}
        return self.does("check_exclusion", at, partner=partner, outcome=outcome, reason=reason, **looked)

    def declares(self, at: Moment) -> Act:
        """Declare that there is no conflict of interest."""
        return self.does("declare_conflicts", at, position="none")

    def sets_aside(self, envelope: str, pounds: int, at: Moment) -> Act:
        """Set money aside; whole pounds."""
        return self.does("set_envelope", at, envelope=envelope, amount_minor=pounds * 100, currency="GBP")

    def commits(  # noqa: PLR0917 - a sentence: commits what, from which envelope, to whom, how, on which base
        self,
        commitment: str,
        envelope: str,
        partner: str,
        instalments: Mapping[str, int],
        base: str,
        answers: SpendingAnswers,
        at: Moment,
    ) -> Act:
        """Bind money to a partner; whole pounds by instalment."""
        lines = tuple({"instalment": name, "amount_minor": pounds * 100} for name, pounds in instalments.items())
        return self.does(
            "commit_money",
            at,
            commitment=commitment,
            envelope=envelope,
            partner=partner,
            currency="GBP",
            instalments=lines,
            legal_base=base,
            answers=answers.model_dump(),
        )

    def pays(self, commitment: str, instalment: str, pounds: int, at: Moment) -> Act:
        """Record a payment; whole pounds."""
        return self.does("pay_instalment", at, commitment=commitment, instalment=instalment, amount_minor=pounds * 100)

    def learns(self, stage: str, about: str, lesson: str, at: Moment, *, worked: bool) -> Act:
        """Write down a lesson."""
        return self.does("record_lesson", at, stage=stage, about=about, worked=worked, lesson=lesson)

    def advances(self, to: str, at: Moment) -> Act:
        """Make a move of the procedure."""
        return self.does("advance", at, to=to)


Acts = Iterator[Act]
"""A part of the story, in the order of time."""
