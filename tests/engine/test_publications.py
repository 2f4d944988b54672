"""A publication that was wrong: its clocks end or are counted anew by events, never silently, and never too late."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.factories import Case, make_procedure
from tests.questions import reasons_of

MICROSECOND = timedelta(microseconds=1)
VOID = {"effect": "void", "event_type": "notice.published"}


def published(case: Case, notice: str) -> int:
    """The event of its latest publication."""
    return case.state.notices[notice].n


def told() -> Case:
    """A procedure whose award notice is out, and which has not gone on yet."""
    case = make_procedure("TOLD")
    case.do("publish_notice", notice="N6")
    return case


def test_taking_a_publication_back_takes_its_clocks_back() -> None:
    """Each in the open, by an event of the same command; published again, they start anew."""
    case = told()
    n = published(case, "N6")
    assert case.do("correct", event=n, **VOID) == ("correction.recorded", "deadline.cancelled", "deadline.cancelled")
    assert "N6" not in case.state.notices
    assert not {"standstill", "feedback_due"} & set(case.state.deadlines)
    case.clock.advance(timedelta(days=1))
    assert case.do("publish_notice", notice="N6") == ("notice.published", "deadline.started", "deadline.started")


def test_the_publication_before_it_is_the_latest_again() -> None:
    """Its own clocks had been replaced: nothing of them comes to life again by itself."""
    case = told()
    first = case.state.notices["N6"]
    case.clock.advance(timedelta(days=1))
    case.do("publish_notice", notice="N6", reference="2026/S 2")
    assert case.state.notices["N6"].times == 2
    assert set(case.why("correct", event=first.n, **VOID)) >= {"latest"}
    case.do("correct", event=published(case, "N6"), **VOID)
    assert case.state.notices["N6"] == first
    assert "standstill" not in case.state.deadlines


def test_another_day_of_publication_counts_its_clocks_anew() -> None:
    """The calendar's days from the right day; what was published is never ended earlier (UK-SS-1)."""
    case = told()
    case.clock.advance(timedelta(days=1))
    was = dict(case.state.deadlines)
    n, on = published(case, "N6"), case.state.notices["N6"].on
    later = case.twin()
    events = later.do("correct", event=n, **VOID, on=on + timedelta(days=1))
    assert events == ("correction.recorded", "notice.published", "deadline.recomputed", "deadline.recomputed")
    assert later.state.notices["N6"].on == on + timedelta(days=1)
    for name in ("standstill", "feedback_due"):
        after, before = later.state.deadlines[name], was[name]
        assert after.starts_on == on + timedelta(days=1)
        assert after.due_at > before.due_at
    assert reasons_of(case, "correct", event=n, **VOID, on=on) == {"other_day"}
    assert reasons_of(case, "correct", event=n, **VOID, on=date(2020, 1, 1)) == {"on"}
    assert reasons_of(case, "correct", event=n, **VOID, on=on + timedelta(days=9)) == {"on"}
    assert reasons_of(case, "correct", event=n, effect="note", on=on) == {"void"}
    assert "voidable" in reasons_of(case, "correct", event=0, effect="void", event_type="procedure.opened", on=on)


def test_an_earlier_day_shortens_no_standstill_that_was_published() -> None:
    """The duty to give feedback ends earlier, as the law counts; the standstill stays as suppliers were told."""
    case = make_procedure("TOLD")
    case.clock.advance(timedelta(days=1))
    case.do("publish_notice", notice="N6")
    was, n, on = dict(case.state.deadlines), published(case, "N6"), case.state.notices["N6"].on
    case.do("correct", event=n, **VOID, on=on - timedelta(days=1))
    assert case.state.deadlines["standstill"].due_at == was["standstill"].due_at
    assert case.state.deadlines["feedback_due"].due_at == was["feedback_due"].due_at - timedelta(days=1)


def test_a_publication_on_which_a_step_rests_gets_its_day_and_stays() -> None:
    """Its gate asked for the notice: it is not taken away underneath."""
    case = make_procedure("STANDSTILL")
    case.clock.advance(timedelta(days=1))
    n, on = published(case, "N6"), case.state.notices["N6"].on
    assert set(case.why("correct", event=n, **VOID)) == {"rested_on"}
    assert "notice.published" in case.do("correct", event=n, **VOID, on=on + timedelta(days=1))


def test_once_somebody_relied_on_its_end_a_clock_is_not_counted_anew() -> None:
    """After the standstill contracts were signed: the mistake is noted, and the lawyer asked what it means."""
    case = make_procedure("SIGNED")
    n = published(case, "N6")
    why = case.why("correct", event=n, **VOID, on=case.state.notices["N6"].on + timedelta(days=1))
    assert "standstill_relied_on" in why
    assert f"correct RL-1 {n} --effect note" in why["standstill_relied_on"]
    assert "Lawyer" in why["standstill_relied_on"]
    case.do("correct", event=n, effect="note")


def test_what_a_publication_met_is_owed_again_without_it() -> None:
    """The duty ends when it ended, and can be missed and met anew."""
    case = make_procedure("SIGNED")
    before = case.state.deadlines["details_due"]
    case.do("publish_notice", notice="N7")
    assert case.do("correct", event=published(case, "N7"), **VOID) == ("correction.recorded", "deadline.recomputed")
    after = case.state.deadlines["details_due"]
    assert (after.due_at, after.met_n, after.runs) == (before.due_at, None, True)
    case.wait_until(after.due_at + MICROSECOND)
    case.do("record_missed", deadline="details_due", actor="clock", role="clock")
    assert case.do("publish_notice", notice="N7")[-1] == "deadline.met"


@pytest.mark.parametrize("seconds", [0, 1])
def test_a_door_through_which_somebody_came_late_stays_where_it_was(seconds: int) -> None:
    """A late application rests on the end; one in time does not."""
    case = make_procedure("OPEN")
    fields: dict[str, Any] = {"event": published(case, "N1"), **VOID}
    due = case.state.deadlines["entry_closes"].due_at
    case.wait_until(due + timedelta(seconds=seconds))
    case.do("register_partner", partner="acme")
    case.wait_until(due + timedelta(minutes=1))
    assert ("entry_closes_relied_on" in reasons_of(case, "correct", **fields)) is bool(seconds)


def test_a_publication_on_its_real_day_can_be_taken_back_as_well() -> None:
    """Its clocks are its own from then on: they end with it."""
    case = told()
    case.clock.advance(timedelta(days=1))
    on = case.state.notices["N6"].on + timedelta(days=1)
    case.do("correct", event=published(case, "N6"), **VOID, on=on)
    events = case.do("correct", event=published(case, "N6"), **VOID)
    assert events == ("correction.recorded", "deadline.cancelled", "deadline.cancelled")
    assert "N6" not in case.state.notices


def test_a_clock_that_stands_still_is_not_counted_anew() -> None:
    """What is left of it would no longer be what was left of it: first the procedure goes on."""
    case = make_procedure("OPEN")
    case.do("pause")
    case.clock.advance(timedelta(days=1))
    n, on = published(case, "N1"), case.state.notices["N1"].on + timedelta(days=1)
    assert "entry_closes_stands_still" in reasons_of(case, "correct", event=n, **VOID, on=on)
    case.do("unpause")
    assert "entry_closes_stands_still" not in reasons_of(case, "correct", event=n, **VOID, on=on)
