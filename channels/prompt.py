"""A mail server that must answer in time: a byte now and then keeps no batch waiting (the standard library's does)."""

from __future__ import annotations

import smtplib
import socket
import time
from typing import Any, Final

_AT_ONCE: Final = 4_096
_LEAST: Final = 0.001


class Prompt:
    """Reads lines from a connection; everything read between two calls of ``begin`` has to come within ``seconds``."""

    def __init__(self, wire: socket.socket, seconds: float) -> None:
        """Read nothing yet."""
        self._wire = wire
        self._seconds = seconds
        self._until = 0.0
        self._read = b""

    def begin(self) -> None:
        """From now on the time runs."""
        self._until = time.monotonic() + self._seconds

    def readline(self, most: int) -> bytes:
        """One line, or what there is of it at the end; ``TimeoutError`` when it does not come in time."""
        while b"\n" not in self._read and len(self._read) < most:
            left = self._until - time.monotonic()
            if left <= 0:
                raise TimeoutError(f"no whole answer within {self._seconds:g} s")
            self._wire.settimeout(max(left, _LEAST))
            try:
                more = self._wire.recv(_AT_ONCE)
            finally:
                self._wire.settimeout(self._seconds)
            if not more:
                break
            self._read += more
        end = min(self._read.find(b"\n") + 1 or len(self._read), most)
        line, self._read = self._read[:end], self._read[end:]
        return line

    def close(self) -> None:
        """The connection is not ours to close."""


class PromptSmtp(smtplib.SMTP):
    """An SMTP client for which each answer has to be there, whole, within its time-out."""

    file: Any

    def getreply(self) -> tuple[int, bytes]:
        """The next answer; ``SMTPServerDisconnected`` when it does not come in time, and the connection is over."""
        if self.file is None and self.sock is not None:
            self.file = Prompt(self.sock, self.timeout)
        if self.file is not None:
            self.file.begin()
        return super().getreply()


class PromptSmtpTls(PromptSmtp, smtplib.SMTP_SSL):
    """The same, encrypted from the first byte."""
