"""The verifier's arithmetic against published vectors and against the tests' own tree."""

from __future__ import annotations

import base64
import json
from hashlib import sha256
from typing import Any

import pytest

from exports.bundle import verify as v
from tests.exports.verifier.tree import consistency, leaf, levels_of, path_of, root_of
from tests.exports.verifier.writer import LOG, canonical

# RFC 8032, section 7.1: tests 1, 2 and 3.
RFC_8032 = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]
ORDER = 2**252 + 27742317777372353535851937790883648493
SMALL_ORDER = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
]


@pytest.mark.parametrize(("public", "message", "signature"), RFC_8032)
def test_signatures_of_the_standard_are_accepted(public: str, message: str, signature: str) -> None:
    """RFC 8032, section 7.1."""
    assert v.ed25519(bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature))


@pytest.mark.parametrize(("public", "message", "signature"), RFC_8032)
def test_a_signature_with_any_bit_turned_is_refused(public: str, message: str, signature: str) -> None:
    """So is one over another message, and one under another key."""
    key, text, good = bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature)
    for bit in range(0, 512, 37):
        bad = bytearray(good)
        bad[bit // 8] ^= 1 << bit % 8
        assert not v.ed25519(key, text, bytes(bad))
    assert not v.ed25519(key, text + b"x", good)
    assert not v.ed25519(bytes.fromhex(RFC_8032[0][0])[::-1], text, good)
    assert not v.ed25519(key, text, good[:63])


@pytest.mark.parametrize(("public", "message", "signature"), RFC_8032[:2])
def test_s_has_one_spelling(public: str, message: str, signature: str) -> None:
    """S plus the group's order would fit the equation too: whoever has a signature could make a second one."""
    good = bytes.fromhex(signature)
    s = int.from_bytes(good[32:], "little") + ORDER
    assert not v.ed25519(bytes.fromhex(public), bytes.fromhex(message), good[:32] + s.to_bytes(32, "little"))


@pytest.mark.parametrize("point", SMALL_ORDER)
def test_a_key_or_a_point_of_small_order_is_refused(point: str) -> None:
    """Under such a key one signature fits many messages: with S = 0 and R = A the plain equation can hold."""
    weak = bytes.fromhex(point)
    for message in (b"", b"a", b"b", b"c", b"d"):
        assert not v.ed25519(weak, message, weak + bytes(32))
        assert not v.ed25519(weak, message, bytes.fromhex(SMALL_ORDER[0]) + bytes(32))
        assert not v.ed25519(LOG.public, message, weak + bytes(32))


def test_a_point_has_one_spelling() -> None:
    """A y of p or more is not taken modulo p."""
    for y in (2**255 - 19, 2**255 - 18, 2**255 - 1):
        assert not v.ed25519(y.to_bytes(32, "little"), b"", bytes(64))


def test_the_formats_vector_is_reached() -> None:
    """The four events, the root, the note and the commitment that the format's description prints."""
    events = [_vector_event(gseq, *rest) for gseq, rest in enumerate(VECTOR)]
    hashes = []
    last: dict[str, bytes] = {}
    for event in events:
        stream = event["stream"]
        last[stream] = v.event_hash(last.get(stream, v.first_previous(stream)), canonical(event))
        hashes.append(last[stream])
    assert [one.hex() for one in hashes] == VECTOR_HASHES
    root = root_of(levels_of([leaf(one) for one in hashes]))
    assert base64.b64encode(root).decode() == "PB0MXoOKCybzH+GX9kBXfY9GLQONlq0SEoU7XDGnOmk="
    for index, one in enumerate(hashes):
        path = path_of(levels_of([leaf(other) for other in hashes]), index)
        assert v.root_of_inclusion(index, 4, v.leaf(one), path) == root
    note = (
        f"test.example/log\n4\n{base64.b64encode(root).decode()}\n\n\N{EM DASH} test.example/log {VECTOR_SIGNATURE}\n"
    )
    checkpoint = v.read_checkpoint(note.encode(), "vector")
    [key] = v.read_keys(LOG.vkey, 1)
    assert v.signed(checkpoint.text, checkpoint.signatures, key) is True
    held = v.commitment("00000000-0000-7000-8000-000000000001", bytes(32), "data.name", "Jane")
    assert held == "a2b5ac26d972ea2a71235ced9401d7386f37dba933df3c0bfc533b1c2890104e"


VECTOR: list[tuple[str, int, dict[str, Any] | None]] = [
    ("p-1", 0, {"x": 0}),
    ("p-2", 0, {"x": "é"}),
    ("p-1", 1, {"x": []}),
    ("ledger", 0, None),
]
VECTOR_HASHES = [
    "d018edc08c8bdce60326509f12a40d887683a4cceedfd075eaefa73f84c7c3c8",
    "c0c7e8778b5292ecf44a7fe153cea81bb09b0d9652307b65387c1026e49bb482",
    "d8a1dad10d735aad9871016edb57a8cffc08bed10dec66525b165a1ccb495fca",
    "1444a444dfce558b77164a1e6a0346d332dc415f9894109fbab6766b3d0ca43d",
]
VECTOR_SIGNATURE = "hKS1gi4bZsghFGIbkF6CoWC4IZa+WNdbxMDOOXEQ/l4mMpWZZOGcAeXUJ+CeOpUt1yoCZOP3750ReRWTDno6soeA3ww="


def _vector_event(gseq: int, stream: str, n: int, data: dict[str, Any] | None) -> dict[str, Any]:
    if data is None:
        heads = [["p-1", 1, VECTOR_HASHES[2]], ["p-2", 0, VECTOR_HASHES[1]]]
        data = {"count": 2, "root": root_of(levels_of([leaf(canonical(one)) for one in heads])).hex()}
    return {
        "v": 1,
        "stream": stream,
        "n": n,
        "gseq": gseq,
        "id": f"00000000-0000-7000-8000-{gseq:012x}",
        "type": "ledger.heads" if stream == "ledger" else "test",
        "at": f"2026-11-23T10:00:{gseq:02}.000000Z",
        "recorded_by": {"auth": "session", "id": "u-1", "role": "programme_manager"},
        "cause": f"k-{gseq}",
        "def": "0" * 64,
        "data": data,
    }


def test_every_path_in_every_small_tree_leads_to_its_root() -> None:
    """And no path leads there for another leaf, another place, or with a hash more or less."""
    leaves = [leaf(bytes([i])) for i in range(34)]
    for size in range(1, 34):
        levels = levels_of(leaves[:size])
        root = root_of(levels)
        for index in range(size):
            path = path_of(levels, index)
            assert v.root_of_inclusion(index, size, leaves[index], path) == root
            assert v.root_of_inclusion(index, size, leaves[index + 1], path) != root
            assert v.root_of_inclusion(index, size, leaves[index], [*path, root]) != root
            assert not path or v.root_of_inclusion(index, size, leaves[index], path[:-1]) != root
            assert v.root_of_inclusion(size, size, leaves[index], path) is None


def test_every_small_tree_begins_with_every_smaller_one() -> None:
    """And with no other: neither root can be exchanged, and no hash of the proof."""
    leaves = [leaf(bytes([i])) for i in range(20)]
    roots = [root_of(levels_of(leaves[:size])) for size in range(20)]
    other = leaf(b"other")
    for new in range(1, 20):
        for old in range(1, new + 1):
            proof = consistency(leaves[:new], old)
            assert v.consistent(old, new, roots[old], roots[new], proof)
            assert not v.consistent(old, new, other, roots[new], proof)
            assert not v.consistent(old, new, roots[old], other, proof)
            for i in range(len(proof)):
                assert not v.consistent(old, new, roots[old], roots[new], [*proof[:i], other, *proof[i + 1 :]])
                assert not v.consistent(old, new, roots[old], roots[new], [*proof[:i], *proof[i + 1 :]])
            assert not v.consistent(old, new, roots[old], roots[new], [*proof, other])
    assert v.consistent(0, 3, sha256(b"").digest(), roots[3], [])
    assert not v.consistent(3, 2, roots[3], roots[2], [])


STRICT = [
    (b'{"a":1,"a":2}', "not-canonical"),
    (b'{"b":1,"a":2}', "not-canonical"),
    (b'{"a": 1}', "not-canonical"),
    (b'{"a":1}\n', "not-canonical"),
    (b'{"a":1.0}', "json"),
    (b'{"a":1e3}', "json"),
    (b'{"a":NaN}', "json"),
    (b'{"a":-Infinity}', "json"),
    (b'{"a":-0}', "not-canonical"),
    (b'{"a":01}', "json"),
    (b'{"a":9007199254740992}', "json"),
    (b'{"a":-9007199254740992}', "json"),
    (b'{"a":' + b"9" * 100_000 + b"}", "json"),
    (b'{"a":"\\u0041"}', "not-canonical"),
    (b'{"a":"\\ud800"}', "not-canonical"),
    (b'{"a":"\xed\xa0\x80"}', "json"),
    (b'{"a":"\xff"}', "json"),
    (b"\xef\xbb\xbf{}", "json"),
    ('{"a":1}'.encode("utf-16"), "json"),
    (b'{"A":1}', "json"),
    (b'{"":1}', "json"),
    (b'{"a' + b"a" * 64 + b'":1}', "json"),
    (b"[" * 17 + b"]" * 17, "json"),
    (b"[" * 60_000 + b"]" * 60_000, "json"),
    (b'{"a":' * 20_000 + b"1" + b"}" * 20_000, "json"),
    (b"", "json"),
    (b"nul", "json"),
    (b"{}{}", "not-canonical"),
    (b'{"a":"\x00"}', "json"),
]


@pytest.mark.parametrize(("raw", "code"), STRICT, ids=[str(raw[:20]) for raw, _ in STRICT])
def test_json_has_one_form(raw: bytes, code: str) -> None:
    """Duplicate keys, floats, big numbers, depth, other spellings and other encodings are refused."""
    with pytest.raises(v.Fault) as refused:
        v.strict(raw, "it")
    assert refused.value.code == code


@pytest.mark.parametrize(
    "value",
    [
        {},
        [],
        None,
        True,
        {"a": -(2**53) + 1, "b": 2**53 - 1},
        {"a": 'é\u2028\x7f\x1f"\\/'},
        json.loads("[" * 16 + "]" * 16),
    ],
)
def test_json_in_its_form_is_read(value: Any) -> None:
    """What the history may hold, comes back as it was."""
    assert v.strict(canonical(value), "it") == value == json.loads(canonical(value))
