"""So close to the end that the clock cannot tell: neither in time nor late until somebody rules (reliability.md 3)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from engine import events as e
from engine.decide import decide
from engine.errors import NotAllowed, Refused
from engine.explain import explain
from engine.explanation import Finding, Standing
from tests.factories import Case, make_procedure

MICROSECOND = timedelta(microseconds=1)
BOUND = timedelta(seconds=2)


class Doubtful(Case):
    """A procedure whose clock may be two seconds wrong."""

    def decide(self, kind: str, **fields: Any) -> tuple[e.Event, ...]:
        """The events that would follow."""
        command = self.command(kind, **fields)
        return decide(self.definition, self.state, command, self.now, self.calendar, clock_error=BOUND)

    def try_(self, kind: str, **fields: Any) -> tuple[e.Event, ...] | dict[str, Finding]:
        """What follows and happens, or every finding that blocks."""
        try:
            events = self.decide(kind, **fields)
        except Refused as refusal:
            return {finding.id: finding for finding in refusal.explanation.blockers}
        for event in events:
            self.happen(event)
        return events


def doubtful(step: str, **fields: Any) -> Doubtful:
    """The same procedure, with a clock that may be wrong."""
    case = make_procedure(step, **fields)
    case.__class__ = Doubtful
    assert isinstance(case, Doubtful)
    return case


def apply(case: Doubtful, seconds: float) -> tuple[e.Event, ...] | dict[str, Finding]:
    """An application received so many seconds after the deadline."""
    at = case.state.deadlines["entry_closes"].due_at + timedelta(seconds=seconds)
    case.wait_until(at + timedelta(minutes=5))
    return case.try_("register_partner", partner="acme", received_at=at)


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(-2.000001, True), (-2, None), (-0.5, None), (0, None), (0.5, None), (2, None), (2.000001, False)],
)
def test_a_receipt_within_the_bound_is_neither_in_time_nor_late(seconds: float, expected: bool | None) -> None:
    """To the microsecond, on both sides; outside it the clock decides."""
    case = doubtful("OPEN")
    found = apply(case, seconds)
    if expected is None:
        assert isinstance(found, dict)
        finding = found["entry_closes_ruling"]
        assert (finding.standing, finding.blocks, set(found)) == (Standing.RULING, True, {"entry_closes_ruling"})
        assert "the clock may be wrong by as much: it needs a ruling" in finding.why
        assert finding.who == ("Manager", "Lawyer")
        assert str(finding.next).startswith("seedbed deadline rule RL-1 entry_closes --about acme --at 2026-")
    else:
        assert isinstance(found, tuple)
        (event,) = found
        assert isinstance(event, e.PartnerRegistered)
        assert event.on_time is expected


def test_one_second_late_is_late_where_the_clock_cannot_be_wrong() -> None:
    """The re-enactment runs on a simulated clock: that clock is the time, so its bound is nothing."""
    case = make_procedure("OPEN")
    at = case.state.deadlines["entry_closes"].due_at + timedelta(seconds=1)
    case.wait_until(at)
    case.do("register_partner", partner="acme", received_at=at)
    assert case.state.partners["acme"].on_time is False


@pytest.mark.parametrize("in_time", [True, False])
def test_a_ruling_counts_for_that_very_receipt_and_for_no_other(in_time: bool) -> None:
    """Neither for another supplier, nor for the same one at another instant."""
    case = doubtful("OPEN")
    apply(case, 1)
    at = case.state.deadlines["entry_closes"].due_at + timedelta(seconds=1)
    ruling = {"deadline": "entry_closes", "about": "acme", "received_at": at, "in_time": in_time}
    (event,) = case.try_("rule_on_time", **ruling)
    assert isinstance(event, e.DeadlineRuled)
    assert (event.subject, event.in_time, event.error_us, event.by) == ("acme", in_time, 2_000_000, "lawyer")
    assert set(case.try_("rule_on_time", **{**ruling, "in_time": not in_time})) == {"once"}
    assert set(case.try_("register_partner", partner="bolt", received_at=at)) == {"entry_closes_ruling"}
    other = at + MICROSECOND
    assert set(case.try_("register_partner", partner="acme", received_at=other)) == {"entry_closes_ruling"}
    (registered,) = case.try_("register_partner", partner="acme", received_at=at)
    assert isinstance(registered, e.PartnerRegistered)
    assert registered.on_time is in_time


def test_a_ruling_is_about_what_the_clock_cannot_tell_and_nothing_else() -> None:
    """Nor about what lies ahead; and only who sets the deadline, or the lawyer, rules."""
    case = doubtful("OPEN")
    due = case.state.deadlines["entry_closes"].due_at
    ask: dict[str, Any] = {"deadline": "entry_closes", "about": "acme"}
    assert set(case.try_("rule_on_time", **ask, received_at=due + timedelta(seconds=1))) == {"received"}
    case.wait_until(due + timedelta(hours=1))
    assert set(case.try_("rule_on_time", **ask, received_at=due + BOUND + MICROSECOND)) == {"unclear"}
    assert set(case.try_("rule_on_time", **ask, received_at=due - BOUND - MICROSECOND)) == {"unclear"}
    with pytest.raises(NotAllowed, match="may not rule"):
        case.try_("rule_on_time", **ask, received_at=due, role="owner")
    assert isinstance(case.try_("rule_on_time", **ask, received_at=due, role="manager"), tuple)
    assert set(case.try_("rule_on_time", deadline="trial_ends", about="acme", received_at=due)) == {"runs"}


def test_a_gate_within_the_bound_waits_for_a_ruling_or_for_the_bound_to_pass() -> None:
    """A move that asks that a deadline has passed: unclear, then passed."""
    case = doubtful("TRIAL")
    due = case.state.deadlines["trial_ends"].due_at
    for seconds, standing in ((-3, "unmet"), (-2, "needs a ruling"), (2, "needs a ruling"), (2.000001, "met")):
        now = due + timedelta(seconds=seconds)
        found = {
            finding.id: finding.standing.value
            for move in case.definition.moves
            for asks in move.gate
            if asks.kind == "deadline_passed" and asks.deadline == "trial_ends"
            for finding in explain(case.definition, case.state, move, now, case.calendar, BOUND).findings
            if finding.id == asks.id
        }
        assert set(found.values()) == {standing}, seconds


def test_a_tender_at_the_last_second_comes_in_by_a_ruling() -> None:
    """Its move waits for the ruling, and goes by it from then on."""
    case = doubtful("TRIAL")
    due = case.state.deadlines["trial_ends"].due_at
    case.do("submit_artefact", artefact="offer", partner="acme")
    case.wait_until(due + timedelta(seconds=1))
    asked: dict[str, Any] = {"partner": "acme", "move": "tender"}
    assert set(case.try_("move_partner", **asked)) == {"trial_ends_ruling"}
    ruled = {"deadline": "trial_ends", "about": "acme", "received_at": case.now}
    late = case.twin()
    assert isinstance(late, Doubtful)
    late.try_("rule_on_time", **ruled, in_time=False)
    assert "until" in late.try_("move_partner", **asked)
    case.try_("rule_on_time", **ruled, in_time=True)
    case.clock.advance(timedelta(days=1))
    assert isinstance(case.try_("move_partner", **asked), tuple)


def test_a_paper_ruled_in_time_comes_in_once() -> None:
    """Whoever was in time with one version is not in time with the next."""
    case = doubtful("TRIAL")
    due = case.state.deadlines["trial_ends"].due_at
    case.wait_until(due + timedelta(seconds=1))
    paper: dict[str, Any] = {"artefact": "offer", "partner": "acme"}
    assert set(case.try_("submit_artefact", **paper)) == {"trial_ends_ruling"}
    case.try_("rule_on_time", deadline="trial_ends", about="acme", received_at=case.now)
    assert isinstance(case.try_("submit_artefact", **paper), tuple)
    case.clock.advance(timedelta(minutes=1))
    assert set(case.try_("submit_artefact", **paper)) == {"in_time"}


def test_an_extension_makes_a_ruling_about_the_old_end_void() -> None:
    """What was ruled was ruled about that end."""
    case = doubtful("OPEN")
    due = case.state.deadlines["entry_closes"].due_at
    case.wait_until(due)
    ask: dict[str, Any] = {"deadline": "entry_closes", "about": "acme", "received_at": due - timedelta(seconds=1)}
    case.try_("rule_on_time", **ask, in_time=False)
    later = due + timedelta(days=7)
    case.try_("extend_deadline", deadline="entry_closes", due_at=later)
    (registered,) = case.try_("register_partner", partner="acme", received_at=ask["received_at"])
    assert isinstance(registered, e.PartnerRegistered)
    assert registered.on_time
