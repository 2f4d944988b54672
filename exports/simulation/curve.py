"""When a simulated procedure awards, as a curve: the share of all lives that had awarded by each day (plain SVG)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Final
from xml.sax.saxutils import escape

from exports.process.xml_writing import clean
from procedures.simulation.summing_up import Simulation

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 960, 560, 90, 40, 116, 490
INK, GREY, BLUE, AMBER = "#0b0c0c", "#505a5f", "#1d4f91", "#8a3a00"
_FONT: Final = "Helvetica, Arial, 'Liberation Sans', sans-serif"
_SHARES: Final = (0, 20, 40, 60, 80, 100)
Across = Callable[[date], float]
"""Where a day stands from left to right."""

_TICKS: Final = 9
"""At most so many months are written below; of more every second, third, sixth or twelfth is."""


def curve(simulation: Simulation) -> str:
    """The picture; without a single award it says so instead."""
    return "\n".join((
        *_head(simulation),
        *(_drawn(simulation) if simulation.awards else _nothing()),
        "</svg>",
        "",
    ))  # fmt: skip


def _head(simulation: Simulation) -> Iterator[str]:
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
        f' role="img" aria-labelledby="title description" font-family="{_FONT}" font-size="14">'
    )
    title = f"{simulation.definition} {simulation.version}: when it awards"
    yield f'<title id="title">{_text(title)}</title>'
    yield f'<desc id="description">{_text(described(simulation))}</desc>'
    yield f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>'
    yield _said(LEFT, 34, title, size=20, weight="bold")
    under = f"Launched on {_day(simulation.launch)}; {simulation.lives:,} simulated lives, seed {simulation.seed}"
    yield _said(LEFT, 58, under, colour=GREY)
    yield _said(LEFT, 80, described(simulation))


def described(simulation: Simulation) -> str:
    """The picture in a sentence."""
    if simulation.award is None:
        return f"None of {simulation.lives:,} lives awarded."
    share = 100 * simulation.awarded / simulation.lives
    return (
        f"{share:.0f} per cent of the lives award; half of these by {_day(simulation.award.p50)},"
        f" four in five by {_day(simulation.award.p80)}."
    )


def _drawn(simulation: Simulation) -> Iterator[str]:
    first, last = simulation.awards[0].on, simulation.awards[-1].on
    begins, ends = first.replace(day=1), _next_month(last, 1)
    span = max(1, (ends - begins).days)

    def across(day: date) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (day - begins).days / span

    yield from _shares()
    yield from _months(begins, ends, across)
    points = [(across(first), float(BOTTOM))]
    for day in simulation.awards:
        x = across(day.on)
        points += [(x, points[-1][1]), (x, _up(100 * day.awarded / simulation.lives))]
    points.append((across(ends), points[-1][1]))
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    yield f'<polyline points="{line}" fill="none" stroke="{BLUE}" stroke-width="3"/>'
    yield from _percentiles(simulation, across)


def _shares() -> Iterator[str]:
    for share in _SHARES:
        y = _up(share)
        yield f'<line x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}" stroke="#b1b4b6" stroke-width="1"/>'
        yield _said(LEFT - 12, y + 5, f"{share} %", anchor="end", colour=GREY)


def _months(begins: date, ends: date, across: Across) -> Iterator[str]:
    months = (ends.year - begins.year) * 12 + ends.month - begins.month
    every = next(step for step in (1, 2, 3, 6, 12, 24, 48) if months / step <= _TICKS or step == 48)
    day = begins
    while day <= ends:
        x = across(day)
        yield f'<line x1="{x:.1f}" y1="{BOTTOM}" x2="{x:.1f}" y2="{BOTTOM + 6}" stroke="{GREY}" stroke-width="1"/>'
        yield _said(x, BOTTOM + 24, f"{day:%b %Y}", anchor="middle", colour=GREY)
        day = _next_month(day, every)


def _percentiles(simulation: Simulation, across: Across) -> Iterator[str]:
    award = simulation.award
    if award is None:
        return
    of_all = simulation.awarded / simulation.lives
    for percent, day in ((50, award.p50), (80, award.p80)):
        x, y = across(day), _up(percent * of_all)
        yield (
            f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{x:.1f}" y2="{BOTTOM}" stroke="{AMBER}" stroke-width="2"'
            ' stroke-dasharray="6 4"/>'
        )
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{AMBER}"/>'
        # A rising curve leaves room above it and to its left.
        yield _said(x - 12, y - 10, f"P{percent}: {_day(day)}", anchor="end", colour=AMBER)


def _nothing() -> Iterator[str]:
    yield _said(WIDTH / 2, HEIGHT / 2, "No simulated life came to an award.", anchor="middle", size=18)


def _up(share: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * share / 100


def _next_month(day: date, months: int) -> date:
    first = day.replace(day=1)
    for _ in range(months):
        first = (first + timedelta(days=32)).replace(day=1)
    return first


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _said(
    x: float, y: float, text: str, *, anchor: str = "start", colour: str = INK, size: int = 14, weight: str = "normal"
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}" font-size="{size}"'
        f' font-weight="{weight}">{_text(text)}</text>'
    )


def _text(words: str) -> str:
    return escape(clean(words))
