"""Deadlines: set before they start, never shorter than the law's minimum, moved later only, to the microsecond."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from engine.errors import NotAllowed, NotFound
from engine.evaluation import Context
from engine.explanation import Standing
from engine.schedule import unplanned
from engine.time.dates import describe_date
from tests.factories import Case, make_procedure, real
from tests.pilot import prepare
from tests.questions import standing_of, why_of

MICROSECOND = timedelta(microseconds=1)
START_DAY = date(2026, 3, 2)


def at(day: int, hour: int = 12, month: int = 3) -> datetime:
    """An instant of 2026."""
    return datetime(2026, month, day, hour, tzinfo=UTC)


@pytest.fixture
def ready() -> Case:
    """Give a procedure that may set the deadline for applications."""
    return make_procedure("READY")


def test_a_deadline_is_planned_before_it_starts(ready: Case) -> None:
    """It has a moment, but no last day and no running clock yet, and can be planned again."""
    assert ready.do("set_deadline", deadline="entry_closes", due_at=at(20)) == ("deadline.set",)
    planned = ready.state.deadlines["entry_closes"]
    assert (planned.due_at, planned.starts_on, planned.last_on) == (at(20), START_DAY, None)
    assert (planned.started, planned.extended) == (False, 0)
    ready.do("set_deadline", deadline="entry_closes", due_at=at(25))
    assert ready.state.deadlines["entry_closes"].due_at == at(25)


@pytest.mark.parametrize(
    ("hurried", "day", "standing"),
    [
        (False, 11, Standing.UNMET), (False, 12, Standing.WARNING), (False, 13, None),
        (True, 6, Standing.UNMET), (True, 7, Standing.WARNING), (True, 8, None),
    ],
)  # fmt: skip
def test_the_shortest_minimum_that_applies_is_kept(hurried: bool, day: int, standing: Standing | None) -> None:
    """Ten days after the start, five when there is urgency; an hour on the last day is accepted with care (trap 37)."""
    case = make_procedure("READY", facts=("hurried",) if hurried else ())
    if standing is Standing.UNMET:
        explanation = case.refused("set_deadline", deadline="entry_closes", due_at=at(day))
        (finding,) = explanation.blockers
        assert finding.id == "entry_closes_minimum"
        days = 5 if hurried else 10
        last = START_DAY + timedelta(days=days)
        assert finding.why == (
            f'"Entry closes" on {describe_date(at(day).date())} would be too early: {days} calendar days after Monday'
            f" 2 March 2026 end on {describe_date(last)}"
        )
        assert finding.who == ("Manager",)
        assert finding.next == f"seedbed deadline set RL-1 entry_closes --due 2026-03-{'09' if hurried else '13'}T12:00"
        assert (finding.rules, finding.kind) == (("TE-CLK",), "minimum_period")
        return
    case.do("set_deadline", deadline="entry_closes", due_at=at(day))
    # The same question is asked again when the clock starts.
    context = Context(definition=case.definition, state=case.state, now=case.now, calendar=case.calendar)
    said = [(finding.id, finding.standing) for finding in unplanned(context, notice="N1")]
    assert said == ([] if standing is None else [("entry_closes_full_days", standing)])


def test_a_minimum_that_was_kept_when_planned_is_asked_again_when_the_clock_starts(ready: Case) -> None:
    """Publishing later than planned does not eat into the period."""
    ready.do("set_deadline", deadline="entry_closes", due_at=at(13))
    ready.clock.advance(timedelta(days=2))
    assert set(ready.why("publish_notice", notice="N1")) == {"entry_closes_minimum"}
    ready.do("set_deadline", deadline="entry_closes", due_at=at(15))
    ready.do("publish_notice", notice="N1")


def test_a_notice_published_yesterday_counts_from_yesterday(ready: Case) -> None:
    """The period begins with the publication, not with the day on which it is recorded."""
    ready.do("set_deadline", deadline="entry_closes", due_at=at(12))
    ready.clock.advance(timedelta(days=1))
    assert set(ready.why("publish_notice", notice="N1")) == {"entry_closes_minimum"}
    assert ready.now.date() == date(2026, 3, 3)
    ready.do("publish_notice", notice="N1", on=START_DAY)
    assert ready.state.deadlines["entry_closes"].starts_on == START_DAY


def test_a_deadline_that_has_passed_before_it_starts_is_set_anew(ready: Case) -> None:
    """It would be no deadline at all."""
    ready.do("set_deadline", deadline="entry_closes", due_at=at(13))
    ready.wait_until(at(13))
    assert ready.why("publish_notice", notice="N1") == {"entry_closes_set": '"Entry closes" lies in the past'}


def test_a_start_in_the_past_or_an_end_in_the_past_is_refused(ready: Case) -> None:
    """Both at once are said at once."""
    assert set(ready.why("set_deadline", deadline="entry_closes", due_at=at(20), starts_on=date(2026, 3, 1))) == {
        "starts_on"
    }
    reasons = ready.why("set_deadline", deadline="trial_ends", due_at=ready.now, starts_on=date(2026, 3, 1))
    assert reasons == {"starts_on": "Sunday 1 March 2026 has passed", "future": "it lies in the past"}
    ready.do("set_deadline", deadline="trial_ends", due_at=ready.now + MICROSECOND)


def test_a_computed_deadline_is_set_by_nobody(ready: Case) -> None:
    """It follows from its start."""
    reasons = ready.why("set_deadline", deadline="standstill", due_at=at(20))
    assert reasons == {"set_by_person": "it is computed from its start and nobody sets it"}
    (finding,) = ready.refused("extend_deadline", deadline="standstill", due_at=at(20)).blockers
    assert (finding.id, finding.rules) == ("set_by_person", ("TE-SS",))


def test_a_running_deadline_is_extended_not_set() -> None:
    """The refusal says what to type instead."""
    case = make_procedure("OPEN")
    (finding,) = case.refused("set_deadline", deadline="entry_closes", due_at=at(1, month=6)).blockers
    assert (finding.id, finding.why) == ("not_started", "it runs already: extend it instead")
    assert finding.next == 'seedbed deadline extend RL-1 entry_closes --due 2026-04-20T12:00 --reason "..."'


def test_a_deadline_that_has_not_started_is_set_not_extended(ready: Case) -> None:
    """Neither an unknown nor a planned one is extended."""
    for _ in range(2):
        (finding,) = ready.refused("extend_deadline", deadline="entry_closes", due_at=at(30)).blockers
        assert (finding.id, finding.why) == ("started", "it has not started: set it instead")
        assert finding.next == "seedbed deadline set RL-1 entry_closes --due 2026-03-13T12:00"
        ready.do("set_deadline", deadline="entry_closes", due_at=at(20))


def test_a_deadline_moves_later_until_its_last_microsecond() -> None:
    """Never earlier, never to where it is, never once it has passed."""
    case = make_procedure("OPEN")
    due = case.state.deadlines["entry_closes"].due_at
    (finding,) = case.refused("extend_deadline", deadline="entry_closes", due_at=due).blockers
    assert (finding.id, finding.rules) == ("later", ("UK-CLK-6",))
    assert finding.why.endswith("what was published is never shortened")
    case.wait_until(due)
    assert case.do("extend_deadline", deadline="entry_closes", due_at=due + MICROSECOND) == ("deadline.extended",)
    extended = case.state.deadlines["entry_closes"]
    assert (extended.due_at, extended.extended, extended.started) == (due + MICROSECOND, 1, True)
    case.wait_until(due + 2 * MICROSECOND)
    (finding,) = case.refused("extend_deadline", deadline="entry_closes", due_at=due + timedelta(days=1)).blockers
    assert (finding.id, finding.rules) == ("before_end", ("UK-MOD-3",))
    assert set(case.why("extend_deadline", deadline="entry_closes", due_at=due)) == {"before_end", "later"}


def test_an_extension_moves_the_last_local_day() -> None:
    """Half past midnight in summer belongs to the new day."""
    case = make_procedure("OPEN")
    case.do("extend_deadline", deadline="entry_closes", due_at=datetime(2026, 5, 1, 23, 30, tzinfo=UTC))
    assert case.state.deadlines["entry_closes"].last_on == date(2026, 5, 2)


def test_nothing_is_set_or_extended_after_the_end() -> None:
    """An ended procedure has no new deadlines."""
    case = make_procedure("OPEN")
    case.do("terminate")
    assert set(case.why("set_deadline", deadline="trial_ends", due_at=at(1, month=9))) == {"not_ended"}
    later = at(1, month=9)
    assert set(case.why("extend_deadline", deadline="entry_closes", due_at=later)) == {"not_ended"}


def test_only_its_roles_set_and_extend(ready: Case) -> None:
    """Anybody else is turned away; an unknown deadline is bad input."""
    with pytest.raises(NotAllowed, match='may not set "Entry closes": that is for Manager'):
        ready.do("set_deadline", deadline="entry_closes", due_at=at(20), role="owner")
    with pytest.raises(NotAllowed, match='may not extend "Entry closes": that is for Manager'):
        ready.do("extend_deadline", deadline="entry_closes", due_at=at(20), role="owner")
    for kind in ("set_deadline", "extend_deadline"):
        with pytest.raises(NotFound, match=r'There is no deadline "entry"'):
            ready.do(kind, deadline="entry", due_at=at(20))


def test_a_deadline_passes_after_its_last_microsecond() -> None:
    """Up to its moment it runs, one microsecond later it has passed, and no instant is both."""
    case = make_procedure("OPEN")
    due = case.state.deadlines["entry_closes"].due_at
    for now, passed in ((due - MICROSECOND, False), (due, False), (due + MICROSECOND, True)):
        case.wait_until(now)
        assert (standing_of(case, "sift", "closed").standing is Standing.MET) is passed
    assert standing_of(case, "sift", "closed").evidence[0].event == case.state.deadlines["entry_closes"].n


def test_a_gate_that_wants_a_running_deadline_shuts_with_it() -> None:
    """Still open at the deadline itself, shut one microsecond later; nobody can mend that."""
    case = make_procedure("READY")
    prepare(case, "open_entry")
    due = case.state.deadlines["entry_closes"].due_at
    case.wait_until(due)
    assert standing_of(case, "open_entry", "still_open").standing is Standing.MET
    case.wait_until(due + MICROSECOND)
    assert why_of(case, "open_entry", "still_open").startswith('the deadline "Entry closes" passed at ')


def test_a_deadline_that_is_not_set_or_not_started_neither_runs_nor_has_passed(ready: Case) -> None:
    """Who sets it, or what starts it, is said."""
    finding = standing_of(ready, "open_entry", "still_open")
    assert (finding.why, finding.who) == ('the deadline "Entry closes" is not set', ("Manager",))
    assert finding.next == "seedbed deadline set RL-1 entry_closes --due 2026-03-13T12:00"
    ready.do("set_deadline", deadline="entry_closes", due_at=at(20))
    for now in (ready.now, at(21)):
        ready.wait_until(now)
        for move, requirement in (("open_entry", "still_open"), ("sift", "closed")):
            finding = standing_of(ready, move, requirement)
            assert finding.why == 'the deadline "Entry closes" has not started: it starts with N1'
            assert finding.next == "seedbed notice publish RL-1 N1 --reference REFERENCE"
            assert finding.who == ("Manager",)


def test_a_deadline_that_starts_with_a_step_must_be_set_before_the_step_is_entered() -> None:
    """The gate of the move asks for it, together with everything else."""
    case = make_procedure("SIFT")
    finding = standing_of(case, "start_trial", "trial_ends_set")
    assert (finding.why, finding.standing) == ('the deadline "Trial ends" is not set', Standing.UNMET)
    assert finding.next == "seedbed deadline set RL-1 trial_ends --due 2026-05-11T12:00"
    case.do("set_deadline", deadline="trial_ends", due_at=at(30, month=6))
    assert not [f for f in case.refused("advance", to="TRIAL").blockers if f.id == "trial_ends_set"]


@pytest.mark.parametrize("big", [True, False])
def test_a_deadline_with_a_condition_runs_only_when_the_answer_was_yes(big: bool) -> None:
    """Three working days after the step was entered, if it is big."""
    case = make_procedure("TRIAL", facts=("big",) if big else ())
    assert ("review_due" in case.state.deadlines) is big
    if big:
        known = case.state.deadlines["review_due"]
        # Saturday 11 April 2026: the working days after it are Monday to Wednesday.
        assert (known.starts_on, known.last_on) == (date(2026, 4, 11), date(2026, 4, 15))
        assert known.due_at == datetime(2026, 4, 15, 22, 59, 59, 999999, tzinfo=UTC)
        assert known.calendar == case.calendar.pin


def test_a_period_in_calendar_days_names_no_calendar() -> None:
    """Thirty days beginning with the day of signature need none."""
    case = make_procedure("SIGNED")
    known = case.state.deadlines["details_due"]
    assert (known.last_on, known.calendar) == (known.starts_on + timedelta(days=29), None)


@pytest.mark.parametrize("over_5m", [True, False])
def test_the_copy_of_the_contract_is_due_only_above_five_million(over_5m: bool) -> None:
    """UK-CDN-2 asks for it above £5m; below, no clock runs."""
    facts = ("contract_over_5m",) if over_5m else ()
    case = make_procedure("CONTRACT_ENTERED", facts=facts, definition=real())
    assert ("contract_copy_due" in case.state.deadlines) is over_5m
    assert ("performance_notice_due" in case.state.deadlines) is over_5m
    assert "contract_details_due" in case.state.deadlines
