"""The reference page on exports for other tools: written by hand where it explains, by the code where it lists."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from exports.process.ocel.objects import OBJECT_TYPES
from exports.process.tables.cells import FORMATS
from exports.process.tables.writing import MANIFEST, TABLES

HEAD: Final = Path(__file__).with_name("reference.md")
"""What no table can say."""


def page() -> str:
    """The whole page."""
    return "\n".join((HEAD.read_text(encoding="utf-8"), *_objects(), *_tables()))


def _objects() -> Iterator[str]:
    yield "## Object-centric logs (OCEL 2.0)"
    yield ""
    yield "Every event, in the order of time, with all that it is about. Ids begin with the procedure's reference."
    yield ""
    yield "| object | attributes (with the time of each value) | belongs to |"
    yield "| --- | --- | --- |"
    links = {
        "procedure": "", "stage": "procedure (`part of`)", "partner": "procedure (`takes part in`)",
        "artefact": "procedure (`belongs to`), partner (`supplied by`)", "notice": "procedure (`belongs to`)",
        "payment": "procedure (`belongs to`), partner (`payee`)",
    }  # fmt: skip
    for name, attributes in OBJECT_TYPES.items():
        yield f"| `{name}` | {', '.join(f'`{one}`' for one in attributes)} | {links[name]} |"
    yield ""
    yield (
        "Qualifiers of events: `procedure`, `stage`, `partner` (about it, or moved by it), `submitted`, `accepted`,"
        " `rejected`, `published`, `committed`, `paid`, `corrected`, and `evidence` (what a gate was decided on)."
    )
    yield ""


def _tables() -> Iterator[str]:
    yield "## Tables (CSV)"
    yield ""
    yield (
        "RFC 4180, UTF-8 (`--bom` for spreadsheets that need the mark), a head line, to a folder or to a ZIP. Beside"
        " the tables: `data-dictionary.csv`, which tells every column; `datapackage.json`, the same for programs (a"
        f" Data Package with Table Schemas); `{MANIFEST}`, which `sha256sum -c` checks."
    )
    yield ""
    yield "| kind | how a cell is written |"
    yield "| --- | --- |"
    for kind, (_, told) in FORMATS.items():
        yield f"| {kind.value} | {told} |"
    yield ""
    yield (
        "An empty cell is no value. **No cell begins a formula**: to read a text back, take away one `'` at its"
        " beginning."
    )
    for table in TABLES:
        yield ""
        yield f"### {table.name}.csv"
        yield ""
        yield table.meaning
        yield ""
        yield "| column | kind | meaning |"
        yield "| --- | --- | --- |"
        for column in table.columns:
            more = " (only with `--words`)" if column.words else ""
            yield f"| `{column.name}` | {column.kind.value} | {column.meaning}{more} |"
    yield ""


if __name__ == "__main__":
    sys.stdout.write(page())
