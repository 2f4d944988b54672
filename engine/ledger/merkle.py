"""The tree over the whole history (RFC 6962): its root stands for every event, and short proofs tie others to it.

A leaf is SHA-256(0x00 || what it holds): an event's hash, or other bytes (the heads of streams are a tree too). A node
is SHA-256(0x01 || left || right), and the root of nothing is SHA-256 of nothing. Leaf g is the event with gseq g.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from engine.chain import HASH_BYTES
from engine.chain import leaf as leaf_hash
from engine.errors import InvalidInput

EMPTY_ROOT: Final = sha256(b"").digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash over two neighbours: SHA-256(0x01 || left || right)."""
    return sha256(b"\1" + left + right).digest()


@dataclass(frozen=True, kw_only=True, slots=True)
class Frontier:
    """What a growing tree remembers: the roots of its full subtrees, largest first, one for each 1 in its size."""

    size: int = 0
    nodes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what cannot be the frontier of any tree."""
        if self.size < 0 or len(self.nodes) != self.size.bit_count() or any(len(n) != HASH_BYTES for n in self.nodes):
            raise InvalidInput(
                f"These are not the {HASH_BYTES}-byte nodes on the edge of a tree of {self.size} leaves."
            )

    def add(self, data: bytes) -> Frontier:
        """Return the frontier with one more leaf."""
        return self.extend((data,))

    def extend(self, leaves: Iterable[bytes]) -> Frontier:
        """Return the frontier with more leaves, given by what they hold."""
        size, nodes = self.size, list(self.nodes)
        for data in leaves:
            node, rest = sha256(b"\0" + data).digest(), size
            while rest & 1:
                node = sha256(b"\1" + nodes.pop() + node).digest()
                rest >>= 1
            nodes.append(node)
            size += 1
        return Frontier(size=size, nodes=tuple(nodes))

    def root(self) -> bytes:
        """Return the root of the tree so far."""
        if not self.nodes:
            return EMPTY_ROOT
        *larger, node = self.nodes
        for left in reversed(larger):
            node = node_hash(left, node)
        return node

    def to_bytes(self) -> bytes:
        """Return the nodes one after another, as a checkpoint's row keeps them."""
        return b"".join(self.nodes)


def frontier_from(size: int, data: bytes) -> Frontier:
    """Return the frontier that ``Frontier.to_bytes`` wrote; other bytes are InvalidInput."""
    nodes = tuple(data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES))
    return Frontier(size=size, nodes=nodes)


class Tree:
    """A tree at hand as a whole, for many proofs: 64 bytes a leaf, and a proof in microseconds.

    ``_levels[k]`` holds the roots of all full subtrees of 2**k leaves, one after another.
    """

    def __init__(self, leaves: Iterable[bytes]) -> None:
        """Hash every leaf and node once; leaves are given by what they hold."""
        self._levels = [b"".join([sha256(b"\0" + data).digest() for data in leaves])]
        self.size: Final = len(self._levels[0]) // HASH_BYTES
        # Where a level is odd, its last node waits for a neighbour: it is in no full subtree above.
        while len(self._levels[-1]) >= 2 * HASH_BYTES:
            self._levels.append(b"".join(_pairs(self._levels[-1])))

    def root(self, size: int | None = None) -> bytes:
        """Return the root over the first ``size`` leaves, or over all."""
        size = self._known(size)
        return self._over(0, size) if size else EMPTY_ROOT

    def inclusion_proof(self, index: int, size: int | None = None) -> list[bytes]:
        """Return the audit path of a leaf in the tree over the first ``size`` leaves (RFC 6962 2.1.1), leaf upwards."""
        size = self._known(size)
        if not 0 <= index < size:
            raise InvalidInput(f"There is no leaf {index} in a tree of {size}.")
        first, path = 0, []
        last = size
        while last - first > 1:
            middle = first + _left_part(last - first)
            if index < middle:
                path.append(self._over(middle, last))
                last = middle
            else:
                path.append(self._over(first, middle))
                first = middle
        return path[::-1]

    def consistency_proof(self, old: int, new: int | None = None) -> list[bytes]:
        """Return the proof that the tree of ``old`` leaves begins the tree of ``new`` (RFC 6962 2.1.2)."""
        new = self._known(new)
        if not 0 <= old <= new:
            raise InvalidInput(f"A tree of {old} leaves does not begin one of {new}.")
        if old in {0, new}:
            return []
        first, last, path = 0, new, []
        while last != old:
            middle = first + _left_part(last - first)
            if old <= middle:
                path.append(self._over(middle, last))
                last = middle
            else:
                path.append(self._over(first, middle))
                first = middle
        # A subtree that is the whole old tree is known to whoever asks: it is left out.
        return ([self._over(first, last)] if first else []) + path[::-1]

    def _known(self, size: int | None) -> int:
        if size is None:
            return self.size
        if not 0 <= size <= self.size:
            raise InvalidInput(f"This tree has {self.size} leaves, not {size}.")
        return size

    def _over(self, first: int, last: int) -> bytes:
        """The root over leaves ``first`` to before ``last``, where ``first`` begins a subtree large enough."""
        count = last - first
        level = count.bit_length() - 1
        if count == 1 << level:
            at = (first >> level) * HASH_BYTES
            return self._levels[level][at : at + HASH_BYTES]
        middle = first + _left_part(count)
        return node_hash(self._over(first, middle), self._over(middle, last))


