"""Whoever holds the role on the day is told: holders, deputies, those it was handed to, and successors."""

from __future__ import annotations

from datetime import date, time

import pytest

from actions.reminders.facts import What
from engine import register as r
from engine.errors import NotAllowed
from engine.reminders.plan import Kind
from engine.reminders.wishes import Mode
from tests.actions.reminders.desk import Desk
from tests.actions.reminders.helping import invited, wish

HOLIDAY = {"from_on": date(2026, 6, 25), "to_on": date(2026, 7, 6)}


def test_a_new_holder_is_told_and_the_old_one_is_not(desk: Desk) -> None:
    """Who holds the role is looked up when the rung is due."""
    desk.holds("nina", "manager", since=date(2026, 6, 1))
    with desk.house.store.reading() as reading:
        known = next(one for one in reading.assignments() if one.person == "manager")
    desk.register(r.EndAssignment(actor="founder", assignment=known.id, to_on=date(2026, 6, 20)))
    desk.take_up()
    desk.forget()
    desk.at(6, 30)
    desk.take_up()
    assert desk.whom() == ["nina"]


def test_a_delegation_takes_reminders_along_and_ends_by_itself(desk: Desk) -> None:
    """While it lasts the other is told and the holder is not; the day after it is the holder's again."""
    desk.holds("nina", "lawyer")
    delegation = {"actor": "manager", "person": "manager", "to_person": "nina", "procedure": "*", "role": "manager"}
    desk.register(r.DelegateRole.model_validate({**delegation, **HOLIDAY}))
    desk.take_up()
    desk.forget()
    desk.at(6, 30)
    desk.take_up()
    assert desk.whom() == ["nina"]
    assert "manager handed the role" in desk.told()[0].payload["text"]
    passed = next(fact for fact in desk.facts() if fact.person == "manager" and fact.rung == "before-2")
    assert passed.what == What.NOT_SENT
    assert "handed the role" in passed.detail
    desk.forget()
    desk.at(7, 9)
    desk.take_up()
    assert "manager" in desk.whom()
    assert "nina" not in desk.whom()


def test_whoever_a_role_was_handed_to_may_act_in_it_meanwhile(desk: Desk) -> None:
    """A reminder of something that one may not do would be no help."""
    desk.holds("nina", "lawyer")
    delegation = {"actor": "manager", "person": "manager", "to_person": "nina", "procedure": "*", "role": "manager"}
    desk.register(r.DelegateRole.model_validate({**delegation, **HOLIDAY}))
    with desk.house.store.reading() as reading:
        (given,) = [one for one in reading.assignments(person="nina") if one.role == "manager"]
    assert (given.from_on, given.to_on) == (HOLIDAY["from_on"], HOLIDAY["to_on"])


def test_only_what_one_holds_is_handed_on(desk_on_sqlite: Desk) -> None:
    """Not another's role, not a role that one has only been handed, and never the register."""
    desk = desk_on_sqlite
    for role in ("treasurer", "admin"):
        given = {"actor": "manager", "person": "manager", "to_person": "owner", "procedure": "*", "role": role}
        with pytest.raises(NotAllowed):
            desk.register(r.DelegateRole.model_validate({**given, **HOLIDAY}))


def test_a_deputy_is_told_on_the_day_and_stands_in_when_nobody_holds_the_role(desk: Desk) -> None:
    """The deputy's rung is on the last day; without an owner every rung falls to the deputy."""
    desk.holds("nina", "lawyer")
    named = {"actor": "founder", "person": "nina", "procedure": "*", "role": "manager", "from_on": date(2026, 6, 1)}
    desk.register(r.NameDeputy.model_validate(named))
    desk.take_up()
    desk.forget()
    desk.at(7, 2)
    desk.take_up()
    assert desk.whom() == ["manager", "nina"]
    desk.only("owner", "nina")
    desk.forget()
    desk.at(7, 9)
    desk.take_up()
    assert desk.whom() == ["nina", "owner"]
    assert any("nobody holds the role" in row.payload["text"] for row in desk.told())


def test_nobody_at_all_is_on_record(desk: Desk) -> None:
    """A rung that reaches nobody is not lost without a word."""
    desk.only()
    desk.at(7, 15)
    desk.take_up()
    assert desk.told() == []
    assert any(fact.what == What.NOT_SENT and "Nobody holds" in fact.detail for fact in desk.facts())


