"""An administrator looks at the machine's clock and vouches for it: what waited for that may go on."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

import orjson
from pydantic import BaseModel, ConfigDict

from actions.clockwork.record import clock_history, record_of, write
from actions.house import House
from actions.people import ZONE, register_of
from engine.clock_record import MILLISECOND, AnomalyNoticed, ClockConfirmed, trusted
from engine.commands import FreeText, PersonId
from engine.errors import InvalidInput, NotAllowed
from engine.register import ADMIN
from engine.time.local_time import format_instant, local_date
from storage.reading import Reading
from storage.records import RecordedBy
from storage.transaction import Transaction


class ConfirmClock(BaseModel):
    """Vouch for the machine's clock as it stands now."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    actor: PersonId
    reason: FreeText


def confirm_clock(
    house: House, command: ConfirmClock, *, request_id: str, auth: str = "claim", dry_run: bool = False
) -> dict[str, Any]:
    """Carry out a confirmation, exactly once, and return what was recorded.

    ``NotAllowed`` without the role admin, ``InvalidInput`` when nothing waits to be confirmed.
    """
    with house.store.transaction() as tx:
        body = hashlib.sha256(command.model_dump_json().encode()).hexdigest()
        first = tx.answer(request_id)
        if first is not None:
            if (first.actor, first.body_sha256) != (command.actor, body):
                raise InvalidInput(f"The request id {request_id} was used for another command.")
            return {**orjson.loads(first.response), "repeated": True}
        record = record_of(tx)
        _require_admin(house, tx, command.actor)
        if not record.unconfirmed:
            raise InvalidInput("The clock is not in doubt: there is nothing to confirm. `seedbed clock show` tells.")
        wall_at = house.clock.now()
        answer: dict[str, Any] = {
            "schema": "seedbed/clock-confirmed/1",
            "request_id": request_id,
            "anomalies": record.unconfirmed,
            "clock_says": format_instant(wall_at),
            "repeated": False,
            "dry_run": dry_run,
        }
        if not dry_run:
            _write(house, tx, command, auth, request_id, body, answer)
    return answer


def _write(  # noqa: PLR0917 - one line of the confirmation, called once
    house: House, tx: Transaction, command: ConfirmClock, auth: str, request_id: str, body: str, answer: dict[str, Any]
) -> None:
    event = ClockConfirmed(by=command.actor, anomalies=answer["anomalies"], reason=command.reason)
    by = RecordedBy(command.actor, ADMIN, auth)
    _carry_over(tx)
    line = write(house, tx, event, house.clock.now(), by=by, cause=request_id)
    tx.remember(
        key=request_id,
        actor=command.actor,
        body_sha256=body,
        response=orjson.dumps(answer),
        gseq_from=line.gseq,
        gseq_to=line.gseq,
        at=line.at(),
    )


def _carry_over(tx: Transaction) -> None:
    """The last sign of life was dated without the steps that are now believed: with them, there was no gap."""
    ahead, last = tx.clock().ahead_ms, tx.heartbeat()
    if last is not None and ahead > 0:
        tx.beat(replace(last, alive_at=last.alive_at + ahead * MILLISECOND))


def _require_admin(house: House, tx: Transaction, actor: str) -> None:
    """The role counts on the day of the trusted clock: a step must not make an administrator of yesterday's."""
    at, last_at = trusted(house.clock.now(), tx.clock().ahead_ms), tx.head().last_at
    today = local_date(at if last_at is None else max(at, last_at), ZONE)
    register = register_of(tx)
    if register.is_admin(actor, today):
        return
    if not register.has_admin(today):
        raise NotAllowed("Nobody administers this data folder yet: seedbed init --first-admin PERSON --name NAME")
    raise NotAllowed(f"{actor} does not hold the role {ADMIN}: only an administrator vouches for the clock.")


def waiting_anomalies(reading: Reading) -> list[AnomalyNoticed]:
    """The anomalies that nobody has confirmed, oldest first."""
    waiting: list[AnomalyNoticed] = []
    for _, event in clock_history(reading):
        if isinstance(event, AnomalyNoticed):
            waiting.append(event)
        elif isinstance(event, ClockConfirmed):
            waiting.clear()
    return waiting
