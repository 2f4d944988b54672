"""The plan of a definition: what is accepted, what is refused and in which words, and that it changes nothing else."""

from __future__ import annotations

import re
from typing import Any

import pytest

from engine.definition.plan import Plan
from procedures.checker import check
from procedures.loader import canonical_form, load_definition
from procedures.registry import load
from procedures.strict_yaml import read
from tests.packaging.project import ROOT
from tests.procedures.places import SHIPPED, TINY, complaints_of, read_again, value_of

EACH: dict[str, Any] = {"title": "Price", "partners": "chosen", "each": 100, "stage": "buying", "envelope": "purse"}
PRICE = {**EACH, "legal_base": "contract"}


def complaints(plan: dict[str, Any]) -> list[str]:
    """What the loader says of the small definition with a plan."""
    value = value_of(TINY)
    value["plan"] = plan
    return [line.split(": ", 1)[1] for line in complaints_of(lambda: read_again(value))]


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ({"lunch": {}}, 'plan.lunch: found the unknown key "lunch", expected perhaps "launch"'),
        (
            {"launch": {"first": "2027-02-01", "last": "2027-01-01"}},
            "the last launch day 2027-01-01 lies before the first",
        ),
        ({"launch": {"first": "2027-01-01", "last": "2031-01-02"}}, "at most 1461 launch days"),
        (
            {"launch": {"step": "AKSED", "first": "2027-01-01", "last": "2027-01-02"}},
            'unknown step "AKSED", expected perhaps "ASKED"',
        ),
        ({"until": "NOWHERE"}, 'plan.until: unknown step "NOWHERE"'),
        ({"answers": {"huried": True}}, 'plan.answers.huried: unknown fact "huried", expected perhaps "hurried"'),
        ({"steps": {"CHOISE": {}}}, 'plan.steps.CHOISE: unknown step "CHOISE", expected perhaps "CHOICE"'),
        ({"steps": {"CHOICE": {"takes": "ten"}}}, 'plan.steps.CHOICE.takes: found "ten"'),
        ({"steps": {"CHOICE": {"takes": True}}}, "plan.steps.CHOICE.takes: found true"),
        ({"steps": {"CHOICE": {"takes": {"least": 3, "likely": 2, "most": 9}}}}, "are not in this order"),
        ({"steps": {"CHOICE": {"takes": {"least": 1, "likely": 2}}}}, 'the key "most" is missing'),
        (
            {"steps": {"CHOICE": {"takes": {"least": 1, "likely": 2, "most": 3, "unit": "weeks"}}}},
            "'working-days' or 'calendar-days'",
        ),
        (
            {"steps": {"CHOICE": {"hours": {"buyr": 2}}}},
            'plan.steps.CHOICE.hours.buyr: unknown role "buyr", expected perhaps "buyer"',
        ),
        ({"deadlines": {"wiat": 3}}, 'plan.deadlines.wiat: unknown deadline "wiat", expected perhaps "wait"'),
        ({"notices": {"N2": "ASKED"}}, "plan.notices.N2: N2 is not published in ASKED (CHOICE)"),
        ({"moves": {"stop": 101}}, "less than or equal to 100"),
        ({"moves": {"halt": 1}}, 'plan.moves.halt: unknown move "halt"'),
        ({"closures": [{"title": "X", "first": "12-24", "last": "2027-01-02"}]}, "both name a year, or neither does"),
        (
            {"closures": [{"title": "X", "first": "2027-02-30", "last": "2027-03-01"}]},
            '"2027-02-30" is no day of the calendar',
        ),
        ({"closures": [{"title": "X", "first": "02-29", "last": "03-01"}]}, '"02-29" is not in every year'),
        (
            {"fixed_dates": [{"title": "X", "on": "2027-03-31", "step": "SIGNED", "entered": "by", "year": 2}]},
            "belong to a day of every year",
        ),
        (
            {"fixed_dates": [{"title": "X", "on": "31 March", "step": "SIGNED", "entered": "by"}]},
            "plan.fixed_dates[0].on",
        ),
        ({"suppliers": {"winner": 1}}, 'plan.suppliers.winner: unknown partner state "winner"'),
        (
            {"people": {"anna": {"roles": ["cheif"]}}},
            'plan.people.anna.roles[0]: unknown role "cheif", expected perhaps "chief"',
        ),
        ({"artefacts": {"offre": {}}}, 'unknown artefact "offre", expected perhaps "offer"'),
        (
            {
                "artefacts": {
                    "offer": {"bidder_hours": 2, "reusable": [{"kind": "core_information", "what": "X", "hours": 3}]}
                }
            },
            "its reusable parts take 3 hours of a bidder, the whole paper likely 2",
        ),
        (
            {
                "artefacts": {
                    "offer": {"bidder_hours": 2, "reusable": [{"kind": "asked_before", "what": "X", "hours": 1}]}
                }
            },
            "names the artefact in which it was asked",
        ),
        (
            {"estimated_value": {"total": 10, "counts": {"contract": 9}}},
            "its parts add to 9, not to the total of 10 (UK-SCOPE-4)",
        ),
        ({"estimated_value": {"total": 9, "counts": {"lunch": 9}}}, "plan.estimated_value.counts.lunch"),
        (
            {"payments": {"price": {**PRICE, "instalments": [{"title": "A", "percent": 60}]}}},
            "its instalments add to 60 per cent, not to 100",
        ),
        ({"payments": {"price": {**PRICE, "legal_base": "none"}}}, 'unknown legal base "none"'),
        ({"payments": {"price": {**PRICE, "step": "OFFERS"}}}, "OFFERS is a step of asking, not of buying"),
        (
            {"burden": {"buying": {"on_offer": ["price"], "hours_per_thousand": 1}}},
            'unknown payment of the plan "price"',
        ),
        ({"burden": {"biying": {"on_offer": [], "hours_per_thousand": 1}}}, "plan.burden.biying.on_offer"),
        ({"need": {"users": ["People"]}}, 'the key "problem" is missing'),
    ],
)
def test_what_is_wrong_with_a_plan_is_said_with_its_place(plan: dict[str, Any], said: str) -> None:
    """Each mistake is refused in one line that names the place and what was expected."""
    assert any(said in line for line in complaints(plan)), complaints(plan)


