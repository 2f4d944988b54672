"""The console: messages are shown instead of sent, for a first look and for rehearsals."""

from __future__ import annotations

import sys
from typing import TextIO

from channels.message import Message


class ConsoleChannel:
    """Prints each message to a stream (standard error by default, so that it never mixes with an answer)."""

    name = "console"

    def __init__(self, stream: TextIO | None = None) -> None:
        """Print to a stream."""
        self._stream = stream

    def deliver(self, message: Message) -> str:
        """Print the message; returns its identity."""
        stream = sys.stderr if self._stream is None else self._stream
        recipient = message.recipient
        to = recipient.called if recipient.name is None else f"{recipient.name} ({recipient.reference})"
        print(f"To {to}\n{message.subject}\n{message.message_id}\n\n{message.body}", file=stream, flush=True)
        return message.message_id

    def close(self) -> None:
        """Nothing is kept open."""
