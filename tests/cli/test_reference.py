"""The reference of the command line is the command line's own."""

from __future__ import annotations

from pathlib import Path

from cli.reference import page
from tests.cli.test_help import ALL

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "command-line.md"


def test_the_reference_is_current() -> None:
    """Made again, it is the same: python -m cli.reference > docs/reference/command-line.md."""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_the_reference_has_every_command() -> None:
    """Each with its own heading."""
    text = page()
    for words in ALL:
        assert f"# seedbed {' '.join(words)}\n" in text


def test_the_reference_says_that_an_actor_is_a_claim() -> None:
    """Nobody should take --actor for authentication."""
    assert "is a claim, not a proof" in page()
