"""Reminders are sent by a flow run for each batch: Prefect's pages show what went out when, and what did not."""

from __future__ import annotations

import asyncio
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows.delivering import send_batch
from flows.houses import Address, house_at
from flows.options import NO_RESULTS, failed
from flows.rows import RowData, row_from_data


@flow(name="send reminders", **NO_RESULTS)
async def send_reminders(rows: list[RowData], house: Address | None = None, channel: str | None = None) -> State[Any]:
    """Send a batch of reminders; a message that fails is tried again by a later run, and holds up no other."""
    opened = await asyncio.to_thread(house_at, house)
    outcome = await asyncio.to_thread(send_batch, opened, [row_from_data(row) for row in rows], channel)
    if outcome.errors:
        return failed(ExceptionGroup(f"{len(outcome.errors)} of {len(rows)} reminders", list(outcome.errors)))
    return Completed(message=f"{outcome.sent} reminders sent.")
