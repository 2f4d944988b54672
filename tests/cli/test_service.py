"""With a service running, changing commands go through it; its file is believed only as far as it deserves."""

from __future__ import annotations

import json
import os
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import uvicorn

from actions.answer import Answer
from actions.house import House, open_house
from actions.perform import Request, perform
from config.settings import read_settings
from tests.cli.conftest import SMALL, FolderAt
from tests.cli.line import Line
from web.desk import Desk
from web.service import make_app

TOKEN = "a-token-of-the-tests"


class Running:
    """The real web application on a loopback port, without the workflow engine behind it."""

    def __init__(self, house: House, *, token: str = TOKEN) -> None:
        """Listen, and serve in a thread."""
        self.seen: list[str] = []
        desk = Desk(house=house, token=token, advance=self._advance, prefect_answers=lambda: True)
        self._house = house
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._server = uvicorn.Server(uvicorn.Config(make_app(desk), lifespan="off", log_config=None))
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True)
        self._thread.start()

    def _advance(self, request: Request) -> Answer:
        self.seen.append(request.request_id)
        return perform(self._house, request)

    def stop(self) -> None:
        """Stop serving."""
        self._server.should_exit = True
        self._thread.join(timeout=10)
        self._socket.close()
        self._house.close()


def announce(line: Line, port: int, **more: object) -> Path:
    """Write the file that a service writes."""
    path = line.home / "service.json"
    data = {"url": f"http://127.0.0.1:{port}", "token": TOKEN, "pid": os.getpid(), **more}
    path.write_text(json.dumps(data), encoding="utf-8")
    path.chmod(0o600)
    return path


@pytest.fixture
def serving(folder_at: FolderAt) -> Iterator[Callable[[str], tuple[Line, Running]]]:
    """Give a folder at a step with its service running."""
    started: list[Running] = []

    def at(step: str) -> tuple[Line, Running]:
        line = folder_at(step)
        started.append(Running(open_house(read_settings({}, line.home))))
        announce(line, started[-1].port)
        return line, started[-1]

    yield at
    for running in started:
        running.stop()


Serving = Callable[[str], tuple[Line, Running]]


def test_a_move_goes_through_the_service(serving: Serving) -> None:
    """No workflow engine is started here: the service has one."""
    line, running = serving("DRAFT+")
    ran = line.ok("advance", "RL-1", "--to", "READY", "--actor", "manager", "--request-id", "go-1")
    assert "step.entered" in ran.out
    assert running.seen == ["go-1"]
    assert "Starting" not in ran.err


def test_the_service_refuses_with_the_same_words_and_codes(serving: Serving) -> None:
    """Whoever asks, the answer is the same: compared with the folder's own, without the service."""
    line, _ = serving("DRAFT")
    file = line.home / "service.json"
    everywhere = ("--procedure", "all", "--from", "2026-01-01")
    commands = (
        ("advance", "RL-1", "--to", "READY", "--actor", "manager"),
        ("accept", "RL-1", "paper", "--actor", "lawyer"),
        ("accept", "RL-1", "nothing", "--actor", "lawyer"),
        ("pause", "RL-1", "--reason", "x", "--actor", "manager"),
        ("pause", "RL-1", "--reason", "x", "--actor", "owner", "--expected", "7"),
        ("people", "assign", "nobody", "--role", "owner", *everywhere, "--actor", "root"),
        ("people", "add", "owner", "--name", "x", "--actor", "root"),
        ("people", "add", "kim", "--name", "x", "--actor", "owner"),
    )
    through = [line.run(*command, "--json") for command in commands]
    file.unlink()
    alone = [line.run(*command, "--json") for command in commands]
    assert [ran.code for ran in through] == [3, 3, 4, 7, 5, 4, 2, 7]
    for one, other in zip(through, alone, strict=True):
        assert (one.code, one.data["message"], one.data["explanation"]) == (
            other.code,
            other.data["message"],
            other.data["explanation"],
        )


def test_a_definition_of_ones_own_travels_with_the_command(serving: Serving, tmp_path: Path) -> None:
    """The service has never seen the file, and opens the procedure under it all the same."""
    line, _ = serving("NOTHING_YET")
    mine = tmp_path / "mine.yaml"
    mine.write_text(SMALL.read_text(encoding="utf-8").replace("version: 1.0.0", "version: 2.0.0"), encoding="utf-8")
    typed = ("--title", "T", "--fact", "big=no,hurried=no", "--actor", "manager")
    line.ok("open", "RL-2", "--unpublished", "--definition", str(mine), *typed)
    assert line.ok("show", "RL-2", "--json").data["version"] == "2.0.0"


