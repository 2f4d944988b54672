"""Dates and hours of a definition, for people."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from cli.page import Page
from engine.money import format_money

if TYPE_CHECKING:
    from procedures.burden import Burden
    from procedures.burden.measuring import Range
    from procedures.feasibility.dates import HorizonDates, LaunchDates
    from procedures.feasibility.horizon import Window

_BEYOND = "beyond"


def show_launch(page: Page, found: LaunchDates) -> None:
    """A row for each step: earliest, likely and latest entry, and what it waits for."""
    page.line(
        f"{found.definition} {found.version}, launched on {found.launch}, calendar {found.calendar}", style="bold"
    )
    if found.shut:
        page.line(f"{found.goal} cannot be reached: {found.shut}")
        return
    page.table(
        ("Step", "Earliest", "Likely", "Latest", "Waits for (as likely)"),
        (
            (f"{one.title} ({one.step})", _day(one.earliest), _day(one.likely), _day(one.latest), one.why)
            for one in found.steps
        ),
    )
    if any(None in {one.earliest, one.likely, one.latest} for one in found.steps):
        page.line(f'"{_BEYOND}": after the last day that the calendar knows; nothing is guessed there.')


def show_horizon(page: Page, found: HorizonDates) -> None:
    """How many launch days will do, each fixed date with the windows that miss it, and the first and last day."""
    page.line(
        f"{found.definition} {found.version}, launched {found.first} to {found.last}, calendar {found.calendar}",
        style="bold",
    )
    if found.shut:
        page.line(f"{found.goal} cannot be reached: {found.shut}")
        return
    unknown = f", {found.unknown} not known (the calendar ends)" if found.unknown else ""
    page.line(
        f"Feasible launch days: {found.sure + found.at_best} of {found.launch_days}"
        f" ({found.sure} even when work takes its most{unknown})."
    )
    if found.never:
        page.line(f"Never: {_windows(found.never)}")
    if found.fixed_dates:
        page.heading("Fixed dates")
        page.table(
            ("Date", "Step", "Missed even at best if launched"),
            (
                (
                    f"{one.title} ({one.entered} {one.on})",
                    one.step,
                    _windows(one.never) if one.never else "never missed",
                )
                for one in found.fixed_dates
            ),
        )
    page.heading("Steps")
    page.table(
        ("Step", f"If launched {found.first}", "to", f"If launched {found.last}", "to"),
        (
            (
                f"{one.title} ({one.step})",
                _day(one.first_earliest),
                _day(one.first_latest),
                _day(one.last_earliest),
                _day(one.last_latest),
            )
            for one in found.steps
        ),
    )


def show_burden(page: Page, found: Burden) -> None:
    """Papers, stages against the money on offer, staff by role, and the sum."""
    page.heading("Papers that bidders write")
    page.table(
        ("Paper", "Stage", "Hours each", "Written by", "Hours of all", "Could be spared"),
        (
            (
                f"{one.title}{' (assumed)' if one.assumed else ''}",
                one.stage,
                _range(one.each),
                "not known" if one.bidders is None else f"{_range(one.bidders)} {one.writers}",
                _range(one.all),
                f"{one.could_spare:,}" if one.could_spare else "",
            )
            for one in found.papers
        ),
        right=("Could be spared",),
    )
    page.heading("Stages")
    page.table(
        ("Stage", "Hours of all", "Cost", "On offer", "Hours per 1,000", "Budget", ""),
        (
            (
                one.title,
                f"{one.all.likely:,}",
                _money(one.cost, found.currency),
                _money(one.on_offer, found.currency),
                one.hours_per_thousand or "",
                one.budget or "",
                _verdict(over=one.over, justified=one.justified),
            )
            for one in found.stages
        ),
        right=("Hours of all", "Cost", "On offer", "Hours per 1,000", "Budget"),
    )
    if found.staff:
        page.heading("The authority's own staff")
        page.table(
            ("Role", "Hours", "Cost"),
            ((one.title, _range(one.hours), _money(one.cost, found.currency)) for one in found.staff),
            right=("Cost",),
        )
    page.line()
    cost = "" if found.cost is None else f", {_money(found.cost, found.currency)}"
    page.line(f"All bidders together: {found.hours.likely:,} hours expected{cost}.")
    if found.could_spare:
        page.line(f"{found.could_spare:,} of these hours are asked for what is there already.")


def _verdict(*, over: bool, justified: bool) -> str:
    if not over:
        return ""
    return "over, justified" if justified else "over budget"


def _day(on: date | None) -> str:
    return _BEYOND if on is None else f"{on:%a} {on}"


def _windows(windows: tuple[Window, ...]) -> str:
    return ", ".join(map(str, windows))


def _range(found: Range) -> str:
    if found.least == found.most:
        return f"{found.likely:,}"
    return f"{found.likely:,} ({found.least:,} to {found.most:,})"


def _money(found: Range | None, currency: str) -> str:
    return "" if found is None else format_money(found.likely * 100, currency).removesuffix(".00")
