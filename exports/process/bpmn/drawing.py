"""Where everything of a process is drawn (BPMN DI): the same column and rails as the picture, in BPMN's shapes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from exports.process.bpmn.graph import Graph, Kind, Node
from exports.process.layout import Box, Drawn, Layout, Line, Measures, Placed, lay_out

CIRCLE, DIAMOND = 36, 50
_TASK_WIDTH, _TASK, _BETWEEN, _TIMER = 200, 80, 24, 48
_TIMER_LANE, _PASSED = 180, 120
_NOTE_WIDTH, _NOTE_HEIGHT = 300, 60
_LABEL_HEIGHT: Final = 14
_CHARACTER: Final = 6.2

Point = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """A rectangle."""

    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> Point:
        """Its centre."""
        return self.x + self.width // 2, self.y + self.height // 2


@dataclass(frozen=True, kw_only=True)
class Shape:
    """A node in its place."""

    element: str
    bounds: Bounds
    label: Bounds | None = None


@dataclass(frozen=True, kw_only=True)
class Edge:
    """A flow in its place."""

    element: str
    points: tuple[Point, ...]
    label: Bounds | None = None


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """All shapes and edges of a process."""

    shapes: tuple[Shape, ...]
    edges: tuple[Edge, ...]


def drawing_of(graph: Graph) -> Drawing:
    """The drawing; a pure function of the graph."""
    has_timers = any(node.timers for node in graph.nodes)
    measures = Measures(
        box_width=_TASK_WIDTH,
        top=CIRCLE // 2,
        first_port=0,
        port=24,
        gap=64,
        header=44,
        label_character=_CHARACTER,
        left_lane=_TIMER_LANE if has_timers else 0,
    )
    layout = lay_out(
        [Box(name=node.name, group=node.group, height=_height(node), first_port=_first_port(node))
         for node in graph.nodes],
        [Line(key=flow.key, source=flow.source, target=flow.target, label=flow.way.title)
         for node in graph.nodes for flow in node.flows],
        measures,
    )  # fmt: skip
    nodes = {node.name: node for node in graph.nodes}
    return Drawing(
        shapes=(*_groups(layout), *_shapes(graph, layout), *_note(graph, layout)),
        edges=(*_inner(graph, layout), *(_edge(drawn, nodes, layout) for drawn in layout.lines)),
    )


def _task_height(node: Node) -> int:
    return max(_TASK, _TIMER * len(node.timers) + 16)


def _height(node: Node) -> int:
    own = _task_height(node) if node.kind is Kind.TASK else CIRCLE + 20
    return own + (_BETWEEN + DIAMOND if node.gateway else 0)


def _first_port(node: Node) -> int:
    """The middle of whatever its flows leave from."""
    if node.gateway:
        return _height(node) - DIAMOND // 2
    return _task_height(node) // 2 if node.kind is Kind.TASK else CIRCLE // 2


def _bounds(node: Node, at: Placed) -> Bounds:
    """Of the node itself, without its gateway."""
    if node.kind is Kind.TASK:
        return Bounds(x=at.x, y=at.y, width=_TASK_WIDTH, height=_task_height(node))
    return Bounds(x=at.x + (_TASK_WIDTH - CIRCLE) // 2, y=at.y, width=CIRCLE, height=CIRCLE)


def _gateway(node: Node, at: Placed) -> Bounds:
    return Bounds(
        x=at.x + (_TASK_WIDTH - DIAMOND) // 2, y=at.y + _height(node) - DIAMOND, width=DIAMOND, height=DIAMOND
    )


def _timer(bounds: Bounds, number: int) -> Bounds:
    return Bounds(x=bounds.x - CIRCLE // 2, y=bounds.y + 10 + _TIMER * number, width=CIRCLE, height=CIRCLE)


def _passed(timer: Bounds) -> Bounds:
    return Bounds(x=timer.x - _PASSED, y=timer.y, width=CIRCLE, height=CIRCLE)


def _groups(layout: Layout) -> Iterator[Shape]:
    for band in layout.bands:
        bounds = Bounds(x=12, y=band.y, width=layout.width - 24, height=band.height)
        label = Bounds(x=24, y=band.y + 8, width=200, height=_LABEL_HEIGHT)
        yield Shape(element=f"group.{band.group}", bounds=bounds, label=label)


def _shapes(graph: Graph, layout: Layout) -> Iterator[Shape]:
    for node in graph.nodes:
        at = layout.boxes[node.name]
        bounds = _bounds(node, at)
        yield Shape(element=node.name, bounds=bounds, label=None if node.kind is Kind.TASK else _beside(node, bounds))
        if node.gateway:
            yield Shape(element=node.gateway, bounds=_gateway(node, at))
        for number, timer in enumerate(node.timers):
            clock = _timer(bounds, number)
            words = Bounds(x=clock.x - 76, y=clock.y + CIRCLE - 4, width=90, height=_LABEL_HEIGHT)
            yield Shape(element=f"{node.name}.{timer.deadline}", bounds=clock, label=words)
            yield Shape(
                element=f"{node.name}.{timer.deadline}.passed", bounds=_passed(clock), label=_below(_passed(clock))
            )


def _beside(node: Node, bounds: Bounds) -> Bounds:
    """The words of a circle: below it, or beside it where a line leaves it downwards."""
    width = _width(node.title)
    if node.kind is Kind.START:
        return Bounds(x=bounds.x + CIRCLE + 8, y=bounds.middle[1] - 7, width=width, height=_LABEL_HEIGHT)
    return Bounds(x=bounds.middle[0] - width // 2, y=bounds.y + CIRCLE + 4, width=width, height=_LABEL_HEIGHT)


def _below(bounds: Bounds) -> Bounds:
    return Bounds(x=bounds.x - 7, y=bounds.y + CIRCLE + 2, width=50, height=_LABEL_HEIGHT)


def _note(graph: Graph, layout: Layout) -> Iterator[Shape]:
    if graph.early:
        first = layout.boxes[graph.nodes[0].name]
        yield Shape(
            element="process.early_end",
            bounds=Bounds(x=first.x + _TASK_WIDTH + 60, y=first.y, width=_NOTE_WIDTH, height=_NOTE_HEIGHT),
        )


def _inner(graph: Graph, layout: Layout) -> Iterator[Edge]:
    """From a node to its gateway, and from a timer to the end of its branch."""
    for node in graph.nodes:
        at = layout.boxes[node.name]
        bounds = _bounds(node, at)
        if node.gateway:
            x, below = bounds.middle[0], bounds.y + bounds.height
            yield Edge(element=f"{node.name}.done", points=((x, below), (x, _gateway(node, at).y)))
        for number, timer in enumerate(node.timers):
            clock = _timer(bounds, number)
            end = _passed(clock)
            yield Edge(
                element=f"{node.name}.{timer.deadline}.passes",
                points=((clock.x, clock.middle[1]), (end.x + CIRCLE, end.middle[1])),
            )


def _edge(drawn: Drawn, nodes: dict[str, Node], layout: Layout) -> Edge:
    source, target = nodes[drawn.line.source], nodes[drawn.line.target]
    at = layout.boxes[source.name]
    begins = _gateway(source, at) if source.gateway else _bounds(source, at)
    ends = _bounds(target, layout.boxes[target.name])
    width = _width(drawn.line.label)
    if drawn.side == "down":
        x = drawn.points[0][0]
        points: tuple[Point, ...] = ((x, begins.y + begins.height), (x, ends.y))
        return Edge(element=drawn.line.key, points=points, label=_words(drawn.label_x, drawn.label_y, width))
    on_right = drawn.side == "right"
    (_, port), *rest, (_, enters) = drawn.points
    out = begins.x + begins.width if on_right else begins.x
    into = ends.x + ends.width if on_right else ends.x
    middle = begins.middle[1]
    bend = out + (14 if on_right else -14)
    first: tuple[Point, ...] = ((out, middle),) if port == middle else ((out, middle), (bend, middle), (bend, port))
    label_x = drawn.label_x if on_right else drawn.label_x - width
    return Edge(
        element=drawn.line.key,
        points=(*first, *rest, (into, enters)),
        label=_words(label_x, drawn.label_y - _LABEL_HEIGHT + 2, width),
    )


def _words(x: int, y: int, width: int) -> Bounds:
    return Bounds(x=x, y=y, width=width, height=_LABEL_HEIGHT)


def _width(text: str) -> int:
    return int(len(text) * _CHARACTER) + 4
