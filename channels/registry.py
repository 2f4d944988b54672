"""The channels of a site: which message goes by which; each is opened once, and rests while its far end is away."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Final, Self

from channels.channel import Channel
from channels.configuration import (
    ChatSettings,
    Configuration,
    FolderSettings,
    NotifySettings,
    SmtpSettings,
    WebhookSettings,
)
from channels.console import ConsoleChannel
from channels.failure import TemporaryFailure
from channels.folder import FolderChannel
from channels.message import Message, MessageKind, RecipientKind
from engine.errors import InvalidInput

REST: Final = timedelta(seconds=30)
"""How long a channel whose far end is away is left alone, when it did not say how long itself."""

LONGEST_REST: Final = timedelta(minutes=15)

_RESTING: Final[dict[tuple[str, str], tuple[datetime, str]]] = {}
_RESTS: Final = Lock()


def channel_for(configuration: Configuration, recipient: RecipientKind, about: MessageKind) -> str:
    """The name of the channel for a kind of message to a kind of recipient: the nearest route that is written down."""
    table = configuration.routes.table(recipient)
    return table.get(about.value) or table.get("default") or configuration.routes.default


class Channels:
    """The channels of one site, each made when it is first asked for; closed together."""

    def __init__(
        self,
        configuration: Configuration,
        *,
        home: Path,
        now: Callable[[], datetime],
        environ: Mapping[str, str] | None = None,
    ) -> None:
        """Know what there is; nothing is opened. ``home`` is the data folder, ``now`` the site's clock."""
        self.configuration = configuration
        self._home = home
        self._now = now
        self._environ = os.environ if environ is None else environ
        self._open: dict[str, Channel] = {}
        self._lock = Lock()

    def __enter__(self) -> Self:
        """Begin a batch."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End the batch."""
        self.close()

    def close(self) -> None:
        """Close what was opened."""
        with self._lock:
            for channel in self._open.values():
                channel.close()
            self._open.clear()

    def for_message(self, message: Message) -> Channel:
        """The channel that a message goes by."""
        return self.named(channel_for(self.configuration, message.recipient.kind, message.kind))

    def named(self, name: str) -> Channel:
        """The channel of that name; ``InvalidInput`` names those that there are."""
        with self._lock:
            if name not in self._open:
                self._open[name] = Patient(self._made(name), (str(self._home), name), self._now)
            return self._open[name]

    def _made(self, name: str) -> Channel:  # noqa: PLR0911 - one line for each kind of channel
        if name == "folder":
            return FolderChannel(self._home / "outgoing")
        if name == "console":
            return ConsoleChannel()
        match self.configuration.channel.get(name):
            case SmtpSettings() as settings:
                from channels.smtp import SmtpChannel  # noqa: PLC0415 - a site imports what it uses

                return SmtpChannel(name, settings, self._environ)
            case NotifySettings() as settings:
                from channels.notify import NotifyChannel  # noqa: PLC0415 - a site imports what it uses

                return NotifyChannel(name, settings, self._environ, self._now)
            case WebhookSettings() as settings:
                from channels.webhook import WebhookChannel  # noqa: PLC0415 - a site imports what it uses

                return WebhookChannel(name, settings, self._environ, self._now)
            case ChatSettings() as settings:
                from channels.chat import ChatChannel  # noqa: PLC0415 - a site imports what it uses

                return ChatChannel(name, settings, self._environ)
            case FolderSettings() as settings:
                return FolderChannel(self._home / settings.path, name=name)
            case None:
                known = ", ".join(self.configuration.names)
                raise InvalidInput(f"There is no channel {name!r}: {known} are known.")


class Patient:
    """A channel that rests while its far end is away: a thousand messages need not each find that out by themselves.

    What it knows is the process's, so the next batch knows it too. The first message after the rest tries again.
    """

    def __init__(self, channel: Channel, key: tuple[str, str], now: Callable[[], datetime]) -> None:
        """Stand before a channel."""
        self._channel = channel
        self._key = key
        self._now = now

    @property
    def name(self) -> str:
        """The channel's name."""
        return self._channel.name

    def deliver(self, message: Message) -> str:
        """Deliver, or fail at once while the channel rests."""
        with _RESTS:
            until, why = _RESTING.get(self._key, (None, ""))
        left = timedelta(0) if until is None else until - self._now()
        if timedelta(0) < left <= LONGEST_REST:  # longer only when the clock was set back: no rest of days
            raise TemporaryFailure(why, retry_after=left)
        try:
            where = self._channel.deliver(message)
        except TemporaryFailure as failure:
            if failure.everybody:
                rest = min(failure.retry_after or REST, LONGEST_REST)
                with _RESTS:
                    _RESTING[self._key] = (self._now() + rest, str(failure))
            raise
        with _RESTS:
            _RESTING.pop(self._key, None)
        return where

    def close(self) -> None:
        """Close the channel."""
        self._channel.close()
