"""Another calendar under running deadlines: nothing moves by itself, and what moves is what was shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import commands as c
from engine import events as e
from engine.decide import decide
from engine.errors import BeyondCalendar, InvalidInput, NotAllowed, Refused
from engine.evaluation import Context
from engine.evolve import evolve, replay
from engine.recount import Recounted, recount
from engine.time.calendar import Calendar, read_pin
from engine.time.periods import Counting, Period, Unit, last_day
from tests.factories import Case, make_procedure, uk

PUBLISHED = datetime(2026, 11, 23, 9, tzinfo=UTC)
FIRST_OF_DECEMBER = date(2026, 12, 1)


def standing_still(at: datetime = PUBLISHED, *, longer: int | None = None) -> Case:
    """A procedure whose standstill runs since that moment."""
    case = make_procedure("TOLD")
    case.wait_until(at)
    case.do("publish_notice", notice="N6", **({} if longer is None else {"standstill_days": longer}))
    return case


def another(
    add: set[date] | None = None, take: set[date] | None = None, *, last_on: date | None = None, name: str = "uk"
) -> Calendar:
    """A later version with these days added and taken away."""
    known = uk()
    days = {on: why for on, why in known.holidays.items() if on not in (take or set())}
    days |= dict.fromkeys(add or set(), "proclaimed")
    last = last_on or known.last_on
    kept = {on: why for on, why in days.items() if on <= last}
    return Calendar(
        name=name, version="2027.1", sha256="ab" * 32, first_on=known.first_on, last_on=last, holidays=kept
    )  # fmt: skip


def context_of(case: Case) -> Context:
    """What the rules see."""
    return Context(definition=case.definition, state=case.state, now=case.now, calendar=case.calendar)


def preview(case: Case, other: Calendar) -> tuple[Recounted, ...]:
    """What another calendar would change."""
    return recount(context_of(case), other)


def change(case: Case, other: Calendar, *, role: str = "owner") -> tuple[e.Event, ...]:
    """The events of the decision to use it."""
    command = c.ChangeCalendar(
        procedure="RL-1", actor=role, role=role, calendar=other.pin, reason="A holiday was proclaimed."
    )
    return decide(case.definition, case.state, command, case.now, case.calendar, other=other)


def test_a_proclaimed_holiday_moves_the_standstill_a_day_and_names_what_would_break() -> None:
    """St Andrew's Day is one already; 1 December becomes another: 3 December becomes the 4th."""
    case = standing_still()
    (found,) = preview(case, another({FIRST_OF_DECEMBER}))
    assert (found.deadline, found.was_last_on, found.last_on) == ("standstill", date(2026, 12, 3), date(2026, 12, 4))
    assert found.moves
    assert found.breaks == (
        "8 working days beginning with Monday 23 November 2026 end with Friday 4 December 2026 (TE-SS):"
        " 3 December 2026, 23:59:59 (London) would be too early"
    )
    changed, moved = change(case, another({FIRST_OF_DECEMBER}))
    assert isinstance(changed, e.CalendarChanged)
    assert (str(read_pin(changed.was)), str(read_pin(changed.calendar))) == ("uk-2026.1", "uk-2027.1")
    assert isinstance(moved, e.DeadlineMoved)
    assert (moved.deadline, moved.last_on, moved.due_at) == ("standstill", found.last_on, found.due_at)


def test_a_holiday_that_is_withdrawn_moves_it_back_and_breaks_nothing() -> None:
    """Earlier than was published: that is shown, and left to the person who decides."""
    case = standing_still()
    (found,) = preview(case, another(take={date(2026, 11, 30)}))
    assert (found.last_on, found.breaks, found.moves) == (date(2026, 12, 2), None, True)


def test_a_longer_standstill_that_was_stated_is_recounted_at_its_own_length() -> None:
    """UK-SS-1: ten working days bind; eight of them are not cut short by one more holiday."""
    case = standing_still(longer=10)
    (found,) = preview(case, another({FIRST_OF_DECEMBER}))
    assert (found.was_last_on, found.last_on, found.breaks) == (date(2026, 12, 7), date(2026, 12, 8), None)


def test_a_holiday_elsewhere_moves_nothing_but_the_pin() -> None:
    """The procedure is on the new version from then on, and later periods are counted on it."""
    case = standing_still()
    other = another({date(2027, 6, 7)})
    assert preview(case, other) == ()
    (changed,) = change(case, other)
    case.happen(changed)
    assert case.state.calendar == other.pin


def test_what_runs_is_not_ended_in_the_past() -> None:
    """On its last day a day is taken away before it: the end stays where it was published."""
    case = standing_still()
    case.wait_until(datetime(2026, 12, 3, 12, tzinfo=UTC))
    (found,) = preview(case, another(take={date(2026, 11, 30)}))
    assert not found.moves
    assert found.kept == (
        "it would have ended already, 2 December 2026, 23:59:59 (London): what runs is not ended in the past"
    )
    assert len(change(case, another(take={date(2026, 11, 30)}))) == 1


def test_what_is_over_is_left_alone() -> None:
    """A day after its end."""
    case = standing_still()
    case.wait_until(datetime(2026, 12, 4, 12, tzinfo=UTC))
    assert preview(case, another({FIRST_OF_DECEMBER})) == ()


