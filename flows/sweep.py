"""One sweep: take what is due from the outbox under a lease, run its flows, until nothing is due.

Prefect shows the runs, but the lease decides: a run that was killed stays Running on Prefect's pages for ever, and its
row is simply taken again by whoever comes first once the lease is over.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

from actions.house import House
from actions.reminders.expanding import REMINDER
from engine.errors import SeedbedError
from flows.courtesy import let_moves_go_first
from flows.houses import address_of
from flows.rows import give_up_for_now, row_to_data
from flows.saying import Say, silent
from storage.outbox import claim, renew
from storage.records import OutboxRow

LEASE: Final = timedelta(seconds=60)
REMINDERS: Final = 200
"""How many reminders one run sends, one after the other."""

REMINDER_LEASE: Final = timedelta(seconds=20)
"""Shorter than the others': a killed worker's reminders must not come a minute late."""
_LOOK_AGAIN_SECONDS: Final = 0.5

BATCH: Final = 16
"""How many rows are taken at once: the messages among them share one run."""

ABREAST: Final = 2
"""How many runs of one worker are under way at once.

Prefect's server is one process and answers one request after the other. Whoever waits for a move stands in the same
queue, so follow-ups keep it short: four abreast gain nothing on one machine, and double what the asker waits.
"""


@dataclass(frozen=True, kw_only=True)
class Swept:
    """What a sweep did: rows carried out, failed for now, and given up for a person to look at."""

    done: int = 0
    failed: int = 0
    dead: int = 0

    def __add__(self, other: Swept) -> Swept:
        """Add up two sweeps."""
        return Swept(done=self.done + other.done, failed=self.failed + other.failed, dead=self.dead + other.dead)


def worker_name() -> str:
    """A name for one worker process that no other has."""
    return f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(3)}"


class Sweep:
    """Carries out what is due, for one worker, on one house."""

    def __init__(
        self,
        house: House,
        *,
        worker: str | None = None,
        lease: timedelta = LEASE,
        batch: int = BATCH,
        abreast: int = ABREAST,
        channel: str | None = None,
        give_way: Path | None = None,
        reminding: bool = True,
        say: Say = silent,
    ) -> None:
        """Prepare; nothing is taken yet. Without ``reminding`` only what follows from moves is carried out."""
        self.house = house
        self.worker = worker or worker_name()
        self._lease = lease
        self._batch = batch
        self._abreast = abreast
        self._channel = channel
        self._give_way = give_way
        self._reminding = reminding
        self._say = say
        self._address = address_of(house.settings)
        self.away: Exception | None = None

    async def until_nothing_is_due(self, stopping: Callable[[], bool] = lambda: False) -> Swept:
        """Take batch after batch, what follows from one in the next included; what failed waits for its time.

        A sweep ends early when Prefect is away (``away`` says what it said): an attempt that cannot begin counts, and a
        row has only so many.
        """
        self.away = None
        reminding = asyncio.create_task(self._drain(self._claim_reminders, stopping))
        try:
            total = await self._drain(self._claim, stopping)
            while not reminding.done():  # a mail server that takes its time holds up nothing else
                await asyncio.wait({reminding}, timeout=_LOOK_AGAIN_SECONDS)
                total += await self._drain(self._claim, stopping)
            return total + await reminding
        finally:
            reminding.cancel()

    async def _drain(self, claim_some: Callable[[], list[OutboxRow]], stopping: Callable[[], bool]) -> Swept:
        total = Swept()
        while not stopping() and not self._left_alone() and (rows := await asyncio.to_thread(claim_some)):
            total += await self._batch_of(rows)
        return total

    def _left_alone(self) -> bool:
        return self.away is not None

    def _claim(self) -> list[OutboxRow]:
        from flows.consequences import KINDS

        return claim(self.house.store, self.worker, self.house.clock.now(), self._lease, self._batch, KINDS)

    def _claim_reminders(self) -> list[OutboxRow]:
        """Take what is to be sent by the hundred: one run sends them all. Another wake expands what is due."""
        if not self._reminding:
            return []
        now = self.house.clock.now()
        return claim(self.house.store, self.worker, now, REMINDER_LEASE, REMINDERS, [REMINDER])

    async def _batch_of(self, rows: Sequence[OutboxRow]) -> Swept:
        renewing = asyncio.create_task(self._keep(rows))
        try:
            room = asyncio.Semaphore(self._abreast)
            outcomes = await asyncio.gather(*(self._one_run(room, some, run) for some, run in self._runs(rows)))
        finally:
            renewing.cancel()
        return sum(outcomes, Swept())

    def _runs(self, rows: Sequence[OutboxRow]) -> Iterator[tuple[Sequence[OutboxRow], Callable[[], Any]]]:
        """One run for each row; the messages of a batch share one, and so do its reminders."""
        from flows.consequences import FLOWS, MESSAGES, deliver_messages
        from flows.reminders import send_reminders

        where: dict[str, Any] = {"house": self._address, "return_state": True}
        for row in rows:
            if row.kind in FLOWS:
                yield [row], partial(FLOWS[row.kind], row=row_to_data(row), **where)
        reminders = [row for row in rows if row.kind == REMINDER]
        if reminders:
            data = [row_to_data(row) for row in reminders]
            yield reminders, partial(send_reminders, rows=data, channel=self._channel, **where)
        messages = [row for row in rows if row.kind in MESSAGES]
        if messages:
            data = [row_to_data(row) for row in messages]
            yield messages, partial(deliver_messages, rows=data, channel=self._channel, **where)

    async def _one_run(self, room: asyncio.Semaphore, rows: Sequence[OutboxRow], run: Callable[[], Any]) -> Swept:
        """Wait for a run; what it could not note itself, because it never began, is noted here."""
        async with room:
            if self._give_way is not None:
                await let_moves_go_first(self._give_way)
            error = self.away or await self._failure_of(run)
        if error is None:
            return Swept(done=len(rows))
        if error is not self.away:  # which is told once, by whoever swept
            self._say(f"{rows[0].stream}: {rows[0].kind} failed ({error}); it is tried again.")
        dead = [await asyncio.to_thread(give_up_for_now, self.house, row, error) for row in rows]
        for row, is_dead in zip(rows, dead, strict=True):
            if is_dead:
                self._say(f"{row.stream}: gave up {row.kind} {row.id} after {row.attempts} attempts: {error}")
        return Swept(failed=len(rows) - sum(dead), dead=sum(dead))

    async def _failure_of(self, run: Callable[[], Any]) -> Exception | None:
        """Why a run failed, or None."""
        try:
            state = await run()
        except Exception as failure:  # noqa: BLE001 - Prefect could not be reached: the rows are tried again later
            self.away = failure
            return failure
        return None if state.is_completed() else RuntimeError(state.message or state.name)

    async def _keep(self, rows: Sequence[OutboxRow]) -> None:
        """Lengthen the leases while the work goes on; a row that is finished, or lost, simply is not ours any more."""
        while True:
            await asyncio.sleep(min(self._lease, REMINDER_LEASE).total_seconds() / 3)
            for row in rows:
                until = self.house.clock.now() + (REMINDER_LEASE if row.kind == REMINDER else self._lease)
                try:
                    await asyncio.to_thread(renew, self.house.store, row, until)
                except SeedbedError as error:
                    self._say(f"{row.stream}: the lease of {row.kind} could not be lengthened: {error}")
