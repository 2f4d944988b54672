"""The secret of this data folder: a key that signs links, in a file for its owner alone."""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64encode
from hashlib import sha256
from pathlib import Path

from actions.private_file import make_private, read_private
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
        make_private(path, secrets.token_bytes(KEY_BYTES))
        return _read(path)


def signature(key: bytes, purpose: str, *parts: bytes) -> bytes:
    """HMAC-SHA256 over parts that cannot run into each other, for one purpose: no signature serves another."""
    framed = b"".join(len(part).to_bytes(4, "big") + part for part in (purpose.encode(), *parts))
    return hmac.new(key, framed, sha256).digest()


def url_text(content: bytes) -> str:
    """Base64 as an address can hold it, without padding (RFC 4648, 5)."""
    return urlsafe_b64encode(content).rstrip(b"=").decode("ascii")


def _read(path: Path) -> bytes:
    key = read_private(path, KEY_BYTES)
    if len(key) != KEY_BYTES:
        raise InvalidInput(
            f"{path} is not a key of {KEY_BYTES} bytes. Put the right one back from a backup; or remove it, and a new"
            " one is made: every link and calendar address given out so far is then void."
        )
    return key
