"""The program as the operating system sees it: imports, exit codes, pipes, signals, two at once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.cli.conftest import FolderAt
from tests.cli.line import PROGRAM, Line

SLOW = ("prefect", "sqlalchemy", "sqlmodel", "alembic", "apscheduler", "fastapi", "uvicorn", "holidays")
WITHIN = """
import sys
from cli.main import main
sys.argv = ["seedbed", *sys.argv[1:]]
try:
    main()
finally:
    print([name for name in {slow!r} if name in sys.modules], file=sys.stderr)
"""


@pytest.mark.parametrize(
    "typed",
    [
        ("list",),
        ("show", "RL-1"),
        ("explain", "RL-1"),
        ("history", "RL-1", "--attempts"),
        ("decisions", "RL-1"),
        ("money", "show", "RL-1"),
        ("deadline", "explain", "RL-1", "standstill"),
        ("partner", "list", "RL-1"),
        ("verify",),
        ("doctor",),
        ("advance", "RL-1", "--to", "READY", "--actor", "manager"),
        ("pause", "RL-1", "--reason", "x", "--actor", "owner"),
        ("--help",),
    ],
)
def test_nothing_slow_is_imported_for_it(draft: Line, typed: tuple[str, ...]) -> None:
    """Neither the workflow engine nor an ORM stands between a person and an answer, refused moves included."""
    ran = subprocess.run(
        [sys.executable, "-c", WITHIN.format(slow=SLOW), *typed],
        env=draft.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stderr.splitlines()[-1] == "[]", ran.stderr


def test_the_program_ends_with_the_documented_codes(draft: Line) -> None:
    """As the shell sees them."""
    assert draft.process("list").code == 0
    assert draft.process("list", "--nonsense").code == 2
    assert draft.process("advance", "RL-1", "--to", "READY", "--actor", "manager").code == 3
    assert draft.process("show", "RL-9").code == 4
    assert draft.process("pause", "RL-1", "--reason", "x", "--actor", "lawyer").code == 7
    assert draft.process("pause", "RL-1", "--reason", "x", "--actor", "nobody").code == 4


def test_bytes_that_are_no_text_are_bad_input(draft: Line) -> None:
    """An argument in another encoding is refused, not kept in pieces."""
    done = subprocess.run(
        [os.fsencode(PROGRAM), b"pause", b"RL-1", b"--reason", b"caf\xe9", b"--actor", b"owner"],
        env=draft.environment(),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 2
    assert b"Unicode" in done.stderr


def test_a_terminal_that_knows_only_ascii_gets_escapes(draft: Line) -> None:
    """No encoding error, and JSON that still parses to the same."""
    draft.ok("pause", "RL-1", "--reason", "£5 für Müller ✓", "--actor", "owner")
    plain = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    assert draft.process("history", "RL-1", env=plain).code == 0
    found = json.loads(draft.process("history", "RL-1", "--json", env=plain).out)
    assert found["events"][-1]["words"][0]["text"] == "£5 für Müller ✓"


def test_a_reader_that_leaves_is_no_error(draft: Line) -> None:
    """`seedbed history | head`: no traceback, and the command counts as done."""
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [PROGRAM, "history", "RL-1", "--json"],
        env=draft.environment(),
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


def test_an_interrupted_command_ends_with_130(draft: Line) -> None:
    """Ctrl-C while it waits for the store: nothing was done, and no traceback is shown."""
    import pysqlite3

    holder = pysqlite3.connect(str(draft.home / "seedbed.db"), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    waiting = draft.start("pause", "RL-1", "--reason", "x", "--actor", "owner")
    _wait_for_store(waiting, draft)
    waiting.send_signal(signal.SIGINT)
    _, err = waiting.communicate(timeout=30)
    holder.execute("ROLLBACK")
    holder.close()
    assert b"Traceback" not in err
    assert waiting.returncode in (130, 75)
    assert len(draft.ok("history", "RL-1", "--json").data["events"]) == 1


def _wait_for_store(process: subprocess.Popen[bytes], line: Line) -> None:
    """Return when the process has opened the store, and so waits for it."""
    opened = Path(f"/proc/{process.pid}/fd")
    for _ in range(600):
        time.sleep(0.1)
        if line.home / "seedbed.db" in _links(opened):
            break
    time.sleep(0.5)


def _links(folder: Path) -> list[Path]:
    found: list[Path] = []
    with suppress(OSError):  # a file may be closed while we look
        found.extend(link.readlink() for link in folder.iterdir())
    return found


def test_of_two_managers_at_once_one_wins_and_the_other_is_told(draft: Line) -> None:
    """Both saw event 0: one is recorded, the other gets exit code 5 and who was first."""
    both = [
        draft.start("pause", "RL-1", "--reason", name, "--actor", name, "--role", "owner", "--expected", "0")
        for name in ("owner", "owner_2")
    ]
    ended = [(process.communicate(timeout=60)[1], process.returncode) for process in both]
    assert sorted(code for _, code in ended) == [0, 5]
    told = next(err for err, code in ended if code == 5).decode()
    assert "Somebody was first" in told
    assert len(draft.ok("history", "RL-1", "--json").data["events"]) == 2


def test_one_request_id_sent_twice_at_once_is_done_once(draft: Line) -> None:
    """A script that retries too early gets the first answer."""
    typed = ("pause", "RL-1", "--reason", "x", "--actor", "owner", "--request-id", "same", "--json")
    both = [draft.start(*typed) for _ in range(2)]
    answers = [json.loads(process.communicate(timeout=60)[0]) for process in both]
    assert sorted(answer["repeated"] for answer in answers) == [False, True]
    assert answers[0]["events"] == answers[1]["events"]


def test_a_traceback_is_shown_only_when_asked_for(draft: Line) -> None:
    """One line with a hint for people, the whole story for whoever mends it."""
    path = draft.home / "seedbed.db"
    path.write_bytes(b"no database" * 1000)
    quiet, loud = draft.process("list"), draft.process("list", env={"SEEDBED_DEBUG": "1"})
    assert quiet.code == loud.code == 1
    assert "Traceback" not in quiet.err
    assert "Traceback" in loud.err


def test_colour_is_for_terminals_that_want_it(folder_at: FolderAt) -> None:
    """On a pseudo terminal there is some, with NO_COLOR none, in a pipe none."""
    line = folder_at("DRAFT")
    assert b"\x1b[" in _on_a_terminal(line, {"TERM": "xterm-256color"})
    shown = _on_a_terminal(line, {"TERM": "xterm-256color", "NO_COLOR": "1"})
    assert b"\x1b[3" not in shown
    assert b"NOT MET" in shown
    assert "\x1b" not in line.process("explain", "RL-1").out


def _on_a_terminal(line: Line, env: dict[str, str]) -> bytes:
    import pty

    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [PROGRAM, "explain", "RL-1"], env=line.environment(env), stdout=theirs, stderr=subprocess.DEVNULL
    )
    os.close(theirs)
    seen = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:
            break
        if not piece:
            break
        seen += piece
    process.wait(timeout=30)
    os.close(ours)
    return seen