def test_a_calendar_that_ends_too_early_is_refused_whole() -> None:
    """It cannot tell where the standstill ends, so the procedure is not put on it."""
    case = standing_still()
    other = another(last_on=date(2026, 12, 1))
    (found,) = preview(case, other)
    assert found.due_at is None
    with pytest.raises(Refused, match="cannot be counted on it"):
        change(case, other)


def test_a_definition_may_take_dates_beyond_the_calendar_provisionally() -> None:
    """Then they say so, in the state too; by default they are refused."""
    case = make_procedure("TOLD")
    case.wait_until(datetime(2028, 12, 27, 9, tzinfo=UTC))
    with pytest.raises(BeyondCalendar):
        case.do("publish_notice", notice="N6")
    command = case.command("publish_notice", notice="N6")
    lenient = case.definition.model_copy(update={"beyond_calendar": "provisional"})
    events = decide(lenient, case.state, command, case.now, case.calendar)
    started = next(one for one in events if isinstance(one, e.DeadlineStarted) and one.deadline == "standstill")
    assert (started.provisional, started.last_on) == (True, date(2029, 1, 5))
    state = evolve(case.state, e.Happened(case.state.n + 1, case.now, started))
    assert state.deadlines["standstill"].provisional
    longer = another({date(2029, 1, 1), date(2029, 1, 2)}, last_on=date(2029, 12, 31))
    context = Context(definition=lenient, state=state, now=case.now, calendar=case.calendar)
    (found,) = recount(context, longer)
    assert (found.last_on, found.provisional) == (date(2029, 1, 9), False)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (uk(), "it is on uk-2026.1 already"),
        (another(name="uk-scotland"), 'the procedure counts on "uk"'),
    ],
)
def test_the_same_calendar_and_that_of_another_place_are_refused(other: Calendar, why: str) -> None:
    """UK-CLK-1 is not chosen case by case."""
    with pytest.raises(Refused, match=why):
        change(standing_still(), other)


def test_it_is_decided_by_whoever_may_pause_or_whom_the_definition_names() -> None:
    """A person, in a role of the definition; and the calendar must have been loaded."""
    case = standing_still()
    with pytest.raises(NotAllowed):
        change(case, another(), role="manager")
    powers = case.definition.powers.model_copy(update={"change_calendar": ("manager",)})
    definition = case.definition.model_copy(update={"powers": powers})
    command = c.ChangeCalendar(
        procedure="RL-1", actor="manager", role="manager", calendar=another().pin, reason="It was proclaimed."
    )
    assert decide(definition, case.state, command, case.now, case.calendar, other=another())
    with pytest.raises(InvalidInput, match="was not loaded"):
        decide(definition, case.state, command, case.now, case.calendar)


def test_what_stood_still_is_moved_by_what_is_left_of_it() -> None:
    """Three working days from Saturday 11 April 2026, paused for a week: a holiday to come moves the rest only."""
    case = make_procedure("TRIAL", facts=("big",))
    known = case.state.deadlines["review_due"]
    assert known.last_on == date(2026, 4, 15)
    case.wait_until(datetime(2026, 4, 13, 11, tzinfo=UTC))
    case.do("pause")
    case.wait_until(datetime(2026, 4, 20, 11, tzinfo=UTC))
    assert preview(case, another({date(2026, 4, 21)})) == ()
    case.do("unpause")
    assert case.state.deadlines["review_due"].last_on == date(2026, 4, 22)
    found = {one.deadline: one for one in preview(case, another({date(2026, 4, 21), date(2026, 4, 14)}))}
    assert (found["review_due"].last_on, found["review_due"].moves) == (date(2026, 4, 23), True)


near = st.sets(st.dates(date(2026, 11, 16), date(2027, 1, 10)), max_size=6)


@settings(max_examples=60, deadline=None)
@given(add=near, take=near, waits=st.integers(0, 12))
def test_what_is_done_is_what_was_shown_and_what_a_count_from_the_start_gives(
    add: set[date], take: set[date], waits: int
) -> None:
    """Any days added and taken away, at any moment of the standstill; and the history replays to it."""
    case = standing_still()
    case.wait_until(PUBLISHED + timedelta(days=waits))
    other = another(add, take - add)
    shown = {one.deadline: one for one in preview(case, other) if one.moves}
    before = case.state.deadlines
    for event in change(case, other):
        case.happen(event)
    after = case.state.deadlines
    assert {name for name in after if after[name].due_at != before[name].due_at} == set(shown)
    for name, one in shown.items():
        assert (after[name].due_at, after[name].last_on, after[name].calendar) == (one.due_at, one.last_on, other.pin)
    eight = Period(length=8, unit=Unit.WORKING_DAYS, counting=Counting.BEGINNING_WITH)
    counted = last_day(date(2026, 11, 23), eight, other)
    if before["standstill"].due_at >= case.now and datetime(*counted.timetuple()[:3], 23, 59, tzinfo=UTC) >= case.now:
        assert after["standstill"].last_on == counted
    assert replay(case.history, "RL-1") == case.state
    # The same calendar once more has nothing left to move.
    again = replace(other, version="2027.2")
    context = Context(definition=case.definition, state=case.state, now=case.now, calendar=other)
    assert not any(one.moves for one in recount(context, again))
