"""How the machine's clock stands: what it says, what waits to be confirmed, and who vouched for it last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from actions.clockwork.confirm import waiting_anomalies
from actions.clockwork.heartbeat import GAP
from actions.clockwork.record import clock_history
from actions.house import House
from actions.queries.moment import present_of
from actions.rehearsal import is_rehearsal
from engine.clock_record import CLOCK, AnomalyNoticed, ClockConfirmed, trusted
from storage.reading import Reading
from storage.records import Heartbeat


@dataclass(frozen=True, kw_only=True, slots=True)
class Anomaly:
    """One step of the clock: what it said, what it should have said, and on which machine."""

    noticed_at: datetime
    said: datetime
    expected: datetime
    ahead_seconds: float
    how: str
    machine: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Confirmation:
    """Somebody's word that the clock is right; the reason is None when it has been erased."""

    at: datetime
    by: str
    anomalies: int
    reason: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ClockStanding:
    """What time Seedbed goes by, what the clock says (UTC), whether it is in doubt, and whether a clock of ours runs.

    ``dated_until``: the history is ahead of the clock, so until then every event is dated like the last one.
    """

    now: datetime
    says: datetime
    simulated: bool
    can_be_moved: bool
    in_doubt: bool
    waiting: tuple[Anomaly, ...]
    confirmed: Confirmation | None
    dated_until: datetime | None
    alive_at: datetime | None
    up_since: datetime | None
    ticking: bool


def clock_standing(house: House, reading: Reading) -> ClockStanding:
    """How the machine's clock stands now."""
    simulated = house.store.info.mode != "live"
    says = present_of(house, reading) if simulated else house.clock.now()
    now = trusted(says, reading.clock().ahead_ms)
    beat, last_at = reading.heartbeat(), reading.head().last_at
    waiting = waiting_anomalies(reading)
    return ClockStanding(
        now=now,
        says=says,
        simulated=simulated,
        can_be_moved=is_rehearsal(house.settings, house.store),
        in_doubt=bool(waiting),
        waiting=tuple(_seen(one) for one in waiting),
        confirmed=_last_confirmation(reading),
        dated_until=last_at if last_at is not None and last_at > now else None,
        alive_at=None if beat is None else beat.alive_at,
        up_since=None if beat is None else beat.up_since,
        ticking=_ticks(beat, now),
    )


def _ticks(beat: Heartbeat | None, now: datetime) -> bool:
    return beat is not None and now - beat.alive_at <= GAP


def _seen(one: AnomalyNoticed) -> Anomaly:
    return Anomaly(
        noticed_at=min(one.wall_at, one.expected_at),
        said=one.wall_at,
        expected=one.expected_at,
        ahead_seconds=one.ahead_ms / 1000,
        how=one.how,
        machine=one.host,
    )


def _last_confirmation(reading: Reading) -> Confirmation | None:
    found = None
    for line, event in clock_history(reading):
        if isinstance(event, ClockConfirmed):
            found = (line, event)
    if found is None:
        return None
    line, event = found
    reason = reading.disclosures(CLOCK).get((line.hash, "data.reason"))
    return Confirmation(
        at=line.at(), by=event.by, anomalies=event.anomalies, reason=None if reason is None else str(reason)
    )
