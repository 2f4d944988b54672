"""The heads of all streams at one moment, as the event that precedes each checkpoint states them.

A procedure is handed out alone; the tree over the heads shows that the newest event handed out was its newest, so that
no end of a history can be kept back. Leaf I holds canonical([stream, n, hash]), sorted by stream.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from engine.canonical import canonical
from engine.chain import leaf
from engine.errors import NotFound
from engine.ledger.merkle import EMPTY_ROOT, Tree, levels_over, node_hash

LEDGER: Final = "ledger"
"""The reserved stream in which the ledger speaks of itself."""

HEADS_TYPE: Final = "ledger.heads"
"""The stored type of the event that states the heads, the last event below each checkpoint."""

_PLAIN: Final = re.compile(r"[A-Za-z0-9._:/-]+", re.ASCII)


class StreamHeadAt(NamedTuple):
    """The newest event of a stream: its number within the stream and its hash."""

    stream: str
    n: int
    hash: bytes


def head_leaf(head: StreamHeadAt) -> bytes:
    """Return what a leaf holds: canonical([stream, n, hash in hexadecimal])."""
    if _PLAIN.fullmatch(head.stream):  # every name that a store accepts: nothing in it needs an escape
        return f'["{head.stream}",{head.n},"{head.hash.hex()}"]'.encode()
    return canonical([head.stream, head.n, head.hash.hex()])


def heads_tree(heads: Iterable[StreamHeadAt]) -> Tree:
    """Return the tree over the heads of all streams, whatever order they come in."""
    return Tree(map(head_leaf, sorted(heads)))


def heads_root(heads: Iterable[StreamHeadAt]) -> bytes:
    """Return the root over the heads of all streams, whatever order they come in."""
    return heads_tree(heads).root()


def heads_data(count: int, root: bytes) -> dict[str, Any]:
    """Return the data of the event: how many streams there are before it, and the root over their heads."""
    return {"count": count, "root": root.hex()}


@dataclass(frozen=True, kw_only=True, slots=True)
class HeadProof:
    """What shows one stream's head to be among all: leaf ``index`` of ``count``, and the path to the root."""

    count: int
    index: int
    proof: list[bytes]


def prove_head(heads: Iterable[StreamHeadAt], stream: str) -> HeadProof:
    """Return the proof of one stream's head; NotFound when there is no such stream among them."""
    ordered = sorted(heads)
    index = next((at for at, head in enumerate(ordered) if head.stream == stream), None)
    if index is None:
        raise NotFound(f"There was no stream {stream} when these heads were taken.")
    return HeadProof(count=len(ordered), index=index, proof=heads_tree(ordered).inclusion_proof(index))


class HeadsBook:
    """The heads of a growing history, kept up to date event by event: thousands of streams, a few changes at a time.

    A new event of an old stream costs one path to the root; only a new stream, which moves its neighbours, costs the
    tree anew.
    """

    def __init__(self, heads: Iterable[StreamHeadAt] = ()) -> None:
        """Begin with the heads of every stream so far."""
        ordered = sorted(heads)
        self._order = [head.stream for head in ordered]
        self._leaves = [leaf(head_leaf(head)) for head in ordered]
        self._above: list[list[bytes]] | None = None

    def __len__(self) -> int:
        """Return how many streams there are."""
        return len(self._order)

    def take(self, head: StreamHeadAt) -> None:
        """Note a stream's newest event; later ones of the same stream replace it."""
        at, node = bisect_left(self._order, head.stream), leaf(head_leaf(head))
        if at < len(self._order) and self._order[at] == head.stream:
            self._leaves[at] = node
            self._update(at)
        else:
            self._order.insert(at, head.stream)
            self._leaves.insert(at, node)
            self._above = None

    def root(self) -> bytes:
        """Return the root over all heads, as ``heads_root`` would."""
        if not self._leaves:
            return EMPTY_ROOT
        if self._above is None:
            self._above = levels_over(self._leaves)
        return self._above[-1][0] if self._above else self._leaves[0]

    def _update(self, at: int) -> None:
        below = self._leaves
        for above in self._above or ():
            at >>= 1
            pair = below[2 * at : 2 * at + 2]
            above[at] = node_hash(*pair) if len(pair) == 2 else pair[0]
            below = above
