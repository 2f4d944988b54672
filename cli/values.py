"""What people type, read exactly: dates, local times, sums of money, yes and no; an error names the option."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta

from engine.errors import InvalidInput
from engine.time.dates import describe_value
from engine.time.local_time import INSTANT, end_of_day, instant_of, local_date, parse_instant

ZONE = "Europe/London"
"""Wall times on the command line are London's."""

LONDON_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_WALL = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?", re.ASCII)
_SUM = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]+))?", re.ASCII)
_SIGNS: Mapping[str, str] = {"GBP": "£", "EUR": "€", "USD": "$"}
_DIGITS = 2
"""Digits of the minor unit in the currencies that we know; ``engine.money`` writes the same."""
_LONGEST_SUM = 18  # digits and commas: all of them fit the integers that the commands accept


def local_day(text: str, option: str) -> date:
    """A date such as 2026-11-30."""
    if LONDON_DAY.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass  # such as 2026-02-30: told below in the same words
    raise InvalidInput(f"{option}: expected a date such as 2026-11-30, got {describe_value(text)}.")


def local_moment(text: str, option: str) -> datetime:
    """A local time such as 2026-11-26T12:00 (London), or an instant with an offset; the instant in UTC.

    A time that the clocks skip or show twice is InvalidInput: nothing is guessed.
    """
    try:
        if INSTANT.fullmatch(text):
            return parse_instant(text)
        if _WALL.fullmatch(text):
            return instant_of(datetime.fromisoformat(text), ZONE)
    except InvalidInput as error:
        raise InvalidInput(f"{option}: {error}") from None
    except ValueError:
        pass  # such as 2026-02-30T09:00: told below in the same words
    raise InvalidInput(
        f"{option}: expected a London time such as 2026-11-26T12:00, or an instant such as 2026-11-26T12:00:00Z,"
        f" got {describe_value(text)}."
    )


def moment(text: str | None, option: str = "--at") -> datetime | None:
    """A moment to look back to: a local time, an instant, or a date, which means the end of that day in London."""
    if text is None:
        return None
    if LONDON_DAY.fullmatch(text):
        return end_of_day(local_day(text, option), ZONE) - timedelta(microseconds=1)
    return local_moment(text, option)


def today(now: datetime) -> date:
    """The date on the wall in London."""
    return local_date(now, ZONE)


def amount(text: str, currency: str, option: str) -> int:
    """A sum such as 20000, 20,000.00 or £20,000 in integer minor units; never a float on the way."""
    sign = _SIGNS.get(currency, "")
    bare = text.strip()
    for prefix in (sign, currency):
        if prefix and bare.startswith(prefix):
            bare = bare.removeprefix(prefix).strip()
            break
    found = _SUM.fullmatch(bare)
    if found is None or len(found[1]) > _LONGEST_SUM or len(found[2] or "00") != _DIGITS:
        raise InvalidInput(
            f"{option}: expected a sum such as 20000, 20,000.00 or {sign}20,000 ({currency}),"
            f" got {describe_value(text)}."
        )
    return int(found[1].replace(",", "") + (found[2] or "0" * _DIGITS))


def yes_or_no(text: str, option: str) -> bool:
    """The answer to a question of fact."""
    if text not in ("yes", "no"):
        raise InvalidInput(f"{option}: answer yes or no, got {describe_value(text)}.")
    return text == "yes"


def named(given: Iterable[str], option: str, example: str) -> dict[str, str]:
    """Values with names, such as ``a=Signals``; a name given twice is an error, never the last one wins."""
    found: dict[str, str] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not (name and equals):
            raise InvalidInput(f"{option}: expected NAME=VALUE such as {example}, got {describe_value(text)}.")
        if name in found:
            raise InvalidInput(f"{option}: {describe_value(name)} is given twice.")
        found[name] = value
    return found


def quiet_hours(text: str | None) -> tuple[time | None, time | None]:
    """The beginning and the end of hours such as ``19:00-07:30``, local clock; None: there are none."""
    if text is None:
        return None, None
    found = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)", text, re.ASCII)
    if found is None:
        raise InvalidInput(f"--quiet-hours: expected hours such as 19:00-07:30, got {describe_value(text)}.")
    begins, begin_minutes, ends, end_minutes = map(int, found.groups())
    return time(begins, begin_minutes), time(ends, end_minutes)


def answers(given: Iterable[str], option: str) -> dict[str, bool]:
    """Answers to named questions: ``novel=yes``, one by one or several with commas between."""
    pieces = (piece.strip() for text in given for piece in text.split(","))
    found = named((piece for piece in pieces if piece), option, "novel=yes")
    return {name: yes_or_no(value, f"{option} {name}") for name, value in found.items()}
