"""Two workers at once, each with its own connection: every message once, whatever was true of it in between."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

from actions.reminders.due import expand
from actions.reminders.facts import What
from flows.delivering import send_batch
from storage import reminders
from storage.database import open_store
from storage.outbox import claim
from tests.actions.reminders.desk import Desk
from tests.channels.counterparts import Mailbox
from tests.databases import Database, on_postgresql
from tests.factories import small, wire

PEOPLE = 20
LEASE = timedelta(seconds=30)


def work(desk: Desk, url: str, folder: Path, name: str, together: Barrier) -> None:
    """Take up and send until nothing is due, a little at a time so that the two meet often."""
    house = wire(folder, open_store(url), desk.office.clock, definitions=[small()])
    try:
        together.wait()
        while expand(house, name, house.clock.now(), 1).rungs:
            pass
        while rows := claim(house.store, name, house.clock.now(), LEASE, 2, ["reminder"]):
            send_batch(house, rows)
    finally:
        house.close()


def both_work(desk: Desk, url: str, folder: Path) -> None:
    """The two begin at the same moment; what one made after the other had looked is sent by a last look."""
    together = Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(work, desk, url, folder, f"worker-{number}", together) for number in range(2)]:
            done.result()
    desk.send()


@on_postgresql
def test_two_workers_send_each_message_once(posted: Desk, mailbox: Mailbox, database: Database, tmp_path: Path) -> None:
    """Nobody is forgotten, nobody is told twice, and the record has each step once."""
    for number in range(PEOPLE):
        posted.holds(f"p{number}", "manager")
    posted.at(7, 1)
    posted.send("folder")
    posted.take_up()
    posted.send("folder")
    posted.forget()
    mailbox.envelopes.clear()
    posted.at(7, 3)
    both_work(posted, database.url, tmp_path)
    made = [row for row in posted.told() if row.payload["about"] == "overdue"]
    assert len(made) == PEOPLE + 2
    assert Counter(to for one in mailbox.envelopes for to in one.rcpt_tos) == Counter(
        {f"{person}@example.org": 1 for person in ("ann", "bea", *(f"p{number}" for number in range(PEOPLE)))}
    )
    with posted.house.store.reading() as reading:
        for row in made:
            facts = Counter(fact.what for fact in reminders.of_message(reading, row.id))
            assert (facts[What.SENT], facts[What.CONFIRMED], facts[What.REPEATED]) == (1, 1, 0)
            assert facts[What.CLAIMED] in {1, 2}  # as owner, or as who stands in for the next level up as well


@on_postgresql
def test_two_workers_withdraw_each_message_once(
    posted: Desk, mailbox: Mailbox, database: Database, tmp_path: Path
) -> None:
    """What is no longer true is found so by whichever has it."""
    posted.office.do("publish_notice", notice="N7", actor="ann", role="manager")
    both_work(posted, database.url, tmp_path)
    assert mailbox.envelopes == []
    with posted.house.store.reading() as reading:
        for row in posted.told():
            facts = Counter(fact.what for fact in reminders.of_message(reading, row.id))
            assert facts == Counter((What.CLAIMED, What.WITHDRAWN))
