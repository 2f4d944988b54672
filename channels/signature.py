"""Signatures as the Standard Webhooks specification has them: HMAC-SHA256 over id, time and body, version ``v1``."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime

from channels.failure import TemporaryFailure

_PREFIX = "whsec_"


def signing_key(secret: str) -> bytes:
    """The key in a secret written ``whsec_`` and base64, of 24 to 64 bytes; an error never repeats it."""
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not secret.startswith(_PREFIX) or not 24 <= len(key) <= 64:
        why = "the webhook's secret has to be put right: whsec_ and then 24 to 64 random bytes in base64"
        raise TemporaryFailure(why, everybody=True)
    return key


def signed_headers(identity: str, at: datetime, body: bytes, keys: Sequence[bytes]) -> dict[str, str]:
    """The three headers; with two keys there are two signatures, and the receiver may know either.

    ``at`` is the instant of this attempt: receivers refuse what is minutes old, so that nobody can play it again.
    """
    seconds = str(int(at.timestamp()))
    content = f"{identity}.{seconds}.".encode() + body
    signatures = (base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode() for key in keys)
    return {
        "webhook-id": identity,
        "webhook-timestamp": seconds,
        "webhook-signature": " ".join(f"v1,{signature}" for signature in signatures),
    }
