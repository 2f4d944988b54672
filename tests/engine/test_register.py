"""The register of people: who may act in which role, on which procedure, from one local day to another."""

from __future__ import annotations

from datetime import date, timedelta
from functools import reduce
from typing import Any

import pytest

from engine import register as r
from engine.access import require_assignment
from engine.errors import InvalidInput, NotAllowed, NotFound

TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)


class Desk:
    """A register in memory."""

    def __init__(self) -> None:
        """Begin empty."""
        self.events: list[r.RegisterEvent] = []
        self.register = r.Register()

    def do(self, command: r.RegisterCommand, today: date = TODAY) -> None:
        """Decide, and let it happen."""
        for event in r.decide_register(self.register, command, today):
            self.register = r.evolve_register(self.register, event, len(self.events))
            self.events.append(event)

    def add(self, person: str, actor: str = "founder") -> None:
        """Put somebody in."""
        self.do(r.AddPerson(actor=actor, person=person, name="A Name"))

    def assign(self, person: str, role: str, actor: str = "founder", **fields: Any) -> None:
        """Give a role on everything from today on."""
        self.do(
            r.AssignRole(
                **{"actor": actor, "person": person, "procedure": "*", "role": role, "from_on": TODAY, **fields}
            )
        )


@pytest.fixture
def desk() -> Desk:
    """Give a register with one administrator and one other person."""
    made = Desk()
    made.add("anna")
    made.add("ben")
    made.assign("anna", r.ADMIN)
    return made


def test_whoever_comes_first_may_begin_the_register() -> None:
    """Until somebody administers it, whoever holds the data folder may, themselves included."""
    desk = Desk()
    desk.add("anna", actor="anna")
    desk.assign("anna", r.ADMIN, actor="anna")
    assert desk.register.is_admin("anna", TODAY)
    assert desk.register.people == {"anna": 0}


def test_afterwards_only_an_administrator_changes_it(desk: Desk) -> None:
    """Adding, assigning and ending alike."""
    for command in (
        r.AddPerson(actor="ben", person="carl", name="C"),
        r.AssignRole(actor="ben", person="ben", procedure="*", role="owner", from_on=TODAY),
        r.EndAssignment(actor="ben", assignment="a1", to_on=TODAY),
    ):
        with pytest.raises(NotAllowed, match="ben does not administer the register of people"):
            desk.do(command)
    desk.add("carl", actor="anna")


def test_nobody_grants_a_role_to_themselves(desk: Desk) -> None:
    """Another administrator must."""
    with pytest.raises(NotAllowed, match="anna cannot grant a role to themselves: another administrator must"):
        desk.assign("anna", "owner", actor="anna")
    desk.assign("ben", r.ADMIN, actor="anna")
    desk.assign("anna", "owner", actor="ben")


def test_a_person_is_added_once_and_must_be_there_to_hold_a_role(desk: Desk) -> None:
    """The message says what to type."""
    with pytest.raises(InvalidInput, match=r"ben is in the register already\."):
        desk.add("ben", actor="anna")
    with pytest.raises(NotFound, match="carl is not in the register: add them with `seedbed people add`"):
        desk.assign("carl", "owner", actor="anna")


def test_an_assignment_runs_from_its_first_day_to_its_last(desk: Desk) -> None:
    """Both included; without a last day it goes on."""
    desk.assign("ben", "owner", actor="anna", to_on=TODAY + DAY)
    desk.assign("ben", "lawyer", actor="anna")
    limited, open_ended = desk.register.assignments["a2"], desk.register.assignments["a3"]
    assert [limited.holds(TODAY + days * DAY) for days in (-1, 0, 1, 2)] == [False, True, True, False]
    assert [open_ended.holds(TODAY + days * DAY) for days in (-1, 0, 9999)] == [False, True, True]
    with pytest.raises(InvalidInput, match="The last day 2026-03-01 lies before the first, 2026-03-02"):
        desk.assign("ben", "owner", actor="anna", to_on=TODAY - DAY)
    desk.assign("ben", "chair", actor="anna", to_on=TODAY)


def test_an_assignment_ends_on_a_day_that_is_not_before_its_first(desk: Desk) -> None:
    """Ending it on its first day leaves that day."""
    desk.assign("ben", "owner", actor="anna")
    with pytest.raises(NotFound, match="There is no assignment a9: `seedbed people list` shows them"):
        desk.do(r.EndAssignment(actor="anna", assignment="a9", to_on=TODAY))
    with pytest.raises(InvalidInput, match="2026-03-01 lies before its first day, 2026-03-02"):
        desk.do(r.EndAssignment(actor="anna", assignment="a2", to_on=TODAY - DAY))
    desk.do(r.EndAssignment(actor="anna", assignment="a2", to_on=TODAY))
    assert desk.register.assignments["a2"].to_on == TODAY


