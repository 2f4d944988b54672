"""A sweep as a flow: what a plain Prefect worker runs where no follow-up worker of ours does."""

from __future__ import annotations

import asyncio
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from actions.clockwork.tick import tick
from flows.houses import Address, house_at
from flows.options import NO_RESULTS
from flows.sweep import Sweep


@flow(name="follow up", **NO_RESULTS)
async def follow_up(house: Address | None = None, channel: str | None = None) -> State[Any]:
    """Carry out everything that is due, then end; running it twice at once is safe, the leases see to that."""
    opened = await asyncio.to_thread(house_at, house)
    sweep = Sweep(opened, channel=channel)
    await asyncio.to_thread(tick, opened, opened.clock.now(), worker=sweep.worker, beating=False)
    swept = await sweep.until_nothing_is_due()
    if swept.dead:
        return Failed(message=f"{swept.dead} consequences were given up: a person has to look at the outbox.")
    return Completed(message=f"{swept.done} carried out, {swept.failed} to be tried again.")
