"""Asks a witness for its cosignature over HTTP (C2SP tlog-witness), or takes one that came otherwise, and keeps it."""

from __future__ import annotations

from actions.house import House
from actions.ledger.ed25519 import verify
from actions.ledger.http import post
from actions.ledger.proving import signed_checkpoint, witness_request
from engine.errors import InvalidInput, VerificationFailed
from engine.ledger.notes import KeyKind, NoteKey, Signed, parse_signature_line, signed_by
from storage.ledger import CosignatureRow


class WitnessRefused(VerificationFailed):
    """A witness would not sign; its words say why, and they are worth reading."""


def submit(house: House, url: str, key: NoteKey) -> CosignatureRow:
    """Have a witness sign the newest checkpoint, and keep what it signed.

    ``WitnessRefused`` with its reason, also when it has seen more events than there are here; ``FarAway``.
    """
    if key.kind is not KeyKind.COSIGNATURE:
        raise InvalidInput(f"{key.name} is not the key of a witness: `seedbed witness show` prints it there.")
    where = f"{url.rstrip('/')}/add-checkpoint"
    with house.store.reading() as reading:
        signed = signed_checkpoint(reading)
        cosigned = [size for size in reading.cosigned_sizes() if _is_by(reading.cosignatures(size), key)]
        old = cosigned[-1] if cosigned else 0
        status, body = post(where, witness_request(reading, old, signed.size).to_text())
        if status == 409:
            seen = _seen(body)
            if seen > signed.size:
                raise WitnessRefused(
                    f"The witness {key.name} has signed {seen:,} events of this ledger, and the newest checkpoint here"
                    f" has {signed.size:,}: this store is older than what was signed. Put the right database back."
                )
            status, body = post(where, witness_request(reading, seen, signed.size).to_text())
    if status != 200:
        raise WitnessRefused(f"The witness {key.name} did not sign (HTTP {status}): {body.strip()[:1000]}")
    return keep_cosignature(house, signed.size, body, key)


def keep_cosignature(house: House, size: int, lines: str, key: NoteKey) -> CosignatureRow:
    """Keep a witness's line under a checkpoint; ``VerificationFailed`` when it does not fit. The first one stays."""
    found = [line for line in map(parse_signature_line, lines.strip().split("\n")) if line.is_under(key)]
    if not found:
        raise InvalidInput(f"No line among these is of {key.name} ({key.key_id.hex()}).")
    with house.store.transaction() as tx:
        signed = signed_checkpoint(tx, size)
        note = type(signed.note)(text=signed.note.text, signatures=(found[0],))
        if signed_by(note, key, verify) is not Signed.GOOD:
            raise VerificationFailed(f"The line of {key.name} does not fit the checkpoint of {size:,} events.")
        witness = f"{key.name}+{key.key_id.hex()}"
        known = next((row for row in tx.cosignatures(size) if row.witness == witness), None)
        if known is not None:
            return known
        row = CosignatureRow(size=size, witness=witness, at=house.clock.now(), line=found[0].to_text())
        tx.add_cosignature(row)
    return row


def _is_by(rows: list[CosignatureRow], key: NoteKey) -> bool:
    return any(row.witness == f"{key.name}+{key.key_id.hex()}" for row in rows)


def _seen(body: str) -> int:
    text = body.strip()
    if not (text.isdigit() and text.isascii() and len(text) <= 18):
        raise WitnessRefused(f"The witness did not say which size it has seen: {text[:200]!r}")
    return int(text)
