"""What is due goes to whoever holds the role on that day, once, and says why."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from actions.reminders.facts import What
from actions.reminders.standing import Standing
from actions.reminders.texts import About
from actions.time.missed import record_missed
from engine import register as r
from engine.errors import NotAllowed
from engine.reminders.plan import Kind
from engine.reminders.wishes import Mode
from storage import reminders
from storage.reminders import ReminderRow
from tests.actions.reminders.desk import Desk
from tests.factories import people_of, small
from tests.pilot import TWO, make

HOLIDAY = {"from_on": date(2026, 6, 25), "to_on": date(2026, 7, 6)}


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


def test_a_rung_goes_to_the_holder_of_the_role_and_says_everything(desk: Desk) -> None:
    """Which procedure, what, the local date and hour, why you, what to do, and how it is not yours."""
    desk.at(6, 30)
    desk.take_up()
    (row,) = desk.told()
    text = row.payload["text"]
    assert row.payload["person"] == "manager"
    assert "RL-1, A better crossing" in text
    assert "Details due: 2 working days left. It ends on 2 July 2026, 23:59:59 (London)." in text
    assert 'You are told because you hold the role "Manager".' in text
    assert "It is met by: publication of N7." in text
    assert "seedbed deadline acknowledge RL-1 details_due" in text
    assert "Not yours?" in text
    assert "seedbed reminders why manager RL-1 details_due" in text


def test_taken_up_twice_it_is_one_message(desk: Desk) -> None:
    """The second time there is nothing left to take up."""
    desk.at(6, 30)
    assert desk.take_up().messages == 1
    assert desk.take_up() == (0, 0)


def test_what_is_due_later_comes_in_the_digest_of_that_morning(desk: Desk) -> None:
    """Ten and five working days before are in the daily digest, which comes at the same hour."""
    desk.at(6, 18)
    desk.take_up()
    assert desk.told() == []
    desk.at(6, 18, 7, 1)
    desk.take_up()
    (row,) = desk.told()
    assert row.payload["about"] == "digest"
    assert "1 item" in row.payload["subject"]
    assert "Details due: 10 working days left" in row.payload["text"]


def test_a_digest_is_one_message_however_small_the_batches(desk: Desk) -> None:
    """Two deadlines of one morning, taken up one rung at a time."""
    (rung,) = [row for row in desk.pending() if row.rung == "before-10" and row.deadline == "details_due"]
    held = [
        rung._replace(
            id=f"~manager/{name}",
            rung=name,
            mode="digest",
            person="manager",
            why="so",
            due_at=rung.due_at + timedelta(microseconds=1),
        )
        for name in ("before-9", "before-8", "before-7")
    ]
    with desk.house.store.transaction() as tx:
        tx.plan_reminders(held)
    desk.at(6, 18, 7, 1)
    while desk.take_up_once(1).rungs:
        pass
    assert desk.whom() == ["manager"]
    assert "4 items" in desk.told()[0].payload["subject"]


def test_one_day_after_the_end_it_climbs_to_the_next_level_up(desk: Desk) -> None:
    """The owner of the deadline and the owner of the procedure are both told that it is overdue."""
    desk.at(7, 2)
    desk.take_up()
    desk.forget()
    desk.at(7, 3)
    desk.take_up()
    assert desk.whom() == ["manager", "owner"]
    assert all("overdue by 1 working day" in row.payload["subject"] for row in desk.told())


def test_then_every_week_one_at_a_time(desk: Desk) -> None:
    """Each weekly rung plans the next."""
    desk.at(7, 3)
    desk.take_up()
    desk.forget()
    for day in (9, 16, 23):
        desk.at(7, day)
        desk.take_up()
        assert desk.whom() == ["manager", "owner"]
        desk.forget()
    assert [row.rung for row in desk.pending()] == ["weekly-4", "weekly-4"]


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


def test_acknowledged_it_stops_for_that_person(desk: Desk) -> None:
    """The others are told as before; the record says who acknowledged it."""
    desk.office.do("acknowledge_deadline", deadline="details_due", actor="manager", role="manager")
    desk.at(7, 3)
    desk.take_up()
    assert desk.whom() == ["owner"]
    assert any(fact.detail == "acknowledged by manager" for fact in desk.facts())


def test_met_it_stops_for_everybody(desk: Desk) -> None:
    """A notice that was published is not asked for."""
    desk.at(6, 29)
    desk.office.do("publish_notice", notice="N7")
    desk.take_up()
    desk.forget()
    desk.at(7, 23)
    desk.take_up()
    assert desk.told() == []


def test_quiet_hours_hold_what_the_law_does_not_set(desk: Desk) -> None:
    """This deadline cites no rule: until nine o'clock it waits."""
    wish(desk, quiet_from=time(18), quiet_to=time(9))
    desk.at(6, 30)
    desk.take_up()
    assert desk.told() == []
    desk.at(6, 30, 8)
    desk.take_up()
    assert desk.whom() == ["manager"]


