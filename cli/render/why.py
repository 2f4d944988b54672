"""Why one event is what it is, for people: in the order in which an auditor asks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from cli.page import Page
from cli.render.words import moment, person, plural, said, title_line

if TYPE_CHECKING:
    from actions.replaying.before import Before
    from actions.replaying.persons import PersonThen
    from actions.replaying.why import EventSeen, Why
    from engine.explanation import Finding

_MOST: Final = 15
"""So many papers or events are told one by one; the rest is counted."""


def show_why(page: Page, why: Why) -> None:
    """What happened, who, why, under which rules, on what, what they had before them, and what came of it."""
    title_line(page, why.procedure, why.title, why.re_enactment)
    page.line()
    line = why.line
    page.line(f"Event {line.n}: {person(line.who, line.name)} {line.what}.", style="bold")
    page.line(f"  {moment(line.at, why.zone)}; {line.type}, no. {why.gseq} of the whole history")
    page.line(f"  event SHA-256 {line.hash}", style="dim")
    page.line(f"  follows SHA-256 {why.prev}", style="dim")
    _who(page, why)
    _reasons(page, why)
    _rules(page, why)
    _events(page, "It rests on", why.evidence, why.zone)
    _before(page, why.before, why)
    _together(page, why)
    _after(page, why)


def _who(page: Page, why: Why) -> None:
    page.heading("Who")
    who = why.person
    page.line(f"  {person(who.who, who.name)}, as {who.role_title}; {who.how}.")
    page.line(f"  {_grant(who)}")
    if why.rules.by:
        page.line(f"  The definition leaves this to {' or '.join(why.rules.by)} ({why.rules.place}).")
    if why.four_eyes is not None:
        page.line(f"  Second person: {why.four_eyes.sentence}")
        for one in why.four_eyes.persons[:_MOST]:
            page.line(f"    event {one.n}: {person(one.who, one.name)}, {one.role_title}, {one.what}")


def _grant(who: PersonThen) -> str:
    if who.grant is None:
        return "The register gives this role to nobody of that name on that day." if who.role != "clock" else (
            "The role is nobody's in the register: only the clock has it."
        )  # fmt: skip
    until = "" if who.to_on is None else f" to {who.to_on.isoformat()}"
    by = "" if who.handed_on_by is None else f", handed on by {who.handed_on_by}"
    since = "" if who.from_on is None else who.from_on.isoformat()
    return f"They held the role that day: {who.grant}, from {since}{until}{by}."


def _reasons(page: Page, why: Why) -> None:
    words = [one for one in why.line.words if one.field != "name"]
    page.heading("Why")
    if not (words or why.reasons or why.findings):
        page.line("  No reason was given, and none is asked for here.")
    if words:
        page.line(f"  In their words: {said(words)}")
    for sentence in why.reasons:
        page.line(f"  {sentence}")
    for finding in why.findings:
        _finding(page, finding)
    if why.agrees is not None:
        again = "gives the same" if why.agrees else "gives SOMETHING ELSE than was recorded"
        page.line(f"  Asked again under the rules and the calendar of that day, the gate {again}.")


def _finding(page: Page, finding: Finding) -> None:
    rules = f" ({', '.join(finding.rules)})" if finding.rules else ""
    page.line(f"  {finding.standing:<10} {finding.asks}{rules}")
    page.line(f"             {finding.why}", style="dim")
    for item in finding.evidence[:_MOST]:
        where = "" if item.event is None else f"event {item.event}: "
        page.line(f"             evidence: {where}{item.text}", style="dim")


def _rules(page: Page, why: Why) -> None:
    known = why.rules
    page.heading("Under which rules")
    if known.rules:
        page.line(f"  {', '.join(known.rules)}; law pack {known.law_pack}")
    else:
        page.line(f"  No rule of the law is tied to it; law pack {known.law_pack}")
    page.line(f"  {known.definition} {known.version}, {known.place or 'the engine'}: {known.title}")
    page.line(f"    SHA-256 {known.definition_sha256}", style="dim")
    page.line(f"  calendar {known.calendar}")
    if known.calendar_sha256:
        page.line(f"    SHA-256 {known.calendar_sha256}", style="dim")


def _events(page: Page, heading: str, events: Iterable[EventSeen], zone: str) -> None:
    known = list(events)
    if not known:
        return
    page.heading(heading)
    for one in known[:_MOST]:
        page.line(f"  event {one.n}, {moment(one.at, zone)}: {one.who} {one.what}")
        page.line(f"    SHA-256 {one.hash}", style="dim")
        if one.document:
            page.line(f"    document SHA-256 {one.document}", style="dim")
    if len(known) > _MOST:
        page.line(f"  ... and {len(known) - _MOST} more: --json has all of them.")


def _before(page: Page, before: Before, why: Why) -> None:
    page.heading("What they had before them")
    if before.n < 0:
        page.line("  Nothing: the procedure began with it.")
    else:
        page.line(f'  The history up to event {before.n}, in "{before.step_title}" ({before.step}).')
    for paper in before.papers[-_MOST:]:
        of = f" of {paper.partner}" if paper.partner else ""
        sealed = ", sealed then" if paper.sealed_until else ""
        page.line(f'  "{paper.title}"{of}: version {paper.version}, {paper.status}{sealed}; {paper.sha256[:16]}')
    if len(before.papers) > _MOST:
        page.line(f"  ... and {len(before.papers) - _MOST} older papers: --json has all of them.")
    for deadline in before.deadlines:
        page.line(f'  Deadline "{deadline.title}": {deadline.status}, ends {moment(deadline.due_at, why.zone)}')
    _told(page, before)
    for one in before.refused[-_MOST:]:
        page.line(f"  Refused before, {moment(one.at, why.zone)}, {one.who} ({one.role_title}): {one.sentence}")
    if not before.refused:
        page.line("  Nothing of the kind had been refused before.")


def _told(page: Page, before: Before) -> None:
    if before.warnings is None:
        page.line("  Which warnings were shown is not known here: the answer to the command is not kept in this copy.")
    else:
        for warning in before.warnings:
            page.line(f"  They were warned: {warning}")
        for note in before.notes or ():
            page.line(f"  They were told: {note}")
        if not before.warnings:
            page.line("  No warning was shown.")


def _together(page: Page, why: Why) -> None:
    if why.together:
        asked = f"`{why.command}` recorded" if why.command else "The same command recorded"
        page.heading(f"{asked} {plural(len(why.together) + 1, 'event')}, the others:")
        for one in why.together[:_MOST]:
            page.line(f"  event {one.n}: {one.what}")
        if len(why.together) > _MOST:
            page.line(f"  ... and {len(why.together) - _MOST} more.")


def _after(page: Page, why: Why) -> None:
    page.heading("What rests on it since")
    if not why.since:
        page.line("  Nothing is known to rest on it.")
    for one in why.since[:_MOST]:
        page.line(f"  event {one.n}, {moment(one.at, why.zone)}: {one.what}")
    if len(why.since) > _MOST:
        page.line(f"  ... and {len(why.since) - _MOST} more: --json has all of them.")
    page.heading("Corrections")
    if not why.corrections:
        page.line("  Nobody has declared it wrong or withheld anything of it.")
    for corrected in why.corrections:
        words = f" {said(corrected.words)}" if corrected.words else ""
        page.line(f"  event {corrected.n}, {moment(corrected.at, why.zone)}: {corrected.who} {corrected.what}.{words}")
