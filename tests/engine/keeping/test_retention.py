"""How long records are kept: the longest of the rules, counted from what the history says."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from config.retention import load_retention
from engine.events import EVENT_TYPES, sealed_fields
from engine.retention import OTHER, Keeping, Reached, keeping_of, milestones_of, read_schedule
from engine.time.local_time import local_date
from tests.factories import make_procedure, real, small
from tests.hands import uk

SCHEDULE = read_schedule(load_retention())


def reached(**days: date) -> dict[str, Reached]:
    """Milestones on these days."""
    return {name: Reached(name=name, title=SCHEDULE.milestones[name].title, on=on, n=7) for name, on in days.items()}


def kept(record_class: str = "material_decision", regime: str = "PA23", **days: date) -> Keeping:
    """How long a class is kept, with these milestones reached."""
    return keeping_of(SCHEDULE, regime, record_class, reached(**days), uk())


@pytest.mark.parametrize(
    ("days", "until"),
    [
        # UK-REC-3: three years beginning with the day of the contract: the day before its third anniversary.
        ({"contract_entered": date(2027, 3, 1)}, date(2030, 2, 28)),
        ({"contract_entered": date(2024, 2, 29)}, date(2027, 2, 28)),
        # Entered counts before awarded (trap 22); awarded only where it is certain that no contract follows.
        ({"contract_entered": date(2027, 3, 1), "award": date(2026, 1, 1)}, date(2030, 2, 28)),
        ({"award": date(2026, 1, 1)}, date(2028, 12, 31)),
        # The procurement termination notice ends the duty, unless a contract was entered into for another lot.
        ({"termination_notice": date(2026, 5, 4)}, date(2026, 5, 4)),
        ({"termination_notice": date(2026, 5, 4), "contract_entered": date(2026, 5, 1)}, date(2029, 4, 30)),
        ({}, None),
    ],
)
def test_records_under_the_act_are_kept_for_three_years(days: dict[str, date], until: date | None) -> None:
    """UK-REC-3, s.98(4): each start, and what ends the duty."""
    found = keeping_of(SCHEDULE, "PA23", "material_decision", reached(**days), uk())
    assert (found.until, found.free, [duty.rule for duty in found.duties]) == (until, False, ["UK-REC-3"])
    assert ("has not happened" in found.why) is (until is None)


@pytest.mark.parametrize(("regime", "rule"), [("PCR2015", "LEG-3"), ("EU2014", "EU-84")])
def test_older_and_european_procedures_count_from_the_award(regime: str, rule: str) -> None:
    """LEG-3 and EU-84: at least three years after the day of the award, which does not count."""
    found = kept(regime=regime, award_made=date(2024, 3, 1), contract_entered=date(2025, 1, 1))
    assert (found.until, found.duties[0].rule) == (date(2027, 3, 1), rule)
    assert kept(regime=regime, contract_entered=date(2025, 1, 1)).until is None


def test_the_longest_of_several_rules_counts() -> None:
    """A regime under two rules keeps to the longer one, and one without an end outlasts every date."""
    data = load_retention()
    longer = {**data["rule"][0], "id": "UK-X-1", "period": {"length": 6, "unit": "years", "counting": "after"}}
    both = read_schedule({**data, "rule": [*data["rule"], longer]})
    days = reached(contract_entered=date(2027, 3, 1))
    assert keeping_of(both, "PA23", "communication", days, uk()).until == date(2033, 3, 1)
    open_ = {**longer, "starts": ["award_made"], "until": []}
    endless = read_schedule({**data, "rule": [*data["rule"], open_]})
    assert keeping_of(endless, "PA23", "communication", days, uk()).until is None


def test_a_period_ends_with_its_last_day() -> None:
    """On the last day the records are kept still."""
    found = kept(contract_entered=date(2027, 3, 1))
    assert not found.is_due(date(2030, 2, 28))
    assert found.is_due(date(2030, 3, 1))
    assert not kept().is_due(date(2099, 1, 1))


def test_what_no_rule_names_is_free_and_an_unknown_regime_is_not() -> None:
    """Lessons may go when the authority says so; a record under a regime that nobody described is kept."""
    assert kept("lesson").is_due(date(2026, 1, 1))
    assert kept(OTHER).free
    unknown = kept(regime="MARS", contract_entered=date(2000, 1, 1))
    assert not unknown.is_due(date(2099, 1, 1))
    assert "names no period for the regime MARS" in unknown.why


def test_every_sealed_field_of_a_decision_is_in_a_class() -> None:
    """A new event with words in it has to be thought about: what is in no class counts as nobody's record."""
    unnamed = {
        f"{name}/{field}"
        for name, cls in EVENT_TYPES.items()
        for field in sealed_fields(cls)
        if SCHEDULE.class_of(name, field) == OTHER
    }
    assert unnamed == set()
    named = {value.partition("/")[0] for known in SCHEDULE.classes.values() for value in known.values}
    assert {name for name in named if name not in EVENT_TYPES} == {
        "person.added", "withholding.proposed", "withholding.withdrawn", "hold.placed", "hold.lifted",
        "move.decided",
    }  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        {"rule": [{**load_retention()["rule"][0], "starts": ["never_heard_of"]}]},
        {"rule": [{**load_retention()["rule"][0], "classes": ["never_heard_of"]}]},
        {"classes": {name: one for name, one in load_retention()["classes"].items() if name != OTHER}},
        {"surprise": 1},
    ],
)
def test_a_schedule_that_makes_no_sense_is_not_read(wrong: dict[str, Any]) -> None:
    """Unknown names and keys are errors, never ignored."""
    with pytest.raises(ValueError, match=r"never_heard_of|other|surprise"):
        read_schedule({**load_retention(), **wrong})


def test_milestones_are_found_in_a_real_procedures_history() -> None:
    """The contract by the partner's state; an award alone counts once the procedure is over."""
    case = make_procedure("CONTRACT_ENTERED", definition=real())
    found = milestones_of(SCHEDULE, case.definition, case.state, case.history)
    assert "award" not in found
    assert set(found) >= {"contract_entered", "award_made"}
    entered = found["contract_entered"]
    assert case.history[entered.n].event.target == "contracted"  # type: ignore[union-attr]
    assert entered.on == local_date(case.history[entered.n].at, "Europe/London")
    early = make_procedure("ROUND1_OPEN", definition=real())
    assert milestones_of(SCHEDULE, early.definition, early.state, early.history) == {}


def test_a_termination_notice_is_a_milestone() -> None:
    """UK12 on the day of its publication, under a definition that knows it."""
    case = make_procedure("ROUND1_OPEN", definition=real())
    case.do("terminate")
    assert "termination_notice" not in milestones_of(SCHEDULE, case.definition, case.state, case.history)
    case.do("publish_notice", notice="UK12")
    found = milestones_of(SCHEDULE, case.definition, case.state, case.history)
    assert found["termination_notice"].on == case.state.notices["UK12"].on
    assert milestones_of(SCHEDULE, small().definition, make_procedure("TRIAL").state, ()) == {}
