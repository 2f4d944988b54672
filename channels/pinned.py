"""One POST to one address: its name is not asked for again, no redirect is followed, and it ends in time."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Timer
from typing import Final
from urllib.parse import urlsplit

from channels.failure import TemporaryFailure

MAX_ANSWER_BYTES: Final = 65_536


@dataclass(frozen=True, kw_only=True, slots=True)
class HttpAnswer:
    """What came back: the status, and how long to wait if the far end said so. The body is nobody's concern."""

    status: int
    retry_after: str | None


class _Pinned(HTTPConnection):
    """A connection to an address that was resolved and judged before, under the name that the certificate has."""

    def __init__(self, host: str, port: int, address: str, context: ssl.SSLContext | None, seconds: float) -> None:
        super().__init__(host, port, timeout=seconds)
        self._address = address
        self._context = context
        self._over = False
        self._wire: socket.socket | None = None

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), self.timeout)
        self._wire = self.sock  # kept: the library lets go of its own while an answer is still being read
        if self._over:
            raise TimeoutError
        if self._context is not None:
            plain = self.sock
            self.sock = self._wire = self._context.wrap_socket(
                plain, server_hostname=self.host, do_handshake_on_connect=False
            )
            self.sock.do_handshake()

    def cut(self) -> None:
        """End it from outside, whatever it is waiting for."""
        self._over = True
        with suppress(OSError):  # it may be over already
            if self._wire is not None:
                self._wire.shutdown(socket.SHUT_RDWR)


def post(
    url: str, address: str, body: bytes, headers: Mapping[str, str], *, seconds: float, ca_file: Path | None = None
) -> HttpAnswer:
    """Send a body to a URL at an address already judged; ``TemporaryFailure`` when no whole answer comes in time.

    ``seconds`` is for all of it: a receiver that sends a byte now and then is cut off all the same.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    context = _trust(ca_file) if parts.scheme == "https" else None
    connection = _Pinned(host, parts.port or (443 if context else 80), address, context, seconds)
    clock = Timer(seconds, connection.cut)
    clock.daemon = True
    clock.start()
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", target, body=body, headers=dict(headers))
        answer = connection.getresponse()
        with suppress(OSError, HTTPException):  # its status has said it all; whatever else it says is not listened to
            answer.read(MAX_ANSWER_BYTES)
        return HttpAnswer(status=answer.status, retry_after=answer.getheader("Retry-After"))
    except (OSError, HTTPException) as error:
        why = f"no answer from {host} within {seconds:g} s" if _late(error) else f"{type(error).__name__}: {error}"
        raise TemporaryFailure(f"{host} cannot be reached: {why}", everybody=True) from None
    finally:
        clock.cancel()
        connection.close()


def _trust(ca_file: Path | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=None if ca_file is None else str(ca_file))
    except OSError as error:  # no such file, or no certificate in it
        raise TemporaryFailure(f"the certificates in {ca_file} cannot be used: {error}", everybody=True) from None


def _late(error: Exception) -> bool:
    return isinstance(error, TimeoutError)
