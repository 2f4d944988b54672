"""Ten thousand reminders in an outbox, and one worker that sends them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from time import perf_counter_ns

from actions.people import change_register
from actions.reminders.expanding import REMINDER
from benchmarks.reminding import peak_memory_mib
from benchmarks.workload import benchmark_house
from engine import register as r
from flows.delivering import send_batch
from storage.outbox import claim
from storage.records import OutboxDraft

BATCH = 200
CHANNELS = """
[routes]
default = "post"

[channel.post]
kind = "smtp"
host = "127.0.0.1"
port = {port}
security = "none"
sender = "Seedbed <seedbed@city.example>"
"""
_LINE = "What stands in the way: seedbed explain RL-1\n"


def send_all(messages: int, port: int) -> tuple[list[int], float]:
    """Send so many; returns the nanoseconds that each took, batch by batch, and the most memory in MiB."""
    with benchmark_house() as house:
        (house.settings.home / "channels.toml").write_text(CHANNELS.format(port=port), encoding="utf-8")
        ann = r.AddPerson(actor="root", person="ann", name="Ann", email="ann@city.example")
        change_register(house, ann, request_id="ann")
        with house.store.transaction() as tx:
            tx.enqueue(_draft(number) for number in range(messages))
        took: list[int] = []
        while rows := claim(house.store, "sender", datetime.now(UTC), timedelta(minutes=5), BATCH, [REMINDER]):
            began = perf_counter_ns()
            outcome = send_batch(house, rows)
            each = (perf_counter_ns() - began) // len(rows)
            if outcome.errors:
                raise outcome.errors[0]
            took += [each] * outcome.sent
        return took, peak_memory_mib()


def _draft(number: int) -> OutboxDraft:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    identity = f"019fb1d2-a580-7a28-9cc0-{number:012d}"
    return OutboxDraft(
        id=identity,
        gseq=None,
        stream="RL-1",
        kind=REMINDER,
        dedupe=f"reminder/{identity}",
        payload={
            "person": "ann",
            "about": "due_soon",
            "subject": f"RL-1: Contract details notice (UK7) due, {number}",
            "text": _LINE * 20,
            "dated": at.isoformat(),
            "channel": "",
            "procedure": "RL-1",
            "deadline": "contract_details_due",
            "revision": number,
        },
        due_at=at,
    )
