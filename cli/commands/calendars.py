"""Calendars: which there are, what is in them, whether they are right, and what another one would change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.declaring import Answered, Who, decides, reads
from cli.desk import Desk
from cli.options import Reason
from engine.errors import InvalidInput

if TYPE_CHECKING:
    from actions.answer import Answer
    from actions.queries.what_if import WhatIf
    from config.calendars.home import Shelf

app = typer.Typer(
    name="calendar",
    help="Calendars: which there are, whether they are right, and what another one would change.",
    rich_markup_mode=None,
)
app.callback()(lambda: None)

Meant = Annotated[
    str,
    typer.Argument(
        metavar="CALENDAR",
        help="A name (its newest version), a version such as uk-2026.1, or a file: TOML, JSON or CSV.",
    ),
]
DIFFERENT = 6


@dataclass(frozen=True, kw_only=True, slots=True)
class Applied:
    """What was previewed, and the answers of the commands that did it, one for each procedure."""

    preview: WhatIf
    dry_run: bool
    answers: tuple[Answer, ...]


@reads(app, "list", examples=("seedbed calendar list", "seedbed calendar list --json"), codes=(0, 1, 2))
def list_(desk: Desk) -> Answered:
    """List every calendar and version: those that ship, and those of this folder."""
    from actions.queries.calendar_views import known
    from cli.render.calendars import show_list

    shelf = _shelf(desk)
    found = [
        known(shelf, shelf.load(name, version=version)) for name in shelf.names() for version in shelf.versions(name)
    ]
    return Answered(schema="seedbed/calendars/1", value={"calendars": found}, show=lambda page: show_list(page, found))


@reads(
    app, "show", examples=("seedbed calendar show uk --year 2027", "seedbed calendar show uk-scotland"), codes=(0, 1, 2)
)
def show(
    desk: Desk,
    calendar: Meant,
    year: Annotated[int | None, typer.Option("--year", metavar="YEAR", help="Only this year.")] = None,
) -> Answered:
    """Show the days of a calendar, its range and its checksum."""
    from actions.calendars import calendar_meant
    from actions.queries.calendar_views import Day, Shown, known
    from cli.render.calendars import show_one

    shelf = _shelf(desk)
    data = calendar_meant(shelf, calendar)
    if year is not None and not data.first_on.year <= year <= data.last_on.year:
        raise InvalidInput(f"--year: {data.name} knows {data.first_on.year} to {data.last_on.year}, and {year} is not.")
    days = tuple(Day(on=day.on, why=day.why, parts=day.parts) for day in data.holidays if year in {None, day.on.year})
    found = Shown(calendar=known(shelf, data), days=days)
    return Answered(schema="seedbed/calendar/1", value=found, show=lambda page: show_one(page, found))


@reads(
    app,
    "check",
    examples=("seedbed calendar check bank-holidays.json", "seedbed calendar check dates.csv --calendar uk-scotland"),
    codes=(0, 1, 2, 6),
)
def check(
    desk: Desk,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The JSON that GOV.UK publishes, or a CSV with division,date.")
    ],
    calendar: Annotated[str, typer.Option("--calendar", metavar="CALENDAR", help="Which calendar.")] = "uk",
) -> Answered:
    """Compare a calendar with an official list, weekday by weekday; exit code 6 when they differ."""
    from actions.calendars import calendar_meant
    from actions.queries.calendar_views import Checked
    from cli.render.calendars import show_checked
    from config.calendars.official import DIVISIONS, OfficialFileUnreadable, compare, read_official

    shelf = _shelf(desk)
    shelf.names()  # reads every file of the folder: whoever checks hears of a broken one, whichever calendar it is of
    data = calendar_meant(shelf, calendar)
    try:
        official = read_official(file)
    except OfficialFileUnreadable as error:
        raise InvalidInput(f"FILE: {error}") from error
    divisions = compare(data, official)
    if not divisions or divisions[0].first_on > divisions[0].last_on:
        raise InvalidInput(f"FILE: {file.name} and calendar {data.name} have no division and year in common.")
    differences = sum(len(one.differences) for one in divisions)
    years = range(official.first_year, official.last_year + 1)
    found = Checked(
        calendar=f"{data.name}-{data.version}",
        sha256=data.sha256,
        file=file.name,
        equal=differences == 0,
        differences=differences,
        divisions=divisions,
        missing=tuple(name for name in DIVISIONS if name not in official.days),
        weekend_days_left_out=official.weekend,
        years_beyond=tuple(year for year in years if not data.first_on.year <= year <= data.last_on.year),
    )
    return Answered(
        schema="seedbed/calendar-check/1",
        value=found,
        show=lambda page: show_checked(page, found),
        exit_code=DIFFERENT if differences else 0,
    )


@reads(
    app,
    "diff",
    examples=("seedbed calendar diff uk-2026.1 uk", "seedbed calendar diff uk bank-holidays.json"),
    codes=(0, 1, 2),
)
def diff(desk: Desk, before: Meant, after: Meant) -> Answered:
    """Say day by day what differs between two calendars."""
    from actions.calendars import calendar_meant
    from actions.queries.calendar_views import Change, Differing
    from cli.render.calendars import show_diff

    one, two = (calendar_meant(_shelf(desk), text) for text in (before, after))
    old, new = ({day.on: day.why for day in data.holidays} for data in (one, two))
    found = Differing(
        before=f"{one.name}-{one.version}",
        after=f"{two.name}-{two.version}",
        range_before=(one.first_on, one.last_on),
        range_after=(two.first_on, two.last_on),
        changes=tuple(
            Change(on=on, before=old.get(on), after=new.get(on))
            for on in sorted({*old, *new})
            if old.get(on) != new.get(on)
        ),
    )
    return Answered(schema="seedbed/calendar-diff/1", value=found, show=lambda page: show_diff(page, found))


@reads(
    app,
    "what-if",
    examples=("seedbed calendar what-if uk-2026.2", "seedbed calendar what-if bank-holidays.json --json"),
)
def what_if_(desk: Desk, calendar: Meant) -> Answered:
    """Show every open deadline that another calendar would move, and what would break; change nothing."""
    from actions.calendars import calendar_meant
    from actions.queries.what_if import what_if
    from cli.render.calendars import show_what_if
    from engine.time.calendar import Calendar

    other = Calendar.from_data(calendar_meant(_shelf(desk), calendar))
    with desk.reading() as reading:
        found = what_if(desk.house, reading, other)
    return Answered(schema="seedbed/calendar-what-if/1", value=found, show=lambda page: show_what_if(page, found))


@decides(
    app,
    "apply",
    examples=(
        'seedbed calendar apply uk-2026.2 --reason "The holiday of 7 June was proclaimed." --actor ada --dry-run',
        'seedbed calendar apply uk --reason "The list of 2029 is out." --procedure RL-1 --actor ada',
    ),
)
def apply(
    desk: Desk,
    calendar: Meant,
    reason: Reason,
    procedure: Annotated[
        list[str] | None, typer.Option("--procedure", metavar="REF", help="Only this one; may be repeated.")
    ] = None,
) -> Callable[[Who], Answered]:
    """Put the running procedures on another version, all of them or none; what moves is what the preview shows."""

    def decided(who: Who) -> Answered:
        from actions.calendars import calendar_meant, put_on_calendar
        from actions.people import person_named
        from actions.queries.moment import known_procedure
        from actions.queries.what_if import what_if
        from cli.carry_out import actor_given, request_id_given
        from cli.render.calendars import show_applied
        from engine.time.calendar import Calendar

        other = Calendar.from_data(calendar_meant(_shelf(desk), calendar))
        _refuse_not_installed(_shelf(desk), other)
        with desk.reading() as reading:
            for ref in procedure or ():
                known_procedure(reading, ref)
            actor = person_named(reading, actor_given(who))
            preview = what_if(desk.house, reading, other, only=procedure or ())
        answers = put_on_calendar(
            desk.house, other, preview.procedures, actor=actor, role=who.role, reason=reason,
            request_id=request_id_given(desk, who), dry_run=who.dry_run,
        )  # fmt: skip
        found = Applied(preview=preview, dry_run=who.dry_run, answers=answers)
        return Answered(schema="seedbed/calendar-apply/1", value=found, show=lambda page: show_applied(page, found))

    return decided


def _shelf(desk: Desk) -> Shelf:
    from config.calendars.home import Shelf

    return Shelf(folder=desk.settings.home / "calendars")


def _refuse_not_installed(shelf: Shelf, other: object) -> None:
    """What dates are computed with stays at hand: a version that ships, or a file in the folder's calendars."""
    name, version, sha256 = (getattr(other, key) for key in ("name", "version", "sha256"))
    there = version in shelf.versions(name)
    if not there or shelf.load(name, version=version).sha256 != sha256:
        raise InvalidInput(
            f"CALENDAR: {name}-{version} is not among the calendars of this folder. Put the file into"
            f" {shelf.folder} first, so that its dates can be counted again later."
        )
