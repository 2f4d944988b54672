"""What a channel promises."""

from __future__ import annotations

from typing import Protocol

from channels.message import Message


class Channel(Protocol):
    """A way to hand over messages; delivering one twice must look to its receiver like delivering it once.

    Safe to be called from several threads. What it keeps open between messages ends with ``close``.
    """

    @property
    def name(self) -> str:
        """The channel's name, recorded beside each delivery."""
        ...

    def deliver(self, message: Message) -> str:
        """Hand over a message and return where it went.

        ``PermanentFailure``: it never will; ``TemporaryFailure``: not now; any other error: it may be tried again.
        """
        ...

    def close(self) -> None:
        """Let go of connections; the next delivery opens them again."""
        ...
