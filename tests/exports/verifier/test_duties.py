"""The law at run time, seen from outside: what is lawful is good, and each thing that is not is found by name."""

from __future__ import annotations

import pytest

from tests.exports.verifier.judging import codes, judged, rules_of
from tests.exports.verifier.lives import story_of
from tests.exports.verifier.sweeping import swept
from tests.exports.verifier.unlawful import then
from tests.exports.verifier.unlawful_duties import duties, everything, refinement, sifted
from tests.exports.verifier.writer import Happening

RULES = rules_of(story_of(everything()))
CASES = list(duties())
HARMLESS = {
    ("modification.recorded", "of"), ("contract.changed", "aggregate_below_threshold"), ("contract.changed", "works"),
    ("contract.changed", "published_before"), ("contract.changed", "material"), ("contract.changed", "term_after_days"),
    ("contract.changed", "term_before_days"), ("contract.changed", "value_after_minor"),
    ("contract.changed", "overall_nature"), ("contract.changed", "ground"), ("contract.changed", "value_before_minor"),
    ("claim.notified", "claim"), ("claim.notified", "actor"), ("claim.notified", "issued_at"),
    ("claim.notified", "notified_at"), ("claim.notified", "partner"), ("indicators.set", "published_on"),
    ("debarment_list.consulted", "list_source"), ("debarment_list.consulted", "heard"),
    ("debarment_list.consulted", "list_on"), ("modification.recorded", "told"),
}  # fmt: skip
"""What may be otherwise without a rule being broken here: a claim's name, a number that is as small, a list as new."""

SWEPT = {
    "criteria.refined", "modification.recorded", "contract.changed", "claim.notified", "indicators.set",
    "notice.stated", "debarment_list.consulted",
}  # fmt: skip


def test_a_life_under_every_rule_is_good() -> None:
    """All seven kinds of events are in it, and none is complained of."""
    happenings = story_of(everything()).happenings
    assert {one.type for one in happenings} >= SWEPT
    report = judged(happenings, RULES)
    assert (report.exit, report.faults) == (0, [])


@pytest.mark.parametrize(("happenings", "code"), [one[1:] for one in CASES], ids=[one[0] for one in CASES])
def test_what_is_unlawful_is_found(happenings: list[Happening], code: str) -> None:
    """The last command is what the law forbids; everything before it is lawful."""
    report = judged(happenings, RULES)
    assert code in codes(report), report.faults
    last = max((n for n, one in enumerate(happenings) if one.cause.startswith("k-")), default=-1)
    assert all(fault["event"] is None or fault["event"] > last for fault in report.faults), report.faults


def test_any_other_value_in_these_events_breaks_a_rule() -> None:
    """But for the few of which no rule speaks; the hashes hold those."""
    for one in swept(story_of(everything()).happenings):
        if one.type in SWEPT and (one.type, one.field) not in HARMLESS:
            assert judged(one.happenings, RULES).exit == 1, one[:3]


def test_a_criterion_that_was_not_foreseen_stays() -> None:
    """Under a definition that foresees it for worth alone, the way of working may not be refined (UK-REF-1)."""
    rules = rules_of(story_of(everything()))
    rules.rules["rounds"]["final"]["refinement"]["criteria"] = ["worth"]
    parts = [["new", "New", "50"], ["safe", "Safe", "50"]]
    way, worth = ["way", "Way of working", "40", None, parts], ["worth", "Worth", "60", 2, []]
    report = judged(then(sifted(), refinement(criteria=[way, worth])), rules)
    assert [fault["says"] for fault in report.faults] == ["a criterion was refined that was not foreseen"]
