"""Console sessions in documents, run as they stand.

A block fenced as ``console`` holds commands after ``$ `` (continued after ``> ``) and, below each, what is printed.
``...`` stands for anything. All blocks of a document are one shell session in an empty folder: what is typed first is
there later. What goes wrong has to be shown: a command that fails and shows nothing fails the test.
"""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_BLOCK = re.compile(r"^```console\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_WAITING_SECONDS = 240


@dataclass(frozen=True, kw_only=True)
class Typed:
    """One command of a document: where it stands, what is typed, and what the document says is printed."""

    line: int
    command: str
    shown: str


@dataclass(frozen=True, kw_only=True)
class Printed:
    """What a command really printed, errors included, and its exit code."""

    text: str
    code: int


def typed_in(document: str) -> Iterator[Typed]:
    """Every command of a document, in order."""
    for block in _BLOCK.finditer(document):
        line = document.count("\n", 0, block.start()) + 2
        yield from _typed(block["body"].splitlines(), line)


def _typed(lines: list[str], first: int) -> Iterator[Typed]:
    command: list[str] = []
    shown: list[str] = []
    at = first
    for number, text in enumerate([*lines, "$ "], first):
        if text.startswith("$ "):
            if command:
                yield Typed(line=at, command="\n".join(command), shown="\n".join(shown))
            command, shown, at = [text[2:]], [], number
        elif text.startswith("> ") and not shown:
            command.append(text[2:])
        else:
            shown.append(text)


def run(commands: list[Typed], folder: Path, environ: Mapping[str, str]) -> list[Printed]:
    """Run all commands in one shell and cut what it prints into one piece for each."""
    mark = secrets.token_hex(8)
    script = "exec 2>&1\n" + "".join(
        f"{one.command}\nseedbed_code=$?; printf '\\n{mark} %s\\n' $seedbed_code; (exit $seedbed_code)\n"
        for one in commands
    )
    shell = subprocess.run(
        ["/bin/sh"],
        input=script,
        cwd=folder,
        env=dict(environ),
        capture_output=True,
        text=True,
        check=False,
        timeout=_WAITING_SECONDS,
    )
    pieces = re.split(rf"\n{mark} (\d+)\n", shell.stdout)
    texts, codes = pieces[0::2], pieces[1::2]
    return [Printed(text=text, code=int(code)) for text, code in zip(texts, codes, strict=False)]


def shell_environment(folder: Path, **more: str) -> dict[str, str]:
    """What a stranger's shell has: our program on the path, a home of its own, and hardly anything else."""
    return {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(folder),
        "LC_ALL": "C.UTF-8",
        "COLUMNS": "120",
        **more,
    }


def complaint(one: Typed, printed: Printed) -> str | None:
    """What is wrong with a command of a document, or None."""
    said = "\n".join(line.rstrip() for line in printed.text.strip("\n").splitlines())
    wanted = one.shown.rstrip()
    if not _agrees(wanted, said):
        return f"line {one.line}: $ {one.command}\nthe document shows:\n{wanted}\n\nit prints:\n{said}"
    if printed.code and not wanted:
        return f"line {one.line}: $ {one.command}\nends with exit code {printed.code}, and the document does not say so"
    return None


def _agrees(wanted: str, said: str) -> bool:
    pattern = ".*?".join(re.escape(part) for part in wanted.split("..."))
    return re.fullmatch(pattern, said, re.DOTALL) is not None
