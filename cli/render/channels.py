"""The channels for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cli.page import Page

if TYPE_CHECKING:
    from channels.message import Message
    from channels.showing import ShownChannel


def show_channels(page: Page, channels: Sequence[ShownChannel], file: str) -> None:
    """One row a channel, and below them what is still missing."""
    rows = [(one.name, one.kind, one.where, ", ".join(one.routes) or "nothing") for one in channels]
    page.table(("Channel", "Kind", "Leads to", "Takes"), rows)
    for one in channels:
        for variable in one.missing:
            page.line(f"{one.name}: {variable} is not set in this environment; what goes by it waits for that.")
    page.line(f"They are set in {file}.")


def show_test(message: Message, channel: ShownChannel) -> Iterator[str]:
    """Exactly what is about to be sent, and to whom."""
    to = ", ".join(message.recipient.addresses) or channel.where
    yield f"By       {channel.name} ({channel.kind}, {channel.where})"
    yield f"To       {to}"
    yield f"Subject  {message.subject}"
    yield ""
    yield message.body
