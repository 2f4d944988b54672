"""Signed notes (C2SP signed-note): a text and lines of signatures under it, which a person can read and check.

A signature line is an em dash, the key's name, and base64 of the key's id (4 bytes) and the signature. Signing and
checking themselves are handed in as functions, so that the rules here need no cryptography library.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from hashlib import sha256
from struct import Struct
from typing import Final

from engine.errors import InvalidInput

Sign = Callable[[bytes], bytes]
"""Signs a message with a key that only its owner holds: 64 bytes of Ed25519."""

Verify = Callable[[bytes, bytes, bytes], bool]
"""Says whether an Ed25519 signature fits: public key (32 bytes), message, signature (64 bytes)."""

PUBLIC_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64
KEY_ID_BYTES: Final = 4
MAX_NOTE_BYTES: Final = 1_000_000
MAX_SIGNATURES: Final = 100

_DASH: Final = "\N{EM DASH} "
_VKEY: Final = re.compile(r"([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})")
_TIME: Final = Struct(">Q")
_LATEST: Final = 2**63 - 1


class KeyKind(IntEnum):
    """What a key signs: notes as they stand, or, for a witness, a checkpoint together with the time."""

    NOTE = 0x01
    COSIGNATURE = 0x04


@dataclass(frozen=True, kw_only=True, slots=True)
class NoteKey:
    """The public half of a key, under the name that its signature lines bear."""

    name: str
    public: bytes
    kind: KeyKind = KeyKind.NOTE

    def __post_init__(self) -> None:
        """Refuse a name that no signature line can hold, and a key of another length."""
        check_key_name(self.name)
        if len(self.public) != PUBLIC_BYTES:
            raise InvalidInput(f"The key of {self.name} has {len(self.public)} bytes; an Ed25519 key has 32.")

    @property
    def key_id(self) -> bytes:
        """SHA-256(name || 0x0A || kind || public)[:4]: a shorthand to find the key by, not a proof of anything."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:KEY_ID_BYTES]

    def vkey(self) -> str:
        """Return the key as one line: name+key id+base64(kind || public)."""
        return f"{self.name}+{self.key_id.hex()}+{_base64(bytes([self.kind]) + self.public)}"


def check_key_name(name: str) -> None:
    """Refuse a name that is empty or holds a space, a plus or a control character."""
    if not name or "+" in name or any(letter.isspace() or letter < " " for letter in name):
        raise InvalidInput(f"{name[:80]!r} cannot name a key: no spaces and no plus, as example.org/log.")


def parse_vkey(text: str) -> NoteKey:
    """Return the key that one line names; InvalidInput when it is none, or its id is not the key's."""
    found = _VKEY.fullmatch(text.strip())
    data = None if found is None else _bytes(found[3])
    if found is None or not data:
        raise InvalidInput(f"{text.strip()[:120]!r} is no verifier key: name+8 hexadecimal digits+base64 is one.")
    try:
        kind = KeyKind(data[0])
    except ValueError:
        raise InvalidInput(f"The key {found[1]} is of the kind {data[0]:#04x}; only Ed25519 (1, 4) is known.") from None
    key = NoteKey(name=found[1], public=data[1:], kind=kind)
    if key.key_id.hex() != found[2]:
        raise InvalidInput(f"The key {key.name} has the id {key.key_id.hex()}, not {found[2]}: it was mistyped.")
    return key


@dataclass(frozen=True, kw_only=True, slots=True)
class SignatureLine:
    """One signature below a note; whose it is only the named key can tell."""

    name: str
    key_id: bytes
    signature: bytes

    def to_text(self) -> str:
        """Return the line with its newline."""
        return f"{_DASH}{self.name} {_base64(self.key_id + self.signature)}\n"

    def is_under(self, key: NoteKey) -> bool:
        """Return whether the line says that it was made with this key."""
        return (self.name, self.key_id) == (key.name, key.key_id)


