"""How a delivery fails: for ever, so that a person has to look, or for now, so that it is tried again."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from engine.errors import SeedbedError


class DeliveryFailure(SeedbedError):
    """A message was not handed over; the words say why and hold neither secrets nor addresses."""


class PermanentFailure(DeliveryFailure):
    """Trying again cannot help (no such mailbox, a template that is missing a field): the message is given up."""

    exit_code: ClassVar[int] = 3


class TemporaryFailure(DeliveryFailure):
    """The far end is away or busy: the message is tried again, after ``retry_after`` at the earliest when it said so.

    ``everybody``: it is not about this message, so whatever else waits for the same channel need not try meanwhile.
    ``unclear``: it was handed over and no answer came. It may have arrived, so it is not repeated without end.
    """

    exit_code: ClassVar[int] = 75

    def __init__(
        self, why: str, *, retry_after: timedelta | None = None, everybody: bool = False, unclear: bool = False
    ) -> None:
        self.retry_after = retry_after
        self.unclear = unclear
        self.everybody = everybody
        super().__init__(why)
