"""Remembered answers against the events that they were given with: who asked, when, and where these lie."""

from __future__ import annotations

from typing import Final

import msgspec

from storage.checking.beside.rows import RowWrong, by_key
from storage.reading import Reading

COMMANDS: Final = (
    "SELECT c.key, c.actor, c.gseq_from, c.gseq_to, c.at, p.canon, a.canon, z.canon, n.canon FROM command c"
    " LEFT JOIN event p ON p.gseq = c.gseq_from - 1 LEFT JOIN event a ON a.gseq = c.gseq_from"
    " LEFT JOIN event z ON z.gseq = c.gseq_to LEFT JOIN event n ON n.gseq = c.gseq_to + 1"
    " WHERE c.key > ? ORDER BY c.key LIMIT ?"
)


class _By(msgspec.Struct):
    id: str


class _Asked(msgspec.Struct, frozen=True, gc=False):
    """The part of an event that says which command it came of."""

    at: str
    cause: str
    recorded_by: _By
    stream: str


_DECODE: Final = msgspec.json.Decoder(_Asked).decode
_NOTHING: Final = _Asked(at="", cause="", recorded_by=_By(id=""), stream="")


def check_commands(reading: Reading) -> int:
    """Return how many remembered commands there are."""
    count = 0
    for key, actor, first, last, at, *around in by_key(reading, COMMANDS):
        count += 1
        what = f"The remembered command {key}"
        if first is None and last is None:
            continue
        before, begun, ended, after = (_NOTHING if canon is None else _DECODE(canon) for canon in around)
        if first is None or last is None or first > last or begun.cause != key or ended.cause != key:
            raise RowWrong(f"{what} was answered with events {first} to {last}, and those did not come of it.")
        if begun.recorded_by.id != actor:
            raise RowWrong(f"{what} is said to be {actor}'s, and its event {first} was recorded by another.")
        if begun.at != at:
            raise RowWrong(f"{what} is dated {at}, and its event {first} was recorded at {begun.at}.")
        if key in {before.cause if before.stream == begun.stream else "", after.cause if after.at == at else ""}:
            raise RowWrong(f"{what} came to more events than {first} to {last}.")
    return count
