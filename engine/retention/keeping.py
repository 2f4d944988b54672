"""Until when a class of a procedure's records has to be kept, and by which rule: the longest counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from engine.retention.milestones import Reached
from engine.retention.schedule import RetentionRule, Schedule
from engine.time.calendar import Calendar
from engine.time.dates import describe_date
from engine.time.periods import last_day


@dataclass(frozen=True, kw_only=True, slots=True)
class Duty:
    """What one rule says of one class: kept to the end of ``until`` (None: no end is known yet), and why."""

    rule: str
    citation: str
    until: date | None
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Keeping:
    """How long a class is kept. No duty, ``free``: the law names no period, the authority decides."""

    record_class: str
    title: str
    duties: tuple[Duty, ...]
    free: bool
    until: date | None
    why: str

    def is_due(self, today: date) -> bool:
        """Whether nothing in the law keeps it any more; a period ends with its last day."""
        return self.free or (self.until is not None and today > self.until)


def keeping_of(
    schedule: Schedule, regime: str, record_class: str, reached: Mapping[str, Reached], calendar: Calendar
) -> Keeping:
    """How long a class of records is kept, as far as the history says."""
    title = schedule.classes[record_class].title
    rules = schedule.rules_for(regime, record_class)
    duties = tuple(_duty(rule, schedule, reached, calendar) for rule in rules)
    if not duties:
        known = not schedule.is_record(record_class)
        why = (
            "no rule of the schedule names a period: the authority decides"
            if known
            else f"it is a record, and the schedule names no period for the regime {regime}: it is kept"
        )
        return Keeping(record_class=record_class, title=title, duties=(), free=known, until=None, why=why)
    longest = max(duties, key=lambda duty: date.max if duty.until is None else duty.until)
    return Keeping(
        record_class=record_class, title=title, duties=duties, free=False, until=longest.until, why=longest.why
    )


def _duty(rule: RetentionRule, schedule: Schedule, reached: Mapping[str, Reached], calendar: Calendar) -> Duty:
    start = next((reached[name] for name in rule.starts if name in reached), None)
    if start is not None:
        until = last_day(start.on, rule.period.period, calendar)
        span = f"{rule.period.length} {rule.period.unit} {rule.period.counting.replace('-', ' ')} that day"
        why = f"{start.title} on {describe_date(start.on)} (event {start.n}); {rule.id}: {span}"
        return Duty(rule=rule.id, citation=rule.citation, until=until, why=why)
    ended = next((reached[name] for name in rule.until if name in reached), None)
    if ended is not None:
        why = f"{ended.title} on {describe_date(ended.on)} (event {ended.n}), which ends the duty of {rule.id}"
        return Duty(rule=rule.id, citation=rule.citation, until=ended.on, why=why)
    waits = " or ".join(schedule.milestones[name].title for name in (*rule.starts[:1], *rule.until))
    why = f"{rule.id}: its end is known only once {waits}, and that has not happened"
    return Duty(rule=rule.id, citation=rule.citation, until=None, why=why)
