"""Stepping through a history: printed, as lines of JSON, and on a real terminal with plain keys."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import select
import struct
import subprocess
import termios
import time
from dataclasses import replace

import pytest
from rich.console import Console

from cli.commands.replaying import _read
from cli.desk import Desk, Options
from cli.replay.keys import split
from cli.replay.running import Viewer
from cli.replay.session import KEYS, PANES, Session
from engine.errors import InvalidInput
from tests.cli.conftest import FolderAt
from tests.cli.line import PROGRAM, Line


@pytest.fixture
def ready(folder_at: FolderAt) -> Line:
    """Give a folder in which RL-1 has passed its first gate."""
    return folder_at("READY")


@pytest.fixture
def desk(ready: Line) -> Desk:
    """Give a desk in that folder."""
    made = Desk(Options())
    made.at_home(ready.home)
    return made


def _session(desk: Desk) -> tuple[Session, Viewer]:
    tape, attempts, _ = _read(desk, "RL-1", None, None)

    def place(typed: str) -> int:
        if not typed.isdigit():
            raise InvalidInput(f"{typed} is no event.")
        return tape.numbered(int(typed))

    return Session(tape, place), Viewer(desk, tape, attempts)


def _pressed(session: Session, *keys: str) -> Session:
    for key in keys:
        session.press(key)
    return session


def test_without_a_terminal_the_steps_are_printed(ready: Line) -> None:
    """Each with what happened, what it changed, where it stands, the gates, and what was known before."""
    shown = ready.ok("replay", "RL-1").out
    last = ready.ok("history", "RL-1", "--json").data["events"][-1]["n"]
    assert shown.count("\nEvent ") + 1 == last + 1
    assert shown.startswith("Event 0 of ")
    assert '+ "Paper": version 1, accepted by ' in shown
    assert "gate as recorded: " in shown
    assert "asked again it comes out the same" in shown
    assert "they had before them: the history up to event 0" in shown
    assert ready.ok("replay", "RL-1", "--plain").out == shown


def test_a_part_of_it_is_printed_on_request(ready: Line) -> None:
    """From an event or a moment, up to an event; what is not there is bad input."""
    part = ready.ok("replay", "RL-1", "--event", "2", "--to", "3").out
    assert part.startswith("Event 2 of ")
    assert part.count("Event ") == 2
    moment = ready.ok("history", "RL-1", "--json").data["events"][2]["at"]
    assert ready.ok("replay", "RL-1", "--at", moment).out.startswith("Event ")
    assert "--to: event 1 comes before event 2" in ready.run("replay", "RL-1", "--event", "2", "--to", "1").err
    assert ready.run("replay", "RL-1", "--event", "99").code == 2
    assert ready.run("replay", "RL-1", "--event", "1", "--at", "2026-03-02").code == 2
    assert ready.run("replay", "RL-7").code == 4


def test_every_step_is_a_line_of_json(ready: Line) -> None:
    """A program reads them one by one, each complete in itself."""
    lines = [json.loads(line) for line in ready.ok("replay", "RL-1", "--json").out.splitlines()]
    assert [line["n"] for line in lines] == list(range(len(lines)))
    assert {line["schema"] for line in lines} == {"seedbed/replay-step/1"}
    gate = next(line for line in lines if line["line"]["type"] == "gate.decided")
    assert gate["passed"]["agrees"] is True
    assert gate["before"]["papers"][0]["artefact"] == "paper"
    assert {"gates", "papers", "deadlines", "holders", "changes", "money", "stages"} <= set(gate)


def test_plain_keys_step_and_jump(desk: Desk) -> None:
    """Next, previous, first, last, gate by gate, to an event; at either end a word instead of a step."""
    session, _ = _session(desk)
    last = session.tape.last
    assert _pressed(session, "n", "space", "right", "p", "left").n == 1
    assert _pressed(session, "l").n == last
    assert (_pressed(session, "n").n, session.message) == (last, "This is the last event.")
    assert (_pressed(session, "f", "p").n, session.message) == (0, "This is the first event.")
    gate = session.tape.next_gate(-1)
    assert _pressed(session, "g").n == gate
    assert (_pressed(session, "g").n, session.message) == (gate, "There is no gate decision further on.")
    assert _pressed(session, "l", "G").n == gate
    assert _pressed(session, "e", "2", "enter").n == 2
    assert (_pressed(session, "e", "9", "9", "9", "enter").n, "no event 999" in session.message) == (2, True)
    assert _pressed(session, "e", "1", "escape").n == 2
    assert _pressed(session, "?").help
    assert not _pressed(session, "n").help
    assert _pressed(session, "q").over


def test_a_search_looks_into_what_who_and_words(desk: Desk) -> None:
    """Forwards and backwards from where one is, in any case; what is not found is said."""
    session, _ = _session(desk)
    hit = next(n for n, line in enumerate(session.tape.lines) if line.type == "artefact.accepted")
    assert _pressed(session, "/", *"ACCEPTED", "space", "backspace", "enter").n == hit
    _pressed(session, "l", "S")
    assert "accepted" in session.tape.lines[session.n].what
    assert (_pressed(session, "/", *"unicorn", "enter").message) == '"unicorn" is not found further on.'
    session.sought = ""
    assert "Nothing is searched for" in _pressed(session, "s").message


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 16), (200, 60)])
@pytest.mark.parametrize("pane", [*PANES, "help"])
def test_every_pane_fits_every_screen(desk: Desk, size: tuple[int, int], pane: str) -> None:
    """As many lines as the screen has, none of them too long, whichever event is looked at."""
    session, viewer = _session(desk)
    session.help = pane == "help"
    session.pane = PANES[0] if session.help else pane
    console = Console(width=size[0], height=size[1], force_terminal=True, color_system=None, quiet=True)
    for n in range(0, session.tape.last + 1, 3):
        session.n = n
        lines = console.render_lines(viewer.frame(session), console.options.update(height=size[1]))
        assert len(lines) == size[1]
        assert max(sum(segment.cell_length for segment in line) for line in lines) <= size[0]


def test_a_gate_that_was_passed_is_shown_with_every_requirement(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Eleven of eleven, not the first few: what is left out looks as if it had not been asked for."""
    session, viewer = _session(desk)
    session.press("g")
    step = viewer.step(session.n)
    assert step.passed is not None
    many = tuple((f"asked_{number}", "met") for number in range(11))
    monkeypatch.setattr(viewer, "step", lambda n: replace(step, passed=replace(step.passed, recorded=many)))
    console = Console(width=160, height=60, color_system=None)
    lines = console.render_lines(viewer.frame(session), console.options.update(height=60))
    shown = "".join(segment.text for line in lines for segment in line)
    assert [finding for finding, _ in many if finding not in shown] == []


