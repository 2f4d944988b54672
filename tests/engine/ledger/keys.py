"""Keys whose secret halves everybody knows, and signing with them by a library that the engine does not use."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from engine.ledger.notes import KeyKind, NoteKey, Sign

PUBLISHED_SEED = bytes(range(32))


def key_of(name: str, seed: bytes = PUBLISHED_SEED, kind: KeyKind = KeyKind.NOTE) -> tuple[NoteKey, Sign]:
    """Return the public half under a name, and what signs."""
    private = Ed25519PrivateKey.from_private_bytes(seed)
    return NoteKey(name=name, public=private.public_key().public_bytes_raw(), kind=kind), private.sign


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Return whether the signature fits."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True
