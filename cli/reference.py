"""Writes the reference of the command line from the commands themselves: ``python -m cli.reference > docs/...``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from typer.main import get_command

from cli.contents import GROUPS, SECTIONS
from cli.failure import EXIT_CODES
from cli.main import app

_COMMON = frozenset({"actor", "role", "dry_run", "request_id", "expected", "as_json", "quiet", "help"})
"""Options that nearly every command has: explained once, at the top."""

_INTRODUCTION = """\
# The command line

<!-- Made by `python -m cli.reference` from the commands themselves; a test holds that it is current. -->

Every command explains itself: `seedbed COMMAND --help` shows its purpose, two examples and its exit codes.
`seedbed --help` lists them all. `seedbed --install-completion` completes commands, references, and the names
that a definition knows.

## Where and who

| setting | meaning |
|---|---|
| `SEEDBED_HOME` | the data folder; default `~/.local/share/seedbed` |
| `SEEDBED_ACTOR` | who asks, when `--actor` is not given: a pseudonym or an e-mail address of the register |
| `SEEDBED_ROLE` | in which role, when `--role` is not given |
| `SEEDBED_DEBUG=1` | show the traceback of an unexpected error |
| `NO_COLOR` | no colour; in a pipe there is none anyway |

**`--actor` is a claim, not a proof.** Whoever can write to the data folder can say that they are anybody. The
register decides what that person may do, and the history records how the person was known: from the command
line as `claim`. Keep the folder's permissions as `seedbed init` makes them (its owner alone).

A role need not be given when exactly one of the actor's roles may do what is asked.

## What every changing command can be told

| option | meaning |
|---|---|
| `--actor PERSON` | who asks |
| `--role ROLE` | in which role |
| `--dry-run` | say which events would be written, and write none |
| `--request-id ID` | the command's own key: repeated with the same key, it gets the first answer and is done once |
| `--expected EVENT` | the last event you have seen; if somebody was first, nothing is done (exit code 5) |

## Output

People read standard output; progress, notes and refusals go to standard error. `--json` prints one document
with a `schema` and nothing else, errors included (`seedbed/error/1`, with the whole explanation of a
refusal). `--quiet` silences progress and notes. The line of a re-enactment is printed by every command about
it.

## Times, dates and money

A local time such as `2026-11-26T12:00` is London's; one that the clocks skip or show twice is refused, never
guessed. An instant with an offset (`2026-11-26T12:00:00Z`) is taken as it is. `--at` looks back: with a date,
to the end of that day. Sums are read exactly, to the penny: `20000`, `20,000.00`, `£20,000`.

## Alone, or through the service

A reading command reads the data folder itself. A changing command goes through `seedbed serve` when it runs
on this folder (over loopback, with the token in `service.json`, which only its owner can read), and works on
the folder itself otherwise. Alone, `advance` answers a refusal at once, and only for a move that is open
starts the embedded workflow server, which takes some seconds. A service file that a killed service left
behind is noted and ignored. A folder of `seedbed demo` is read by every command and written by none, since
its clock was simulated; only copies that are taken out are put on record in it.

## Exit codes

| code | meaning |
|---|---|
"""


def page() -> str:
    """The whole reference, in Markdown."""
    return "".join(_lines())


def _lines() -> Iterator[str]:
    yield _INTRODUCTION
    for code, meaning in EXIT_CODES.items():
        yield f"| {code} | {meaning} |\n"
    root: Any = get_command(app)
    for section, names in SECTIONS.items():
        yield f"\n## {section}\n"
        for name in names:
            command = root.commands[name]
            if name in GROUPS:
                yield f"\n### seedbed {name}\n\n{command.help}\n"
                for inner, found in command.commands.items():
                    yield from _command(f"seedbed {name} {inner}", found, "####")
            else:
                yield from _command(f"seedbed {name}", command, "###")


def _command(words: str, command: Any, heading: str) -> Iterator[str]:
    yield f"\n{heading} {words}\n\n{command.help}\n"
    own = [param for param in command.params if param.name not in _COMMON]
    if own:
        yield "\n| parameter | meaning |\n|---|---|\n"
        for param in own:
            yield f"| {_spelled(param)} | {_meaning(param)} |\n"
    examples, codes = _epilog(str(command.epilog or ""))
    if examples:
        yield "\n```sh\n" + "".join(f"{line}\n" for line in examples) + "```\n"
    if codes:
        yield f"\n{codes}\n"


def _spelled(param: Any) -> str:
    if param.param_type_name == "argument":
        return f"`{param.metavar or str(param.name).upper()}`"
    value = "" if param.is_flag else f" {param.metavar}" if param.metavar else _choices(param)
    return f"`{', '.join(param.opts)}{value}`".replace("|", "\\|")


def _choices(param: Any) -> str:
    found = param.type_descriptor.choices
    return "" if found is None else f" {'|'.join(map(str, found))}"


def _meaning(param: Any) -> str:
    required = " Required." if param.required and param.param_type_name == "option" else ""
    return f"{str(param.help or '').replace('|', chr(92) + '|')}{required}"


def _epilog(text: str) -> tuple[list[str], str]:
    """The examples and the exit codes that stand below a command's help."""
    lines = text.splitlines()
    examples = [line.strip() for line in lines if line.startswith("  ")]
    codes = next((line for line in lines if line.startswith("Exit codes: ")), "")
    return examples, codes


if __name__ == "__main__":
    sys.stdout.write(page())
