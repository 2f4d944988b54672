"""The key of a data folder: made once, for its owner alone, and for each purpose another signature."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from actions.link_key import KEY_BYTES, link_key, signature
from config.settings import Settings, read_settings
from engine.errors import InvalidInput


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Give the settings of an empty folder."""
    return read_settings({}, home=tmp_path)


def test_the_key_is_made_once_and_only_its_owner_can_read_it(settings: Settings) -> None:
    """0600 from the first moment, and the same key ever after."""
    key = link_key(settings)
    assert len(key) == KEY_BYTES
    assert link_key(settings) == key
    assert stat.S_IMODE(settings.link_key_file.stat().st_mode) == 0o600
    assert list(settings.home.iterdir()) == [settings.link_key_file]


def test_of_many_that_make_the_key_at_once_all_get_the_same(settings: Settings) -> None:
    """Two processes that begin together never sign with two keys."""
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(lambda _: link_key(settings), range(64)))
    assert len(keys) == 1
    assert list(settings.home.iterdir()) == [settings.link_key_file]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666, 0o620])
def test_a_key_that_others_can_read_signs_nothing(settings: Settings, mode: int) -> None:
    """It may have been copied: whoever looks after the folder has to see it."""
    link_key(settings)
    settings.link_key_file.chmod(mode)
    with pytest.raises(InvalidInput, match="chmod 600"):
        link_key(settings)


@pytest.mark.parametrize("content", [b"", b"short", b"x" * (KEY_BYTES + 1)])
def test_what_is_not_a_key_is_said_so(settings: Settings, content: bytes) -> None:
    """A half-restored file is not silently replaced: every link given out would be void."""
    settings.link_key_file.write_bytes(content)
    settings.link_key_file.chmod(0o600)
    with pytest.raises(InvalidInput, match="is not a key"):
        link_key(settings)


def test_parts_and_purposes_cannot_run_into_each_other() -> None:
    """A signature over one division of the same bytes is none over another."""
    key = b"k" * KEY_BYTES
    signed = {
        signature(key, "a", b"bc", b"d"),
        signature(key, "a", b"b", b"cd"),
        signature(key, "ab", b"c", b"d"),
        signature(key, "a", b"bcd"),
        signature(b"l" * KEY_BYTES, "a", b"bc", b"d"),
    }
    assert len(signed) == 5
