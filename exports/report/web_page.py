"""A report as one web page: complete in one file, no script, nothing from elsewhere, readable aloud and on paper.

Written piece by piece, so that a history of any length passes through and is never held.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import assert_never

from exports.report.document import (
    Block,
    Entries,
    Entry,
    Facts,
    Figures,
    Report,
    Said,
    Section,
    Table,
    Text,
    Way,
)
from exports.report.plain_text import shown

LANGUAGE = "en-GB"
HERE = ("current", "ended here")
TO_COME = ("to come", "not reached")


def web_page(report: Report) -> Iterator[str]:
    """The page, in pieces."""
    title = _text(f"{report.kind}: {report.reference}, {report.title}")
    yield (
        f'<!DOCTYPE html>\n<html lang="{LANGUAGE}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_policy()}">\n'
        f"<title>{title} - Seedbed</title>\n<style>{_style()}</style>\n</head>\n<body>\n"
        '<a class="skip" href="#content">Skip to the content</a>\n'
    )
    yield from _top(report)
    yield from _contents(report)
    yield '<main id="content">\n'
    for section in report.sections:
        yield from _section(section)
    yield "</main>\n<footer>\n"
    for line in report.footer:
        yield f"<p>{_text(line)}</p>\n"
    yield "</footer>\n</body>\n</html>\n"


def _top(report: Report) -> Iterator[str]:
    yield (
        '<div class="band">\n<header class="top">\n'
        f'<p class="kind">{_text(report.kind)} on {_text(report.reference)}</p>\n<h1>{_text(report.title)}</h1>\n'
        f'<p class="asat">As at <time datetime="{_text(report.made_at)}">{_text(report.as_at)}</time></p>\n'
        "</header>\n</div>\n"
    )
    if report.banner:
        yield f'<aside class="banner" aria-label="Nature of this procedure">{_text(report.banner)}</aside>\n'


def _contents(report: Report) -> Iterator[str]:
    yield '<nav aria-labelledby="contents">\n<h2 id="contents">Contents</h2>\n<ol>\n'
    for section in report.sections:
        yield f'<li><a href="#{_text(section.id)}">{_text(section.title)}</a></li>\n'
    yield "</ol>\n</nav>\n"


def _section(section: Section) -> Iterator[str]:
    yield f'<section aria-labelledby="{_text(section.id)}">\n<h2 id="{_text(section.id)}">{_text(section.title)}</h2>\n'
    for number, block in enumerate(section.blocks):
        yield from _block(block, f"{section.id}-{number}")
    yield "</section>\n"


def _block(block: Block, id_: str) -> Iterator[str]:
    match block:
        case Text():
            yield f"<p>{_text(block.text)}</p>\n"
        case Facts():
            yield from _facts(block)
        case Figures():
            yield from _figures(block)
        case Way():
            yield from _way(block)
        case Table():
            yield from _table(block, id_)
        case Entries():
            yield from _entries(block)
        case _:
            assert_never(block)


def _facts(block: Facts) -> Iterator[str]:
    yield '<dl class="facts">\n'
    for fact in block.facts:
        yield f"<dt>{_text(fact.label)}</dt><dd>{_text(fact.value)}</dd>\n"
    yield "</dl>\n"


def _figures(block: Figures) -> Iterator[str]:
    yield '<ul class="figures">\n'
    for figure in block.figures:
        remark = f'<span class="remark">{_text(figure.remark)}</span>' if figure.remark else ""
        yield f"<li><b>{_text(figure.number)}</b> <span>{_text(figure.counts)}</span>{remark}</li>\n"
    yield "</ul>\n"


def _way(block: Way) -> Iterator[str]:
    yield '<ol class="way">\n'
    for stage in block.stages:
        here = stage.standing in HERE
        kind = "here" if here else "ahead" if stage.standing in TO_COME else "done"
        current = ' aria-current="step"' if here else ""
        yield (
            f'<li class="{kind}"{current}><b>{_text(stage.title)}</b>'
            f"<span>{_text(stage.standing)}</span><span>{_text(stage.when)}</span></li>\n"
        )
    yield "</ol>\n"


def _table(block: Table, id_: str) -> Iterator[str]:
    if not block.rows:
        yield f'<p class="none">{_text(block.empty)}</p>\n'
        return
    caption = f"{_text(id_)}-caption"
    # What may be wider than a telephone can be scrolled by keyboard, and says what it is.
    yield (
        f'<div class="wide" role="region" aria-labelledby="{caption}" tabindex="0">\n<table>\n'
        f'<caption id="{caption}">{_text(block.caption)}</caption>\n<thead>\n<tr>'
    )
    kinds = [
        ' class="number"' if column.numeric else ' class="short"' if block.is_short(at) else ""
        for at, column in enumerate(block.columns)
    ]
    for column, kind in zip(block.columns, kinds, strict=True):
        yield f'<th scope="col"{kind}>{_text(column.title)}</th>'
    yield "</tr>\n</thead>\n<tbody>\n"
    for row in block.rows:
        first, *others = row
        cells = "".join(f"<td{kind}>{_lines(cell)}</td>" for cell, kind in zip(others, kinds[1:], strict=True))
        yield f'<tr><th scope="row"{kinds[0]}>{_lines(first)}</th>{cells}</tr>\n'
    yield "</tbody>\n</table>\n</div>\n"


def _entries(block: Entries) -> Iterator[str]:
    begun = False
    for entry in block.items:
        if not begun:
            yield '<ol class="entries">\n'
            begun = True
        yield from _entry(entry, block)
    yield "</ol>\n" if begun else f'<p class="none">{_text(block.empty)}</p>\n'


def _entry(entry: Entry, block: Entries) -> Iterator[str]:
    name = f' id="event-{entry.n}"' if block.anchors else ""
    mark = f' <span class="mark">{_text(entry.mark)}</span>' if entry.mark else ""
    yield (
        f'<li{name}><div class="when"><time datetime="{_text(entry.instant)}">{_text(entry.day)}</time>'
        f'{_text(entry.time)}, event {entry.n}</div>\n<div class="what">'
        f"<p><strong>{_text(entry.who)}</strong> {_text(entry.what)}{mark}</p>"
    )
    for said in entry.said:
        yield _said(said)
    if entry.rules or entry.rests_on:
        yield f'<p class="rests">{_text(rests_on(entry))}</p>'
    yield "</div></li>\n"


def rests_on(entry: Entry) -> str:
    """The rules and the events that an entry rests on, in a line."""
    rules = f"Rules: {', '.join(entry.rules)}." if entry.rules else ""
    events = f"Rests on event{'s' if len(entry.rests_on) > 1 else ''} {', '.join(map(str, entry.rests_on))}."
    return f"{rules} {events if entry.rests_on else ''}".strip()


def _said(said: Said) -> str:
    label = f'<span class="label">{_text(said.label)}:</span> '
    if said.text is None:
        return f'<blockquote>{label}<span class="withheld">[{_text(said.withheld)}]</span></blockquote>'
    return f"<blockquote>{label}{_text(said.text)}</blockquote>"


def _lines(text: str) -> str:
    return _text(text).replace("\n", "<br>")


def _text(text: str) -> str:
    return escape(shown(text))


@cache
def _style() -> str:
    return (Path(__file__).parent / "report.css").read_text(encoding="utf-8")


@cache
def _policy() -> str:
    """Nothing may be fetched or run; the one style that applies is named by its hash."""
    digest = base64.b64encode(sha256(_style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'"
