"""BPMN before SpiffWorkflow: valid by the schema, loaded, and completed in the order in which procedures really go.

Run by `make referee` only.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine import events as e
from exports.process.bpmn.writing import bpmn
from exports.process.machine import Which, machine_of
from exports.process.traces import traces_of
from tests.exports.ocds.lives import Life, lived
from tests.exports.process.histories import history_of
from tests.hands import real
from tests.pilot import make, way
from tests.referee.environment import judge

pytestmark = pytest.mark.referee


def straight() -> Life:
    """From the draft to the close."""
    return lived(real(), "CLOSED")


def with_loops() -> Life:
    """The notice is modified, and the award is withdrawn twice: issued again, and assessed again."""
    life = lived(real(), "PARTICIPATION_OPEN")
    make(life, "modify_notice")
    for move in way(real().definition, "PARTICIPATION_OPEN", "STANDSTILL"):
        make(life, move)
    make(life, "withdraw_and_reissue")
    for move in way(real().definition, "AWARD_DECIDED", "STANDSTILL"):
        make(life, move)
    make(life, "withdraw_and_reassess")
    for move in way(real().definition, "FINAL_ASSESSMENT", "CLOSED"):
        make(life, move)
    return life


def abandoned() -> Life:
    """Nothing is awarded after the testbed."""
    life = lived(real(), "TESTBED_GATE")
    make(life, "abandon_at_testbed_gate")
    return life


def steps(life: Life) -> list[str]:
    """The steps of a life as its history tells them, from the first to the end."""
    entered = [one.event for one in life.history if isinstance(one.event, e.StepEntered)]
    return [life.definition.initial, *(event.target for event in entered)]


@pytest.mark.parametrize("path", [straight, with_loops, abandoned], ids=lambda path: path.__name__)
def test_the_exported_process_is_completed_in_the_order_of_the_history(path: Any, tmp_path: Path) -> None:
    """Each step of the history is a task of the process, in its order, and the end is the history's end."""
    life = path()
    definition = life.definition
    (tmp_path / "procedure.bpmn").write_bytes(
        bpmn(definition, life.loaded.digest, machine_of(definition, Which.PROCEDURE))
    )
    [trace] = traces_of(history_of(life), Which.PROCEDURE)
    guards = [moved.name for moved in trace.moves]
    job = {"file": "procedure.bpmn", "process": definition.name, "guards": guards}
    (tmp_path / "jobs.json").write_text(json.dumps({"path": job}), encoding="utf-8")
    said = judge("modelling", str(tmp_path))["path"]
    *tasks, end = steps(life)
    assert said == {"completed": True, "tasks": tasks, "ends": [end], "left": []}


def test_the_process_of_a_partner_is_completed_too(tmp_path: Path) -> None:
    """One who is contracted and ends with the procedure, and one who comes too late."""
    life = straight()
    definition = life.definition
    (tmp_path / "partner.bpmn").write_bytes(bpmn(definition, life.loaded.digest, machine_of(definition, Which.PARTNER)))
    lives = {
        trace.partner: [moved.name for moved in trace.moves] for trace in traces_of(history_of(life), Which.PARTNER)
    }
    winner = next(moves for moves in lives.values() if "contract" in moves)
    entry = definition.partners.entry
    jobs = {
        "winner": [f"register:{entry.state}", *winner[1:]],
        "late": [f"register:{entry.late_state}"],
    }
    process = f"{definition.name}_partner"
    told = {name: {"file": "partner.bpmn", "process": process, "guards": guards} for name, guards in jobs.items()}
    (tmp_path / "jobs.json").write_text(json.dumps(told), encoding="utf-8")
    said = judge("modelling", str(tmp_path))
    assert said["winner"]["completed"]
    assert said["winner"]["ends"] == ["process.end"]
    assert said["winner"]["tasks"][0] == entry.state
    assert said["winner"]["tasks"][-1] == "contracted"
    assert said["late"] == {"completed": True, "tasks": [], "ends": [entry.late_state], "left": []}
