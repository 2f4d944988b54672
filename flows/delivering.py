"""Hands over a batch of reminders, one after the other; no Prefect in it, so that whoever tests it can kill it cheaply.

One at a time, and each confirmed before the next begins: a worker that is killed leaves one message of which nobody
knows whether it arrived, never a batch of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from actions.house import House
from actions.people import names_of
from actions.rehearsal import is_rehearsal
from actions.reminders import sending
from actions.reminders.withdrawing import may_leave
from channels.channel import Channel
from channels.configuration import Configuration
from channels.failure import TemporaryFailure
from channels.message import Message
from channels.reading import read_channels
from channels.registry import Channels
from engine.errors import HistoryConflict, InvalidInput
from flows.rows import give_up_for_now
from storage.records import OutboxRow


class Outcome(NamedTuple):
    """What became of a batch."""

    sent: int
    errors: tuple[Exception, ...]


def channels_of(house: House) -> Channels:
    """The channels of a house as its ``channels.toml`` has them now; ``InvalidInput`` says what is wrong with it.

    In a rehearsal there is the outgoing folder alone, whatever the file says: nothing leaves it.
    """
    settings = house.settings
    rehearsed = is_rehearsal(settings, house.store)
    configuration = Configuration() if rehearsed else read_channels(settings.channels_file)
    return Channels(configuration, home=settings.home, now=house.clock.now)


def send_batch(house: House, rows: Sequence[OutboxRow], channel: str | None = None) -> Outcome:
    """Send each row of a batch; one that fails is noted, tried again later or given up, and holds up no other."""
    with house.store.reading() as reading:
        known = names_of(reading)
    try:
        channels = channels_of(house)
    except InvalidInput as error:
        return Outcome(0, tuple(_note(house, row, TemporaryFailure(str(error))) for row in rows))
    with channels:
        outcomes = [_send(house, row, channels, known, channel) for row in rows]
    errors = [outcome for outcome in outcomes if outcome is not None]
    return Outcome(len(rows) - len(errors), tuple(errors))


def _send(
    house: House, row: OutboxRow, channels: Channels, known: Mapping[str, Mapping[str, str]], named: str | None
) -> Exception | None:
    """Send one; returns why it failed. Whatever that is, it is this message's alone."""
    try:
        message = sending.message_of(house, row, known)
        through = channels.named(named) if named else _through(channels, message, str(row.payload["channel"]))
        worker = str(row.leased_by)
        if may_leave(house, row, worker) and sending.begin(house, row, through.name, worker):
            where = through.deliver(message)
            sending.confirm(house, row, through.name, where, worker)
    except HistoryConflict:
        return None  # another worker has sent and confirmed it: the same message under the same identity
    except Exception as error:  # noqa: BLE001 - whatever it is, it is noted beside the row, and the next one is sent
        return _note(house, row, error)
    return None


def _through(channels: Channels, message: Message, wished: str) -> Channel:
    """The channel that somebody wished for; without one, what the site has for such a message.

    Only what the site set up can be wished for: in the built-in folder, or on the console of a server, a message would
    reach nobody, and so the floor under all wishes would be gone.
    """
    return channels.named(wished) if wished in channels.configuration.channel else channels.for_message(message)


def _note(house: House, row: OutboxRow, error: Exception) -> Exception:
    dead = give_up_for_now(house, row, error)
    sending.failed(house, row, f"{type(error).__name__}: {error}"[:500], str(row.leased_by), dead=dead)
    return error
