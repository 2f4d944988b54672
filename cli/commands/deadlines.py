"""Deadlines: set, extended, listed, and explained day by day."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cli.declaring import Answered, Draft, changes, draft, reads
from cli.desk import Desk
from cli.looking_back import looked_at
from cli.options import At, DeadlineName, Reason, Ref
from cli.values import local_day, local_moment, today
from engine.errors import InvalidInput
from engine.time.dates import describe_value

if TYPE_CHECKING:
    from engine.time.calendar import Calendar
    from engine.time.periods import Bound

app = typer.Typer(
    name="deadline", help="Deadlines: set, extended, listed, and explained day by day.", rich_markup_mode=None
)
app.callback()(lambda: None)

Due = Annotated[str, typer.Option("--due", metavar="LOCAL", help="The moment it ends, London time: 2026-11-26T12:00.")]


@reads(app, "list", examples=("seedbed deadline list RL-1", "seedbed deadline list RL-1 --at 2026-11-27 --json"))
def list_(desk: Desk, ref: Ref, at: At = None) -> Answered:
    """List the deadlines of a procedure: planned, running or passed, with the working days left."""
    from actions.queries.deadlines import deadlines_of
    from cli.render.deadlines import show_deadlines

    with desk.reading() as reading:
        found = deadlines_of(desk.house, reading, ref, at=looked_at(desk, reading, at))
    return Answered(schema="seedbed/deadlines/1", value=found, show=lambda page: show_deadlines(page, found))


@changes(
    app,
    "set",
    examples=(
        "seedbed deadline set RL-1 applications_close --due 2026-11-26T12:00 --starts-on 2026-10-30 --actor com",
        "seedbed deadline set RL-1 seed_ends --due 2027-05-14T17:00 --actor ada --dry-run",
    ),
)
def set_(
    desk: Desk,
    ref: Ref,
    deadline: DeadlineName,
    due: Due,
    starts_on: Annotated[
        str | None, typer.Option("--starts-on", metavar="DATE", help="The planned day of its start; default: today.")
    ] = None,
) -> Draft:
    """Set a deadline before it starts; never shorter than the law's minimum."""
    start = today(desk.house.clock.now()) if starts_on is None else local_day(starts_on, "--starts-on")
    return draft("set_deadline", ref, deadline=deadline, due_at=local_moment(due, "--due"), starts_on=start)


@changes(
    app,
    "extend",
    examples=(
        'seedbed deadline extend RL-1 applications_close --due 2026-12-03T12:00 --reason "Late answers." --actor com',
        'seedbed deadline extend RL-1 seed_ends --due 2027-05-21T17:00 --reason "Site closed." --actor ada --dry-run',
    ),
)
def extend(desk: Desk, ref: Ref, deadline: DeadlineName, due: Due, reason: Reason) -> Draft:
    """Move a running deadline later, for everybody, with a reason; what was published is never shortened."""
    return draft("extend_deadline", ref, deadline=deadline, due_at=local_moment(due, "--due"), reason=reason)


@changes(
    app,
    "shorten",
    examples=(
        (
            "seedbed deadline shorten RL-1 applications_close --due 2026-12-01T12:00 --notice UK4 --reference 2026/S-2"
            ' --reason "The need is urgent." --actor com'
        ),
        (
            "seedbed deadline shorten RL-1 applications_close --due 2026-12-01T12:00 --notice UK4 --reference 2026/S-2"
            ' --reason "The need is urgent." --actor com --dry-run'
        ),
    ),
)
def shorten(  # noqa: PLR0917 - one parameter for each option
    desk: Desk,
    ref: Ref,
    deadline: DeadlineName,
    due: Due,
    notice: Annotated[str, typer.Option("--notice", metavar="NOTICE", help="The published notice that says so.")],
    reference: Annotated[str, typer.Option("--reference", metavar="REFERENCE", help="Its reference on the platform.")],
    reason: Reason,
) -> Draft:
    """Bring a running deadline forward, for everybody; never below the law's minimum, and only if a notice says so."""
    due_at = local_moment(due, "--due")
    return draft(
        "shorten_deadline", ref, deadline=deadline, due_at=due_at, notice=notice, reference=reference, reason=reason
    )


