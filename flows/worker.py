"""The follow-up worker: takes what is due from the outbox under a lease and runs its flow."""

from __future__ import annotations

from collections.abc import Callable

from config.settings import Settings


def run(settings: Settings, *, prefect_url: str | None = None, say: Callable[[str], None] = lambda line: None) -> int:
    """Work until SIGTERM or SIGINT; returns the exit code. Any number of workers may run on one store."""
    raise NotImplementedError
