"""Looks at rungs, and at whom they would go to now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from actions.house import House
from actions.queries.moment import Moment, moment_of
from actions.queries.reminders.seen import DueSeen
from actions.reminders.planning import ROLES
from actions.reminders.who import Roster
from engine.reminders.plan import WEEKLY, Kind, Rung, is_weekly, rungs_of, week
from storage.reading import Reading
from storage.reminders import DIGEST, ReminderRow


class Seeing:
    """Looks at rungs and at whom they would go to now."""

    def __init__(self, house: House, reading: Reading, now: datetime) -> None:
        self._house = house
        self._reading = reading
        self._roster = Roster(reading, now)
        self._moments: dict[str, Moment] = {}

    def moment(self, procedure: str) -> Moment:
        """A procedure now, read once."""
        if procedure not in self._moments:
            self._moments[procedure] = moment_of(self._house, self._reading, procedure, None)
        return self._moments[procedure]

    def planned(self, procedure: str, deadline: str, taken: Iterable[tuple[int, str, str]]) -> Iterator[Rung]:
        """The rungs as they are planned; of the weekly ones that behind the last that was taken up."""
        moment = self.moment(procedure)
        for rung in rungs_of(moment.definition, moment.state, moment.calendar, deadline):
            weeks = [name for revision, name, role in taken if (revision, role) == (rung.revision, rung.role)]
            numbers = [int(name.removeprefix(WEEKLY)) for name in weeks if is_weekly(name)]
            if is_weekly(rung.rung) and numbers:
                yield week(moment.definition, moment.state, moment.calendar, rung, max(numbers) + 1)
            else:
                yield rung

    def to(self, row: ReminderRow) -> tuple[str, ...]:
        """To whom a rung would go if it were due now."""
        if row.person:
            return (row.person,)
        if row.kind == Kind.NAMED:
            return (row.role,)
        definition = self.moment(row.stream).definition
        if row.deadline:
            found = self._roster.of_rung(definition, row.stream, row.deadline, row.role)
        else:
            found = self._roster.of_roles(definition, row.stream, row.role.split(ROLES))
        return tuple(recipient.person for recipient in found.to)

    def acknowledged(self, row: ReminderRow) -> tuple[str, ...]:
        """Who said that they know of the deadline, and is left alone."""
        known = self.moment(row.stream).state.deadlines.get(row.deadline) if row.deadline else None
        return () if known is None else known.acknowledged

    def due(self, row: ReminderRow) -> DueSeen:
        """A pending rung as it is listed."""
        waits = "" if not row.person else "digest" if row.mode == DIGEST else "quiet hours or days off"
        return DueSeen(
            due_at=row.due_at,
            procedure=row.stream,
            deadline=row.deadline,
            rung=row.rung,
            role="" if row.kind == Kind.NAMED else row.role.replace(ROLES, ", "),
            kind=row.kind,
            to=tuple(one for one in self.to(row) if one not in self.acknowledged(row)),
            waits=waits,
            provisional=row.why == "provisional",
        )
