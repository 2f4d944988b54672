"""Provenance: read by a library of others, complete, with one agent for each activity."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from prov.model import ProvDocument

from engine import events as e
from exports.process.prov import prov
from exports.process.source import History
from tests.exports.ocds.lives import Life, lived
from tests.exports.ocds.test_nothing_restricted import CANARY, marked
from tests.exports.process.histories import history_of, random_history, whole, whole_small
from tests.hands import real, small

SEEDS = range(8)


def read(history: History) -> dict[str, Any]:
    """The document as a program reads it."""
    document: dict[str, Any] = json.loads(prov(history))
    return document


@pytest.mark.parametrize("history", [whole(), whole_small()], ids=["real", "small"])
def test_a_library_of_others_reads_it_and_writes_the_same(history: History) -> None:
    """Deserialised, written again, read again: the same document."""
    first = ProvDocument.deserialize(io.StringIO(prov(history).decode()), format="json")
    again = ProvDocument.deserialize(io.StringIO(first.serialize(format="json")), format="json")
    assert first == again
    assert len(list(first.get_records())) > len(history.entries) * 4


@pytest.mark.parametrize("seed", SEEDS)
def test_every_activity_has_exactly_one_agent_and_every_state_but_the_first_comes_from_another(seed: int) -> None:
    """And whatever is named is there."""
    history = random_history(seed)
    document = read(history)
    associated = [one["prov:activity"] for one in document["wasAssociatedWith"].values()]
    assert sorted(associated) == sorted(document["activity"])
    derived = [
        one["prov:generatedEntity"] for one in document["wasDerivedFrom"].values()
        if one["prov:generatedEntity"].startswith("p:state-")
    ]  # fmt: skip
    assert derived == [f"p:state-{n}" for n in range(1, len(history.entries))]
    known = {"entity": document["entity"], "activity": document["activity"], "agent": document["agent"]}
    places = {
        "prov:entity": "entity", "prov:generatedEntity": "entity", "prov:usedEntity": "entity", "prov:plan": "entity",
        "prov:activity": "activity", "prov:agent": "agent", "prov:delegate": "agent", "prov:responsible": "agent",
    }  # fmt: skip
    for name, relations in document.items():
        if name not in {*known, "prefix"}:
            for relation in relations.values():
                assert all(value in known[places[part]] for part, value in relation.items() if part in places)


def _resubmitted() -> Life:
    life = lived(small(), "READY")
    name = next(name for name, rule in life.definition.artefacts.items() if not rule.during and not rule.per_partner)
    life.do("submit_artefact", artefact=name)
    life.do("submit_artefact", artefact=name, sha256="cd" * 32)
    return life


def test_a_new_version_of_a_paper_is_a_revision_of_the_one_before() -> None:
    """Said as the standard says it: a derivation of type prov:Revision."""
    life = _resubmitted()
    submitted = [one.event for one in life.history if isinstance(one.event, e.ArtefactSubmitted)]
    last = submitted[-1]
    revisions = [
        (one["prov:generatedEntity"], one["prov:usedEntity"])
        for one in read(history_of(life))["wasDerivedFrom"].values()
        if one.get("prov:type", {}).get("$") == "prov:Revision"
    ]
    name = f"p:artefact-{last.artefact}"
    assert (f"{name}-v{last.version}", f"{name}-v{last.version - 1}") in revisions


def test_a_gate_used_the_papers_that_it_was_decided_on() -> None:
    """As evidence."""
    used = {
        one["prov:entity"]
        for one in read(whole())["used"].values()
        if one.get("prov:role", {}).get("$") == "s:evidence"
    }
    assert "p:artefact-problem_statement-v1" in used
    assert any(name.startswith("p:artefact-seed_gate_report") for name in used)


def test_what_follows_from_a_command_is_the_rules_on_somebodys_behalf() -> None:
    """The first event is the person's; people act for the authority."""
    document = read(whole())
    rules = [one for one in document["actedOnBehalfOf"].values() if one["prov:delegate"] == "p:rules"]
    assert rules
    assert all(one["prov:responsible"].startswith("p:person-") for one in rules)
    people = {name for name in document["agent"] if name.startswith("p:person-")}
    for_authority = {
        one["prov:delegate"] for one in document["actedOnBehalfOf"].values() if one["prov:responsible"] == "p:authority"
    }
    assert people == for_authority


def test_no_sealed_word_and_no_name_is_in_it() -> None:
    """A canary in every sealed field of a whole procedure."""
    assert CANARY.encode() not in prov(history_of(marked(lived(real(), "CLOSED"))))


def test_the_same_history_gives_the_same_provenance() -> None:
    """Byte for byte."""
    assert prov(whole()) == prov(history_of(lived(real(), "CLOSED")))