@changes(
    app,
    "acknowledge",
    examples=(
        "seedbed deadline acknowledge RL-1 contract_details_due --actor com",
        "seedbed deadline acknowledge RL-1 contract_copy_due --actor com --json",
    ),
)
def acknowledge(desk: Desk, ref: Ref, deadline: DeadlineName) -> Draft:
    """Say that you know of a deadline of which you are reminded; its reminders to you stop."""
    return draft("acknowledge_deadline", ref, deadline=deadline)


@changes(
    app,
    "rule",
    examples=(
        (
            "seedbed deadline rule RL-1 applications_close --about acme --at 2026-11-26T12:00:01.2Z --in-time"
            ' --reason "The gate stamped 11:59." --actor com'
        ),
        (
            "seedbed deadline rule RL-1 applications_close --about acme --at 2026-11-26T12:00:01.2Z --late"
            ' --reason "Nothing shows an earlier receipt." --actor com --dry-run'
        ),
    ),
)
def rule(  # noqa: PLR0917 - one parameter for each option
    desk: Desk,
    ref: Ref,
    deadline: DeadlineName,
    about: Annotated[
        str, typer.Option("--about", metavar="NAME", help="The partner, move, notice or document that it is about.")
    ],
    at: Annotated[str, typer.Option("--at", metavar="INSTANT", help="When it was received, as the refusal says.")],
    in_time: Annotated[bool, typer.Option("--in-time/--late", help="What you rule.")],
    reason: Reason,
) -> Draft:
    """Rule whether what came so close to the end that the clock cannot tell was in time; only that very receipt."""
    received_at = local_moment(at, "--at")
    return draft(
        "rule_on_time", ref, deadline=deadline, about=about, received_at=received_at, in_time=in_time, reason=reason
    )


@reads(
    app,
    "explain",
    examples=("seedbed deadline explain RL-1 standstill", "seedbed deadline explain RL-1 applications_close --json"),
    codes=(0, 1, 2, 3, 4, 75),
)
def explain(desk: Desk, ref: Ref, deadline: DeadlineName, at: At = None) -> Answered:
    """Explain how a deadline comes to its date, each day that counted or did not included."""
    from actions.queries.deadlines import explain_deadline
    from cli.render.deadlines import show_explained

    with desk.reading() as reading:
        found = explain_deadline(desk.house, reading, ref, deadline, at=looked_at(desk, reading, at))
    return Answered(schema="seedbed/deadline-explain/1", value=found, show=lambda page: show_explained(page, found))


