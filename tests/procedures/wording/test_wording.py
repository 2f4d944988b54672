"""The wording of a definition: each fault with its sentence, its rule and its weight; what is missing from the need."""

from __future__ import annotations

from typing import Any

import pytest

from engine.definition import Definition
from procedures.checker.finding import Finding, Severity
from procedures.registry import load, shipped
from procedures.wording import check, counted, figures
from tests.procedures.places import TINY, value_of

NEED: dict[str, Any] = {
    "problem": "Roads are closed for longer than the work takes, and people are hurt.",
    "users": ["People who cross the road"],
    "outcomes": ["Roads are open for longer."],
}


def tiny(regime: str = "PA23", **need: Any) -> Definition:
    """The small definition with a need."""
    value = value_of(TINY)
    value["regime"], value["plan"] = regime, {"need": {**NEED, **need}}
    return Definition.model_validate(value)


def told(found: tuple[Finding, ...]) -> list[tuple[str, str, str]]:
    """Severity, rule and place of each finding."""
    return [(one.severity.value, one.rule, one.where) for one in found]


@pytest.mark.parametrize(
    ("sentence", "severity", "rule"),
    [
        ("Barriers shall meet BS EN 1317.", "MUST", "UK-SPEC-1"),
        ("The system must comply with ISO 27001.", "WARN", "UK-SPEC-1"),
        ("The brand Nimbus is to be used.", "MUST", "UK-SPEC-1"),
        ("Maps shall be supplied for ArcGIS.", "WARN", "UK-SPEC-1"),
        ("Audited accounts shall be enclosed.", "MUST", "UK-COP-2"),
        ("Insurance must be in place before award.", "MUST", "UK-COP-2"),
        ("Bidders shall have won a contract from this authority.", "MUST", "UK-COP-2"),
        ("A turnover of £2 million is needed.", "WARN", "UK-COP-1"),
        ("At least five years of experience are needed.", "WARN", "UK-COP-1"),
        ("Only firms based within 50 miles may apply.", "WARN", "UK-COP-1"),
        ("The lead engineer shall have a university degree.", "WARN", "UK-COP-2"),
        ("A mobile app is required.", "WARN", "UK-SPEC-1"),
        ("The roof shall be constructed of slate.", "WARN", "UK-SPEC-1"),
    ],
)
def test_a_requirement_is_judged_by_its_rule(sentence: str, severity: str, rule: str) -> None:
    """MUST only where the words are certain and the law is verified; whatever is a guess warns."""
    found = check(tiny(requirements=["It is safe.", sentence]))
    assert told(found) == [(severity, rule, "plan.need.requirements[1]")]
    assert sentence in found[0].message


def test_under_another_regime_nothing_is_more_than_a_warning() -> None:
    """EU-42 is not verified: a G rule only warns; other regimes cite nothing."""
    requirement = ["Barriers shall meet BS EN 1317."]
    assert told(check(tiny(regime="EU-2014/24", requirements=requirement)))[0][:2] == ("WARN", "EU-42")
    assert told(check(tiny(regime="SBRI", requirements=requirement)))[0][:2] == ("WARN", "")


def test_the_problem_may_tell_what_is_there_today() -> None:
    """Technology in a problem statement is no requirement; a certificate asked for in a list of contents is one."""
    assert check(tiny(problem="Drivers must use a mobile app that fails in the rain, and jams last for hours.")) == ()
    value = value_of(TINY)
    value["regime"], value["plan"] = "PA23", {"need": NEED}
    value["artefacts"]["offer"]["contains"] = ["The plan of work", "A certificate under ISO 9001"]
    found = check(Definition.model_validate(value))
    assert told(found) == [("WARN", "UK-SPEC-1", "artefacts.offer.contains[1]")]


def test_criteria_are_read_too() -> None:
    """A criterion that names a product favours it."""
    value = value_of(TINY)
    value["regime"], value["plan"] = "PA23", {"need": NEED}
    value["rounds"]["only"]["criteria"]["quality"]["title"] = "Fits into our Salesforce"
    found = check(Definition.model_validate(value))
    assert told(found) == [("WARN", "UK-SPEC-1", "rounds.only.criteria.quality.title")]


def test_what_is_missing_from_the_need_is_said() -> None:
    """No users, no outcomes, a problem that is a purchase, and no need at all."""
    found = check(tiny(users=[], outcomes=[], problem="The council wishes to buy a new traffic platform."))
    assert [one.where for one in found] == ["plan.need", "plan.need", "plan.need.problem"]
    bare = Definition.model_validate(value_of(TINY))
    assert told(check(bare)) == [("INFO", "", "plan")]
    planned = Definition.model_validate({**value_of(TINY), "plan": {"until": "SIGNED"}})
    assert told(check(planned)) == [("WARN", "", "plan")]


def test_mandatory_requirements_are_counted() -> None:
    """Many of them leave little to invent."""
    definition = tiny(requirements=["It is light.", "It must be safe.", "Noise shall not disturb sleep."])
    assert (counted(definition).requirements, counted(definition).mandatory) == (3, 2)
    assert figures(definition) == ("Requirements: 3, of which 2 are mandatory.",)
    many = tiny(requirements=[f"It must do thing {number}." for number in range(26)])
    assert [one.where for one in check(many)] == ["plan.need.requirements"]


def test_a_long_sentence_is_quoted_around_the_words() -> None:
    """The finding stays readable."""
    long = "It works. " + "Everybody can use it without help, " * 8 + "and maps shall be supplied for ArcGIS."
    (finding,) = check(tiny(requirements=[long.removeprefix("It works. ")]))
    assert len(finding.message) < 300
    assert "ArcGIS" in finding.message


@pytest.mark.parametrize("name", [one.name for one in shipped()])
def test_the_shipped_definitions_have_nothing_to_blame(name: str) -> None:
    """No sentence that reaches suppliers names a product, a solution or a hurdle."""
    assert [one for one in check(load(name).definition) if one.severity is not Severity.INFO] == []
