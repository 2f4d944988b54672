"""The quick check and the slow one say the same, runs of any length join to the same tree, and processes agree."""

from __future__ import annotations

import json
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.canonical import canonical
from engine.ledger.heads import StreamHeadAt, heads_root
from engine.ledger.merkle import Frontier, tree_root
from storage.checking import segment, whole
from storage.checking.body import decode, is_uuid
from storage.checking.faults import Wrong
from storage.checking.form import Form
from storage.checking.heads import GrowingHeads
from storage.checking.processes import Beside
from storage.checking.subtree import Subtree, grafted
from storage.database import Store
from storage.verify import verify_chain
from tests.storage.factories import append, make_draft, record, seed_history

BODY = {
    "at": "2026-11-23T10:00:01.000000Z",
    "cause": "k-1",
    "data": {"x": ["é", 1, None, {"y": True}]},
    "def": "0" * 64,
    "gseq": 1,
    "id": "00000000-0000-7000-8000-000000000001",
    "n": 0,
    "recorded_by": {"auth": "session", "id": "u-1", "role": "manager"},
    "stream": "p-2",
    "type": "test",
    "v": 1,
}


def slowly(canon: bytes) -> bool:
    """Whether the check with words accepts the bytes."""
    try:
        decode(canon)
    except Wrong:
        return False
    return True


def quickly(canon: bytes) -> bool:
    """Whether the quick check accepts them, when it knows the keys; ids are looked at apart from the form."""
    form = Form()
    form.learn([BODY])
    bodies = form.read((canon,))
    return bodies is not None and is_uuid(bodies[0].id)


SPELLINGS = [
    ("spaces", lambda text: text.replace(":", ": ")),
    ("a key twice", lambda text: text.replace('{"at"', '{"at":"x","at"', 1)),
    ("another order", lambda text: json.dumps(dict(reversed(json.loads(text).items())), separators=(",", ":"))),
    ("an escape", lambda text: text.replace("é", "\\u00e9")),
    ("another order within", lambda text: text.replace('"auth":"session","id":"u-1"', '"id":"u-1","auth":"session"')),
    ("a float", lambda text: text.replace('"n":0', '"n":0.0')),
    ("a float within", lambda text: text.replace("1,null", "1.5,null")),
    ("minus nothing", lambda text: text.replace("1,null", "-0,null")),
    ("an exponent", lambda text: text.replace("1,null", "1e0,null")),
    ("a number too large", lambda text: text.replace("1,null", "9007199254740992,null")),
    ("a key in capitals", lambda text: text.replace('"y"', '"Y"')),
    ("another version", lambda text: text.replace('"v":1', '"v":2')),
    ("true for a number", lambda text: text.replace('"v":1', '"v":true')),
    ("a key less", lambda text: text.replace('"cause":"k-1",', "")),
    ("a line end", lambda text: text + "\n"),
    ("too deep", lambda text: text.replace("null", "[" * 16 + "]" * 16)),
    ("no UTF-8", lambda text: text.replace("é", "\udcff")),
]


@pytest.mark.parametrize("change", [s[1] for s in SPELLINGS], ids=[s[0] for s in SPELLINGS])
def test_another_spelling_is_refused_by_both(change: object) -> None:
    """There is one form."""
    text = canonical(BODY).decode()
    changed = change(text).encode("utf-8", "surrogateescape")  # type: ignore[operator]
    assert changed != text.encode()
    assert (quickly(changed), slowly(changed)) == (False, False)
    assert quickly(text.encode())
    assert slowly(text.encode())


@given(st.binary(min_size=1, max_size=4), st.integers(0, 1_000))
def test_the_quick_check_accepts_nothing_that_the_slow_one_refuses(noise: bytes, place: int) -> None:
    """Random bytes in the place of others."""
    good = canonical(BODY)
    at = place % len(good)
    changed = good[:at] + noise + good[at + len(noise) :]
    assert not quickly(changed) or slowly(changed)


def test_rows_that_are_good_only_together_are_refused() -> None:
    """Two events in one row and none in the next, or one event over two rows: the sum of them is not enough."""
    form, good = Form(), canonical(BODY)
    form.learn([BODY])
    assert form.read((good, good)) is not None
    for rows in ((good + b"\n" + good, b""), (b"", good), (good[:40], good[40:]), (good + b"\n", good)):
        assert form.read(rows) is None


def test_an_event_with_more_keys_than_we_know_goes_the_slow_way_and_is_good() -> None:
    """Unknown keys are kept and hashed, never dropped: a later format stays readable."""
    later = canonical({**BODY, "zone": "Europe/London"})
    assert (quickly(later), slowly(later)) == (False, True)


@pytest.mark.parametrize("run", [1, 2, 4, 16])
@pytest.mark.parametrize("quick", [1, 3, 128])
def test_runs_of_any_length_join_to_the_same_tree(
    store: Store, monkeypatch: pytest.MonkeyPatch, run: int, quick: int
) -> None:
    """Streams that go on from run to run, and the root over all."""
    seed_history(store)
    record(store, *(make_draft({"x": number}) for number in range(17)))
    monkeypatch.setattr(whole, "RUN", run)
    monkeypatch.setattr("storage.verify.RUN", run)
    monkeypatch.setattr(segment, "QUICK", quick)
    monkeypatch.setattr(segment, "BLOCK", 2 * quick)
    with store.reading() as reading:
        report = verify_chain(reading)
        assert report.good, report.first_bad
        assert report.root == tree_root(reading.hashes())
        assert report.events == reading.head().count


def test_processes_beside_this_one_find_the_same(store: Store) -> None:
    """On both databases, each with a connection of its own."""
    with store.transaction() as transaction:
        append(transaction, *(make_draft({"x": number}) for number in range(600)))
    with store.reading() as reading:
        here, beside = verify_chain(reading), verify_chain(reading, runs=Beside(store.address, 2))
    assert (here.good, here) == (True, beside)


@given(st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=70), st.integers(0, 7))
def test_a_subtree_grafted_on_is_the_tree(leaves: list[bytes], level: int) -> None:
    """Cut at a multiple of a power of two, with an edge at every size."""
    run = 1 << level
    frontier = Frontier()
    for first in range(0, len(leaves), run):
        part = Subtree()
        part.add(leaves[first : first + run])
        count = len(leaves[first : first + run])
        for size in range(1, count + 1):
            assert grafted(frontier, size, part.edge(size)).root() == tree_root(leaves[: first + size])
        frontier = grafted(frontier, count, part.edge(count))
    assert frontier.root() == tree_root(leaves)


@pytest.mark.parametrize("seed", range(20))
def test_growing_heads_have_the_root_of_all_heads(seed: int) -> None:
    """Streams that come and move in any order, one or many at a time."""
    random, tree, known = Random(seed), GrowingHeads(), dict[str, tuple[int, bytes]]()
    for number in range(40):
        names = {f"RL-{random.randrange(30)}" for _ in range(random.choice((0, 1, 1, 2, 12)))}
        changed = {name: (number, random.randbytes(32)) for name in names}
        known.update(changed)
        tree.move(changed)
        assert tree.root() == heads_root(StreamHeadAt(stream, n, own) for stream, (n, own) in known.items())
        assert len(tree) == len(known)
