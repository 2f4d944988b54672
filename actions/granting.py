"""What a role can be given on: a role that some definition has, a procedure that is open; and only by an administrator.

The register itself takes any well-formed name, for it knows no definitions. These are asked before it, by the command
line and by the service alike, so that a slip of the pen is not recorded for good.
"""

from __future__ import annotations

from collections.abc import Iterator

from actions.house import House
from actions.people import ZONE, register_of
from actions.queries.moment import known_procedure
from actions.queries.names import require_known
from engine.definition import Definition
from engine.designs import DESIGNER
from engine.errors import InvalidInput, NotAllowed, NotFound
from engine.keeping import RECORDS_OFFICER
from engine.register import ADMIN, EVERY_PROCEDURE, AssignRole, DelegateRole, EndAssignment, NameDeputy, RegisterCommand
from engine.time.dates import describe_date
from engine.time.local_time import local_date
from procedures.loader import definition_from_canonical
from procedures.registry import load, shipped
from storage.reading import Reading


def require_lawful(
    house: House, reading: Reading, command: RegisterCommand, *, request_id: str, definition: Definition | None = None
) -> None:
    """Everything that the register cannot see; ``definition`` has roles that no procedure runs under yet.

    A repeated request is not asked again: it gets its first answer, whatever has happened since.
    """
    if reading.answer(request_id) is not None:
        return
    require_keeper(house, reading)
    if isinstance(command, AssignRole | DelegateRole | NameDeputy):
        require_role(reading, command.role, definition)
        require_scope(reading, command.procedure)
    elif isinstance(command, EndAssignment):
        require_running(house, reading, command)


def require_running(house: House, reading: Reading, command: EndAssignment) -> None:
    """``InvalidInput`` for an assignment that is over: moving its end would give a role without anybody giving it."""
    known = register_of(reading).assignments.get(command.assignment)
    today = local_date(house.clock.now(), ZONE)
    if known is not None and known.to_on is not None and known.to_on < today:
        raise InvalidInput(
            f"The assignment {command.assignment} ended on {describe_date(known.to_on)}, and an end is not moved"
            f" afterwards: give the role anew with `seedbed people assign {known.person} --role {known.role}`."
        )


def require_keeper(house: House, reading: Reading) -> None:
    """``NotAllowed`` while nobody administers the register: it begins with its first administrator."""
    if not register_of(reading).has_admin(local_date(house.clock.now(), ZONE)):
        raise NotAllowed(
            "Nobody administers the register of people today, so nobody may change it."
            ' Begin it: seedbed init --first-admin PERSON --name "NAME"'
        )


def require_role(reading: Reading, role: str, definition: Definition | None = None) -> None:
    """``InvalidInput``, with what may have been meant, for a role of no definition that is shipped, used or given."""
    known = [ADMIN, RECORDS_OFFICER, DESIGNER, *dict.fromkeys(_roles(reading, definition))]
    require_known(known, role, "role")


def _roles(reading: Reading, definition: Definition | None) -> Iterator[str]:
    if definition is not None:
        yield from definition.roles
    for row in reading.definitions():
        yield from definition_from_canonical(row.bytes).roles
    for one in shipped():
        yield from load(one.path).definition.roles


def require_scope(reading: Reading, procedure: str) -> None:
    """``NotFound`` for a procedure that is not open yet: who opens it holds the role on all of them."""
    if procedure == EVERY_PROCEDURE:
        return
    try:
        known_procedure(reading, procedure)
    except NotFound as error:
        raise NotFound(
            f"{error} A role is given on a procedure that is open: `seedbed open` comes first, or say --procedure all."
        ) from None
