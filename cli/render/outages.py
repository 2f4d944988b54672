"""Outages for people."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from cli.page import Page
from cli.render.words import length, moment, plural
from cli.values import ZONE

if TYPE_CHECKING:
    from actions.queries.outages import Outage, OutageReport


def show_outages(page: Page, found: OutageReport) -> None:
    """One outage after the other: what passed, what went late, whom to tell."""
    since = moment(found.since, ZONE)
    if found.alive_at is None:
        page.line("No clock of Seedbed's ever ran here, so nothing was watched: `seedbed serve` brings one.")
        return
    if not found.outages:
        page.line(f"No outage since {since}.")
        if found.up_since is not None:
            page.line(f"A clock has run without a gap since {moment(found.up_since, ZONE)}.")
        return
    page.line(f"{plural(len(found.outages), 'outage')} since {since}.")
    for outage in found.outages:
        _show(page, outage)


def _show(page: Page, outage: Outage) -> None:
    until = "now, and nothing runs yet" if outage.until_at is None else moment(outage.until_at, ZONE)
    page.heading(f"From {moment(outage.from_at, ZONE)} until {until} ({length(timedelta(seconds=outage.seconds))})")
    if outage.deadlines:
        page.line("Deadlines that passed meanwhile; each took effect at its own instant:")
        page.table(
            ("Procedure", "Deadline", "Passed", "Outcome", "Recorded", "Owners"),
            [
                (
                    one.procedure,
                    one.title,
                    moment(one.passed_at, one.zone),
                    one.outcome,
                    "" if one.recorded_at is None else moment(one.recorded_at, one.zone),
                    ", ".join(one.people),
                )
                for one in outage.deadlines
            ],
        )
        for one in outage.deadlines:
            if one.consequence:
                page.line(f"{one.procedure} {one.deadline}: {one.consequence}")
    else:
        page.line("No deadline passed meanwhile.")
    _reminders(page, outage)
    for told in outage.to_tell:
        page.line(f"Tell {told.person}: {'; '.join(told.of)}")


def _reminders(page: Page, outage: Outage) -> None:
    if outage.reminders_waiting:
        page.line(f"{plural(outage.reminders_waiting, 'reminder')} due meanwhile, not sent yet.")
    if not outage.reminders:
        return
    page.line("Reminders that went late:")
    page.table(
        ("Procedure", "To", "Was due", "Sent", "Late", "About"),
        [
            (
                late.procedure,
                late.person,
                moment(late.due_at, ZONE),
                "given up" if late.given_up else "not yet" if late.sent_at is None else moment(late.sent_at, ZONE),
                length(timedelta(seconds=late.late_seconds)),
                late.subject,
            )
            for late in outage.reminders
        ],
    )
