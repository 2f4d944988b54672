"""The bytes and hashes of the history are those that the format publishes."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.canonical import MAX_BYTES, canonical, instant_text, parse_canonical, parse_instant
from engine.chain import commitment, hash_n, leaf, prev_0
from engine.errors import InvalidInput

EVENT_1 = (
    '{"at":"2026-11-23T10:00:01.000000Z","cause":"k-1","data":{"x":"é"},'
    '"def":"0000000000000000000000000000000000000000000000000000000000000000","gseq":1,'
    '"id":"00000000-0000-7000-8000-000000000001","n":0,'
    '"recorded_by":{"auth":"session","id":"u-1","role":"programme_manager"},"stream":"p-2","type":"test","v":1}'
).encode()
HASHES = [
    "d018edc08c8bdce60326509f12a40d887683a4cceedfd075eaefa73f84c7c3c8",
    "c0c7e8778b5292ecf44a7fe153cea81bb09b0d9652307b65387c1026e49bb482",
    "d8a1dad10d735aad9871016edb57a8cffc08bed10dec66525b165a1ccb495fca",
    "1444a444dfce558b77164a1e6a0346d332dc415f9894109fbab6766b3d0ca43d",
]


def published_event(gseq: int, stream: str, n: int, data: dict[str, Any], kind: str = "test") -> dict[str, Any]:
    """Return an event of the published vector."""
    return {
        "v": 1,
        "stream": stream,
        "n": n,
        "gseq": gseq,
        "id": f"00000000-0000-7000-8000-{gseq:012d}",
        "type": kind,
        "at": f"2026-11-23T10:00:0{gseq}.000000Z",
        "recorded_by": {"id": "u-1", "role": "programme_manager", "auth": "session"},
        "cause": f"k-{gseq}",
        "def": "0" * 64,
        "data": data,
    }


def heads_root(heads: list[tuple[str, int, str]]) -> str:
    """Return the root of the two-leaf tree over stream heads, as the ledger's event of the vector holds it."""
    first, second = (sha256(b"\0" + canonical(list(head))).digest() for head in sorted(heads))
    return sha256(b"\1" + first + second).hexdigest()


def test_the_published_event_has_the_published_bytes() -> None:
    """Event 1 of the vector is 306 bytes, letter for letter."""
    assert canonical(published_event(1, "p-2", 0, {"x": "é"})) == EVENT_1
    assert len(EVENT_1) == 306


def test_the_four_published_hashes_are_reached() -> None:
    """Streams p-1, p-2, p-1 and ledger chain to the four hashes that the format publishes."""
    h0 = hash_n(prev_0("p-1"), canonical(published_event(0, "p-1", 0, {"x": 0})))
    h1 = hash_n(prev_0("p-2"), canonical(published_event(1, "p-2", 0, {"x": "é"})))
    h2 = hash_n(h0, canonical(published_event(2, "p-1", 1, {"x": []})))
    root = heads_root([("p-1", 1, h2.hex()), ("p-2", 0, h1.hex())])
    ledger = published_event(3, "ledger", 0, {"count": 2, "root": root}, "ledger.heads")
    h3 = hash_n(prev_0("ledger"), canonical(ledger))
    assert [h.hex() for h in (h0, h1, h2, h3)] == HASHES


def test_the_published_tree_root_is_reached_from_the_leaves() -> None:
    """The four leaves hash to the root that the format publishes."""
    leaves = [leaf(bytes.fromhex(text)) for text in HASHES]
    left, right = sha256(b"\1" + leaves[0] + leaves[1]).digest(), sha256(b"\1" + leaves[2] + leaves[3]).digest()
    root = "3c1d0c5e838a0b26f31fe197f640577d8f462d038d96ad1212853b5c31a73a69"
    assert sha256(b"\1" + left + right).hexdigest() == root


def test_the_published_commitment_is_reached() -> None:
    """Jane, sealed under a salt of zeros in event 1, gives the published commitment."""
    event_id = bytes.fromhex("00000000000070008000000000000001")
    sealed = commitment(event_id, bytes(32), "data.name", "Jane").hex()
    assert sealed == "a2b5ac26d972ea2a71235ced9401d7386f37dba933df3c0bfc533b1c2890104e"


