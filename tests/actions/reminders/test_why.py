"""Sending is on record before and after, and "I was never told" is answered in one question."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions.queries.reminders import Why, due, sent, why
from actions.reminders import sending
from actions.reminders.facts import What
from channels.failure import TemporaryFailure
from channels.message import Message
from channels.smtp import SmtpChannel
from engine.errors import NotFound
from storage import reminders
from storage.outbox import claim
from storage.records import OutboxRow
from tests.actions.reminders.desk import Desk
from tests.channels.counterparts import Mailbox


def asked(desk: Desk, person: str) -> Why:
    """What is answered to somebody who asks why they were told, or were not."""
    with desk.house.store.reading() as reading:
        return why(desk.house, reading, person, "details_due", "RL-1")


def outcome(found: Why, rung: str) -> tuple[str, str]:
    """What became of a rung, and why."""
    return next((one.outcome, one.why) for one in found.rungs if (one.rung, one.role) == (rung, "owner"))


def taken(desk: Desk) -> list[OutboxRow]:
    """Lease what waits to be sent."""
    return claim(desk.house.store, "w", desk.office.now, timedelta(seconds=20), 10, ["reminder"])


def facts(desk: Desk, row: OutboxRow) -> list[str]:
    """What is on record about a message."""
    with desk.house.store.reading() as reading:
        return [fact.what for fact in reminders.of_message(reading, row.id)]


def test_a_message_is_claimed_sent_and_confirmed(posted: Desk, mailbox: Mailbox) -> None:
    """Three facts, in this order, and what the mail server answered."""
    assert posted.send().sent == 2
    assert len(mailbox.envelopes) == 2
    for row in posted.told():
        assert sorted(facts(posted, row)) == sorted((What.CLAIMED, What.SENT, What.CONFIRMED))
    told = next(one for one in asked(posted, "ann").rungs if one.rung == "before-2")
    assert told.outcome == "told"
    assert told.message is not None
    assert (told.message.channel, told.message.status) == ("post", "sent")


def test_handed_over_and_not_confirmed_it_is_repeated_and_counted(posted: Desk, mailbox: Mailbox) -> None:
    """The record says that it was handed over again, and never twice that it was sent."""
    row, *_ = taken(posted)
    assert sending.begin(posted.house, row, "post", "w")
    posted.office.clock.advance(timedelta(seconds=21))
    posted.send()
    assert sorted(facts(posted, row)) == sorted((What.CLAIMED, What.SENT, What.REPEATED, What.CONFIRMED))
    with posted.house.store.reading() as reading:
        seen = {one.message: one.repeated for one in sent(posted.house, reading).messages}
    assert seen[row.id] == 1


def test_whoever_lost_the_lease_hands_nothing_over(posted: Desk) -> None:
    """A worker that slept too long finds that its message is another's."""
    row, *_ = taken(posted)
    posted.office.clock.advance(timedelta(seconds=21))
    taken(posted)
    assert not sending.begin(posted.house, row, "post", "w")


def test_a_refused_message_is_given_up_with_the_reason_and_holds_up_no_other(posted: Desk, mailbox: Mailbox) -> None:
    """Whoever asks why they were never told gets the mail server's words."""
    mailbox.says["ann@example.org"] = "550 5.1.1 No such mailbox"
    outcome_ = posted.send()
    assert (outcome_.sent, len(outcome_.errors)) == (1, 1)
    found = next(one for one in asked(posted, "ann").rungs if one.rung == "before-2")
    assert found.outcome == "not told"
    assert found.message is not None
    assert found.message.status == "given up"
    assert any("No such mailbox" in failure for failure in found.message.failures)
    assert "never told" in asked(posted, "ann").sentence
    assert outcome(asked(posted, "bea"), "before-2")[0] == "told"


