"""What is due goes out once, when it should, and says why."""

from __future__ import annotations

from datetime import time, timedelta

from actions.reminders.facts import What
from actions.reminders.texts import About
from engine.reminders.plan import Kind
from engine.reminders.wishes import Mode
from tests.actions.reminders.desk import Desk
from tests.actions.reminders.helping import invited, wish


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


def test_a_reminder_of_a_re_enactment_says_so(desk_on_sqlite: Desk) -> None:
    """Every output of a re-enactment does."""
    from dataclasses import replace

    from actions.reminders.texts import digest, item, single
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
