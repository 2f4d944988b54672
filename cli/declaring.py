"""How a command is declared: a function that reads or drafts, around which everything common is put.

A reading command returns an ``Answered`` value, a changing one a ``Draft``. Neither knows of actors, services, JSON or
exit codes: that is the same for all, and stands here.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import typer
from typer.core import TyperCommand

from cli import options
from cli.desk import Desk, Options
from cli.failure import summary
from cli.files import Document
from cli.page import Page

Function = Callable[..., Any]
_BY_NAME = inspect.Parameter.KEYWORD_ONLY

READING = (0, 1, 2, 4, 75)
CHANGING = (0, 1, 2, 3, 4, 5, 7, 75)


@dataclass(frozen=True, kw_only=True, slots=True)
class Answered:
    """What a reading command found: for a person by ``show``, for a program by ``schema`` and ``value``.

    ``lines`` are for a program instead of one value: each is a document on a line of its own, written as it is made.
    """

    schema: str
    value: Any
    show: Callable[[Page], None]
    exit_code: int = 0
    lines: Iterable[Any] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """A command to a procedure whose actor and role are not known yet.

    ``question`` is asked before it is done; the bytes of ``document`` are kept before an event may name them;
    ``definition`` is the text of a definition that the service may not have at hand; ``unpublished`` lets a trial run.
    """

    kind: str
    procedure: str
    fields: Mapping[str, Any]
    question: str | None = None
    document: Document | None = None
    definition: str | None = None
    unpublished: bool = False


def draft(kind: str, procedure: str, /, **fields: Any) -> Draft:
    """Draft a command; a field that was not given stays away, so that the command's own default holds."""
    given = {name: value for name, value in fields.items() if value is not None}
    return Draft(kind=kind, procedure=procedure, fields=given)


@dataclass(frozen=True, kw_only=True, slots=True)
class Who:
    """Who asks, and how: the common options of every changing command."""

    actor: str | None
    role: str | None
    dry_run: bool
    request_id: str | None
    expected: int | None


_OUTPUT = {"as_json": options.AsJson, "quiet": options.Quiet}
_WHO = {"actor": options.Actor, "role": options.Role}
_HOW = {"dry_run": options.DryRun, "request_id": options.RequestId}
_SEEN = {"expected": options.Expected}


def reads(
    app: typer.Typer, name: str, *, examples: tuple[str, ...], codes: tuple[int, ...] = READING
) -> Callable[[Function], Function]:
    """Declare a command that only looks."""

    def run(function: Function, desk: Desk, given: dict[str, Any]) -> int:
        answered: Answered = function(desk, **given)
        if desk.options.as_json:
            from actions.queries.plain import plain
            from cli.document import write_document, write_line

            if answered.lines is not None:
                for one in answered.lines:
                    write_line({"schema": answered.schema, **plain(one)})
                return answered.exit_code
            value = plain(answered.value)
            write_document({"schema": answered.schema, **(value if isinstance(value, dict) else {"items": value})})
        else:
            if desk.as_of is not None:
                from cli.render.words import moment
                from cli.values import ZONE

                desk.page.line(f"As of {moment(desk.as_of, ZONE)}:", style="italic")
            answered.show(desk.page)
        return answered.exit_code

    return _declare(app, name, run, _OUTPUT, examples=examples, codes=codes)


def changes(
    app: typer.Typer, name: str, *, examples: tuple[str, ...], codes: tuple[int, ...] = CHANGING
) -> Callable[[Function], Function]:
    """Declare a command that changes a procedure."""

    def run(function: Function, desk: Desk, given: dict[str, Any]) -> int:
        from cli.carry_out import carry_out

        who = Who(**{key: given.pop(key) for key in (*_WHO, *_HOW, *_SEEN)})
        return _then_sign(desk, who, carry_out(desk, function(desk, **given), who, spelling(function)))

    return _declare(app, name, run, {**_WHO, **_HOW, **_SEEN, **_OUTPUT}, examples=examples, codes=codes)


def registers(
    app: typer.Typer, name: str, *, examples: tuple[str, ...], codes: tuple[int, ...] = CHANGING
) -> Callable[[Function], Function]:
    """Declare a command that changes the register of people."""

    def run(function: Function, desk: Desk, given: dict[str, Any]) -> int:
        from cli.carry_out import carry_out_register

        common = {key: given.pop(key) for key in ("actor", *_HOW)}
        who = Who(**common, role=None, expected=None)
        return _then_sign(desk, who, carry_out_register(desk, function(desk, **given), who, spelling(function)))

    return _declare(app, name, run, {"actor": options.Actor, **_HOW, **_OUTPUT}, examples=examples, codes=codes)


