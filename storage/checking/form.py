"""Says quickly that the bytes of many events are in canonical form; who says no is ``storage.checking.body``.

Decoding to a declared shape refuses floats, large integers and unknown keys without a line of Python, and what is
written again in sorted order and equals the bytes had no other form. Keys are learnt: a page that holds a new one goes
the slow way once, which judges the key, and the shape is declared anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, Any, Final, Literal

import msgspec

from engine.canonical import MAX_BYTES, MAX_INTEGER

_DEPTH: Final = 5
"""Containers within ``data`` in the quick shape; deeper ones are checked the slow way."""

_MOST_KEYS: Final = 2_000
_MOST_SHAPES: Final = 100
"""Strangers' keys come here too: beyond this everything goes the slow way rather than being declared again."""


class Seal(msgspec.Struct, gc=False):
    """A commitment and its path."""

    commitment: str
    path: str


class By(msgspec.Struct, gc=False):
    """Who recorded an event."""

    auth: str
    id: str
    role: str


class Body(msgspec.Struct, gc=False, kw_only=True, omit_defaults=True, rename={"definition": "def"}):
    """The keys of an event in the order of their bytes."""

    at: str
    cause: str
    data: dict[str, Any]
    definition: str
    gseq: int
    id: str
    n: int
    recorded_by: By
    sealed: list[Seal] | msgspec.UnsetType = msgspec.UNSET
    stream: str
    type: str
    v: Literal[1]


class Form:
    """The shape of an event as far as it is known, and the quick answer for a page of them."""

    def __init__(self) -> None:
        """Begin with no key known."""
        self._keys: set[str] = set()
        self._shapes, self._new = 0, False
        self._decode = _decoder(("data",))
        self._encode = msgspec.json.Encoder(order="deterministic").encode_lines

    def read(self, canons: Sequence[bytes]) -> list[Body] | None:
        """Return the bodies when all are canonical, in the known shape; None says only that somebody must look."""
        if max(map(len, canons)) > MAX_BYTES:
            return None
        if self._new:
            self._declare()
        # All at once, a line each. As many lines come back as went in, each without a line end in it: so each is one.
        lines = b"\n".join(canons)
        try:
            bodies = self._decode(lines)
        except (msgspec.MsgspecError, ValueError, RecursionError):  # ValueError: no UTF-8
            return None
        same = len(bodies) == len(canons) and self._encode(bodies) == lines + b"\n"
        return bodies if same else None

    def learn(self, bodies: Iterable[dict[str, Any]]) -> None:
        """Take up the keys of bodies that were found to be in order, for the next page."""
        found = set(self._keys)
        for body in bodies:
            _collect(body["data"], found)
        if found != self._keys and len(found) <= _MOST_KEYS and self._shapes < _MOST_SHAPES:
            self._keys, self._new = found, True

    def _declare(self) -> None:
        self._decode = _decoder(tuple(sorted(self._keys)))
        self._shapes, self._new = self._shapes + 1, False


def _decoder(keys: tuple[str, ...]) -> Callable[[bytes], list[Any]]:
    key: Any = Literal[keys]
    integer = Annotated[int, msgspec.Meta(ge=-MAX_INTEGER, le=MAX_INTEGER)]
    value: Any = None | bool | integer | str
    for _ in range(_DEPTH):
        value = None | bool | integer | str | list[value] | dict[key, value]
    shape = msgspec.defstruct(
        "Shape",
        [("data", dict[key, value])],
        bases=(Body,),
        gc=False,
        kw_only=True,
        omit_defaults=True,
        rename={"definition": "def"},
    )
    return msgspec.json.Decoder(shape).decode_lines


def _collect(value: Any, found: set[str]) -> None:
    if isinstance(value, dict):
        found.update(value)
        value = list(value.values())
    if isinstance(value, list):
        for child in value:
            _collect(child, found)
