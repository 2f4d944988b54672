"""Every command explains itself: purpose, at least two examples that the parser takes, exit codes."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from cli.contents import FILES, GROUPS, SECTIONS
from cli.failure import EXIT_CODES
from cli.main import app
from tests.cli.conftest import FolderAt
from tests.cli.line import Line

LINE = Line(home=Path("/nonexistent"))


def commands() -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command that is not a group, with the words that lead to it."""
    root: Any = get_command(app)
    for name in FILES:
        command = root.commands[name]
        if name in GROUPS:
            yield from (((name, inner), found) for inner, found in command.commands.items())
        else:
            yield (name,), command


ALL = dict(commands())
WHOSE = {("deadlines",), ("feed", "show"), ("notices", "due")}
"""Commands that only look, and ask whose: their --actor changes nothing."""

TAKING = {"export", "report"}
"""Commands that write a copy for people outside: nothing to rehearse, but a request id logs them once."""

WORDS = [pytest.param(words, id=" ".join(words)) for words in ALL]


def examples(words: tuple[str, ...]) -> list[list[str]]:
    """The examples of a command, as a shell would take them apart."""
    lines = str(ALL[words].epilog).splitlines()
    return [shlex.split(line.strip()) for line in lines if re.search(r"(^|\s)seedbed\s", line)]


@pytest.mark.parametrize("words", WORDS)
def test_help_has_purpose_examples_and_exit_codes(words: tuple[str, ...]) -> None:
    """One line of purpose, two examples or more, and what each way to end means."""
    shown = LINE.run(*words, "--help")
    assert shown.code == 0
    purpose = str(ALL[words].help)
    assert "\n" not in purpose.strip()
    assert purpose.strip().endswith(".")
    assert "Examples:" in shown.out
    assert "Exit codes: 0 done" in shown.out
    assert len(examples(words)) >= 2


@pytest.mark.parametrize("words", WORDS)
def test_examples_are_of_this_command_and_its_options(words: tuple[str, ...]) -> None:
    """An example that names an option which does not exist helps nobody."""
    known = {option for param in ALL[words].params for option in (*param.opts, *param.secondary_opts)}
    for typed in examples(words):
        after = typed[typed.index("seedbed") + 1 :]
        assert tuple(after[: len(words)]) == words
        assert {word for word in after if word.startswith("-") and word not in known} == set()


@pytest.mark.parametrize("words", WORDS)
def test_every_command_answers_programs_and_the_quiet(words: tuple[str, ...]) -> None:
    """--json and --quiet are never missing; whoever changes something can also rehearse and repeat it."""
    options = {option for param in ALL[words].params for option in param.opts}
    assert {"--json", "--quiet"} <= options
    changing = {"--dry-run", "--request-id"}
    if words[0] in TAKING and "--actor" in options:
        assert options & changing == {"--request-id"}
        return
    assert options & changing == (changing if "--actor" in options and words not in WHOSE else set())


def test_options_and_arguments_are_explained() -> None:
    """Nobody has to guess what a parameter is."""
    silent = [
        (" ".join(words), param.name) for words, command in ALL.items() for param in command.params if not param.help
    ]
    assert silent == []


def test_the_help_of_the_program_lists_every_command_and_every_exit_code() -> None:
    """One page from which everything can be found."""
    shown = LINE.run("--help").out
    assert LINE.run().out == shown
    for section, names in SECTIONS.items():
        assert f"{section}:" in shown
        for name in names:
            assert re.search(rf"^  {name} ", shown, re.MULTILINE), name
    for code, meaning in EXIT_CODES.items():
        assert re.search(rf"{code}  {re.escape(meaning)}", shown), code


def test_a_mistyped_command_or_option_suggests_the_right_one() -> None:
    """Exit code 2, and a hint."""
    ran = LINE.run("histroy", "RL-1")
    assert ran.code == 2
    assert "history" in ran.err
    assert LINE.run("partner", "regster").code == 2
    ran = LINE.run("list", "--al")
    assert ran.code == 2
    assert "--all" in ran.err


def test_usage_errors_are_documents_too_when_asked_for() -> None:
    """--json means one JSON document, whatever happens."""
    for typed in (("list", "--nonsense"), ("show",), ("histroy",), ("people",)):
        ran = LINE.run(*typed, "--json")
        assert ran.code == 2
        assert ran.data["schema"] == "seedbed/error/1"
        assert ran.data["exit_code"] == 2
        assert ran.err == ""


def test_the_version_is_told() -> None:
    """One line."""
    assert re.fullmatch(r"seedbed \d+\.\d+\.\d+\n", LINE.run("--version").out)


def test_the_shell_completes_commands_references_and_names(folder_at: FolderAt) -> None:
    """What the definition and the folder know can be typed by its first letters."""
    line = folder_at("SIFT")

    def completed(typed: str) -> str:
        env = {"_SEEDBED_COMPLETE": "complete_bash", "COMP_WORDS": typed, "COMP_CWORD": str(len(typed.split(" ")) - 1)}
        return line.run(env=env).out

    assert "history" in completed("seedbed hist")
    assert "RL-1" in completed("seedbed show R")
    assert "START" not in completed("seedbed explain RL-1 --to TR")
    assert "TRIAL" in completed("seedbed explain RL-1 --to TR")
    assert "acme" in completed("seedbed partner move RL-1 a")
    assert "paper" in completed("seedbed accept RL-1 p")
    assert completed("seedbed accept RL-9 p").strip() == ""
    assert (
        Line(home=line.home / "none")
        .run(env={"_SEEDBED_COMPLETE": "complete_bash", "COMP_WORDS": "seedbed show R", "COMP_CWORD": "2"})
        .out.strip()
        == ""
    )
