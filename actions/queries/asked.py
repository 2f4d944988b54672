"""What a person is asked to acknowledge by a link: the deadline as it stands, and whether the link still fits it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from actions.acknowledging import Link
from actions.house import House
from actions.keeping.record import records_of
from actions.queries.holders import roles_held
from actions.queries.moment import Moment, moment_of_row, present_of
from engine.commands import AcknowledgeDeadline
from engine.decide import decide
from engine.definition import LadderRole
from engine.errors import NotAllowed, SeedbedError
from engine.reminders.recipients import role_of
from engine.reminders.standing import over
from engine.state import Deadline
from storage.reading import Reading


class Fit(StrEnum):
    """How a link fits what is now true."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    CHANGED = "changed"
    OVER = "over"
    NOT_YOURS = "not yours"


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What is asked of whom; nothing but ``fit`` may be shown to somebody whose it is not any more."""

    fit: Fit
    person: str
    procedure: str
    procedure_title: str = ""
    re_enactment: str | None = None
    deadline: str = ""
    deadline_title: str = ""
    due_at: datetime | None = None
    zone: str = ""
    left: str | None = None
    role: str = ""
    role_title: str = ""
    n: int = -1


def asked_of(house: House, reading: Reading, link: Link) -> Asked:
    """What a link asks, by the state of this moment."""
    row = reading.procedure(link.procedure)
    # A link in an old message speaks for nobody once they are erased, whatever role their pseudonym still holds.
    if row is None or link.person in records_of(reading).erased():
        return Asked(fit=Fit.NOT_YOURS, person=link.person, procedure=link.procedure)
    moment = moment_of_row(house, reading, row, present_of(house, reading))
    known = moment.state.deadlines.get(link.deadline)
    rule = moment.definition.deadlines.get(link.deadline)
    held = roles_held(reading, moment.definition, link.procedure, link.person, moment.now)
    role = None if rule is None else _role(moment, link, held)
    if known is None or rule is None or role is None:
        return Asked(fit=Fit.NOT_YOURS, person=link.person, procedure=link.procedure)
    return Asked(
        fit=_fit(moment, known, link),
        person=link.person,
        procedure=link.procedure,
        procedure_title=moment.state.title,
        re_enactment=moment.state.re_enactment,
        deadline=link.deadline,
        deadline_title=rule.title,
        due_at=known.due_at,
        zone=moment.zone,
        left=moment.context().days_left(known.due_at) if known.runs and known.due_at >= moment.now else None,
        role=role,
        role_title=moment.definition.roles[role].title if role in moment.definition.roles else role,
        n=moment.state.n,
    )


def _fit(moment: Moment, known: Deadline, link: Link) -> Fit:
    if known.met_n is not None or over(moment.state, known):
        return Fit.OVER
    if known.n != link.revision:
        return Fit.CHANGED
    return Fit.ACKNOWLEDGED if link.person in known.acknowledged else Fit.OPEN


def _role(moment: Moment, link: Link, held: tuple[str, ...]) -> str | None:
    """The role to acknowledge in: of those held today, the first that the rules let do it, the reminded ones first."""
    for role in dict.fromkeys((*_reminded(moment, link.deadline), *held)):
        if role in held and _may(moment, link, role):
            return role
    return None


def _reminded(moment: Moment, deadline: str) -> Iterator[str]:
    for rung_role in LadderRole:
        role = role_of(moment.definition, deadline, rung_role)
        if role is not None:
            yield role


def _may(moment: Moment, link: Link, role: str) -> bool:
    command = AcknowledgeDeadline(procedure=link.procedure, actor=link.person, role=role, deadline=link.deadline)
    try:
        decide(moment.definition, moment.state, command, moment.now, moment.calendar)
    except NotAllowed:
        return False
    except SeedbedError:
        return True  # whatever else stands against it, it is not the role
    return True