def tree_root(leaves: Iterable[bytes]) -> bytes:
    """Return the root over leaves that are given by what they hold, for instance event hashes in order of gseq."""
    return Frontier().extend(leaves).root()


def levels_over(leaf_hashes: Sequence[bytes]) -> list[list[bytes]]:
    """Return every level above leaves that are hashed already, the last of them the root alone; none above one leaf.

    A node without a neighbour is its own parent: the right edge of a tree is as low as it can be.
    """
    levels: list[list[bytes]] = []
    nodes = list(leaf_hashes)
    while len(nodes) > 1:
        nodes = [*_pairs(b"".join(nodes)), *nodes[len(nodes) & ~1 :]]
        levels.append(nodes)
    return levels


def inclusion_proof(hashes: Sequence[bytes], index: int, size: int) -> list[bytes]:
    """Return the audit path of one leaf in the tree over the first ``size``; for many proofs keep a ``Tree``."""
    return Tree(_first(hashes, size)).inclusion_proof(index)


def consistency_proof(hashes: Sequence[bytes], old: int, new: int) -> list[bytes]:
    """Return the proof that the tree of ``old`` leaves begins that of ``new``; for many proofs keep a ``Tree``."""
    return Tree(_first(hashes, new)).consistency_proof(old)


def consistency_from(edge: Frontier, later: Sequence[bytes]) -> list[bytes]:
    """Return the proof from an old tree's edge and the leaves after it alone: nothing older has to be read again."""
    old, new = edge.size, edge.size + len(later)
    if old in {0, new}:
        return []
    tops = list(edge.nodes)
    first, last, path = 0, new, []
    while last != old:
        middle = first + _left_part(last - first)
        if old <= middle:
            path.append(tree_root(later[middle - old : last - old]))
            last = middle
        else:
            path.append(tops.pop(0))  # a full subtree within the old tree, the next from the left
            first = middle
    return (tops if first else []) + path[::-1]


def verify_inclusion(root: bytes, data: bytes, index: int, size: int, proof: Sequence[bytes]) -> bool:
    """Return whether the proof ties what leaf ``index`` holds to the root over ``size`` leaves (RFC 9162 2.1.3.2)."""
    if not 0 <= index < size or any(len(step) != HASH_BYTES for step in proof):
        return False
    place, last, node = index, size - 1, leaf_hash(data)
    for step in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            node = node_hash(step, node)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            node = node_hash(node, step)
        place, last = place >> 1, last >> 1
    return last == 0 and node == root


def verify_consistency(old_root: bytes, old: int, new_root: bytes, new: int, proof: Sequence[bytes]) -> bool:
    """Return whether the proof shows that the old tree begins the new one (RFC 9162 2.1.4.2).

    Nothing begins every tree, without a proof; a tree begins itself, without a proof.
    """
    if not 0 <= old <= new or any(len(step) != HASH_BYTES for step in proof):
        return False
    if old in {0, new}:
        known = EMPTY_ROOT if old == 0 else new_root
        return not proof and old_root == known
    steps = list(proof)
    if old & (old - 1) == 0:
        steps.insert(0, old_root)  # the old tree is one full subtree, which is therefore not in the proof
    return bool(steps) and _two_roots(steps, old, new) == (old_root, new_root)


def _two_roots(steps: Sequence[bytes], old: int, new: int) -> tuple[bytes, bytes] | None:
    """The roots of the old and of the new tree as the proof has them; None when it is too short or too long."""
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old_node = new_node = steps[0]
    for step in steps[1:]:
        if last == 0:
            return None
        if place & 1 or place == last:
            old_node, new_node = node_hash(step, old_node), node_hash(step, new_node)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new_node = node_hash(new_node, step)
        place, last = place >> 1, last >> 1
    return (old_node, new_node) if last == 0 else None


def _pairs(level: bytes) -> list[bytes]:
    """The nodes over neighbours of a level; a last one without a neighbour is left out."""
    pair = 2 * HASH_BYTES
    return [sha256(b"\1" + level[at : at + pair]).digest() for at in range(0, len(level) - pair + 1, pair)]


def _left_part(count: int) -> int:
    """The largest power of two below ``count``, which is at least 2."""
    return 1 << (count - 1).bit_length() - 1


def _first(hashes: Sequence[bytes], size: int) -> Sequence[bytes]:
    if not 0 <= size <= len(hashes):
        raise InvalidInput(f"There are {len(hashes)} leaves, not {size}.")
    return hashes[:size]
