"""The tree over the history is the one that RFC 6962 defines, and its proofs convince only of what is so."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.chain import leaf
from engine.errors import InvalidInput
from engine.ledger.merkle import (
    EMPTY_ROOT,
    Frontier,
    Tree,
    consistency_from,
    consistency_proof,
    frontier_from,
    inclusion_proof,
    levels_over,
    node_hash,
    tree_root,
    verify_consistency,
    verify_inclusion,
)
from tests.engine.test_canonical import HASHES

LEAVES = [bytes([number]) * 32 for number in range(130)]

# -- the definitions of RFC 6962 section 2.1, word for word and as slow as they read -----------------------------------


def split(count: int) -> int:
    """Return k, the largest power of two smaller than n."""
    k = 1
    while k * 2 < count:
        k *= 2
    return k


def mth(leaves: Sequence[bytes]) -> bytes:
    """Return the Merkle Tree Hash."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\0" + leaves[0]).digest()
    k = split(len(leaves))
    return sha256(b"\1" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def path(m: int, leaves: Sequence[bytes]) -> list[bytes]:
    """Return the Merkle audit path PATH(m, D[n])."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if m < k:
        return [*path(m, leaves[:k]), mth(leaves[k:])]
    return [*path(m - k, leaves[k:]), mth(leaves[:k])]


def subproof(m: int, leaves: Sequence[bytes], *, known: bool) -> list[bytes]:
    """Return SUBPROOF(m, D[n], b)."""
    if m == len(leaves):
        return [] if known else [mth(leaves)]
    k = split(len(leaves))
    if m <= k:
        return [*subproof(m, leaves[:k], known=known), mth(leaves[k:])]
    return [*subproof(m - k, leaves[k:], known=False), mth(leaves[:k])]


def test_the_published_root() -> None:
    """The four events of the published vector have the published root."""
    root = tree_root(bytes.fromhex(text) for text in HASHES)
    assert base64.b64encode(root) == b"PB0MXoOKCybzH+GX9kBXfY9GLQONlq0SEoU7XDGnOmk="


def test_the_tree_of_nothing_and_of_one() -> None:
    """The empty tree is SHA-256 of nothing; one leaf is its own root, which no leaf can pretend to be a node of."""
    assert tree_root([]) == EMPTY_ROOT == sha256(b"").digest() == Tree([]).root()
    assert tree_root(LEAVES[:1]) == sha256(b"\0" + LEAVES[0]).digest()
    assert tree_root([LEAVES[0] + LEAVES[1]]) != node_hash(LEAVES[0], LEAVES[1])


@pytest.mark.parametrize("size", [*range(20), 31, 32, 33, 63, 64, 65, 127, 128, 129])
def test_roots_and_proofs_are_those_of_the_definition(size: int) -> None:
    """Every root, every audit path and every consistency proof of a tree equals the recursive definition's."""
    leaves, tree = LEAVES[:size], Tree(LEAVES)
    assert Frontier().extend(leaves).root() == tree.root(size) == mth(leaves)
    if size > 1:
        assert levels_over([leaf(data) for data in leaves])[-1] == [mth(leaves)]
    for index in range(size):
        assert inclusion_proof(leaves, index, size) == tree.inclusion_proof(index, size) == path(index, leaves)
    for old in range(1, size + 1):
        wanted = subproof(old, leaves, known=True)
        assert consistency_proof(leaves, old, size) == tree.consistency_proof(old, size) == wanted
        assert consistency_from(Frontier().extend(leaves[:old]), leaves[old:]) == wanted
    assert consistency_proof(leaves, 0, size) == consistency_from(Frontier(), leaves) == []


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 13, 32, 33])
def test_every_proof_of_a_tree_convinces(size: int) -> None:
    """Each leaf is shown to be in its tree, and each smaller tree to begin it."""
    tree, root = Tree(LEAVES), mth(LEAVES[:size])
    for index in range(size):
        assert verify_inclusion(root, LEAVES[index], index, size, tree.inclusion_proof(index, size))
    for old in range(size + 1):
        assert verify_consistency(mth(LEAVES[:old]), old, root, size, tree.consistency_proof(old, size))


leaves_of_trees = st.lists(st.binary(max_size=40), min_size=1, max_size=80)


