"""Writes the list of what verification does not find into its page: ``python -m tools.publish_unseen``."""

from __future__ import annotations

from pathlib import Path

from actions.verification.unseen import as_table

PAGE = Path(__file__).parents[1] / "docs" / "explanation" / "verification.md"
BEGIN = "<!-- Made by `python -m tools.publish_unseen` from actions/verification/unseen.py; a test holds that. -->"
END = "<!-- Up to here. -->"


def page(text: str) -> str:
    """The page with the list as it is now."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return "\n".join([f"{before}{BEGIN}", "", *as_table(), "", f"{END}{after}"])


def main() -> None:
    """Write."""
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