def parse_signature_line(line: str) -> SignatureLine:
    """Return what one line (without its newline) holds; InvalidInput when it is no signature line."""
    parts = line.removeprefix(_DASH).split(" ")
    data = _bytes(parts[1]) if line.startswith(_DASH) and len(parts) == 2 else None
    if data is None or len(data) <= KEY_ID_BYTES:
        raise InvalidInput(f"{line[:120]!r} is no signature line: it is {_DASH}name base64.")
    check_key_name(parts[0])
    return SignatureLine(name=parts[0], key_id=data[:KEY_ID_BYTES], signature=data[KEY_ID_BYTES:])


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """A text, which ends with a newline, and the signatures under it."""

    text: str
    signatures: tuple[SignatureLine, ...] = ()

    def to_text(self) -> str:
        """Return the whole note as it is stored and sent."""
        return f"{self.text}\n{''.join(line.to_text() for line in self.signatures)}"

    def with_signatures(self, lines: Iterable[SignatureLine]) -> Note:
        """Return the note with more lines, none of them twice."""
        return Note(text=self.text, signatures=tuple(dict.fromkeys((*self.signatures, *lines))))


def parse_note(data: str | bytes) -> Note:
    """Return the note in a text; InvalidInput says why it is none."""
    if len(data) > MAX_NOTE_BYTES:
        raise InvalidInput(f"A note has at most {MAX_NOTE_BYTES:,} bytes; this one has {len(data):,}.")
    try:
        whole = data.decode() if isinstance(data, bytes) else data
        whole.encode()
    except UnicodeError:
        raise InvalidInput("The note is not UTF-8.") from None
    if any(letter < " " and letter != "\n" for letter in whole):
        raise InvalidInput("The note holds control characters.")
    text, blank, lines = whole.rpartition("\n\n")
    if not blank or not lines.endswith("\n"):
        raise InvalidInput("This is no signed note: a text, an empty line, and a line for each signature make one.")
    signatures = lines[:-1].split("\n")
    if len(signatures) > MAX_SIGNATURES:
        raise InvalidInput(f"The note has {len(signatures)} signatures; at most {MAX_SIGNATURES} are read.")
    return Note(text=text + "\n", signatures=tuple(map(parse_signature_line, signatures)))


def sign_note(text: str, key: NoteKey, sign: Sign) -> SignatureLine:
    """Return the line that a key of a log or of a house puts under a text."""
    return SignatureLine(name=key.name, key_id=key.key_id, signature=sign(text.encode()))


def cosign_note(text: str, key: NoteKey, sign: Sign, *, at: int) -> SignatureLine:
    """Return a witness's line: as of ``at`` (seconds since 1970) this is the largest consistent tree it has seen."""
    if not 0 <= at <= _LATEST:
        raise InvalidInput(f"{at} is no time that a cosignature can bear.")
    signature = _TIME.pack(at) + sign(cosigned_message(text, at))
    return SignatureLine(name=key.name, key_id=key.key_id, signature=signature)


def cosigned_message(text: str, at: int) -> bytes:
    """Return what a witness signs (C2SP cosignature/v1): a header, the time, and the note's text."""
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def cosigned_at(line: SignatureLine) -> int:
    """Return the seconds since 1970 that a witness's line bears."""
    if len(line.signature) != _TIME.size + SIGNATURE_BYTES:
        raise InvalidInput(f"The signature of {line.name} is no cosignature: it has another length.")
    at: int = _TIME.unpack(line.signature[: _TIME.size])[0]
    return at


class Signed(StrEnum):
    """What a note says about one key."""

    GOOD = "good"
    BAD = "bad"
    MISSING = "missing"


def signed_by(note: Note, key: NoteKey, verify: Verify) -> Signed:
    """Return whether the note is signed by a key: a line that names it and does not fit makes the whole note bad."""
    lines = [line for line in note.signatures if line.is_under(key)]
    if not lines:
        return Signed.MISSING
    return Signed.GOOD if all(_fits(note.text, line, key, verify) for line in lines) else Signed.BAD


def _fits(text: str, line: SignatureLine, key: NoteKey, verify: Verify) -> bool:
    signature, message = line.signature, text.encode()
    if key.kind is KeyKind.COSIGNATURE:
        if len(signature) != _TIME.size + SIGNATURE_BYTES:
            return False
        at = cosigned_at(line)
        if at > _LATEST:
            return False
        signature, message = signature[_TIME.size :], cosigned_message(text, at)
    return len(signature) == SIGNATURE_BYTES and verify(key.public, message, signature)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes | None:
    """The bytes of one spelling of base64, the only one that we write; None for every other."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if _base64(data) == text else None