@pytest.mark.parametrize(("event_id", "salt"), [(b"", bytes(32)), (bytes(16), bytes(31)), (bytes(15), bytes(32))])
def test_a_commitment_needs_whole_ids_and_salts(event_id: bytes, salt: bytes) -> None:
    """A short salt would make a seal guessable, so it is refused."""
    with pytest.raises(InvalidInput, match="32"):
        commitment(event_id, salt, "data.name", "Jane")


def nested(depth: int) -> Any:
    """Return lists within lists."""
    value: Any = 0
    for _ in range(depth):
        value = [value]
    return value


class Colour(StrEnum):
    """A text that is an enum too."""

    RED = "red"


class Plain(dict[str, int]):
    """A subclass, which could print as anything."""


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (1.5, "The value is a float"),
        ({"money": {"minor": [1, 2.0]}}, r"money\.minor\[1\] is a float"),
        ({"n": 2**53}, r"n is an integer beyond"),
        ({"n": -(2**53)}, r"n is an integer beyond"),
        ({"n": 10**5000}, r"n is an integer beyond"),
        ({"Name": 1}, r"the key 'Name'"),
        ({"data": {"a-b": 1}}, r"data has the key 'a-b'"),
        ({"": 1}, "the key ''"),
        ({"é": 1}, "the key"),
        ({"a" * 65: 1}, "the key"),
        ({"a\n": 1}, "the key"),
        ({1: 1}, "the key '1'"),
        ({"a": b"bytes"}, "a is a bytes"),
        ({"a": {1, 2}}, "a is a set"),
        ({"a": Plain(b=1)}, "a is a Plain"),
        ({"a": datetime(2026, 1, 1, tzinfo=UTC)}, "a is a datetime"),
        ({"a": "\ud800"}, "a holds a lone surrogate at character 0"),
        ({"a": ["x", "y\udfff"]}, r"a\[1\] holds a lone surrogate at character 1"),
        (nested(17), "nested deeper than 16"),
        (nested(5000), "nested deeper than 16"),
        ("x" * MAX_BYTES, "65,538 bytes long"),
    ],
)
def test_what_has_no_canonical_form_is_refused_by_name(value: Any, words: str) -> None:
    """The refusal names the place and the kind of what cannot be kept."""
    with pytest.raises(InvalidInput, match=words):
        canonical(value)


def test_a_value_that_holds_itself_is_refused() -> None:
    """A circle is endlessly deep, and refused as too deep."""
    circle: list[Any] = []
    circle.append({"again": circle})
    with pytest.raises(InvalidInput, match="nested deeper"):
        canonical(circle)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"b": 1, "a": 2}, b'{"a":2,"b":1}'),
        (Colour.RED, b'"red"'),
        ((1, (2,)), b"[1,[2]]"),
        ([True, False, None, -0], b"[true,false,null,0]"),
        ('\u2028/\x7f"\\\b\x1f\U0001f600', '"\u2028/\x7f\\"\\\\\\b\\u001f\U0001f600"'.encode()),
        (nested(16), b"[" * 16 + b"0" + b"]" * 16),
        (2**53 - 1, b"9007199254740991"),
    ],
)
def test_what_is_allowed_has_one_form(value: Any, expected: bytes) -> None:
    """Keys are sorted, nothing is spaced, and only what must be is escaped."""
    assert canonical(value) == expected
    assert canonical(parse_canonical(expected)) == expected


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b'{"a":1,"a":2}', "'a' appears twice"),
        (b'{"a":{"b":1,"b":1}}', "'b' appears twice"),
        (b'{"b":1,"a":2}', "not in canonical form"),
        (b'{"a": 1}', "not in canonical form"),
        (b' {"a":1}', "not in canonical form"),
        (b'"\\u00e9"', "not in canonical form"),
        (b'"\\/"', "not in canonical form"),
        (b"-0", "not in canonical form"),
        (b"1.0", "is not an integer"),
        (b"1e3", "is not an integer"),
        (b"NaN", "is not an integer"),
        (b"-Infinity", "is not an integer"),
        (b"9007199254740992", "beyond"),
        (b"1" * 5000, "is not JSON"),
        (b'"\\ud800"', "lone surrogate"),
        (b'"\xff"', "not UTF-8"),
        (b"", "is not JSON"),
        (b"{", "is not JSON"),
        (b"[" * 60_000, "nested deeper|is not JSON"),
        (b'"' + b"x" * MAX_BYTES + b'"', "bytes long"),
        (b'{"A":1}', "the key 'A'"),
    ],
)
def test_only_canonical_bytes_are_read_back(data: bytes, words: str) -> None:
    """Two spellings of one value would be two hashes of one fact: every spelling but one is refused."""
    with pytest.raises(InvalidInput, match=words):
        parse_canonical(data)


