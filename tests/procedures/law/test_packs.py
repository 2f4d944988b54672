"""Law packs as data: read strictly, dated, complete; a SHOULD is accepted by name, a MUST never."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from importlib import import_module
from pathlib import Path

import pytest

from engine.definition import Acceptance, Definition
from engine.errors import DefinitionInvalid, NotFound
from procedures import law
from procedures.checker.finding import Severity
from procedures.law import coverage, figures, registry
from procedures.law.loading import read_pack
from procedures.registry import load
from tests.procedures.law.edits import Edit
from tests.procedures.law.mutants import R1, Mutant
from tests.procedures.law.test_mutants import TODAY, made

TINY = """law: 1
name: tiny
version: "2026.1"
title: Tiny
regime: TINY
from: 2026-01-01
source: nowhere
routes: { A: { title: The only one } }
rules:
  - rule: UK-X-1
    title: Calendar
    provision: section 1
    confidence: T
    severity: MUST
    from: 2026-01-01
    says: One calendar.
    satisfied_by: It.
    definition: [{ predicate: calendar_is, with: { calendars: [uk] } }]
"""


def _refused(text: str) -> str:
    with pytest.raises(DefinitionInvalid) as refused:
        read_pack(text.encode(), Path("tiny.yaml"))
    return str(refused.value)


def test_a_pack_is_read_and_its_digest_follows_from_what_it_says() -> None:
    """Comments and order of keys are nothing to the digest; a number is."""
    read = read_pack(TINY.encode(), Path("tiny.yaml"))
    assert read.pack.key == "tiny-2026.1"
    assert read_pack(f"# a comment\n{TINY}".encode(), Path("x.yaml")).digest == read.digest
    assert read_pack(TINY.replace("[uk]", "[eu]").encode(), Path("x.yaml")).digest != read.digest


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("severity: MUST", "severity: OUGHT", "tiny.yaml:14: rules[0].severity"),
        ("predicate: calendar_is", "predicate: calendar_si", 'unknown predicate "calendar_si", expected perhaps'),
        ("calendars: [uk]", "calenders: [uk]", "tiny.yaml:18: rules[0].definition[0]: calendar_is: calenders"),
        ("calendars: [uk]", "calendars: 3", "calendar_is: calendars"),
        ("    satisfied_by: It.\n", "", "says what satisfies it"),
        ("confidence: T", "confidence: X", "rules[0].confidence"),
        ("severity: MUST", "severity: MUST\n    routes: [B]", 'unknown route "B"'),
        ("severity: MUST", "severity: MUST\n    to: 2025-01-01", "it ends on 2025-01-01 before it begins"),
        ("    satisfied_by: It.", "    satisfied_by: It.\n    unchecked: Not.", "give either how it is checked"),
        (
            "    satisfied_by: It.",
            "    satisfied_by: It.\n    instance: [{ by: command, name: opne }]",
            'unknown command "opne", expected perhaps "open"',
        ),
    ],
)
def test_what_is_wrong_in_a_pack_is_said_with_its_line(old: str, new: str, said: str) -> None:
    """A rule that could not be checked as it says is refused when the pack is read."""
    assert old in TINY
    assert said in _refused(TINY.replace(old, new, 1))


def test_every_rule_of_every_pack_is_checked_or_says_why_not() -> None:
    """At least 80 rules of the Procurement Act and 30 of the Union are checked; parts named by a rule exist."""
    for name in registry.names():
        for rule in law.pack(name).rules:
            assert (rule.unchecked is None) == bool(rule.definition or rule.instance), rule.rule
            for by in rule.instance:
                if by.by == "part":
                    import_module(by.name)
    assert coverage.coverage("pa23-2026.4").checked >= 80
    assert coverage.coverage("eu-2014-24-2026.1").checked >= 30


def test_every_pack_names_no_rule_twice_and_includes_packs_that_exist() -> None:
    """A rule has one home; what a pack includes is there."""
    for name in registry.names():
        ids = [rule.rule for rule in law.pack(name).rules]
        assert len(ids) == len(set(ids)), name


def test_an_unknown_pack_is_answered_with_the_one_that_was_meant() -> None:
    """A definition under no known law is refused; one for teaching is told that it is never published."""
    with pytest.raises(NotFound, match=r"pa23-2026\.4"):
        law.pack("pa23-2026.5")
    definition = load(R1).definition
    lost = law.check(definition.model_copy(update={"law_pack": "pa23-2026.5"}))
    taught = law.check(definition.model_copy(update={"law_pack": "pa23-2026.5", "regime": "TEST"}))
    assert [one.severity for one in lost] == [Severity.MUST]
    assert [one.severity for one in taught] == [Severity.SHOULD]


@pytest.mark.parametrize(("field", "value"), [("regime", "PCR2015"), ("route", "R9")])
def test_a_definition_is_judged_only_by_the_pack_of_its_regime_and_route(field: str, value: str) -> None:
    """A route that the pack does not know would escape every rule."""
    found = law.check(load(R1).definition.model_copy(update={field: value}))
    assert [(one.where, one.severity) for one in found] == [(field, Severity.MUST)]


def _silent(value: dict[str, object]) -> None:
    """Nobody tells those who are eliminated."""
    for move in value["moves"]:  # type: ignore[attr-defined]
        move["then"] = [
            one for one in move.get("then", []) if one["kind"] != "tell_partners" or not one.get("partners")
        ]
        move["then"] = [one for one in move["then"] if one["kind"] != "tell_partners"]


def _found(definition: Definition, rule: str) -> list[str]:
    return [one.accepted for one in law.check(definition, TODAY) if one.rule == rule]


def test_a_should_is_accepted_by_name_and_a_must_never() -> None:
    """The finding stays, with who accepted it; an acceptance of what binds is itself a finding."""
    edit: Edit = _silent
    silent = made(Mutant(R1, (edit,)))
    assert set(_found(silent, "UK-AWD-2")) == {""}
    given = Acceptance(by="Ada Obi, owner", reason="By telephone.", on=date(2026, 11, 23))
    accepted = silent.model_copy(update={"accepted": {"UK-AWD-2": given}})
    assert set(_found(accepted, "UK-AWD-2")) == {"Ada Obi, owner, 2026-11-23: By telephone."}
    waved = load(R1).definition.model_copy(update={"accepted": {"UK-SS-1": given, "UK-NONE-1": given}})
    assert {one.where for one in law.check(waved, TODAY)} == {"accepted.UK-SS-1", "accepted.UK-NONE-1"}


def test_a_rule_that_nobody_verified_only_warns() -> None:
    """UK-CLK-7 is general knowledge (G): another zone is no reason to refuse."""
    elsewhere = load(R1).definition.model_copy(update={"zone": "Europe/Dublin"})
    assert [(one.rule, one.severity) for one in law.check(elsewhere, TODAY)] == [("UK-CLK-7", Severity.WARN)]


def test_thresholds_are_those_of_the_day() -> None:
    """They change every two years (UK-SCOPE-2, UK-SCOPE-3, EU-THR-1)."""
    assert figures.figure("goods_services_central", date(2025, 12, 31)).amount == 139688
    assert figures.figure("goods_services_central", date(2026, 1, 1)).amount == 135018
    assert figures.figure("eu_sub_central", date(2027, 12, 31)).amount == 216000
    with pytest.raises(NotFound, match="no value for 2028-01-01"):
        figures.figure("eu_sub_central", date(2028, 1, 1))


def test_discount_rates_give_the_factors_of_the_green_book() -> None:
    """VFM-5: the factor of a year is cumulative across bands; year 0 is not discounted."""
    expected = {1: "0.966184", 10: "0.708919", 30: "0.356278", 31: "0.345901", 75: "0.094214", 76: "0.091916"}
    factor = Decimal(1)
    for year in range(1, 77):
        factor /= 1 + figures.rate("social_time_preference", TODAY, year) / 100
        if year in expected:
            assert str(factor.quantize(Decimal("0.000001"))) == expected[year]


def test_a_pack_that_is_in_use_never_changes_under_its_name() -> None:
    """A replay uses the law of its day: a correction is a new version; before a release, write the digest down anew."""
    written = Path(__file__).with_name("digests.txt").read_text(encoding="ascii").splitlines()
    assert [f"{registry.loaded(name).digest}  {name}" for name in registry.names()] == written
