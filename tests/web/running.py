"""A real service in a process of its own, and somebody who speaks to it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flows.environment import child_environment
from tests.flows.site import settings_of

SERVE = """
import sys
from config.settings import read_settings
from engine.errors import SeedbedError
from web.serve import serve
try:
    sys.exit(serve(read_settings(), say=lambda line: print(line, flush=True)))
except SeedbedError as error:
    print(error, flush=True)
    sys.exit(error.exit_code)
"""


class Serving:
    """``serve`` on a data folder, as the command line runs it."""

    def __init__(self, home: Path) -> None:
        """Start it; it is ready after ``ready``."""
        self.home = home
        settings = settings_of(home)
        environ = child_environment(settings, SEEDBED_SERVICE_PORT="0")
        self.log = home / f"serve-{time.monotonic_ns()}.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", SERVE], env=environ, stdout=log, stderr=subprocess.STDOUT, cwd="/"
            )
        self.file: dict[str, Any] = {}

    def ready(self) -> Serving:
        """Wait until it has announced itself."""
        until(lambda: self._announced() or self.process.poll() is not None, "the service to start")
        assert self.process.poll() is None, self.said()
        return self

    def _announced(self) -> bool:
        try:
            self.file = json.loads((self.home / "service.json").read_text())
        except (FileNotFoundError, ValueError):
            return False
        return bool(self.file["pid"] == self.process.pid)

    def said(self) -> str:
        """What it told."""
        return self.log.read_text()

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send it a signal and wait for its end."""
        self.process.send_signal(number)
        return self.process.wait(30)

    def children(self) -> list[int]:
        """Its child processes."""
        found = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        return [int(pid) for file in found for pid in file.read_text().split()]

    def post(self, body: object, key: str = "k-1", path: str = "/api/v1/commands", **headers: str | None) -> Reply:
        """Send a command."""
        given: dict[str, str | None] = {
            "Authorization": f"Bearer {self.file['token']}",
            "Idempotency-Key": key,
            "Content-Type": "application/json",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.ask("POST", path, content, {name: value for name, value in given.items() if value is not None})

    def get(self, path: str, **headers: str) -> Reply:
        """Read a page."""
        return self.ask("GET", path, None, {name.replace("_", "-"): value for name, value in headers.items()})

    def ask(self, method: str, path: str, body: Any, headers: dict[str, str], *, chunked: bool = False) -> Reply:
        """One request over a connection of its own."""
        place = urlsplit(self.file["url"])
        connection = HTTPConnection(place.hostname or "", place.port or 0, timeout=60)
        try:
            connection.request(method, path, body, headers, encode_chunked=chunked)
            answer = connection.getresponse()
            return Reply(answer.status, dict(answer.getheaders()), answer.read())
        finally:
            connection.close()


class Reply:
    """What came back."""

    def __init__(self, status: int, headers: dict[str, str], content: bytes) -> None:
        """Keep it."""
        self.status = status
        self.headers = {name.lower(): value for name, value in headers.items()}
        self.content = content

    @property
    def data(self) -> Any:
        """The document in it."""
        return json.loads(self.content)


def until(holds: Callable[[], object], what: str, *, seconds: float = 90.0) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"waited {seconds} s for {what}"
        time.sleep(0.05)


def alive(pid: int) -> bool:
    """Whether a process runs; one that has died and waits for its parent does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def kill(pid: int) -> None:
    """Kill a process that a test started."""
    os.kill(pid, signal.SIGKILL)
