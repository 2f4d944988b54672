"""The secret of this data folder: a key that signs links, in a file for its owner alone."""

from __future__ import annotations

import hmac
import os
import secrets
import stat
from base64 import urlsafe_b64encode
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from config.settings import Settings
from engine.errors import InvalidInput

KEY_BYTES = 32


def link_key(settings: Settings) -> bytes:
    """The key, made when it is first asked for; InvalidInput when others can read it or it is not a key.

    Whoever has it can make links that are believed; whoever loses it makes every link and feed address void.
    """
    path = settings.link_key_file
    try:
        return _read(path)
    except FileNotFoundError:
        _make(path)
        return _read(path)


def signature(key: bytes, purpose: str, *parts: bytes) -> bytes:
    """HMAC-SHA256 over parts that cannot run into each other, for one purpose: no signature serves another."""
    framed = b"".join(len(part).to_bytes(4, "big") + part for part in (purpose.encode(), *parts))
    return hmac.new(key, framed, sha256).digest()


def url_text(content: bytes) -> str:
    """Base64 as an address can hold it, without padding (RFC 4648, 5)."""
    return urlsafe_b64encode(content).rstrip(b"=").decode("ascii")


def _read(path: Path) -> bytes:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
            raise InvalidInput(f"{path} can be read by others than its owner, so it signs nothing: chmod 600 {path}")
        key = file.read(KEY_BYTES + 1)
    if len(key) != KEY_BYTES:
        raise InvalidInput(
            f"{path} is not a key of {KEY_BYTES} bytes. Put the right one back from a backup; or remove it, and a new"
            " one is made: every link and calendar address given out so far is then void."
        )
    return key


def _make(path: Path) -> None:
    """Give the file its name when it is whole; of two that make one at once, the first one's stays."""
    incoming = path.with_name(f".{path.name}-{secrets.token_hex(6)}.part")
    descriptor = os.open(incoming, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(incoming, path)
    finally:
        incoming.unlink()
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
