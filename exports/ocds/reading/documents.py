"""What a file of open data holds, whatever its form: packages, single releases, lists of them, or one on each line."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any, Final

from exports.ocds.reading.strict import DEEPEST, NotJson, Read, read
from exports.ocds.reading.text import CHUNK, LARGEST, Broken, NotUtf8, Text, TooDeep

MEMBERS: Final = frozenset({"releases", "records"})
"""The lists of a package, whose members are read one by one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """One release or record, at a place in the file (RFC 6901).

    ``list_`` is the list of the package that it is in, ``beside`` what of the package was read before it.
    """

    place: str
    list_: str | None
    value: Any
    beside: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Rest:
    """What an object at the top holds beside its members, and how many members its lists had.

    A single release is all here.
    """

    place: str
    value: dict[str, Any]
    lists: Mapping[str, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Trouble:
    """Something that could not be read, and where."""

    place: str
    message: str


Piece = Member | Rest | Trouble


def pieces(stream: IO[bytes], watch: Callable[[int], None] = lambda _: None, *, chunk: int = CHUNK) -> Iterator[Piece]:
    """Everything in a file, one piece at a time; what cannot be read is a ``Trouble``, and reading goes on after it."""
    text = Text(stream, watch, chunk)
    if not (yield from _more(text, first=True)):
        yield Trouble(place="", message="the file is empty")
        return
    while (yield from _more(text, first=False)):
        pass


def _more(text: Text, *, first: bool) -> Generator[Piece, None, bool]:
    """The next value at the top, which has a line of its own unless it is the first; False at the end of the file."""
    place = ""
    try:
        mark = text.peek()
        if not mark:
            return False
        place = "" if first else f"line {text.line}: "
        yield from _document(text, mark, place)
    except NotUtf8 as error:
        yield Trouble(place=place, message=str(error))
        text.leave()
    except Broken as error:
        yield Trouble(place=place or f"line {text.line}", message=f"not JSON: {error}")
        try:
            if not text.recover():
                text.leave()
        except NotUtf8 as bad:
            yield Trouble(place=place, message=str(bad))
            text.leave()
    return True


def _document(text: Text, first: str, place: str) -> Iterator[Piece]:
    if first == "[":
        yield from _list(text, place, None, {})
    elif first == "{":
        yield from _object(text, place)
    else:
        word = text.value(DEEPEST)
        raise Broken(f"a release, a package or a list is wanted, and {(word or '')[:40]!r} is none")


def _list(text: Text, place: str, list_: str | None, beside: Mapping[str, Any]) -> Generator[Piece, None, int]:
    """The members of a list; returns how many there were."""
    text.take()
    number = 0
    if text.peek() == "]":
        text.take()
        return number
    while True:
        here = f"{place}/{number}"
        for found in _value(text, here):
            if isinstance(found, Trouble):
                yield found
            else:
                yield Member(place=here, list_=list_, value=found.value, beside=beside)
        number += 1
        if _ends(text, "]", here):
            return number


def _object(text: Text, place: str) -> Iterator[Piece]:
    text.take()
    held: dict[str, Any] = {}
    lists: dict[str, int] = {}
    if text.peek() == "}":
        text.take()
        yield Rest(place=place, value=held, lists={})
        return
    while True:
        name = _name(text)
        here = f"{place}/{escaped(name)}"
        if name in held or name in lists:
            yield Trouble(place=here, message=f"the name {name[:60]!r} stands twice in one object")
        if name in MEMBERS and text.peek() == "[":
            lists[name] = yield from _list(text, here, name, held)
        else:
            for found in _value(text, here):
                if isinstance(found, Trouble):
                    yield found
                else:
                    held[name] = found.value
        if _ends(text, "}", here):
            break
    yield Rest(place=place, value=held, lists=lists)


def _name(text: Text) -> str:
    """A name in an object, and the colon after it."""
    if text.peek() != '"':
        raise Broken(f"a name in quotation marks is wanted, not {text.peek()!r}")
    try:
        name = str(read(text.value(DEEPEST) or '""').value)
    except NotJson as error:
        raise Broken(f"a name that is none: {error}") from error
    if text.peek() != ":":
        raise Broken(f"a colon is wanted after {name[:60]!r}")
    text.take()
    return name


def _ends(text: Text, end: str, here: str) -> bool:
    """Whether an object or list ends here; it goes on after a comma. What is wrong is left where it stands."""
    mark = text.peek()
    if mark not in {end, ","}:
        raise Broken(f"after {here} a comma or {end!r} is wanted, not {mark!r}")
    text.take()
    return mark == end


def _value(text: Text, place: str) -> Iterator[Read | Trouble]:
    try:
        raw = text.value(DEEPEST)
    except TooDeep as error:
        yield Trouble(place=place, message=str(error))
        return
    if raw is None:
        yield Trouble(place=place, message=f"longer than {LARGEST:,} characters: not looked at")
        return
    try:
        found = read(raw)
    except NotJson as error:
        yield Trouble(place=place, message=f"not JSON: {error}")
        return
    for name in found.twice:
        yield Trouble(place=place, message=f"the name {name[:60]!r} stands twice in one object")
    yield found


def escaped(name: str) -> str:
    """A name as a part of a place (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")
