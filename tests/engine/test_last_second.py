"""Stops within stops, and a clock that is put back, at the very end of a deadline."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest

from engine.time.local_time import MICROSECOND
from tests.factories import Case, make_procedure
from tests.pilot import lift
from tests.questions import reasons_of

GO_ON: dict[str, Callable[[Case], object]] = {"pause": lambda it: it.do("unpause"), "suspend": lift}


@pytest.mark.parametrize("left", [timedelta(0), MICROSECOND, timedelta(seconds=1)])
@pytest.mark.parametrize(("outer", "inner"), [("pause", "suspend"), ("suspend", "pause")])
def test_a_stop_within_a_stop_in_the_last_second_keeps_exactly_what_was_left(
    outer: str, inner: str, left: timedelta
) -> None:
    """Nothing is won and nothing lost, and the deadline has passed a microsecond after its end and not before."""
    case = make_procedure("TRIAL")
    case.wait_until(case.state.deadlines["trial_ends"].due_at - left)
    for stop in (outer, inner):
        case.do(stop)
        case.clock.advance(timedelta(days=1, microseconds=1))
    for stop in (outer, inner):  # the outer one ends first: the inner one still lies there
        GO_ON[stop](case)
        case.clock.advance(MICROSECOND) if stop == outer else None
    known = case.state.deadlines["trial_ends"]
    assert known.due_at == case.now + left
    case.wait_until(known.due_at)
    assert "trial_over" in reasons_of(case, "move_partner", partner="acme", move="no_tender")
    case.clock.advance(MICROSECOND)
    assert reasons_of(case, "move_partner", partner="acme", move="no_tender") == set()


@pytest.mark.parametrize("seed", range(8))
def test_whatever_stops_and_goes_on_gives_back_the_time_under_any_stop_and_no_more(seed: int) -> None:
    """Stops in any order, counted by hand beside the engine; it cannot be moved while it stands still."""
    rng, case = Random(seed), make_procedure("TRIAL")
    due, lost, stopped = case.state.deadlines["trial_ends"].due_at, timedelta(0), set[str]()
    for _ in range(14):
        time = timedelta(minutes=rng.randrange(1, 600), microseconds=rng.randrange(1_000_000))
        case.clock.advance(time)
        lost += time if stopped else timedelta(0)
        stop = rng.choice(("pause", "suspend"))
        if stop in stopped:
            GO_ON[stop](case)
            stopped.remove(stop)
        else:
            case.do(stop)
            stopped.add(stop)
        if stopped:
            later = case.state.deadlines["trial_ends"].due_at + timedelta(days=9)
            assert reasons_of(case, "extend_deadline", deadline="trial_ends", due_at=later)
    for stop in sorted(stopped):
        GO_ON[stop](case)
    assert case.state.deadlines["trial_ends"].due_at == due + lost
