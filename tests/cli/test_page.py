"""Tables on a screen: no name and no date is cut in two, however narrow the screen is."""

from __future__ import annotations

import io
import sys
from datetime import timedelta

import pytest

from cli.page import Page
from cli.render.words import length

COLUMNS = ("Name", "Title", "Ends")
ROWS = [
    ("contract_termination_due", "Contract termination notice due", "2026-12-03 12:00"),
    ("standstill", "Standstill", ""),
]


class Screen(io.StringIO):
    """Standard output that says that somebody looks at it."""

    def isatty(self) -> bool:
        """Yes."""
        return True


def shown(monkeypatch: pytest.MonkeyPatch, width: int) -> str:
    """The table on a screen of so many columns, without styles."""
    screen = Screen()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setattr("cli.page._console", lambda: _console(screen, width))
    Page().table(COLUMNS, ROWS)
    return screen.getvalue()


def _console(screen: Screen, width: int) -> object:
    from rich.console import Console

    return Console(file=screen, width=width, highlight=False, markup=False, color_system=None, force_terminal=False)


@pytest.mark.parametrize("width", [40, 50, 60, 80, 200])
def test_no_word_of_a_table_is_cut(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    """Every word stands whole on a line, and no line is wider than the screen."""
    text = shown(monkeypatch, width)
    assert max(map(len, text.splitlines())) <= width
    assert {word for row in ROWS for cell in row for word in cell.split()} <= set(text.split())


def test_a_narrow_screen_tells_each_row_line_by_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names beside values, what is empty left out, and an empty line between two rows."""
    lines = [line.rstrip() for line in shown(monkeypatch, 40).splitlines()]
    assert lines[0] == "Name   contract_termination_due"
    assert "" in lines
    assert lines[-1] == "Title  Standstill"


@pytest.mark.parametrize(
    ("of", "said"),
    [
        (timedelta(days=21, hours=14, minutes=57, seconds=9), "21 days, 14 hours, 57 minutes"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(seconds=1.5), "1 second"),
    ],
)
def test_a_length_of_time_is_said_in_words(of: timedelta, said: str) -> None:
    """Down to the minute; seconds only where there is nothing else."""
    assert length(of) == said
