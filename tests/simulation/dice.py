"""When what goes wrong goes wrong: drawn from the seed before anything happens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from tests.simulation.faults import Window

BEGIN = datetime(2023, 1, 9, 9, tzinfo=UTC)
END = datetime(2028, 1, 7, 12, tzinfo=UTC)
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Dice:
    """How often what goes wrong; all zero is a world in which nothing does."""

    crash: float = 0.06
    stall: float = 0.03
    forget: float = 0.01
    downtimes: int = 4
    outages: int = 4


def _span(rng: Random, least: timedelta, most: timedelta) -> timedelta:
    """A length, short ones more often."""
    factor: float = (most / least) ** rng.random()
    return least * factor


def _instants(rng: Random, number: int) -> list[datetime]:
    return sorted(BEGIN + (END - 40 * DAY - BEGIN) * rng.random() for _ in range(number))


def downtimes(rng: Random, number: int) -> Iterator[Window]:
    """When the service is down: never twice at once, and not at the end."""
    last = BEGIN
    for at in _instants(rng, number):
        from_at = max(at, last + DAY)
        last = min(from_at + _span(rng, MINUTE, 31 * DAY), END - 5 * DAY)
        if from_at < last:
            yield Window(from_at, last, "down")


def outages(rng: Random, number: int) -> list[Window]:
    """When the mail server is away."""
    found = []
    for drawn in _instants(rng, number):
        at = drawn
        if rng.random() < 0.6:  # in the morning, when it hurts
            at = drawn.replace(hour=rng.choice((6, 7, 7)), minute=rng.randint(0, 59))
        found.append(Window(at, at + _span(rng, MINUTE, 20 * 60 * MINUTE), "no mail"))
    return found
