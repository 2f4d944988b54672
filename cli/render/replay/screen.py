"""The screen of a replay: where one is in the history, the pane that is looked at, and the keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from rich import box
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.panel import Panel
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from cli.page import printable
from cli.render.replay.captured import Captured
from cli.render.replay.steps import MARKS, gate_line, in_words, other_gates, show_before, show_gates, show_papers
from cli.render.why import show_why
from cli.render.words import moment, person, said
from cli.replay.session import KEYS, PANES
from engine.money import format_money

if TYPE_CHECKING:
    from actions.replaying.step import StepSeen
    from actions.replaying.why import Why
    from cli.replay.session import Session

_WIDE: Final = 110
"""Columns from which two panels stand beside each other."""

_TITLES: Final = {
    "step": "Step",
    "gates": "Gates",
    "papers": "Papers and people",
    "before": "Before them",
    "why": "Why",
}
_MOST: Final = 9
"""So many changes, papers or deadlines of a step are shown in its panel."""


class Frame:
    """One screenful: a head, a pane cut to what fits, and a foot."""

    def __init__(self, session: Session, step: StepSeen, why: Why | None, about: tuple[str, str]) -> None:
        """Hold what is shown; ``about`` is the procedure's title and zone."""
        self.session = session
        self.step = step
        self.why = why
        self.title, self.zone = about

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Render exactly as many lines as the screen has."""
        height = options.height or console.height
        width = options.max_width
        plain = options.update(height=None)
        head = console.render_lines(Group(*self._head(width, options.ascii_only)), plain)
        foot = console.render_lines(Group(*self._foot()), plain)
        body = console.render_lines(self._body(width), plain)
        room = max(1, height - len(head) - len(foot))
        self.session.top = max(0, min(self.session.top, len(body) - room))
        top = self.session.top
        shown = body[top : top + room]
        if len(body) > top + room:
            more = f" {len(body) - top - room + 1} lines more: d or down "
            shown[-1] = console.render_lines(Text(more, style="reverse dim"), plain)[0]
        shown += [[Segment(" " * width)]] * (room - len(shown))
        for number, line in enumerate((*head, *shown, *foot)):
            if number:
                yield Segment.line()
            yield from line

    def _head(self, width: int, ascii_only: bool) -> Iterator[RenderableType]:
        step, session = self.step, self.session
        bar = Table.grid(expand=True)
        bar.add_column(overflow="ellipsis", no_wrap=True, ratio=1)
        bar.add_column(justify="right", no_wrap=True)
        place = Text(f"event {step.n} of {step.last}", style="bold")
        bar.add_row(Text(printable(f"{session.tape.procedure}  {self.title}"), style="bold"), place)
        yield bar
        yield Text(moment(step.line.at, self.zone), style="cyan")
        yield self._stages()
        yield _timeline(session, width, ascii_only)

    def _stages(self) -> Text:
        line = Text(no_wrap=True, overflow="ellipsis")
        for number, stage in enumerate(self.step.stages):
            line.append(" > " if number else "", style="dim")
            style = {"done": "green", "current": "bold reverse", "ended here": "bold red reverse"}
            line.append(printable(f" {stage.title} "), style=style.get(stage.standing, "dim"))
        for overlay in self.step.overlays:
            line.append(f"  {overlay.upper()} ", style="bold yellow")
        return line

    def _foot(self) -> Iterator[RenderableType]:
        session = self.session
        if session.prompt is not None:
            yield Text(printable(f"{session.prompt}: {session.typed}_"), style="bold reverse")
            return
        if session.message:
            yield Text(printable(session.message), style="yellow", no_wrap=True, overflow="ellipsis")
        keys = Text(no_wrap=True, overflow="ellipsis")
        for number, pane in enumerate(PANES, 1):
            keys.append(f" {number} {_TITLES[pane]} ", style="reverse" if pane == session.pane else "dim")
        yield keys
        hints = " n next  p back  g next gate  e go to  / search  d down  ? all keys  q leave"
        yield Text(hints, style="dim", no_wrap=True, overflow="ellipsis")

    def _body(self, width: int) -> RenderableType:
        if self.session.help:
            return _help()
        if self.session.pane == "step":
            return self._step(width)
        page = Captured()
        if self.session.pane == "gates":
            show_gates(page, self.step)
        elif self.session.pane == "papers":
            show_papers(page, self.step, self.zone)
        elif self.session.pane == "before":
            show_before(page, self.step, self.zone)
        elif self.why is not None:
            show_why(page, self.why)
        return Group(*page.lines)

    def _step(self, width: int) -> RenderableType:
        happened = Group(self._happened(), self._changes())
        state = Group(self._gates(), self._dates(), self._filed())
        if width < _WIDE:
            return Group(happened, state)
        both = Table.grid(expand=True, padding=(0, 1, 0, 0))
        both.add_column(ratio=1)
        both.add_column(ratio=1)
        both.add_row(happened, state)
        return both

    def _happened(self) -> RenderableType:
        line = self.step.line
        text = Text()
        text.append(printable(person(line.who, line.name)), style="bold")
        text.append(printable(f", {line.role_title} ({line.auth})\n"), style="dim")
        text.append(printable(line.what))
        if line.words:
            text.append(printable(f"\n{said(line.words)}"), style="italic")
        if self.step.first != self.step.last_together:
            together = f"\nin one command with events {self.step.first} to {self.step.last_together}"
            text.append(together, style="dim")
        return _panel(text, line.type, "cyan")

    def _changes(self) -> RenderableType:
        step, text = self.step, Text()
        for number, change in enumerate(step.changes[:_MOST]):
            text.append("\n" if number else "")
            text.append(printable(f"{change.title}: "), style="bold")
            text.append(printable(change.after or "no longer there"))
            if change.before:
                text.append(printable(f"  (before: {change.before})"), style="dim")
        if len(step.changes) > _MOST:
            text.append(f"\nand {len(step.changes) - _MOST} more", style="dim")
        if not step.changes:
            text.append("Nothing by itself.", style="dim")
        return _panel(text, "What it changed", "green")

    def _gates(self) -> RenderableType:
        step, text = self.step, Text()
        text.append(printable(f'In "{step.step_title}" ({step.step})'), style="bold")
        if step.passed is not None:
            text.append("\npassed just now: ", style="green")
            text.append(printable(", ".join(f"{asked}: {standing}" for asked, standing in in_words(step.passed))))
            if step.passed.agrees is not None:
                said_ = "asked again: the same" if step.passed.agrees else "ASKED AGAIN: OTHERWISE"
                text.append(f"\n{said_}", style="green" if step.passed.agrees else "bold red")
        for gate in other_gates(step):
            text.append(printable(f"\n{gate_line(gate)}"), style="green" if gate.open else "")
            for finding in [finding for finding in gate.findings if finding.blocks][:2]:
                text.append(printable(f"\n   {finding.standing}: {finding.asks}"), style=MARKS[finding.standing])
        if step.unknown:
            text.append(printable(f"\n{step.unknown}"), style="yellow")
        return _panel(text, "Where it stood, and its gates", "magenta")

    def _dates(self) -> RenderableType:
        text = Text()
        open_ = [one for one in self.step.deadlines if one.status in {"running", "planned", "standing still"}]
        for number, one in enumerate(open_[:_MOST]):
            text.append("\n" if number else "")
            text.append(printable(f"{one.title}: "), style="bold")
            text.append(printable(f"{one.status}, ends {moment(one.due_at, self.zone)}"))
        if not open_:
            text.append("None was running.", style="dim")
        return _panel(text, "Deadlines", "yellow")

    def _filed(self) -> RenderableType:
        step, text = self.step, Text()
        for paper in sorted(step.papers, key=lambda paper: -paper.n)[:5]:
            of = f" of {paper.partner}" if paper.partner else ""
            sealed = ", sealed" if paper.sealed_until else ""
            text.append(printable(f"{paper.title}{of}: "), style="bold")
            text.append(printable(f"version {paper.version}, {paper.status}{sealed}\n"))
        text.append(f"{len(step.papers)} on file", style="dim")
        if step.partners:
            counts = ", ".join(f"{count} {title.lower()}" for title, count in step.partners.items())
            text.append(printable(f"\npartners: {counts}"))
        for one in step.money:
            paid = format_money(one.paid_minor, one.currency)
            of = format_money(one.amount_minor, one.currency)
            text.append(printable(f"\n{one.title}: {paid} of {of} paid"))
        return _panel(text, "Papers, partners, money", "blue")


def _panel(body: RenderableType, title: str, colour: str) -> Panel:
    return Panel(body, title=title, title_align="left", border_style=colour, box=box.ROUNDED, padding=(0, 1))


def _timeline(session: Session, width: int, ascii_only: bool) -> Text:
    """The whole history as one line: how far one is, with a mark for each gate that was passed."""
    done, rest, gate, here = ("=", "-", "+", "@") if ascii_only else ("\u2501", "\u2500", "\u25c6", "\u25cf")
    last = max(1, session.tape.last)
    at = round(session.n / last * (width - 1))
    marks = {round(n / last * (width - 1)) for n in session.gate_numbers}
    line = Text(no_wrap=True)
    for column in range(width):
        if column == at:
            line.append(here, style="bold cyan")
        elif column in marks:
            line.append(gate, style="green" if column < at else "dim")
        else:
            line.append(done if column < at else rest, style="cyan" if column < at else "dim")
    return line


def _help() -> RenderableType:
    keys = Table.grid(padding=(0, 3, 0, 1))
    keys.add_column(style="bold")
    keys.add_column()
    for key, does in KEYS:
        keys.add_row(key, does)
    return _panel(keys, "Keys", "cyan")
