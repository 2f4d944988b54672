"""Are the rungs that wait those that the state of their procedure plans? A row that is gone is a reminder lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from actions.house import House
from actions.reminders.planning import still_to_take
from engine.definition import Definition
from engine.reminders.plan import is_weekly
from engine.state import State
from storage import reminders
from storage.reading import Reading
from storage.reminders import ReminderRow

Waiting = Mapping[str, Sequence[ReminderRow]]
"""The rungs of deadlines that wait for a role, by procedure."""


def waiting_of(reading: Reading, streams: Sequence[str]) -> Waiting:
    """The rungs of a run of procedures."""
    found: dict[str, list[ReminderRow]] = {}
    if streams:
        for row in reminders.planned_between(reading, min(streams), max(streams)):
            found.setdefault(row.stream, []).append(row)
    return found


def misplanned(
    house: House, reading: Reading, definition: Definition, state: State, waiting: Iterable[ReminderRow]
) -> str | None:
    """What is wrong with the rungs that wait, in words; None when they are those of the state.

    A weekly rung keeps the day and the number that it had before a calendar was changed, so only that it is there is
    compared; one that could not be thought through when it was due is tried again later than planned.
    """
    wanted = {_name(row): row for row in still_to_take(house, reading, definition, state)}
    found = {_name(row): row for row in waiting}
    for name, row in sorted(wanted.items()):
        if name not in found:
            return f"The reminder {row.id}, due {row.due_at:%Y-%m-%d %H:%M}Z, is not among those that wait"
    for name, row in sorted(found.items()):
        if name not in wanted:
            return f"The reminder {row.id} waits, and nothing in the history calls for it"
        if not is_weekly(row.rung) and row != wanted[name] and not _put_off(reading, row, wanted[name]):
            return f"The reminder {row.id} is not as the history plans it"
    return None


def _name(row: ReminderRow) -> str:
    if not is_weekly(row.rung):
        return row.id
    return f"{row.stream}/{row.deadline}/{row.revision}/weekly/{row.role}"


def _put_off(reading: Reading, row: ReminderRow, wanted: ReminderRow) -> bool:
    if row.due_at <= wanted.due_at or row._replace(due_at=wanted.due_at) != wanted:
        return False
    return any(
        fact.what == "failed" and fact.key.startswith(f"failed/{row.id}/")
        for fact in reminders.of_deadline(reading, row.stream, row.deadline)
    )