def test_a_long_pane_is_scrolled_and_a_step_begins_at_its_top(desk: Desk) -> None:
    """Down and up move the pane and never past its ends; the next event is shown from its beginning."""
    session, viewer = _session(desk)
    session.pane = "why"
    console = Console(width=80, height=20, force_terminal=True, quiet=True)
    for _ in range(200):
        session.press("d")
    console.print(viewer.frame(session))
    end = session.top
    assert 0 < end < 400
    assert _pressed(session, "up").top == end - 1
    assert _pressed(session, "n").top == 0


def test_keys_are_told_apart_however_fast_they_come() -> None:
    """What a terminal sends for an arrow is one key, and letters beside it are themselves."""
    assert list(split("n\x1b[Cp\x1b[5~\x1bOA \r\x7fG\x1b")) == [
        "n", "right", "p", "page up", "up", "space", "enter", "backspace", "G", "escape",
    ]  # fmt: skip
    assert {"n p", "g G", "/"} <= {key for key, _ in KEYS}


def test_it_runs_on_a_real_terminal(ready: Line) -> None:
    """The program draws, takes keys, and gives the terminal back as it was."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
    before = termios.tcgetattr(theirs)
    environment = {**ready.environment({"TERM": "xterm-256color"}), "COLUMNS": "100", "LINES": "30"}
    program = subprocess.Popen(
        [PROGRAM, "replay", "RL-1"], stdin=theirs, stdout=theirs, stderr=theirs, env=environment, close_fds=True
    )
    try:
        _until(ours, b"event 0 of ")
        os.write(ours, b"n")
        _until(ours, b"event 1 of ")
        os.write(ours, b"g")
        _until(ours, b"gate.decided")
        os.write(ours, b"5")
        _until(ours, b"The definition leaves this to")
        os.write(ours, b"q")
        assert program.wait(timeout=20) == 0
        assert termios.tcgetattr(theirs)[3] == before[3]
    finally:
        program.kill()
        program.wait()
        os.close(ours)
        os.close(theirs)


def _until(terminal: int, words: bytes) -> None:
    """Read what the program draws until it shows something."""
    seen, end = b"", time.monotonic() + 30
    while words not in seen:
        assert time.monotonic() < end, seen.decode(errors="replace")[-2000:]
        ready, _, _ = select.select([terminal], [], [], 1)
        if ready:
            seen += os.read(terminal, 65536)


def test_a_terminal_that_can_show_no_screen_gets_the_steps(ready: Line) -> None:
    """TERM=dumb is told everything line by line."""
    ours, theirs = pty.openpty()
    environment = ready.environment({"TERM": "dumb"})
    program = subprocess.Popen(
        [PROGRAM, "replay", "RL-1", "--to", "1"], stdin=theirs, stdout=theirs, stderr=theirs, env=environment
    )
    try:
        _until(ours, b"Event 1 of ")
        assert program.wait(timeout=20) == 0
    finally:
        program.kill()
        program.wait()
        os.close(ours)
        os.close(theirs)
