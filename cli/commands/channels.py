"""The channels: what there is, and a test message through one of them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from cli.declaring import Answered, reads
from cli.desk import Desk
from engine.errors import InvalidInput

if TYPE_CHECKING:
    from channels.message import Message

app = typer.Typer(
    name="channels", help="The channels: what there is, and a test message through one of them.", rich_markup_mode=None
)
app.callback()(lambda: None)

Name = Annotated[str, typer.Argument(metavar="NAME", help="The channel, as `seedbed channels list` names it.")]
To = Annotated[
    str | None, typer.Option("--to", metavar="ADDRESS", help="Where the test goes; channels that write mail need it.")
]
Yes = Annotated[bool, typer.Option("--yes", help="Send it without asking.")]


@reads(app, "list", examples=("seedbed channels list", "seedbed channels list --json"), codes=(0, 1, 2))
def list_(desk: Desk) -> Answered:
    """List the channels, where they lead, and which messages go by them; what is wrong in channels.toml is named."""
    from channels.reading import read_channels
    from channels.showing import shown_channels
    from cli.render.channels import show_channels

    file = desk.settings.channels_file
    found = shown_channels(read_channels(file), desk.settings.home)
    return Answered(
        schema="seedbed/channels/1",
        value={"file": str(file), "channels": found},
        show=lambda page: show_channels(page, found, str(file)),
    )


@reads(
    app,
    "test",
    examples=("seedbed channels test post --to ada@tfl.example", "seedbed channels test hook --yes --json"),
    codes=(0, 1, 2, 3, 4, 75),
)
def try_(desk: Desk, name: Name, to: To = None, yes: Yes = False) -> Answered:
    """Send a test message through a channel, after showing exactly to whom it goes and what it says."""
    from channels.reading import read_channels
    from channels.registry import Channels
    from channels.showing import shown_channels
    from cli.render.channels import show_test

    settings = desk.settings
    configuration = read_channels(settings.channels_file)
    channels = Channels(configuration, home=settings.home, now=desk.house.clock.now)
    channel = channels.named(name)
    shown = next(one for one in shown_channels(configuration, settings.home) if one.name == name)
    if shown.addressed and to is None:
        raise InvalidInput(f"{name} writes mail: say to whom with --to ADDRESS.")
    message = _message(desk, name, to)
    for line in show_test(message, shown):
        desk.say(line)
    if not yes:
        _confirm()
    with channels:
        where = channel.deliver(message)
    return Answered(
        schema="seedbed/channels-test/1",
        value={"channel": name, "message_id": message.message_id, "to": message.recipient.addresses, "where": where},
        show=lambda page: page.line(f"Sent as {message.message_id}: {where}"),
    )


def _message(desk: Desk, name: str, to: str | None) -> Message:
    from actions.identifiers import uuid7, uuid_text
    from channels.configuration import mail_address
    from channels.message import Message, MessageKind, Recipient, RecipientKind

    try:
        addresses = () if to is None else (mail_address(to),)
    except ValueError as error:
        raise InvalidInput(f"--to: {error}.") from error
    now = desk.house.clock.now()
    return Message(
        id=uuid_text(uuid7(now, desk.house.randomness)),
        origin=desk.house.store.info.origin,
        procedure=None,
        recipient=Recipient(kind=RecipientKind.PERSON, reference="test", addresses=addresses),
        kind=MessageKind.TEST,
        subject="A test message from Seedbed",
        text=(
            f"Somebody who runs Seedbed tries its channel {name!r}.\n\n"
            "If you can read this, it works. Nothing is asked of you.\n"
        ),
        dated=now,
    )


def _confirm() -> None:
    if not sys.stdin.isatty():
        raise InvalidInput("Nobody is there to answer: say --yes if it is meant.")
    if not typer.confirm("Send it?", err=True):
        raise InvalidInput("Nothing was sent.")
