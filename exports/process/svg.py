"""A machine as a picture: plain SVG with a title and a description, legible in colour and in black and white."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from exports.process.layout import Box, Drawn, Layout, Line, Measures, Placed, lay_out
from exports.process.machine import Machine, Place, Sort, Way
from exports.process.xml_writing import clean

INK, GREY, BLUE, PALE, WHITE, AMBER, GREEN = (
    "#0b0c0c", "#505a5f", "#1d4f91", "#f3f6fb", "#ffffff", "#8a3a00", "#00703c",
)  # fmt: skip
_FONT: Final = "Helvetica, Arial, 'Liberation Sans', sans-serif"
_MEASURES: Final = Measures(
    box_width=330, top=16, first_port=38, port=24, gap=54, header=44, label_character=6.8, margin=24
)
_LINE, _MEANS = 16, 42
_COLOURS: Final = {"down": BLUE, "right": AMBER, "left": GREEN}
_HEAD: Final = 78


def svg(machine: Machine) -> str:
    """The picture. Early ends are told in a sentence below: drawn from every box, they would hide everything else."""
    shown = machine.along(Sort.MOVE, Sort.UNDONE)
    ways = {f"{number}": way for number, way in enumerate(shown)}
    layout = lay_out(
        [Box(name=one.name, group=one.group, height=_height(one)) for one in machine.places],
        [Line(key=key, source=str(way.source), target=str(way.target), label=way.title) for key, way in ways.items()],
        _MEASURES,
    )
    notes = list(_notes(machine))
    width, height = layout.width, layout.height + _HEAD + 22 * len(notes) + 8
    return "\n".join((
        *_opening(machine, width, height),
        f'<g transform="translate(0 {_HEAD})">',
        *_bands(machine, layout),
        *_lines(layout),
        *(part for one in machine.places for part in _box(one, layout.boxes[one.name], machine)),
        *_labels(layout, ways),
        *_notes_below(notes, layout),
        "</g>",
        "</svg>",
        "",
    ))  # fmt: skip


def _height(place: Place) -> int:
    return 54 + _LINE * len(_wrapped(place.means, _MEANS))


def _opening(machine: Machine, width: int, height: int) -> Iterator[str]:
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' role="img" aria-labelledby="title description" font-family="{_FONT}" font-size="13">'
    )
    yield f'<title id="title">{_text(machine.title)}</title>'
    yield f'<desc id="description">{_text(_described(machine))}</desc>'
    yield "<defs>"
    for side, colour in _COLOURS.items():
        yield (
            f'<marker id="{side}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7"'
            f' orient="auto-start-reverse"><path d="M0 0L10 5L0 10z" fill="{colour}"/></marker>'
        )
    yield "</defs>"
    yield f'<rect width="{width}" height="{height}" fill="{WHITE}"/>'
    yield f'<text x="24" y="42" font-size="22" font-weight="bold" fill="{INK}">{_text(machine.title)}</text>'
    moves = len({way.name for way in machine.along(Sort.MOVE)})
    yield (
        f'<text x="24" y="64" fill="{GREY}">{len(machine.places)} places, {moves} moves:'
        f' <tspan fill="{BLUE}">down</tspan> to the next, <tspan fill="{AMBER}">right</tspan> to a later one or the'
        f' same again, <tspan fill="{GREEN}">left</tspan> back.</text>'
    )


def _described(machine: Machine) -> str:
    titles = {place.name: place.title for place in machine.places}
    told = [
        f"{way.title}: from {titles[str(way.source)]} to {titles[str(way.target)]}"
        for way in machine.along(Sort.MOVE, Sort.UNDONE)
    ]
    return ". ".join(told) + "."


def _bands(machine: Machine, layout: Layout) -> Iterator[str]:
    titles = dict(machine.groups)
    for number, band in enumerate(layout.bands):
        yield (f'<rect x="12" y="{band.y}" width="{layout.width - 24}" height="{band.height}" rx="8" fill="{PALE}"/>')
        yield (
            f'<text x="26" y="{band.y + 24}" font-size="15" font-weight="bold" fill="{BLUE}">'
            f"{number + 1}  {_text(titles[band.group])}</text>"
        )


def _box(place: Place, at: Placed, machine: Machine) -> Iterator[str]:
    yield f"<g id={quoteattr(f'place-{place.name}')}>"
    yield (
        f'<rect x="{at.x}" y="{at.y}" width="{at.width}" height="{at.height}" rx="8" fill="{WHITE}" stroke="{BLUE}"'
        f' stroke-width="{2 if place.ends else 1.5}"/>'
    )
    if place.ends:
        yield (
            f'<rect x="{at.x + 4}" y="{at.y + 4}" width="{at.width - 8}" height="{at.height - 8}" rx="5" fill="none"'
            f' stroke="{BLUE}"/>'
        )
    if any(way.target == place.name for way in machine.along(Sort.ENTRY)):
        middle = at.x + at.width // 2
        yield f'<circle cx="{middle}" cy="{at.y - 28}" r="7" fill="{INK}"/>'
        yield f'<path d="M{middle} {at.y - 21}V{at.y - 1}" stroke="{BLUE}" stroke-width="2" marker-end="url(#down)"/>'
    x = at.x + 16
    yield f'<text x="{x}" y="{at.y + 24}" font-size="15" font-weight="bold" fill="{INK}">{_text(place.title)}</text>'
    for number, words in enumerate(_wrapped(place.means, _MEANS)):
        y = at.y + 43 + _LINE * number
        yield f'<text x="{x}" y="{y}" font-size="12" fill="{GREY}">{_text(words)}</text>'
    name_y = at.y + at.height - 10
    yield (
        f'<text x="{at.x + at.width - 14}" y="{name_y}" font-size="10" fill="{GREY}" text-anchor="end"'
        f' font-family="monospace">{_text(place.name)}</text>'
    )
    yield "</g>"


def _lines(layout: Layout) -> Iterator[str]:
    """Each line on a white one that is a little broader, so that where two cross one is seen to pass over."""
    for drawn in layout.lines:
        path = _path(drawn)
        yield f'<path d="{path}" fill="none" stroke="{PALE}" stroke-width="5"/>'
        yield (
            f'<path d="{path}" fill="none" stroke="{_COLOURS[drawn.side]}" stroke-width="1.6"'
            f' marker-end="url(#{drawn.side})"/>'
        )


def _path(drawn: Drawn) -> str:
    """Straight pieces with rounded corners."""
    points = drawn.points
    parts = [f"M{points[0][0]} {points[0][1]}"]
    for before, here, after in zip(points, points[1:], points[2:], strict=False):
        first, second = _towards(here, before), _towards(here, after)
        parts.append(f"L{first[0]} {first[1]}Q{here[0]} {here[1]} {second[0]} {second[1]}")
    parts.append(f"L{points[-1][0]} {points[-1][1]}")
    return "".join(parts)


def _towards(here: tuple[int, int], there: tuple[int, int]) -> tuple[int, int]:
    """A point at most eight pixels from a corner, or half-way where the piece is short."""
    across, down = there[0] - here[0], there[1] - here[1]
    length = abs(across) + abs(down)
    bend = min(8, length // 2)
    return (here[0] + _signed(bend, across), here[1] + _signed(bend, down))


def _signed(length: int, direction: int) -> int:
    return (direction > 0) * length - (direction < 0) * length


def _labels(layout: Layout, ways: dict[str, Way]) -> Iterator[str]:
    """Last, so that nothing lies over a word."""
    for drawn in layout.lines:
        way = ways[drawn.line.key]
        anchor = "end" if drawn.side == "left" else "start"
        y = drawn.label_y - 2 if drawn.side == "down" else drawn.label_y
        yield (
            f'<text x="{drawn.label_x}" y="{y}" font-size="12" fill="{INK}" text-anchor="{anchor}"'
            f' paint-order="stroke" stroke="{PALE}" stroke-width="3">{_text(way.title)}</text>'
        )
        if drawn.side == "down" and way.gate:
            gate = f"gate: {_many(len(way.gate), 'requirement')}"
            yield f'<text x="{drawn.label_x}" y="{y + 15}" font-size="11" fill="{AMBER}">{gate}</text>'


def _notes(machine: Machine) -> Iterator[str]:
    titles = {place.name: place.title for place in machine.places}
    early = machine.along(Sort.EARLY)
    for target in dict.fromkeys(way.target for way in early):
        ways = [way for way in early if way.target == target]
        count = _many(len(ways), "step")
        yield f"{ways[0].title}: from {count} also straight to “{titles[str(target)]}”."
    if machine.along(Sort.WITH_PROCEDURE):
        yield "Whoever is still taking part when the procedure ends, ends with it."


def _notes_below(notes: list[str], layout: Layout) -> Iterator[str]:
    for number, note in enumerate(notes):
        y = layout.height + 12 + 22 * number
        yield f'<text x="26" y="{y}" fill="{GREY}">{_text(note)}</text>'


def _many(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _text(words: str) -> str:
    return escape(clean(words))


def _wrapped(text: str, width: int) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + len(word) < width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
