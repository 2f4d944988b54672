"""A message that waited for a mail server is looked at again before it leaves: what is no longer true is not sent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from actions.queries.reminders import MessageSeen, RungSeen, sent, why
from actions.reminders.facts import What
from actions.reminders.withdrawing import may_leave
from engine.reminders.plan import Kind
from engine.reminders.wishes import Mode
from storage import reminders
from storage.outbox import claim
from storage.sent_late import sent_late
from tests.actions.reminders.desk import Desk
from tests.actions.reminders.helping import invited, wish
from tests.channels.counterparts import Mailbox

AWAY = "451 4.3.0 Try again later"


def answer(desk: Desk, person: str, rung: str = "before-2", deadline: str = "details_due") -> RungSeen:
    """What is said to somebody who asks about a rung."""
    with desk.house.store.reading() as reading:
        found = why(desk.house, reading, person, deadline, "RL-2" if deadline == "entry_closes" else "RL-1")
    return next(one for one in found.rungs if (one.rung, one.role) == (rung, "owner"))


def listed(desk: Desk) -> dict[str, MessageSeen]:
    """The messages of the last days, by person; the newest of each."""
    with desk.house.store.reading() as reading:
        return {one.person: one for one in reversed(sent(desk.house, reading, days=3).messages) if one.about}


def tried_in_vain(desk: Desk, mailbox: Mailbox) -> None:
    """The mail server is away while the messages are tried for the first time."""
    mailbox.says_to_data += [AWAY] * 20
    assert desk.send().sent == 0
    mailbox.says_to_data.clear()
    mailbox.envelopes.clear()


def back(desk: Desk) -> int:
    """An hour later it is there again; how many messages are done with."""
    desk.office.clock.advance_to(desk.office.now.replace(hour=9))
    return desk.send().sent


def met(desk: Desk) -> str:
    """The notice is out."""
    desk.office.do("publish_notice", notice="N7", actor="ann", role="manager")
    return "the deadline had been met at 30 June 2026"


def test_what_was_met_meanwhile_is_not_sent_and_the_record_says_so(posted: Desk, mailbox: Mailbox) -> None:
    """Neither now nor later; whoever asks reads when it was met, and the list of messages says it too."""
    tried_in_vain(posted, mailbox)
    says = met(posted)
    back(posted)
    assert mailbox.envelopes == []
    for person in ("ann", "bea"):
        found = answer(posted, person)
        assert found.outcome == "not told"
        assert "not sent" in found.why
        assert says in found.why
        assert (listed(posted)[person].status, says in listed(posted)[person].withdrawn) == ("not sent", True)
    with posted.house.store.reading() as reading:
        assert [row for row in reading.outbox(unfinished_only=True) if row.kind == "reminder"] == []


def test_what_was_never_handed_over_is_said_to_be_not_sent_and_no_more(posted: Desk, mailbox: Mailbox) -> None:
    """Only a message that was handed over before may have arrived."""
    met(posted)
    posted.send()
    assert mailbox.envelopes == []
    assert answer(posted, "ann").why.startswith("not sent: the deadline had been met at")
    with posted.house.store.reading() as reading:
        facts = [fact.what for row in posted.told() for fact in reminders.of_message(reading, row.id)]
    assert sorted(set(facts)) == sorted((What.CLAIMED, What.WITHDRAWN))


def test_whoever_acknowledged_it_meanwhile_gets_nothing_and_the_others_do(posted: Desk, mailbox: Mailbox) -> None:
    """An acknowledgement is one person's."""
    tried_in_vain(posted, mailbox)
    posted.office.do("acknowledge_deadline", deadline="details_due", actor="ann", role="manager")
    back(posted)
    assert [to for one in mailbox.envelopes for to in one.rcpt_tos] == ["bea@example.org"]
    assert answer(posted, "ann").why.endswith("acknowledged by ann")
    assert answer(posted, "bea").outcome == "told"


