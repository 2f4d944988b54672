"""Chat rooms and many other services through apprise; their addresses are secrets and are treated as such."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Lock
from typing import Final
from urllib.parse import unquote

from channels.configuration import ChatSettings
from channels.failure import TemporaryFailure
from channels.http_status import failure_of_status
from channels.message import Message, one_line
from channels.secret import masked

_STATUS: Final = re.compile(r"error=(\d{3})\b")
_SHORTEST: Final = 4
_LISTENING: Final = Lock()


class ChatChannel:
    """Posts each message to a service; the room is told, whoever the recipient is.

    apprise answers yes or no and writes the reason into its log, so that is listened to and goes nowhere else.
    """

    def __init__(self, name: str, settings: ChatSettings, environ: Mapping[str, str]) -> None:
        """Prepare; apprise is imported when the first message comes."""
        self.name = name
        self._settings = settings
        self._environ = environ

    def deliver(self, message: Message) -> str:
        """Post a message; returns what kind of service took it."""
        url = self._settings.url.reveal(self._environ)
        _post(url, message)
        return url.partition("://")[0]

    def close(self) -> None:
        """Nothing is kept open."""


def _post(url: str, message: Message) -> None:
    import apprise  # noqa: PLC0415 - slow, and most sites have no chat

    hidden = _parts(url)
    with _LISTENING, _listening() as heard:
        service = apprise.Apprise.instantiate(url, asset=apprise.AppriseAsset(async_mode=False, http_redirects=False))
        if service is None:
            raise TemporaryFailure(
                "the chat's address is none that apprise knows: it has to be put right", everybody=True
            )
        service.request_rate_per_sec = 0  # the outbox keeps its own pace
        taken = service.notify(
            body=message.body, title=one_line(message.subject), body_format=apprise.NotifyFormat.TEXT
        )
    if taken:
        return
    said = one_line(masked("; ".join(heard), hidden))[:300] or "it said no and not why"
    status = _STATUS.search(said)
    words = f"{url.partition('://')[0]}: {said}"
    raise TemporaryFailure(words) if status is None else failure_of_status(int(status[1]), words)


def _parts(url: str) -> list[str]:
    """What must not be shown of an address: all of it but its scheme, whole and in the pieces that hold tokens."""
    rest = url.partition("://")[2]
    pieces = re.split(r"[/?&@:=]", rest)
    return [url, rest, *(form for piece in pieces if len(piece) >= _SHORTEST for form in {piece, unquote(piece)})]


@contextmanager
def _listening() -> Iterator[list[str]]:
    """Hear what apprise logs, and keep it from every other log."""
    logger = logging.getLogger("apprise")
    heard = _Heard()
    # What apprise stands on would write each address, token and all, into a log that is set to DEBUG.
    beneath = logging.getLogger("urllib3.connectionpool")
    level, propagate, handlers, disabled = logger.level, logger.propagate, logger.handlers[:], beneath.disabled
    logger.handlers[:], logger.propagate, beneath.disabled = [heard], False, True
    logger.setLevel(logging.WARNING)
    try:
        yield heard.lines
    finally:
        logger.handlers[:], logger.propagate, beneath.disabled = handlers, propagate, disabled
        logger.setLevel(level)


class _Heard(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())
