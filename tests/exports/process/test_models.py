"""Definitions as nets, models and pictures: nothing is missing, nothing is added, and what is drawn can be read."""

from __future__ import annotations

import re
from collections import Counter
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest

from engine.definition import Definition
from engine.machine import shape_of
from engine.time.periods import Counting, Period, Rolling, Unit
from exports.process.bpmn.drawing import drawing_of
from exports.process.bpmn.graph import START, duration, graph_of
from exports.process.bpmn.writing import BPMN, SEEDBED, bpmn
from exports.process.layout import Layout
from exports.process.machine import Machine, Sort, Which, machine_of
from exports.process.net import SINK, SOURCE, net_of
from exports.process.pnml import GRAMMAR, pnml
from exports.process.svg import svg
from procedures.loader import LoadedDefinition
from tests.hands import real, small

EACH = pytest.mark.parametrize("which", list(Which), ids=str)
BOTH = pytest.mark.parametrize("loaded", [real(), small()], ids=["real", "small"])
_B, _S = f"{{{BPMN}}}", f"{{{SEEDBED}}}"


def machine(loaded: LoadedDefinition, which: Which) -> Machine:
    """A machine of a definition."""
    return machine_of(loaded.definition, which)


def moves_of(definition: Definition, which: Which) -> set[tuple[str, str, str]]:
    """Every move as the engine's own machine has it: (from, move, to)."""
    shape = shape_of(definition)
    known = shape.moves if which is Which.PROCEDURE else shape.partner_moves
    return {(source, move, target) for (source, move), target in known.items()}


@BOTH
@EACH
def test_the_machine_is_the_engines_own(loaded: LoadedDefinition, which: Which) -> None:
    """The same moves between the same places, each once."""
    found = [(way.source, way.name, way.target) for way in machine(loaded, which).along(Sort.MOVE)]
    assert len(found) == len(set(found))
    assert set(found) == moves_of(loaded.definition, which)


@BOTH
@EACH
def test_a_net_is_a_workflow_net_with_a_transition_for_each_way(loaded: LoadedDefinition, which: Which) -> None:
    """One source, one sink, everything on a way from one to the other; read back from the file."""
    made = net_of(machine(loaded, which))
    top = ET.fromstring(pnml(made))  # noqa: S314 - our own file
    names = {f"{{{GRAMMAR}}}{tag}" for tag in ("place", "transition", "arc")}
    counts = Counter(one.tag for one in top.iter() if one.tag in names and one.get("id"))
    assert sorted(counts.values()) == sorted([len(made.places), len(made.transitions), 2 * len(made.transitions)])
    ahead, back = _reached(made.transitions, SOURCE), _reached([(t, s) for s, t in _pairs(made.transitions)], SINK)
    assert ahead == back == {name for name, _ in made.places}


def _pairs(transitions: object) -> list[tuple[str, str]]:
    return [one if isinstance(one, tuple) else (one.source, one.target) for one in transitions]  # type: ignore[attr-defined]


def _reached(transitions: object, begin: str) -> set[str]:
    found, waiting = {begin}, [begin]
    while waiting:
        here = waiting.pop()
        for source, target in _pairs(transitions):
            if source == here and target not in found:
                found.add(target)
                waiting.append(target)
    return found


@BOTH
@EACH
def test_a_process_has_a_task_for_each_place_and_a_flow_for_each_move(loaded: LoadedDefinition, which: Which) -> None:
    """Gateways only where several ways lead on, a condition on each of them, and each guard with its requirements."""
    made = machine(loaded, which)
    process = ET.fromstring(bpmn(loaded.definition, loaded.digest, made)).find(f"{_B}process")  # noqa: S314
    assert process is not None
    assert process.get("isExecutable") == "true"
    tasks = {one.get("id") for one in process.findall(f"{_B}userTask")}
    ends = {one.get("id") for one in process.findall(f"{_B}endEvent")}
    assert tasks == {place.name for place in made.places if not place.ends}
    assert {place.name for place in made.places if place.ends} <= ends
    gateways = {one.get("id"): one.get("id", "").removesuffix(".next") for one in process.iter(f"{_B}exclusiveGateway")}
    found = set()
    for flow in process.iter(f"{_B}sequenceFlow"):
        guard = flow.find(f"{_B}extensionElements/{_S}guard")
        if guard is not None:
            source = str(flow.get("sourceRef"))
            found.add((gateways.get(source, source), str(guard.get("move")), str(flow.get("targetRef"))))
            condition = flow.find(f"{_B}conditionExpression")
            assert (condition is not None) is (source in gateways)
            assert condition is None or condition.text == f'move == "{guard.get("name")}"'
    assert moves_of(loaded.definition, which) <= found
    requirements = [one.get("name") for one in process.iter(f"{_S}requirement")]
    assert len(requirements) == sum(len(way.gate) for way in made.along(Sort.MOVE))


