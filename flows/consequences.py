"""What follows a move, one flow for each kind: notices drafted, partners told, costs projected, messages delivered.

Every flow may run twice for one row, because a worker can be killed between doing and recording. So what it does is the
same on every attempt (same text, same identity, same file), and it is recorded once under the row's id.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from prefect import flow, task
from prefect.artifacts import acreate_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.logging import get_logger
from prefect.states import Completed

from actions.consequences.case import Case, case_at
from actions.consequences.costs import cost_markdown, cost_projection
from actions.consequences.letters import MESSAGE, drafts_of
from actions.consequences.notice import draft_notice
from actions.house import House
from actions.rehearsal import is_rehearsal
from channels.channel import Channel
from channels.configuration import Configuration
from channels.failure import DeliveryFailure, TemporaryFailure
from channels.message import Message, MessageKind, Recipient, RecipientKind
from channels.reading import read_channels
from channels.registry import Channels
from engine.canonical import canonical
from engine.errors import HistoryConflict, InvalidInput
from flows.houses import Address, house_at
from flows.options import NO_RESULTS, failed
from flows.rows import RowData, give_up_for_now, record, row_from_data
from storage.records import ArtefactRow, OutboxDraft, OutboxRow

_RETRIES: Final = 2
_RETRY_SECONDS: Final = 0.5
_MAX_DRAFT_BYTES: Final = 5_000_000


@dataclass(frozen=True, kw_only=True)
class Came:
    """What came of a row: the result to record, and the rows to be carried out next."""

    result: dict[str, Any]
    following: list[OutboxDraft] = field(default_factory=list)


@flow(name="draft a notice", flow_run_name="{row[stream]}: draft {row[payload][notice]}", **NO_RESULTS)
async def draft_a_notice(row: RowData, house: Address | None = None) -> State[Any]:
    """Draft a notice and keep it as two artefacts: Markdown for people, JSON for programs."""
    return await _carry_out(row, house, _draft)


@flow(name="tell partners", flow_run_name="{row[stream]}: tell partners ({row[payload][occasion]})", **NO_RESULTS)
async def tell_partners(row: RowData, house: Address | None = None) -> State[Any]:
    """Write a letter to each partner concerned; each is a row of its own, delivered by itself."""
    return await _carry_out(row, house, _letters)


@flow(
    name="closing letters",
    flow_run_name="{row[stream]}: closing letters ({row[payload][occasion]})",
    **NO_RESULTS,
)
async def closing_letters(row: RowData, house: Address | None = None) -> State[Any]:
    """Write the closing letter to whoever has left, or to everybody when the procedure ends."""
    return await _carry_out(row, house, _letters)


@flow(name="project the cost", flow_run_name="{row[stream]}: cost after event {row[payload][event]}", **NO_RESULTS)
async def project_the_cost(row: RowData, house: Address | None = None) -> State[Any]:
    """Add up what is set aside, bound, paid and left, and show it on Prefect's pages."""
    return await _carry_out(row, house, _costs)


@flow(name="deliver messages", **NO_RESULTS)
async def deliver_messages(rows: list[RowData], house: Address | None = None, channel: str | None = None) -> State[Any]:
    """Hand over a batch of messages; each is recorded by itself, and one that fails holds up no other.

    Each goes by the channel that ``channels.toml`` has for it, or all of them by the one that is named here.
    """
    opened = await asyncio.to_thread(house_at, house)
    pick = await asyncio.to_thread(_Picking, opened, channel)
    try:
        outcomes = await asyncio.gather(
            *(_deliver_one(opened, row_from_data(row), pick) for row in rows), return_exceptions=True
        )
    finally:
        await asyncio.to_thread(pick.close)
    errors = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    if errors:
        return failed(ExceptionGroup(f"{len(errors)} of {len(rows)} messages", errors))
    return Completed(message=f"{len(rows)} messages delivered.")


FLOWS: Final = {
    "draft_notice": draft_a_notice,
    "tell_partners": tell_partners,
    "closing_letters": closing_letters,
    "cost_projection": project_the_cost,
}
"""The flow of each kind of outbox row that is no message."""


async def _carry_out(data: RowData, address: Address | None, work: Callable[..., Any]) -> State[Any]:
    """Do the work of one row and record it; a failure is noted beside the row, and shown by Prefect."""
    house = await asyncio.to_thread(house_at, address)
    row = row_from_data(data)
    try:
        case = await asyncio.to_thread(case_at, house, row.stream, row.payload["event"])
        came: Came = await work(house, case, row)
        await asyncio.to_thread(record, house, row, came.result, came.following)
    except HistoryConflict as conflict:
        return Completed(name="Superseded", message=str(conflict))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is noted beside the row and the run fails
        await asyncio.to_thread(give_up_for_now, house, row, error)
        return failed(error)
    return Completed(message=f"Recorded: {row.kind} of event {row.payload['event']}.")


async def _draft(house: House, case: Case, row: OutboxRow) -> Came:
    draft = draft_notice(case, str(row.payload["notice"]))
    text = await keep_document(house, draft.markdown.encode(), "text/markdown")
    data = await keep_document(house, canonical(draft.data), "application/json")
    return Came(
        result={
            "event": case.n,
            "notice": draft.data["notice"],
            "name": f"{draft.stem}.md",
            "media_type": "text/markdown",
            **text,
            "data": {"name": f"{draft.stem}.json", "media_type": "application/json", **data},
        }
    )


