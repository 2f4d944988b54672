"""What goes wrong with one reminder, or with its worker, holds up no other."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions.reminders.facts import What
from actions.reminders.standing import Standing
from actions.reminders.texts import About
from actions.time.missed import record_missed
from engine.reminders.plan import Kind
from engine.reminders.wishes import Mode
from storage import reminders
from storage.reminders import ReminderRow
from tests.actions.reminders.desk import Desk
from tests.actions.reminders.helping import invited, wish


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
