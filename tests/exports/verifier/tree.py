"""The tree of RFC 6962, level by level: the tests' own, so that neither product nor verifier checks itself."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

Levels = list[list[bytes]]


def leaf(data: bytes) -> bytes:
    """The hash of a leaf."""
    return sha256(b"\0" + data).digest()


def levels_of(leaves: Sequence[bytes]) -> Levels:
    """Leaf hashes below, the root on top; the last node of an odd level is carried up as it is."""
    levels = [list(leaves)]
    while len(levels[-1]) > 1:
        below = levels[-1]
        above = [sha256(b"\1" + below[i] + below[i + 1]).digest() for i in range(0, len(below) - 1, 2)]
        levels.append(above + ([below[-1]] if len(below) % 2 else []))
    return levels


def root_of(levels: Levels) -> bytes:
    """The root; the empty tree's is the hash of nothing."""
    return levels[-1][0] if levels[0] else sha256(b"").digest()


def path_of(levels: Levels, index: int) -> list[bytes]:
    """The audit path of a leaf, from the leaf upwards (RFC 6962, 2.1.1)."""
    path = []
    for level in levels[:-1]:
        if (index ^ 1) < len(level):
            path.append(level[index ^ 1])
        index >>= 1
    return path


def consistency(leaves: Sequence[bytes], old: int) -> list[bytes]:
    """The proof that the tree of all leaves begins with that of the first ``old`` (RFC 6962, 2.1.2, to the letter)."""

    def head(some: Sequence[bytes]) -> bytes:
        return root_of(levels_of(some))

    def subproof(m: int, some: Sequence[bytes], *, whole: bool) -> list[bytes]:
        n = len(some)
        if m == n:
            return [] if whole else [head(some)]
        k = 1 << ((n - 1).bit_length() - 1)
        if m <= k:
            return [*subproof(m, some[:k], whole=whole), head(some[k:])]
        return [*subproof(m - k, some[k:], whole=False), head(some[:k])]

    return subproof(old, leaves, whole=True)