def test_a_bare_number_stands_for_all_three() -> None:
    """5 is least, likely and most, of days, hours, partners and money alike."""
    plan = Plan.model_validate({"steps": {"ASKED": {"takes": 5}}, "suppliers": {"chosen": 2}, "moves": {"stop": 10}})
    takes = plan.steps["ASKED"].takes
    assert takes is not None
    assert (takes.least, takes.likely, takes.most, takes.unit) == (5, 5, 5, "working-days")
    assert plan.moves["stop"].percent == 10
    assert not takes.assumed


def test_a_definition_without_a_plan_keeps_its_bytes() -> None:
    """The section came later: what says nothing of a plan is written as before."""
    assert b'"plan"' not in canonical_form(load_definition(TINY).definition)


def test_the_plan_that_the_documentation_shows_is_right() -> None:
    """The fragments of the how-to page, one after the other, are a plan of the shipped procedure."""
    page = (ROOT / "docs" / "how-to" / "plan-a-procedure.md").read_text(encoding="utf-8")
    fragments = "".join(re.findall(r"^```yaml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL))
    shown: Any = read(fragments.encode(), "the page").value
    value = value_of(SHIPPED)
    value["plan"] = shown["plan"] | {"payments": value["plan"]["payments"]}
    assert read_again(value).definition.plan is not None


def test_the_plan_of_the_shipped_procedure_marks_what_nobody_published() -> None:
    """Figures of RoadLab carry their source, and everything else is assumed."""
    definition = load("uk_innovative_partnership").definition
    plan = definition.plan
    assert plan is not None
    assert check(definition) == ()
    for state, number in plan.suppliers.items():
        assert number.assumed is not (number.source is not None), state
    assert plan.payments["seed"].each.likely == 20_000
    assert plan.suppliers["funded"].likely * 20_000 == 180_000
