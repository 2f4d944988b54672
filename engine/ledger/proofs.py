"""Proofs as texts that travel: to a witness (C2SP tlog-witness), and to whoever holds one event (C2SP tlog-proof)."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from engine.chain import HASH_BYTES
from engine.errors import InvalidInput
from engine.ledger.notes import MAX_NOTE_BYTES, Note, parse_note

MAX_PROOF_LINES: Final = 63
PROOF_HEADER: Final = "c2sp.org/tlog-proof@v1"

_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


@dataclass(frozen=True, kw_only=True, slots=True)
class WitnessRequest:
    """What a log asks a witness to sign: a checkpoint, and the proof that it goes on from the size it saw last."""

    old: int
    proof: tuple[bytes, ...]
    note: Note

    def to_text(self) -> str:
        """Return the body of ``add-checkpoint``."""
        return f"old {self.old}\n{_lines(self.proof)}\n{self.note.to_text()}"


def parse_witness_request(data: str | bytes) -> WitnessRequest:
    """Return what a log asks; InvalidInput says why a text is no such request."""
    head, proof, note = _parts(data)
    if len(head) != 1 or not head[0].startswith("old "):
        raise InvalidInput("A request to a witness begins with the line: old SIZE")
    return WitnessRequest(old=_number(head[0][4:]), proof=proof, note=note)


@dataclass(frozen=True, kw_only=True, slots=True)
class EventProof:
    """What shows one event to be in the history: its place, the path to the root, and the signed checkpoint."""

    index: int
    proof: tuple[bytes, ...]
    note: Note

    def to_text(self) -> str:
        """Return the text of a ``.tlog-proof`` file."""
        return f"{PROOF_HEADER}\nindex {self.index}\n{_lines(self.proof)}\n{self.note.to_text()}"


def parse_event_proof(data: str | bytes) -> EventProof:
    """Return the proof in a ``.tlog-proof`` file; InvalidInput says why a text is none."""
    head, proof, note = _parts(data)
    if len(head) not in {2, 3} or head[0] != PROOF_HEADER or not head[-1].startswith("index "):
        raise InvalidInput(f"A proof of an event begins with the lines: {PROOF_HEADER} and index NUMBER")
    if len(head) == 3 and not head[1].startswith("extra "):
        raise InvalidInput("Between the header and the index of a proof stands nothing, or a line of extra data.")
    return EventProof(index=_number(head[-1][6:]), proof=proof, note=note)


def _parts(data: str | bytes) -> tuple[list[str], tuple[bytes, ...], Note]:
    """The lines before the hashes, the hashes, and the note after the first empty line."""
    if len(data) > MAX_NOTE_BYTES:
        raise InvalidInput(f"A proof has at most {MAX_NOTE_BYTES:,} bytes.")
    try:
        text = data.decode() if isinstance(data, bytes) else data
    except UnicodeDecodeError:
        raise InvalidInput("The proof is not UTF-8.") from None
    before, empty, after = text.partition("\n\n")
    if not empty:
        raise InvalidInput("A proof is lines, an empty line, and a signed checkpoint.")
    lines = before.split("\n")
    head = [line for line in lines if " " in line or line == PROOF_HEADER]
    hashes = lines[len(head) :]
    if len(hashes) > MAX_PROOF_LINES:
        raise InvalidInput(f"A proof has at most {MAX_PROOF_LINES} hashes; this one has {len(hashes)}.")
    return head, tuple(map(_hash, hashes)), parse_note(after)


def _lines(hashes: Sequence[bytes]) -> str:
    return "".join(f"{base64.b64encode(one).decode()}\n" for one in hashes)


def _hash(line: str) -> bytes:
    try:
        found = base64.b64decode(line, validate=True)
    except (binascii.Error, ValueError):
        found = b""
    if len(found) != HASH_BYTES or base64.b64encode(found).decode() != line:
        raise InvalidInput(f"{line[:80]!r} is no SHA-256 hash in base64.")
    return found


def _number(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise InvalidInput(f"{text[:40]!r} is no number: digits only, no leading zeros.")
    return int(text)
