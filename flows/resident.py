"""Flows for as long as a service runs: Prefect's server, the flows of this process, a follow-up worker, all watched."""

from __future__ import annotations

from concurrent.futures import Future
from concurrent.futures import TimeoutError as WaitedTooLong
from contextlib import ExitStack
from datetime import timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

from actions.answer import Answer
from actions.house import House
from actions.perform import Request
from engine.errors import Busy
from flows.child import Child
from flows.clock import WakingClock
from flows.courtesy import MovesUnderWay
from flows.environment import child_environment, prepare
from flows.houses import adopt, disown
from flows.prefect_server import PrefectServer, healthy
from flows.saying import Say, silent

if TYPE_CHECKING:
    from flows.loop import FlowLoop

_ANSWER_SECONDS: Final = 55.0
_WATCH_EVERY: Final = timedelta(seconds=2)


class Resident:
    """Used with ``with``; opening it takes as long as Prefect's server takes to start."""

    def __init__(self, house: House, *, page_port: int = 0, say: Say = silent) -> None:
        """Prepare; ``page_port`` is where Prefect's pages are wanted (0, or one that is taken: any free one)."""
        self._house = house
        self._settings = house.settings
        self._page_port = page_port
        self._say = say
        self._stack = ExitStack()
        self._server: PrefectServer | None = None
        self._auth: str | None = None
        self._loop: FlowLoop
        self._worker: Child
        self._moves: MovesUnderWay
        self.prefect_url = ""

    def __enter__(self) -> Self:
        """Start everything; when one thing fails, what was started is stopped again."""
        with ExitStack() as starting:
            self._moves = MovesUnderWay(self._settings.home / "moves.lock")
            starting.callback(self._moves.close)
            self._start_prefect(starting)
            adopt(self._house)
            starting.callback(disown, self._house)
            self._start_loop(starting)
            self._worker = self._start_worker()
            starting.callback(self._stop_worker)
            watch = WakingClock(self._watch, every=_WATCH_EVERY)
            starting.callback(watch.stop)
            self._stack = starting.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Stop everything: the worker first, Prefect's server last."""
        self._stack.close()

    @property
    def prefect_page(self) -> str | None:
        """Where Prefect's pages are; None with a server of the site's own."""
        return None if self._server is None else self._server.page

    def prefect_answers(self) -> bool:
        """Whether Prefect's server answers."""
        return healthy(self.prefect_url)

    def advance(self, request: Request) -> Answer:
        """Make a move through its flow; returns, or raises what ``perform`` raises, once the record is committed.

        ``Busy`` when Prefect does not come to it in time: then the move may still be made, and the same request id
        tells whether it was.
        """
        from flows.advance import start

        def moved(run: Future[Any]) -> None:
            self._moves.end()

        self._moves.begin()
        try:
            started = start(self._loop, self._house, request)
        except BaseException:
            self._moves.end()
            raise
        started.run.add_done_callback(moved)
        try:
            return started.answer.result(_ANSWER_SECONDS)
        except WaitedTooLong:
            raise Busy(
                f"Prefect has not come to it within {_ANSWER_SECONDS:.0f} s. Repeat the command with the same request"
                f" id ({request.request_id}): it is carried out once."
            ) from None

    def _start_prefect(self, starting: ExitStack) -> None:
        own = self._settings.prefect_api_url
        if own is not None:
            prepare(self._settings)
            if not healthy(own, seconds=5.0):
                raise Busy(f"Your Prefect server at {own} does not answer.")
            self.prefect_url = own
            return
        self._say("Starting Prefect's server ...")
        self._server = PrefectServer(self._settings, ui=True, port=self._page_port, restartable=True)
        starting.callback(self._server.stop)
        self.prefect_url, self._auth = self._server.url, self._server.auth
        prepare(self._settings, prefect_url=self.prefect_url, auth=self._auth)
        import flows.advance  # noqa: F401 - slow to import: while the server starts in a process of its own

        self._server.wait()

    def _start_loop(self, starting: ExitStack) -> None:
        from flows.loop import FlowLoop

        self._loop = FlowLoop(self.prefect_url, self._auth)
        starting.callback(self._loop.stop)

    def _start_worker(self) -> Child:
        environ = child_environment(self._settings, prefect_url=self.prefect_url, auth=self._auth)
        return Child(
            "flows.worker",
            # It shares this machine, and one Prefect server, with whoever makes a move here.
            ("--prefect-url", self.prefect_url, "--nice", "5", "--abreast", "1", "--give-way", str(self._moves.file)),
            environ=environ,
            log=self._settings.home / "worker.log",
            folder=self._settings.home,
        )

    def _stop_worker(self) -> None:
        self._worker.stop()

    def _watch(self) -> None:
        """Start again what has died; its last words are in its log."""
        if self._server is not None and not self._server.child.running:
            self._say(f"Prefect's server ended; starting it again. {self._server.child.last_words(3)}")
            self._server.restart()
        if not self._worker.running:
            self._say(f"The follow-up worker ended; starting it again. {self._worker.last_words(3)}")
            self._worker.stop()
            self._worker = self._start_worker()
