"""``seedbed serve``: Prefect's server, the web service, the follow-up worker and the clock in one go."""

from __future__ import annotations

from collections.abc import Callable

from config.settings import Settings


def serve(settings: Settings, *, port: int | None = None, say: Callable[[str], None] = lambda line: None) -> int:
    """Serve one data folder until SIGTERM or SIGINT; returns the exit code. ``Busy`` when another process serves it."""
    raise NotImplementedError
