"""The standstill: eight working days from the award notice, longer if it says so, anew when the award is withdrawn."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from engine import events as e
from engine.explanation import Standing
from tests.factories import Case, make_procedure, real
from tests.pilot import make, prepare
from tests.questions import reasons_of, standing_of, why_of

MICROSECOND = timedelta(microseconds=1)
PUBLISHED = datetime(2026, 11, 23, 9, tzinfo=UTC)


def told_at(moment: datetime) -> Case:
    """A procedure that publishes its award notice at this moment."""
    case = make_procedure("TOLD")
    case.wait_until(moment)
    return case


def test_it_is_eight_working_days_beginning_with_the_day_of_publication() -> None:
    """UK6 on 23 November 2026: St Andrew's Day does not count, and the last day is 3 December (law.md 1.1)."""
    case = told_at(PUBLISHED)
    started = ("deadline.started", "deadline.started")
    assert case.do("publish_notice", notice="N6") == ("notice.published", *started)
    known = case.state.deadlines["standstill"]
    assert (known.starts_on, known.last_on, known.started) == (date(2026, 11, 23), date(2026, 12, 3), True)
    assert known.due_at == datetime(2026, 12, 3, 23, 59, 59, 999999, tzinfo=UTC)
    assert known.calendar == case.calendar.pin


def test_a_contract_may_be_entered_into_from_the_first_moment_of_the_next_day() -> None:
    """Not in the last microsecond of the last day; the gate and the partner's own move say the same."""
    case = told_at(PUBLISHED)
    make(case, "stand_still")
    case.wait_until(datetime(2026, 12, 3, 23, 59, 59, 999999, tzinfo=UTC))
    finding = standing_of(case, "sign", "stood_still")
    assert finding.why == "the standstill runs to the end of Thursday 3 December 2026 (0 working days left)"
    assert finding.next == "seedbed deadline explain RL-1 standstill"
    assert "stood_still" in reasons_of(case, "move_partner", partner="acme", move="sign")
    case.clock.advance(MICROSECOND)
    assert case.now == datetime(2026, 12, 4, tzinfo=UTC)
    finding = standing_of(case, "sign", "stood_still")
    assert (finding.standing, finding.why) == (Standing.MET, "the standstill ended on Thursday 3 December 2026")
    assert finding.evidence[0].event == case.state.deadlines["standstill"].n
    assert "stood_still" not in reasons_of(case, "move_partner", partner="acme", move="sign")


def test_it_begins_with_its_notice() -> None:
    """Before that it has not begun, and the gate says who publishes."""
    case = make_procedure("TOLD")
    finding = standing_of(case, "sign", "stood_still")
    assert finding.why == 'the deadline "Standstill" has not started: it starts with N6'
    assert finding.who == ("Manager",)


@pytest.mark.parametrize(("days", "last"), [(None, date(2026, 12, 3)), (8, date(2026, 12, 3)), (10, date(2026, 12, 7))])
def test_a_longer_standstill_that_the_notice_states_binds(days: int | None, last: date) -> None:
    """UK-SS-1: the longer counts (trap 9)."""
    case = told_at(PUBLISHED)
    case.do("publish_notice", notice="N6", standstill_days=days)
    assert case.state.deadlines["standstill"].last_on == last
    # Another period that starts with the same notice stays what it is.
    assert case.state.deadlines["feedback_due"].last_on == date(2026, 12, 13)


def test_a_shorter_standstill_is_refused_and_so_is_one_that_nothing_starts() -> None:
    """What the law gives is never shortened by a notice."""
    case = told_at(PUBLISHED)
    (finding,) = case.refused("publish_notice", notice="N6", standstill_days=7).blockers
    assert (finding.id, finding.rules) == ("standstill_days", ("TE-SS",))
    assert finding.why == '"Standstill" lasts at least 8 days, not 7'
    signed = make_procedure("SIGNED")
    assert signed.why("publish_notice", notice="N7", standstill_days=9) == {
        "standstill_days": "no period that could be longer starts with N7"
    }


def test_publishing_the_award_notice_twice_on_a_day_is_no_shortening() -> None:
    """The same end is not an earlier one; a longer period that was stated stays stated."""
    case = told_at(PUBLISHED)
    case.do("publish_notice", notice="N6")
    case.do("publish_notice", notice="N6")
    case.do("publish_notice", notice="N6", standstill_days=9)
    assert set(case.why("publish_notice", notice="N6")) == {"never_earlier"}
    assert set(case.why("publish_notice", notice="N6", standstill_days=8)) == {"never_earlier"}


