"""Where a person reads: lines, tables and trees on standard output, asides on standard error.

Everything that comes from people passes ``printable``: a title or a reason must not steer the terminal of an auditor.
"""

from __future__ import annotations

import io
import os
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.tree import Tree

UNBOUNDED = 10_000
"""Columns where nobody looks at a screen: a pipe gets each row on one line."""

_GAP = 2
"""Columns between two columns of a table."""

_STEERING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def printable(text: str) -> str:
    """Text in which control characters, direction marks and half characters are shown as escapes; line ends stay."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        character
        if character == "\n" or unicodedata.category(character) not in _STEERING
        else character.encode("unicode_escape").decode("ascii")
        for character in text
    )


class Page:
    """Standard output for a person; colour only on a terminal and only while NO_COLOR is not set."""

    def __init__(self, *, quiet: bool = False) -> None:
        """Write nothing yet."""
        self.quiet = quiet

    def line(self, text: str = "", *, style: str | None = None) -> None:
        """One line, or several when the text has line ends."""
        if style is None or not sys.stdout.isatty():
            write(printable(text) + "\n")
            return
        from rich.text import Text

        self._print(Text(printable(text), style=style))

    def heading(self, text: str) -> None:
        """The title of what follows, after an empty line."""
        self.line()
        self.line(text, style="bold")

    def pairs(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Names and values, aligned."""
        known = list(pairs)
        width = max((len(name) for name, _ in known), default=0)
        for name, value in known:
            self.line(f"{name:<{width}}  {value}")

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[str]], *, right: Sequence[str] = ()) -> None:
        """A table without lines; ``right`` names the columns of numbers.

        On a screen too narrow for its longest words each row is told line by line: no name or date is cut in two.
        """
        cells = [[_cell(cell) for cell in row] for row in rows]
        if not sys.stdout.isatty():
            write(_plain_table(columns, cells, right))
            return
        narrowest = [max(map(_longest_word, column)) for column in zip(columns, *cells, strict=True)]
        room = _console().width - _GAP * (len(columns) - 1)
        if sum(narrowest) > room:
            self._line_by_line(columns, cells)
            return
        from rich.table import Table
        from rich.text import Text

        widest = [max(map(_width, column)) for column in zip(columns, *cells, strict=True)]
        made = Table(box=None, pad_edge=False, header_style="bold", show_edge=False, padding=(0, _GAP, 0, 0))
        for column, width in zip(columns, _fitted(narrowest, widest, room), strict=True):
            made.add_column(column, justify="right" if column in right else "left", overflow="fold", width=width)
        for row in cells:
            made.add_row(*map(Text, row))
        self._print(made)

    def _line_by_line(self, columns: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
        """Each row as names and values, an empty line between two rows; what is empty is left out."""
        from rich.table import Table
        from rich.text import Text

        for number, row in enumerate(cells):
            if number:
                self.line()
            made = Table.grid(padding=(0, _GAP, 0, 0))
            made.add_column(style="bold", min_width=max(map(_width, columns)))
            made.add_column(overflow="fold")
            for column, cell in zip(columns, row, strict=True):
                if cell:
                    made.add_row(column, Text(cell))
            self._print(made)

    def tree(self, tree: Tree) -> None:
        """A tree that was built of ``Text``."""
        self._print(tree)

    def _print(self, thing: RenderableType) -> None:
        target = _console()
        with target.capture() as captured:
            target.print(thing, soft_wrap=False)
        write("\n".join(line.rstrip() for line in captured.get().split("\n")))


def _cell(text: str) -> str:
    return " ".join(printable(text).split("\n"))


def _plain_table(columns: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[str]) -> str:
    """Aligned columns, each row on one line: for a pipe, where nothing has to fit a screen."""
    table = [columns, *rows]
    widths = [max(map(_width, cells)) for cells in zip(*table, strict=True)]

    def padded(cell: str, column: int) -> str:
        space = " " * (widths[column] - _width(cell))
        return space + cell if columns[column] in right else cell + space

    lines = ("  ".join(padded(cell, at) for at, cell in enumerate(row)).rstrip() for row in table)
    return "".join(f"{line}\n" for line in lines)


def _width(text: str) -> int:
    """How many columns a text takes: Chinese, Japanese and Korean characters take two."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _fitted(narrowest: Sequence[int], widest: Sequence[int], room: int) -> list[int]:
    """Widths that share the room: what is left over goes, column by column, to whichever would need most lines."""
    widths = list(narrowest)
    for _ in range(room - sum(widths)):
        wanting = [at for at, width in enumerate(widths) if width < widest[at]]
        if not wanting:
            break
        widths[max(wanting, key=lambda at: widest[at] / widths[at])] += 1
    return widths


def _longest_word(text: str) -> int:
    return max(map(_width, text.split()), default=0)


def _console() -> Console:
    from rich.console import Console

    on_screen = sys.stdout.isatty()
    width = None if on_screen or "COLUMNS" in os.environ else UNBOUNDED
    return Console(file=sys.stdout, width=width, highlight=False, markup=False, emoji=False, soft_wrap=False)


def write(text: str) -> None:
    """Write to standard output; a reader that has left (a closed pipe) is no error: the command itself is done."""
    _write(sys.stdout, text)


def write_bytes(data: bytes) -> None:
    """Write to standard output byte for byte, whatever its encoding."""
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        _detach(sys.stdout)


def aside(text: str) -> None:
    """One line to standard error: progress, notes, warnings; whether anybody listens changes nothing."""
    _write(sys.stderr, printable(text) + "\n")


def _write(stream: TextIO, text: str) -> None:
    try:
        try:
            stream.write(text)
        except UnicodeEncodeError:
            encoding = stream.encoding or "ascii"
            stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
        stream.flush()
    except BrokenPipeError:
        _detach(stream)


def _detach(stream: TextIO) -> None:
    """Nobody reads any more: what is still in the buffer goes nowhere, and Python's last flush does not fail."""
    try:
        descriptor = stream.fileno()
    except (io.UnsupportedOperation, OSError, ValueError):
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)
