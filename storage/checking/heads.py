"""The root over the heads of all streams, again and again while the history grows (``engine.ledger.heads``).

Only what changed is hashed again: the path above a head that moved, and all to the right of a stream that is new.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from typing import Final

from engine.chain import leaf
from engine.ledger.heads import StreamHeadAt, head_leaf
from engine.ledger.merkle import EMPTY_ROOT, node_hash

_WHOLE: Final = 0.2
"""Beyond this share of changed heads the whole tree is hashed anew: paths would meet."""


class GrowingHeads:
    """The streams in order and their tree, level by level; a node without a neighbour is its own parent."""

    def __init__(self) -> None:
        """Begin with no stream."""
        self._names: list[str] = []
        self._levels: list[list[bytes]] = [[]]

    def __len__(self) -> int:
        """Return how many streams there are."""
        return len(self._names)

    def move(self, changed: Mapping[str, tuple[int, bytes]]) -> None:
        """Take the newest event (number, hash) of each stream that has moved."""
        names, leaves = self._names, self._levels[0]
        places: set[int] = set()
        new = False
        for stream, (n, digest) in changed.items():
            at = bisect_left(names, stream)
            if at < len(names) and names[at] == stream:
                leaves[at] = leaf(head_leaf(StreamHeadAt(stream, n, digest)))
                places.add(at)
            else:
                new = True
        if new:
            self._insert(changed)
        elif len(places) > len(names) * _WHOLE:
            self._from(0)
        else:
            self._paths(places)

    def root(self) -> bytes:
        """Return the root over all heads."""
        return self._levels[-1][0] if self._names else EMPTY_ROOT

    def _insert(self, changed: Mapping[str, tuple[int, bytes]]) -> None:
        names, leaves = self._names, self._levels[0]
        known = dict(zip(names, leaves, strict=True))
        known.update((stream, leaf(head_leaf(StreamHeadAt(stream, *changed[stream])))) for stream in changed)
        self._names = sorted(known)
        self._levels[0] = [known[stream] for stream in self._names]
        first = next(
            (at for at, (old, now) in enumerate(zip(leaves, self._levels[0], strict=False)) if old != now), len(leaves)
        )
        moved = min((bisect_left(self._names, stream) for stream in changed), default=0)
        self._from(min(first, moved))

    def _from(self, first: int) -> None:
        """Hash every level anew from above leaf ``first`` to the right end."""
        level = 0
        while len(below := self._levels[level]) > 1:
            level, first = level + 1, first >> 1
            if level == len(self._levels):
                self._levels.append([])
            above = self._levels[level]
            del above[first:]
            for at in range(first * 2, len(below) - 1, 2):
                above.append(node_hash(below[at], below[at + 1]))
            if len(below) % 2:
                above.append(below[-1])
        del self._levels[level + 1 :]

    def _paths(self, places: set[int]) -> None:
        for level in range(len(self._levels) - 1):
            below, above = self._levels[level], self._levels[level + 1]
            places = {at >> 1 for at in places}
            for at in places:
                pair = below[2 * at : 2 * at + 2]
                above[at] = node_hash(*pair) if len(pair) == 2 else pair[0]
