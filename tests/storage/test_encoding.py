"""The command path's encoder and the engine's write the same bytes, or the engine's refusal is what is raised."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.canonical import MAX_BYTES, canonical
from engine.errors import InvalidInput
from storage.encoding import canonical_bytes
from tests.engine.test_canonical import Colour, values

# Not all of these have a canonical form: floats, great integers, half surrogate pairs, any text as a key.
anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(), max_size=6)
    | st.binary(max_size=2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3) | st.integers(), inner, max_size=3),
)


def outcome(encode: Any, value: Any) -> Any:
    """Return the bytes, or the words of the refusal."""
    try:
        return encode(value)
    except InvalidInput as refused:
        return str(refused)


@given(values)
@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_both_encoders_write_the_same_bytes(value: Any) -> None:
    """Five hundred values of the allowed kinds."""
    assert canonical_bytes(value) == canonical(value)


@pytest.mark.long
@given(values)
@settings(max_examples=5_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_both_encoders_write_the_same_bytes_five_thousand_times(value: Any) -> None:
    """Five thousand values of the allowed kinds."""
    assert canonical_bytes(value) == canonical(value)


@given(anything)
@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_both_encoders_refuse_the_same_values_in_the_same_words(value: Any) -> None:
    """Whatever comes, allowed or not."""
    assert outcome(canonical_bytes, value) == outcome(canonical, value)


@pytest.mark.parametrize(
    "value", ["x" * (MAX_BYTES - 2), "x" * (MAX_BYTES - 1), [Colour.RED], {Colour.RED: 1}, "\udfff"]
)
def test_both_encoders_agree_at_the_edges(value: Any) -> None:
    """The longest value, one longer, enums, and what UTF-8 cannot hold."""
    assert outcome(canonical_bytes, value) == outcome(canonical, value)


def test_every_character_is_written_alike() -> None:
    """All of Unicode but the surrogates, a thousand code points at a time."""
    for start in range(0, 0x110000, 1000):
        text = "".join(
            chr(point) for point in range(start, start + 1000) if point < 0x110000 and not 0xD800 <= point < 0xE000
        )
        assert canonical_bytes(text) == canonical(text)
