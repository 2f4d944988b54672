"""Every entry of the corpus is refused by the rule that it names alone, in its words; its base is not."""

from __future__ import annotations

from datetime import date

import pytest

from procedures import law
from procedures.checker.finding import Severity
from procedures.law.models import Rule
from tests.must_refuse.reading import Entry, base_of, changed, entries, known, objections

TODAY = date(2026, 11, 23)
REFUSED_BY_THE_FORMAT = {"EVAL-2"}
"""What no definition can say at all: tests/procedures/law shows that the loader refuses it."""

LAW = entries("law")
DESIGN = entries("design")


@pytest.mark.parametrize("entry", [*LAW, *DESIGN], ids=lambda entry: entry.name)
def test_each_fault_is_refused_by_its_rule_alone_and_in_its_words(entry: Entry) -> None:
    """Rule, severity, place, sentence and story are as written down, and nothing else is said."""
    said = objections(entry)
    assert said == entry.found
    weighty = [one for one in said if one["severity"] == "MUST"] or said
    assert {one.get("rule", "") for one in weighty} == {entry.rule}


@pytest.mark.parametrize(("base", "checker"), sorted({(one.base, one.checker) for one in [*LAW, *DESIGN]}))
def test_the_bases_are_right(base: str, checker: str) -> None:
    """Without a fault nothing blocks, and nothing waits for a reason."""
    assert [one for one in known(base, checker) if one.blocks or one.wants_reason] == []


@pytest.mark.parametrize("entry", LAW, ids=lambda entry: entry.name)
def test_every_change_changes_something(entry: Entry) -> None:
    """A fault that is none would prove nothing."""
    assert entry.change
    assert changed(base_of(entry.base), entry.change) != base_of(entry.base)


@pytest.mark.parametrize("pack", ["pa23-2026.4"])
def test_every_rule_that_binds_and_has_a_predicate_has_an_entry(pack: str) -> None:
    """A rule that nothing was ever refused by is not proved to work: without an entry the build fails."""
    assert _binding(pack) - REFUSED_BY_THE_FORMAT - {entry.rule for entry in LAW} == set()


def _binding(pack: str) -> set[str]:
    def binds(rule: Rule) -> bool:
        return bool(rule.definition) and law.severity_of(rule) is Severity.MUST and rule.in_force(TODAY)

    return {rule.rule for rule in law.pack(pack).rules if binds(rule)}
