"""The reference page is what the code says."""

from __future__ import annotations

from exports.process.ocel.objects import OBJECT_TYPES
from exports.process.reference import page
from exports.process.xes import EXTENSION
from tests.packaging.project import ROOT


def test_the_page_is_made_from_the_code() -> None:
    """`python -m exports.process.reference > docs/reference/exports.md` would change nothing."""
    made = page()
    assert (ROOT / "docs" / "reference" / "exports.md").read_text(encoding="utf-8") == made
    assert EXTENSION in made
    assert all(f"| `{name}` |" in made for name in OBJECT_TYPES)
