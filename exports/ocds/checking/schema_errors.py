"""What a schema finds wrong with a value, in words: the place, what stands there, what is wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from jsonschema import Draft4Validator, ValidationError

from exports.ocds.checking.findings import Finding, Kind, Severity, shown
from exports.ocds.reading.documents import escaped

MOST: Final = 1_000
"""Errors of one release that are told; whoever has more has made the same mistake everywhere."""


def schema_findings(
    validator: Draft4Validator, value: Any, place: str, *, release: str = "", ocid: str = ""
) -> Iterator[Finding]:
    """Every way in which a value is not what the schema asks for, as far as ``MOST``."""
    told = 0
    for error in validator.iter_errors(value):
        for leaf in _leaves(error):
            if told == MOST:
                message = f"more than {MOST:,} errors in one place: the rest is not told"
                yield Finding(
                    severity=Severity.ERROR, kind=Kind.SCHEMA, path=place, message=message, release=release, ocid=ocid
                )
                return
            told += 1
            closed = leaf.validator == "enum"
            yield Finding(
                severity=Severity.ERROR,
                kind=Kind.CLOSED_CODE if closed else Kind.SCHEMA,
                path=place + "".join(f"/{escaped(str(part))}" for part in leaf.absolute_path),
                message=_words(leaf),
                release=release,
                ocid=ocid,
            )


def _leaves(error: ValidationError) -> Iterable[ValidationError]:
    """An error that says only that none of several ways fits is told by the way that comes nearest."""
    if error.validator not in {"oneOf", "anyOf"} or not error.context:
        return (error,)
    ways: dict[Any, list[ValidationError]] = {}
    for inner in error.context:
        ways.setdefault(inner.schema_path[0], []).append(inner)
    return min(ways.values(), key=len)


def _words(error: ValidationError) -> str:
    words = _WORDS.get(str(error.validator), _other)
    return words(error, error.validator_value, shown(error.instance))


def _type(_: ValidationError, asked: Any, got: str) -> str:
    return f"{asked if isinstance(asked, str) else ' or '.join(asked)} is wanted, not {got}"


def _required(error: ValidationError, _: Any, __: str) -> str:
    """The validator names one missing field in each error, and only in its own words."""
    name = str(error.message).partition("' is")[0].removeprefix("'")
    return f"{name} is missing"


def _enum(_: ValidationError, asked: Any, got: str) -> str:
    return f"{got} is not one of {', '.join(str(code) for code in asked if code is not None)}"


def _format(_: ValidationError, asked: Any, got: str) -> str:
    wanted = "an instant such as 2026-03-01T09:00:00Z" if asked == "date-time" else "an address (URI)"
    return f"{wanted} is wanted, not {got}"


def _too_short(_: ValidationError, asked: Any, got: str) -> str:
    return f"{got} is too short: at least {asked} is wanted"


def _other(error: ValidationError, asked: Any, got: str) -> str:
    return f"{error.validator} {str(asked)[:60]} does not hold for {got}"


_WORDS: Final[dict[str, Callable[[ValidationError, Any, str], str]]] = {
    "type": _type,
    "required": _required,
    "enum": _enum,
    "format": _format,
    "pattern": lambda _, asked, got: f"{got} does not have the form {asked}",
    "minLength": _too_short,
    "minItems": _too_short,
    "minProperties": _too_short,
    "uniqueItems": lambda _, __, got: f"{got} holds the same thing twice",
}
