"""Lives through the histories of the corpus: a lawful way, a few commands more, and one that must be refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from engine import commands as c
from engine.errors import Refused
from procedures.registry import load
from tests.hands import Case
from tests.must_refuse.reading import HERE, plain


@dataclass(frozen=True, kw_only=True)
class History:
    """A command that must be refused: on which way and after which step, what else happened, when, and why not."""

    path: Path
    fault: str
    rule: str
    way: str
    after: str
    then: list[dict[str, Any]]
    refused: dict[str, Any]
    because: list[dict[str, Any]]


def histories() -> list[History]:
    """Every history of the corpus, by name."""
    return [History(path=path, **plain(path)) for path in sorted((HERE / "histories").glob("*.yaml"))]


def sent(case: Case, line: dict[str, Any]) -> None:
    """Carry out a command at its instant."""
    case.wait_until(datetime.fromisoformat(line["at"]))
    case.send(c.COMMANDS.validate_python(line["command"]))


@cache
def _walked(way: str, step: str) -> Case:
    case = Case(load(way))
    for line in plain(HERE / "histories" / "ways" / f"{way}.yaml"):
        sent(case, line)
        if case.state.step == step:
            return case
    raise AssertionError(f"{way} never comes to {step}")


def before(history: History) -> Case:
    """The procedure as it is before the command that must be refused."""
    case = _walked(history.way, history.after).twin()
    for line in history.then:
        sent(case, line)
    return case


def reasons(history: History) -> list[dict[str, Any]]:
    """Why the command is refused: each reason with its rules; nothing when it is carried out."""
    case = before(history)
    try:
        sent(case, history.refused)
    except Refused as refusal:
        return [
            {"id": one.id, "rules": list(one.rules), "says": one.why} if one.rules else {"id": one.id, "says": one.why}
            for one in refusal.explanation.blockers
        ]
    return []
