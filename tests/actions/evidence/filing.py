"""An office whose documents are really on file and whose every word can be found again: for tests of what leaves it."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from actions.clock import SimulatedClock
from actions.identifiers import SeededRandomness
from actions.ledger.keys import SigningKey, keep_key
from engine import commands as c
from engine.ledger.notes import KeyKind, NoteKey
from procedures.loader import LoadedDefinition
from tests.actions.keeping.archive import OFFICERS
from tests.databases import Database
from tests.factories import START, TWO, Office, make_house, people_of, small
from tests.pilot import make, way

AUDITOR = "aud"
SEED = bytes(range(32))
VERIFIER = Path("exports/bundle/verify.py")
WORDS = frozenset({"reason", "details", "lesson", "about", "name"})
"""The fields of commands that hold free text or names."""


@dataclass
class FilingOffice(Office):
    """Every document has bytes, every free text and every document holds a canary of its own."""

    canaries: dict[str, str] = field(default_factory=dict)
    """Each canary, by what it is."""

    def command(self, kind: str, **fields: Any) -> c.Command:
        """Fill every free text with a canary, and put the bytes of a document on file."""
        plain = super().command(kind, **fields)
        told: dict[str, Any] = {name: self._canary(kind) for name in sorted(WORDS) if self._free(kind, plain, name)}
        if kind == "submit_artefact" and "sha256" not in fields:
            content = f"Document {self._canary('document')}\n".encode()
            stored = self.house.artefacts.put(io.BytesIO(content), max_bytes=1_000_000)
            told |= {"sha256": stored.sha256, "size": stored.size}
        return super().command(kind, **{**fields, **told})

    def _free(self, kind: str, command: c.Command, name: str) -> bool:
        # What a lesson is about is an element of the definition.
        return isinstance(getattr(command, name, None), str) and (kind, name) != ("record_lesson", "about")

    def _canary(self, kind: str) -> str:
        canary = f"canary-{len(self.canaries):04}-{kind}"
        self.canaries[canary] = kind
        return canary


def filing_office(
    folder: Path, database: Database, loaded: LoadedDefinition | None = None, *, to: str | None = None
) -> FilingOffice:
    """An office with an auditor and a known key, its procedure open, or brought to a step."""
    loaded = loaded or small()
    clock = SimulatedClock(START)
    people = [*people_of(loaded), (AUDITOR, "auditor"), *OFFICERS]
    house = make_house(folder, database, clock=clock, randomness=SeededRandomness(7), people=people)
    keep_key(house.settings.ledger_key_file, known_key())
    office = FilingOffice(house=house, loaded=loaded, clock=clock)
    office.do("open")
    if to is not None:
        go(office, to)
    return office


def go(office: Office, to: str) -> None:
    """Bring the procedure along its lawful way to a step."""
    for move in way(office.definition, office.state.step, to):
        make(office, move, partners=TWO)


def known_key() -> SigningKey:
    """The same key for every test, so that the same history gives the same bytes."""
    from actions.ledger.ed25519 import public_of

    return SigningKey(public=NoteKey(name="test.example/log", public=public_of(SEED), kind=KeyKind.NOTE), seed=SEED)


def verified(bundle: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """What the auditor's verifier says, as a program of its own that imports nothing of ours."""
    command = [sys.executable, "-I", str(VERIFIER), str(bundle), "--key", known_key().public.vkey(), *more]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def assert_good(bundle: Path, *more: str) -> None:
    """Check that the auditor's verifier finds nothing wrong."""
    ran = verified(bundle, *more)
    assert ran.returncode == 0, ran.stdout + ran.stderr
