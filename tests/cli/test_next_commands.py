"""What an explanation tells people to type is something that the program takes."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

import pytest

from cli.contents import GROUPS
from engine.explain import explain
from engine.explanation import Finding
from procedures.loader import LoadedDefinition
from tests.cli.test_help import ALL
from tests.factories import make_procedure, real, small
from tests.hands import uk


def findings(loaded: LoadedDefinition) -> Iterator[Finding]:
    """Every finding of every move that leaves a step, in a procedure that has just come there."""
    definition = loaded.definition
    for step, rule in definition.steps.items():
        if rule.ends or step not in {move.target for move in definition.moves} | {definition.initial}:
            continue
        case = make_procedure(step, definition=loaded)
        for move in definition.moves_from[step]:
            yield from explain(definition, case.state, move, case.now, uk()).findings


@pytest.mark.parametrize("loaded", [small(), real()], ids=["small", "real"])
def test_every_next_command_exists_with_its_options(loaded: LoadedDefinition) -> None:
    """Command and options are known, and no argument is missing."""
    told = {finding.next for finding in findings(loaded) if finding.next is not None}
    assert len(told) > 10
    for line in told:
        program, *typed = shlex.split(line)
        words = tuple(typed[: 2 if typed[0] in GROUPS else 1])
        assert program == "seedbed"
        assert words in ALL, line
        known = {option for param in ALL[words].params for option in param.opts}
        options = [word for word in typed if word.startswith("--")]
        assert set(options) <= known, line
        flags = {option for param in ALL[words].params if getattr(param, "is_flag", False) for option in param.opts}
        positional = len(typed) - len(words) - sum(1 if option in flags else 2 for option in options)
        needed = [param for param in ALL[words].params if param.param_type_name == "argument" and param.required]
        assert positional >= len(needed), line