@given(leaves=leaves_of_trees, data=st.data())
@settings(max_examples=150, deadline=None)
def test_no_altered_inclusion_proof_convinces(leaves: list[bytes], data: st.DataObject) -> None:
    """Another leaf, another place, another root, and any changed, lost or added step is refused."""
    size = len(leaves)
    index = data.draw(st.integers(0, size - 1))
    proof, root = inclusion_proof(leaves, index, size), tree_root(leaves)
    assert verify_inclusion(root, leaves[index], index, size, proof)
    assert not verify_inclusion(root, leaves[index] + b"x", index, size, proof)
    assert not verify_inclusion(node_hash(root, root), leaves[index], index, size, proof)
    assert not verify_inclusion(root, leaves[index], index, size, [*proof, root])
    assert not verify_inclusion(root, leaves[index], size, size, proof)
    assert not verify_inclusion(root, leaves[index], -1, size, proof)
    for at in range(len(proof)):
        bent = bytes([proof[at][0] ^ 1]) + proof[at][1:]
        assert not verify_inclusion(root, leaves[index], index, size, [*proof[:at], bent, *proof[at + 1 :]])
        assert not verify_inclusion(root, leaves[index], index, size, [*proof[:at], *proof[at + 1 :]])
        assert not verify_inclusion(root, leaves[index], index, size, [*proof[:at], proof[at][:-1], *proof[at + 1 :]])
    other = data.draw(st.integers(0, size - 1))
    if leaves[other] != leaves[index]:
        assert not verify_inclusion(root, leaves[other], index, size, proof)
        assert not verify_inclusion(root, leaves[index], other, size, proof)


@given(leaves=leaves_of_trees, data=st.data())
@settings(max_examples=150, deadline=None)
def test_no_altered_consistency_proof_convinces(leaves: list[bytes], data: st.DataObject) -> None:
    """A rewritten past, a shorter present, and any changed, lost or added step is refused."""
    new = len(leaves)
    old = data.draw(st.integers(1, new))
    proof, old_root, new_root = consistency_proof(leaves, old, new), tree_root(leaves[:old]), tree_root(leaves)
    assert verify_consistency(old_root, old, new_root, new, proof)
    rewritten = tree_root([leaves[0] + b"x", *leaves[1:old]])
    assert not verify_consistency(rewritten, old, new_root, new, proof)
    assert not verify_consistency(old_root, old, rewritten, new, proof)
    assert not verify_consistency(old_root, old, new_root, new, [*proof, old_root])
    assert not verify_consistency(old_root, new + 1, new_root, new, proof)
    for at in range(len(proof)):
        bent = bytes([proof[at][0] ^ 1]) + proof[at][1:]
        assert not verify_consistency(old_root, old, new_root, new, [*proof[:at], bent, *proof[at + 1 :]])
        assert not verify_consistency(old_root, old, new_root, new, [*proof[:at], *proof[at + 1 :]])


@given(leaves=leaves_of_trees, data=st.data())
@settings(max_examples=100, deadline=None)
def test_a_rewritten_history_has_no_proof(leaves: list[bytes], data: st.DataObject) -> None:
    """Whoever changes one old leaf cannot make a proof from the new tree to the root that others have seen."""
    new = len(leaves)
    old = data.draw(st.integers(1, new))
    at = data.draw(st.integers(0, old - 1))
    forged = [*leaves[:at], leaves[at] + b"x", *leaves[at + 1 :]]
    proof = consistency_proof(forged, old, new)
    assert not verify_consistency(tree_root(leaves[:old]), old, tree_root(forged), new, proof)


@given(leaves=leaves_of_trees, cut=st.integers(0, 80))
@settings(max_examples=100, deadline=None)
def test_a_frontier_goes_on_where_it_was_put_down(leaves: list[bytes], cut: int) -> None:
    """Kept as bytes and read again, a frontier grows to the same root; one leaf at a time or many."""
    first = Frontier().extend(leaves[:cut])
    again = frontier_from(first.size, first.to_bytes())
    assert again == first
    for data in leaves[cut:]:
        again = again.add(data)
    assert again == first.extend(leaves[cut:]) == Frontier().extend(leaves)
    assert again.root() == mth(leaves)


def test_what_cannot_be_is_refused() -> None:
    """Frontiers of other lengths, leaves outside the tree and trees that do not begin another are InvalidInput."""
    for wrong in (
        lambda: frontier_from(3, b"\0" * 32),
        lambda: frontier_from(1, b"\0" * 31),
        lambda: frontier_from(-1, b"\0" * 32),
        lambda: inclusion_proof(LEAVES[:3], 3, 3),
        lambda: inclusion_proof(LEAVES[:3], -1, 3),
        lambda: inclusion_proof(LEAVES[:3], 0, 4),
        lambda: consistency_proof(LEAVES[:3], 4, 3),
        lambda: consistency_proof(LEAVES[:3], -1, 3),
        lambda: Tree(LEAVES[:3]).root(4),
    ):
        with pytest.raises(InvalidInput):
            wrong()


def test_a_size_that_was_lied_about_is_found_where_the_path_would_differ() -> None:
    """The same path under another size is refused whenever the shape of the way to the root depends on it."""
    tree = Tree(LEAVES)
    proof, root = tree.inclusion_proof(12, 13), tree.root(13)
    assert [size for size in range(130) if verify_inclusion(root, LEAVES[12], 12, size, proof)] == [13]
