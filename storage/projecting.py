"""Writes the projections: what the history says, in rows that can be dropped and made again."""

from __future__ import annotations

from collections.abc import Iterable

from engine.canonical import instant_text
from engine.errors import InvalidInput
from storage import reminders
from storage import statements as sql
from storage.reading import Reading
from storage.records import AssignmentRow, ClockRow, DeadlineRow, PersonRow, ProcedureRow
from storage.reminders import ReminderRow


class Projecting(Reading):
    """A reading that also writes projections."""

    def save_procedure(self, row: ProcedureRow) -> None:
        """Write a procedure's live state over the one before."""
        check_text(row.title, row.updated_by)
        self._session.write(
            sql.SAVE_PROCEDURE,
            (
                row.stream,
                row.n,
                row.hash,
                row.definition,
                row.title,
                row.stage,
                row.step,
                row.overlay,
                row.ended,
                row.next_deadline,
                None if row.next_deadline_at is None else instant_text(row.next_deadline_at),
                instant_text(row.updated_at),
                row.updated_by,
                row.state,
            ),
        )

    def save_deadlines(self, stream: str, rows: Iterable[DeadlineRow]) -> None:
        """Replace a procedure's deadlines by these."""
        self._session.write(sql.DROP_DEADLINES, (stream,))
        self._session.write_many(
            sql.SAVE_DEADLINE, [(stream, row.deadline, row.lot, instant_text(row.due_at), row.status) for row in rows]
        )

    def save_person(self, row: PersonRow) -> None:
        """Write a person of the register."""
        self._session.write(sql.SAVE_PERSON, (row.id, row.registered_n))

    def save_assignment(self, row: AssignmentRow) -> None:
        """Write an assignment, or its end."""
        to_on = None if row.to_on is None else row.to_on.isoformat()
        self._session.write(
            sql.SAVE_ASSIGNMENT, (row.id, row.person, row.procedure, row.role, row.from_on.isoformat(), to_on)
        )

    def save_clock(self, row: ClockRow) -> None:
        """Write whether the machine's clock is in doubt."""
        self._session.write(sql.SAVE_CLOCK, (row.n, row.unconfirmed, row.ahead_ms))

    def plan_reminders(self, add: Iterable[ReminderRow], drop: Iterable[ReminderRow] = ()) -> None:
        """Put rungs among the pending ones, and take others away."""
        reminders.plan(self._session, add, drop)

    def drop_planned_reminders(self) -> None:
        """Empty the pending rungs of deadlines; the caller plans them anew in this same transaction."""
        reminders.drop_planned(self._session)

    def drop_projections(self) -> None:
        """Empty every projection; the caller replays the history into them in this same transaction."""
        for statement in sql.DROP_PROJECTIONS:
            self._session.write(statement)


def check_text(*texts: str) -> None:
    """Refuse what PostgreSQL cannot hold in a text, on SQLite too: a store behaves the same on both."""
    for text in texts:
        if "\0" in text:
            raise InvalidInput(f"{text[:80]!r} holds a NUL character, which cannot be stored.")
