"""Reminders for people."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from cli.page import Page
from cli.render.words import due, moment

if TYPE_CHECKING:
    from actions.queries.reminders import Due, MessageSeen, Sent, Why


_THE_REGISTER = "register"

_ABOUT = {"named": "a role or a stand-in", "gate_decided": "a gate that was passed"}
"""Kinds of reminders that are about no deadline."""


def show_due(page: Page, found: Due) -> None:
    """One row a rung, soonest first."""
    if not found.reminders:
        page.line(f"Nothing is due up to {moment(found.upto, found.zone)}.")
        return
    page.table(
        ("Due", "Procedure", "About", "Rung", "For", "Would go to", "Waits for"),
        [
            (
                moment(one.due_at, found.zone) + (" (provisional)" if one.provisional else ""),
                _THE_REGISTER if one.kind == "named" else one.procedure,
                one.deadline or _ABOUT.get(one.kind, one.kind),
                rung(one.rung),
                one.role,
                ", ".join(one.to) or "nobody",
                one.waits,
            )
            for one in found.reminders
        ],
    )
    if found.more:
        page.line("There is more: name a procedure, or look at fewer days.")


def show_sent(page: Page, found: Sent) -> None:
    """One row a message, newest first; what failed is said below it."""
    if not found.messages:
        page.line(f"No message since {moment(found.since, found.zone)}.")
        return
    page.table(
        ("No", "Made", "To", "About", "Status", "Confirmed", "Channel"),
        [
            (
                str(number),
                _short(one.claimed_at, found.zone),
                one.person,
                ", ".join(map(_about, one.about)),
                f"{one.status}, {one.repeated} repeated" if one.repeated else one.status,
                _short(one.confirmed_at, found.zone),
                one.channel,
            )
            for number, one in enumerate(found.messages, start=1)
        ],
        right=("No",),
    )
    for number, one in enumerate(found.messages, start=1):
        for said in (*one.failures, *filter(None, [one.withdrawn])):
            page.line(f"{number}: {said}")
    page.line(f"Times are of {found.zone.rpartition('/')[2]}; the identity of each message stands in --json.")


def show_why(page: Page, found: Why) -> None:
    """A sentence, then each rung and what became of it."""
    page.line(found.sentence, style="bold")
    if not found.rungs:
        page.line(found.none_because)
        return
    page.table(
        ("When", "Procedure", "Rung", "For", "Outcome", "Why", "How"),
        [
            (
                moment(one.at, found.zone),
                one.procedure,
                rung(one.rung),
                one.role,
                one.outcome,
                one.why,
                _how(one.message, found.zone),
            )
            for one in found.rungs
        ],
    )


def rung(name: str) -> str:
    """A rung in words."""
    place, _, number = name.rpartition("-")
    match place:
        case "before" if number == "0":
            return "on the day"
        case "before":
            return f"{number} working day{'' if number == '1' else 's'} before"
        case "after":
            return f"{number} working day{'' if number == '1' else 's'} after"
        case "weekly":
            return f"week {number} after"
        case _:
            return name


def _about(about: str) -> str:
    """What a message is about: a procedure and a deadline or gate, or an entry of the register of people."""
    stream, _, what = about.partition("/")
    return f"{_THE_REGISTER} {what}" if stream == "people" else f"{stream} {what}"


def _how(message: MessageSeen | None, zone: str) -> str:
    if message is None:
        return ""
    if message.confirmed_at is not None:
        again = f", {message.repeated} repeated" if message.repeated else ""
        return f"by {message.channel} at {moment(message.confirmed_at, zone)}, {message.where}{again}"
    return "; ".join((message.status, *message.failures))


def _short(at: datetime | None, zone: str) -> str:
    """Local date and time in a column, which says its zone elsewhere."""
    return "" if at is None else due(at, zone)
