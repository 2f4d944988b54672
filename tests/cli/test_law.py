"""`seedbed law`: what the packs say, and how each rule is checked."""

from __future__ import annotations

import json

from tests.cli.line import Line


def test_a_rule_is_shown_with_what_satisfies_it(empty: Line) -> None:
    """Words, provision, weight, predicates and what enforces it at run time stand on one screen."""
    said = empty.ok("law", "show", "UK-SS-1").out
    for words in ("section 51", "standstill_before_signature", "standstill_over", "MUST"):
        assert words in said


def test_a_misspelt_rule_is_answered_with_the_one_that_was_meant(empty: Line) -> None:
    """Nobody knows the ids by heart."""
    answer = empty.run("law", "show", "uk-ss-11")
    assert answer.code == 4
    assert "UK-SS-1" in answer.err


def test_rules_of_a_day_are_those_in_force_on_it(empty: Line) -> None:
    """Section 70 came in April 2026, and the thresholds of 2025 went with that year."""
    then = {rule["rule"] for rule in _rules(empty, "2025-06-01")}
    now = {rule["rule"] for rule in _rules(empty, "2026-11-23")}
    assert "UK-SCOPE-3" in then - now
    assert {"UK-PAY-3", "UK-SCOPE-2"} <= now - then


def _rules(folder: Line, at: str) -> list[dict[str, object]]:
    said = json.loads(folder.ok("law", "list", "--pack", "pa23-2026.4", "--at", at, "--json").out)
    rules: list[dict[str, object]] = said["packs"][0]["rules"]
    return rules


def test_coverage_counts_what_is_checked_and_says_why_the_rest_is_not(empty: Line) -> None:
    """Each rule that no machine checks has its reason beside it."""
    said = empty.ok("law", "coverage", "--pack", "pa23-2026.4").out
    assert "UK-SCOPE-9     not checkable: What the main purpose is" in said


def test_a_day_that_is_none_is_refused(empty: Line) -> None:
    """Exit code 2, with an example."""
    assert empty.run("law", "list", "--at", "tomorrow").code == 2
