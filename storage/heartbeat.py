"""Keeps the one row that says when a clock of Seedbed's was last alive: what a downtime is measured by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.canonical import instant_text
from storage import statements as sql
from storage.records import Heartbeat
from storage.session import Session

if TYPE_CHECKING:
    from storage.database import Store


def write_heartbeat(session: Session, beat: Heartbeat) -> None:
    """Write the row inside a transaction that has begun."""
    session.write(sql.BEAT, (instant_text(beat.up_since), instant_text(beat.alive_at)))


def beat(store: Store, heartbeat: Heartbeat) -> None:
    """Write the row: one small commit, which no command waits for on PostgreSQL."""
    with store.writing_beside() as session:
        write_heartbeat(session, heartbeat)
