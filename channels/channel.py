"""What a channel promises."""

from __future__ import annotations

from typing import Protocol

from channels.message import Message


class Channel(Protocol):
    """A way to hand over messages; delivering one twice must look to its receiver like delivering it once."""

    name: str
    """The channel's name, recorded beside each delivery."""

    def deliver(self, message: Message) -> str:
        """Hand over a message and return where it went; any exception means that it may be tried again."""
        ...
