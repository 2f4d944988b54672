"""The newest checkpoint for witnesses, with the proof that the history only grew: no token, for it tells no content."""

from __future__ import annotations

from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from actions.ledger.proving import witness_request
from engine.errors import InvalidInput, NotFound
from web.desk import Desk
from web.pacing import Pace

ROUTE: Final = "/ledger/request"
"""``?old=SIZE``: what a witness that last saw so many events is asked to sign (the body of C2SP ``add-checkpoint``)."""

_LONGEST: Final = 18


def new_pace() -> Pace:
    """Witnesses ask once a minute or so; whoever asks more has to wait."""
    return Pace(burst=30, every_seconds=1.0)


async def get_request(request: Request) -> Response:
    """The request, or 404 where nothing of that size was ever signed here."""
    desk: Desk = request.app.state.desk
    pace: Pace = request.app.state.ledger_pace
    if (seconds := pace.wait("ledger")) > 0:
        return PlainTextResponse("Too many requests.\n", 429, {"Retry-After": str(seconds)})
    return await run_in_threadpool(_answer, desk, request.query_params.get("old", "0"))


def _answer(desk: Desk, old: str) -> Response:
    if not (old.isascii() and old.isdigit() and len(old) <= _LONGEST):
        raise InvalidInput("old: give the number of events that was seen last, as digits.")
    size = int(old)
    with desk.house.store.reading() as reading:
        # Only sizes that were signed: between them a proof would have to read the whole history.
        if size and reading.checkpoint(size) is None:
            raise NotFound(f"Nothing was ever signed here at {size:,} events.")
        text = witness_request(reading, size).to_text()
    return PlainTextResponse(text, headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"})
