"""The heads of all streams have one root, whoever computes it, and every head a proof."""

from __future__ import annotations

import random
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.canonical import canonical
from engine.chain import hash_n, prev_0
from engine.errors import NotFound
from engine.ledger.heads import HeadsBook, StreamHeadAt, head_leaf, heads_data, heads_root, prove_head
from engine.ledger.merkle import EMPTY_ROOT, verify_inclusion
from tests.engine.test_canonical import HASHES, published_event

HEADS = [StreamHeadAt("p-2", 0, bytes.fromhex(HASHES[1])), StreamHeadAt("p-1", 1, bytes.fromhex(HASHES[2]))]


def test_the_published_event_of_the_ledger() -> None:
    """The fourth event of the published vector states the two heads before it, and has the published hash."""
    event = published_event(3, "ledger", 0, heads_data(2, heads_root(HEADS)), "ledger.heads")
    assert hash_n(prev_0("ledger"), canonical(event)).hex() == HASHES[3]


@given(st.text(min_size=1, max_size=30), st.integers(0, 2**40))
@settings(max_examples=200, deadline=None)
def test_a_leaf_is_canonical_whatever_the_name(stream: str, n: int) -> None:
    """The short way for plain names writes what the long way writes."""
    digest = sha256(stream.encode()).digest()
    assert head_leaf(StreamHeadAt(stream, n, digest)) == canonical([stream, n, digest.hex()])


def test_every_head_is_proved_and_no_other_is() -> None:
    """A stream's newest event is shown to be the newest; one event less is not."""
    heads = [StreamHeadAt(f"P-{number}", number, sha256(b"%d" % number).digest()) for number in range(23)]
    root = heads_root(heads)
    for head in heads:
        shown = prove_head(reversed(heads), head.stream)
        assert verify_inclusion(root, head_leaf(head), shown.index, shown.count, shown.proof)
        shorter = head._replace(n=head.n - 1)
        assert not verify_inclusion(root, head_leaf(shorter), shown.index, shown.count, shown.proof)
    with pytest.raises(NotFound):
        prove_head(heads, "P-99")


@given(st.integers(0, 2**32))
@settings(max_examples=50, deadline=None)
def test_a_book_kept_event_by_event_has_the_same_root(seed: int) -> None:
    """New streams in any order and new events of old ones: the root is that of the heads as they are."""
    chance = random.Random(seed)
    newest: dict[str, StreamHeadAt] = {}
    book = HeadsBook()
    assert book.root() == EMPTY_ROOT
    for step in range(60):
        stream = f"P-{chance.randrange(20)}"
        n = newest[stream].n + 1 if stream in newest else 0
        newest[stream] = StreamHeadAt(stream, n, sha256(b"%d" % step).digest())
        book.take(newest[stream])
        if step == 30:
            book = HeadsBook(newest.values())
        if chance.random() < 0.7:  # not always: several changes may come between two roots
            assert (len(book), book.root()) == (len(newest), heads_root(newest.values()))
