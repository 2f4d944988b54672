"""A report as a PDF: tagged, with title and language, made without a network, the same bytes whenever it is made.

Typst sets it (docs/decisions/0121-typst-sets-the-pdf.md). What people wrote goes in as data and is never markup.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, assert_never

from exports.report.document import Block, Entries, Entry, Facts, Figures, Milestone, Report, Table, Text, Way
from exports.report.plain_text import shown
from exports.report.web_page import HERE, TO_COME, rests_on

STANDARD: Final = "ua-1"
"""PDF/UA-1: tagged for readers of every kind; the compiler refuses to write less."""

_LONG = 600
"""Letters from which on what was said may be broken over pages."""


def paper(report: Report) -> bytes:
    """The PDF of a report."""
    import typst  # noqa: PLC0415 - slow to load, and only this needs it

    made_at = datetime.fromisoformat(report.made_at).astimezone(UTC)
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    compiler = typst.Compiler(font_paths=fonts, sys_inputs={"report": json.dumps(_data(report, made_at))})
    template = (Path(__file__).parent / "report.typ").read_bytes()
    made = compiler.compile(input=template, format="pdf", pdf_standards=STANDARD, timestamp=made_at)
    if not isinstance(made, bytes):
        raise TypeError(f"The typesetter gave {type(made).__name__} and no bytes.")
    return made


def _data(report: Report, made_at: datetime) -> dict[str, Any]:
    """Everything that is said, as the template reads it."""
    return {
        "reference": shown(report.reference),
        "title": shown(report.title),
        "full_title": shown(f"{report.kind} on {report.reference}: {report.title}"),
        "description": shown(f"As at {report.as_at}. {report.footer[0]}"),
        "kind": report.kind,
        "as_at": shown(report.as_at),
        "date": {part: getattr(made_at, part) for part in ("year", "month", "day", "hour", "minute", "second")},
        "banner": None if report.banner is None else shown(report.banner),
        "sections": [
            {"title": section.title, "blocks": [_block(block) for block in section.blocks]}
            for section in report.sections
        ],
        "footer": [shown(line) for line in report.footer],
    }


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Text():
            return {"kind": "text", "text": shown(block.text)}
        case Facts():
            return {
                "kind": "facts",
                "facts": [{"label": shown(one.label), "value": shown(one.value)} for one in block.facts],
            }
        case Figures():
            return {
                "kind": "figures",
                "figures": [
                    {"number": one.number, "counts": one.counts, "remark": shown(one.remark)} for one in block.figures
                ],
            }
        case Way():
            return {"kind": "way", "stages": [_stage(stage) for stage in block.stages]}
        case Table():
            return _table(block)
        case Entries():
            return {"kind": "entries", "empty": block.empty, "items": [_entry(one) for one in block.items]}
        case _:
            assert_never(block)


def _stage(stage: Milestone) -> dict[str, Any]:
    return {
        "title": shown(stage.title),
        "standing": stage.standing,
        "when": stage.when,
        "here": stage.standing in HERE,
        "ahead": stage.standing in TO_COME,
    }


def _table(table: Table) -> dict[str, Any]:
    rows = [[shown(cell) for cell in row] for row in table.rows]
    return {
        "kind": "table",
        "caption": table.caption,
        "columns": [{"title": column.title, "numeric": column.numeric} for column in table.columns],
        "widths": [_width(table, at) for at in range(len(table.columns))],
        "rows": rows,
        "empty": table.empty,
    }


def _width(table: Table, at: int) -> int:
    """The share of a column by what its cells hold; 0 for one that is as wide as it needs."""
    return 0 if table.is_short(at) else min(max(table.longest(at), 20), 50)


def _entry(entry: Entry) -> dict[str, Any]:
    said = [
        {"label": shown(one.label), "text": None if one.text is None else shown(one.text), "withheld": one.withheld}
        for one in entry.said
    ]
    return {
        "n": entry.n,
        "day": entry.day,
        "time": entry.time,
        "who": shown(entry.who),
        "what": shown(entry.what),
        "said": said,
        "rests": rests_on(entry) if entry.rules or entry.rests_on else "",
        "mark": entry.mark,
        "long": sum(len(one.text or "") for one in entry.said) > _LONG,
    }
