"""Dates of a plan that were worked out by hand, and what is said of those that cannot be met."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from config.calendars import load_calendar
from engine.definition import Definition
from engine.errors import InvalidInput
from engine.time.calendar import Calendar
from procedures.checker.finding import Finding, Severity
from procedures.feasibility import Kept, check, figures, horizon_of
from procedures.feasibility.dates import horizon_dates, launch_dates
from tests.procedures.places import TINY, value_of

UK = Calendar.from_data(load_calendar("uk"))


def tiny(plan: dict[str, Any] | None, **changed: Any) -> Definition:
    """The small definition with a plan."""
    value = {**value_of(TINY), **changed}
    if plan is not None:
        value["plan"] = plan
    return Definition.model_validate(value)


def on(launch: str, last: str | None = None, **plan: Any) -> dict[str, Any]:
    """A plan launched on one day, or on each of several."""
    return {"launch": {"first": launch, "last": last or launch}, **plan}


def entered(definition: Definition, launch: str) -> dict[str, tuple[str, str, str]]:
    """When each step is entered: at the earliest, as likely, at the latest."""
    found = launch_dates(definition, UK, date.fromisoformat(launch))
    return {one.step: (f"{one.earliest}", f"{one.likely}", f"{one.latest}") for one in found.steps}


def of(found: tuple[Finding, ...], severity: Severity) -> list[str]:
    """The messages of one severity."""
    return [finding.message for finding in found if finding.severity is severity]


def test_without_work_only_the_periods_of_the_law_take_time() -> None:
    """25 days after the notice, and 8 working days that begin with the award notice (the vectors of UK-SS-1)."""
    # Launched on Wednesday 28 October 2026: offers close on 22 November, a Sunday; the award is out on Monday 23
    # November, and St Andrew's Day makes Thursday 3 December the last day of the standstill.
    dates = entered(tiny(on("2026-10-28")), "2026-10-28")
    assert dates["OFFERS"][0] == "2026-10-28"
    assert dates["CHOICE"][0] == dates["WAITING"][0] == "2026-11-23"
    assert dates["SIGNED"] == ("2026-12-04",) * 3


def test_work_is_counted_in_staffed_days_and_nobody_moves_in_a_closure() -> None:
    """Three estimates give three dates; a closure over the new year holds work and moves, and no period of the law."""
    plan = on(
        "2026-12-01",
        steps={"ASKED": {"takes": {"least": 1, "likely": 2, "most": 15}}, "CHOICE": {"takes": 1}},
        closures=[{"title": "Christmas", "first": "12-24", "last": "01-02"}],
    )
    dates = entered(tiny(plan), "2026-12-01")
    # 4 January is a holiday in Scotland: after 23 December somebody works again on Tuesday 5 January.
    assert dates["OFFERS"] == ("2026-12-02", "2026-12-03", "2026-12-22")
    assert dates["CHOICE"] == ("2027-01-05", "2027-01-05", "2027-01-18")
    assert dates["WAITING"] == ("2027-01-06", "2027-01-06", "2027-01-19")


def test_the_shortest_row_that_applies_counts_and_a_longer_plan_is_longer() -> None:
    """An answer to a question of fact chooses the row; the plan may give more days than the law, and never fewer."""
    assert entered(tiny(on("2026-11-02", answers={"hurried": True})), "2026-11-02")["CHOICE"][0] == "2026-11-13"
    longer = on(
        "2026-11-02", deadlines={"offers_close": {"least": 20, "likely": 40, "most": 40, "unit": "calendar-days"}}
    )
    assert entered(tiny(longer), "2026-11-02")["CHOICE"] == ("2026-12-01", "2026-12-14", "2026-12-14")
    found = check(tiny(longer), UK)
    assert any("planned for 20 calendar-days" in message for message in of(found, Severity.WARN))


def test_a_fixed_date_that_no_launch_day_keeps_is_refused_with_a_story() -> None:
    """MUST, with the dates of the first launch day up to the step that comes too late."""
    plan = on(
        "2026-11-02",
        "2026-11-20",
        fixed_dates=[{"title": "Money", "on": "2026-11-30", "step": "SIGNED", "entered": "by"}],
    )
    (finding,) = [one for one in check(tiny(plan), UK) if one.severity is Severity.MUST]
    assert finding.where == "plan.fixed_dates[0]"
    assert finding.message == (
        "Money (SIGNED by 2026-11-30) can be met on no launch day of the horizon, even when work takes its least"
    )
    assert finding.story[0] == "Asked (ASKED) is entered on Monday 2 November 2026, the launch."
    assert '"Offers close" runs from Monday 2 November 2026 to the end of Friday 27 November 2026' in finding.story[1]
    assert finding.story[-1] == "Money is Monday 30 November 2026: 11 days too late."


def test_launch_windows_that_miss_a_date_are_told_and_the_others_will_do() -> None:
    """Up to one day it can be met, after it not: the windows are listed, and the figures count the days."""
    plan = on(
        "2026-11-02",
        "2026-11-20",
        fixed_dates=[{"title": "Money", "on": "2026-12-21", "step": "SIGNED", "entered": "by"}],
    )
    definition = tiny(plan)
    horizon = horizon_of(definition, UK)
    assert [str(window) for window in horizon.windows(Kept.NEVER, 0)] == ["2026-11-14 to 2026-11-20"]
    assert figures(horizon)[0] == "Feasible launch days: 12 of 19 (12 of them even when work takes its most)."
    assert of(check(definition, UK), Severity.MUST) == []
    assert any(
        "is missed if launched 2026-11-14 to 2026-11-20" in text for text in of(check(definition, UK), Severity.WARN)
    )
    shown = horizon_dates(definition, UK)
    assert (shown.sure, shown.launch_days) == (12, 19)


def test_a_day_of_every_year_is_the_next_one_from_the_step_it_is_counted_from() -> None:
    """Year-end money: the 31 March after the launch, or the one after that."""
    for year, kept in ((1, Kept.NEVER), (2, Kept.SURE)):
        fixed = {"title": "Year-end", "on": "03-31", "year": year, "step": "SIGNED", "entered": "by"}
        horizon = horizon_of(tiny(on("2027-03-01", fixed_dates=[fixed])), UK)
        assert horizon.days[0].fixed == (kept,)
    counted = {"title": "Year-end", "on": "03-31", "step": "SIGNED", "entered": "by", "counted_from": "CHOICE"}
    assert horizon_of(tiny(on("2027-03-01", fixed_dates=[counted])), UK).days[0].fixed == (Kept.NEVER,)
    assert horizon_of(tiny(on("2027-03-08", fixed_dates=[counted])), UK).days[0].fixed == (Kept.SURE,)


def test_a_step_that_is_not_entered_before_a_date_waits_for_it() -> None:
    """From: the move waits, and on a day on which nobody works for the next one."""
    fixed = {"title": "New year", "on": "2027-04-03", "step": "CHOICE", "entered": "from"}
    dates = entered(tiny(on("2027-02-01", fixed_dates=[fixed])), "2027-02-01")
    assert dates["CHOICE"][0] == "2027-04-05"


def test_dates_that_are_met_alone_and_never_together_are_refused() -> None:
    """One wants a late launch, the other an early one."""
    dates = [
        {"title": "Early", "on": "2026-12-18", "step": "SIGNED", "entered": "by"},
        {"title": "Late", "on": "2026-11-16", "step": "ASKED", "entered": "from"},
    ]
    found = check(tiny(on("2026-11-02", "2026-11-20", fixed_dates=dates)), UK)
    assert of(found, Severity.MUST) == [
        "no launch day of the horizon meets all fixed dates together, though each of them can be met"
    ]


def test_no_date_beyond_the_calendar_is_guessed() -> None:
    """The calendar ends with 2028: what lies beyond is not known, and the finding says so."""
    plan = on(
        "2028-11-20",
        "2028-12-10",
        fixed_dates=[{"title": "Money", "on": "2029-03-31", "step": "SIGNED", "entered": "by"}],
    )
    definition = tiny(plan)
    assert entered(definition, "2028-12-10")["CHOICE"] == ("None",) * 3
    found = of(check(definition, UK), Severity.WARN)
    assert any(
        "the calendar ends on Sunday 31 December 2028, and no day beyond it is guessed" in text for text in found
    )
    assert any("not known where the calendar ends" in text for text in found)
    past = [{"title": "Money", "on": "2028-12-31", "step": "SIGNED", "entered": "by"}]
    assert horizon_of(tiny(on("2028-12-10", fixed_dates=past)), UK).days[0].feasible is Kept.NEVER


def test_a_gate_that_waits_for_what_never_happens_is_refused() -> None:
    """The only way to the goal asks for a notice that comes later."""
    value = value_of(TINY)
    value["moves"][0]["gate"][1]["notice"] = "N2"
    found = check(tiny(on("2026-11-02"), moves=value["moves"]), UK)
    assert [(one.where, one.severity) for one in found] == [("moves[0].gate[1]", Severity.MUST)]
    shown = horizon_dates(tiny(on("2026-11-02"), moves=value["moves"]), UK)
    assert (shown.shut, shown.launch_days) == ("ask: The notice is out.", 0)
    one_day = launch_dates(tiny(None, moves=value["moves"]), UK, date(2026, 11, 2))
    assert (one_day.shut, one_day.steps) == ("ask: The notice is out.", ())


def test_a_goal_that_no_move_leads_to_is_refused() -> None:
    """Steps listed in the wrong order have no way forward."""
    value = value_of(TINY)
    value["stages"][1]["steps"] = value["stages"][1]["steps"][::-1]
    value["stages"][1]["steps"].sort(key=lambda step: step["step"] != "SIGNED")
    found = check(tiny(on("2026-11-02"), stages=value["stages"]), UK)
    assert found[0].message.startswith("no moves lead from ASKED to SIGNED without going back")


def test_a_duty_that_is_always_met_too_late_is_refused_with_its_rule() -> None:
    """A notice due within five days, and ten days of work before it can be published."""
    value = value_of(TINY)
    value["deadlines"]["award_due"] = {
        "title": "Award notice due", "starts": {"step": "CHOICE"}, "met_by": [{"notice": "N2"}],
        "period": {"length": 5, "unit": "calendar-days", "counting": "after"}, "rules": ["UK-AWD-3"],
    }  # fmt: skip
    plan = on("2026-11-02", steps={"CHOICE": {"takes": {"least": 10, "likely": 10, "most": 10}}})
    (finding,) = [one for one in check(tiny(plan, deadlines=value["deadlines"]), UK) if one.severity is Severity.MUST]
    assert (finding.where, finding.rule) == ("deadlines.award_due", "UK-AWD-3")
    plan["steps"]["CHOICE"]["takes"]["least"] = 1
    assert [one for one in check(tiny(plan, deadlines=value["deadlines"]), UK) if one.severity is Severity.MUST] == []


def test_a_move_within_a_computed_deadline_that_comes_after_it_is_refused() -> None:
    """deadline_not_passed is a bound: work that takes longer than the deadline runs is too late."""
    value = value_of(TINY)
    value["deadlines"]["short"] = {
        "title": "Short", "starts": {"step": "CHOICE"},
        "period": {"length": 3, "unit": "calendar-days", "counting": "after"},
    }  # fmt: skip
    value["moves"][2]["gate"].append(
        {"id": "still", "kind": "deadline_not_passed", "deadline": "short", "text": "Still."}
    )
    plan = on("2026-11-02", steps={"CHOICE": {"takes": 10}})
    found = check(tiny(plan, deadlines=value["deadlines"], moves=value["moves"]), UK)
    (finding,) = [one for one in found if one.severity is Severity.MUST]
    assert finding.message == '"Short" has passed when this is asked, if launched 2026-11-02'
    spot = len(value["moves"][2]["gate"]) - 1
    assert finding.where == f"moves[2].gate[{spot}]"
    assert finding.story


def test_hours_run_from_the_first_moment_of_a_day_at_best_and_from_its_last_at_worst() -> None:
    """Nobody knows the hour of an event that is planned for a day."""
    value = value_of(TINY)
    value["deadlines"]["two_days"] = {
        "title": "Two days", "starts": {"step": "CHOICE"},
        "period": {"length": 48, "unit": "hours", "counting": "after"},
    }  # fmt: skip
    value["moves"][2]["gate"].append({"id": "over", "kind": "deadline_passed", "deadline": "two_days", "text": "Over."})
    dates = entered(tiny(on("2026-11-02"), deadlines=value["deadlines"], moves=value["moves"]), "2026-11-02")
    assert dates["CHOICE"][0] == "2026-12-01"
    assert dates["WAITING"] == ("2026-12-03", "2026-12-04", "2026-12-04")


def test_what_lies_before_the_launch_step_has_happened_by_the_launch() -> None:
    """Launched with the offers, the call is out on that day and its deadline runs from there."""
    plan = {"launch": {"step": "OFFERS", "first": "2026-11-02", "last": "2026-11-02"}}
    dates = entered(tiny(plan), "2026-11-02")
    assert list(dates) == ["OFFERS", "CHOICE", "WAITING", "SIGNED"]
    assert dates["CHOICE"][0] == "2026-12-01"  # 30 November is a holiday in Scotland


def test_more_ways_than_are_looked_at_are_said() -> None:
    """Six steps that can each be left out have more ways than one by one are looked at."""
    value = value_of(TINY)
    inner = [f"X{number}" for number in range(6)]
    value["stages"][0]["steps"] = [{"step": step, "title": step} for step in ("ASKED", *inner, "OFFERS")]
    line = ["ASKED", *inner, "OFFERS"]
    value["moves"] += [
        {"move": f"m{a}_{b}", "title": "On", "from": line[a], "to": line[b], "by": ["buyer"]}
        for a in range(len(line))
        for b in range(a + 1, len(line))
    ]
    found = check(tiny(on("2026-11-02"), stages=value["stages"], moves=value["moves"]), UK)
    assert "there are more than 32 ways to SIGNED: dates are worked out for that many" in of(found, Severity.WARN)


def test_without_a_plan_nothing_is_claimed() -> None:
    """No plan, no calendar: it is said that dates were not checked."""
    assert [one.severity for one in check(tiny(None), UK)] == [Severity.INFO]
    assert [one.severity for one in check(tiny(on("2026-11-02")), None)] == [Severity.WARN]
    with pytest.raises(InvalidInput, match="no plan that says on which days"):
        horizon_of(tiny(None), UK)


def test_a_later_launch_never_leads_to_an_earlier_date() -> None:
    """Over a whole year of the shipped procedure, at best and at worst."""
    from procedures.registry import load

    definition = load("uk_innovative_partnership").definition
    before: dict[str, int] = {}
    for day in horizon_of(definition, UK).days:
        for step, span in day.steps.items():
            for name, value in ((f"{step} earliest", span.earliest), (f"{step} latest", span.latest)):
                now = UK.last_on.toordinal() + 1 if value is None else value
                assert now >= before.get(name, 0), (name, date.fromordinal(day.launch))
                before[name] = now
