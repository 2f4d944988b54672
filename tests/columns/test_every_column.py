"""Every column of every table, changed by somebody who knows the schema: verification says so, or a list why not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from uuid import uuid4

import pytest

from actions.house import open_house
from actions.verification import verify
from actions.verification.unseen import ROW_ADDED, ROW_REMOVED, UNSEEN
from config.settings import Settings
from engine.errors import SeedbedError
from tests.columns.furnished import furnish
from tests.columns.intruder import Intruder
from tests.databases import Database, PostgresServer
from tools.publish_guards import FILE, guards_at
from tools.publish_unseen import PAGE, page


@cache
def tables() -> tuple[str, ...]:
    """Every table of the schema, by name; and the one in which migrations count."""
    from storage.tables import metadata

    return (*sorted(metadata.tables), "alembic_version")


@pytest.fixture
def settings(tmp_path: Path, database: Database) -> Settings:
    """Give the settings of a store with something in every table."""
    return furnish(tmp_path, database)


def said(settings: Settings) -> str:
    """What is wrong, in words; empty when nothing is."""
    try:
        house = open_house(settings)
    except SeedbedError as error:
        return str(error)
    try:
        found = verify(house)
    finally:
        house.close()
    return "" if found.good else found.sentence


def test_whatever_is_changed_is_found_or_listed(settings: Settings, database: Database) -> None:
    """One value at a time, one row less, one row more: each is told in words, or it is listed with its reason."""
    assert said(settings) == ""
    unseen: dict[tuple[str, str], bool] = {}
    for table in tables():
        intruder = Intruder(database, table)
        assert intruder.rows, f"{table} is empty, so that nothing is tried on it"
        for what, words in _tried(intruder, settings):
            unseen[table, what] = unseen.get((table, what), False) or not words
            assert not words or words.endswith((".", ")", "`", "anew")), (table, what, words)
        intruder.close()
    assert said(settings) == ""
    missed = {place for place, is_so in unseen.items() if is_so}
    listed = {(table, what) for table, known in UNSEEN.items() for what in known}
    assert missed - listed == set()
    assert listed - unseen.keys() == set()


def _tried(intruder: Intruder, settings: Settings) -> Iterator[tuple[str, str]]:
    """What was changed, and what is said of it: in the first row and in the last."""
    for place in sorted({0, len(intruder.rows) - 1}):
        for column in intruder.columns:
            intruder.put(intruder.changed(place, column))
            yield column, said(settings)
        intruder.put(intruder.without(place))
        yield ROW_REMOVED, said(settings)
        intruder.put(intruder.added(place))
        yield ROW_ADDED, said(settings)


def test_the_list_stands_in_the_documentation() -> None:
    """What is not found is said where an auditor reads."""
    text = PAGE.read_text(encoding="utf-8")
    assert page(text) == text


DROPPED = [
    ("sqlite", ["DROP TRIGGER event_no_UPDATE"], "The trigger event_no_UPDATE on event is not there any more"),
    (
        "sqlite",
        [
            "DROP TRIGGER delivery_no_DELETE",
            "CREATE TRIGGER delivery_no_DELETE BEFORE DELETE ON delivery WHEN 0 BEGIN SELECT RAISE(ABORT, ''); END",
        ],
        "delivery_no_DELETE on delivery is not the one that the schema has",
    ),
    ("sqlite", ["CREATE TRIGGER more AFTER INSERT ON event BEGIN DELETE FROM attempt; END"], "Seedbed makes none"),
    ("sqlite", ["CREATE VIEW glimpse AS SELECT * FROM event"], "Seedbed makes none of that name"),
    ("postgresql", ["DROP TRIGGER event_no_change ON event"], "The trigger event_no_change on event is not there"),
    ("postgresql", ["ALTER TABLE command DISABLE TRIGGER command_no_change"], "was replaced or switched off"),
    (
        "postgresql",
        [
            "CREATE OR REPLACE FUNCTION seedbed_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN END $$",
        ],
        "The function seedbed_append_only is not the one that the schema has",
    ),
    (
        "postgresql",
        ["CREATE RULE quiet AS ON DELETE TO delivery DO INSTEAD NOTHING"],
        "Seedbed makes none of that name",
    ),
]


@pytest.mark.parametrize(("kind", "statements", "words"), DROPPED)
def test_a_guard_that_is_gone_or_another_is_found(
    request: pytest.FixtureRequest, tmp_path: Path, kind: str, statements: list[str], words: str
) -> None:
    """Dropped, replaced, switched off or added: the first is named."""
    database = _own(request, tmp_path, kind)
    settings = furnish(tmp_path, database)
    session = database.raw()
    for statement in statements:
        session.run(statement)
    session.close()
    assert words in said(settings)


def _own(request: pytest.FixtureRequest, folder: Path, kind: str) -> Database:
    """A database that no other test uses afterwards: its schema is spoilt here."""
    if kind == "sqlite":
        return Database(url=f"sqlite:///{folder / 'own.db'}", kind=kind)
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = f"spoilt_{uuid4().hex}"
    server.create(name, migrated=False)
    request.addfinalizer(lambda: server.drop(name))
    return Database(url=server.url(name), kind=kind)


def test_what_the_guards_must_be_is_what_the_migrations_make(database: Database) -> None:
    """The digests that ship are those of a database that has just been made."""
    published = json.loads(FILE.read_text(encoding="utf-8"))
    assert guards_at(database.url) == published[database.kind]


def test_a_live_store_that_calls_itself_a_demonstration_is_found(tmp_path: Path, database: Database) -> None:
    """Of a demonstration no head is compared, so whoever has something to hide would call it one."""
    settings = furnish(tmp_path, database)
    session = database.raw()
    session.run("UPDATE store_info SET mode = 'demo'")
    session.close()
    assert "says that it is a demonstration" in said(settings)
