"""The key that signs the ledger: in a file for its owner alone, never in the database, never in a log.

The file is one line, ``PRIVATE+KEY+name+key id+base64(kind || secret)``, as other tools for signed notes write it. The
name is the ledger's origin for ever.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from actions.ledger.ed25519 import public_of, signer
from actions.private_file import make_private, read_private, replace_private, sync_folder
from config.settings import Settings
from engine.errors import InvalidInput, SeedbedError
from engine.ledger.notes import KeyKind, Note, NoteKey, SignatureLine, cosign_note, sign_note

SEED_BYTES: Final = 32
_PREFIX: Final = "PRIVATE+KEY+"
_MOST_BYTES: Final = 1_000


class KeyMissing(SeedbedError):
    """The ledger is signed by a key that is not here: nobody makes another in silence."""

    exit_code = 6


@dataclass(frozen=True, kw_only=True, slots=True)
class SigningKey:
    """A key with its secret half, which is in no text that anybody prints."""

    public: NoteKey
    seed: bytes = field(repr=False)

    def sign(self, text: str) -> SignatureLine:
        """The line that this key puts under a text."""
        return sign_note(text, self.public, signer(self.seed))

    def cosign(self, text: str, at: int) -> SignatureLine:
        """The line that this key, a witness's, puts under a checkpoint at a time (seconds since 1970)."""
        return cosign_note(text, self.public, signer(self.seed), at=at)


RandomBytes = Callable[[int], bytes]


def new_key(name: str, kind: KeyKind = KeyKind.NOTE, *, random_bytes: RandomBytes = secrets.token_bytes) -> SigningKey:
    """A key that nobody has had before, by the system's randomness unless another is given."""
    seed = random_bytes(SEED_BYTES)
    return SigningKey(public=NoteKey(name=name, public=public_of(seed), kind=kind), seed=seed)


def read_key(path: Path) -> SigningKey:
    """The key in a file; FileNotFoundError when there is none, InvalidInput when it is none or is open to others."""
    text = read_private(path, _MOST_BYTES).decode("utf-8", "replace").strip()
    parts = text.removeprefix(_PREFIX).split("+", 2)
    try:
        data = base64.b64decode(parts[2], validate=True) if text.startswith(_PREFIX) and len(parts) == 3 else b""
    except binascii.Error:
        data = b""
    if len(data) != 1 + SEED_BYTES or data[0] not in set(KeyKind):
        raise InvalidInput(f"{path} holds no key of a ledger or a witness. Put the right one back from a backup.")
    key = NoteKey(name=parts[0], public=public_of(data[1:]), kind=KeyKind(data[0]))
    if key.key_id.hex() != parts[1]:
        raise InvalidInput(f"{path} was changed: its key has the id {key.key_id.hex()}, not {parts[1][:20]}.")
    return SigningKey(public=key, seed=data[1:])


def keep_key(path: Path, key: SigningKey, *, over: bool = False) -> SigningKey:
    """Write a key to its file and return the one that is there: another's, if it came first."""
    public = key.public
    secret = base64.b64encode(bytes([public.kind]) + key.seed).decode()
    content = f"{_PREFIX}{public.name}+{public.key_id.hex()}+{secret}\n".encode()
    if over:
        replace_private(path, content)
    else:
        make_private(path, content)
    return read_key(path)


def ledger_key(
    settings: Settings, newest: Note | None, *, random_bytes: RandomBytes = secrets.token_bytes
) -> SigningKey:
    """The key to sign with; made on first need, and ``KeyMissing`` when the ledger was begun with another.

    A rotation that was cut off after its event is brought to its end here. ``random_bytes`` is another than the
    system's where time is simulated: the same seed gives the same history there, keys included.
    """
    path = settings.ledger_key_file
    known = _key_at(path)
    if newest is None:
        if known is not None:
            return known
        name = settings.ledger_origin or f"seedbed/{random_bytes(8).hex()}"
        return keep_key(path, new_key(name, random_bytes=random_bytes))
    if known is not None and _signed(newest, known):
        return known
    waiting = _key_at(next_key_file(settings))
    if waiting is not None and _signed(newest, waiting):
        next_key_file(settings).replace(path)
        sync_folder(path.parent)
        return waiting
    signers = ", ".join(f"{line.name} ({line.key_id.hex()})" for line in newest.signatures)
    here = "there is none" if known is None else f"it holds {known.public.name} ({known.public.key_id.hex()})"
    raise KeyMissing(
        f"The ledger's newest checkpoint is signed by {signers}, and that key is not in {path}: {here}. Copy the file"
        " there from a backup, or from the machine that signs; if it is lost for good: seedbed ledger rotate --lost"
    )


def next_key_file(settings: Settings) -> Path:
    """Where a new key waits for the event that makes it the ledger's."""
    path = settings.ledger_key_file
    return path.with_name(f"{path.name}.next")


def _key_at(path: Path) -> SigningKey | None:
    try:
        return read_key(path)
    except FileNotFoundError:
        return None


def _signed(note: Note, key: SigningKey) -> bool:
    return any(line.is_under(key.public) for line in note.signatures)