def test_a_deadline_that_was_moved_meanwhile_is_told_with_its_new_date_alone(desk: Desk) -> None:
    """The rungs of the new date are its own; the message with the old one is not sent."""
    invited(desk)
    desk.at(7, 2)
    desk.take_up()
    row = next(one for one in desk.told() if one.payload["deadline"] == "entry_closes")
    later = datetime(2026, 7, 20, 16, tzinfo=UTC)
    desk.office.do("extend_deadline", deadline="entry_closes", due_at=later, reason="Many asked for it.")
    desk.send("folder")
    found = answer(desk, row.payload["person"], "before-2", "entry_closes")
    assert found.outcome == "not told"
    assert "the deadline was changed at 2 July 2026" in found.why
    desk.forget()
    desk.at(7, 16)
    desk.take_up()
    assert any("20 July 2026" in one.payload["text"] for one in desk.told())


def test_a_digest_loses_what_is_no_longer_true_and_keeps_the_rest(desk: Desk) -> None:
    """Two items wait in one digest, one is met: another digest holds the other one, and the record says all of it."""
    for person in ("manager", "owner"):
        wish(desk, person, modes={Kind.DUE_SOON: Mode.DIGEST})
    invited(desk)
    desk.at(7, 2, 7, 1)
    desk.take_up()
    (row,) = [one for one in desk.told() if (one.payload["person"], one.payload["about"]) == ("manager", "digest")]
    assert "2 items" in row.payload["subject"]
    desk.office.reference = "RL-1"
    desk.office.do("publish_notice", notice="N7")
    desk.send("folder")
    (again,) = [
        one
        for one in desk.told()
        if one.payload["about"] == "digest" and one.id != row.id and one.payload["person"] == "manager"
    ]
    assert "1 item" in again.payload["subject"]
    assert "Details due" not in again.payload["text"]
    assert again.payload["dated"] == row.payload["dated"]
    desk.send("folder")
    assert answer(desk, "manager", "before-0").outcome == "not told"
    kept = answer(desk, "manager", "before-2", "entry_closes")
    assert kept.outcome == "told"
    assert kept.message is not None
    assert kept.message.message == again.id
    with desk.house.store.reading() as reading:
        assert [one.what for one in reminders.of_message(reading, row.id)].count(What.SENT) == 0


def test_that_somebody_was_named_is_sent_whatever_happens_to_deadlines(desk: Desk) -> None:
    """It stays true."""
    desk.holds("nina", "manager")
    desk.take_up()
    desk.office.do("publish_notice", notice="N7")
    sent_ = desk.send("folder")
    assert sent_.errors == ()
    with desk.house.store.reading() as reading:
        facts = [fact.what for row in desk.told() for fact in reminders.of_message(reading, row.id)]
    assert What.WITHDRAWN not in facts


def test_a_worker_that_lost_its_lease_withdraws_nothing(posted: Desk) -> None:
    """Whoever has the message now decides."""
    (row, *_) = claim(posted.house.store, "w", posted.office.now, timedelta(seconds=20), 10, ["reminder"])
    posted.office.clock.advance(timedelta(seconds=21))
    claim(posted.house.store, "other", posted.office.now, timedelta(seconds=20), 10, ["reminder"])
    met(posted)
    assert not may_leave(posted.house, row, "w")
    with posted.house.store.reading() as reading:
        assert What.WITHDRAWN not in [fact.what for fact in reminders.of_message(reading, row.id)]


def test_what_was_withdrawn_is_not_reported_as_sent_late(posted: Desk, mailbox: Mailbox) -> None:
    """The outage report counts messages that went."""
    met(posted)
    posted.send()
    with posted.house.store.reading() as reading:
        assert sent_late(reading, datetime(2026, 6, 1, tzinfo=UTC), datetime(2026, 6, 30, 7, tzinfo=UTC)) == []
