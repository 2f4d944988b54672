"""Every way in which a command can fail, and its exit code; the table is in every --help and in the documentation."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from cli.page import aside

EXIT_CODES: Mapping[int, str] = {
    0: "done",
    1: "unexpected",
    2: "bad usage or input",
    3: "refused: a gate, an illegal move, four eyes, money, beyond the calendar",
    4: "not found",
    5: "someone was first",
    6: "verification failed",
    7: "not your role",
    8: "invalid definition",
    75: "busy, try again",
    130: "interrupted",
}
"""What each exit code means."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Failure:
    """What went wrong, in words: ``name`` is the outcome, ``hint`` the next step, ``explanation`` every reason."""

    exit_code: int
    name: str
    message: str
    hint: str | None = None
    explanation: Mapping[str, Any] | None = None

    def to_data(self) -> dict[str, Any]:
        """Plain data for ``--json``."""
        return {
            "schema": "seedbed/error/1",
            "exit_code": self.exit_code,
            "error": self.name,
            "message": self.message,
            "hint": self.hint,
            "explanation": self.explanation,
        }


def failure_of(error: Exception) -> Failure:
    """Put any error into words."""
    from engine.errors import Refused, SeedbedError

    name = type(error).__name__
    if isinstance(error, Refused):
        explanation = error.explanation
        return Failure(exit_code=3, name=name, message=explanation.sentence, explanation=explanation.to_data())
    if isinstance(error, SeedbedError):
        return Failure(exit_code=error.exit_code, name=name, message=str(error))
    if name == "CalendarDataInvalid":  # config knows none of our errors: it is beneath them
        return Failure(exit_code=2, name=name, message=str(error))
    if (usage := _usage(error)) is not None:
        return usage
    hint = "Run it again with SEEDBED_DEBUG=1 to see where it happened, and report that."
    return Failure(exit_code=1, name=name, message=f"Something unexpected happened: {name}: {error}", hint=hint)


def _usage(error: Exception) -> Failure | None:
    """A mistake on the command line itself, as the parser tells it."""
    import typer

    if not isinstance(error, typer.TyperException):
        return None
    context = getattr(error, "ctx", None)
    said = _in_our_words(error.format_message())
    if type(error).__name__ == "NoArgsIsHelpError":
        return Failure(exit_code=2, name="UsageError", message=said)
    hint = None if context is None else f"`{context.command_path} --help` shows how it is used."
    return Failure(exit_code=error.exit_code, name="UsageError", message=said, hint=hint)


def _in_our_words(message: str) -> str:
    """What the parser lets pydantic say is said plainly: nobody has to know what parses an integer."""
    whole = "Input should be a valid integer, unable to parse string as an integer"
    return message.replace(": Value error, ", ": ").replace(whole, "a whole number is wanted")


def tell(failure: Failure, error: Exception, *, as_json: bool) -> int:
    """Say what went wrong, on standard error or as the one JSON document, and return the exit code."""
    if os.environ.get("SEEDBED_DEBUG") == "1":
        traceback.print_exception(error)
    if as_json:
        from cli.document import write_document

        write_document(failure.to_data())
        return failure.exit_code
    _tell_person(failure)
    return failure.exit_code


def _tell_person(failure: Failure) -> None:
    if failure.explanation is not None:
        from cli.render.refusal import refusal_lines

        for line in refusal_lines(failure.explanation):
            aside(line)
    else:
        aside(failure.message)
    if failure.hint:
        aside(failure.hint)


def leave(run: Callable[[], Any], *, as_json: bool) -> NoReturn:
    """Run a command, put whatever goes wrong into words, and exit with its code."""
    import typer

    try:
        code = run()
    except (KeyboardInterrupt, typer.Abort):
        code = 130
    except Exception as error:  # noqa: BLE001 - the last stop: every error becomes words and an exit code
        code = tell(failure_of(error), error, as_json=as_json)
    sys.exit(code if isinstance(code, int) else 0)


def summary(codes: tuple[int, ...]) -> str:
    """The codes that a command can end with, in words."""
    return "; ".join(f"{code} {EXIT_CODES[code].partition(':')[0]}" for code in codes)
