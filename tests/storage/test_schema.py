"""Tables, migrations and hand-written statements say the same, and the command path loads no heavy library."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from storage import erasing_statements, ledger_statements, statements
from storage.address import parse_address
from storage.postgresql import number_parameters
from storage.tables import metadata
from storage.upgrade import _connect
from tests.databases import Database
from tests.storage.factories import DEFINITION

ROOT = Path(__file__).parents[2]
STATEMENTS = {
    f"{name}{position}": text
    for known in (statements, ledger_statements, erasing_statements)
    for name, value in vars(known).items()
    if name.isupper() and name != "CLAIM_ORDER"
    for position, text in enumerate(value if isinstance(value, tuple) else (value,))
}
SENTENCE = (
    "select from where order by limit and or is null not in insert into values update set delete on conflict do nothing"
    " excluded as desc asc distinct left join count max group like"
)
KEYWORDS = frozenset(SENTENCE.split())


def tables_of(statement: str) -> dict[str, str]:
    """Return the tables that a statement names, by alias."""
    found = re.findall(
        r"\b(?:FROM|JOIN|INTO|UPDATE)\s+(\w+)(?:\s+(?!ON\b|WHERE\b|SET\b|ORDER\b|JOIN\b)(\w+))?", statement
    )
    return {alias or name: name for name, alias in found if name.lower() != "set"}


@pytest.mark.parametrize("name", STATEMENTS)
def test_each_statement_names_only_columns_that_exist(name: str) -> None:
    """Every word of a statement is SQL, a table, or a column of one of the statement's tables."""
    statement = re.sub(r"'[^']*'", "", STATEMENTS[name])
    tables = tables_of(statement)
    if name == "REVISION0":
        assert tables == {"alembic_version": "alembic_version"}
        return
    columns = {column for table in tables.values() for column in metadata.tables[table].columns.keys()}  # noqa: SIM118 - a ColumnCollection iterates columns, not names
    for alias, column in re.findall(r"\b(\w+)\.(\w+)", statement):
        known = columns if alias == "excluded" else set(metadata.tables[tables[alias]].columns.keys())
        assert column in known
    words = set(re.findall(r"\b[a-z_]\w*\b", statement, re.IGNORECASE)) - set(tables) - set(tables.values())
    assert {word for word in words if word.lower() not in KEYWORDS} <= columns


def test_each_statement_is_understood_by_the_database(database: Database) -> None:
    """Every statement is prepared by both databases against the migrated schema."""
    session = database.raw()
    for name, statement in STATEMENTS.items():
        if database.kind == "sqlite":
            session.all(f"EXPLAIN {statement}", (None,) * statement.count("?"))
        else:
            session.run(f"PREPARE {name} AS {number_parameters(statement)}")
    session.close()


def test_migrations_lead_to_the_tables(database: Database) -> None:
    """A migrated database has exactly the tables, columns and indexes that SQLModel defines."""
    with _connect(parse_address(database.url)) as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        tables = set(inspect(connection).get_table_names())
    assert tables == {*metadata.tables, "alembic_version"}


def test_columns_hold_the_kinds_they_are_declared_to(database: Database) -> None:
    """STRICT tables and PostgreSQL both refuse a text where a number belongs."""
    from storage.errors import StorageFailed

    session = database.raw()
    with pytest.raises(StorageFailed):
        session.run("UPDATE head SET count = 'many'")
    session.close()


COMMAND_PATH = f"""
import sys
from storage.database import open_store
from storage.records import EventDraft, RecordedBy
from storage import outbox, verify
from tests.storage.factories import NOW, append, make_outbox, make_procedure
from datetime import timedelta
store = open_store(sys.argv[1])
with store.transaction() as transaction:
    append(transaction)
    transaction.save_procedure(make_procedure())
    transaction.enqueue([make_outbox()])
    transaction.remember(key="k", actor="u", body_sha256="{DEFINITION}", response=b"", gseq_from=0, gseq_to=0, at=NOW)
[row] = outbox.claim(store, "w", NOW, timedelta(minutes=1), 1)
outbox.finish(store, row, {{}}, NOW)
with store.reading() as reading:
    assert reading.procedures() and verify.verify_chain(reading).good
store.facts()
store.close()
heavy = {{"sqlalchemy", "sqlmodel", "alembic", "prefect", "apscheduler", "fsspec", "pydantic"}} & set(sys.modules)
assert not heavy, heavy
unused = {{"sqlite": "pg8000", "postgresql": "pysqlite3"}}[sys.argv[2]]
assert unused not in sys.modules, unused
"""


def test_the_command_path_loads_no_heavy_library(database: Database, store: object) -> None:
    """Recording, listing, claiming and verifying load neither SQLAlchemy nor its kin, nor the other driver."""
    run = [sys.executable, "-c", COMMAND_PATH, database.url, database.kind]
    subprocess.run(run, check=True, cwd=ROOT, timeout=60)
