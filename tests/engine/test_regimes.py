"""A refusal under one regime never cites the law of another."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.regimes import cited
from procedures.law.registry import pack
from tests.definitions.playing import opened, shipped, to_step
from tests.questions import refusal_of

ENGINE = Path(__file__).parents[2] / "engine"
ONLY_BRITISH = {"UK-AC-2", "UK-EXC-5", "UK-KPI-1", "UK-REF-1", "UK-REF-2", "UK-REF-3"}
"""Cited only where a definition has the section that they are about, which is of the Procurement Act alone."""
PACKS = {"EU2014": "eu-2014-24-2026.1", "PCR2015": "pcr2015-2025.1", "SBRI": "sbri-2026.1", "PCP": "pcp-2026.1"}


def cited_by_the_core() -> set[str]:
    """Every British rule that a line of the core cites."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in ENGINE.rglob("*.py") if path.name != "regimes.py")
    return set(re.findall(r'"(UK-[A-Z]+-[0-9]+[a-z]?)"', code))


def test_every_rule_that_the_core_cites_has_a_name_under_the_directive() -> None:
    """A rule that is forgotten would be cited as it is: British law in a European refusal."""
    for rule in cited_by_the_core() - ONLY_BRITISH:
        assert not [name for name in cited("EU2014", (rule,)) if name.startswith("UK-")], rule


@pytest.mark.parametrize("regime", PACKS)
def test_the_names_are_those_of_rules_in_the_regimes_law_pack(regime: str) -> None:
    """Nothing is cited that the pack does not hold."""
    known = {rule.rule for rule in pack(PACKS[regime]).rules}
    names = {name for rule in cited_by_the_core() - ONLY_BRITISH for name in cited(regime, (rule,))}
    assert names <= known, names - known


def test_british_procedures_and_rules_of_assessment_keep_their_names() -> None:
    """Nothing changes where nothing has to, and a definition's own rules are its own."""
    assert cited("PA23", ("UK-CLK-6", "EVAL-3")) == ("UK-CLK-6", "EVAL-3")
    assert cited("EU2014", ("UK-CLK-6", "UK-OBJ-2", "EVAL-3")) == ("EU-IP-12", "EVAL-3")
    assert cited("SBRI", ("UK-REC-1", "UK-SCOPE-8", "SBRI-5")) == ("UK-SCOPE-8", "SBRI-5")


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("eu_innovation_partnership", "EU-IP-5"),
        ("uk_pcr2015_innovation_partnership", "EU-IP-5"),
        ("sbri_two_phase", "SBRI-3"),
        ("pcp_three_phase", "EU-PCP-2"),
    ],
)
def test_whoever_has_left_is_refused_by_the_rule_of_the_regime(name: str, rule: str) -> None:
    """Leavers never return: in each regime for its own reason."""
    player = to_step(opened(shipped(name)), "SELECTION" if "partnership" in name else "ASSESSMENT_P1")
    player.do("move_partner", partner="acme", move="withdraw")
    move = "select" if "partnership" in name else "fund"
    refusal = refusal_of(player, "move_partner", partner="acme", move=move)
    assert refusal is not None
    (finding,) = [finding for finding in refusal.blockers if finding.id == "still_in"]
    assert finding.rules == (rule,)
