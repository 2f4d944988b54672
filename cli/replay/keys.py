"""Keys as they are pressed, without waiting for the end of a line, on any terminal that Python knows."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

WAIT: Final = 0.25
"""Seconds until a wait for a key is given up, to look whether the window has another size."""

_NAMED: Final = {
    "\x1b[A": "up", "\x1b[B": "down", "\x1b[C": "right", "\x1b[D": "left", "\x1b[H": "home", "\x1b[F": "end",
    "\x1bOA": "up", "\x1bOB": "down", "\x1bOC": "right", "\x1bOD": "left", "\x1bOH": "home", "\x1bOF": "end",
    "\x1b[1~": "home", "\x1b[4~": "end", "\x1b[5~": "page up", "\x1b[6~": "page down",
    "\x1b": "escape", "\t": "tab", "\r": "enter", "\n": "enter", " ": "space", "\x7f": "backspace", "\b": "backspace",
    "\x04": "end of input", "\x03": "q", "": "end of input",
}  # fmt: skip


def named(sequence: str) -> str:
    """The name of a key from what the terminal sends for it; a character is its own name."""
    return _NAMED.get(sequence, sequence)


def split(text: str) -> Iterator[str]:
    """The keys in what was read at once: an escape sequence is one key, however fast it was typed."""
    at = 0
    while at < len(text):
        length = 1
        if text[at] == "\x1b" and text[at + 1 : at + 2] in {"[", "O"}:
            length = 3
            while length < 6 and text[at + length - 1 : at + length].isdigit():
                length += 1
        yield named(text[at : at + length])
        at += length


@contextmanager
def pressed() -> Iterator[Iterator[str | None]]:
    """The keys of the terminal on standard input, None after each wait without one; it is left as it was found."""
    descriptor = sys.stdin.fileno()
    if sys.platform == "win32":
        yield _windows_keys()
        return
    import termios
    import tty

    before = termios.tcgetattr(descriptor)
    try:
        tty.setcbreak(descriptor)
        yield _posix_keys(descriptor)
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)


def _posix_keys(descriptor: int) -> Iterator[str | None]:
    from select import select

    while True:
        ready, _, _ = select([descriptor], [], [], WAIT)
        if not ready:
            yield None
            continue
        read = os.read(descriptor, 1024)
        if not read:
            yield named("")
            return
        yield from split(read.decode("utf-8", "replace"))


def _windows_keys() -> Iterator[str | None]:
    import msvcrt

    arrows = {
        "H": "up",
        "P": "down",
        "M": "right",
        "K": "left",
        "G": "home",
        "O": "end",
        "I": "page up",
        "Q": "page down",
    }
    while True:
        character = msvcrt.getwch()  # type: ignore[attr-defined]
        if character in {"\x00", "\xe0"}:
            yield arrows.get(msvcrt.getwch(), "")  # type: ignore[attr-defined]
        else:
            yield named(character)
