"""A refusal in plain words: what was asked, and each reason with who can mend it and what they would type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.explanation import BLOCKING


def refusal_lines(explanation: Mapping[str, Any]) -> Iterator[str]:
    """The lines of a refusal, from an explanation as plain data."""
    blockers = [finding for finding in explanation["findings"] if finding["standing"] in BLOCKING]
    if len(blockers) == 1:
        yield f"Refused: {explanation['sentence']}"
        yield from _remedies(blockers[0], "  ")
        return
    cannot = str(explanation["sentence"]).partition(", because: ")[0]
    yield f"Refused: {cannot}, for {len(blockers)} reasons:"
    for number, finding in enumerate(blockers, 1):
        yield f"  {number}. {finding['why']}"
        yield from _remedies(finding, "     ")


def _remedies(finding: Mapping[str, Any], indent: str) -> Iterator[str]:
    if finding["who"]:
        yield f"{indent}who: {', '.join(finding['who'])}"
    if finding["next"]:
        yield f"{indent}next: {finding['next']}"
    if finding["rules"]:
        yield f"{indent}rules: {', '.join(finding['rules'])}"
