"""The page behind a signed link: looking changes nothing, pressing stops the reminders of one deadline to one person.

There is no session and no cookie, so there is nothing that another site's page could ride on: the token in the address
is the whole authority, and whoever could forge the request would have to have it (which is why no CSRF token is asked
for). A program that follows every link of a message, as mail scanners do, only looks.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from actions.acknowledged import acknowledge
from actions.acknowledging import Link, LinkExpired, LinkForged, read_link
from actions.house import House
from actions.queries.asked import Asked, Fit, asked_of
from engine.errors import Busy, HistoryConflict, InvalidInput, NotAllowed, Refused
from engine.time.local_time import MICROSECOND, describe_instant, end_of_day, format_instant, local_date
from web.desk import Desk
from web.feeds import STRANGERS
from web.pacing import Pace
from web.pages.page import page

ROUTE: Final = "/acknowledge/{token}"
_LOG = logging.getLogger("seedbed.web")


@dataclass(kw_only=True)
class LinkPaces:
    """How often links may be asked for: each by its person, and all that are not ours together."""

    by_person: Pace = field(default_factory=lambda: Pace(burst=60, every_seconds=1.0))
    by_strangers: Pace = field(default_factory=lambda: Pace(burst=60, every_seconds=1.0))


async def show_form(request: Request) -> Response:
    """What is asked, and a button; nothing is changed by looking."""
    return await run_in_threadpool(_shown, request.app.state.desk, request)


async def take_answer(request: Request) -> Response:
    """Record the acknowledgement; pressed again, it is said that it was recorded already."""
    return await run_in_threadpool(_taken, request.app.state.desk, request)


def _shown(desk: Desk, request: Request) -> Response:
    link = _link(desk.house, request)
    if isinstance(link, Response):
        return link
    with desk.house.store.reading() as reading:
        asked = asked_of(desk.house, reading, link)
    if asked.fit is Fit.OPEN:
        return page("acknowledge.html.j2", **_facts(asked))
    return _told(asked)


def _taken(desk: Desk, request: Request) -> Response:
    link = _link(desk.house, request)
    if isinstance(link, Response):
        return link
    try:
        asked, recorded = acknowledge(desk.house, request.path_params["token"], link)
    except (Refused, NotAllowed) as error:
        return _no_further(422, "It was not recorded", str(error), "Nothing has been changed.")
    except (Busy, HistoryConflict):  # too many others, five times over
        heading, following = "Not just now", "Nothing has been recorded. Go back and press the button again."
        return _no_further(503, heading, "Somebody else is writing this very moment.", following, {"Retry-After": "2"})
    return _told(asked, again=not recorded)


def _link(house: House, request: Request) -> Link | Response:
    """What the token stands for, or the page that says why it stands for nothing."""
    paces: LinkPaces = request.app.state.link_paces
    try:
        link = read_link(house, request.path_params["token"], house.clock.now())
    except (LinkForged, LinkExpired) as error:
        if wait := paces.by_strangers.wait(STRANGERS):
            return _too_often(wait)
        if isinstance(error, LinkExpired):
            return _no_further(410, "This link has expired", str(error), _ELSEWHERE)
        return _no_further(404, "This link does not work", str(error), _WHOLE)
    except InvalidInput as error:
        _LOG.error("%s", error)
        sentence = "Something is wrong with this service's own key; its log says what."
        return _no_further(503, "Links cannot be checked just now", sentence, "Nothing has been recorded.")
    wait = paces.by_person.wait(link.person)
    return _too_often(wait) if wait else link


_ELSEWHERE = "What is due now is told by `seedbed deadlines --mine`."
_WHOLE = "Mail programs sometimes break a long address in two: copy the whole of it into the address bar."


def _told(asked: Asked, *, again: bool = True) -> Response:
    """The answer to somebody for whom there is nothing, or nothing more, to press."""
    match asked.fit:
        case Fit.NOT_YOURS:
            sentence = "You hold no role on this procedure today that is reminded of this deadline."
            return _no_further(403, "This is not yours any more", sentence, "Nothing has been recorded.")
        case Fit.CHANGED:
            sentence = "It has been changed since this message was sent, and the message's link is void."
            heading = "This deadline has changed"
            return page("acknowledged.html.j2", status=409, heading=heading, sentence=sentence, **_facts(asked))
        case Fit.OVER:
            sentence = "It has been met, or the procedure has ended: nobody is reminded of it any more."
            heading = "There is nothing left to acknowledge"
            return page("acknowledged.html.j2", status=410, heading=heading, sentence=sentence, **_facts(asked))
        case Fit.OPEN | Fit.ACKNOWLEDGED:
            heading = "Acknowledged already" if again else "Acknowledged"
            sentence = (
                "You had acknowledged this deadline before; nothing more was recorded."
                if again
                else "It is recorded that you have seen this deadline. Its reminders to you stop."
            )
            return page("acknowledged.html.j2", heading=heading, sentence=sentence, **_facts(asked))


def _too_often(wait: int) -> Response:
    sentence = f"Links are being asked for too often. Try again in {wait} seconds."
    return _no_further(429, "Too many requests", sentence, "Nothing has been recorded.", {"Retry-After": str(wait)})


def _no_further(
    status: int, heading: str, sentence: str, following: str, headers: dict[str, str] | None = None
) -> Response:
    values = {"heading": heading, "sentence": sentence, "next": following, "banner": None}
    return page("no_further.html.j2", status=status, headers=headers, **values)


def _facts(asked: Asked) -> dict[str, Any]:
    due_at = asked.due_at
    acted = asked.re_enactment is not None
    return {
        "banner": f"{asked.procedure} is a re-enactment, not a procurement." if acted else None,
        "procedure": asked.procedure,
        "procedure_title": asked.procedure_title,
        "deadline_title": asked.deadline_title,
        "due": "" if due_at is None else _until(due_at, asked.zone),
        "due_iso": "" if due_at is None else format_instant(due_at),
        "left": asked.left,
        "person": asked.person,
        "role_title": asked.role_title,
    }


def _until(due_at: datetime, zone: str) -> str:
    """The moment for people; what ends with its day (decision 0007) ends "at the end of" it, not at 23:59:59."""
    said = describe_instant(due_at, zone)
    whole_day = due_at + MICROSECOND == end_of_day(local_date(due_at, zone), zone)
    return f"at the end of {said.replace(', 23:59:59', '')}" if whole_day else said
