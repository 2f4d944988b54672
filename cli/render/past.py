"""History and decisions for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.queries.history import Attempted, Line
from cli.page import Page
from cli.render.typed import typed
from cli.render.words import moment, person, plural, said, title_line

if TYPE_CHECKING:
    from actions.queries.decisions import Decisions, Material
    from actions.queries.history import History


def show_history(page: Page, history: History) -> None:
    """Event by event, oldest first; refused commands stand between them where they happened."""
    title_line(page, history.procedure, history.title, history.re_enactment)
    if history.event is not None and history.at is not None:
        page.line(f"As of event {history.event}, {moment(history.at, history.zone)}.", style="italic")
    elif history.at is not None:
        page.line(f"{plural(len(history.events), 'event')} until then.")
    entries: list[tuple[str, Line | Attempted]] = [(_key(line), line) for line in history.events]
    entries += [(_key(attempt), attempt) for attempt in history.attempts or ()]
    entries.sort(key=lambda entry: entry[0])
    for _, entry in entries:
        page.line()
        _entry(page, entry, history.zone)
    if history.attempts is not None and not history.attempts:
        page.line()
        page.line("No command was refused.")


def _key(entry: Line | Attempted) -> str:
    return entry.at.isoformat()


def _entry(page: Page, entry: Line | Attempted, zone: str) -> None:
    who = person(entry.who, entry.name)
    when = moment(entry.at, zone)
    if isinstance(entry, Line):
        page.line(f"{entry.n:>4}  {when}  {who}, {entry.role_title} ({entry.auth})")
        page.line(f"      {entry.what}")
        if entry.words:
            page.line(f"      {said(entry.words)}")
        return
    page.line(f"   -  {when}  {who}, {entry.role_title}: refused")
    page.line(f"      `{typed(entry.command, entry.body)}`")
    page.line(f"      {entry.sentence}")


def show_decisions(page: Page, decisions: Decisions) -> None:
    """Decision by decision, oldest first."""
    title_line(page, decisions.procedure, decisions.title, decisions.re_enactment)
    if not decisions.decisions:
        page.line(
            f"No material decision is on record yet. `seedbed explain {decisions.procedure}` says what comes first."
        )
        return
    page.line(f"{plural(len(decisions.decisions), 'material decision')} on record (Procurement Act 2023, s.98).")
    for one in decisions.decisions:
        page.line()
        _decision(page, one, decisions.zone)


def _decision(page: Page, one: Material, zone: str) -> None:
    page.line(f"{one.n:>4}  {moment(one.at, zone)}  {one.kind}: {person(one.who, one.name)}, {one.role_title}")
    page.line(f"      {one.what}")
    if one.why:
        page.line(f"      why: {said(one.why)}")
    if one.rests_on:
        page.line(f"      rests on events {', '.join(map(str, one.rests_on))}")
    if one.rules:
        page.line(f"      rules: {', '.join(one.rules)}")
