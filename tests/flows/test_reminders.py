"""Reminders leave by a flow run for each batch; what fails is tried again later, and holds up nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from actions.clock import SimulatedClock
from actions.clockwork.tick import tick
from actions.house import House
from actions.perform import perform
from flows.alone import Embedded
from flows.houses import adopt, disown
from flows.sweep import Sweep, Swept
from storage.records import OutboxRow
from tests.databases import Database
from tests.flows.site import make_site, open_procedure, start_trial

MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)


@pytest.fixture
def house(tmp_path: Path, database: Database) -> Iterator[House]:
    """Give a house on each database, on a working day, in which a gate was just decided."""
    clock = SimulatedClock(MONDAY)
    made = make_site(tmp_path / "home", clock=clock, SEEDBED_DATABASE_URL=database.url)
    open_procedure(made, "RL-1")
    perform(made, start_trial("RL-1"))
    adopt(made)
    yield made
    disown(made)
    made.close()


def reminders(house: House) -> list[OutboxRow]:
    """The messages to people."""
    with house.store.reading() as reading:
        return [row for row in reading.outbox() if row.kind == "reminder"]


def wake(house: House, embedded: Embedded) -> Swept:
    """What a worker does: expand what is due, then sweep."""
    tick(house, house.clock.now(), worker="w", beating=False)
    return embedded._flows().run(Sweep(house, worker="w").until_nothing_is_due)


def test_what_is_due_is_sent_by_a_flow_and_confirmed_once(house: House, embedded: Embedded) -> None:
    """Whoever was named and whoever decides is told; a second wake finds nothing."""
    swept = wake(house, embedded)
    sent = reminders(house)
    assert sent
    assert swept == Swept(done=8 + len(sent))
    assert all(row.done_at is not None and row.attempts == 1 for row in sent)
    files = {file.name for file in (house.settings.home / "outgoing").iterdir()}
    assert {f"{row.id}.eml" for row in sent} <= files
    assert wake(house, embedded) == Swept()


def test_what_fails_is_noted_and_comes_later(house: House, embedded: Embedded) -> None:
    """A folder that cannot be made holds up the messages, and nothing is lost."""
    blocked = house.settings.home / "outgoing"
    blocked.write_text("a file where the folder should be")
    wake(house, embedded)
    waiting = reminders(house)
    assert all(row.done_at is None and row.last_error for row in waiting)
    blocked.unlink()
    assert isinstance(house.clock, SimulatedClock)
    house.clock.advance(timedelta(minutes=10))
    wake(house, embedded)
    assert all(row.done_at is not None for row in reminders(house))
