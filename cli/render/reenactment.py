"""The re-enactment while it runs: stages as they pass, a line for each gate, refusals in plain words."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from actions.roadlab import case
from actions.roadlab.case import Known
from actions.roadlab.shown import Cautioned, Followed, GatePassed, RefusalShown, Shown, StageReached, Told
from cli.page import aside, write
from cli.render.words import written
from engine.time.local_time import local_date

WIDTH = 100
"""Columns where nobody looks at a screen, and the most that is used on one."""

ZONE = "Europe/London"
STAGES = ("Problem statement", "Seed funding", "Testbed", "Refinement", "Award")


class Screen(Protocol):
    """Where the re-enactment is seen."""

    def __enter__(self) -> Self:
        """Begin."""
        ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End, whatever happened."""
        ...

    def begin(self, *, again: bool, home: Path) -> None:
        """Say what this is."""
        ...

    def say(self, line: str) -> None:
        """What the machinery is doing."""
        ...

    def show(self, shown: Shown) -> None:
        """Something happened in the story."""
        ...

    def finish(self) -> None:
        """Everything has happened."""
        ...


def screen_for(*, as_json: bool, quiet: bool) -> Screen:
    """The screen that fits: a terminal, lines for a pipe, or nothing but progress beside a document."""
    if as_json or quiet:
        return Hushed(quiet=quiet)
    return Seen(console_for_people(), live=sys.stdout.isatty())


def console_for_people() -> Console:
    """Standard output, at most a hundred columns wide; never markup, because text comes from people."""
    found = Console(file=sys.stdout, highlight=False, markup=False, emoji=False)
    width = min(found.width, WIDTH) if sys.stdout.isatty() else WIDTH
    return Console(file=sys.stdout, width=width, highlight=False, markup=False, emoji=False)


class Hushed:
    """Nothing on standard output; progress on standard error unless it is to be quiet."""

    def __init__(self, *, quiet: bool) -> None:
        """Keep quiet, or nearly."""
        self._quiet = quiet

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End."""

    def begin(self, *, again: bool, home: Path) -> None:
        """Say where it happens."""
        if not self._quiet:
            aside(f"{case.BANNER}, {'anew ' if again else ''}in {home}.")

    def say(self, line: str) -> None:
        """Nobody needs it."""

    def show(self, shown: Shown) -> None:
        """Name the stages only."""
        if isinstance(shown, StageReached) and not self._quiet:
            aside(f"{shown.number} of {len(STAGES)}: {shown.title}")

    def finish(self) -> None:
        """Nothing is left to say."""


class Seen:
    """People read along: on a terminal with a line at the bottom that moves, elsewhere in plain lines."""

    def __init__(self, console: Console, *, live: bool) -> None:
        """Nothing is printed yet."""
        self.console = console
        self._gap = False
        self._moving = Moving() if live else None
        self._live = Live(get_renderable=lambda: self._moving or "", console=console, transient=True) if live else None

    def __enter__(self) -> Self:
        """Begin."""
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Take the moving line away."""
        if self._live is not None:
            self._live.stop()

    def begin(self, *, again: bool, home: Path) -> None:
        """Say what this is, and what it is not."""
        words = [f"{case.BANNER}. {case.WORKED_UNDER}", case.MOVED, case.MARKED]
        frame = self._framed("London RoadLab, 2018 to 2021", [Text(line) for line in words], "bold")
        self.put(frame, before=True, after=True)
        what = "The demonstration that was there is made anew" if again else "Everything is kept"
        self.put(Text(f"{what} in {home}", "dim"), after=True)
        self.put(_columns(Text("date", "dim"), "", Text("what happens", "dim"), "gate", Text("in reality", "dim")))

    def say(self, line: str) -> None:
        """Only where it can go away again."""
        if self._moving is not None:
            self._moving.doing = line

    def show(self, shown: Shown) -> None:
        """Print what happened."""
        if self._moving is not None:
            self._moving.follow(shown)
        match shown:
            case StageReached():
                self.put(self._stage(shown), before=True)
            case GatePassed():
                self.put(_row(day(shown.at), "✓", Text(shown.text, "bold"), shown.requirements, shown.known))
            case Told():
                self.put(_row(day(shown.at), "·", Text(shown.text), "", shown.known))
            case RefusalShown():
                self.put(self._refusal(shown), before=True, after=True)
            case Cautioned():
                self.put(self._caution(shown), before=True, after=True)
            case Followed():
                pass

    def finish(self) -> None:
        """Take the moving line away before the summary comes."""
        if self._live is not None:
            self._live.stop()

    def put(self, *things: RenderableType, before: bool = False, after: bool = False) -> None:
        """Print, with an empty line before or after where nothing frames it.

        Into a pipe it goes in whole lines without spaces at their ends; whoever reads may leave early.
        """
        if self._live is not None:
            self.console.print(*things, sep="\n")
            return
        if before or self._gap:
            things = (Text(), *things)
        self._gap = after
        with self.console.capture() as captured:
            self.console.print(*things, sep="\n")
        write("\n".join(line.rstrip() for line in captured.get().split("\n")))

    def _stage(self, shown: StageReached) -> RenderableType:
        title = f"Stage {shown.number} of {len(STAGES)}: {shown.title}"
        if self._live is None:
            return Text(f"{title}\n{'=' * len(title)}")
        return Rule(Text(f" {title} ", "bold white on blue"), align="left", style="blue")

    def _refusal(self, shown: RefusalShown) -> RenderableType:
        who = f"{shown.role_title} ({shown.actor}), {written(local_date(shown.at, ZONE))}. The answer is no, because:"
        lines: list[RenderableType] = [Text(who)]
        reasons = Table.grid(padding=(0, 1))
        for finding in shown.findings:
            reasons.add_row("  -", Text(f"{finding.why}."), Text(", ".join(finding.rules), "red"))
        lines += [reasons, Text(shown.expected.lesson, "italic")]
        return self._framed(f"Refused: {_lower(shown.expected.title)}", lines, "red")

    def _caution(self, shown: Cautioned) -> RenderableType:
        base = f' (legal base "{shown.legal_base}")' if shown.legal_base else ""
        return self._framed(f"Warning{base}", [Text(shown.text)], "yellow")

    def _framed(self, title: str, lines: list[RenderableType], style: str) -> RenderableType:
        if self._live is None:
            return Group(Text(title), *(Padding(line, (0, 0, 0, 4)) for line in lines))
        return Panel(Group(*lines), title=Text(title, f"bold {style}"), title_align="left", border_style=style)


