"""The leaves of one run of the tree over the whole history, and the roots of its full subtrees (RFC 6962)."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from itertools import repeat
from operator import methodcaller
from typing import Final

from engine.ledger.merkle import Frontier

_digest: Final = methodcaller("digest")


class Subtree:
    """Event hashes in order, hashed level by level: at most some tens of thousands."""

    def __init__(self) -> None:
        """Begin without leaves."""
        self._leaves: list[bytes] = []
        self._levels: list[list[bytes]] = []

    def add(self, hashes: Iterable[bytes]) -> None:
        """Add events by their hashes."""
        self._leaves += map(_digest, map(sha256, map(b"\0".__add__, hashes)))

    def edge(self, size: int) -> tuple[bytes, ...]:
        """Return the roots of the full subtrees over the first ``size`` leaves, largest first; adding is over then."""
        if not self._levels:
            self._grow()
        nodes, begin = [], 0
        for level in reversed(range(size.bit_length())):
            if size >> level & 1:
                nodes.append(self._levels[level][begin >> level])
                begin += 1 << level
        return tuple(nodes)

    def _grow(self) -> None:
        self._levels = [level := self._leaves]
        while len(level) > 1:
            pairs = zip(repeat(b"\1"), level[::2], level[1::2], strict=False)
            self._levels.append(level := list(map(_digest, map(sha256, map(b"".join, pairs)))))


def grafted(frontier: Frontier, count: int, nodes: tuple[bytes, ...]) -> Frontier:
    """Return a tree's edge with ``count`` more leaves, given by the roots of their full subtrees, largest first.

    The frontier's size is a multiple of the largest of those subtrees, as it is where a run of the history begins.
    """
    size, edge = frontier.size, list(frontier.nodes)
    levels = [level for level in reversed(range(count.bit_length())) if count >> level & 1]
    for level, node in zip(levels, nodes, strict=True):
        whole, rest = node, size >> level
        while rest & 1:
            whole = sha256(b"\1" + edge.pop() + whole).digest()
            rest >>= 1
        edge.append(whole)
        size += 1 << level
    return Frontier(size=size, nodes=tuple(edge))