def test_an_administrator_is_one_only_while_assigned(desk: Desk) -> None:
    """When the last one's time is over, the register can be begun again."""
    desk.do(r.EndAssignment(actor="anna", assignment="a1", to_on=TODAY))
    assert desk.register.has_admin(TODAY)
    assert desk.register.is_admin("anna", TODAY)
    assert not desk.register.has_admin(TODAY + DAY)
    assert not desk.register.is_admin("anna", TODAY + DAY)
    desk.do(r.AddPerson(actor="whoever", person="carl", name="C"), TODAY + DAY)


def test_only_the_role_of_administrator_administers(desk: Desk) -> None:
    """Another role of the same person does not."""
    desk.assign("ben", "owner", actor="anna")
    assert not desk.register.is_admin("ben", TODAY)


def test_the_register_is_the_fold_of_its_events(desk: Desk) -> None:
    """And evolving leaves the given one as it was."""
    desk.assign("ben", "owner", actor="anna")
    desk.do(r.EndAssignment(actor="anna", assignment="a2", to_on=TODAY))
    numbered = list(enumerate(desk.events))
    assert (
        reduce(lambda known, item: r.evolve_register(known, item[1], item[0]), numbered, r.Register()) == desk.register
    )
    before = r.Register()
    r.evolve_register(before, desk.events[0], 0)
    assert before == r.Register()


def test_a_command_of_another_kind_is_bad_input(desk: Desk) -> None:
    """The register knows its own commands only."""
    with pytest.raises(InvalidInput, match="RegisterCommand is not a command to the register"):
        desk.do(r.RegisterCommand(actor="anna"))


def test_a_person_acts_only_in_a_role_that_they_hold() -> None:
    """Deny by default: the message says what they hold and who can change it (exit code 7)."""
    today = date(2026, 11, 23)
    require_assignment("ben", "owner", "RL-1", {"lawyer", "owner"}, today=today)
    with pytest.raises(
        NotAllowed, match="ben does not hold the role owner on RL-1 today: ben holds no role there today"
    ):
        require_assignment("ben", "owner", "RL-1", set(), today=today)
    typed = r"ben holds chair, lawyer there\. .*--role owner --procedure RL-1 --from 2026-11-23$"
    with pytest.raises(NotAllowed, match=typed):
        require_assignment("ben", "owner", "RL-1", {"lawyer", "chair"}, today=today)
    assert NotAllowed.exit_code == 7


def test_the_advice_to_somebody_turned_away_can_be_typed_as_it_is() -> None:
    """Somebody unknown is added first; before a procedure is open, a role is given on all of them."""
    with pytest.raises(NotAllowed, match=r'seedbed people add ben --name "NAME", then seedbed people assign ben '):
        require_assignment("ben", "owner", "RL-1", (), today=date(2026, 11, 23), known=False)
    with pytest.raises(NotAllowed, match="--procedure all --from 2026-11-23"):
        require_assignment("ben", "owner", "RL-1", (), today=date(2026, 11, 23), open_=False)


def handed(desk: Desk, **fields: Any) -> None:
    """Ben hands his role on to Cleo for ten days."""
    days = {"from_on": TODAY, "to_on": TODAY + 9 * DAY}
    desk.do(
        r.DelegateRole(
            **{"actor": "ben", "person": "ben", "to_person": "cleo", "procedure": "*", "role": "lawyer"} | days | fields
        )
    )


def test_what_was_handed_on_ends_with_what_it_was_handed_on_from(desk: Desk) -> None:
    """Who has lost a role leaves nobody behind who still acts in it; both ends are on record."""
    desk.add("cleo", actor="anna")
    desk.assign("ben", "lawyer", actor="anna")
    handed(desk)
    desk.do(r.EndAssignment(actor="anna", assignment="a2", to_on=TODAY + 3 * DAY))
    assert desk.events[-2:] == [
        r.AssignmentEnded(assignment="a2", to_on=TODAY + 3 * DAY),
        r.AssignmentEnded(assignment="d1", to_on=TODAY + 3 * DAY),
    ]
    assert not desk.register.delegations["d1"].holds(TODAY + 4 * DAY)


def test_what_was_handed_on_goes_on_while_the_role_is_held_otherwise(desk: Desk) -> None:
    """Two assignments of the same role: the end of one takes nothing away."""
    desk.add("cleo", actor="anna")
    desk.assign("ben", "lawyer", actor="anna")
    desk.assign("ben", "lawyer", actor="anna")
    handed(desk)
    desk.do(r.EndAssignment(actor="anna", assignment="a2", to_on=TODAY))
    assert desk.register.delegations["d1"].holds(TODAY + 9 * DAY)


def test_nobody_hands_on_a_role_beyond_the_day_on_which_they_lose_it(desk: Desk) -> None:
    """Every day of it has to be held; two assignments that follow each other are enough."""
    desk.add("cleo", actor="anna")
    desk.assign("ben", "lawyer", actor="anna", to_on=TODAY + 4 * DAY)
    with pytest.raises(NotAllowed, match="on each of those days"):
        handed(desk)
    desk.assign("ben", "lawyer", actor="anna", from_on=TODAY + 5 * DAY)
    handed(desk)
    assert desk.register.delegations["d1"].holds(TODAY + 9 * DAY)
