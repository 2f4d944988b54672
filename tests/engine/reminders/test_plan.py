"""The planner: when the rungs of a ladder are due, and which there are."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from engine.definition.ladders import LadderRole, LadderRule, RungRule
from engine.reminders import days
from engine.reminders.plan import Kind, Rung, ladder_of, rungs, rungs_of, week_after
from engine.state import Deadline, State
from engine.time.calendar import Calendar
from tests.factories import Case, make_procedure, uk


@pytest.fixture
def signed() -> Case:
    """Give a procedure whose details notice is owed within thirty days."""
    return make_procedure("SIGNED")


def planned(case: Case, deadline: str) -> dict[tuple[str, str], Rung]:
    """The rungs of one deadline, by name and role."""
    found = rungs_of(case.definition, case.state, uk(), deadline)
    return {(rung.rung, rung.role): rung for rung in found}


def with_end(case: Case, deadline: str, due_at: datetime) -> State:
    """The state with one deadline at another end."""
    from dataclasses import replace

    moved = case.state.deadlines[deadline]._replace(due_at=due_at)
    return replace(case.state, deadlines={deadline: moved})


def test_a_duty_climbs_its_ladder_and_then_goes_on_every_week(signed: Case) -> None:
    """Ten, five, two and one working days before, on the day, one after to the next level up too, then weekly."""
    found = planned(signed, "details_due")
    assert [(rung.rung, rung.role) for rung in sorted(found.values(), key=lambda rung: (rung.due_at, rung.role))] == [
        ("before-10", "owner"),
        ("before-5", "owner"),
        ("before-2", "owner"),
        ("before-1", "owner"),
        ("before-0", "deputy"),
        ("before-0", "owner"),
        ("after-1", "owner"),
        ("after-1", "senior"),
        ("weekly-1", "owner"),
        ("weekly-1", "senior"),
    ]


def test_rungs_are_due_at_eight_local_on_both_sides_of_a_clock_change(signed: Case) -> None:
    """The last Sunday of October 2026 lies between these: 07:00 UTC in summer is 08:00 UTC in winter."""
    state = with_end(signed, "details_due", datetime(2026, 10, 28, 23, 59, 59, 999999, tzinfo=UTC))
    found = {rung.rung: rung.due_at for rung in rungs(signed.definition, state, uk())}
    assert found["before-5"] == datetime(2026, 10, 21, 7, tzinfo=UTC)
    assert found["before-2"] == datetime(2026, 10, 26, 8, tzinfo=UTC)
    assert found["before-0"] == datetime(2026, 10, 28, 8, tzinfo=UTC)


def test_working_days_step_over_bank_holidays(signed: Case) -> None:
    """Two working days before 29 December 2026: Christmas Day, Boxing Day's substitute and a weekend do not count."""
    state = with_end(signed, "details_due", datetime(2026, 12, 29, 17, tzinfo=UTC))
    found = {rung.rung: rung.due_at.date() for rung in rungs(signed.definition, state, uk())}
    assert found["before-1"] == date(2026, 12, 24)
    assert found["before-2"] == date(2026, 12, 23)


def test_an_end_before_eight_is_told_the_morning_before(signed: Case) -> None:
    """A reminder after the end would be none."""
    state = with_end(signed, "details_due", datetime(2026, 6, 3, 5, 30, tzinfo=UTC))
    found = {rung.rung: rung.due_at for rung in rungs(signed.definition, state, uk())}
    assert found["before-0"] == datetime(2026, 6, 2, 7, tzinfo=UTC)


def test_beyond_the_calendar_weekdays_count_and_the_rung_is_provisional(signed: Case) -> None:
    """A deadline is never guessed; a reminder of it comes all the same, and says that its day is provisional."""
    known = uk()
    end = datetime.combine(known.last_on + timedelta(days=30), datetime.min.time(), UTC) + timedelta(hours=12)
    found = rungs(signed.definition, with_end(signed, "details_due", end), known)
    assert len(found) == 10
    assert all(rung.provisional for rung in found)
    assert all(rung.due_at.weekday() < 5 for rung in found if rung.rung != "before-0")


@pytest.mark.parametrize("change", [{"met_n": 7}, {"stopped_at": datetime(2026, 5, 1, tzinfo=UTC)}, {"started": False}])
def test_what_is_met_stands_still_or_has_not_begun_has_no_rungs(signed: Case, change: dict[str, object]) -> None:
    """Nobody is reminded of what asks nothing of them."""
    from dataclasses import replace

    known = signed.state.deadlines["details_due"]._replace(**change)  # type: ignore[arg-type]
    state = replace(signed.state, deadlines={"details_due": known})
    assert rungs(signed.definition, state, uk()) == ()


def test_a_missed_deadline_keeps_its_rungs(signed: Case) -> None:
    """Missed is not met: the duty is still owed."""
    from dataclasses import replace

    known = signed.state.deadlines["details_due"]._replace(missed_n=99)
    state = replace(signed.state, deadlines={"details_due": known})
    assert len(rungs(signed.definition, state, uk())) == 10


def test_the_end_of_a_procedure_ends_the_ladders_of_what_began_before() -> None:
    """A notice that the end itself calls for is still owed."""
    done = make_procedure("DONE")
    assert {rung.deadline for rung in rungs(done.definition, done.state, uk())} <= {"ending_due", "archive_by"}


def test_weeks_that_were_slept_through_come_once(signed: Case) -> None:
    """After a month of silence one reminder is sent, and the next one in the next week."""
    first = planned(signed, "details_due")["weekly-1", "owner"]
    late = first.due_at + timedelta(days=33)
    following = week_after(signed.definition, signed.state, uk(), first, late)
    assert following.rung == "weekly-6"
    assert late < following.due_at <= late + timedelta(days=7)


def test_what_nothing_meets_ends_with_its_day(signed: Case) -> None:
    """When a standstill is over, nobody is overdue."""
    assert ladder_of(signed.definition, "standstill").weekly == ()
    assert all(rung.kind is not Kind.OVERDUE for rung in planned(signed, "standstill").values())


def test_a_ladder_reminds_nobody_twice_on_a_day() -> None:
    """A slip of the pen in a definition is refused when it is read."""
    with pytest.raises(ValueError, match="same role on the same day"):
        LadderRule(
            title="Twice",
            rungs=(RungRule(before=1, to=(LadderRole.OWNER,)), RungRule(before=1, to=(LadderRole.OWNER,))),
        )


def test_a_rung_lies_before_or_after() -> None:
    """Neither and both are refused."""
    for given in ({}, {"before": 1, "after": 1}):
        with pytest.raises(ValueError, match="exactly one of"):
            RungRule(to=(LadderRole.OWNER,), **given)


def test_working_days_agree_with_a_walk_over_a_year() -> None:
    """Counting back and counting forth meet at the same day, wherever one starts on a working day."""
    calendar: Calendar = uk()
    on = date(2026, 1, 1)
    while on < date(2027, 1, 1):
        if days.works(calendar, on):
            for number in (1, 2, 5, 10):
                there = days.working_day_before(calendar, on, number)
                assert days.works(calendar, there)
                assert days.working_day_after(calendar, there, number) == on
        on += days.DAY


def test_a_deadline_is_planned_alone_as_it_is_among_others(signed: Case) -> None:
    """What one deadline's rungs are does not hang on the others'."""
    together = rungs(signed.definition, signed.state, uk())
    alone = [rung for name in signed.state.deadlines for rung in rungs_of(signed.definition, signed.state, uk(), name)]
    assert sorted(together) == sorted(alone)
    assert isinstance(signed.state.deadlines["details_due"], Deadline)
