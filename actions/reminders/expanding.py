"""What becomes of one rung: nothing and why, a message now, or a place among what waits for somebody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from actions.consequences.letters import message_id
from actions.house import House
from actions.ledger.footer import footer, with_footer
from actions.people import ZONE
from actions.reminders import facts, texts
from actions.reminders.calendars import newest_or_shipped
from actions.reminders.planning import ROLES, row_of
from actions.reminders.standing import Standing
from actions.reminders.texts import Item, Told
from actions.reminders.who import Found, Recipient, Roster
from engine.definition import LadderRole
from engine.reminders.plan import is_weekly, week_after
from engine.reminders.wishes import Mode, Office, Wishes
from engine.time.local_time import describe_instant
from storage.reading import Reading
from storage.records import OutboxDraft
from storage.reminders import DIGEST, EXPAND, Delivery, ReminderRow, Settlement

REMINDER: Final = "reminder"
"""The kind of an outbox row that holds one message to one person."""

OFFICE_CALENDAR: Final = "uk"
_AFTER: Final = timedelta(microseconds=1)
"""Digests come just behind the rungs of the same morning, so that these are in them."""


class _Part(NamedTuple):
    """What becomes of a rung for one person."""

    facts: list[Delivery]
    messages: list[OutboxDraft]
    following: list[ReminderRow]

    def add(self, other: _Part) -> None:
        """Take in what becomes of another one."""
        self.facts.extend(other.facts)
        self.messages.extend(other.messages)
        self.following.extend(other.following)


class Expanding:
    """Thinks through one batch, in one reading; it writes nothing."""

    def __init__(self, house: House, reading: Reading, worker: str, now: datetime) -> None:
        """Look up what every rung asks for once."""
        self._worker = worker
        self._now = now
        self._roster = Roster(reading, now)
        self._office = Office(zone=ZONE, calendar=newest_or_shipped(house, OFFICE_CALENDAR))
        self._standing = Standing(house, reading, now, self._roster)
        self._told: set[tuple[str, ...]] = set()
        self._footer = footer(reading)

    def one(self, row: ReminderRow) -> Settlement:
        """A rung for a role, or one that was held for somebody until now."""
        if row.mode != EXPAND:
            part = self._held_until_now(row)
            return Settlement(rows=[row], facts=part.facts, messages=part.messages, following=part.following)
        if self._standing.was_taken(row):
            return Settlement(rows=[row])
        settled = [facts.taken(row, self._worker, self._now, row.why)]
        if (why := self._standing.why_not(row)) is not None:
            return Settlement(rows=[row], facts=[*settled, facts.not_sent(row, "", why, self._now)])
        found = self._whom(row)
        parts = [self._to(row, recipient) for recipient in found.to]
        settled += [facts.not_sent(row, one.person, one.why, self._now) for one in found.passed]
        if not found.to:
            settled.append(facts.not_sent(row, "", found.nobody, self._now))
        return Settlement(
            rows=[row],
            facts=[*settled, *(fact for part in parts for fact in part.facts)],
            messages=[draft for part in parts for draft in part.messages],
            following=[*(later for part in parts for later in part.following), *self._next_week(row)],
        )

    def digest(self, person: str, rows: Sequence[ReminderRow]) -> Settlement:
        """Everything that waited for somebody's digest, in one message."""
        kept, others, told = [], _Part([], [], []), set[str]()
        for row in rows:
            if (no := self._standing.why_not(row, person)) is not None:
                others.facts.append(facts.not_sent(row, person, no, self._now))
            elif (lost := self._not_theirs(row)) is not None:
                others.add(self._to_their_successors(row, lost))
            elif (once := facts.told_once(row)) in told:
                others.facts.append(facts.not_sent(row, person, "told at the same time, in another role", self._now))
            else:
                told.add(once)
                kept.append(row)
        noted, messages = others.facts, others.messages
        if not kept:
            return Settlement(rows=rows, facts=noted, messages=messages, following=others.following)
        draft = self.digest_of(person, kept)
        noted += [facts.claimed(row, person, draft.id, row.why, self._now) for row in kept]
        return Settlement(rows=rows, facts=noted, messages=[draft, *messages], following=others.following)

    def digest_of(self, person: str, rows: Sequence[ReminderRow]) -> OutboxDraft:
        """One message that holds these items, as they stand now."""
        told = texts.digest([self._item(row) for row in rows], person, self._now, self._office.zone)
        cause = "\n".join(sorted(facts.rung_id(row) for row in rows))
        return self._draft(rows, Recipient(person, ""), told, f"digest/{cause}", self._wishes(person), "digest")

    def _whom(self, row: ReminderRow) -> Found:
        if row.deadline:
            case = self._standing.case(row.stream)
            return self._roster.of_rung(case.definition, row.stream, row.deadline, row.role)
        words = self._standing.named_words(row)
        if words is not None:
            return Found((Recipient(row.role, "you were named"),))
        case = self._standing.case(row.stream)
        return self._roster.of_roles(case.definition, row.stream, row.role.split(ROLES))

    def _to(self, row: ReminderRow, recipient: Recipient) -> _Part:
        person, why = recipient
        key = (person, row.stream, row.deadline, str(row.revision), row.rung)
        if key in self._told or self._standing.has_heard_otherwise(row, person):
            return self._not(row, person, "told at the same time, in another role")
        if (no := self._standing.why_not(row, person)) is not None:
            return self._not(row, person, no)
        wishes, floor = self._wishes(person), self._standing.floor(row)
        mode = wishes.mode(row.kind, floor=floor)
        mine = row._replace(person=person, why=why)
        if mode is Mode.OFF:
            return self._not(row, person, f"switched off: {person} wishes no reminders of the kind {row.kind}")
        self._told.add(key)  # only now: what is switched off in one role may have to come in another
        if mode is Mode.DIGEST:
            at = self._digest_at(row, wishes)
            if self._standing.in_time(row, at):
                return self._wait(mine, DIGEST, at, "for the digest of")
        if not self._standing.is_legal(row):
            free = self._office.free_at(self._now, wishes)
            if free > self._now and self._standing.in_time(row, free):
                return self._wait(mine, Mode.SINGLE.value, free, "over quiet hours and days off until")
        return self._message(mine)

    def _digest_at(self, row: ReminderRow, wishes: Wishes) -> datetime:
        """The digest that a rung belongs to; one that came late for it still joins whatever else is late.

        A rung of a time before its deadline was even set is not late: it is for the first digest since then.
        """
        morning = self._office.digest_at(max(row.due_at, self._standing.happened_at(row)))
        free = self._office.free_at(max(self._now, morning), wishes)
        return morning if free == self._now else free

    def _wait(self, mine: ReminderRow, mode: str, at: datetime, words: str) -> _Part:
        later = mine._replace(mode=mode, due_at=at, id=f"{facts.rung_id(mine)}/{mine.person}")
        if mode == DIGEST:
            later = later._replace(due_at=at + _AFTER, id=f"~{mine.person}/{facts.rung_id(mine)}")
        why = f"{words} {describe_instant(at, self._office.zone)} ({mine.why})"
        return _Part([facts.held(later, mine.person, why, self._now)], [], [later])

    def _held_until_now(self, row: ReminderRow) -> _Part:
        if (no := self._standing.why_not(row, row.person)) is not None:
            return self._not(row, row.person, no)
        if (lost := self._not_theirs(row)) is not None:
            return self._to_their_successors(row, lost)
        return self._message(row)

    def _to_their_successors(self, row: ReminderRow, lost: str) -> _Part:
        """What waited for somebody goes to whoever has the role by now and has not been told: it is lost for nobody."""
        again = row._replace(mode=EXPAND, person="", why="", id=facts.rung_id(row))
        whom = [one for one in self._whom(again).to if not self._standing.has_heard(again, one.person)]
        part = self._not(row, row.person, lost)
        for recipient in whom:
            part.add(self._to(again, recipient))
        return part

    def _not_theirs(self, row: ReminderRow) -> str | None:
        """Why what waited for somebody is no longer for them: roles change while it waits."""
        if not row.deadline:
            return None
        others = (row._replace(role=role.value) for role in LadderRole if role.value != row.role)
        alike = (row, *(one for one in others if self._standing.was_taken(one)))  # told once, they may have it twice
        if any(known.person == row.person for one in alike for known in self._whom(one).to):
            return None
        return f"{row.person} no longer holds the role by which it was for them"

    def _message(self, mine: ReminderRow) -> _Part:
        told, person = self._words(mine), mine.person
        # Another worker may be telling them the same in another role at this moment: then it is the same message.
        cause = facts.told_once(mine)
        draft = self._draft([mine], Recipient(person, mine.why), told, cause, self._wishes(person), mine.kind)
        return _Part([facts.claimed(mine, person, draft.id, mine.why, self._now)], [draft], [])

    def _not(self, row: ReminderRow, person: str, why: str) -> _Part:
        return _Part([facts.not_sent(row, person, why, self._now)], [], [])

    def _next_week(self, row: ReminderRow) -> list[ReminderRow]:
        if not (row.deadline and is_weekly(row.rung)):
            return []
        case = self._standing.case(row.stream)
        following = week_after(case.definition, case.state, case.calendar, self._standing.rung_of(row), self._now)
        return [row_of(row.stream, following)]

    def _words(self, row: ReminderRow) -> Told:
        if row.deadline:
            return texts.single(self._standing.about(row), row.person)
        words = self._standing.named_words(row)
        if words is not None:
            return texts.named(*words)
        case = self._standing.case(row.stream)
        return texts.decided(case.definition, case.state, row.rung, self._standing.happened_at(row), row.why)

    def _item(self, row: ReminderRow) -> Item:
        if row.deadline:
            return texts.item(self._standing.about(row))
        return texts.event_item(self._words(row), row.due_at, row.why)

    def _wishes(self, person: str) -> Wishes:
        return self._roster.register.wishes.get(person, Wishes())

    def _draft(  # noqa: PLR0917 - one line of the message, called twice
        self, rows: Sequence[ReminderRow], to: Recipient, told: Told, cause: str, wishes: Wishes, about: str
    ) -> OutboxDraft:
        first = rows[0]
        dedupe = f"{REMINDER}/{message_id(cause, to.person, first.due_at)}/{to.person}/{wishes.channel}"
        payload: dict[str, Any] = {
            "person": to.person,
            "about": about,
            "subject": told.subject,
            "text": with_footer(told.text, self._footer),
            "dated": first.due_at.isoformat(),
            "channel": wishes.channel,
            "procedure": first.stream if len({row.stream for row in rows}) == 1 else None,
            "deadline": first.deadline if len(rows) == 1 else "",
            "revision": first.revision,
        }
        return OutboxDraft(
            id=message_id(dedupe, to.person, first.due_at),
            gseq=None,
            stream=first.stream,
            kind=REMINDER,
            dedupe=dedupe,
            payload=payload,
            due_at=self._now,
        )
