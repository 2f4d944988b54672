"""The thread in which flows run: one event loop and one Prefect client for all of them.

Not the main thread, for two reasons. Prefect's engine catches SIGTERM while a flow runs, and the service needs that
signal for itself. And a flow's bookkeeping must not hold up whoever is waiting for an answer on another loop.
"""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any, Final, TypeVar

from engine.errors import Busy

Result = TypeVar("Result")

_RETRIES: Final = 3
"""How often Prefect's client asks again, after 2, 4 and 8 seconds: whoever waits is told in time that it is away."""


class FlowLoop:
    """Runs coroutines beside the caller's own thread, against one Prefect server."""

    def __init__(self, prefect_url: str, auth: str | None) -> None:
        """Start the thread; ``flows.environment.prepare`` comes before."""
        self._url = prefect_url
        self._auth = auth
        self._loop = asyncio.new_event_loop()
        self._context: contextvars.Context | None = None
        self._ready: Future[None] = Future()
        self._closing = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=self._run, name="flows", daemon=True)
        self._thread.start()
        self._ready.result()

    def start(self, work: Callable[[], Coroutine[Any, Any, Result]]) -> Future[Result]:
        """Begin a coroutine on the loop; its result or exception is in the future."""
        found: Future[Result] = Future()

        def begin() -> None:
            task = self._loop.create_task(_into(found, work))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

        if self._context is None or not self._thread.is_alive():
            raise Busy("The flows of this process have stopped.")
        self._loop.call_soon_threadsafe(begin, context=self._context.copy())
        return found

    def run(self, work: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
        """Run a coroutine to its end."""
        return self.start(work).result()

    def stop(self, *, within_seconds: float = 10.0) -> None:
        """Let what runs come to its end, up to a point, and end the thread."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._closing.set)
            self._thread.join(within_seconds)
            _send_what_is_left()

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._serve())
        except BaseException as error:  # noqa: BLE001 - a thread has nobody to raise to: the starter is told instead
            if not self._ready.done():
                self._ready.set_exception(error)
        finally:
            self._loop.close()

    async def _serve(self) -> None:
        from prefect.context import AsyncClientContext, SyncClientContext
        from prefect.settings import PREFECT_API_AUTH_STRING, PREFECT_API_URL, PREFECT_CLIENT_MAX_RETRIES
        from prefect.settings.context import temporary_settings

        _tell_of_tasks_at(self._url)
        chosen: dict[Any, Any] = {PREFECT_API_URL: self._url, PREFECT_CLIENT_MAX_RETRIES: _RETRIES}
        if self._auth is not None:
            chosen[PREFECT_API_AUTH_STRING] = self._auth
        with temporary_settings(updates=chosen):
            # Prefect's engine makes a blocking client here and there, each with its own reading of all certificates,
            # unless it finds one.
            async with AsyncClientContext.get_or_create():
                with SyncClientContext.get_or_create():
                    await self._until_closed()

    async def _until_closed(self) -> None:
        self._context = contextvars.copy_context()
        self._ready.set_result(None)
        await self._closing.wait()
        await self._settle()

    async def _settle(self) -> None:
        """Give what still runs a moment to end, then cancel it: whoever waits for it is told."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=5)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def _into(found: Future[Result], work: Callable[[], Coroutine[Any, Any, Result]]) -> None:
    """Carry a coroutine's outcome into a future that any thread can wait for."""
    try:
        result = await work()
    except BaseException as error:
        if not found.cancelled():
            found.set_exception(error)
        if not isinstance(error, Exception):
            raise
    else:
        if not found.cancelled():
            found.set_result(result)


def _tell_of_tasks_at(url: str) -> None:
    """Send what Prefect's pages show of tasks to this server, and give up soon when it is gone.

    Left to itself, Prefect sends them to the first server that a process ever spoke to, and tries for ten seconds for
    each: a command whose server had stopped took minutes to end.
    """
    from prefect.events.clients import PrefectEventsClient
    from prefect.events.worker import EventsWorker

    EventsWorker.set_client_override(PrefectEventsClient, api_url=url, reconnection_attempts=_RETRIES)


def _send_what_is_left() -> None:
    from prefect.events.worker import EventsWorker

    EventsWorker.drain_all(timeout=5.0)
