"""What an HTTP status means for a message: delivered, tried again, or given up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from channels.failure import DeliveryFailure, PermanentFailure, TemporaryFailure

_LATER = frozenset({408, 421, 425, 429})


def failure_of_status(
    status: int, said: str, now: datetime | None = None, retry_after: str | None = None
) -> DeliveryFailure:
    """429 and 5xx are tried again, as are the few 4xx that mean "not now"; any other answer is for good.

    With a time to wait the whole channel waits: the far end spoke of all of us, not of one message.
    """
    if status in _LATER or status >= 500:
        wait = wait_asked(retry_after, now)
        return TemporaryFailure(said, retry_after=wait, everybody=status == 429 or wait is not None)
    return PermanentFailure(said)


def wait_asked(text: str | None, now: datetime | None) -> timedelta | None:
    """What ``Retry-After`` asks for: seconds or a date (RFC 9110, 10.2.3); None when it says nothing useful."""
    if text is None or now is None:
        return None
    if text.strip().isascii() and text.strip().isdigit():
        return timedelta(seconds=min(int(text.strip()[:9]), 86_400))
    try:
        at = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    aware = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
    return max(aware - now, timedelta(0))