class Moving:
    """The last line on a terminal: which stage it is, which day, and what the machinery does."""

    def __init__(self) -> None:
        """Nothing has begun."""
        self.doing = ""
        self._number = 0
        self._day = ""
        self._spinner = Spinner("dots")

    def follow(self, shown: Shown) -> None:
        """Follow the story."""
        self.doing = ""
        if isinstance(shown, StageReached):
            self._number = shown.number
        elif not isinstance(shown, Followed):
            self._day = day(shown.at)

    def __rich__(self) -> RenderableType:
        """The line."""
        line = Text()
        for number, title in enumerate(STAGES, 1):
            done, here = number < self._number, number == self._number
            mark, style = ("●", "green") if done else ("◉", "bold blue") if here else ("○", "dim")
            line.append(f"{mark} {title}  ", style)
        grid = Table.grid(padding=(0, 1))
        grid.add_row(self._spinner, line, Text(self.doing or self._day, "dim", no_wrap=True, overflow="ellipsis"))
        return grid


def _row(when: str, mark: str, text: Text, gate: str, known: Known) -> RenderableType:
    """One line of the story: the simulated date, what happened, how many requirements held, and the real date."""
    colour = "yellow" if known.assumed else "cyan"
    return _columns(Text(when), Text(mark, "green"), text, gate, Text(known.mark(), colour))


def _columns(when: Text, mark: Text | str, text: Text, gate: str, reality: Text) -> RenderableType:
    row = Table.grid(expand=True, padding=(0, 1))
    row.add_column(width=11, justify="right")
    row.add_column(width=1)
    row.add_column(ratio=1)
    row.add_column(width=15, style="dim", no_wrap=True)
    row.add_column(width=23, no_wrap=True)
    row.add_row(when, mark, text, gate, reality)
    return row


def day(at: datetime) -> str:
    """An instant as a London date, as it stands in a table."""
    return local_date(at, ZONE).isoformat()


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:]
