"""Every rule that binds refuses what breaks it alone, naming it alone; a rule without such a proof fails."""

from __future__ import annotations

import copy
import json
from datetime import date
from functools import cache
from typing import Any

import pytest

from engine.definition import Definition
from engine.errors import DefinitionInvalid
from procedures import law, strict_yaml
from procedures.checker.finding import Severity
from procedures.loader import canonical_form, read_definition
from procedures.registry import FOLDER
from tests.procedures.law.mutants import MUTANTS, R1, Mutant

TODAY = date(2026, 11, 23)
REFUSED_BY_THE_FORMAT = {"EVAL-2"}
"""What no definition can say at all; a test of its own shows that it is refused."""

_CASES = [(rule, number) for rule, mutants in MUTANTS.items() for number in range(len(mutants))]


@cache
def _value(name: str) -> Any:
    path = FOLDER / f"{name}.yaml"
    return strict_yaml.read(path.read_bytes(), str(path)).value


def made(mutant: Mutant) -> Definition:
    """The definition that comes of it."""
    value = copy.deepcopy(_value(mutant.definition))
    for edit in mutant.edits:
        edit(value)
    return Definition.model_validate_json(json.dumps(value), strict=True)


def _broken(definition: Definition) -> set[str]:
    return {one.rule for one in law.check(definition, TODAY) if one.severity is Severity.MUST}


# The quick tests judge the same mutants as files of the corpus (tests/must_refuse/law), with their words.
@pytest.mark.long
@pytest.mark.parametrize(("rule", "number"), _CASES, ids=[f"{rule}-{number}" for rule, number in _CASES])
def test_what_breaks_one_rule_is_refused_naming_that_rule_alone(rule: str, number: int) -> None:
    """The fault is found, with a place and a sentence, and no other rule complains."""
    assert _broken(made(MUTANTS[rule][number])) == {rule}


def test_every_rule_that_binds_and_has_a_predicate_has_a_mutant() -> None:
    """A rule that nothing was ever refused by is not proved to work."""
    binding = {
        rule.rule
        for rule in law.pack("pa23-2026.4").rules
        if rule.definition and law.severity_of(rule) is Severity.MUST and rule.in_force(TODAY)
    }
    assert binding - REFUSED_BY_THE_FORMAT - {rule for rule, mutants in MUTANTS.items() if mutants} == set()


def test_weights_that_do_not_add_up_are_refused_by_the_format() -> None:
    """EVAL-2 is refused before any pack is asked."""
    value = copy.deepcopy(_value(R1))
    value["rounds"]["final"]["criteria"]["cost"]["weight"] = 29
    with pytest.raises(DefinitionInvalid, match="EVAL-2"):
        read_definition(json.dumps(value).encode())


def test_the_shipped_definitions_are_clean_under_their_packs() -> None:
    """What Seedbed ships breaks no rule that binds."""
    for path in sorted(FOLDER.glob("uk_*.yaml")):
        assert _broken(made(Mutant(path.stem, ()))) == set(), path.stem


@pytest.mark.long
def test_mutants_are_faults_of_law_and_not_of_form() -> None:
    """Most of them load: only the law, and nothing else, stands between them and a procedure."""
    refused = []
    for rule, number in _CASES:
        definition = made(MUTANTS[rule][number])
        try:
            read_definition(canonical_form(definition))
        except DefinitionInvalid as error:
            refused.append((rule, str(error).splitlines()[0]))
    assert len(refused) < len(_CASES) / 5, refused
