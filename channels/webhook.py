"""Signed webhooks: another system is told, and can check that it was us."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

from channels.configuration import WebhookSettings
from channels.guard import Resolve, resolve, safe_address
from channels.http_status import failure_of_status
from channels.message import Message
from channels.pinned import post
from channels.signature import signed_headers, signing_key

MAX_BODY_BYTES: Final = 1_000_000


class WebhookChannel:
    """Posts each message to one receiver; ``webhook-id`` is the message's id, so a repetition can be recognised."""

    def __init__(
        self,
        name: str,
        settings: WebhookSettings,
        environ: Mapping[str, str],
        now: Callable[[], datetime],
        *,
        ask: Resolve = resolve,
    ) -> None:
        """Prepare; the secrets are looked up when they are needed."""
        self.name = name
        self._settings = settings
        self._environ = environ
        self._now = now
        self._ask = ask

    def deliver(self, message: Message) -> str:
        """Post a message; returns the receiver and its answer."""
        settings = self._settings
        keys = [signing_key(secret.reveal(self._environ)) for secret in settings.secrets]
        parts = urlsplit(settings.url)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        address = safe_address(host, port, settings.allow, ask=self._ask)
        body = payload_of(message)
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "seedbed",
            **signed_headers(message.id, self._now(), body, keys),
        }
        answer = post(settings.url, address, body, headers, seconds=settings.timeout_seconds, ca_file=settings.ca_file)
        if not 200 <= answer.status < 300:
            moved = "; redirects are not followed, name the new address" if 300 <= answer.status < 400 else ""
            said = f"{host} said {answer.status}{moved}"
            raise failure_of_status(answer.status, said, self._now(), answer.retry_after)
        return f"{host} said {answer.status}"

    def close(self) -> None:
        """Nothing is kept open: each address is judged anew."""


def payload_of(message: Message) -> bytes:
    """The body: what happened, for whom by pseudonym or reference, and the words; no name and no address.

    Links that act in somebody's name stay out: whoever reads a hook's log must not be able to acknowledge.
    """
    data = {
        "type": f"message.{message.kind.value}",
        "timestamp": message.dated.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "data": {
            "id": message.id,
            "origin": message.origin,
            "procedure": message.procedure,
            "recipient": {"kind": message.recipient.kind.value, "reference": message.recipient.reference},
            "subject": message.subject,
            "text": message.text,
        },
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
