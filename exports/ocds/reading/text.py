"""A file as text that grows while it is read: strict UTF-8, a bounded piece of it in memory at a time."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from typing import IO, Final

CHUNK: Final = 1 << 18
LARGEST: Final = 1 << 26
"""Characters of one value that are kept; a longer one is passed over and told."""

_SPACES: Final = frozenset(" \t\r\n")
# No way back (``*+``): a text that does not end is found out in one pass.
_TOKEN: Final = re.compile(r'"[^"\\\n]*+(?:\\[^\n][^"\\\n]*+)*+"|["{}\[\]]')
_UNCLOSED: Final = re.compile(r'"[^"\\\n]*+(?:\\[^\n][^"\\\n]*+)*+\\?\n')
"""A text that goes on over the end of its line: no JSON, and in a file of lines only that line is lost."""
_PLAIN_END: Final = re.compile(r"[,\]}\s:\[{\"]")
_NEXT: Final = re.compile(r"\n\s*[\[{]")
_OPENING: Final = frozenset("{[")
_CLOSING: Final = frozenset("}]")


class Broken(ValueError):
    """The text ends too early, or holds something that no JSON value can begin with."""


class NotUtf8(ValueError):
    """The bytes are not UTF-8."""


class _Nest:
    """How deep in objects and lists a place is, and has been."""

    def __init__(self) -> None:
        self.depth = self.deep = 0

    def follow(self, held: str, at: int) -> int:
        """Go on to the end of the outermost value, of a text that is held, or to where a string begins without end."""
        for token in _TOKEN.finditer(held, at):
            mark = token[0]
            if mark == '"':
                return token.start()
            if mark in _OPENING:
                self.depth += 1
                self.deep = max(self.deep, self.depth)
            elif mark in _CLOSING:
                self.depth -= 1
                if self.depth == 0:
                    return token.end()
        return len(held)


class Text:
    """The rest of a file, with a place in it."""

    def __init__(self, stream: IO[bytes], watch: Callable[[int], None], chunk: int = CHUNK) -> None:
        """Begin at the first byte; ``watch`` is told how many have been read."""
        self._stream, self._watch, self._chunk = stream, watch, chunk
        self._decoder = codecs.getincrementaldecoder("utf-8")("strict")
        self._held, self._at, self._ended = "", 0, False
        self._bytes, self._lines = 0, 1
        self._begun = self._fresh = False

    @property
    def line(self) -> int:
        """The number of the line that the place is in, from 1."""
        return self._lines + self._held.count("\n", 0, self._at)

    def peek(self) -> str:
        """The next character that is no white space; "" at the end."""
        while True:
            begun = self._at
            while self._held[self._at : self._at + 1] in _SPACES:
                self._at += 1
            self._fresh = self._fresh or "\n" in self._held[begun : self._at]
            if self._at < len(self._held):
                return self._held[self._at]
            if not self._more():
                return ""

    def take(self) -> str:
        """That character, and go on after it."""
        character = self.peek()
        self._at += len(character)
        self._fresh = False
        return character

    def value(self, deepest: int) -> str | None:
        """The text of the next value; None when it is too long to be kept. ``Broken`` when it does not end.

        ``TooDeep`` (a ``Broken``) is raised after the whole value has been passed over, so that reading can go on.
        """
        first = self.peek()
        if first in "{[":
            return self._container(deepest)
        if first == '"':
            return self._string()
        return self._plain()

    def recover(self) -> bool:
        """Go on at the next line that begins an object or a list; False when there is none."""
        if self._fresh and self.peek() in _OPENING:
            return True
        while True:
            found = _NEXT.search(self._held, self._at)
            if found is not None:
                self._at = found.end() - 1
                return True
            self._at = max(self._at, len(self._held) - 1)
            if not self._more():
                return False

    def leave(self) -> None:
        """Read no further: what follows cannot be made sense of."""
        self._held, self._at, self._ended = "", 0, True

    def _container(self, deepest: int) -> str | None:
        nest, kept, length = _Nest(), list[str](), 0
        while True:
            begun = self._at
            self._at = nest.follow(self._held, begun)
            length += self._at - begun
            if length <= LARGEST and nest.deep <= deepest:
                kept.append(self._held[begun : self._at])
            else:
                kept.clear()
            if nest.depth == 0:
                break
            self._refuse_endless()
            if not self._more():
                raise Broken("the text ends in the middle of a value")
        if nest.deep > deepest:
            raise TooDeep(f"objects and lists are nested {nest.deep:,} deep; more than {deepest} are not looked at")
        return None if length > LARGEST else "".join(kept)

    def _refuse_endless(self) -> None:
        """A text that does not end is the only thing that is held on to while more is read."""
        unclosed = _UNCLOSED.match(self._held, self._at)
        if unclosed is not None:
            self._at = unclosed.end() - 1
            raise Broken("a text does not end before its line does")
        if len(self._held) - self._at > LARGEST:
            raise Broken(f"a text of more than {LARGEST:,} characters does not end")

    def _string(self) -> str | None:
        while True:
            found = _TOKEN.match(self._held, self._at)
            if found is not None and found.end() > self._at + 1:
                self._at = found.end()
                return found[0]
            self._refuse_endless()
            if not self._more():
                raise Broken("the text ends in the middle of a value")

    def _plain(self) -> str:
        """A number, true, false, null, or whatever stands in the place of one."""
        while True:
            found = _PLAIN_END.search(self._held, self._at)
            length = (len(self._held) if found is None else found.start()) - self._at
            if found is not None or length > self._chunk or not self._more():
                break
        word = self._held[self._at : self._at + length]
        if not word:
            begins = self.peek()
            raise Broken(f"no value begins with {begins!r}" if begins else "the text ends where a value is due")
        self._at += len(word)
        return word

    def _more(self) -> bool:
        """Read on, and forget what was passed; False at the end."""
        if self._ended:
            return False
        # A text that does not end is looked at again from its beginning: each time with twice as much of it.
        chunk = self._stream.read(max(self._chunk, len(self._held) - self._at))
        self._bytes += len(chunk)
        self._watch(self._bytes)
        try:
            added = self._decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            near = self._bytes - len(chunk) + error.start
            raise NotUtf8(f"the file is not UTF-8: {error.reason} near byte {near:,}") from None
        if not self._begun and added:
            self._begun = True
            added = added.removeprefix("\ufeff")
        self._lines += self._held.count("\n", 0, self._at)
        self._held = self._held[self._at :] + added
        self._at = 0
        self._ended = not chunk
        return bool(chunk)


class TooDeep(Broken):
    """A value was passed over whole, because it is nested too deep to be looked at."""
