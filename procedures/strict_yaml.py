"""Strict YAML: one document of mappings, lists, text, whole numbers, true, false and null, and the line of each.

Ordinary loaders keep the last of two equal keys, read ``NO`` as false and ``12:30`` as 750, and unfold aliases until
the memory is gone. Here nothing is guessed: what is not plainly one of the types above is text, and what is not needed
to write a procedure down (aliases, tags, merge keys, several documents) is refused with its line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

import yaml

from engine.errors import DefinitionInvalid

MAX_BYTES: Final = 512 * 1024
MAX_DEPTH: Final = 16

WHOLE: Final = "the file"
"""The place of what is wrong with a file as a whole."""

Value = None | bool | int | str | list["Value"] | dict[str, "Value"]
Path = tuple[str | int, ...]

# YAML's own C parser when PyYAML was built with it: about ten times faster, the same events.
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORDS: Final[Mapping[str, bool | None]] = MappingProxyType({"true": True, "false": False, "null": None, "": None})
_WHOLE_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,17})", re.ASCII)
_TOO_LONG_A_NUMBER: Final = re.compile(r"-?[1-9][0-9]{18,}", re.ASCII)
# Control characters (a line end apart), line ends that only some readers see and that shift every line number after
# them, half characters, byte order marks, and what hides in a text or turns its direction round for a human reader.
_UNWELCOME: Final = re.compile(
    "[\x00-\x09\x0b-\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
    "|\r(?!\n)"
)


@dataclass(frozen=True, kw_only=True)
class Document:
    """What a file says, and the line on which each part of it begins."""

    value: Value
    lines: Mapping[Path, int]


@dataclass
class _Level:
    """A mapping or list that is being filled."""

    path: Path
    holds: dict[str, Value] | list[Value]
    key: str | None = None


@dataclass
class _Builder:
    """Turns parser events into a value, refusing on the way."""

    name: str
    lines: dict[Path, int] = field(default_factory=dict)
    levels: list[_Level] = field(default_factory=list)
    root: Value = None
    documents: int = 0

    def refuse(self, line: int, found: str, expected: str) -> DefinitionInvalid:
        where = place(self._next_path()) if self.levels else WHOLE
        return DefinitionInvalid(complaint(self.name, line, where, f"found {found}, expected {expected}"))

    def take(self, event: yaml.Event) -> None:
        line = 1 if event.start_mark is None else event.start_mark.line + 1
        if isinstance(event, yaml.DocumentStartEvent):
            self._document(event, line)
        elif isinstance(event, yaml.AliasEvent):
            raise self.refuse(line, f"the alias *{event.anchor}", "the words themselves: aliases are not followed")
        elif isinstance(event, yaml.ScalarEvent):
            self._plain_node(event, line)
            self._scalar(event, line)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            self._plain_node(event, line)
            self._open({} if isinstance(event, yaml.MappingStartEvent) else [], line)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self.levels.pop()

    def _document(self, event: yaml.DocumentStartEvent, line: int) -> None:
        self.documents += 1
        if event.version or event.tags:
            raise self.refuse(line, "a % directive", "none: the format is fixed")
        if self.documents > 1:
            raise self.refuse(line, "a second document", "one document a file")

    def _plain_node(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, line: int) -> None:
        if event.anchor is not None:
            raise self.refuse(line, f"the anchor &{event.anchor}", "none: aliases are not followed")
        if event.tag is not None:
            raise self.refuse(line, f"the tag {event.tag}", "none: types follow from the format")

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        level = self.levels[-1] if self.levels else None
        if level is not None and isinstance(level.holds, dict) and level.key is None:
            self._key(level, level.holds, event, line)
            return
        self._put(self._read(event, line), line)

    def _key(self, level: _Level, holds: dict[str, Value], event: yaml.ScalarEvent, line: int) -> None:
        key = self._read(event, line)
        if not isinstance(key, str):
            raise self.refuse(line, f"the key {event.value or 'nothing'}", "a name as the key")
        if key == "<<" and event.implicit[0]:
            raise self.refuse(line, "the merge key <<", "the words themselves: nothing is merged in")
        path = (*level.path, key)
        if key in holds:
            first = self.lines[path]
            raise self.refuse(line, f'the key "{key}" a second time (first on line {first})', "each key once")
        level.key = key
        self.lines[path] = line

    def _read(self, event: yaml.ScalarEvent, line: int) -> Value:
        text: str = event.value
        if (odd := _UNWELCOME.search(text)) is not None:
            raise self.refuse(line, _invisible(odd), "text that a reader sees as it is")
        if not event.implicit[0]:  # quoted, or a block of text
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _WHOLE_NUMBER.fullmatch(text):
            return int(text)
        if _TOO_LONG_A_NUMBER.fullmatch(text):
            raise self.refuse(line, f"a number of {len(text)} digits", "at most 18")
        return text

    def _open(self, holds: dict[str, Value] | list[Value], line: int) -> None:
        level = self.levels[-1] if self.levels else None
        if level is not None and isinstance(level.holds, dict) and level.key is None:
            raise self.refuse(line, "a list or mapping as a key", "a name as the key")
        if len(self.levels) >= MAX_DEPTH:
            raise self.refuse(line, f"more than {MAX_DEPTH} levels inside one another", "fewer")
        path = self._next_path()
        self._put(holds, line)
        self.levels.append(_Level(path, holds))

    def _next_path(self) -> Path:
        if not self.levels:
            return ()
        level = self.levels[-1]
        if isinstance(level.holds, list):
            return (*level.path, len(level.holds))
        return level.path if level.key is None else (*level.path, level.key)

    def _put(self, value: Value, line: int) -> None:
        path = self._next_path()
        self.lines.setdefault(path, line)
        if not self.levels:
            self.root = value
            return
        level = self.levels[-1]
        if isinstance(level.holds, list):
            level.holds.append(value)
        elif level.key is not None:
            level.holds[level.key] = value
            level.key = None


def read(content: bytes, name: str) -> Document:
    """Read one strict YAML document; DefinitionInvalid names file, line, what was found and what was expected."""
    builder = _Builder(name)
    text = _text(content, name)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.YAMLError as error:
        raise _not_yaml(error, name) from error
    if builder.documents == 0:
        raise DefinitionInvalid(complaint(name, 1, WHOLE, "found nothing, expected a procedure definition"))
    return Document(value=builder.root, lines=MappingProxyType(builder.lines))


def _text(content: bytes, name: str) -> str:
    if len(content) > MAX_BYTES:
        said = f"found more than {MAX_BYTES // 1024} KiB, expected a definition that people can read"
        raise DefinitionInvalid(complaint(name, 1, WHOLE, said))
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        said = f"found the byte 0x{content[error.start]:02x}, expected UTF-8 text"
        raise DefinitionInvalid(complaint(name, line, WHOLE, said)) from error
    if (odd := _UNWELCOME.search(text)) is not None:
        line = text.count("\n", 0, odd.start()) + 1
        said = f"found {_invisible(odd)}, expected text that a reader sees as it is"
        raise DefinitionInvalid(complaint(name, line, WHOLE, said))
    return text


def _invisible(odd: re.Match[str]) -> str:
    return f"the invisible character U+{ord(odd.group()[0]):04X}"


def _not_yaml(error: yaml.YAMLError, name: str) -> DefinitionInvalid:
    mark = getattr(error, "problem_mark", None)
    line = 1 if mark is None else mark.line + 1
    found = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "something that is not YAML")
    context = getattr(error, "context", None)
    said = f"found {found}, expected YAML{f' ({context})' if context else ''}"
    return DefinitionInvalid(complaint(name, line, WHOLE, said))


def complaint(name: str, line: int, where: str, said: str) -> str:
    """The one form of every complaint about a definition: file, line, place, and what was found and expected."""
    return f"{name}:{line}: {where}: {said}"


def place(path: Path) -> str:
    """A path as people write it: ``moves[3].gate[1]``."""
    words = ""
    for part in path:
        words += f"[{part}]" if isinstance(part, int) else f".{part}" if words else part
    return words or WHOLE
