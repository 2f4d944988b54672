"""The log of exports for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.page import Page
from cli.render.words import moment, person, plural
from cli.values import ZONE
from engine.access import role_in_words

if TYPE_CHECKING:
    from actions.queries.exports import Exports, ExportSeen


def show_exports(page: Page, found: Exports) -> None:
    """Export by export, oldest first."""
    of = "" if found.procedure is None else f" of {found.procedure}"
    if not found.exports:
        page.line(f"No copy{of} has been taken out. Every export is put on record here before its file is handed over.")
        return
    copies = plural(len(found.exports), "copy", "copies")
    page.line(f"{copies}{of} taken out; each was put on record before its file was handed over.")
    for one in found.exports:
        page.line()
        _export(page, one)


def _export(page: Page, one: ExportSeen) -> None:
    of = "everything" if one.procedure == "*" else one.procedure
    upto = "" if one.upto_n is None else f", its history up to event {one.upto_n}"
    withheld = f"; {plural(one.withheld, 'sealed text')} withheld" if one.withheld else ""
    who = f"{person(one.who, one.name)}, {role_in_words(one.role)} ({one.auth})"
    page.line(f"{one.n:>4}  {moment(one.at, ZONE)}  {who}")
    page.line(f"      {one.what} of {of}{upto}{withheld}")
    page.line(f"      SHA-256 {one.sha256}")
