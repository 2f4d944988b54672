"""What the service works with: the open house, the flows, and the token that clients show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from actions.answer import Answer
from actions.house import House
from actions.perform import Request

Advance = Callable[[Request], Answer]
"""Makes a move through its flow and returns once the record is committed."""


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Everything that the pages and the API need."""

    house: House
    token: str
    advance: Advance
    prefect_answers: Callable[[], bool]
    hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "::1")
