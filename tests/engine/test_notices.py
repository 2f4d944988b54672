"""Notices: published in their step, on their day, through their gate; the clocks that begin with them start."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from engine.errors import BeyondCalendar, NotAllowed, NotFound
from engine.events import LotCeased, NoticePublished
from engine.time.dates import describe_date
from engine.time.local_time import local_date
from tests.factories import Case, make_procedure, real
from tests.questions import standing_of, why_of


def ready(**fields: bool) -> Case:
    """Give a procedure whose opening notice can be published: its deadline is set."""
    case = make_procedure("READY", facts=tuple(fact for fact, yes in fields.items() if yes))
    case.do("set_deadline", deadline="entry_closes", due_at=case.now + timedelta(days=30))
    return case


def test_a_publication_is_recorded_with_its_day_and_reference() -> None:
    """The latest one counts, and how many there were."""
    case = ready()
    assert case.do("publish_notice", notice="N1", reference="2026/S 1") == ("notice.published", "deadline.started")
    notice = case.state.notices["N1"]
    assert (notice.on, notice.reference, notice.times) == (date(2026, 3, 2), "2026/S 1", 1)
    case.do("publish_notice", notice="N1", reference="2026/S 2")
    assert (case.state.notices["N1"].reference, case.state.notices["N1"].times) == ("2026/S 2", 2)


def test_a_notice_is_published_in_its_step() -> None:
    """The refusal says where the procedure stands."""
    case = make_procedure("DRAFT")
    reasons = case.why("publish_notice", notice="N7")
    assert reasons == {"during": "N7 is not published in step DRAFT"}


@pytest.mark.parametrize(("days", "accepted"), [(-1, False), (1, True), (2, True), (3, False)])
def test_a_publication_lies_between_the_last_step_and_today(days: int, accepted: bool) -> None:
    """A day before the step or a day ahead is no day of publication (UK-CLK-7)."""
    case = ready()
    entered = local_date(case.state.visits["READY"].at, "Europe/London")
    case.clock.advance(timedelta(days=2))
    on = entered + timedelta(days=days)
    if accepted:
        case.do("publish_notice", notice="N1", on=on)
        assert case.state.deadlines["entry_closes"].starts_on == on
    else:
        (finding,) = case.refused("publish_notice", notice="N1", on=on).blockers
        assert (finding.id, finding.rules) == ("on", ("UK-CLK-7",))
        today = "Wednesday 4 March 2026"
        assert finding.why == f"{describe_date(on)} is not a day between the last step and today, {today}"


def test_the_day_of_publication_is_the_local_one() -> None:
    """Half past midnight on a British summer night is the day before in UTC."""
    case = ready()
    case.wait_until(datetime(2026, 3, 30, 23, 30, tzinfo=UTC))
    case.do("set_deadline", deadline="entry_closes", due_at=datetime(2026, 5, 1, 11, tzinfo=UTC))
    assert set(case.why("publish_notice", notice="N1", on=date(2026, 4, 1))) == {"on"}
    case.do("publish_notice", notice="N1", on=date(2026, 3, 31))


def test_everything_in_the_gate_of_a_notice_holds_first() -> None:
    """All reasons of the gate, the step, the day and the clock are given at once."""
    case = make_procedure("READY")
    case.do("correct", event=case.state.artefacts["paper"].n, effect="void")
    reasons = case.why("publish_notice", notice="N1", on=date(2026, 1, 1))
    assert set(reasons) == {"on", "paper_there", "entry_closes_set"}
    assert reasons["entry_closes_set"] == 'the deadline "Entry closes" is not set'


def test_a_should_of_a_notice_is_waived_in_its_own_name() -> None:
    """UK2 before UK4, or the reasons why not: the waiver is the notice's, the move's own question stays open."""
    case = make_procedure("DRAFT", facts=("big",))
    case.do("submit_artefact", artefact="paper")
    case.do("accept_artefact", artefact="paper")
    case.do("record_decision", decision="go")
    for role in ("manager", "owner"):
        case.do("declare_conflicts", role=role)
    case.do("waive", move="prepare", requirement="announced")
    case.do("advance", to="READY")
    case.do("set_deadline", deadline="entry_closes", due_at=case.now + timedelta(days=30))
    waive = '(it may be waived: seedbed waive RL-1 N1 announced --reason "...")'
    assert case.why("publish_notice", notice="N1") == {"announced": f"N0 (Announcement) is not published {waive}"}
    case.do("waive", move="N1", requirement="announced")
    case.do("publish_notice", notice="N1")


def test_a_notice_that_is_published_once_is_not_published_again() -> None:
    """The refusal says when it was, and by which event."""
    case = make_procedure("NOTHING")
    case.do("publish_notice", notice="N3")
    n = case.state.n
    why = f"it was published on Saturday 11 April 2026 (event {n})"
    assert case.why("publish_notice", notice="N3") == {"once": why}


def test_a_republished_notice_does_not_start_a_set_deadline_again() -> None:
    """What was published is never shortened or moved by publishing again."""
    case = make_procedure("OPEN")
    before = case.state.deadlines["entry_closes"]
    case.clock.advance(timedelta(days=1))
    assert case.do("publish_notice", notice="N1") == ("notice.published",)
    assert case.state.deadlines["entry_closes"] == before


def test_only_its_role_publishes_and_only_known_notices_are_published() -> None:
    """Anybody else is turned away; an unknown notice is bad input."""
    case = ready()
    with pytest.raises(NotAllowed, match="may not publish N1: that is for Manager"):
        case.do("publish_notice", notice="N1", role="owner")
    with pytest.raises(NotFound, match='There is no notice "N9"'):
        case.do("publish_notice", notice="N9", role="manager")


def test_only_ceased_lots_are_named_as_ceased() -> None:
    """An open lot, or none of that name, is bad input; a ceased one is recorded with the notice."""
    case = make_procedure("TOLD", partners={"acme": "north", "bolt": "south"})
    assert case.why("cease_lot", lot="south") == {"nobody_chosen": "bolt is chosen for it: take the award back first"}
    case.happen(LotCeased(lot="north"))
    with pytest.raises(NotFound, match='There is no ceased lot "south"'):
        case.do("publish_notice", notice="N6", ceased_lots=["south"])
    silent = {"ceased_lots": "lot north has ceased and is not named: say --ceased-lot north"}
    assert case.why("publish_notice", notice="N6", ceased_lots=[]) == silent
    case.do("publish_notice", notice="N6", ceased_lots=["north"])
    published = [happened.event for happened in case.history if isinstance(happened.event, NoticePublished)]
    assert published[-1].ceased_lots == ["north"]


def test_a_notice_that_is_due_after_an_early_end_is_published_at_the_end() -> None:
    """It is due until it is published; other notices are not."""
    case = make_procedure("SIGNED")
    case.do("terminate")
    assert case.state.notice_due == "N4"
    assert set(case.why("publish_notice", notice="N7")) == {"during"}
    case.do("publish_notice", notice="N4")
    assert case.state.notice_due is None


def test_another_notice_leaves_the_due_one_due() -> None:
    """Only the notice that is due settles it."""
    case = make_procedure("OPEN")
    case.do("terminate")
    assert case.state.notice_due == "N3"
    case.happen(NoticePublished(notice="N1", on=date(2026, 3, 2), reference="r", ceased_lots=[]))
    assert case.state.notice_due == "N3"


def test_a_standstill_beyond_the_calendar_is_refused_never_guessed() -> None:
    """Working days after the last known bank holiday are not counted."""
    case = make_procedure("TOLD")
    case.wait_until(datetime(2028, 12, 29, 9, tzinfo=UTC))
    with pytest.raises(BeyondCalendar, match="no day beyond it is guessed"):
        case.do("publish_notice", notice="N6")


def test_a_notice_asked_since_a_step_must_be_newer_than_the_latest_entry() -> None:
    """Coming back to the step, it is published again."""
    case = make_procedure("OPEN")
    assert why_of(case, "republish", "notice_again") == "N1 (Opening notice) is not published again"
    case.do("publish_notice", notice="N1")
    assert standing_of(case, "republish", "notice_again").standing == "met"
    case.do("advance", to="OPEN", move="republish")
    assert why_of(case, "republish", "notice_again") == "N1 (Opening notice) is not published again"


def test_the_tender_notice_waits_for_its_papers() -> None:
    """UK4 of the real procedure: documents, conflicts assessment, and the day on which applications close."""
    case = make_procedure("DESIGN_APPROVED", definition=real())
    reasons = case.why("publish_notice", notice="UK4")
    assert set(reasons) == {"notice_ready", "applications_close_set"}
