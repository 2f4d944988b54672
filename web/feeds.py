"""The calendar feed of a person: what their own calendar program asks for, with a secret address and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from actions.feed_tokens import whose_feed
from actions.people import register_of
from actions.queries.calendar_entries import EntryCache, entries_for
from engine.register import REGISTER, Feed
from exports.icalendar.calendar import MEDIA_TYPE, to_icalendar
from storage.reading import Reading
from web.desk import Desk
from web.pacing import Pace
from web.problems import problem

ROUTE: Final = "/feeds/{token}.ics"
STRANGERS: Final = "strangers"

_HEADERS: Final = {
    "Cache-Control": "private, max-age=300",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
    "Content-Disposition": 'inline; filename="seedbed.ics"',
}


@dataclass(kw_only=True)
class Feeds:
    """What the service remembers between two requests for feeds: nothing that another process would miss."""

    entries: EntryCache = field(default_factory=EntryCache)
    register: tuple[int, dict[str, Feed]] = (-1, {})
    by_feed: Pace = field(default_factory=lambda: Pace(burst=30, every_seconds=10.0))
    by_strangers: Pace = field(default_factory=lambda: Pace(burst=60, every_seconds=1.0))

    def known(self, reading: Reading) -> dict[str, Feed]:
        """The feeds that have an address, read again when anybody was registered, renewed or revoked."""
        tail = reading.stream_head(REGISTER)
        n = -1 if tail is None else tail.n
        if self.register[0] != n:
            self.register = (n, register_of(reading).feeds)
        return self.register[1]


async def get_feed(request: Request) -> Response:
    """The calendar of whoever's token it is; a wrong token is told nothing, whatever is wrong with it."""
    desk: Desk = request.app.state.desk
    feeds: Feeds = request.app.state.feeds
    return await run_in_threadpool(_answer, desk, feeds, request)


def _answer(desk: Desk, feeds: Feeds, request: Request) -> Response:
    token = request.path_params["token"]
    with desk.house.store.reading() as reading:
        person = whose_feed(feeds.known(reading), token)
        wait = feeds.by_strangers.wait(STRANGERS) if person is None else feeds.by_feed.wait(person)
        if wait:
            detail = f"Ask again in {wait} seconds: a calendar changes a few times a day."
            headers = {"Retry-After": str(wait)}
            return problem(429, "too-often", "Asked too often", detail, exit_code=75, headers=headers)
        if person is None:
            detail = "No calendar has this address, or it has been renewed: seedbed feed show"
            return problem(404, "no-feed", "There is no such calendar", detail, exit_code=4)
        entries = entries_for(desk.house, reading, person, feeds.entries)
    content = to_icalendar(entries, name=f"Seedbed: deadlines of {person}")
    tag = f'"{sha256(content).hexdigest()}"'
    headers = {**_HEADERS, "ETag": tag}
    if _has(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=f"{MEDIA_TYPE}; charset=utf-8", headers=headers)


def _has(given: str, tag: str) -> bool:
    """Whether a client holds these bytes already (RFC 9110, 13.1.2: weakly compared, or any)."""
    held = [one.strip().removeprefix("W/") for one in given.split(",")]
    return tag in held or held == ["*"]
