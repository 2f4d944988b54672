"""A claim suspends by itself only when it was issued and notified in the standstill; nothing else tells."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.errors import NotAllowed, NotFound
from engine.explanation import Standing
from tests.factories import Case, make_procedure
from tests.questions import standing_of


@pytest.fixture
def standstill() -> Case:
    """Give a procedure in its standstill, an hour after the notice."""
    case = make_procedure("STANDSTILL")
    case.wait_until(case.now + timedelta(hours=1))
    return case


def test_a_claim_notified_in_the_standstill_suspends_by_itself(standstill: Case) -> None:
    """One command: the claim, the suspension, and the clocks that stand still (UK-SS-3)."""
    at = standstill.now
    done = standstill.do("record_claim", claim="hc-1", issued_at=at, partner="bolt")
    assert done == ("claim.notified", "procedure.suspended")
    assert standstill.state.suspended is not None
    assert (standstill.state.suspended.basis, standstill.state.suspended.notified_at) == ("automatic", at)
    assert standstill.state.claims["hc-1"].automatic
    assert "not_suspended" in standstill.why("advance", to="SIGNED")


def test_the_last_moment_of_the_standstill_counts_and_the_next_does_not(standstill: Case) -> None:
    """To the microsecond, for the issue and for the notification (UK-SS-3, UK-CLK-3)."""
    ends = standstill.state.deadlines["standstill"].due_at
    tick = timedelta(microseconds=1)
    for issued, notified, suspends in (
        (ends, ends, True),
        (ends, ends + tick, False),
        (ends + tick, ends + tick, False),
        (None, ends, False),
    ):
        case = standstill.twin()
        case.wait_until(ends + timedelta(days=1))
        done = case.do("record_claim", issued_at=issued, notified_at=notified)
        assert ("procedure.suspended" in done) is suspends, (issued, notified)
        assert case.state.claims["hc-1"].automatic is suspends


def test_a_claim_from_before_the_standstill_suspends_nothing() -> None:
    """Nor does one while no standstill was ever started: a court has to order it (UK-SS-4)."""
    case = make_procedure("TOLD")
    assert case.do("record_claim", issued_at=case.now) == ("claim.notified",)
    early = case.now
    case.wait_until(early + timedelta(days=2))
    case.do("publish_notice", notice="N6")
    case.do("advance", to="STANDSTILL")
    assert case.do("record_claim", claim="hc-2", issued_at=early, notified_at=case.now) == ("claim.notified",)
    assert case.do("suspend", basis="court_order") == ("procedure.suspended",)


def test_a_late_claim_leaves_the_way_open_and_a_court_can_close_it(standstill: Case) -> None:
    """The gate opens although the claim is on record; an order may come at any time (UK-SS-4)."""
    ends = standstill.state.deadlines["standstill"].due_at
    standstill.wait_until(ends + timedelta(hours=1))
    standstill.do("record_claim", issued_at=standstill.now)
    assert standstill.state.suspended is None
    assert standing_of(standstill, "sign", "stood_still").standing is Standing.MET
    standstill.do("suspend", basis="court_order")
    assert "not_suspended" in standstill.why("advance", to="SIGNED")


def test_a_second_claim_is_recorded_beside_the_suspension(standstill: Case) -> None:
    """It does not suspend twice; each has a reference of its own."""
    standstill.do("record_claim", claim="hc-1", issued_at=standstill.now)
    suspended = standstill.state.suspended
    assert standstill.do("record_claim", claim="hc-2", issued_at=standstill.now) == ("claim.notified",)
    assert standstill.state.suspended == suspended
    assert not standstill.state.claims["hc-2"].automatic
    assert set(standstill.why("record_claim", claim="hc-2")) == {"once"}


def test_what_lies_ahead_is_not_recorded(standstill: Case) -> None:
    """Neither a notification nor an issue; by the legal adviser only; of a partner that there is."""
    ahead = standstill.now + timedelta(seconds=1)
    assert set(standstill.why("record_claim", notified_at=ahead)) == {"notified"}
    assert set(standstill.why("record_claim", issued_at=ahead)) == {"issued"}
    with pytest.raises(NotAllowed):
        standstill.do("record_claim", role="manager")
    with pytest.raises(NotFound):
        standstill.do("record_claim", partner="nobody")


def test_what_the_clock_cannot_tell_waits_for_a_ruling(standstill: Case) -> None:
    """Within the clock's error of the end it is ruled on first; a ruling decides (UK-CLK-6)."""
    from engine.decide import decide
    from engine.errors import Refused

    ends = standstill.state.deadlines["standstill"].due_at
    standstill.wait_until(ends + timedelta(hours=1))
    near = ends + timedelta(seconds=1)
    command = standstill.command("record_claim", issued_at=ends - timedelta(hours=1), notified_at=near)
    error = timedelta(seconds=2)
    with pytest.raises(Refused) as refusal:
        decide(standstill.definition, standstill.state, command, standstill.now, standstill.calendar, clock_error=error)
    assert [finding.kind for finding in refusal.value.explanation.blockers] == ["ruling"]


def test_an_ended_procedure_is_not_suspended() -> None:
    """The claim is on record all the same."""
    case = make_procedure("STANDSTILL")
    at = case.now
    case.do("terminate")
    assert case.do("record_claim", issued_at=at, notified_at=at) == ("claim.notified",)
    assert case.state.suspended is None
