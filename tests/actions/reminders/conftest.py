"""A procedure whose details notice is owed, in a house where everybody has an e-mail address."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.actions.reminders.desk import Desk
from tests.channels.counterparts import Mailbox, mail_server
from tests.databases import Database
from tests.kill.test_reminders_killed import CHANNELS


@pytest.fixture
def desk(tmp_path: Path, database: Database) -> Iterator[Desk]:
    """Give a desk at which time passes and reminders are taken up; what was due before is done."""
    made = Desk(tmp_path, database)
    yield made
    made.office.house.close()


@pytest.fixture
def desk_on_sqlite(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Desk]:
    """Give the same on SQLite alone, where the database makes no difference."""
    import shutil

    path = tmp_path / "store" / "seedbed.db"
    path.parent.mkdir()
    shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
    made = Desk(tmp_path, Database(url=f"sqlite:///{path}", kind="sqlite"))
    yield made
    made.office.house.close()


@pytest.fixture
def mailbox() -> Mailbox:
    """Give an empty mailbox."""
    return Mailbox()


@pytest.fixture
def posted(tmp_path: Path, database: Database, mailbox: Mailbox) -> Iterator[Desk]:
    """Give a desk whose messages go to a mail server; ann and bea see to the deadline."""
    with mail_server(mailbox) as port:
        made = Desk(tmp_path, database)
        (tmp_path / "channels.toml").write_text(CHANNELS.format(port=port), encoding="utf-8")
        made.holds("ann", "manager")
        made.holds("bea", "manager")
        made.only("founder", "ann", "bea")
        made.at(6, 17)
        made.take_up()
        made.send("folder")
        made.forget()
        made.at(6, 30)
        made.take_up()
        yield made
        made.house.close()
