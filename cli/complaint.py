"""What pydantic found wrong with what was typed, in our words: the option, what was given, what is accepted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from engine.errors import InvalidInput
from engine.time.dates import describe_value

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

_PATTERNS: Final[Mapping[str, str]] = {
    r"^[A-Z][A-Z0-9]{0,15}-[0-9]{1,6}$": "a reference of capitals, a hyphen and a number, such as RL-1",
    r"^(\*|[A-Z][A-Z0-9]{0,15}-[0-9]{1,6})$": "a reference such as RL-1, or all",
    r"^[a-z][a-z0-9_.-]{0,62}$": "a pseudonym of lower-case letters, digits and . _ -, such as ada",
    r"^[a-z0-9][a-z0-9_.-]{0,62}$": "a short reference of lower-case letters, digits and . _ -, such as immense",
    r"^[a-z][a-z0-9_]{0,62}$": "a name of lower-case words joined by underscores, such as problem_statement",
    r"^[A-Z][A-Z0-9]{0,15}$": "the number of a notice, such as UK4",
    r"^[^\x00-\x1f\x7f\u200e\u200f\u2028-\u202e\u2066-\u2069]*$": "one printable line without marks of direction",
    r"^[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f]{1,190}$": "an e-mail address",
    r"^([a-z][a-z0-9_]{0,62}|[A-Z][A-Z0-9_]{0,62})$": "a stage such as seed_funding, or a step such as SEED",
}
_KINDS: Final = frozenset(
    {"function-after", "add_person", "assign_role", "end_assignment", "renew_feed", "revoke_feed"}
)


def complain(error: ValidationError, spelled: Mapping[str, str]) -> InvalidInput:
    """One line for each value that is wrong."""
    lines = dict.fromkeys(_line(details, spelled) for details in error.errors(include_url=False))
    return InvalidInput("\n".join(lines))


def _line(details: ErrorDetails, spelled: Mapping[str, str]) -> str:
    place = [part for part in details["loc"] if part not in _KINDS]
    known = next((str(part) for part in place if part in spelled), None)
    if known is None and place[-1] == "[key]" and len(place) > 2:
        name = str(place[-3])  # "--mode KIND=HOW" is given one at a time, and kept as "modes"
        where = spelled.get(name.removesuffix("s"), name)
        return f"{where}: expected {_expected(details)}, got {_shown(details['input'])}."
    if known is None:
        path = ".".join(str(part) for part in place[1:] or place)
        return f"{path}: expected {_expected(details)}, got {_shown(details['input'])}."
    inside = [str(part) for part in place[place.index(known) + 1 :] if part != "[key]"]
    where = f"{spelled[known]}{f' ({inside[-1]})' if inside else ''}"
    return f"{where}: expected {_expected(details)}, got {_shown(details['input'])}."


def _expected(details: ErrorDetails) -> str:
    kind, context = details["type"], details.get("ctx", {})
    if kind == "string_pattern_mismatch":
        return _PATTERNS.get(str(context["pattern"]), f"text that matches {context['pattern']}")
    found = {
        "string_too_short": "some words",
        "string_too_long": f"at most {context.get('max_length')} characters",
        "string_unicode": "text in valid Unicode",
        "missing": "it to be given",
        "extra_forbidden": "nothing of that name",
        "greater_than_equal": f"{context.get('ge')} or more",
        "less_than_equal": f"{context.get('le')} or less",
        "too_short": f"at least {context.get('min_length')}",
        "too_long": f"at most {context.get('max_length')}",
    }.get(str(kind))
    return found or details["msg"].removeprefix("Input should be ").removeprefix("Value error, ")


def _shown(value: Any) -> str:
    if isinstance(value, bool | int):
        return str(value).lower()
    if isinstance(value, dict | list | tuple):
        return f"{len(value)} values"
    return describe_value(value)
