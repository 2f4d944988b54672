"""Kill -9 at each step between claim, send and confirm: none lost, at most one repeat a kill, with the same bytes."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path

import pytest

from actions.clock import SimulatedClock
from actions.reminders.facts import What
from storage import reminders
from storage.database import open_store
from tests.actions.reminders.desk import Desk
from tests.channels.counterparts import Mailbox, mail_server
from tests.databases import Database, on_postgresql, on_sqlite
from tests.factories import small, wire
from tests.kill import reminder
from tests.kill.house_of_cards import forks
from tests.kill.reminder import LEASE, STEPS, Fate

PATIENCE_S = 60
CHANNELS = """
[routes]
default = "post"

[channel.post]
kind = "smtp"
host = "127.0.0.1"
port = {port}
security = "none"
sender = "Seedbed <seedbed@city.example>"
"""
PEOPLE = ("ann", "bea", "cem", "dot", "eli")


class Post:
    """A house in which reminders are due to five people, and the mail server to which they go."""

    def __init__(self, folder: Path, database: Database, port: int, mailbox: Mailbox) -> None:
        """Make the house; everything of the past is done."""
        self.folder, self.database, self.mailbox = folder, database, mailbox
        (folder / "channels.toml").write_text(CHANNELS.format(port=port), encoding="utf-8")
        desk = Desk(folder, database)
        for person in PEOPLE:
            desk.holds(person, "manager")
        desk.only("founder", *PEOPLE)
        desk.at(6, 17)
        desk.take_up()
        desk.send("folder")
        self.known = {row.id for row in desk.outbox()}
        desk.house.close()
        self.now = datetime(2026, 6, 30, 7, tzinfo=UTC)
        self.kills = 0

    def run(self, fate: Fate) -> bool:
        """Let one worker work; True when it was killed as planned."""
        context = forks()
        args = (self.database.url, str(self.folder), self.now, f"worker-{self.kills}", fate)
        process = context.Process(target=reminder.live, args=args, daemon=True)
        process.start()
        process.join(PATIENCE_S)
        killed = process.exitcode == -signal.SIGKILL
        assert killed or process.exitcode == 0, f"the worker ended with {process.exitcode}"
        process.close()
        self.kills += killed
        self.now += LEASE + timedelta(seconds=1)
        return killed

    def next_week(self) -> None:
        """Go to the next rungs: overdue, and then every week."""
        self.now = max(self.now, datetime(2026, 7, 2, 7, tzinfo=UTC)) + timedelta(days=7)

    def arrived(self) -> Counter[str]:
        """How often each message came."""
        return Counter(identity for identity, _ in self.letters())

    def letters(self) -> list[tuple[str, bytes]]:
        """Everything that came, by its Message-ID."""
        found = [one.content for one in self.mailbox.envelopes if isinstance(one.content, bytes)]
        return [(str(message_from_bytes(content)["Message-ID"]), content) for content in found]

    def inspect(self) -> None:
        """Every message came, those that came twice are the same bytes, and the record says so once."""
        house = wire(self.folder, open_store(self.database.url), SimulatedClock(self.now), definitions=[small()])
        with house.store.reading() as reading:
            made = [row for row in reading.outbox() if row.kind == "reminder" and row.id not in self.known]
            facts = {row.id: Counter(f.what for f in reminders.of_message(reading, row.id)) for row in made}
            assert reminders.in_hand(reading) == []
            origin = house.store.info.origin
        house.close()
        came = self.arrived()
        assert set(came) == {f"<{row.id}@{origin}>" for row in made}
        assert all(row.done_at is not None for row in made)
        assert all(count[What.SENT] == count[What.CONFIRMED] == 1 for count in facts.values())
        assert sum(came.values()) - len(came) <= self.kills
        bytes_of: dict[str, set[bytes]] = {}
        for identity, content in self.letters():
            bytes_of.setdefault(identity, set()).add(content)
        assert all(len(versions) == 1 for versions in bytes_of.values())


@pytest.fixture
def post(tmp_path: Path, database: Database) -> Iterator[Post]:
    """Give a house and a running mail server."""
    mailbox = Mailbox()
    with mail_server(mailbox) as port:
        yield Post(tmp_path, database, port, mailbox)


def kill_at_each_step(post: Post, times: int) -> None:
    """Kill workers at each step so often, each time at another message; then let one finish, and look."""
    for place, step in enumerate(STEPS):
        for number in range(place, place + times):
            before, arrived = post.kills, sum(post.arrived().values())
            distinct = len(post.arrived())
            post.run(Fate(step=step, call=1 + number % 3))
            post.run(Fate())
            repeats = (sum(post.arrived().values()) - arrived) - (len(post.arrived()) - distinct)
            assert repeats <= post.kills - before
            post.inspect()
            post.next_week()
    assert post.kills >= len(STEPS) * times * 2 // 3


@on_sqlite
def test_killed_at_each_step_of_a_reminder_on_sqlite(post: Post) -> None:
    """Once at each step, at another message of the batch each time."""
    kill_at_each_step(post, 1)


@on_postgresql
def test_killed_at_each_step_of_a_reminder_on_postgresql(post: Post) -> None:
    """The same on a server."""
    kill_at_each_step(post, 1)


@pytest.mark.long
@pytest.mark.timeout(3000)
def test_killed_twenty_times_at_each_step_of_a_reminder(post: Post) -> None:
    """Twenty times at each step, on each database."""
    kill_at_each_step(post, 20)
