"""The two formats that the schemas name, checked strictly: an instant (RFC 3339) and an address (RFC 3986).

A validator without a checker takes any text for either. The packages that bring one for addresses are GPL, or let
malformed ones pass.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from jsonschema import FormatChecker

_INSTANT: Final = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(\.\d{1,100})?([Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)", re.ASCII
)
_PCHAR: Final = r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2})"
_HOST: Final = r"(?:\[[0-9A-Fa-f:.]{2,45}\]|(?:[A-Za-z0-9\-._~!$&'()*+,;=]|%[0-9A-Fa-f]{2})*)"
_USER: Final = r"(?:(?:[A-Za-z0-9\-._~!$&'()*+,;=:]|%[0-9A-Fa-f]{2})*@)?"
_ADDRESS: Final = re.compile(
    rf"[A-Za-z][A-Za-z0-9+.\-]*:"
    rf"(?://{_USER}{_HOST}(?::\d{{0,5}})?(?:/{_PCHAR}*)*|/(?:{_PCHAR}+(?:/{_PCHAR}*)*)?|{_PCHAR}+(?:/{_PCHAR}*)*|)"
    rf"(?:\?(?:{_PCHAR}|[/?])*)?(?:\#(?:{_PCHAR}|[/?])*)?",
    re.ASCII,
)
_NO_HOST: Final = re.compile(r"https?:(?!//[^/?#]*[A-Za-z0-9\]])", re.IGNORECASE)
_LEAP_SECOND: Final = 60


def is_instant(text: object) -> bool:
    """Whether a text is an instant with an offset on a day that exists (RFC 3339); what is no text is not judged."""
    if not isinstance(text, str):
        return True
    found = _INSTANT.fullmatch(text)
    if found is None:
        return False
    year, month, day, hour, minute, second = (int(part) for part in found.groups()[:6])
    if second == _LEAP_SECOND:
        second -= 1
    try:
        datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - only whether there is such a moment
    except ValueError:
        return False
    return True


def is_address(text: object) -> bool:
    """Whether a text is an absolute address (RFC 3986), on the web one with a host; what is no text is not judged."""
    if not isinstance(text, str):
        return True
    return _ADDRESS.fullmatch(text) is not None and _NO_HOST.match(text) is None


CHECKER: Final = FormatChecker(formats=())
"""What the validators are given: these two formats and no other."""
CHECKER.checks("date-time")(is_instant)
CHECKER.checks("uri")(is_address)