def test_nothing_waits_beyond_the_end_that_it_is_about(desk: Desk) -> None:
    """Quiet hours that last longer than the deadline are not kept."""
    wish(desk, quiet_from=time(7), quiet_to=time(6, 59))
    desk.at(7, 2)
    desk.take_up()
    assert desk.whom() == ["manager"]


def test_what_is_switched_off_is_not_sent_and_the_record_says_so(desk: Desk) -> None:
    """Whoever says later that they were never told finds their own wish."""
    wish(desk, modes={Kind.DUE_SOON: Mode.OFF})
    desk.at(6, 30)
    desk.take_up()
    assert desk.told() == []
    assert any("switched off" in fact.detail for fact in desk.facts())


def test_after_a_month_of_silence_one_reminder_comes_for_each_ladder(desk: Desk) -> None:
    """Everything that was due meanwhile is on record; only the latest of each ladder is sent."""
    desk.at(7, 20)
    desk.take_up()
    assert desk.whom() == ["manager", "owner"]
    late = [fact for fact in desk.facts() if fact.what == What.NOT_SENT and "came late" in fact.detail]
    assert {fact.rung for fact in late} == {
        "before-10",
        "before-5",
        "before-2",
        "before-1",
        "before-0",
        "after-1",
    } - {fact.rung for fact in desk.facts() if fact.what == What.CLAIMED}


def test_a_lease_that_ran_out_is_taken_over(desk: Desk) -> None:
    """A worker that died with a batch in hand is waited for as long as its lease."""
    desk.at(6, 30)
    now = desk.office.now
    held = reminders.claim(desk.house.store, "dead", now, timedelta(seconds=20), 10)
    assert held
    assert reminders.claim(desk.house.store, "other", now, timedelta(seconds=20), 10) == []
    later = now + timedelta(seconds=20)
    assert reminders.claim(desk.house.store, "other", later, timedelta(seconds=20), 10) == held


def test_a_worker_that_lost_its_lease_settles_nothing(desk: Desk) -> None:
    """Whoever has it now settles it."""
    desk.at(6, 30)
    now = desk.office.now
    row, *_ = reminders.claim(desk.house.store, "slow", now, timedelta(seconds=1), 10)
    reminders.claim(desk.house.store, "other", now + timedelta(seconds=2), timedelta(seconds=20), 10)
    assert reminders.settle(desk.house.store, "slow", [reminders.Settlement(rows=[row])]) == 0
    assert reminders.settle(desk.house.store, "other", [reminders.Settlement(rows=[row])]) == 1


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


def test_a_reminder_of_a_re_enactment_says_so(desk_on_sqlite: Desk) -> None:
    """Every output of a re-enactment does."""
    from dataclasses import replace

    from actions.reminders.texts import About, digest, item, single
    from tests.factories import uk

    state = replace(desk_on_sqlite.office.state, re_enactment="London RoadLab")
    about = About(
        definition=desk_on_sqlite.office.definition,
        state=state,
        calendar=uk(),
        deadline="details_due",
        kind=Kind.DUE_SOON,
        why="so",
        provisional=True,
        now=desk_on_sqlite.office.now,
    )
    assert single(about, "manager").text.startswith("Re-enactment: London RoadLab")
    assert "provisional" in single(about, "manager").text
    assert digest([item(about)], "manager", about.now, "Europe/London").text.startswith("Re-enactment: London RoadLab")


