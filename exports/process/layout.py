"""Where the boxes and lines of a machine lie: one column in reading order, and rails beside it.

What leads to the next box goes straight down. Everything else leaves its box sideways and runs along a rail, forwards
on the right and back on the left; all that leads to one box shares its rail, so that no two lines are mistaken.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

RAIL: Final = 22
"""Between two rails."""


@dataclass(frozen=True, kw_only=True)
class Measures:
    """The sizes of one kind of picture, in pixels; ``width_of`` a character is an average of its font."""

    box_width: int
    top: int
    """From the upper edge of a box to the line that comes in from a rail."""
    first_port: int
    """From the upper edge of a box to the first line that goes out to a rail."""
    port: int
    gap: int
    """Between two boxes."""
    header: int
    """Above the first box of a group."""
    label_character: float
    left_lane: int = 0
    """Kept free on the left of the column."""
    margin: int = 24


@dataclass(frozen=True, kw_only=True)
class Box:
    """A place to be laid out: its group, the least height of what stands in it, its own first port if it has one."""

    name: str
    group: str
    height: int
    first_port: int | None = None


@dataclass(frozen=True, kw_only=True)
class Line:
    """A way to be laid out; its key is its own, its label is written beside it."""

    key: str
    source: str
    target: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A box in its place."""

    name: str
    group: str
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A line in its place; ``points`` run from its source to its target. Its label begins or ends at ``label_x``."""

    line: Line
    side: str
    """``down``, ``right`` or ``left``."""
    points: tuple[tuple[int, int], ...]
    label_x: int
    label_y: int


@dataclass(frozen=True, kw_only=True)
class Band:
    """The ground of a group."""

    group: str
    y: int
    height: int


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Everything in its place."""

    width: int
    height: int
    column: int
    boxes: dict[str, Placed]
    lines: tuple[Drawn, ...]
    bands: tuple[Band, ...]


@dataclass
class _Sides:
    """What leaves a box sideways, and from which sides something comes in."""

    right: list[Line] = field(default_factory=list)
    left: list[Line] = field(default_factory=list)

    def on(self, side: str) -> list[Line]:
        """The lines of one side."""
        return self.right if side == "right" else self.left


def lay_out(boxes: Sequence[Box], lines: Iterable[Line], measures: Measures) -> Layout:
    """The layout; boxes in reading order, groups contiguous. The same machine, the same numbers."""
    order = {box.name: number for number, box in enumerate(boxes)}
    straight, sides = _sorted_out(boxes, lines, order)
    right, left = ([line for box in boxes for line in sides[box.name].on(side)] for side in ("right", "left"))
    rails_right, rails_left = _rails(right, order, near_first=True), _rails(left, order, near_first=False)
    left_labels = _longest(left, measures)
    column = measures.margin + measures.left_lane + left_labels + RAIL * len(rails_left)
    placed, bands, height = _stacked(boxes, sides, measures, column)
    first_right = column + measures.box_width + _longest(right, measures)
    first_left = column - measures.left_lane - left_labels
    rails = {
        "right": {target: first_right + RAIL * number for target, number in rails_right.items()},
        "left": {target: first_left - RAIL * number for target, number in rails_left.items()},
    }
    drawn: list[Drawn] = []
    for box in boxes:
        at = placed[box.name]
        if box.name in straight:
            drawn.append(_down(straight[box.name], at, placed[straight[box.name].target]))
        for side, x in rails.items():
            for number, line in enumerate(sides[box.name].on(side)):
                y = at.y + _first_port(box, measures) + number * measures.port
                drawn.append(_aside(line, (at, y), x[line.target], (placed[line.target], measures.top), side))
    return Layout(
        width=first_right + RAIL * len(rails_right) + measures.margin,
        height=height,
        column=column,
        boxes=placed,
        lines=tuple(drawn),
        bands=bands,
    )


def _sorted_out(
    boxes: Sequence[Box], lines: Iterable[Line], order: dict[str, int]
) -> tuple[dict[str, Line], dict[str, _Sides]]:
    """What goes straight down from each box, and what leaves it sideways."""
    straight: dict[str, Line] = {}
    sides = {box.name: _Sides() for box in boxes}
    for line in lines:
        here, there = order[line.source], order[line.target]
        if there == here + 1 and line.source not in straight:
            straight[line.source] = line
        else:
            sides[line.source].on("right" if there >= here else "left").append(line)
    return straight, sides


def _first_port(box: Box, measures: Measures) -> int:
    return measures.first_port if box.first_port is None else box.first_port


def _rails(lines: list[Line], order: dict[str, int], *, near_first: bool) -> dict[str, int]:
    """The rail of each target, the innermost first: the one whose lines are shortest crosses fewest others."""
    targets = sorted({line.target for line in lines}, key=lambda name: order[name], reverse=not near_first)
    return {target: number for number, target in enumerate(targets)}


def _longest(lines: Iterable[Line], measures: Measures) -> int:
    """The room for labels beside a box: the longest of them and a space on each side; none when there are none."""
    longest = max((len(line.label) for line in lines), default=0)
    return 0 if longest == 0 else int(longest * measures.label_character) + 32


def _stacked(
    boxes: Sequence[Box], sides: dict[str, _Sides], measures: Measures, column: int
) -> tuple[dict[str, Placed], tuple[Band, ...], int]:
    placed: dict[str, Placed] = {}
    bands: list[Band] = []
    y = measures.margin
    group: str | None = None
    begins = y
    for box in boxes:
        if box.group != group:
            if group is not None:
                bands.append(Band(group=group, y=begins, height=y - measures.gap // 2 - begins))
                y += measures.gap // 2
            group, begins = box.group, y
            y += measures.header
        ports = max(len(sides[box.name].right), len(sides[box.name].left))
        height = max(box.height, _first_port(box, measures) + ports * measures.port)
        placed[box.name] = Placed(
            name=box.name, group=box.group, x=column, y=y, width=measures.box_width, height=height
        )
        y += height + measures.gap
    if group is not None:
        bands.append(Band(group=group, y=begins, height=y - measures.gap // 2 - begins))
    return placed, tuple(bands), y - measures.gap // 2 + measures.margin


def _down(line: Line, here: Placed, there: Placed) -> Drawn:
    x = here.x + here.width // 2
    below, above = here.y + here.height, there.y
    return Drawn(line=line, side="down", points=((x, below), (x, above)), label_x=x + 12, label_y=(below + above) // 2)


def _aside(line: Line, begins: tuple[Placed, int], rail: int, ends: tuple[Placed, int], side: str) -> Drawn:
    (here, y), (there, top) = begins, ends
    out = here.x + here.width if side == "right" else here.x
    into = there.x + there.width if side == "right" else there.x
    enters = there.y + top
    return Drawn(
        line=line,
        side=side,
        points=((out, y), (rail, y), (rail, enters), (into, enters)),
        label_x=out + (12 if side == "right" else -12),
        label_y=y - 5,
    )
