"""What an editor shows beside a definition: one line for each finding, in the form that editors and CI read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Final

import typer

from cli.commands.design.group import app
from cli.declaring import Answered, reads
from cli.desk import Desk
from cli.page import Page

_LEVELS: Final = {"MUST": "error", "SHOULD": "warning", "WARN": "warning", "INFO": "note"}
_COMPLAINT: Final = re.compile(r"(?P<file>.+?):(?P<line>\d+): (?P<message>.+)", re.DOTALL)


@dataclass(frozen=True, kw_only=True, slots=True)
class Diagnostic:
    """One line: where, how grave (error, warning, note), what is wrong, and the rule or the checker that says so."""

    file: str
    line: int
    level: str
    message: str
    said_by: str


@reads(
    app,
    "lint",
    examples=("seedbed design lint ./mine.yaml", "seedbed design lint ./mine.yaml ./trial.yaml --errors --json"),
    codes=(0, 1, 2, 4, 8),
)
def lint(
    desk: Desk,
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Definition files, or shipped ones by name.")],
    errors: Annotated[bool, typer.Option("--errors", help="Only what refuses the definition.")] = False,
) -> Answered:
    """Check definitions as `procedures check` does, one line for each finding: FILE:LINE:COLUMN: level: what [rule]."""
    found = [one for file in files for one in _diagnosed(desk, file) if not errors or one.level == "error"]
    refused = any(one.level == "error" for one in found)
    return Answered(
        schema="seedbed/lint/1",
        value={"findings": found},
        show=lambda page: _show(page, found, files),
        exit_code=8 if refused else 0,
    )


def _diagnosed(desk: Desk, file: str) -> Iterator[Diagnostic]:
    """Every finding in the order of the file; what cannot be read at all is told as such, line by line."""
    from cli.checking import checked, proven
    from engine.errors import DefinitionInvalid

    try:
        seen = checked(proven(desk, file))
    except DefinitionInvalid as unreadable:
        yield from (_unread(line, file) for line in str(unreadable).splitlines())
        return
    for one in sorted(seen.findings, key=lambda one: one.line):
        place = f"{one.place}: " if one.place else ""
        told = f"{place}{one.message}" + (f" (accepted: {one.accepted})" if one.accepted else "")
        yield Diagnostic(
            file=seen.file,
            line=one.line,
            level="note" if one.accepted else _LEVELS[one.severity],
            message=told,
            said_by=one.rule or one.checker,
        )


def _unread(complaint: str, file: str) -> Diagnostic:
    told = _COMPLAINT.fullmatch(complaint)
    line, message = (1, complaint) if told is None else (int(told["line"]), told["message"])
    return Diagnostic(file=file, line=line, level="error", message=message, said_by="format")


def _show(page: Page, found: list[Diagnostic], files: list[str]) -> None:
    for one in found:
        page.line(f"{one.file}:{one.line}:1: {one.level}: {one.message} [{one.said_by}]")
    if not found:
        page.line(f"{', '.join(files)}: nothing to say.", style="green")
