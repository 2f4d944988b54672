"""What a report is made of: values and texts as people wrote them, and nothing of how it looks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

UNBROKEN = 17
"""Letters that are never broken in a table: "26 November 2026" is not."""


class Fact(NamedTuple):
    """One thing that can be said in a line: what it is, and what it says."""

    label: str
    value: str


class Figure(NamedTuple):
    """A number that is read at a glance, what it counts, and what it says where that needs words."""

    number: str
    counts: str
    remark: str = ""


class Milestone(NamedTuple):
    """A stage on the way: its name, how it stands in a word, and when."""

    title: str
    standing: str
    when: str


class Column(NamedTuple):
    """A column of a table; numbers are set to the right."""

    title: str
    numeric: bool = False


class Said(NamedTuple):
    """Somebody's own words under a label; ``text`` is None where they are withheld, and ``withheld`` then says why."""

    label: str
    text: str | None
    withheld: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """The stages in order."""

    stages: tuple[Milestone, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """Numbers side by side."""

    figures: tuple[Figure, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """Facts in a list of two columns."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """A paragraph."""

    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """A table, its first column the name of each row; ``empty`` is what stands there when there is no row."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str

    def longest(self, at: int) -> int:
        """The letters of the longest line in a column, its title included."""
        cells = (line for row in self.rows for line in row[at].split("\n"))
        return max(map(len, (self.columns[at].title, *cells)))

    def is_short(self, at: int) -> bool:
        """Whether no line of a column need ever be broken: a number, a day, a word or two."""
        return self.columns[at].numeric or self.longest(at) <= UNBROKEN


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """Something that was done: event, when, by whom, what, and in which words.

    ``day`` and ``time`` are local, ``instant`` is UTC as the history has it; ``mark`` is a word that stands out.
    """

    n: int
    day: str
    time: str
    instant: str
    who: str
    what: str
    said: tuple[Said, ...] = ()
    rules: tuple[str, ...] = ()
    rests_on: tuple[int, ...] = ()
    mark: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entries:
    """Things that were done, in order; ``items`` may be read once only, so that many need not be held.

    ``anchors``: this is the whole history, to whose events other places may point.
    """

    items: Iterable[Entry]
    empty: str
    anchors: bool = False


Block = Text | Facts | Figures | Way | Table | Entries


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """A part of a report; ``id`` is its anchor."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """A whole report; its first section is the page of summary, ``made_at`` the moment that it is about (UTC text)."""

    reference: str
    title: str
    kind: str
    as_at: str
    made_at: str
    banner: str | None
    sections: tuple[Section, ...]
    footer: tuple[str, ...]
