"""A check never crashes: wrong types everywhere, torn bytes, cut files, and pieces of any size."""

from __future__ import annotations

import copy
import io
import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.ocds.checking.file import check
from exports.ocds.reading.documents import Member, Rest, pieces
from exports.ocds.reading.notice import notices_in
from tests.exports.ocds.publishing import package

ODD: list[Any] = [
    None, True, 0, -1, 1.5, "", "x", [], {}, [[]], [{}], {"id": []}, {"id": {}}, 10**30, "\ud800", ["a", 1, None],
    {"": {}}, {"releases": 5}, [{"id": "a"}, {"id": "a"}], "2026-03-01T00:00:60Z", {"startDate": 1, "endDate": "x"},
]  # fmt: skip


def places(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a value."""
    found = [here] if here else []
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, one in inner:
        found += places(one, (*here, name))
    return found


PLACES = places(package())


def look(content: bytes) -> None:
    """Check it, and look for notices in it: neither may raise."""
    report = check(io.BytesIO(content))
    assert report.valid is (report.errors == 0)
    list(notices_in(io.BytesIO(content)))


def spoil(rng: random.Random) -> dict[str, Any]:
    """A package with one to four values of a wrong kind."""
    made = copy.deepcopy(package())
    for _ in range(rng.randint(1, 4)):
        *way, last = rng.choice(PLACES)
        here: Any = made
        try:
            for part in way:
                here = here[part]
            here[last] = rng.choice(ODD)
        except (KeyError, IndexError, TypeError):
            continue  # an earlier value took this place away
    return made


@pytest.mark.parametrize("seed", range(6))
def test_wrong_types_everywhere_are_findings(seed: int) -> None:
    """A value of any other kind at any place."""
    rng = random.Random(seed)
    for _ in range(25):
        look(json.dumps(spoil(rng)).encode())


@pytest.mark.parametrize("seed", range(6))
def test_torn_and_cut_bytes_are_findings(seed: int) -> None:
    """Bytes changed at random, the end cut off."""
    rng = random.Random(seed)
    raw = json.dumps(package(), indent=1).encode()
    for _ in range(60):
        torn = bytearray(raw)
        for _ in range(rng.randint(1, 5)):
            torn[rng.randrange(len(torn))] = rng.randrange(256)
        look(bytes(torn)[: rng.randrange(len(torn))])


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: json.dumps(odd)[:30])
def test_any_value_in_the_place_of_any_structure_is_a_finding(odd: Any) -> None:
    """As file, release, record, list of releases, extensions, compiled release."""
    for made in (
        odd,
        [odd],
        {"releases": [odd]},
        {"records": [odd]},
        {"releases": odd, "ocid": odd},
        {"records": [{"ocid": "x", "releases": odd, "compiledRelease": odd, "versionedRelease": odd}]},
        [{"releases": odd, "records": odd, "publisher": odd, "extensions": odd}],
        {"publisher": odd, "extensions": odd, "releases": package()["releases"][:1]},
    ):
        look(json.dumps(made).encode())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@settings(max_examples=150, deadline=None)
@given(JSON)
def test_any_json_at_all_is_judged(value: Any) -> None:
    """Whatever it is."""
    look(json.dumps(value).encode())


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_at_all_are_judged(value: bytes) -> None:
    """Whatever they are."""
    look(value)


@settings(max_examples=60, deadline=None)
@given(st.lists(JSON, max_size=5), st.integers(min_value=1, max_value=40))
def test_pieces_are_the_same_in_chunks_of_any_size(values: list[Any], chunk: int) -> None:
    """Read byte by byte or at once, a list has the members that the standard library finds."""
    content = json.dumps(values, ensure_ascii=False).encode("utf-8", "surrogatepass")
    found = list(pieces(io.BytesIO(content), chunk=chunk))
    if all(isinstance(one, Member) for one in found):
        assert [one.value for one in found if isinstance(one, Member)] == values


def test_a_large_file_is_read_in_pieces() -> None:
    """Members come one by one, and no more than one is held; the rest of the package comes last."""
    made = package()
    many = json.dumps({**made, "releases": made["releases"] * 300}).encode()
    found = list(pieces(io.BytesIO(many)))
    assert sum(isinstance(one, Member) for one in found) == 2_400
    assert isinstance(found[-1], Rest)
    assert dict(found[-1].lists) == {"releases": 2_400}
