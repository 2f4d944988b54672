"""Event logs and nets before pm4py: closed cases fit perfectly, spoilt ones do not, every shipped definition is sound.

Run by `make referee` only.
"""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

import pytest

from engine.definition import Definition
from exports.process.machine import Which, machine_of
from exports.process.net import Net, net_of
from exports.process.ocel.writing import ocel
from exports.process.pnml import pnml
from exports.process.source import History
from exports.process.xes import NAMESPACE, xes
from procedures import registry
from tests.exports.process.histories import random_history, whole, whole_small
from tests.referee.environment import judge

pytestmark = pytest.mark.referee
BOTH = pytest.mark.parametrize("which", list(Which), ids=str)
LIVES = 120
_TRACE, _EVENT, _STRING = (f"{{{NAMESPACE}}}{tag}" for tag in ("trace", "event", "string"))


def judged(folder: Path, **jobs: Any) -> dict[str, Any]:
    """What the judge says of some jobs."""
    (folder / "jobs.json").write_text(json.dumps(jobs), encoding="utf-8")
    said: dict[str, Any] = judge("mining", str(folder))
    return said


def closed() -> dict[str, list[History]]:
    """Closed lives by definition: two whole ones, and all that chance brings to an end."""
    found = {"small": [whole_small()], "real": [whole()]}
    for seed in range(LIVES):
        history = random_history(seed)
        if history.closed:
            found["small" if seed % 2 == 0 else "real"].append(history)
    return found


@BOTH
def test_every_closed_case_fits_its_net_exactly(which: Which, tmp_path: Path) -> None:
    """Per-trace alignment fitness 1.0, for procedures and for each of their partners."""
    cases = closed()
    for name, histories in cases.items():
        (tmp_path / f"{name}.pnml").write_bytes(pnml(net_of(machine_of(histories[0].definition, which))))
        (tmp_path / f"{name}.xes").write_bytes(xes(histories, which=which))
    said = judged(tmp_path, align={f"{name}.xes": f"{name}.pnml" for name in cases})["fitness"]
    assert sum(len(one) for one in said.values()) > 15
    assert {fitness for one in said.values() for fitness in one.values()} == {1.0}


def lawful(definition: Definition, names: list[str]) -> bool:
    """Whether these moves lead from the opening to an end, read from the definition and not from our net."""
    if names[:1] != ["open"]:
        return False
    step = definition.initial
    for name in names[1:]:
        onward = [move.target for move in definition.moves if (move.source, move.move) == (step, name)]
        early = [phase.target for phase in definition.termination.phases if step in phase.source]
        found = early if name == "terminate" else onward
        if not found or definition.steps[step].ends:
            return False
        step = found[0]
    return definition.steps[step].ends


def spoilt(log: bytes) -> tuple[bytes, dict[str, list[str]]]:
    """A log of one trace with each event removed and each two neighbours swapped; the moves of each case."""
    top = ET.fromstring(log)  # noqa: S314 - our own log
    trace = top.find(_TRACE)
    assert trace is not None
    top.remove(trace)
    count = len(trace.findall(_EVENT))
    cases: dict[str, list[str]] = {}
    for at in range(count):
        _add(top, cases, _without(trace, at), f"without-{at}")
        if at + 1 < count:
            _add(top, cases, _swapped(trace, at), f"swapped-{at}")
    return ET.tostring(top), cases


def _add(top: Element, cases: dict[str, list[str]], trace: Element, name: str) -> None:
    _label(trace).set("value", name)
    top.append(trace)
    cases[name] = [str(_label(event).get("value")) for event in trace.findall(_EVENT)]


def _without(trace: Element, at: int) -> Element:
    made = deepcopy(trace)
    made.remove(made.findall(_EVENT)[at])
    return made


def _swapped(trace: Element, at: int) -> Element:
    made = deepcopy(trace)
    first, second = (_label(event) for event in made.findall(_EVENT)[at : at + 2])
    was, other = str(first.get("value")), str(second.get("value"))
    first.set("value", other)
    second.set("value", was)
    return made