async def _letters(house: House, case: Case, row: OutboxRow) -> Came:
    drafts = drafts_of(case, row)
    return Came(result={"event": case.n, "messages": [draft.id for draft in drafts]}, following=drafts)


async def _costs(house: House, case: Case, row: OutboxRow) -> Came:
    projection = cost_projection(case)
    try:
        await acreate_markdown_artifact(cost_markdown(case, projection), key=f"{case.procedure.lower()}-cost")
    except Exception as error:  # noqa: BLE001 - the page is a courtesy: the projection itself is recorded all the same
        get_logger("seedbed").warning("The cost page of %s could not be written: %s", case.procedure, error)
    return Came(result=projection)


@task(name="keep a document", retries=_RETRIES, retry_delay_seconds=_RETRY_SECONDS, cache_policy=NO_CACHE, **NO_RESULTS)
async def keep_document(house: House, content: bytes, media_type: str) -> dict[str, Any]:
    """Put a document into the artefact store, durably, and note it; the same bytes are the same artefact."""
    stored = await asyncio.to_thread(house.artefacts.put, io.BytesIO(content), max_bytes=_MAX_DRAFT_BYTES)
    await asyncio.to_thread(_note, house, stored.sha256, stored.size, media_type)
    return {"sha256": stored.sha256, "size": stored.size}


def _note(house: House, sha256: str, size: int, media_type: str) -> None:
    with house.store.transaction() as tx:
        tx.put_artefact(
            ArtefactRow(sha256=sha256, size=size, media=media_type, state="stored", first_at=house.clock.now())
        )


class _Picking:
    """Picks the channel of each message of a batch; while the configuration is wrong, every message waits."""

    def __init__(self, house: House, named: str | None) -> None:
        self._named = named
        self._channels: Channels | None = None
        self._wrong = ""
        try:
            self._channels = channels_of(house)
        except InvalidInput as error:
            self._wrong = str(error)

    @property
    def channels(self) -> Channels:
        if self._channels is None:
            raise TemporaryFailure(self._wrong)
        return self._channels

    def channel_of(self, row: OutboxRow, message: Message) -> Channel:
        """The channel that was named for all, or in the row itself, or that the configuration has for the message."""
        name = self._named or row.payload.get("channel")
        try:
            return self.channels.for_message(message) if name is None else self.channels.named(name)
        except InvalidInput as error:  # a channel that was taken out of the file: a person puts it right
            raise TemporaryFailure(str(error)) from error

    def close(self) -> None:
        if self._channels is not None:
            self._channels.close()


def channels_of(house: House) -> Channels:
    """The channels of a house as its ``channels.toml`` has them now; ``InvalidInput`` says what is wrong with it.

    In a rehearsal there is the outgoing folder alone, whatever the file says: nothing leaves it.
    """
    settings = house.settings
    rehearsed = is_rehearsal(settings, house.store)
    configuration = Configuration() if rehearsed else read_channels(settings.channels_file)
    return Channels(configuration, home=settings.home, now=house.clock.now)


async def _deliver_one(house: House, row: OutboxRow, pick: _Picking) -> None:
    try:
        message = await asyncio.to_thread(message_of, house, row, pick.channels.configuration)
        channel = pick.channel_of(row, message)
        where = await deliver(channel, message)
        result = {"message_id": message.message_id, "channel": channel.name, "where": where}
        await asyncio.to_thread(record, house, row, result)
    except HistoryConflict:
        return  # another worker has delivered and recorded it: the same message under the same identity
    except Exception as error:
        await asyncio.to_thread(give_up_for_now, house, row, error)
        raise


def _worth_a_moment(task: Any, run: Any, state: State[Any]) -> bool:
    """Whether another try in half a second may help: a channel that says why it failed has said when to come back."""
    return not isinstance(state.data, DeliveryFailure)


@task(
    name="deliver",
    retries=_RETRIES,
    retry_delay_seconds=_RETRY_SECONDS,
    retry_condition_fn=_worth_a_moment,
    cache_policy=NO_CACHE,
    **NO_RESULTS,
)
async def deliver(channel: Channel, message: Message) -> str:
    """Hand one message to a channel."""
    return await asyncio.to_thread(channel.deliver, message)


def message_of(house: House, row: OutboxRow, configuration: Configuration) -> Message:
    """The message that a row holds, as it is to be sent now."""
    return MESSAGES[row.kind](house, row, configuration)


def letter_of(house: House, row: OutboxRow, configuration: Configuration) -> Message:
    """The letter that a row holds, with the partner's name as it is disclosed now and its addresses as they are now."""
    payload = row.payload
    case = case_at(house, row.stream, payload["event"])
    return Message(
        id=row.id,
        origin=house.store.info.origin,
        procedure=row.stream,
        recipient=Recipient(
            kind=RecipientKind.PARTNER,
            reference=payload["partner"],
            name=case.names.get(payload["partner"]),
            addresses=configuration.partner_addresses(row.stream, payload["partner"]),
        ),
        kind=MessageKind.LETTER,
        subject=payload["subject"],
        text=payload["text"],
        dated=case.at,
    )


MESSAGES: Final[dict[str, Callable[[House, OutboxRow, Configuration], Message]]] = {MESSAGE: letter_of}
"""What makes the message of each kind of outbox row that is one; they go by the batch through ``deliver_messages``."""

KINDS: Final = (*FLOWS, *MESSAGES)
