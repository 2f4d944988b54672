"""Open data for people: what was written, what a check found, what was taken from a notice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.page import Page
from exports.ocds.checking.findings import KEPT, TITLES, Finding, Severity, ordered

if TYPE_CHECKING:
    from actions.open_data.exporting import Released
    from actions.open_data.importing import TakenIn
    from exports.ocds.checking.file import Report

SINGLY = 40
"""Findings that are told one by one; more are told by groups."""
_STYLE = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: None}


def show_released(page: Page, made: Released) -> None:
    """The file, and what is still to do before it is published."""
    page.line(made.sentence, style="green")
    page.line(f"SHA-256 {made.sha256}; on record: seedbed audit exports {made.procedure}")
    if made.placeholder:
        page.line(
            "The ocid prefix is a placeholder: register one with the Open Contracting Partnership and set it in"
            " open-data.toml before anything is published."
        )


def show_report(page: Page, report: Report, *, every: bool) -> None:
    """A summary first; then each finding, or each group with its first example."""
    page.line(_summary(report), style="green" if report.valid else "bold red")
    found = report.errors + report.warnings + report.notes
    if not found:
        return
    page.line(
        f"{_many(report.errors, 'error')}, {_many(report.warnings, 'warning')}, {_many(report.notes, 'note')}."
        " An error breaks the standard; a warning is probably a mistake; a note may be meant."
    )
    if every or found <= SINGLY:
        for finding in ordered(report.findings):
            _show(page, finding)
        if found > len(report.findings):
            page.line(f"Only the first {KEPT:,} findings are kept; the counts above are of all.")
        return
    _show_groups(page, report)


def _summary(report: Report) -> str:
    verdict = "Valid OCDS 1.1" if report.valid else "Not valid OCDS 1.1"
    records = f"{_many(report.records, 'record')}, " if report.records else ""
    profiles = f", judged as {' and '.join(report.profiles)}" if report.profiles else ""
    return f"{verdict}: {report.form}, {records}{_many(report.releases, 'release')}{profiles}."


def _many(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _show(page: Page, finding: Finding) -> None:
    of = f" (release {finding.release})" if finding.release else ""
    page.line(f"{finding.severity}: {finding.path or '/'}{of}: {finding.message}", style=_STYLE[finding.severity])


def _show_groups(page: Page, report: Report) -> None:
    for severity in Severity:
        groups = [group for group in report.groups if group.severity is severity]
        if groups:
            page.heading(f"{severity.capitalize()}s")
        for group in groups:
            page.line(f"{group.count:>7,} x {group.where}: {TITLES[group.kind]}", style=_STYLE[severity])
            of = f" (release {group.first.release})" if group.first.release else ""
            page.line(f"          first: {group.first.path}{of}: {group.first.message}")
    page.line()
    page.line("Each finding on a line of its own: --all, or --json")


def show_taken_in(page: Page, made: TakenIn) -> None:
    """What the draft has from the notice, what only the filed notice has, and what a person has to answer."""
    notice = made.notice
    done = "would be opened" if made.dry_run else "is open"
    page.line(f"{made.procedure} {done} from release {notice.release} of {notice.ocid}.", style="green")
    page.pairs(
        (name, value)
        for name, value in (
            ("Title", notice.title),
            ("Lots", ", ".join(f"{ref} ({title})" for ref, title in made.lots) or "none: the whole is one"),
            ("Buyer", notice.buyer),
            ("Value", notice.value),
            *notice.dates,
            ("Published", notice.published),
        )
        if value
    )
    page.line("Title and lots are the procedure's own; the rest stands in the notice, and is decided anew.")
    if made.paper is None:
        page.line(f"{made.definition} has no paper for the notice, so it was not filed.")
    elif not made.dry_run:
        page.line(f"The notice is filed as it came: {made.paper}")
    if notice.ignored:
        page.heading(f"Not taken ({len(notice.ignored)} fields, kept in the notice)")
        for place in notice.ignored:
            page.line(f"  {place}")
    if notice.doubts:
        page.heading("Defects of the notice")
        for doubt in notice.doubts:
            page.line(f"  {doubt}")
    if made.questions:
        page.heading("Questions of fact to answer with --fact")
        for name, question in made.questions:
            page.line(f"  {name}  {question}")
