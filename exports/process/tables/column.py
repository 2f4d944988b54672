"""What a table is: its columns, each with its meaning, and how its rows come from a history."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from exports.process.source import History
from exports.process.tables.cells import Kind

Row = Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column; ``words`` marks one that is empty unless disclosed words were asked for."""

    name: str
    kind: Kind
    meaning: str
    words: bool = False


@dataclass(frozen=True, kw_only=True)
class Table:
    """One table; every row has a value, or None, for each of its columns."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    rows: Callable[[History], Iterator[Row]]


def text(name: str, meaning: str) -> Column:
    """A column of text."""
    return Column(name=name, kind=Kind.TEXT, meaning=meaning)


def words(name: str, meaning: str) -> Column:
    """A column of disclosed words."""
    return Column(name=name, kind=Kind.TEXT, meaning=meaning, words=True)


def number(name: str, meaning: str) -> Column:
    """A column of whole numbers."""
    return Column(name=name, kind=Kind.INTEGER, meaning=meaning)


def yes_no(name: str, meaning: str) -> Column:
    """A column of true and false."""
    return Column(name=name, kind=Kind.BOOLEAN, meaning=meaning)


def instant(name: str, meaning: str) -> Column:
    """A column of instants."""
    return Column(name=name, kind=Kind.INSTANT, meaning=meaning)


def day(name: str, meaning: str) -> Column:
    """A column of local dates."""
    return Column(name=name, kind=Kind.DAY, meaning=meaning)


def money(name: str, meaning: str) -> Column:
    """A column of sums."""
    return Column(name=name, kind=Kind.MONEY, meaning=meaning)