keys = st.from_regex(r"[a-z][a-z0-9_]{0,6}", fullmatch=True)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
leaves = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts
values = st.recursive(leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4))


def rfc_8785(value: Any) -> str:
    """Write RFC 8785 for the restricted domain, from the standard's text and without json.dumps."""
    if isinstance(value, dict):
        members = sorted(value.items(), key=lambda item: item[0].encode("utf-16-be"))
        return "{" + ",".join(f"{rfc_8785(key)}:{rfc_8785(child)}" for key, child in members) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(rfc_8785, value)) + "]"
    if isinstance(value, str):
        return '"' + "".join(map(_escaped, value)) + '"'
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return str(value)


def _escaped(char: str) -> str:
    short = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
    return short.get(char) or (f"\\u{ord(char):04x}" if char < " " else char)


@given(values)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_canonical_bytes_are_those_of_the_standard(value: Any) -> None:
    """Whatever is allowed is written as RFC 8785 says, and reads back as itself."""
    data = canonical(value)
    assert data == rfc_8785(value).encode()
    assert parse_canonical(data) == json.loads(data) == value


@given(st.binary(max_size=60) | st.text(max_size=40).map(str.encode) | values.map(lambda v: json.dumps(v).encode()))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_bytes_are_read_back_exactly_or_refused(data: bytes) -> None:
    """There is nothing between the canonical bytes and a clear refusal."""
    try:
        value = parse_canonical(data)
    except InvalidInput:
        return
    assert canonical(value) == data


def test_an_instant_is_27_characters_of_utc() -> None:
    """Whatever the zone, an instant is written once, in UTC, to the microsecond."""
    summer = timezone(timedelta(hours=1))
    assert instant_text(datetime(2026, 7, 1, 12, 0, tzinfo=summer)) == "2026-07-01T11:00:00.000000Z"
    assert instant_text(datetime(26, 1, 1, tzinfo=UTC)) == "0026-01-01T00:00:00.000000Z"
    assert parse_instant("2026-07-01T11:00:00.000001Z") == datetime(2026, 7, 1, 11, 0, 0, 1, tzinfo=UTC)


def test_a_naive_time_is_no_instant() -> None:
    """A time without a zone is refused, never guessed."""
    with pytest.raises(InvalidInput, match="no zone"):
        instant_text(datetime(2026, 7, 1, 12, 0))  # noqa: DTZ001 - this is what is refused


@pytest.mark.parametrize(
    "text",
    [
        "2026-07-01T11:00:00Z",
        "2026-07-01T11:00:00.000000",
        "2026-07-01T11:00:00.000000+00:00",
        "2026-07-01 11:00:00.000000Z",
        "2026-13-01T11:00:00.000000Z",
        "2026-02-30T11:00:00.000000Z",
        "2026-07-01T24:00:00.000000Z",
        "",
        "٢٠٢٦-07-01T11:00:00.000000Z",
    ],
)
def test_any_other_spelling_of_an_instant_is_refused(text: str) -> None:
    """One instant has one spelling, so that equal texts are equal times."""
    with pytest.raises(InvalidInput, match="instant"):
        parse_instant(text)
