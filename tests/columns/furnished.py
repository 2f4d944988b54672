"""A live store with at least one row in every table, made by the product's own ways of writing."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from actions.clock import SimulatedClock
from actions.clockwork.record import write
from actions.clockwork.tick import tick
from actions.documents import keep_document
from actions.house import House
from actions.ledger.checkpointing import sign_history
from actions.ledger.keys import read_key
from actions.ledger.proving import witness_request
from actions.ledger.submitting import keep_cosignature
from actions.ledger.witness import make_witness
from actions.perform import perform
from actions.reminders.expanding import REMINDER
from config.settings import Settings
from engine.clock_record import AnomalyNoticed
from engine.errors import Refused
from flows.delivering import send_batch
from storage import outbox, reminders
from tests.databases import Database
from tests.flows.site import do, make_site, open_procedure, request, start_trial

BEGUN = datetime(2026, 11, 2, 9, tzinfo=UTC)
LEASE = timedelta(minutes=5)


def furnish(folder: Path, database: Database) -> Settings:
    """Let a little of everything happen; returns the settings under which the store is opened again."""
    clock = SimulatedClock(BEGUN)
    where = {"SEEDBED_DATABASE_URL": database.url, "SEEDBED_LAST_HEADS": str(folder / "heads")}
    house = make_site(folder / "home", mode="live", clock=clock, **where)
    try:
        _history(house)
        _messages(house, clock)
        _time(house, clock)
        _ledger(house, folder, clock)
        return house.settings
    finally:
        house.close()


def _history(house: House) -> None:
    for reference in ("RL-1", "RL-2"):
        open_procedure(house, reference, lots={}, re_enactment="Re-enactment under the Procurement Act 2023")
    perform(house, start_trial("RL-1"))
    for number in range(2):
        with pytest.raises(Refused):
            perform(house, request("advance", "RL-1", "owner", f"refused-{number}", to="TRIAL"))
    for content in (b"one", b"two"):
        keep_document(house, io.BytesIO(content), media_type="text/plain", max_bytes=100)
    do(house, "move_partner", "RL-1", "manager", partner="firm1", move="leave", reason="They wish to.")


def _messages(house: House, clock: SimulatedClock) -> None:
    """Some entries are done, and some are not."""
    tick(house, clock.now())
    send_batch(house, outbox.claim(house.store, "worker", clock.now(), LEASE, 2, [REMINDER]))
    for row in outbox.claim(house.store, "worker", clock.now(), LEASE, 2, ["draft_notice", "tell_partners"]):
        outbox.finish(house.store, row, {"where": "nowhere"}, clock.now())


def _time(house: House, clock: SimulatedClock) -> None:
    at = clock.now()
    with house.store.transaction() as tx:
        noticed = AnomalyNoticed(
            how="watched", wall_at=at, expected_at=at, ahead_ms=900, window_ms=5, known_at=at, host="h", watch="w"
        )
        write(house, tx, noticed, at)
    with house.store.reading() as reading:
        due = reminders.earliest(reading)
    assert due is not None
    assert reminders.claim(house.store, "dead", due, LEASE, 1)


def _ledger(house: House, folder: Path, clock: SimulatedClock) -> None:
    row = sign_history(house)
    assert row is not None
    witness = make_witness(folder / "witness", "witness.example/w1")
    witness.trust(read_key(house.settings.ledger_key_file).public)
    with house.store.reading() as reading:
        asked = witness_request(reading, 0)
    keep_cosignature(house, row.size, witness.cosign(asked, clock.now()), witness.key)
