"""A person's own calendar feed: where it is, a new address for it, and none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import typer

from cli.declaring import Answered, reads, registers
from cli.desk import Desk
from cli.options import Actor
from engine.errors import InvalidInput, NotFound

app = typer.Typer(
    name="feed", help="A calendar of your deadlines that your own calendar program reads.", rich_markup_mode=None
)
app.callback()(lambda: None)


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedSeen:
    """Where a person's feed is; whoever has the address can read the feed."""

    person: str
    url: str


@reads(
    app,
    "show",
    examples=("seedbed feed show --actor ada", "seedbed feed show --actor ada --json"),
)
def show(desk: Desk, actor: Actor = None) -> Answered:
    """Show the address of your calendar feed. It is a secret: whoever has it reads your deadlines."""
    from actions.feed_tokens import feed_path
    from actions.people import person_named, register_of

    if not actor:
        raise InvalidInput("Say whose: --actor PERSON (a pseudonym or an e-mail address), or set SEEDBED_ACTOR.")
    with desk.reading() as reading:
        person = person_named(reading, actor)
        feed = register_of(reading).feeds.get(person)
    if feed is None:
        raise NotFound(f"{person} has no calendar feed yet. Make one: seedbed feed renew --actor {person}")
    path = feed_path(desk.house, person, feed)
    if path is None:
        raise NotFound(
            f"The feed of {person} was made with another key than {desk.settings.link_key_file}, so its address is not"
            f" known here. Make a new one: seedbed feed renew --actor {person}"
        )
    found = FeedSeen(person=person, url=f"{_base(desk)}{path}")
    return Answered(schema="seedbed/feed/1", value=found, show=lambda page: page.line(found.url))


@registers(
    app,
    "renew",
    examples=("seedbed feed renew --actor ada", "seedbed feed renew --actor ada --json"),
)
def renew(desk: Desk) -> dict[str, Any]:
    """Give your calendar feed an address, or a new one: the address before stops working at once."""
    return {"kind": "renew_feed"}


@registers(
    app,
    "revoke",
    examples=("seedbed feed revoke --actor ada", "seedbed feed revoke lee --actor root"),
)
def revoke(
    desk: Desk,
    person: Annotated[
        str | None, typer.Argument(metavar="[PERSON]", help="Whose; default: your own. Others' only as administrator.")
    ] = None,
) -> dict[str, Any]:
    """Stop a calendar feed: its address answers nobody any more."""
    return {"kind": "revoke_feed", "person": person}


def _base(desk: Desk) -> str:
    """Where people reach the service: by the name that is configured, else where it runs, else where it would."""
    from flows.running import service_of

    service = None if desk.settings.public_url is not None else service_of(desk.settings)
    return desk.settings.address if service is None else service.url
