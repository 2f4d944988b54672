"""``seedbed serve``: Prefect's server, the web service, the follow-up worker and the clock in one go."""

from __future__ import annotations

import os
import secrets
import signal
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit

import uvicorn

from actions.house import House, open_house
from actions.ledger.start import require_newest
from config.settings import Settings
from engine.errors import Busy, WrongFolder
from flows.resident import Resident
from flows.running import Service, announce, withdraw
from flows.saying import Say, silent
from procedures.registry import load, shipped
from web.desk import Desk
from web.lock import FolderLock
from web.service import make_app


def serve(settings: Settings, *, port: int | None = None, say: Say = silent) -> int:
    """Serve one data folder until SIGTERM or SIGINT; returns the exit code.

    ``Busy`` when another process serves it; ``WrongFolder`` for a rehearsal, whose clock is not the real one;
    ``StoreGoneBack`` for an older database than the one that was signed last.
    """
    chosen = settings.service_port if port is None else port
    with ExitStack() as stack:
        house = open_house(settings)
        stack.callback(house.close)
        _refuse_demo(house)
        require_newest(house)
        stack.enter_context(FolderLock(settings, house.clock.now()))
        listening = stack.enter_context(_listening(settings.service_host, chosen))
        for one in shipped():
            house.definitions.add(load(one.path))
        page_port = chosen + 1 if 0 < chosen < 65535 else 0
        flows = stack.enter_context(Resident(house, page_port=page_port, say=say))
        desk = Desk(
            house=house,
            token=secrets.token_urlsafe(32),
            advance=flows.advance,
            prefect_answers=flows.prefect_answers,
            hosts=("127.0.0.1", "localhost", "::1", settings.service_host, *_public_host(settings)),
        )
        service = _service(desk, listening, flows)
        announce(settings, service)
        stack.callback(withdraw, settings)
        _tell(settings, service, say)
        _Server(desk).run(sockets=[listening])
        say("Stopping: what is in hand is finished first.")
    say("Stopped.")
    return 0


class _Server(uvicorn.Server):
    """Uvicorn, stopped by a signal without dying of it: what was started after it has to be stopped too."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            uvicorn.Config(
                make_app(desk),
                access_log=False,
                lifespan="off",
                log_config=None,
                server_header=False,
                timeout_graceful_shutdown=10,
                limit_concurrency=200,
            )
        )

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Let SIGTERM and SIGINT end the serving, and nothing more."""
        before = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _refuse_demo(house: House) -> None:
    if house.store.info.mode == "demo":
        raise WrongFolder(
            f"{house.settings.home} is a rehearsal on a simulated clock: the service runs on the real one, and an event"
            " of today after one of a simulated tomorrow would be dated tomorrow too. Look at it with `seedbed list`,"
            " or make a live folder: seedbed init"
        )


def _public_host(settings: Settings) -> tuple[str, ...]:
    """The name under which people reach the service from elsewhere, through whatever stands in front of it."""
    name = None if settings.public_url is None else urlsplit(settings.public_url).hostname
    return () if name is None else (name,)


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """The service's own socket, opened before anything is started that would have to be stopped again."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as found:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            found.bind((host, port))
        except OSError as error:
            raise Busy(
                f"Port {port} on {host} is not to be had ({error.strerror}). Choose another with --port, or 0 for any"
                " free one."
            ) from None
        found.listen(128)
        yield found


def _service(desk: Desk, listening: socket.socket, flows: Resident) -> Service:

    host, port = listening.getsockname()[:2]
    return Service(
        url=f"http://{f'[{host}]' if ':' in host else host}:{port}",
        token=desk.token,
        pid=os.getpid(),
        since=desk.house.clock.now(),
        prefect_url=flows.prefect_url,
        prefect_page=flows.prefect_page,
    )


def _tell(settings: Settings, service: Service, say: Say) -> None:
    say(f"Serving {settings.home} at {service.url} (process {service.pid}). Ctrl-C stops it.")
    if service.prefect_page is not None:
        say(f"Prefect's pages: {service.prefect_page} (they ask for the line in {settings.prefect_home / 'auth'}).")
