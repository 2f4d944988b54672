"""What is done once a day at a local hour: enqueued when its hour has come, done under a lease, by one clock of many.

Nothing is kept in the clock. A day's job is an outbox entry named after the job and the day, so that it exists once;
a killed one is taken again when its lease is over, and one that fails is tried again and at last shown as given up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from actions.house import House
from actions.identifiers import uuid7, uuid_text
from actions.people import ZONE
from config.calendars import CalendarDataInvalid
from engine.clock_record import CLOCK
from engine.errors import BeyondCalendar, HistoryConflict
from engine.time.local_time import instant_of, local_date
from storage.outbox import claim, fail, finish
from storage.records import OutboxDraft, OutboxRow

KIND: Final = "daily_job"
LEASE: Final = timedelta(minutes=10)
"""Long enough for a day's job on a large store; a job that may take longer has to be cut into smaller ones."""

RETRY: Final = timedelta(minutes=2)
CALENDAR: Final = "uk"
"""Whose working days are meant: the union, so that no division is reminded on its own holiday."""

_SATURDAY: Final = 5
_BATCH: Final = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class DailyJob:
    """One job: its name for ever, its local hour, whether it rests on holidays, and what it does.

    ``work`` gets the house, the local day and the instant, returns how much it did, and may be carried out twice for
    one day: what it did already, it must not do again.
    """

    name: str
    at: time
    work: Callable[[House, date, datetime], int]
    working_days_only: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Done:
    """A job that was carried out, or that failed for now and why."""

    name: str
    day: date
    count: int = 0
    error: str | None = None


def do_daily(house: House, now: datetime, jobs: Sequence[DailyJob], worker: str) -> list[Done]:
    """Carry out what the day has brought so far; a day that passed while nothing ran is not made up for."""
    _enqueue(house, now, jobs)
    by_name = {job.name: job for job in jobs}
    return [
        _carry_out(house, row, by_name[row.payload["job"]], now)
        for row in claim(house.store, worker, now, LEASE, _BATCH, (KIND,))
        if row.payload["job"] in by_name
    ]


def next_daily(house: House, after: datetime, jobs: Sequence[DailyJob]) -> datetime | None:
    """The next instant at which a job is due; None when there are no jobs."""
    today = local_date(after, ZONE)
    days = (today + timedelta(days=ahead) for ahead in range(15))
    found = (moment(job, day) for day in days for job in jobs if _rests(house, job, day) is False)
    return min((at for at in found if at > after), default=None)


def moment(job: DailyJob, day: date) -> datetime:
    """The instant at which a job is due on a local day."""
    return instant_of(datetime.combine(day, job.at), ZONE)


def _enqueue(house: House, now: datetime, jobs: Sequence[DailyJob]) -> None:
    """Look before locking: nearly every wake finds that today's jobs are there."""
    drafts = list(_due(house, now, jobs))
    with house.store.reading() as reading:
        drafts = [draft for draft in drafts if not reading.is_enqueued(draft.dedupe)]
    if drafts:
        with house.store.transaction() as tx:
            tx.enqueue(drafts)


def _due(house: House, now: datetime, jobs: Sequence[DailyJob]) -> Iterator[OutboxDraft]:
    day = local_date(now, ZONE)
    for job in jobs:
        due_at = moment(job, day)
        if due_at <= now and not _rests(house, job, day):
            yield OutboxDraft(
                id=uuid_text(uuid7(now, house.randomness)),
                gseq=None,
                stream=CLOCK,
                kind=KIND,
                dedupe=f"daily/{job.name}/{day.isoformat()}",
                payload={"job": job.name, "day": day.isoformat()},
                due_at=due_at,
            )


def _rests(house: House, job: DailyJob, day: date) -> bool:
    """Whether a job rests on a day; where the calendar cannot tell, only weekends are known: a job is no deadline."""
    if not job.working_days_only:
        return False
    try:
        return not house.calendar(CALENDAR).is_working_day(day)
    except (BeyondCalendar, CalendarDataInvalid):
        return day.weekday() >= _SATURDAY


def _carry_out(house: House, row: OutboxRow, job: DailyJob, now: datetime) -> Done:
    """Do one day's job and record it; what goes wrong is noted beside it and tried again."""
    day = date.fromisoformat(row.payload["day"])
    try:
        count = job.work(house, day, now)
        finish(house.store, row, {"job": job.name, "day": day.isoformat(), "count": count}, now)
    except HistoryConflict:
        return Done(name=job.name, day=day)  # another clock took it over and was first: the same was done
    except Exception as error:  # noqa: BLE001 - whatever it is, it is noted, told, and does not stop the clock
        words = f"{type(error).__name__}: {error}"
        fail(house.store, row, words, now, now + RETRY)
        return Done(name=job.name, day=day, error=words)
    return Done(name=job.name, day=day, count=count)
