"""The files that are in every bundle: the verifier, the specification, and words for whoever opens it."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from string import Template

_FOLDER = Path(__file__).parent


@cache
def verifier() -> bytes:
    """The verifier: one file that needs nothing but Python."""
    return (_FOLDER / "verify.py").read_bytes()


@cache
def verifier_sha256() -> str:
    """The hash under which the verifier is published, and which stands on every report."""
    return sha256(verifier()).hexdigest()


@cache
def specification() -> bytes:
    """Every byte of a bundle, in words."""
    return (_FOLDER / "SPEC.md").read_bytes()


def read_me(*, reference: str, base: str, size: int, count: int) -> bytes:
    """What a person reads first."""
    text = Template((_FOLDER / "README.txt").read_text(encoding="utf-8"))
    events = "1 event" if count == 1 else f"{count:,} events"
    return text.substitute(reference=reference, base=base, size=size, events=events, newest=f"{size:012}").encode()