@reads(
    app,
    "compute",
    examples=(
        "seedbed deadline compute --from 2027-12-23 --working-days 8 --counting beginning-with",
        "seedbed deadline compute --from 2026-10-30 --days 25 --counting after --json",
        "seedbed deadline compute --before 2026-10-30 --at-least 40d --at-most 12m",
    ),
    codes=(0, 1, 2, 3),
)
def compute(
    desk: Desk,
    *,
    from_: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="The day on which the period starts.")
    ] = None,
    counting: Annotated[
        Literal["beginning-with", "after"] | None,
        typer.Option(
            "--counting", help="Whether that day is the first day (UK-CLK-3), or the day before it (UK-CLK-4)."
        ),
    ] = None,
    days: Annotated[int | None, typer.Option("--days", metavar="N", help="Calendar days: every day counts.")] = None,
    working_days: Annotated[
        int | None, typer.Option("--working-days", metavar="N", help="Working days of the calendar.")
    ] = None,
    months: Annotated[
        int | None, typer.Option("--months", metavar="N", help="Months, by the date that corresponds.")
    ] = None,
    rolling: Annotated[
        Literal["none", "eu", "pcr2015"],
        typer.Option("--rolling", help="Whether the end moves to a working day: not in the Procurement Act 2023."),
    ] = "none",
    before: Annotated[
        str | None,
        typer.Option("--before", metavar="DATE", help="Instead of --from: a day before which something is to happen."),
    ] = None,
    at_least: Annotated[
        str | None, typer.Option("--at-least", metavar="SPAN", help="With --before: 40d, 10wd (working days) or 12m.")
    ] = None,
    at_most: Annotated[str | None, typer.Option("--at-most", metavar="SPAN", help="With --before: the same.")] = None,
    calendar: Annotated[str, typer.Option("--calendar", metavar="NAME", help="Which calendar.")] = "uk",
) -> Answered:
    """Compute the last day of a period, or the days so long before one (UK-PPN-1); with --json each day and why."""
    from actions.calendars import calendar_meant
    from config.calendars.home import Shelf
    from engine.time.calendar import Calendar

    meant = Calendar.from_data(calendar_meant(Shelf(folder=desk.settings.home / "calendars"), calendar))
    if before is not None:
        if any(one is not None for one in (from_, counting, days, working_days, months)) or rolling != "none":
            raise InvalidInput("--before: goes with --at-least and --at-most, and with nothing that belongs to --from.")
        return _before(local_day(before, "--before"), at_least, at_most, meant)
    if from_ is None or counting is None or at_least is not None or at_most is not None:
        raise InvalidInput("Give --from DATE, --counting and a length; or --before DATE, --at-least and --at-most.")
    unit, length = _length({"calendar-days": days, "working-days": working_days, "months": months})
    return _after(local_day(from_, "--from"), length, unit, counting, rolling, meant)


def _length(given: dict[str, int | None]) -> tuple[str, int]:
    chosen = [(unit, length) for unit, length in given.items() if length is not None]
    if len(chosen) != 1:
        raise InvalidInput("Give exactly one of --days N, --working-days N and --months N.")
    return chosen[0]


def _after(  # noqa: PLR0917 - the parts of a period, called once
    day: date, length: int, unit: str, counting: str, rolling: str, calendar: Calendar
) -> Answered:
    """The last day of a period that starts on a day."""
    from engine.time.periods import Counting, Period, Rolling, Unit, explain_period

    period = Period(length=length, unit=Unit(unit), counting=Counting(counting), rolling=Rolling(rolling))
    found = explain_period(day, period, calendar)
    return Answered(
        schema="seedbed/deadline-compute/1", value=found, show=lambda page: page.line(found.last_on.isoformat())
    )


_SPAN = re.compile(r"([0-9]{1,5})(d|wd|m)", re.ASCII)


def _before(day: date, at_least: str | None, at_most: str | None, calendar: Calendar) -> Answered:
    """The first and the last day that lie so long before a day; nothing rolls backward."""
    from engine.time.periods import window_before

    least, most = _bound(at_least, "--at-least"), _bound(at_most, "--at-most")
    if least is None and most is None:
        raise InvalidInput("--before: say how long before, with --at-least, --at-most or both.")
    found = window_before(day, calendar, at_least=least, at_most=most)
    first, last = ("" if on is None else on.isoformat() for on in (found.first_on, found.last_on))
    said = "no day" if found.empty else f"{first}..{last}"
    return Answered(schema="seedbed/window-compute/1", value=found, show=lambda page: page.line(said))


def _bound(text: str | None, option: str) -> Bound | None:
    from engine.time.periods import Bound, Unit

    if text is None:
        return None
    found = _SPAN.fullmatch(text)
    if found is None:
        expected = "40d (days), 10wd (working days) or 12m (months)"
        raise InvalidInput(f"{option}: expected {expected}, got {describe_value(text)}.")
    units = {"d": Unit.CALENDAR_DAYS, "wd": Unit.WORKING_DAYS, "m": Unit.MONTHS}
    return Bound(length=int(found[1]), unit=units[found[2]])
