"""The BPMN document: the process, what Seedbed knows beyond BPMN as extension elements, and the drawing."""

from __future__ import annotations

from typing import Final
from xml.etree.ElementTree import Element

from engine.definition import Definition
from exports.process.bpmn.drawing import Bounds, Drawing, drawing_of
from exports.process.bpmn.graph import Flow, Graph, Node, Timer, graph_of
from exports.process.machine import Machine, Way
from exports.process.xml_writing import child, root, to_bytes

BPMN: Final = "http://www.omg.org/spec/BPMN/20100524/MODEL"
SEEDBED: Final = "urn:seedbed:bpmn:1"
EXPRESSIONS: Final = "https://docs.python.org/3/reference/expressions.html"
"""Conditions and durations are expressions of this language; the extension elements say the same in plain words."""
CHOSEN: Final = "move"
"""The variable that names the guard of the move that was made."""
_NAMESPACES: Final = {
    "xmlns": BPMN,
    "xmlns:bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "xmlns:dc": "http://www.omg.org/spec/DD/20100524/DC",
    "xmlns:di": "http://www.omg.org/spec/DD/20100524/DI",
    "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "xmlns:seedbed": SEEDBED,
}


def bpmn(definition: Definition, definition_sha256: str, machine: Machine) -> bytes:
    """The process as an executable BPMN 2.0 document with its drawing: the same definition, the same bytes."""
    graph = graph_of(definition, machine)
    top = root(
        "definitions",
        **_NAMESPACES,
        id=f"definitions.{machine.which}",
        name=machine.title,
        targetNamespace=f"urn:seedbed:definition:{definition_sha256}",
        expressionLanguage=EXPRESSIONS,
        exporter="Seedbed",
    )
    for group, title in machine.groups:
        category = child(top, "category", {"id": f"category.{group}", "name": title})
        child(category, "categoryValue", {"id": f"stage.{group}", "value": title})
    process = child(top, "process", {"id": _identifier(machine), "name": machine.title, "isExecutable": "true"})
    child(process, "documentation", text=definition.summary)
    _about(process, definition, definition_sha256, graph)
    for node in graph.nodes:
        _node(process, node, graph)
    for node in graph.nodes:
        for flow in node.flows:
            _flow(process, flow, node)
    _artefacts(process, graph)
    _drawing(top, _identifier(machine), drawing_of(graph))
    return to_bytes(top)


def _identifier(machine: Machine) -> str:
    return machine.name.replace(".", "_")


def _about(process: Element, definition: Definition, sha256: str, graph: Graph) -> None:
    about = child(process, "extensionElements")
    facts = {"name": definition.name, "version": definition.version, "sha256": sha256, "law_pack": definition.law_pack}
    child(about, "seedbed:definition", facts)
    for way in graph.early:
        ends = {"name": way.name, "from": str(way.source), "to": str(way.target), "by": " ".join(way.by)}
        child(about, "seedbed:early_end", ends)


def _node(process: Element, node: Node, graph: Graph) -> None:
    made = child(process, node.kind.value, {"id": node.name, "name": node.title})
    if node.place is not None and node.place.means:
        child(made, "documentation", text=node.place.means)
    for name in _incoming(node, graph):
        child(made, "incoming", text=name)
    done = f"{node.name}.done" if node.gateway else node.flows[0].key if node.flows else None
    if done is not None:
        child(made, "outgoing", text=done)
    if node.gateway:
        gateway = child(process, "exclusiveGateway", {"id": node.gateway, "gatewayDirection": "Diverging"})
        child(gateway, "incoming", text=f"{node.name}.done")
        for flow in node.flows:
            child(gateway, "outgoing", text=flow.key)
        child(process, "sequenceFlow", {"id": f"{node.name}.done", "sourceRef": node.name, "targetRef": node.gateway})
    for timer in node.timers:
        _timer(process, node, timer)


def _incoming(node: Node, graph: Graph) -> list[str]:
    return [flow.key for other in graph.nodes for flow in other.flows if flow.target == node.name]