@BOTH
@EACH
def test_identifiers_are_unique_and_whatever_is_named_is_there(loaded: LoadedDefinition, which: Which) -> None:
    """Each element once, and each shape and edge of the drawing belongs to one."""
    top = ET.fromstring(bpmn(loaded.definition, loaded.digest, machine(loaded, which)))  # noqa: S314
    ids = [str(one.get("id")) for one in top.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    references = ("sourceRef", "targetRef", "attachedToRef", "bpmnElement", "categoryValueRef")
    named = {str(one.get(key)) for one in top.iter() for key in references if one.get(key)}
    assert named <= set(ids)
    drawn = {one.get("bpmnElement") for one in top.iter() if one.get("bpmnElement")}
    elements = {one.get("id") for tag in ("sequenceFlow", "userTask", "endEvent", "startEvent", "exclusiveGateway",
                "boundaryEvent", "group", "textAnnotation") for one in top.iter(f"{_B}{tag}")}  # fmt: skip
    assert elements <= drawn


@BOTH
@EACH
def test_no_shape_lies_on_another_and_all_lie_in_the_picture(loaded: LoadedDefinition, which: Which) -> None:
    """Groups hold the others, and clocks sit on the edge of their task; nothing else touches."""
    drawing = drawing_of(graph_of(loaded.definition, machine(loaded, which)))
    solid = [one for one in drawing.shapes if not one.element.startswith("group.")]
    on_edge = {one.element for one in solid if one.bounds.width == 36 and one.element != START}
    for one, other in combinations(solid, 2):
        if not (one.element in on_edge or other.element in on_edge):
            apart = (
                one.bounds.x + one.bounds.width <= other.bounds.x
                or other.bounds.x + other.bounds.width <= one.bounds.x
                or one.bounds.y + one.bounds.height <= other.bounds.y
                or other.bounds.y + other.bounds.height <= one.bounds.y
            )
            assert apart, (one, other)
    assert all(x >= 0 and y >= 0 for edge in drawing.edges for x, y in edge.points)


@pytest.mark.parametrize(
    ("period", "said"),
    [
        (Period(length=30, unit=Unit.CALENDAR_DAYS, counting=Counting.BEGINNING_WITH), "P30D"),
        (Period(length=30, unit=Unit.CALENDAR_DAYS, counting=Counting.AFTER), "P31D"),
        (Period(length=1, unit=Unit.YEARS, counting=Counting.BEGINNING_WITH), "P12M"),
        (Period(length=2, unit=Unit.QUARTERS, counting=Counting.AFTER), "P6M1D"),
        (Period(length=8, unit=Unit.WORKING_DAYS, counting=Counting.BEGINNING_WITH), None),
        (Period(length=10, unit=Unit.CALENDAR_DAYS, counting=Counting.AFTER, rolling=Rolling.EU), None),
    ],
)
def test_a_timer_never_fires_before_its_deadline_has_passed(period: Period, said: str | None) -> None:
    """The law counts whole days; a length that needs a calendar is no timer at all."""
    assert duration(period) == said


def test_a_clock_that_a_step_starts_is_a_timer_that_stops_nothing() -> None:
    """Thirty days for the contract details notice, on the step that starts them."""
    top = ET.fromstring(bpmn(real().definition, real().digest, machine(real(), Which.PROCEDURE)))  # noqa: S314
    timers = {one.get("id"): one for one in top.iter(f"{_B}boundaryEvent")}
    assert list(timers) == ["CONTRACT_ENTERED.contract_details_due"]
    [timer] = timers.values()
    assert timer.get("cancelActivity") == "false"
    assert [one.text for one in timer.iter(f"{_B}timeDuration")] == ['"P30D"']


@BOTH
@EACH
def test_a_picture_shows_every_place_and_every_move_in_words(loaded: LoadedDefinition, which: Which) -> None:
    """Well formed, titled, described; and no label runs out of the picture."""
    made = machine(loaded, which)
    text = svg(made)
    top = ET.fromstring(text)  # noqa: S314
    name = "{http://www.w3.org/2000/svg}"
    assert (top.get("role"), top.find(f"{name}title") is not None, top.find(f"{name}desc") is not None) == (
        "img", True, True,
    )  # fmt: skip
    shown = Counter("".join(one.itertext()) for one in top.iter(f"{name}text"))
    for place in made.places:
        assert shown[place.title]
        assert shown[place.name]
    wanted = Counter(way.title for way in made.along(Sort.MOVE, Sort.UNDONE))
    assert all(shown[title] >= count for title, count in wanted.items())
    width = int(str(top.get("width")))
    for one in top.iter(f"{name}text"):
        x, length = int(str(one.get("x"))), len("".join(one.itertext())) * 6
        if one.get("text-anchor") == "end":
            assert x - length > 0
        else:
            assert x + length < width + 200
    assert not re.search(r"http(?!://www\.w3\.org)", text)


@BOTH
@EACH
def test_lines_to_different_places_never_share_a_rail(loaded: LoadedDefinition, which: Which) -> None:
    """What runs together leads to the same place."""
    drawn: Layout = _layout(machine(loaded, which))
    for one, other in combinations([line for line in drawn.lines if line.side != "down"], 2):
        if one.points[1][0] == other.points[1][0]:
            assert one.line.target == other.line.target


def _layout(made: Machine) -> Layout:
    from exports.process.layout import Box, Line, lay_out
    from exports.process.svg import _MEASURES

    ways = made.along(Sort.MOVE, Sort.UNDONE)
    return lay_out(
        [Box(name=one.name, group=one.group, height=60) for one in made.places],
        [Line(key=str(number), source=str(way.source), target=str(way.target), label=way.title)
         for number, way in enumerate(ways)],
        _MEASURES,
    )  # fmt: skip


@BOTH
@EACH
def test_the_same_definition_gives_the_same_bytes(loaded: LoadedDefinition, which: Which) -> None:
    """Net, process and picture."""
    for _ in range(2):
        made = machine(loaded, which)
        assert pnml(net_of(made)) == pnml(net_of(machine(loaded, which)))
        assert bpmn(loaded.definition, loaded.digest, made) == bpmn(loaded.definition, loaded.digest, made)
        assert svg(made) == svg(machine(loaded, which))