def test_publishing_the_award_notice_again_starts_the_standstill_again() -> None:
    """The last publication counts, not the first."""
    case = told_at(PUBLISHED)
    case.do("publish_notice", notice="N6")
    case.wait_until(datetime(2026, 11, 25, 9, tzinfo=UTC))
    case.do("publish_notice", notice="N6")
    assert case.state.deadlines["standstill"].starts_on == date(2026, 11, 25)
    assert case.state.deadlines["standstill"].last_on == date(2026, 12, 7)


def test_assessing_again_takes_the_results_the_summaries_and_the_notice_back() -> None:
    """New results, new summaries, a new notice and a new standstill follow (law.md 8.a)."""
    case = make_procedure("STANDSTILL")
    old = case.state.deadlines["standstill"]
    assert case.do("advance", to="ASSESS") == (
        "gate.decided", "step.entered", "award.withdrawn", "partner.moved", "partner.moved",
    )  # fmt: skip
    assert {ref: known.state for ref, known in case.state.partners.items()} == {"acme": "tendered", "bolt": "tendered"}
    assert case.state.summaries_n is None
    assert "all_decided" in reasons_of(case, "advance", to="DECIDED")
    case.clock.advance(timedelta(days=30))
    make(case, "decide_award")
    assert why_of(case, "tell", "told") == "the assessment summaries have not been sent"
    make(case, "tell")
    assert why_of(case, "stand_still", "award_notice") == "N6 (Award notice) is not published again"
    make(case, "stand_still")
    assert old.last_on is not None
    assert case.state.deadlines["standstill"].starts_on > old.last_on
    assert "stood_still" in reasons_of(case, "move_partner", partner="acme", move="sign")
    make(case, "sign")


def test_issuing_again_keeps_the_results_and_asks_for_the_rest_anew() -> None:
    """Summaries and notice are withdrawn, partners stay where they are."""
    case = make_procedure("STANDSTILL")
    assert case.do("advance", to="DECIDED", move="reissue") == ("gate.decided", "step.entered", "award.withdrawn")
    assert {ref: known.state for ref, known in case.state.partners.items()} == {"acme": "chosen", "bolt": "beaten"}
    assert why_of(case, "tell", "told") == "the assessment summaries have not been sent"
    case.do("send_summaries", partners=["acme", "bolt"])
    for move in ("tell", "stand_still", "sign"):
        make(case, move)
    assert case.state.step == "SIGNED"


def test_an_award_that_is_taken_back_brings_nobody_back_who_left() -> None:
    """Who withdrew or refused stays out; only the results of those still in are undone (UK-CFP-4)."""
    case = make_procedure("ASSESS", partners={"acme": None, "bolt": None, "crow": None})
    case.do("move_partner", partner="crow", move="leave")
    make(case, "decide_award")
    case.do("move_partner", partner="acme", move="refuse")
    make(case, "tell")
    make(case, "stand_still")
    case.do("advance", to="ASSESS")
    assert {ref: known.state for ref, known in case.state.partners.items()} == {
        "acme": "refused", "bolt": "tendered", "crow": "left",
    }  # fmt: skip


def test_a_withdrawal_is_possible_while_a_court_suspends() -> None:
    """The authority may settle by assessing again; the suspension stays until it is lifted."""
    case = make_procedure("STANDSTILL")
    case.do("suspend", basis="automatic")
    case.do("advance", to="ASSESS")
    assert case.state.suspended is not None
    assert "not_suspended" in reasons_of(case, "advance", to="DECIDED")


def test_an_award_is_not_withdrawn_once_somebody_has_signed() -> None:
    """The contract is entered into."""
    case = make_procedure("STANDSTILL")
    prepare(case, "sign")
    assert case.state.partners["acme"].state == "signed"
    assert case.why("advance", to="ASSESS") == {"nobody_signed": "acme is still in Signed; nobody may be"}
    assert set(case.why("advance", to="DECIDED")) == {"nobody_signed"}


def test_the_real_award_is_withdrawn_and_made_again() -> None:
    """Both ways back, and each time a whole new standstill before the contract."""
    for move, state in (("withdraw_and_reassess", "final_tendered"), ("withdraw_and_reissue", "awarded")):
        case = make_procedure("STANDSTILL", definition=real())
        make(case, move)
        assert case.state.partners["acme"].state == state
        assert any(isinstance(happened.event, e.AwardWithdrawn) for happened in case.history)
        old = case.state.deadlines["standstill"]
        case.clock.advance(timedelta(days=60))
        for onward in ("decide_award", "send_summaries", "start_standstill", "enter_contract"):
            if onward != "decide_award" or state == "final_tendered":
                make(case, onward)
        assert case.state.step == "CONTRACT_ENTERED"
        assert case.state.deadlines["standstill"].starts_on > old.starts_on