def _label(element: Element) -> Element:
    return next(one for one in element.findall(_STRING) if one.get("key") == "concept:name")


@pytest.mark.parametrize("history", [whole(), whole_small()], ids=["real", "small"])
def test_one_event_less_or_two_swapped_does_not_fit(history: History, tmp_path: Path) -> None:
    """Every event of a whole procedure, every two neighbours: fitness below 1.0, each time."""
    log, cases = spoilt(xes([history]))
    (tmp_path / "spoilt.xes").write_bytes(log)
    (tmp_path / "net.pnml").write_bytes(pnml(net_of(machine_of(history.definition, Which.PROCEDURE))))
    fitness = judged(tmp_path, align={"spoilt.xes": "net.pnml"})["fitness"]["spoilt.xes"]
    assert fitness.keys() == cases.keys()
    assert not [name for name, value in fitness.items() if value >= 1.0]


def test_of_random_lives_exactly_what_the_definition_allows_fits(tmp_path: Path) -> None:
    """A move that may be repeated may also be missing: the definition says which, and pm4py agrees."""
    wanted: dict[str, dict[str, bool]] = {}
    jobs = {}
    for seed in [seed for seed in range(60) if random_history(seed).closed][:6]:
        history = random_history(seed)
        log, cases = spoilt(xes([history]))
        (tmp_path / f"{seed}.xes").write_bytes(log)
        (tmp_path / f"{seed}.pnml").write_bytes(pnml(net_of(machine_of(history.definition, Which.PROCEDURE))))
        jobs[f"{seed}.xes"] = f"{seed}.pnml"
        wanted[f"{seed}.xes"] = {name: lawful(history.definition, moves) for name, moves in cases.items()}
    said = judged(tmp_path, align=jobs)["fitness"]
    assert {log: {name: value == 1.0 for name, value in one.items()} for log, one in said.items()} == wanted
    assert sum(not fits for one in wanted.values() for fits in one.values()) > 30


@BOTH
def test_every_shipped_definition_is_sound(which: Which, tmp_path: Path) -> None:
    """An independent proof: every way can be completed, properly, and no move is dead."""
    nets = []
    for known in registry.shipped():
        definition = registry.load(known.path).definition
        (tmp_path / f"{known.name}.pnml").write_bytes(pnml(net_of(machine_of(definition, which))))
        nets.append(f"{known.name}.pnml")
    said = judged(tmp_path, sound=nets)["sound"]
    assert said == dict.fromkeys(nets, True)


def test_the_referee_is_able_to_find_an_unsound_net(tmp_path: Path) -> None:
    """A step that nothing leaves, and one that nothing enters, are found."""
    net = net_of(machine_of(whole().definition, Which.PROCEDURE))
    broken = {
        "dead-end": [one for one in net.transitions if one.source != "DELIVERY"],
        "orphan": [one for one in net.transitions if one.target != "SEED"],
    }
    for name, transitions in broken.items():
        made = Net(name=net.name, title=net.title, places=net.places, transitions=tuple(transitions))
        (tmp_path / f"{name}.pnml").write_bytes(pnml(made))
    said = judged(tmp_path, sound=[f"{name}.pnml" for name in broken])["sound"]
    assert said == {"dead-end.pnml": False, "orphan.pnml": False}


def test_an_object_centric_log_is_read_whole(tmp_path: Path) -> None:
    """As many events and objects as we wrote, and a log for each type of object."""
    written = ocel([whole(), whole_small()])
    (tmp_path / "log.json").write_bytes(written)
    document = json.loads(written)
    said = judged(tmp_path, ocel=["log.json"])["ocel"]["log.json"]
    assert said["events"] == len(document["events"])
    assert said["objects"] == len(document["objects"])
    assert said["relations"] == sum(len(event["relationships"]) for event in document["events"])
    assert said["cases"]["procedure"] == 2
    assert said["cases"]["partner"] == 4
