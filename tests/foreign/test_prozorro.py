"""Six procedures of ProZorro: sound, under their own rule set, and lived to each of their ends by the real core."""

from __future__ import annotations

import json

import pytest

from engine.evolve import replay
from procedures import exploration
from procedures.law.checking import judged
from procedures.law.registry import pack
from procedures.loader import read_definition
from procedures.strict_yaml import read
from tests.definitions.playing import Ending, endings
from tests.foreign.living import figures, lived
from tests.foreign.reading import HERE, NAMES, durations, foreign, rules

EACH = pytest.mark.parametrize("name", NAMES)
ENDINGS = [
    pytest.param(name, ending, id=f"{name}-{ending}") for name in NAMES for ending in endings(foreign(name).definition)
]


@EACH
def test_no_way_through_it_ends_where_nothing_is_possible(name: str) -> None:
    """Every state is explored, and nothing in it blocks."""
    assert [found.message for found in exploration.check(foreign(name).definition) if found.blocks] == []


@EACH
def test_it_keeps_the_durations_of_its_own_system(name: str) -> None:
    """Judged by a rule set that does not ship with Seedbed."""
    assert judged(foreign(name).definition, rules()) == ()


@pytest.mark.parametrize(("name", "ending"), ENDINGS)
def test_every_end_is_reached(name: str, ending: Ending) -> None:
    """By a move or early, with as many suppliers as that end needs; its history is its state."""
    case = lived(name, ending)
    assert (case.state.step, case.state.ended is None) == (ending.step, False)
    assert replay(case.history, case.reference) == case.state


@EACH
def test_a_shorter_time_is_refused_by_its_own_rule(name: str) -> None:
    """Each figure of the definition that the rule set gives, one day shorter, breaks that rule alone."""
    row = durations()[foreign(name).definition.route]
    shortened = 0
    for where, change in figures(name):
        value = read((HERE / "prozorro" / f"{name}.yaml").read_bytes(), name).value
        change(value)
        changed = read_definition(json.dumps(value).encode(), "shorter.yaml").definition
        broken = {found.rule for found in judged(changed, rules())}
        assert len(broken) == 1, (where, broken)
        shortened += 1
    assert shortened >= (1 if row["procurement_method_type"] == "negotiation" else 2)


def test_the_rule_set_says_what_the_table_says() -> None:
    """Every figure of the table that is not nothing stands in a rule of its route."""
    for route, row in durations().items():
        given = [asks.given for rule in rules().applying(route, None) for asks in rule.definition]
        lengths = sorted(one["length"] for one in given if "length" in one)
        told = ("tendering", "enquiries", "stage2_tendering")
        table = [int(row[name]) for name in told if int(row[name] or 0)]
        table.append(int(row["stage2_award_complaints"] or row["award_complaints"]))
        assert lengths == sorted(table), route
        least = sorted(one["least"] for one in given if "least" in one)
        assert least == sorted(int(row[name]) for name in ("min_bids", "stage2_min_bids") if row[name]), route


def test_the_law_of_one_country_does_not_judge_the_procedures_of_another() -> None:
    """A definition under another regime is refused as such, and not rule by rule."""
    found = judged(foreign("open").definition, pack("pa23-2026.4"))
    assert [one.where for one in found] == ["regime"]
