"""Small words that several pages share: dates, people, the line of a re-enactment."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from cli.page import Page
from engine.time.dates import day_and_month
from engine.time.local_time import describe_instant, local_date

if TYPE_CHECKING:
    from actions.queries.history import Words


def title_line(page: Page, procedure: str, title: str, re_enactment: str | None) -> None:
    """What the page is about; a re-enactment says so on every page."""
    page.line(f"{procedure}  {title}", style="bold")
    if re_enactment:
        page.line(re_enactment, style="italic")


def day(on: date | None) -> str:
    """A date in a table, where width matters: "2026-12-03"."""
    return "" if on is None else on.isoformat()


def written(on: date) -> str:
    """A date in a sentence: "3 December 2026"."""
    return f"{day_and_month(on)} {on.year}"


def due(at: datetime | None, zone: str = "Europe/London") -> str:
    """A date and a time in a table: "2026-12-03 12:00"; the end of a day is only its date."""
    if at is None:
        return ""
    clock = describe_instant(at, zone).partition(", ")[2].partition(" (")[0]
    shown = day(local_date(at, zone))
    return shown if clock == "23:59:59" else f"{shown} {clock}"


def moment(at: datetime, zone: str) -> str:
    """An instant in a sentence: "3 December 2026, 12:00 (London)"."""
    return describe_instant(at, zone)


def length(of: timedelta) -> str:
    """How long something took: "21 days, 14 hours, 57 minutes"; below a minute in seconds."""
    hours, rest = divmod(of.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    parts = [(of.days, "day"), (hours, "hour"), (minutes, "minute")]
    said_ = [plural(count, name) for count, name in parts if count]
    return ", ".join(said_) or plural(seconds, "second")


def person(who: str, name: str | None) -> str:
    """A pseudonym, with the name that is still disclosed."""
    return f"{who} ({name})" if name else who


def people(titles: Sequence[str], holders: Mapping[str, Sequence[str]], machines: Collection[str] = ()) -> str:
    """Roles by their title, with those who hold them now; what is a machine's stands last, and nobody is missing."""
    return ", ".join(
        f"{title} ({_holding(holders.get(title, ()), machine=title in machines)})"
        for title in sorted(titles, key=lambda title: title in machines)
    )


def _holding(held: Sequence[str], *, machine: bool) -> str:
    return ", ".join(held) or ("a machine: no person holds it" if machine else "nobody holds it now")


def said(words: Sequence[Words]) -> str:
    """What somebody wrote, or that it is withheld; a line end in it cannot pass for a line of ours."""
    return "; ".join(f"[{one.withheld}]" if one.text is None else f'"{_folded(one.text)}"' for one in words)


def _folded(text: str) -> str:
    return text.replace("\n", "\n        | ")


def plural(count: int, one: str, several: str | None = None) -> str:
    """A number with its noun."""
    return f"{count} {one if count == 1 else several or one + 's'}"
