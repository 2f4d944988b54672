"""Notices that the machine's clock was put forward or back, and puts it on record once, whoever notices first."""

from __future__ import annotations

import socket
from datetime import datetime, timedelta
from typing import Final

from actions.clock import SimulatedClock, Step
from actions.clockwork.record import record_of, write
from actions.house import House
from engine.clock_record import LARGEST_STEP, MILLISECOND, AnomalyNoticed, on_record, trusted
from storage.reading import Reading

_HOST: Final = socket.gethostname()


def watch(house: House) -> None:
    """Record a step since the last look; costs two readings of the clock when there was none."""
    step = house.watch.look()
    if step is not None:
        _record(house, step)


def present(house: House, reading: Reading) -> datetime:
    """What time it is: the machine's clock, less whatever its unconfirmed steps put it ahead."""
    return trusted(house.clock.now(), reading.clock().ahead_ms)


def stands_behind(house: House, known_at: datetime | None) -> bool:
    """Whether the wall clock says something that is over 2 s before an instant that is in the store already."""
    if known_at is None or isinstance(house.clock, SimulatedClock):
        return False
    return house.clock.now() + LARGEST_STEP < known_at


def is_explained(house: House, reading: Reading, known_at: datetime) -> bool:
    """Whether the record says already why the clock stands before this instant."""
    return on_record(record_of(reading), _behind(house.clock.now(), known_at))


def look_back(house: House) -> None:
    """Compare the wall clock with the store: the newest event, and the last sign of life of any clock."""
    with house.store.reading() as reading:
        known_at = newest_instant(reading)
        if known_at is None or not stands_behind(house, known_at) or is_explained(house, reading, known_at):
            return
    _record(house, None)


def newest_instant(reading: Reading) -> datetime | None:
    """The newest instant that the store holds, or None while it is empty."""
    beat = reading.heartbeat()
    found = [at for at in (reading.head().last_at, None if beat is None else beat.alive_at) if at is not None]
    return max(found, default=None)


def _record(house: House, step: Step | None) -> None:
    """Write the anomaly, unless it is on record: decided while nobody else can write."""
    with house.store.transaction() as tx:
        known_at = newest_instant(tx)
        if step is not None:
            noticed = _stepped(step, known_at or step.expected_at, house.watch.id)
        elif known_at is not None and stands_behind(house, known_at):
            noticed = _behind(house.clock.now(), known_at)
        else:
            return
        if not on_record(record_of(tx), noticed):
            write(house, tx, noticed, min(noticed.wall_at, noticed.expected_at))


def _stepped(step: Step, known_at: datetime, watch_id: str) -> AnomalyNoticed:
    return AnomalyNoticed(
        how="watched",
        wall_at=step.wall_at,
        expected_at=step.expected_at,
        ahead_ms=_ms(step.ahead),
        window_ms=_ms(step.window),
        known_at=known_at,
        host=_HOST,
        watch=watch_id,
    )


def _behind(wall_at: datetime, known_at: datetime) -> AnomalyNoticed:
    return AnomalyNoticed(
        how="stored",
        wall_at=wall_at,
        expected_at=known_at,
        ahead_ms=_ms(wall_at - known_at),
        window_ms=0,
        known_at=known_at,
        host=_HOST,
    )


def _ms(span: timedelta) -> int:
    return round(span / MILLISECOND)
