"""A published package of our own, and ways to spoil it: what a check is tried on."""

from __future__ import annotations

import io
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from exports.ocds.checking.file import Report, check
from exports.ocds.profiles import Profile

EXAMPLE = Path(__file__).with_name("published") / "innovation-partnership.json"
"""Eight releases of an innovation partnership with three partners; placeholder prefix, invented organisations."""


@lru_cache
def _text() -> str:
    return EXAMPLE.read_text(encoding="utf-8")


def package() -> dict[str, Any]:
    """The package anew, to be spoilt."""
    made: dict[str, Any] = json.loads(_text())
    return made


def checked(value: Any, profile: Profile | None = Profile.UK) -> Report:
    """The report on a value."""
    return check(io.BytesIO(json.dumps(value).encode()), profile=profile)


def checked_text(text: str | bytes, profile: Profile | None = Profile.UK) -> Report:
    """The report on a text."""
    return check(io.BytesIO(text.encode() if isinstance(text, str) else text), profile=profile)


def told(report: Report) -> list[tuple[str, str, str, str]]:
    """Every finding: severity, kind, path, release."""
    return [(one.severity.value, one.kind.value, one.path, one.release) for one in report.findings]
