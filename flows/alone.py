"""A stage move without a running service: an embedded Prefect server, one flow, its consequences, and away."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Self

from actions.answer import Answer
from actions.house import House, open_house
from actions.perform import Request
from config.settings import Settings
from flows.environment import prepare
from flows.houses import adopt, disown
from flows.prefect_server import PrefectServer
from flows.saying import Say, silent

if TYPE_CHECKING:
    from flows.loop import FlowLoop
    from flows.sweep import Swept


def advance_alone(settings: Settings, request: Request, say: Say = silent) -> Answer:
    """Carry out one ``Advance`` as a Prefect flow and everything that follows from it, then return.

    ``say`` gets lines of progress. Raises what ``actions.perform.perform`` raises; a refusal carries its explanation.
    """
    house = open_house(settings)
    try:
        with Embedded(house, say=say) as flows:
            answer = flows.advance(request)
            flows.drain()
            return answer
    finally:
        house.close()


class Embedded:
    """Flows without a service: its own Prefect server while it is open, on the house's own clock.

    For one move, or for a whole rehearsal: the server starts once and serves every ``advance`` and ``drain``.
    """

    def __init__(self, house: House, *, say: Say = silent) -> None:
        """Start the server; it gets ready while this process imports what it needs."""
        self._house = house
        self._say = say
        self._server: PrefectServer | None = None
        self._loop: FlowLoop | None = None

    def __enter__(self) -> Self:
        """Open: wait for the server."""
        settings = self._house.settings
        if settings.prefect_api_url is None:
            self._say("Starting Prefect's server for this command (some seconds; `seedbed serve` keeps one running).")
            self._server = PrefectServer(settings)
        try:
            self._loop = self._open_loop(settings)
        except BaseException:
            self._close()
            raise
        adopt(self._house)
        return self

    def _open_loop(self, settings: Settings) -> FlowLoop:
        url = settings.prefect_api_url or (self._server.url if self._server is not None else "")
        auth = self._server.auth if self._server is not None else None
        prepare(settings, prefect_url=url, auth=auth)
        import flows.advance
        import flows.consequences  # noqa: F401 - imported here, while the server starts in its own process
        from flows.loop import FlowLoop

        if self._server is not None:
            seconds = self._server.wait()
            self._say(f"Prefect's server is ready after {seconds:.1f} s.")
        return FlowLoop(url, auth)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close: the server stops."""
        disown(self._house)
        self._close()

    def advance(self, request: Request) -> Answer:
        """Make one move through its flow, and wait for the whole run."""
        from flows.advance import start

        started = start(self._flows(), self._house, request)
        try:
            answer = started.answer.result()
        finally:
            started.run.exception()
        self._say(f"{answer.procedure} is at {answer.step}.")
        return answer

    def drain(self) -> Swept:
        """Carry out everything that follows and is due."""
        from flows.worker import drain

        swept = drain(self._house, self._flows(), self._say)
        if swept.done or swept.failed:
            again = f"; {swept.failed} to be tried again" if swept.failed else ""
            self._say(f"Carried out: {swept.done} {'consequence' if swept.done == 1 else 'consequences'}{again}.")
        return swept

    def _flows(self) -> FlowLoop:
        if self._loop is None:
            raise RuntimeError("Embedded is used with `with`.")
        return self._loop

    def _close(self) -> None:
        if self._loop is not None:
            self._loop.stop()
        if self._server is not None:
            self._server.stop()