def test_a_mail_server_that_is_away_for_hours_is_waited_for(posted: Desk, mailbox: Mailbox) -> None:
    """Trying again every few minutes for three hours uses up no message; then they all come."""
    mailbox.says_to_data += ["451 4.3.0 Try again later"] * 200
    until = posted.office.now + timedelta(hours=3)
    while posted.office.now < until:
        posted.send()
        posted.office.clock.advance(timedelta(minutes=5))
    mailbox.says_to_data.clear()
    posted.office.clock.advance(timedelta(minutes=20))
    assert posted.send().sent == 2
    assert len(mailbox.envelopes) == 2
    assert outcome(asked(posted, "ann"), "before-2")[0] == "told"


def test_whoever_did_not_hold_the_role_learns_to_whom_it_went(posted: Desk) -> None:
    """The lawyer was never told, and reads who was."""
    posted.send()
    found = asked(posted, "lawyer")
    assert "never told" in found.sentence
    assert outcome(found, "before-2") == ("elsewhere", "lawyer did not hold the role then; it went to ann, bea")


def test_what_is_to_come_is_foretold(posted: Desk) -> None:
    """The rungs ahead are listed with those to whom they would go."""
    found = asked(posted, "ann")
    assert outcome(found, "before-1") == ("to come", "as things are it would go to ann, bea")
    with posted.house.store.reading() as reading:
        ahead = due(posted.house, reading, procedure="RL-1", days=3)
    soonest = next(one for one in ahead.reminders if one.role == "owner")
    assert (soonest.rung, soonest.to) == ("before-1", ("ann", "bea"))
    assert {one.to for one in ahead.reminders if one.role == "deputy"} == {()}


def test_a_deadline_that_nobody_has_is_not_found(posted: Desk) -> None:
    """A slip of the pen is told as such."""
    with posted.house.store.reading() as reading, pytest.raises(NotFound):
        why(posted.house, reading, "ann", "detials_due")


def test_whoever_acknowledged_it_is_not_said_to_be_told_again(posted: Desk) -> None:
    """What is still planned goes to the others, and the answer says who knows already."""
    posted.office.do("acknowledge_deadline", deadline="details_due", actor="ann", role="manager")
    said = "as things are it would go to bea; acknowledged by ann"
    assert outcome(asked(posted, "ann"), "before-1") == ("to come, elsewhere", said)
    assert outcome(asked(posted, "bea"), "before-1") == ("to come", said)
    with posted.house.store.reading() as reading:
        pending = due(posted.house, reading, procedure="RL-1", days=60).reminders
    assert {one.to for one in pending if (one.deadline, one.role) == ("details_due", "owner")} == {("bea",)}


def test_a_deadline_that_nobody_was_ever_reminded_of_says_why(desk: Desk) -> None:
    """It was met before the first rung; it has not started."""
    desk.office.do("publish_notice", notice="N7")
    with desk.house.store.reading() as reading:
        met = why(desk.house, reading, "manager", "details_due", "RL-1")
        ending = why(desk.house, reading, "manager", "ending_due", "RL-1")
    assert "because it was met by event" in met.none_because
    assert "because it has not started" in ending.none_because


def test_what_may_have_arrived_is_handed_over_eight_times_and_no_more(
    posted: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that takes messages and never says so would else fill mailboxes; why says what happened."""

    def broken(_: SmtpChannel, message: Message) -> str:
        raise TemporaryFailure("it may have arrived", unclear=True)

    monkeypatch.setattr(SmtpChannel, "deliver", broken)
    began = posted.office.now
    for _ in range(150):
        posted.send()
        posted.office.clock.advance_to(posted.office.now + timedelta(minutes=1))
    (row, *_) = posted.told()
    assert row.dead_at is not None
    assert timedelta(minutes=40) < row.dead_at - began < timedelta(minutes=90)
    assert facts(posted, row).count(What.REPEATED) == 7
    assert outcome(asked(posted, row.payload["person"]), "before-2")[0] == "not told"
    assert "it may have arrived" in outcome(asked(posted, row.payload["person"]), "before-2")[1]
