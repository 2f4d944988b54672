"""Tables: what is read back is what was written, no cell begins a formula, and the dictionary tells every column."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import events as e
from exports.process.tables.cells import Amount, Kind, amount, cell, decimal_text
from exports.process.tables.course import EVENTS, PROCEDURE
from exports.process.tables.holdings import ARTEFACTS, DEADLINES, MONEY
from exports.process.tables.writing import MANIFEST, TABLES, csv_of, files_of
from tests.exports.process.histories import random_history, whole, whole_small
from tests.exports.process.reading import _READ, comparable, rows

SEEDS = range(10)
FORMULA = '=HYPERLINK("http://example.org","open me")'


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_read_back_is_what_was_written(seed: int) -> None:
    """Every table of a random life, by the dictionary's rules and a plain CSV reader."""
    history = random_history(seed)
    for table in TABLES:
        source = [{name: comparable(row[name]) for name in row} for row in table.rows(history)]
        assert rows(table, csv_of(table, history)) == source, table.name


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
def test_any_text_survives_and_none_begins_a_formula(text: str) -> None:
    """Guarded where it must be, and the guard comes off again."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerow([cell(Kind.TEXT, text)])
    [[read]] = list(csv.reader(io.StringIO(out.getvalue(), newline=""))) or [[""]] if text else [[""]]
    assert not read.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert _READ[Kind.TEXT](read) == text


def test_a_title_that_is_a_formula_does_not_start_a_cell() -> None:
    """Neither in the procedure's own table nor anywhere else."""
    first = whole().entries[0]
    assert isinstance(first.event, e.ProcedureOpened)
    opened = replace(first.event, title=FORMULA)
    entries = (first._replace(event=opened, data={**first.data, "title": FORMULA}), *whole().entries[1:])
    history = replace(whole(), entries=entries, words={(3, "data.reason"): FORMULA, (5, "data.name"): "+44"})
    assert rows(PROCEDURE, csv_of(PROCEDURE, history))[0]["title"] == FORMULA
    for name, content in files_of(history).items():
        if name.endswith(".csv"):
            for row in csv.reader(io.StringIO(content.decode(), newline="")):
                assert not [text for text in row if text.startswith(("=", "+", "-", "@", "\t", "\r"))], name


def test_money_is_decimal_text_by_its_currency() -> None:
    """Never a float, and as many digits as the currency has."""
    assert decimal_text(amount(2_000_005, "GBP")) == "20000.05"
    assert decimal_text(amount(5, "GBP")) == "0.05"
    assert decimal_text(amount(-150, "EUR")) == "-1.50"
    assert decimal_text(amount(1_500, "JPY")) == "1500"
    assert decimal_text(Amount(minor=1, digits=3)) == "0.001"


def test_instants_and_days_are_iso() -> None:
    """Instants with all their digits in UTC, days as they are."""
    assert cell(Kind.INSTANT, datetime(2026, 3, 2, 9, tzinfo=UTC)) == "2026-03-02T09:00:00.000000Z"
    assert cell(Kind.DAY, date(2026, 3, 2)) == "2026-03-02"
    with pytest.raises(TypeError, match="integer"):
        cell(Kind.INTEGER, "1")


def test_the_sums_of_the_money_table_are_those_of_the_state() -> None:
    """What was committed and what was paid, envelope by envelope."""
    history = whole()
    found = rows(MONEY, csv_of(MONEY, history))
    for name, envelope in history.state.envelopes.items():

        def total(kind: str, of: str = name) -> int:
            return sum(int(row["amount"] * 100) for row in found if (row["kind"], row["envelope"]) == (kind, of))

        assert total("commitment") == total("instalment") == envelope.committed_minor
        assert total("payment") == envelope.paid_minor


def test_deadlines_and_papers_are_those_of_the_state() -> None:
    """Each deadline once; each version of each paper once, with what its reviewer said."""
    history = whole()
    deadlines = {row["deadline"]: row for row in rows(DEADLINES, csv_of(DEADLINES, history))}
    assert deadlines.keys() == history.state.deadlines.keys()
    assert deadlines["standstill"]["status"] == "passed"
    papers = rows(ARTEFACTS, csv_of(ARTEFACTS, history))
    submitted = [entry for entry in history.entries if isinstance(entry.event, e.ArtefactSubmitted)]
    assert len(papers) == len(submitted)
    newest = {(row["artefact"], row["partner"]): row["status"] for row in papers}
    for key, known in history.state.artefacts.items():
        name, _, partner = key.partition("@")
        assert newest[name, partner or None] == known.status


def test_words_are_there_only_when_they_were_asked_for() -> None:
    """Reasons and names by their events; without them the columns stay, empty."""
    history = whole()
    said = next(entry for entry in history.entries if isinstance(entry.event, e.DecisionRecorded))
    with_words = replace(history, words={(said.n, "data.reason"): "Because it is needed."})
    assert b"Because it is needed." not in files_of(history)["decisions.csv"]
    assert b"Because it is needed." in files_of(with_words)["decisions.csv"]
    row = rows(EVENTS, csv_of(EVENTS, with_words))[said.n]
    assert row["words"] == {"data.reason": "Because it is needed."}


def test_the_dictionary_tells_every_column_and_the_package_too() -> None:
    """Made from the columns themselves, so neither can lag behind."""
    files = files_of(whole_small())
    told = list(csv.DictReader(io.StringIO(files["data-dictionary.csv"].decode(), newline="")))
    package: dict[str, Any] = json.loads(files["datapackage.json"])
    assert [(row["table"], row["column"]) for row in told] == [
        (table.name, column.name) for table in TABLES for column in table.columns
    ]
    assert all(row["meaning"] and row["format"] for row in told)
    for resource, table in zip(package["resources"], TABLES, strict=True):
        assert [field["name"] for field in resource["schema"]["fields"]] == [column.name for column in table.columns]
        head = files[resource["path"]].decode().splitlines()[0]
        assert head.split(",") == [column.name for column in table.columns]


def test_the_manifest_vouches_for_every_other_file() -> None:
    """In the form that sha256sum checks; the mark for old spreadsheets changes nothing but the first bytes."""
    files = files_of(whole_small())
    named = {line.split("  ")[1] for line in files[MANIFEST].decode().splitlines()}
    assert named == set(files) - {MANIFEST}
    marked = files_of(whole_small(), bom=True)
    assert marked["events.csv"] == b"\xef\xbb\xbf" + files["events.csv"]
    assert files_of(whole_small()) == files
