"""Draws the documentation's pictures from the product itself: the stages, the demo as it runs, and a simulation.

Run it after a change with ``python -m tools.draw_pictures``: a test fails while it would draw anything else.
"""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.terminal_theme import DIMMED_MONOKAI

from actions.roadlab.play import play
from actions.roadlab.prepare import prepare
from actions.roadlab.script import when
from actions.roadlab.shown import Followed, Shown, StageReached
from actions.roadlab.story import story
from cli.render.reenactment import WIDTH, Seen
from config.calendars import load_calendar
from engine.definition import Definition, Stage
from engine.time.calendar import Calendar
from exports.simulation import curve
from procedures import registry
from procedures.simulation import simulate

IMAGES: Final = Path(__file__).parents[1] / "docs" / "images"

_SHOWN_FROM, _SHOWN_TO = "2026-10-12 00:00", "2026-12-10 00:00"
"""The part of the demo that the picture shows: from the money set aside to the invitation of the first round."""

_COLUMN, _GAP, _MARGIN, _LINE = 186, 24, 20, 19


def drawn() -> Iterator[tuple[Path, str]]:
    """Each picture, and what it should hold."""
    definition = registry.load("uk_innovative_partnership").definition
    yield IMAGES / "stages.svg", stages(definition)
    yield IMAGES / "demo.svg", demo()
    yield IMAGES / "simulation.svg", curve(simulate(definition, Calendar.from_data(load_calendar(definition.calendar))))


def stages(definition: Definition) -> str:
    """The stages with their steps, and between them the gate that has to open."""
    width = 2 * _MARGIN + len(definition.stages) * (_COLUMN + _GAP) - _GAP
    rows = max(len(stage.steps) for stage in definition.stages)
    height = 2 * _MARGIN + 46 + rows * _LINE + 58
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" font-size="13"',
        ' font-family="Helvetica, Arial, sans-serif">',
        f"<title>{escape(definition.title)}: five stages, and the gate between each and the next</title>",
        f'<rect width="{width}" height="{height}" rx="8" fill="#ffffff"/>',
    ]
    for number, stage in enumerate(definition.stages):
        x = _MARGIN + number * (_COLUMN + _GAP)
        parts += _stage(definition, stage, number, x, rows)
    return "\n".join([*parts, "</svg>\n"])


def _stage(definition: Definition, stage: Stage, number: int, x: int, rows: int) -> Iterator[str]:
    box = 46 + rows * _LINE
    yield f'<rect x="{x}" y="{_MARGIN}" width="{_COLUMN}" height="{box}" rx="6" fill="#f3f6fb" stroke="#1d4f91"/>'
    yield f'<rect x="{x}" y="{_MARGIN}" width="{_COLUMN}" height="32" rx="6" fill="#1d4f91"/>'
    title = f"{number + 1}  {escape(stage.title)}"
    yield f'<text x="{x + 10}" y="{_MARGIN + 21}" fill="#ffffff" font-weight="bold">{title}</text>'
    for line, step in enumerate(stage.steps):
        y = _MARGIN + 54 + line * _LINE
        yield f'<text x="{x + 10}" y="{y}" fill="#0b0c0c">{escape(step.title)}</text>'
    onward = [
        move
        for move in definition.moves
        if definition.stage_of[move.source] == stage.stage != definition.stage_of[move.target]
        and not definition.steps[move.target].ends
    ]
    for move in onward:
        middle, y = x + _COLUMN + _GAP // 2, _MARGIN + 16
        yield f'<path d="M{middle - 9} {y} h14 m-6 -6 l6 6 l-6 6" fill="none" stroke="#1d4f91" stroke-width="2.5"/>'
        for line, words in enumerate(_wrapped(move.title, 24)):
            y = _MARGIN + box + 20 + line * 16
            yield (
                f'<text x="{middle}" y="{y}" fill="#505a5f" font-size="12" text-anchor="middle">{escape(words)}</text>'
            )
        y = _MARGIN + box + 20 + len(_wrapped(move.title, 24)) * 16
        count = f"gate: {len(move.gate)} requirements"
        yield f'<text x="{middle}" y="{y}" fill="#8a3a00" font-size="12" text-anchor="middle">{count}</text>'


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) + 1 > width and lines[-1]:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def demo() -> str:
    """A stretch of the demo as a terminal shows it."""
    console = Console(
        file=io.StringIO(), record=True, width=WIDTH, force_terminal=True, highlight=False, markup=False, emoji=False
    )
    screen = Seen(console, live=True)
    screen.begin(again=False, home=Path("~/.local/share/seedbed/demo"))
    start, end = when(_SHOWN_FROM), when(_SHOWN_TO)
    for shown in _played():
        if isinstance(shown, StageReached):
            if shown.number == 1:
                screen.show(shown)
        elif not isinstance(shown, Followed) and start <= shown.at < end:
            screen.show(shown)
    svg = console.export_svg(title="seedbed demo", theme=DIMMED_MONOKAI)
    # Rich lets the viewer fetch a font from a third party; the picture works with any monospaced one.
    return re.sub(r"@font-face\s*{[^}]*}\s*|<!--.*?-->\s*", "", svg)


def _played() -> list[Shown]:
    seen: list[Shown] = []
    with tempfile.TemporaryDirectory() as folder:
        stage = prepare(Path(folder), 2018, seen.append)
        try:
            play(stage, story())
        finally:
            stage.house.close()
    return seen


def draw() -> None:
    """Write them all."""
    for path, text in drawn():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    draw()
