"""Prefect's server as a child process: its own folder and database, loopback only, behind a password of its own."""

from __future__ import annotations

import fcntl
import os
import secrets
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from config.settings import Settings
from engine.errors import Busy
from flows.child import Child
from flows.environment import child_environment

HOST: Final = "127.0.0.1"
_START_SECONDS: Final = 90.0
_LOCK_SECONDS: Final = 60.0
_FD: Final = "SEEDBED_PREFECT_FD"
_NO_PROXY: Final = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class PrefectServer:
    """One running server; ``url`` is its API, ``auth`` what its clients show."""

    def __init__(self, settings: Settings, *, ui: bool = False, port: int = 0, restartable: bool = False) -> None:
        """Start it on a port (0, or one that is taken: any free one); it is ready after ``wait``.

        The listening socket is opened here and handed down, so nobody else can take the port in between. Who means to
        start a dead server again keeps it, and its clients wait meanwhile; who does not lets go, and they are told.
        """
        self._settings = settings
        self._ui = ui
        self.folder = settings.prefect_home
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = _lock(settings)
        self._socket = _listen(port)
        self.port: int = self._socket.getsockname()[1]
        self.url = f"http://{HOST}:{self.port}/api"
        self.page = f"http://{HOST}:{self.port}"
        self.auth = read_auth(settings)
        self.child = self._start()
        if not restartable:
            self._socket.close()

    def _start(self) -> Child:
        environ = child_environment(
            self._settings,
            prefect_url=self.url,
            auth=self.auth,
            PREFECT_SERVER_API_HOST=HOST,
            PREFECT_SERVER_API_PORT=str(self.port),
            PREFECT_SERVER_API_AUTH_STRING=self.auth,
            PREFECT_SERVER_CORS_ALLOWED_ORIGINS=self.page,
            PREFECT_SERVER_UI_ENABLED="true" if self._ui else "false",
            PREFECT_SERVER_UI_API_URL=self.url,
            PREFECT_SERVER_UI_STATIC_DIRECTORY=str(self._settings.prefect_home / "ui"),
            PREFECT_SERVER_LOGGING_LEVEL="WARNING",
            # Block types that other products register; the automations of Prefect's event system. We use neither.
            PREFECT_SERVER_REGISTER_BLOCKS_ON_START="false",
            PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED="false",
            # The feed of events is a page; without pages nobody reads it.
            PREFECT_SERVER_SERVICES_EVENT_PERSISTER_ENABLED="true" if self._ui else "false",
            **{_FD: str(self._socket.fileno())},
        )
        return Child(
            "flows.prefect_server",
            environ=environ,
            log=self._settings.prefect_home / "server.log",
            folder=self._settings.prefect_home,
            pass_fds=(self._socket.fileno(),),
        )

    def restart(self) -> None:
        """Start it again on the same port after it died (one that is ``restartable``)."""
        self.child.stop()
        self.child = self._start()

    def wait(self, *, seconds: float = _START_SECONDS) -> float:
        """Wait until it answers; returns how many seconds that took. ``Busy`` with its last words when it does not."""
        begun = time.monotonic()
        while (passed := time.monotonic() - begun) < seconds:
            if not self.child.running:
                raise Busy(f"Prefect's server ended while it started.\n{self.child.last_words()}")
            if healthy(self.url):
                return passed
            time.sleep(0.1)
        raise Busy(f"Prefect's server did not answer within {seconds:.0f} s; its log is {self.child.log}.")

    def stop(self) -> None:
        """Stop it and let go of its folder."""
        self.child.stop()
        self._socket.close()
        os.close(self._lock)


def healthy(url: str, *, seconds: float = 1.0) -> bool:
    """Whether a Prefect API answers."""
    try:
        with _NO_PROXY.open(f"{url}/health", timeout=seconds) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError, ValueError):
        return False


def read_auth(settings: Settings) -> str:
    """What Prefect's clients and its pages show: made once per data folder, readable by its owner only."""
    file = settings.prefect_home / "auth"
    with suppress(FileExistsError):
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as output:
            output.write(f"seedbed:{secrets.token_urlsafe(24)}")
    return file.read_text(encoding="ascii").strip()


def _lock(settings: Settings) -> int:
    """Hold Prefect's folder: two servers on one SQLite file would upgrade it at the same time."""
    descriptor = os.open(settings.prefect_home / "server.lock", os.O_RDWR | os.O_CREAT, 0o600)
    until = time.monotonic() + _LOCK_SECONDS
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                os.close(descriptor)
                raise Busy(
                    f"Another process runs Prefect's server in {settings.prefect_home}. Try again when it is done."
                ) from None
            time.sleep(0.2)
        else:
            return descriptor


def _listen(port: int) -> socket.socket:
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((HOST, port))
    except OSError:
        found.bind((HOST, 0))
    found.listen(128)
    return found


def main(arguments: Sequence[str]) -> int:
    """Run the server on the socket that the parent opened; this is what the child process does."""
    import uvicorn
    from prefect.server.api.server import create_app
    from prefect.server.database.dependencies import temporary_database_config

    from flows.prefect_database import one_writer_at_a_time

    listening = socket.socket(fileno=int(os.environ[_FD]))
    with temporary_database_config(one_writer_at_a_time()):
        app = create_app(final=True)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=3))
        server.run(sockets=[listening])
    return 0