def test_whoever_is_named_is_told(desk: Desk) -> None:
    """A role that one does not know of is not seen to."""
    desk.at(6, 25, 9)
    desk.take_up()
    desk.forget()
    desk.holds("nina", "lawyer")
    desk.take_up()
    (row,) = desk.told()
    assert row.payload["person"] == "nina"
    assert "You hold the role lawyer on every procedure" in row.payload["subject"]


def test_whoever_has_two_roles_is_told_once_however_small_the_batches(desk: Desk) -> None:
    """The owner stands by for the owner: the deputy's rung of that day says nothing new."""
    named = {"actor": "founder", "person": "manager", "procedure": "*", "role": "manager", "from_on": date(2026, 6, 1)}
    desk.register(r.NameDeputy.model_validate(named))
    desk.take_up()
    desk.forget()
    desk.at(7, 2)
    while desk.take_up_once(1).rungs:
        pass
    assert desk.whom() == ["manager"]


def test_the_floor_holds_for_an_owner_who_stands_by_as_well(desk: Desk) -> None:
    """Switched off as deputy, it still comes to the owner of a deadline of the law."""
    named = {"actor": "founder", "person": "manager", "procedure": "*", "role": "manager", "from_on": date(2026, 6, 1)}
    desk.register(r.NameDeputy.model_validate(named))
    wish(desk, modes={Kind.DUE_SOON: Mode.OFF})
    invited(desk)
    desk.at(7, 3)
    desk.take_up()
    desk.forget()
    desk.at(7, 6)
    desk.take_up()
    assert [row.payload["deadline"] for row in desk.told() if row.payload["person"] == "manager"] == ["entry_closes"]


def test_what_waited_is_not_sent_to_somebody_who_lost_the_role_meanwhile(desk: Desk) -> None:
    """It was held over the night, and their role ended at midnight."""
    wish(desk, quiet_from=time(7, 30), quiet_to=time(7))
    desk.at(6, 30)
    desk.take_up()
    assert desk.told() == []
    desk.holds("nina", "manager", since=date(2026, 7, 1))
    with desk.house.store.reading() as reading:
        known = next(one for one in reading.assignments() if one.person == "manager")
    desk.register(r.EndAssignment(actor="founder", assignment=known.id, to_on=date(2026, 6, 30)))
    desk.at(7, 1, 6, 30)
    desk.take_up()
    assert "manager" not in desk.whom()
    assert any("no longer holds the role" in fact.detail for fact in desk.facts())


def test_what_waited_goes_to_whoever_has_the_role_by_then(desk: Desk) -> None:
    """The rung is lost for nobody: the successor gets it, once, and the record says what became of it for both."""
    desk.holds("nina", "lawyer")
    wish(desk, quiet_from=time(7, 30), quiet_to=time(7))
    desk.at(6, 30)
    desk.take_up()
    desk.register(r.AssignRole(actor="founder", person="nina", procedure="*", role="manager", from_on=date(2026, 7, 1)))
    desk.take_up()
    desk.forget()
    with desk.house.store.reading() as reading:
        known = next(one for one in reading.assignments() if one.person == "manager")
    desk.register(r.EndAssignment(actor="founder", assignment=known.id, to_on=date(2026, 6, 30)))
    desk.at(7, 1, 6, 30)
    desk.take_up()
    assert desk.whom() == ["nina"]
    assert 'because you hold the role "Manager"' in desk.told()[0].payload["text"]
    about = {(fact.what, fact.person) for fact in desk.facts() if fact.rung == "before-2" and fact.person}
    assert about == {(What.HELD, "manager"), (What.NOT_SENT, "manager"), (What.CLAIMED, "nina")}


def test_what_waited_for_a_digest_goes_to_whoever_has_the_role_by_then(desk: Desk) -> None:
    """And not to those who had it as well, for whom it waited too."""
    desk.holds("nina", "manager")
    wish(desk, modes={Kind.DUE_SOON: Mode.DIGEST})
    wish(desk, "nina", modes={Kind.DUE_SOON: Mode.DIGEST})
    desk.at(6, 30, 9)
    desk.take_up()
    desk.forget()
    with desk.house.store.reading() as reading:
        known = next(one for one in reading.assignments() if one.person == "manager")
    desk.register(r.EndAssignment(actor="founder", assignment=known.id, to_on=date(2026, 6, 30)))
    desk.holds("zoe", "manager", since=date(2026, 7, 1))
    desk.at(7, 1, 7, 1)
    desk.take_up()
    about = [
        (row.payload["person"], "Details due" in row.payload["text"])
        for row in desk.told()
        if row.payload["about"] != "named" and "2 working days" not in row.payload["subject"]
    ]
    assert sorted(about) == [("nina", True), ("zoe", True)]
