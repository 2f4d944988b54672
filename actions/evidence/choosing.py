"""What somebody chose to leave out of a copy, each with its ground: read strictly, and never without any effect."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from actions.queries.withheld import DOCUMENT
from engine.errors import InvalidInput

MOST_LETTERS: Final = 200
NAMES: Final = "names"
"""What stands for the names and addresses in the register of people."""

_CHOICE: Final = re.compile(r"(?:(?P<n>\d{1,9}):)?(?P<what>[^=]+)=(?P<ground>.*)", re.DOTALL)
_PATH: Final = re.compile(r"data(\.[a-z0-9_]+)+", re.ASCII)
_ACCEPTED: Final = (
    "Write --withhold PATH=GROUND, where PATH is data.reason (in every event), 12:data.reason (in event 12),"
    " document or 12:document or document:ARTEFACT, class:personal, about:PARTNER, or names."
)


class Kind(StrEnum):
    """By what something is chosen."""

    PATH = "path"
    DOCUMENT = "document"
    CLASS = "class"
    SUBJECT = "about"
    NAMES = "names"


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """Something that may be left out: a sealed value of an event, or its document (``artefact`` names it then)."""

    n: int
    path: str
    subject: str
    klass: str = ""
    artefact: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One thing, or one kind of thing, that is not to be told, and on which ground."""

    given: str
    kind: Kind
    what: str
    ground: str
    n: int | None = None

    def covers(self, item: Item) -> bool:
        """Whether it means this."""
        if self.n is not None and self.n != item.n:
            return False
        match self.kind:
            case Kind.PATH:
                return item.path == self.what
            case Kind.DOCUMENT:
                return item.path == DOCUMENT and self.what in ("", item.artefact)
            case Kind.CLASS:
                return item.klass == self.what
            case Kind.SUBJECT:
                return item.subject == self.what
            case Kind.NAMES:
                return False


def read_choices(texts: Iterable[str]) -> tuple[Choice, ...]:
    """Read what was given; ``InvalidInput`` says what is accepted."""
    return tuple(_read(text) for text in texts)


def refuse_without_effect(choices: Sequence[Choice], items: Sequence[Item]) -> None:
    """A choice that means nothing was mistyped, and what it was to keep back would go out: InvalidInput names it."""
    for choice in choices:
        if choice.kind is not Kind.NAMES and not any(choice.covers(item) for item in items):
            raise InvalidInput(f"--withhold: {choice.given!r} is about nothing in this history. {_ACCEPTED}")


def first_covering(choices: Sequence[Choice], item: Item) -> Choice | None:
    """The first choice that means this, or None when it may be told."""
    return next((choice for choice in choices if choice.covers(item)), None)


def _read(text: str) -> Choice:
    found = _CHOICE.fullmatch(text)
    if found is None:
        raise InvalidInput(f"--withhold: {text!r} says no ground. {_ACCEPTED}")
    ground = found["ground"].strip()
    if not ground or len(ground) > MOST_LETTERS or not ground.isprintable():
        raise InvalidInput(f"--withhold: the ground of {found['what']!r} is one line of 1 to {MOST_LETTERS} letters.")
    kind, what = _kind(text, found["what"].strip())
    n = None if found["n"] is None else int(found["n"])
    if n is not None and kind not in (Kind.PATH, Kind.DOCUMENT):
        raise InvalidInput(f"--withhold: {text!r} names an event and a kind of value; give one of them. {_ACCEPTED}")
    return Choice(given=text, kind=kind, what=what, ground=ground, n=n)


def _kind(text: str, what: str) -> tuple[Kind, str]:
    if what == NAMES:
        return Kind.NAMES, ""
    if what == DOCUMENT:
        return Kind.DOCUMENT, ""
    if _PATH.fullmatch(what):
        return Kind.PATH, what
    name, colon, value = what.partition(":")
    if colon and value and name in (Kind.DOCUMENT, Kind.CLASS, Kind.SUBJECT):
        return Kind(name), value
    raise InvalidInput(f"--withhold: {text!r} names nothing that is known. {_ACCEPTED}")
