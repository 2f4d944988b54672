"""Simulated lives agree with the feasibility of the same plan, and with arithmetic that is done by hand."""

from __future__ import annotations

from datetime import date

import pytest

from engine.errors import BeyondCalendar, InvalidInput
from procedures.feasibility import horizon_of
from procedures.simulation import simulate
from procedures.simulation.summing_up import spread
from tests.procedures.places import SHIPPED, read_again, value_of
from tests.procedures.simulation.planned import planned, uk


def test_with_certain_figures_every_life_has_the_dates_of_the_feasibility_check() -> None:
    """Nothing is drawn, so both ways of reckoning must come to the same day for each step."""
    definition = planned(takes=5)
    found = simulate(definition, uk(), lives=3)
    horizon = horizon_of(definition, uk())
    assert horizon is not None
    days = horizon.days[0].steps
    for when in found.steps:
        assert when.p50.toordinal() == days[when.step].earliest == days[when.step].latest
        assert when.p80 == when.p50


def test_no_life_is_earlier_than_the_best_or_later_than_the_worst() -> None:
    """The percentiles of each step lie within the span that the feasibility check gives for the launch day."""
    definition = planned()
    horizon = horizon_of(definition, uk())
    assert horizon is not None
    days = horizon.days[0].steps
    for seed in range(5):
        found = simulate(definition, uk(), lives=60, seed=seed)
        for when in found.steps:
            earliest, latest = days[when.step].earliest, days[when.step].latest
            assert earliest is not None
            assert latest is not None
            assert earliest <= when.p50.toordinal() <= when.p80.toordinal() <= latest


def test_the_same_seed_gives_the_same_lives_and_another_seed_others() -> None:
    """Whoever doubts a figure can see it again."""
    definition = planned()
    assert simulate(definition, uk(), lives=40, seed=3) == simulate(definition, uk(), lives=40, seed=3)
    assert simulate(definition, uk(), lives=40, seed=3) != simulate(definition, uk(), lives=40, seed=4)


def test_a_gate_that_stops_half_of_them_leaves_half_without_an_award() -> None:
    """Within what 1,000 lives can tell; the others have ended where the move leads."""
    found = simulate(planned(moves={"abandon_at_seed_gate": 50}), uk(), lives=1_000)
    assert abs(found.awarded - 500) < 60
    assert [(one.step, one.lives) for one in found.ended_early] == [("NOT_AWARDED", 1_000 - found.awarded)]


def test_shares_that_make_a_hundred_leave_nothing_over() -> None:
    """Three in four go on and one in four is stopped; nobody ends in the gate itself."""
    found = simulate(planned(moves={"enter_testbed": 75, "abandon_at_seed_gate": 25}), uk(), lives=1_000)
    assert abs(found.awarded - 750) < 60
    assert {one.step for one in found.ended_early} == {"NOT_AWARDED"}


def test_a_move_that_stays_in_its_step_takes_no_time_of_its_own() -> None:
    """The notice is modified within the step's own work; the dates are those without it."""
    without = simulate(planned(takes=5), uk(), lives=20)
    assert simulate(planned(takes=5, moves={"modify_notice": 90}), uk(), lives=20).steps == without.steps


@pytest.mark.parametrize(("percent", "awarded"), [(0, 20), (100, 0)])
def test_a_gate_that_never_or_always_stops(percent: int, awarded: int) -> None:
    """Nothing is left to chance, and without an award none is dated."""
    found = simulate(planned(moves={"abandon_at_seed_gate": percent}), uk(), lives=20)
    assert found.awarded == awarded
    assert (found.award is None) == (awarded == 0)
    assert sum(day.awarded for day in found.awards[-1:]) == awarded


def test_hours_and_costs_are_those_that_a_pencil_gives() -> None:
    """Twenty applicants, 30 hours each less 10 that are taken over, at 60; two hours of the panel for each."""
    takes = {
        "suppliers": {"applied": 20, "funded": 9},
        "artefacts": {
            "application": {
                "bidder_hours": 30,
                "reusable": [{"kind": "core_information", "what": "Who we are", "hours": 10, "taken_over": True}],
                "hours": {"evaluation_panel": 2},
            },
            "problem_statement": {"hours": {"programme_manager": 16}},
        },
        "hourly_rates": {"bidder": 60, "staff": 40},
    }
    found = simulate(planned(**takes), uk(), lives=2)
    writers = 20
    assert (found.bidding.p50, found.bidding.p80) == (writers * 20, writers * 20)
    assert found.bidding_cost is not None
    assert found.bidding_cost.p80 == writers * 20 * 60
    assert {one.role: one.hours.p50 for one in found.staff} == {
        "evaluation_panel": writers * 2,
        "programme_manager": 16,
    }


def test_percentiles_are_figures_that_were_seen() -> None:
    """The nearest rank: of five the third and the fourth, of one the only one."""
    assert (spread([5, 1, 4, 2, 3]).p50, spread([5, 1, 4, 2, 3]).p80) == (3, 4)
    assert (spread([7]).p50, spread([7]).p80) == (7, 7)


def test_what_cannot_be_simulated_is_refused_with_what_is_missing() -> None:
    """No plan, no day, a day that the calendar does not know, no lives at all."""
    bare = value_of(SHIPPED)
    bare.pop("plan", None)
    with pytest.raises(InvalidInput, match="has no plan"):
        simulate(read_again(bare).definition, uk())
    with pytest.raises(InvalidInput, match="--launch"):
        simulate(planned(launch=None), uk())
    with pytest.raises(BeyondCalendar, match="covers"):
        simulate(planned(), uk(), launch=date(2040, 1, 1))
    with pytest.raises(InvalidInput, match="--lives"):
        simulate(planned(), uk(), lives=0)


def test_lives_that_run_past_the_calendar_are_counted_and_not_guessed() -> None:
    """Launched in the calendar's last autumn, nobody awards within it."""
    found = simulate(planned(), uk(), launch=date(2028, 10, 2), lives=10)
    assert (found.beyond_calendar, found.awarded) == (10, 0)
    assert all(when.p80 <= uk().last_on for when in found.steps)
