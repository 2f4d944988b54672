"""The files: a CSV for each table, the data dictionary, a Table Schema of all, and their digests."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from typing import Final

from exports.process.source import History
from exports.process.tables.cells import FORMATS, cell
from exports.process.tables.column import Table, text
from exports.process.tables.course import DECISIONS, EVENTS, PARTNERS, PROCEDURE
from exports.process.tables.holdings import ARTEFACTS, DEADLINES, MONEY

TABLES: Final = (PROCEDURE, EVENTS, DECISIONS, PARTNERS, MONEY, DEADLINES, ARTEFACTS)
MANIFEST: Final = "manifest-sha256.txt"
_BOM: Final = "\ufeff"

DICTIONARY_COLUMNS: Final = (
    text("table", "The file, without .csv"),
    text("column", "Its column"),
    text("kind", "What kind of value it holds"),
    text("format", "How that is written"),
    text("meaning", "What it means"),
)


def files_of(history: History, *, bom: bool = False) -> dict[str, bytes]:
    """Every file by name, sorted; ``bom`` puts a mark before each CSV by which old spreadsheets know UTF-8."""
    made = {f"{table.name}.csv": csv_of(table, history, bom=bom) for table in TABLES}
    made["data-dictionary.csv"] = dictionary(bom=bom)
    made["datapackage.json"] = data_package(history)
    lines = (f"{hashlib.sha256(made[name]).hexdigest()}  {name}\n" for name in sorted(made))
    made[MANIFEST] = "".join(lines).encode()
    return dict(sorted(made.items()))


def csv_of(table: Table, history: History, *, bom: bool = False) -> bytes:
    """One table: RFC 4180, UTF-8, a head line."""
    rows = ([cell(column.kind, row[column.name]) for column in table.columns] for row in table.rows(history))
    return _written([[column.name for column in table.columns], *rows], bom=bom)


def dictionary(*, bom: bool = False) -> bytes:
    """The data dictionary, made from the columns themselves."""
    rows = [
        [table.name, column.name, column.kind.value, FORMATS[column.kind][1], column.meaning]
        for table in TABLES
        for column in table.columns
    ]
    return _written([[column.name for column in DICTIONARY_COLUMNS], *rows], bom=bom)


def data_package(history: History) -> bytes:
    """The same for programs: a Data Package with a Table Schema for each file."""
    document = {
        "profile": "tabular-data-package",
        "name": "".join(letter if letter.isalnum() else "-" for letter in history.reference.lower()),
        "title": f"{history.reference}: its history as tables",
        "resources": [_resource(table) for table in TABLES],
    }
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _resource(table: Table) -> dict[str, object]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": f"{table.name}.csv",
        "description": table.meaning,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [
                {"name": column.name, "type": FORMATS[column.kind][0], "description": column.meaning}
                for column in table.columns
            ],
            "missingValues": [""],
        },
    }


def _written(rows: list[list[str]], *, bom: bool) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return ((_BOM if bom else "") + out.getvalue()).encode()
