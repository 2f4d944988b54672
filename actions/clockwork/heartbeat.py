"""Says that a clock of Seedbed's is alive, every half minute; and, after a gap, from when to when none was."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from actions.clockwork.record import write
from actions.house import House
from engine.clock_record import OutageEnded
from storage.heartbeat import beat
from storage.records import Heartbeat

EVERY: Final = timedelta(seconds=30)
"""How often the row is written: one small commit."""

GAP: Final = 3 * EVERY
"""Longer than this without a beat is an outage: two beats may be lost to a busy database."""


def stay_alive(house: House, now: datetime) -> OutageEnded | None:
    """Write the row when it is due, and put on record the outage that it ends, if any; safe with several clocks."""
    with house.store.reading() as reading:
        last = reading.heartbeat()
    if last is None:
        beat(house.store, Heartbeat(up_since=now, alive_at=now))
        return None
    silent = now - last.alive_at
    if silent > GAP:
        return _back_again(house, now)
    if silent >= EVERY or silent < -EVERY:
        beat(house.store, Heartbeat(up_since=min(last.up_since, now), alive_at=now))
    return None


def _back_again(house: House, now: datetime) -> OutageEnded | None:
    """Decided while nobody else can write, so that of several clocks that start at once one records it."""
    with house.store.transaction() as tx:
        last = tx.heartbeat()
        if last is None or now - last.alive_at <= GAP:
            return None
        outage = OutageEnded(from_at=last.alive_at, until_at=now)
        write(house, tx, outage, now)
        tx.beat(Heartbeat(up_since=now, alive_at=now))
    return outage
