"""Event logs: XES and OCEL are complete, ordered, hold no word of anybody, and say what the history says."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from engine import events as e
from engine.canonical import instant_text
from exports.process.increasing import increasing
from exports.process.machine import Which
from exports.process.ocel.objects import OBJECT_TYPES
from exports.process.ocel.writing import ocel
from exports.process.source import History
from exports.process.xes import Told, xes
from tests.exports.ocds.lives import lived
from tests.exports.ocds.test_nothing_restricted import CANARY, marked
from tests.exports.process.histories import history_of, random_history, whole, whole_small
from tests.exports.process.reading import log
from tests.hands import real, small

WHOLE = pytest.mark.parametrize("history", [whole(), whole_small()], ids=["real", "small"])
SEEDS = range(12)


@WHOLE
def test_a_log_of_moves_tells_the_way_of_the_procedure(history: History) -> None:
    """The opening, then every step that was entered, by the name of its move."""
    [events] = log(xes([history])).values()
    moves = [entry.event.move for entry in history.entries if isinstance(entry.event, e.StepEntered)]
    assert [event["concept:name"] for event in events] == ["open", *moves]


@WHOLE
def test_every_event_names_its_place_in_the_history(history: History) -> None:
    """Number, hash, command, person by pseudonym and role: whoever mines the log can go back to the record."""
    [events] = log(xes([history], told=Told.EVERYTHING)).values()
    assert len(events) == len(history.entries)
    for event, entry in zip(events, history.entries, strict=True):
        assert event["seedbed:n"] == str(entry.n)
        assert event["seedbed:hash"] == entry.hash
        assert event["seedbed:cause"] == entry.cause
        assert (event["org:resource"], event["org:role"]) == (entry.by, entry.role)
        assert event["seedbed:at"] == instant_text(entry.at).replace("Z", "+00:00")


@pytest.mark.parametrize("seed", SEEDS)
def test_times_increase_strictly_within_every_trace(seed: int) -> None:
    """However many events one command recorded at one instant."""
    history = random_history(seed)
    for which in Which:
        for told in Told:
            for events in log(xes([history], which=which, told=told)).values():
                times = [event["time:timestamp"] for event in events]
                assert times == sorted(set(times))


def test_times_go_on_from_the_one_before() -> None:
    """A microsecond later when they are equal, and untouched where they are not."""
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    tick = timedelta(microseconds=1)
    assert list(increasing([at, at, at, at + tick * 2, at + timedelta(hours=1)])) == [
        at, at + tick, at + tick * 2, at + tick * 3, at + timedelta(hours=1),
    ]  # fmt: skip


def test_a_partner_that_left_ends_by_leaving_and_one_that_stayed_ends_with_the_procedure() -> None:
    """Each partner has a trace of its own."""
    traces = log(xes([whole()], which=Which.PARTNER))
    ends = {name: events[-1]["concept:name"] for name, events in traces.items()}
    assert set(ends) == {f"RL-1/{ref}" for ref in whole().state.partners}
    leavers = whole().definition.leavers
    for ref, partner in whole().state.partners.items():
        assert (ends[f"RL-1/{ref}"] == "procedure_ends") is (partner.state not in leavers)


def test_a_departure_that_was_taken_back_is_no_part_of_the_life_that_counts() -> None:
    """The log of moves leaves it out, the log of everything keeps it and the correction."""
    life = lived(small(), "TRIAL")
    [move, *_] = [
        name for name, rule in life.definition.partners.moves.items()
        if rule.target in life.definition.leavers and life.state.step in rule.during
        and life.state.partners["acme"].state in rule.source
    ]  # fmt: skip
    life.do("move_partner", partner="acme", move=move)
    wrong = life.state.n
    before = log(xes([history_of(life)], which=Which.PARTNER))["RL-1/acme"]
    life.do("correct", event=wrong, effect="void")
    after = log(xes([history_of(life)], which=Which.PARTNER))["RL-1/acme"]
    assert after == before[:-1]
    everything = log(xes([history_of(life)], told=Told.EVERYTHING))["RL-1"]
    assert [event["concept:name"] for event in everything][-1] == "correction.recorded"


def read(histories: list[History]) -> dict[str, Any]:
    """An object-centric log as a program reads it."""
    document: dict[str, Any] = json.loads(ocel(histories))
    return document


@pytest.mark.parametrize("seed", SEEDS)
def test_an_object_centric_log_keeps_to_its_own_declarations(seed: int) -> None:
    """Every type and attribute is declared with its type, every object that is named is there, ids are unique."""
    document = read([random_history(seed)])
    objects = {one["id"]: one for one in document["objects"]}
    assert len(objects) == len(document["objects"])
    assert len({one["id"] for one in document["events"]}) == len(document["events"])
    for kind, types in (("objects", "objectTypes"), ("events", "eventTypes")):
        declared = {one["name"]: {a["name"]: a["type"] for a in one["attributes"]} for one in document[types]}
        for one in document[kind]:
            for attribute in one["attributes"]:
                wanted = {"string": str, "integer": int, "boolean": bool, "time": str}
                assert type(attribute["value"]) is wanted[declared[one["type"]][attribute["name"]]]
            assert {link["objectId"] for link in one["relationships"]} <= set(objects)
    assert {one["type"] for one in document["objects"]} <= set(OBJECT_TYPES)
    times = [one["time"] for one in document["events"]]
    assert times == sorted(times)


@WHOLE
def test_the_last_word_on_every_object_is_what_the_state_says(history: History) -> None:
    """Partners, papers and payments, each with its newest attributes."""
    found = {}
    for one in read([history])["objects"]:
        for attribute in one["attributes"]:
            found[one["id"], attribute["name"]] = attribute["value"]
    state, ref = history.state, history.reference
    assert found[ref, "step"] == state.step
    assert {found[f"{ref}/partner/{name}", "state"] for name in state.partners} == {
        partner.state for partner in state.partners.values()
    }
    for key, paper in state.artefacts.items():
        assert found[f"{ref}/artefact/{key}", "status"] == paper.status
        assert found[f"{ref}/artefact/{key}", "version"] == paper.version
    for name, commitment in state.commitments.items():
        for instalment in commitment.instalments:
            paid = instalment in commitment.paid
            assert found[f"{ref}/payment/{name}/{instalment}", "status"] == ("paid" if paid else "committed")


def test_a_gate_is_linked_with_the_papers_that_it_was_decided_on() -> None:
    """With the qualifier evidence."""
    gates = [one for one in read([whole()])["events"] if one["type"] == "gate.decided"]
    linked = [link["objectId"] for one in gates for link in one["relationships"] if link["qualifier"] == "evidence"]
    assert "RL-1/artefact/problem_statement" in linked
    assert any(name.startswith("RL-1/artefact/") and name.endswith("@acme") for name in linked)


def test_no_sealed_word_and_no_name_is_in_a_log() -> None:
    """A canary in every sealed field of a whole procedure, and in the title, which people write."""
    life = marked(lived(real(), "CLOSED"))
    life.history[0] = life.history[0]._replace(event=replace(life.history[0].event, title=CANARY))  # type: ignore[arg-type]
    history = history_of(life, words={(0, "data.title"): CANARY})
    for content in (xes([history], told=Told.EVERYTHING), xes([history], which=Which.PARTNER), ocel([history])):
        assert CANARY.encode() not in content


@WHOLE
def test_the_same_history_gives_the_same_bytes(history: History) -> None:
    """Made anew from an equal history, in any order of making."""
    again = replace(history)
    assert xes([history]) == xes([again])
    assert ocel([history]) == ocel([again])


def test_several_procedures_share_a_log_in_the_order_of_time() -> None:
    """Ids begin with the reference, so none is taken for another."""
    document = read([whole(), whole_small()])
    assert {one["id"].split("#")[0] for one in document["events"]} == {"RL-1", "SM-1"}
    assert len(document["events"]) == len(whole().entries) + len(whole_small().entries)
    assert list(log(xes([whole(), whole_small()]))) == ["RL-1", "SM-1"]
