"""A stage move without a running service: an embedded Prefect server, one flow, its consequences, and away."""

from __future__ import annotations

from collections.abc import Callable

from actions.answer import Answer
from actions.perform import Request
from config.settings import Settings


def advance_alone(settings: Settings, request: Request, say: Callable[[str], None] = lambda line: None) -> Answer:
    """Carry out one ``Advance`` as a Prefect flow and everything that follows from it, then return.

    ``say`` gets lines of progress. Raises what ``actions.perform.perform`` raises; a refusal carries its explanation.
    """
    raise NotImplementedError
