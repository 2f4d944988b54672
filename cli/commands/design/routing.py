"""Find the procedure that fits: the questions of the route decision, asked one by one or answered beforehand."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.commands.design.group import app
from cli.declaring import Answered, reads
from cli.desk import Desk
from cli.values import answers as typed_answers
from engine.errors import InvalidInput

if TYPE_CHECKING:
    from procedures.routes import Ask


@reads(
    app,
    "route",
    examples=(
        "seedbed design route",
        "seedbed design route --answer european_union=no,scottish=no,begun_before_2025=no,market_has_it=no ...",
        "seedbed design route --answers answers.json --json",
    ),
    codes=(0, 1, 2),
)
def route(
    desk: Desk,
    given: Annotated[
        list[str] | None,
        typer.Option("--answer", metavar="NAME=YES|NO", help="An answer given beforehand; repeat, or use commas."),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option("--answers", metavar="FILE", help="A JSON file of answers: names with true or false."),
    ] = None,
) -> Answered:
    """Ask what a route hangs on, and say which fits and why, what was ruled out, and what to do next."""
    from cli.render.routing import show_advice
    from procedures.routes import QUESTIONS, advise

    answers = _beforehand(given or (), file)
    while (name := _next(answers)) is not None:
        answers[name] = _ask(name, desk, answers)
    advice = advise(answers)
    told = {str(one.name): one.question for one in QUESTIONS if one.name in answers}
    value = {
        "answers": {str(name): answer for name, answer in answers.items()},
        **{name: part for name, part in _plain(advice).items() if name != "next"},
        "next": list(advice.next),
    }
    return Answered(schema="seedbed/route/1", value=value, show=lambda page: show_advice(page, advice, told, answers))


def _beforehand(given: Any, file: Path | None) -> dict[Ask, bool]:
    """Answers from the file and the options; an unknown name, or two answers to one question, is an error."""
    from procedures.routes import Ask

    found = {} if file is None else _read(file)
    for name, answer in typed_answers(given, "--answer").items():
        if found.get(name, answer) is not answer:
            raise InvalidInput(f"--answer {name}: the file says {_word(not answer)}.")
        found[name] = answer
    unknown = [name for name in found if name not in set(Ask)]
    if unknown:
        raise InvalidInput(f'There is no question "{unknown[0]}". The questions: {", ".join(Ask)}.')
    return {Ask(name): answer for name, answer in found.items()}


def _read(file: Path) -> dict[str, bool]:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidInput(f"--answers: {file} cannot be read: {error}") from None
    if not isinstance(content, Mapping) or not all(isinstance(answer, bool) for answer in content.values()):
        raise InvalidInput(f"--answers: {file} is to hold one JSON object, each name with true or false.")
    return dict(content)


def _next(answers: Mapping[Ask, bool]) -> Ask | None:
    from procedures.routes import needed

    return needed(answers)


def _ask(name: Ask, desk: Desk, answers: Mapping[Ask, bool]) -> bool:
    """Ask on a terminal; where nobody can answer, the option to add is named."""
    from procedures.routes import QUESTION

    question = QUESTION[name].question
    if desk.options.as_json or not somebody_there():
        raise InvalidInput(
            f"{len(answers)} answers are given, and the route hangs on {name}: {question}\n"
            f"Add --answer {name}=YES_OR_NO, or run this on a terminal to be asked."
        )
    return typer.confirm(question, err=True)


def somebody_there() -> bool:
    """Whether a person sits at the terminal."""
    return sys.stdin.isatty()


def _word(answer: bool) -> str:
    return "yes" if answer else "no"


def _plain(value: Any) -> Any:
    """Named tuples as mappings, as documents have them."""
    if hasattr(value, "_asdict"):
        return {name: _plain(part) for name, part in value._asdict().items()}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value