def test_what_lies_before_a_deadline_was_set_comes_with_the_next_digest(desk: Desk) -> None:
    """Its tenth working day before the end has passed: nobody is written to in the middle of a day for that."""
    desk.at(6, 25, 9)
    invited(desk)
    desk.at(6, 25, 14)
    desk.take_up()
    assert desk.told() == []
    desk.at(6, 26, 7, 1)
    desk.take_up()
    assert {row.payload["about"] for row in desk.told()} == {"digest"}


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


THANKS = """
calendar = "uk"
base = "2026.1"
version = "2026.1.1"
[[added]]
on = 2026-12-01
name = "A day of thanks"
reason = "proclaimed"
source = "Gazette"
recorded_on = 2026-06-16
"""


@pytest.mark.parametrize("left", [None, "no calendar = ["])
def test_a_calendar_that_is_gone_or_broken_keeps_no_reminder_back(desk_on_sqlite: Desk, left: str | None) -> None:
    """The day of a reminder may be taken from the calendar that there is: one that never comes does harm."""
    desk = desk_on_sqlite
    file = desk.house.settings.home / "calendars" / "thanks.toml"
    file.parent.mkdir()
    file.write_text(THANKS, encoding="utf-8")
    pin = desk.house.calendar("uk").pin
    desk.office.do("change_calendar", calendar=pin, reason="It was proclaimed.")
    file.unlink()
    if left is not None:
        file.write_text(left, encoding="utf-8")
    desk.house.calendars.clear()
    desk.at(6, 30)
    desk.take_up()
    assert desk.whom() == ["manager"]
    desk.at(7, 3)
    assert "alendar" in record_missed(desk.house).failed[0][2]  # and the clock goes on to the next procedure


def test_a_rung_that_cannot_be_thought_through_holds_up_no_other(
    desk_on_sqlite: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is put off and tried again, and the record says why; the others of its batch go out."""
    desk = desk_on_sqlite
    invited(desk)
    desk.at(6, 29)
    desk.take_up()
    desk.forget()
    whole = Standing.about

    def about(self: Standing, row: ReminderRow) -> About:
        if row.stream == "RL-1":
            raise ValueError("the text says no")
        return whole(self, row)

    with monkeypatch.context() as patch:
        patch.setattr(Standing, "about", about)
        desk.at(7, 2)
        desk.take_up()
        assert {row.payload["procedure"] for row in desk.told()} == {"RL-2"}
    desk.office.reference = "RL-1"
    assert any(fact.what == What.FAILED and "the text says no" in fact.detail for fact in desk.facts())
    desk.forget()
    desk.at(7, 2, 7, 10)
    desk.take_up()
    assert {row.payload["procedure"] for row in desk.told()} == {"RL-1"}


def test_an_item_that_spoils_a_digest_is_left_out_of_it(desk_on_sqlite: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The others of that morning come all the same."""
    desk = desk_on_sqlite
    wish(desk, modes={Kind.DUE_SOON: Mode.DIGEST})
    invited(desk)
    desk.at(7, 2)
    whole = Standing.about

    def about(self: Standing, row: ReminderRow) -> About:
        if row.stream == "RL-1" and row.mode == reminders.DIGEST:
            raise ValueError("the text says no")
        return whole(self, row)

    with monkeypatch.context() as patch:
        patch.setattr(Standing, "about", about)
        desk.at(7, 2, 7, 0)
        desk.take_up()
        desk.at(7, 2, 7, 1)
        desk.take_up()
    mine = [row.payload for row in desk.told() if row.payload["person"] == "manager"]
    assert any("RL-2" in payload["text"] for payload in mine if payload["about"] == "digest")
    assert not any("Details due" in payload["text"] for payload in mine if payload["about"] == "digest")