def decides(
    app: typer.Typer, name: str, *, examples: tuple[str, ...], codes: tuple[int, ...] = CHANGING
) -> Callable[[Function], Function]:
    """Declare a command that changes several procedures at once; its function returns what to do for whoever asks."""

    def run(function: Function, desk: Desk, given: dict[str, Any]) -> int:
        from cli.carry_out import refuse_demo

        refuse_demo(desk)
        who = Who(**{key: given.pop(key) for key in (*_WHO, *_HOW)}, expected=None)
        decided: Callable[[Who], Answered] = function(desk, **given)
        answered = decided(who)
        if desk.options.as_json:
            from actions.queries.plain import plain
            from cli.document import write_document

            write_document({"schema": answered.schema, **plain(answered.value)})
        else:
            answered.show(desk.page)
        return _then_sign(desk, who, answered.exit_code)

    return _declare(app, name, run, {**_WHO, **_HOW, **_OUTPUT}, examples=examples, codes=codes)


def _then_sign(desk: Desk, who: Who, code: int) -> int:
    """Sign what a command recorded where no service does it within the minute; the command's own outcome stands."""
    from cli.service import running_service

    def told_already(text: str) -> None:
        """The command itself has looked for the service and said what it found."""

    if not who.dry_run and running_service(desk.settings, told_already) is None:
        from actions.ledger.at_once import try_to_sign

        why_not = try_to_sign(desk.house)
        if why_not is not None:
            desk.say(f"What was recorded is safe, but the ledger was not signed: {why_not}")
    return code


@dataclass(frozen=True, kw_only=True, slots=True)
class Taker:
    """Who takes a copy out of the house; the log of exports names them, and a repeated ``request_id`` logs once."""

    actor: str | None
    role: str | None
    request_id: str | None


TAKING = (0, 1, 2, 4, 6, 7, 75)


def takes_out(
    app: typer.Typer, name: str, *, examples: tuple[str, ...], codes: tuple[int, ...] = TAKING
) -> Callable[[Function], Function]:
    """Declare a command that writes a copy for people outside; its function returns what to do for whoever takes it."""

    def run(function: Function, desk: Desk, given: dict[str, Any]) -> int:
        taker = Taker(**{key: given.pop(key) for key in ("actor", "role", "request_id")})
        taken: Callable[[Taker], Answered] = function(desk, **given)
        answered = taken(taker)
        if desk.options.as_json:
            from actions.queries.plain import plain
            from cli.document import write_document

            write_document({"schema": answered.schema, **plain(answered.value)})
        else:
            answered.show(desk.page)
        return answered.exit_code

    common = {**_WHO, "request_id": options.RequestId, **_OUTPUT}
    return _declare(app, name, run, common, examples=examples, codes=codes)


def _declare(
    app: typer.Typer,
    name: str,
    run: Callable[[Function, Desk, dict[str, Any]], int],
    common: Mapping[str, Any],
    *,
    examples: tuple[str, ...],
    codes: tuple[int, ...],
) -> Callable[[Function], Function]:
    def declare(function: Function) -> Function:
        def command(**given: Any) -> None:
            chosen = Options(as_json=given.pop("as_json"), quiet=given.pop("quiet"))
            with Desk(chosen) as desk:
                code = run(function, desk, given)
            if code:
                raise typer.Exit(code)

        own = [
            parameter.replace(kind=_BY_NAME)
            for parameter in list(inspect.signature(function, eval_str=True).parameters.values())[1:]
        ]
        shared = [_parameter(key, kind) for key, kind in common.items()]
        command.__signature__ = inspect.Signature([*own, *shared])  # type: ignore[attr-defined]
        command.__annotations__ = {parameter.name: parameter.annotation for parameter in (*own, *shared)}
        command.__doc__ = function.__doc__
        app.command(name, cls=TyperCommand, help=function.__doc__, epilog=_epilog(examples, codes))(command)
        return function

    return declare


def _parameter(name: str, annotation: Any) -> inspect.Parameter:
    default = False if annotation in (options.AsJson, options.Quiet, options.DryRun) else None
    return inspect.Parameter(name, _BY_NAME, default=default, annotation=annotation)


def _epilog(examples: tuple[str, ...], codes: tuple[int, ...]) -> str:
    shown = "\n".join(f"  {line}" for line in examples)
    return f"\b\nExamples:\n{shown}\n\nExit codes: {summary(codes)}."


def spelling(function: Function) -> Mapping[str, str]:
    """How each parameter is spelled on the command line, to name it in an error."""
    spelled = {}
    for name, parameter in inspect.signature(function, eval_str=True).parameters.items():
        for info in getattr(parameter.annotation, "__metadata__", ()):
            declared = getattr(info, "param_decls", None) or ()
            default = getattr(info, "default", ...)
            options_ = [text for text in (default, *declared) if isinstance(text, str) and text.startswith("--")]
            metavar = getattr(info, "metavar", None)
            spelled[name.rstrip("_")] = options_[0] if options_ else str(metavar or name.upper())
    return {**spelled, "procedure": spelled.get("ref", "REF"), "actor": "--actor", "role": "--role"}
