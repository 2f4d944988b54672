"""``open-data.toml``: placeholders without it, exact about it, and one line about what is wrong in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.open_data import FILE, PLACEHOLDER, OpenDataInvalid, read_open_data


def test_without_the_file_everything_is_a_placeholder(tmp_path: Path) -> None:
    """Nobody can take it for a registered identifier."""
    found = read_open_data(tmp_path)
    assert found.ocid("RL-1") == f"{PLACEHOLDER}-RL-1"
    assert "not named" in str(found.publisher.name)


def test_the_file_says_who_publishes(tmp_path: Path) -> None:
    """Prefix, names, and what one procedure is called elsewhere."""
    (tmp_path / FILE).write_text(
        'ocid_prefix = "ocds-a1b2c3"\nlicense = "https://example.org/ogl"\n[publisher]\nname = "Northtown"\n'
        '[procedures.RL-2]\nocid = "ocds-a1b2c3-bridge"\nexternal_ocid = "ocds-h6vhtk-04f2a1"\n',
        encoding="utf-8",
    )
    found = read_open_data(tmp_path)
    assert (found.ocid("RL-1"), found.ocid("RL-2")) == ("ocds-a1b2c3-RL-1", "ocds-a1b2c3-bridge")
    assert found.published_as("RL-2").external_ocid == "ocds-h6vhtk-04f2a1"
    assert found.publisher.name == "Northtown"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ocid_prefix = 'ocds-UPPER1'", "ocid_prefix"),
        ("prefix = 'x'", "prefix"),
        ("ocid_prefix = ", "open-data.toml"),
        ("packages = 'ftp://x'", "packages"),
        ("[publisher]\nname = ''", "publisher.name"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, words: str) -> None:
    """The file, the key, the reason."""
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(OpenDataInvalid, match=words):
        read_open_data(tmp_path)


def test_bytes_that_are_no_text_are_named(tmp_path: Path) -> None:
    """Like any other mistake in it."""
    (tmp_path / FILE).write_bytes(b"\xff")
    with pytest.raises(OpenDataInvalid, match=FILE):
        read_open_data(tmp_path)
