"""HTTP for ledgers and witnesses, from the standard library: no redirects, short answers, a limit of time."""

from __future__ import annotations

from http.client import HTTPException
from typing import Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from engine.errors import InvalidInput, SeedbedError

SECONDS: Final = 20.0
_MOST_BYTES: Final = 1_000_000


class FarAway(SeedbedError):
    """Nobody could be reached there: nothing is lost by asking again later."""

    exit_code = 75


class _NoRedirect(HTTPRedirectHandler):
    """Who is asked is who was named, and nobody else."""

    def redirect_request(self, *args: object) -> None:
        """Follow nothing."""


def post(url: str, body: str) -> tuple[int, str]:
    """The status and the text that a POST is answered with."""
    return _ask(url, body.encode())


def get(url: str) -> tuple[int, str]:
    """The status and the text that a GET is answered with."""
    return _ask(url, None)


def _ask(url: str, body: bytes | None) -> tuple[int, str]:
    if urlsplit(url).scheme not in {"http", "https"}:
        raise InvalidInput(f"{url!r} is no address to ask: http://... or https://...")
    request = Request(url, data=body)  # noqa: S310 - http(s) alone
    request.add_header("Content-Type", "text/plain; charset=utf-8")
    try:
        with build_opener(_NoRedirect).open(request, timeout=SECONDS) as answer:
            return answer.status, answer.read(_MOST_BYTES).decode("utf-8", "replace")
    except HTTPError as error:
        with error:
            return error.code, error.read(_MOST_BYTES).decode("utf-8", "replace")
    except (URLError, OSError, HTTPException) as error:
        reason = getattr(error, "reason", error)
        raise FarAway(f"{url} could not be reached ({reason}). Ask again later.") from error
