"""Reading the canonical bytes alone, for replays."""

from __future__ import annotations

import pytest

from storage import history
from storage.database import Store
from tests.storage.factories import seed_history


@pytest.mark.parametrize("page", [1, 2, 3, 2_000])
def test_the_bytes_of_a_stream_are_those_of_its_events(
    store: Store, page: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whole and up to a number, whatever the length of a page, and nothing for a stream that is not there."""
    seed_history(store, events=7)
    monkeypatch.setattr(history, "PAGE", page)
    with store.reading() as reading:
        whole = [event.canon for event in reading.events("RL-1")]
        assert len(whole) == 4
        assert list(reading.canon("RL-1")) == whole
        assert list(reading.canon("RL-1", upto_n=2)) == whole[:3]
        assert list(reading.canon("RL-3")) == []
