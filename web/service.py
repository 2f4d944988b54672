"""The service as an application: the API of commands, feeds, the first pages for people, and the health pages."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Route

from engine.errors import SeedbedError
from web import acknowledging, feeds, ledger
from web.commands import post_command, post_register
from web.desk import Desk
from web.guards import BodyGuard, HostGuard
from web.health import live, ready
from web.pages import assets
from web.problems import on_error, on_http_error


def make_app(desk: Desk) -> Starlette:
    """Build the application for one house."""
    app = Starlette(
        routes=[
            Route("/api/v1/commands", post_command, methods=["POST"]),
            Route("/api/v1/register", post_register, methods=["POST"]),
            Route(feeds.ROUTE, feeds.get_feed),
            Route(acknowledging.ROUTE, acknowledging.show_form),
            Route(acknowledging.ROUTE, acknowledging.take_answer, methods=["POST"]),
            Route(assets.ROUTE, assets.asset),
            Route(ledger.ROUTE, ledger.get_request),
            Route("/health/live", live),
            Route("/health/ready", ready),
        ],
        middleware=[Middleware(HostGuard, hosts=desk.hosts), Middleware(BodyGuard)],
        exception_handlers={HTTPException: on_http_error, SeedbedError: on_error, Exception: on_error},
    )
    app.state.desk = desk
    app.state.feeds = feeds.Feeds()
    app.state.link_paces = acknowledging.LinkPaces()
    app.state.ledger_pace = ledger.new_pace()
    return app
