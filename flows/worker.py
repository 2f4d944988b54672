"""The follow-up worker: a process that carries out what follows from moves. Any number may run on one store."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from actions.house import House, open_house
from actions.ledger.start import require_newest
from config.settings import Settings, read_settings
from engine.errors import Busy, InvalidInput, SeedbedError, WrongFolder
from flows.clock import WakingClock, start_ticking
from flows.environment import prepare
from flows.houses import adopt, disown
from flows.prefect_server import read_auth
from flows.saying import Say, silent
from flows.sweep import ABREAST, BATCH, LEASE, Sweep, Swept

if TYPE_CHECKING:
    from flows.loop import FlowLoop

EVERY: Final = timedelta(seconds=1)
_PREFECT_SECONDS: Final = 60.0
_LONGEST_WAIT_SECONDS: Final = 30.0
_PATIENCE_SECONDS: Final = 15.0
"""Not woken for so long, the worker takes it that the wall clock was put back, and rouses its clock."""


def run(
    settings: Settings,
    *,
    prefect_url: str | None = None,
    say: Say = silent,
    lease: timedelta = LEASE,
    every: timedelta = EVERY,
    batch: int = BATCH,
    abreast: int = ABREAST,
    channel: str | None = None,
    give_way: Path | None = None,
    stop: threading.Event | None = None,
) -> int:
    """Work until SIGTERM or SIGINT (or ``stop``), then finish what is in hand; returns the exit code.

    The Prefect server is the given one, ``SEEDBED_PREFECT_API_URL``, or that of the service on this data folder.
    """
    house = open_house(settings)
    try:
        _refuse_demo(house)
        require_newest(house)
        url, auth = _server(settings, prefect_url)
        prepare(settings, prefect_url=url, auth=auth)
        adopt(house)
        sweep = Sweep(house, lease=lease, batch=batch, abreast=abreast, channel=channel, give_way=give_way, say=say)
        return _work(sweep, url, auth, every=every, stop=stop, say=say)
    finally:
        disown(house)
        house.close()


def drain(house: House, loop: FlowLoop, say: Say = silent) -> Swept:
    """Carry out everything that follows and is due now, then return; reminders are left to a worker that stays."""
    sweep = Sweep(house, reminding=False, say=say)
    return loop.run(sweep.until_nothing_is_due)


def _work(sweep: Sweep, url: str, auth: str | None, *, every: timedelta, stop: threading.Event | None, say: Say) -> int:
    from flows.loop import FlowLoop

    stopping = threading.Event() if stop is None else stop
    awake = threading.Event()
    with ExitStack() as stack:
        stack.callback(_on_signal(stopping, awake))
        clock = WakingClock(awake.set, every=every)
        stack.callback(clock.stop)
        start_ticking(clock, sweep.house, worker=sweep.worker, say=say)  # it needs no Prefect, and does not wait for it
        loop = FlowLoop(url, auth)
        stack.callback(loop.stop)
        _await_prefect(loop, url, stopping)
        say(f"Follow-up worker {sweep.worker} is at work on {sweep.house.store.address}.")
        while not stopping.is_set():
            if not awake.wait(max(_PATIENCE_SECONDS, 3 * every.total_seconds())):
                clock.rouse()
            awake.clear()
            if not stopping.is_set():
                _once(sweep, loop, stopping, say)
    say("Follow-up worker stopped.")
    return 0


def _once(sweep: Sweep, loop: FlowLoop, stopping: threading.Event, say: Say) -> None:
    """One sweep. Nothing is taken while Prefect is away: an attempt that cannot begin would count all the same."""
    try:
        loop.run(lambda: sweep.until_nothing_is_due(stopping.is_set))
    except SeedbedError as error:
        say(f"The sweep stopped, and goes on in a moment: {error}")
        return
    if sweep.away is not None:
        say(f"Prefect's server is away; waiting for it. It said: {sweep.away}")
        wait = 1.0
        while not stopping.wait(wait) and _spoken_with(loop) is not None:
            wait = min(2 * wait, _LONGEST_WAIT_SECONDS)


def _spoken_with(loop: FlowLoop) -> Exception | None:
    """Why Prefect's server would not carry out a run: it does not answer, or does not know us; None when it would."""

    async def speak() -> None:
        from prefect.client.orchestration import get_client

        await get_client().api_version()

    try:
        loop.run(speak)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what stands in the way
        return error
    return None


def _await_prefect(loop: FlowLoop, url: str, stopping: threading.Event) -> None:
    """Wait for Prefect's server to come up, a little; ``Busy`` says what it said."""
    until = time.monotonic() + _PREFECT_SECONDS
    while (error := _spoken_with(loop)) is not None:
        if time.monotonic() > until:
            raise Busy(f"Prefect's server at {url} does not let us in: {error}")
        if stopping.wait(1.0):
            return


def _server(settings: Settings, given: str | None) -> tuple[str, str | None]:
    """Where Prefect's server is, and what to show it: the site's own server has the site's own keys."""
    if settings.prefect_api_url is not None and given is None:
        return settings.prefect_api_url, None
    if given is not None:
        own = (settings.prefect_home / "auth").exists() and settings.prefect_api_url is None
        return given, read_auth(settings) if own else None
    from flows.running import service_of

    service = service_of(settings)
    if service is None:
        raise InvalidInput(
            "A worker needs a Prefect server: start `seedbed serve` on this data folder (it brings a worker), or set"
            " SEEDBED_PREFECT_API_URL to your own server's API."
        )
    return service.prefect_url, read_auth(settings)


def _refuse_demo(house: House) -> None:
    if house.store.info.mode == "demo":
        raise WrongFolder("This data folder is a rehearsal on a simulated clock: no worker acts on it by the real one.")


def _on_signal(stopping: threading.Event, awake: threading.Event) -> Callable[[], None]:
    """Stop on SIGTERM and SIGINT; returns what puts the old handlers back."""
    if threading.current_thread() is not threading.main_thread():
        return lambda: None

    def stop(number: int, frame: object) -> None:
        stopping.set()
        awake.set()

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    return restore


def _to_stderr(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def main(arguments: Sequence[str]) -> int:
    """What a worker's process does, started by the service or by hand."""
    parser = argparse.ArgumentParser(prog="follow-up worker")
    parser.add_argument("--prefect-url")
    parser.add_argument("--lease-seconds", type=float, default=LEASE.total_seconds())
    parser.add_argument("--every-seconds", type=float, default=EVERY.total_seconds())
    parser.add_argument("--batch", type=int, default=BATCH)
    parser.add_argument("--abreast", type=int, default=ABREAST)
    parser.add_argument("--channel", help="send everything by this one instead of what channels.toml says")
    parser.add_argument("--nice", type=int, default=0, help="let others go first: 0 to 19")
    parser.add_argument("--give-way", type=Path, help="a file that is locked while moves are under way: they go first")
    given = parser.parse_args(list(arguments))
    os.nice(given.nice)
    return run(
        read_settings(),
        prefect_url=given.prefect_url,
        say=_to_stderr,
        lease=timedelta(seconds=given.lease_seconds),
        every=timedelta(seconds=given.every_seconds),
        batch=given.batch,
        abreast=given.abreast,
        channel=given.channel,
        give_way=given.give_way,
    )