def _timer(process: Element, node: Node, timer: Timer) -> None:
    """A clock tells and stops nothing: the task goes on, and what is late is late."""
    name, passes = f"{node.name}.{timer.deadline}", f"{node.name}.{timer.deadline}.passes"
    made = child(
        process,
        "boundaryEvent",
        {"id": name, "name": timer.rule.title, "attachedToRef": node.name, "cancelActivity": "false"},
    )
    period = timer.rule.period
    if period is not None:
        exact = {"name": timer.deadline, "length": str(period.length), "unit": period.unit.value,
                 "counting": period.counting.value, "passed_after": timer.after,
                 "rules": " ".join(timer.rule.rules)}  # fmt: skip
        child(child(made, "extensionElements"), "seedbed:deadline", exact)
    child(made, "outgoing", text=passes)
    clock = child(made, "timerEventDefinition", {"id": f"{name}.timer"})
    child(clock, "timeDuration", {"xsi:type": "tFormalExpression"}, text=f'"{timer.after}"')
    passed = child(process, "endEvent", {"id": f"{name}.passed", "name": "Passed"})
    child(passed, "incoming", text=passes)
    child(process, "sequenceFlow", {"id": passes, "sourceRef": name, "targetRef": f"{name}.passed"})


def _flow(process: Element, flow: Flow, node: Node) -> None:
    source = node.gateway or node.name
    attributes = {"id": flow.key, "name": flow.way.title, "sourceRef": source, "targetRef": flow.target}
    made = child(process, "sequenceFlow", attributes)
    _guard(made, flow.guard, flow.way)
    if node.gateway:
        child(made, "conditionExpression", {"xsi:type": "tFormalExpression"}, text=f'{CHOSEN} == "{flow.guard}"')


def _guard(parent: Element, guard: str, way: Way) -> None:
    """What has to hold before the move is made: each requirement by name, kind, severity, sentence and rules."""
    about = child(parent, "extensionElements")
    attributes = {"name": guard, "move": way.name, "by": " ".join(way.by), "rules": " ".join(way.rules)}
    made = child(about, "seedbed:guard", {name: value for name, value in attributes.items() if value})
    for asked in way.gate:
        facts = {"name": asked.id, "kind": asked.kind, "severity": asked.severity.value, "when": asked.when or "",
                 "rules": " ".join(asked.rules)}  # fmt: skip
        child(made, "seedbed:requirement", {name: value for name, value in facts.items() if value}, text=asked.text)


def _artefacts(process: Element, graph: Graph) -> None:
    for group, _ in graph.machine.groups:
        child(process, "group", {"id": f"group.{group}", "categoryValueRef": f"stage.{group}"})
    if graph.early:
        titles = {place.name: place.title for place in graph.machine.places}
        targets = " or ".join(f"“{titles[name]}”" for name in dict.fromkeys(str(way.target) for way in graph.early))
        note = child(process, "textAnnotation", {"id": "process.early_end"})
        child(note, "text", text=f"{graph.early[0].title}: possible from {_where(graph)}, and leads to {targets}.")


def _where(graph: Graph) -> str:
    """The steps from which the procedure may end early, in words."""
    sources = {way.source for way in graph.early}
    others = [place.title for place in graph.machine.places if not place.ends and place.name not in sources]
    return f"every step but {', '.join(others)}" if others else "every step"


def _drawing(top: Element, process: str, drawing: Drawing) -> None:
    diagram = child(top, "bpmndi:BPMNDiagram", {"id": "process.diagram"})
    plane = child(diagram, "bpmndi:BPMNPlane", {"id": "process.plane", "bpmnElement": process})
    for shape in drawing.shapes:
        facts = {"id": f"shape.{shape.element}", "bpmnElement": shape.element}
        if shape.element.endswith(".next"):
            facts["isMarkerVisible"] = "true"
        made = child(plane, "bpmndi:BPMNShape", facts)
        _bounds(made, shape.bounds)
        if shape.label is not None:
            _bounds(child(made, "bpmndi:BPMNLabel"), shape.label)
    for edge in drawing.edges:
        made = child(plane, "bpmndi:BPMNEdge", {"id": f"edge.{edge.element}", "bpmnElement": edge.element})
        for x, y in edge.points:
            child(made, "di:waypoint", {"x": str(x), "y": str(y)})
        if edge.label is not None:
            _bounds(child(made, "bpmndi:BPMNLabel"), edge.label)


def _bounds(parent: Element, bounds: Bounds) -> None:
    facts = {"x": bounds.x, "y": bounds.y, "width": bounds.width, "height": bounds.height}
    child(parent, "dc:Bounds", {name: str(value) for name, value in facts.items()})