def test_a_document_and_a_registration_go_through_the_service(serving: Serving, tmp_path: Path) -> None:
    """Bytes are stored here, the event is written there."""
    line, _ = serving("DRAFT")
    (tmp_path / "paper.txt").write_text("A need.", encoding="utf-8")
    line.ok("attach", "RL-1", "paper", str(tmp_path / "paper.txt"), "--actor", "manager")
    line.ok("people", "add", "kim", "--name", "Kim", "--actor", "root")
    assert "1 file is what was filed" in line.ok("verify").out


def test_a_repeated_request_gets_the_first_answer_from_both(serving: Serving) -> None:
    """Through the service first, alone afterwards: one history, one answer."""
    line, _ = serving("DRAFT")
    typed = ("pause", "RL-1", "--reason", "x", "--actor", "owner", "--request-id", "k", "--json")
    first = line.ok(*typed).data
    (line.home / "service.json").unlink()
    again = line.ok(*typed).data
    assert (first["repeated"], again["repeated"]) == (False, True)
    assert first["events"] == again["events"]


PAUSE = ("pause", "RL-1", "--reason", "x", "--actor", "owner")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


@pytest.mark.parametrize("pid", [os.getpid(), 2**22 + 1], ids=["alive but no service", "gone"])
def test_what_a_dead_service_left_behind_is_noted_and_ignored(draft: Line, pid: int) -> None:
    """Its process is gone, or nobody listens any more: the command works on the folder itself."""
    announce(draft, _free_port(), pid=pid)
    ran = draft.ok(*PAUSE)
    assert "no longer runs" in ran.err


@pytest.mark.parametrize("content", ["", "{", "[]", '{"url": 7}', '{"url": "http://127.0.0.1:1"}', "\x00"])
def test_a_file_that_no_service_wrote_is_noted_and_ignored(draft: Line, content: str) -> None:
    """Whatever it holds."""
    path = draft.home / "service.json"
    path.write_text(content, encoding="utf-8")
    path.chmod(0o600)
    assert "working on the data folder itself" in draft.ok(*PAUSE).err


def test_a_token_that_others_can_read_is_not_used(draft: Line) -> None:
    """The file has to be its owner's alone."""
    announce(draft, _free_port()).chmod(0o644)
    assert "can be read by others" in draft.ok(*PAUSE).err


def test_a_service_on_another_machine_is_never_spoken_to(draft: Line) -> None:
    """The token leaves this machine under no circumstances."""
    announce(draft, 80, url="http://seedbed.example:80")
    ran = draft.run(*PAUSE)
    assert ran.code == 2
    assert "this machine only" in ran.err


def test_another_service_in_its_place_is_noted_and_passed_by(folder_at: FolderAt, tmp_path: Path) -> None:
    """Something else has the port now, and does not know the token."""
    line = folder_at("DRAFT")
    other = Running(open_house(read_settings({}, line.home)), token="another")
    announce(line, other.port)
    assert "does not know this folder's token" in line.ok(*PAUSE).err
    other.stop()


def test_a_service_that_breaks_off_leaves_a_key_to_repeat(draft: Line) -> None:
    """Whether it was done is not known: busy, with the request id to try again under."""
    server = HTTPServer(("127.0.0.1", 0), _Rude)

    def hang_up_twice() -> None:
        for _ in range(2):  # the first connection only looks whether somebody listens
            server.handle_request()

    both = threading.Thread(target=hang_up_twice, daemon=True)
    both.start()
    announce(draft, server.server_port)
    ran = draft.run(*PAUSE, "--request-id", "again-1")
    assert ran.code == 75
    assert "--request-id again-1" in ran.err
    both.join(timeout=10)
    server.server_close()


class _Rude(BaseHTTPRequestHandler):
    """Hangs up without an answer."""

    def handle(self) -> None:
        """Say nothing."""
        self.connection.close()


def test_the_doctor_finds_the_service(serving: Serving) -> None:
    """It answers, and where."""
    line, running = serving("DRAFT")
    assert f"service: answers at 127.0.0.1:{running.port}" in line.ok("doctor").out
