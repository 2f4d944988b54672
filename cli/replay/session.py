"""Where somebody is in a replay, and what each key does: plain keys, no mouse, nothing that a terminal may lack."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Final

from engine.errors import SeedbedError
from engine.events import GateDecided

if TYPE_CHECKING:
    from actions.replaying.tape import Tape

PANES: Final = ("step", "gates", "papers", "before", "why")
"""What can stand on the screen, in the order of the number keys."""

KEYS: Final = (
    ("n p", "next, previous event (also space, arrows)"),
    ("f l", "first, last event"),
    ("g G", "next, previous gate decision"),
    ("e", "go to an event or a date"),
    ("/", "search; s and S: next and previous hit"),
    ("1-5 Tab", "step, gates, papers and people, before them, why"),
    ("u d", "scroll up, down (also arrows, page keys)"),
    ("? q", "this help; leave"),
)
"""The keys, for the help."""

Place = Callable[[str], int]
"""Turns what a person typed (a number, a date, a time) into the number of an event."""


class Session:
    """The event that is looked at, the pane, how far it is scrolled, and what is being typed."""

    def __init__(self, tape: Tape, place: Place, n: int = 0) -> None:
        """Begin at an event."""
        self.tape = tape
        self.n = n
        self.pane = PANES[0]
        self.top = 0
        self.message = ""
        self.help = False
        self.prompt: str | None = None
        self.typed = ""
        self.sought = ""
        self.over = False
        self._place = place

    @cached_property
    def gate_numbers(self) -> tuple[int, ...]:
        """The events by which gates were passed: marks on the line of time."""
        return tuple(n for n, _ in self.tape.of_type(GateDecided))

    def press(self, key: str) -> None:
        """Do what a key asks for: one character, or a name such as ``right``; an unknown one does nothing."""
        self.message = ""
        if self.prompt is not None:
            self._type(key)
        elif self.help:
            self.help = False
        else:
            self._command(key)

    def _command(self, key: str) -> None:
        if key in _STEPS:
            self._go(_STEPS[key](self))
        elif key in _SCROLLS:
            self.top = max(0, self.top + _SCROLLS[key])
        elif key in _PROMPTS:
            self.prompt, self.typed = _PROMPTS[key], ""
        elif key.isdigit() and 1 <= int(key) <= len(PANES):
            self._show(PANES[int(key) - 1])
        elif key == "tab":
            self._show(PANES[(PANES.index(self.pane) + 1) % len(PANES)])
        elif key in {"s", "S"}:
            self._seek(forwards=key == "s")
        elif key == "?":
            self.help = True
        elif key in {"q", "escape", "end of input"}:
            self.over = True

    def _show(self, pane: str) -> None:
        self.pane, self.top = pane, 0

    def _go(self, n: int | None) -> None:
        if n is None:
            self.message = "There is no gate decision further on."
        elif not 0 <= n <= self.tape.last:
            self.message = "This is the first event." if n < 0 else "This is the last event."
        else:
            self.n, self.top = n, 0

    def _type(self, key: str) -> None:
        if key == "enter":
            prompt, self.prompt = self.prompt, None
            if prompt == SEARCH:
                self.sought = self.typed.strip() or self.sought
                self._seek(forwards=True)
            elif self.typed.strip():
                self._jump(self.typed.strip())
        elif key in {"escape", "end of input"}:
            self.prompt = None
        elif key == "backspace":
            self.typed = self.typed[:-1]
        elif len(key) == 1 and key.isprintable():
            self.typed += key
        elif key == "space":
            self.typed += " "

    def _jump(self, typed: str) -> None:
        try:
            self._go(self._place(typed))
        except SeedbedError as error:
            self.message = str(error)

    def _seek(self, *, forwards: bool) -> None:
        if not self.sought:
            self.message = "Nothing is searched for: / begins a search."
            return
        wanted = self.sought.casefold()
        rest = range(self.n + 1, self.tape.last + 1) if forwards else range(self.n - 1, -1, -1)
        found = next((n for n in rest if wanted in self._text(n)), None)
        if found is None:
            self.message = f'"{self.sought}" is not found {"further on" if forwards else "before"}.'
        else:
            self._go(found)

    def _text(self, n: int) -> str:
        """What a search looks into: the sentence, the type, who, and what is readable of their words."""
        line = self.tape.lines[n]
        words = " ".join(one.text or "" for one in line.words)
        return f"{line.what} {line.type} {line.who} {line.name or ''} {line.role_title} {words}".casefold()


GO: Final = "Event number, date or time (2027-03-01, 2027-03-01T09:00)"
SEARCH: Final = "Search for"

_PROMPTS: Final = {"e": GO, ":": GO, "/": SEARCH}
_SCROLLS: Final = {"u": -5, "d": 5, "up": -1, "down": 1, "page up": -15, "page down": 15}
_STEPS: Final[dict[str, Callable[[Session], int | None]]] = {
    **dict.fromkeys(("n", "j", "space", "enter", "right"), lambda session: session.n + 1),
    **dict.fromkeys(("p", "k", "backspace", "left"), lambda session: session.n - 1),
    **dict.fromkeys(("f", "home"), lambda _: 0),
    **dict.fromkeys(("l", "end"), lambda session: session.tape.last),
    "g": lambda session: session.tape.next_gate(session.n),
    "G": lambda session: session.tape.previous_gate(session.n),
}
