"""What people do so that reminders come otherwise: wishes, and a second procedure."""

from __future__ import annotations

from datetime import UTC, datetime

from engine import register as r
from tests.actions.reminders.desk import Desk
from tests.factories import people_of, small
from tests.pilot import TWO, make


def wish(desk: Desk, person: str = "manager", **more: object) -> None:
    """Somebody says how they want to be reminded."""
    desk.register(r.SetPreferences.model_validate({"actor": person, "person": person, **more}))
    desk.take_up()
    desk.forget()


def invited(desk: Desk) -> None:
    """A second procedure, whose entry closes on Monday, 6 July 2026, by a notice that is published now."""
    for person, role in people_of(small()):
        desk.register(
            r.AssignRole(actor="founder", person=person, procedure="*", role=role, from_on=desk.office.now.date())
        )
    office = desk.office
    office.reference = "RL-2"
    office.do("open")
    make(office, "prepare", partners=TWO)
    desk.take_up()
    desk.forget()
    office.do("set_deadline", deadline="entry_closes", due_at=datetime(2026, 7, 6, 16, tzinfo=UTC))
    office.do("publish_notice", notice="N1")
