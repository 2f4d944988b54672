"""What every request passes first: the right host, a bounded body, and for the API the token."""

from __future__ import annotations

import hmac
from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.problems import problem

MAX_BODY_BYTES = 1_000_000


class HostGuard:
    """Refuses requests made under a foreign name.

    A page elsewhere can make a browser resolve its own name to this machine (DNS rebinding) and then speak to a
    service that trusts whatever comes over loopback; it cannot make the browser lie about the name.
    """

    def __init__(self, app: ASGIApp, *, hosts: Collection[str]) -> None:
        """Guard an app that answers to these names, without ports."""
        self._app = app
        self._hosts = frozenset(host.casefold() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer 421."""
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            if not self._ours(headers.get("host", "")) or not self._same_site(headers):
                refusal = problem(
                    421,
                    "wrong-host",
                    "Asked under a foreign name",
                    "This service answers to the name in service.json only, and not to pages of other sites.",
                    exit_code=2,
                )
                await refusal(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _ours(self, given: str) -> bool:
        try:
            name = urlsplit(f"//{given}").hostname
        except ValueError:
            return False
        return name is not None and name.casefold() in self._hosts

    def _same_site(self, headers: Headers) -> bool:
        """A browser says which page asks; a program says nothing."""
        origin = headers.get("origin")
        return origin is None or self._ours(urlsplit(origin).netloc)


class BodyGuard:
    """Refuses bodies over a limit, whether they say their length or not, before they are in memory."""

    def __init__(self, app: ASGIApp, *, max_bytes: int = MAX_BODY_BYTES) -> None:
        """Guard an app."""
        self._app = app
        self._max = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer 413."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        said = Headers(scope=scope).get("content-length", "0")
        if not said.isdigit() or int(said) > self._max:
            await self._refuse(scope, receive, send)
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self._max:
                raise _TooLarge
            return message

        try:
            await self._app(scope, counted, send)
        except _TooLarge:
            await self._refuse(scope, receive, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 413. A client that still sends would not hear it, so some of what comes is let go by first."""
        left = 10 * self._max
        while left > 0:
            message = await receive()
            left -= len(message.get("body", b""))
            if message["type"] != "http.request" or not message.get("more_body", False):
                break
        detail = f"The body is larger than the {self._max:,} bytes accepted here."
        refusal = problem(413, "too-large", "Too large", detail, exit_code=2, headers={"Connection": "close"})
        await refusal(scope, receive, send)


class _TooLarge(Exception):
    pass


def turned_away(request: Request, token: str) -> Response | None:
    """None for who shows the token; the comparison takes as long for a near guess as for a far one."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    shown = given.strip().encode("utf-8", "surrogateescape")
    if scheme.casefold() == "bearer" and hmac.compare_digest(shown, token.encode()):
        return None
    return problem(
        401,
        "no-token",
        "No token",
        "Show the token of this service, which stands in service.json of its data folder: Authorization: Bearer TOKEN.",
        exit_code=7,
        headers={"WWW-Authenticate": "Bearer"},
    )
