"""What is due to remind whom of, what was sent, and why somebody was told, or was not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from actions.house import House
from actions.people import ZONE, person_named
from actions.queries.moment import Moment, known_procedure, moment_of, present_of
from actions.queries.names import require_known
from actions.reminders.facts import What
from actions.reminders.planning import ROLES, row_of
from actions.reminders.who import Roster
from engine.errors import NotFound
from engine.reminders.plan import WEEKLY, Kind, Rung, is_weekly, rungs_of, week
from storage import reminders
from storage.reading import Reading
from storage.reminders import DIGEST, Delivery, ReminderRow


@dataclass(frozen=True, kw_only=True, slots=True)
class DueSeen:
    """One rung that is pending: when, about what, and who would get it if it were due now."""

    due_at: datetime
    procedure: str
    deadline: str
    rung: str
    role: str
    kind: str
    to: tuple[str, ...]
    waits: str
    provisional: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """What is pending up to an instant, soonest first; ``more`` says that there is more than is shown."""

    now: datetime
    upto: datetime
    zone: str
    reminders: tuple[DueSeen, ...]
    more: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageSeen:
    """One message: to whom, about what, and how far it came."""

    message: str
    person: str
    about: tuple[str, ...]
    subject: str
    status: str
    claimed_at: datetime | None
    sent_at: datetime | None
    confirmed_at: datetime | None
    channel: str
    where: str
    repeated: int
    failures: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """Messages since an instant, newest first."""

    since: datetime
    zone: str
    messages: tuple[MessageSeen, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class RungSeen:
    """What became of one rung for one person; ``outcome`` is told, waits, not told, elsewhere or to come."""

    procedure: str
    deadline: str
    revision: int
    rung: str
    role: str
    at: datetime
    outcome: str
    why: str
    message: MessageSeen | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Why:
    """Why somebody was told of a deadline, or was not: every rung, in the order of time."""

    person: str
    deadline: str
    zone: str
    sentence: str
    rungs: tuple[RungSeen, ...]
    none_because: str


def due(house: House, reading: Reading, *, procedure: str | None = None, days: int = 14, most: int = 500) -> Due:
    """What is pending in the next days, of one procedure or of all; those overdue for taking up come first."""
    now = present_of(house, reading)
    upto = now + timedelta(days=days)
    if procedure is not None:
        known_procedure(reading, procedure)
    rows = [*reminders.in_hand(reading), *reminders.pending(reading, due_by=upto, most=None if procedure else most + 1)]
    wanted = [row for row in rows if procedure in (None, row.stream)]
    seeing = _Seeing(house, reading, now)
    return Due(
        now=now,
        upto=upto,
        zone=ZONE,
        reminders=tuple(map(seeing.due, wanted[:most])),
        more=len(wanted) > most,
    )


def sent(
    house: House, reading: Reading, *, person: str | None = None, procedure: str | None = None, days: int = 14
) -> Sent:
    """The messages of the last days, to somebody or about one procedure, newest first; given-up ones among them."""
    now = present_of(house, reading)
    since = now - timedelta(days=days)
    who = None if person is None else person_named(reading, person)
    if procedure is not None:
        known_procedure(reading, procedure)
    ids = {fact.message for fact in reminders.messages_since(reading, since)}
    found = _messages(reading, [fact for one in sorted(ids) for fact in reminders.of_message(reading, one)])
    wanted = [
        one
        for one in found.values()
        if who in (None, one.person) and (procedure is None or any(a.split("/")[0] == procedure for a in one.about))
    ]
    wanted.sort(key=lambda one: (str(one.claimed_at or one.sent_at), one.message), reverse=True)
    return Sent(since=since, zone=ZONE, messages=tuple(wanted))


def why(house: House, reading: Reading, person: str, deadline: str, procedure: str | None = None) -> Why:
    """Every rung of a deadline and what became of it for one person: in one procedure, or wherever it exists."""
    now = present_of(house, reading)
    who = person_named(reading, person)
    procedures = [procedure] if procedure is not None else _with_deadline(reading, deadline)
    seeing = _Seeing(house, reading, now)
    seen = [one for each in procedures for one in _rungs(reading, seeing, who, each, deadline)]
    seen.sort(key=lambda one: (one.at, one.procedure, one.revision, one.rung, one.role))
    because = " ".join(_no_rung(seeing.moment(each), each, deadline) for each in procedures) if not seen else ""
    return Why(
        person=who,
        deadline=deadline,
        zone=ZONE,
        sentence=_sentence(who, deadline, seen),
        rungs=tuple(seen),
        none_because=because,
    )


def _with_deadline(reading: Reading, deadline: str) -> list[str]:
    """The procedures that have a deadline of this name; ``NotFound`` when none has."""
    found = [row.stream for row in reading.deadlines() if row.deadline == deadline]
    if not found:
        raise NotFound(f'No procedure has a deadline "{deadline}" with a date. `seedbed deadline list REF` shows them.')
    return list(dict.fromkeys(found))


def _no_rung(moment: Moment, procedure: str, deadline: str) -> str:
    """Why no reminder of a deadline was ever made, and none is to come."""
    known = moment.state.deadlines.get(deadline)
    if known is None or not known.started:
        why = "it has not started"
    elif known.met_n is not None:
        why = f"it was met by event {known.met_n}, before the first was due"
    elif moment.state.ended is not None:
        why = f"the procedure has ended ({moment.state.ended})"
    elif known.stopped_at is not None:
        why = "it stands still"
    else:
        why = "its definition gives it no ladder, or every rung lies behind"
    return f"{procedure}: no reminder of it was made and none is to come, because {why}."


class _Seeing:
    """Looks at rungs and at whom they would go to now."""

    def __init__(self, house: House, reading: Reading, now: datetime) -> None:
        self._house = house
        self._reading = reading
        self._roster = Roster(reading, now)
        self._moments: dict[str, Moment] = {}

    def moment(self, procedure: str) -> Moment:
        if procedure not in self._moments:
            self._moments[procedure] = moment_of(self._house, self._reading, procedure, None)
        return self._moments[procedure]

    def planned(self, procedure: str, deadline: str, taken: Iterable[tuple[int, str, str]]) -> Iterator[Rung]:
        """The rungs as they are planned; of the weekly ones that behind the last that was taken up."""
        moment = self.moment(procedure)
        for rung in rungs_of(moment.definition, moment.state, moment.calendar, deadline):
            weeks = [name for revision, name, role in taken if (revision, role) == (rung.revision, rung.role)]
            numbers = [int(name.removeprefix(WEEKLY)) for name in weeks if is_weekly(name)]
            if is_weekly(rung.rung) and numbers:
                yield week(moment.definition, moment.state, moment.calendar, rung, max(numbers) + 1)
            else:
                yield rung

    def to(self, row: ReminderRow) -> tuple[str, ...]:
        if row.person:
            return (row.person,)
        if row.kind == Kind.NAMED:
            return (row.role,)
        definition = self.moment(row.stream).definition
        if row.deadline:
            found = self._roster.of_rung(definition, row.stream, row.deadline, row.role)
        else:
            found = self._roster.of_roles(definition, row.stream, row.role.split(ROLES))
        return tuple(recipient.person for recipient in found.to)

    def acknowledged(self, row: ReminderRow) -> tuple[str, ...]:
        """Who said that they know of the deadline, and is left alone."""
        known = self.moment(row.stream).state.deadlines.get(row.deadline) if row.deadline else None
        return () if known is None else known.acknowledged

    def due(self, row: ReminderRow) -> DueSeen:
        waits = "" if not row.person else "digest" if row.mode == DIGEST else "quiet hours or days off"
        return DueSeen(
            due_at=row.due_at,
            procedure=row.stream,
            deadline=row.deadline,
            rung=row.rung,
            role="" if row.kind == Kind.NAMED else row.role.replace(ROLES, ", "),
            kind=row.kind,
            to=tuple(one for one in self.to(row) if one not in self.acknowledged(row)),
            waits=waits,
            provisional=row.why == "provisional",
        )


def _rungs(reading: Reading, seeing: _Seeing, person: str, procedure: str, deadline: str) -> Iterable[RungSeen]:
    moment = seeing.moment(procedure)
    require_known(moment.definition.deadlines, deadline, "deadline")
    facts = reminders.of_deadline(reading, procedure, deadline)
    by_rung: dict[tuple[int, str, str], list[Delivery]] = {}
    for fact in facts:
        if fact.rung:
            by_rung.setdefault((fact.revision, fact.rung, fact.role), []).append(fact)
    ids = {fact.message for fact in facts if fact.message and fact.person == person}
    messages = _messages(reading, [fact for one in sorted(ids) for fact in reminders.of_message(reading, one)])
    for (revision, rung, role), about in by_rung.items():
        at, outcome, reason, message = _outcome(person, about, messages)
        yield RungSeen(
            procedure=procedure,
            deadline=deadline,
            revision=revision,
            rung=rung,
            role=role,
            at=at,
            outcome=outcome,
            why=reason,
            message=message,
        )
    for planned in seeing.planned(procedure, deadline, by_rung):
        if (planned.revision, planned.rung, planned.role) not in by_rung:
            known = moment.state.deadlines[deadline].acknowledged
            holders = seeing.to(row_of(procedure, planned))
            to = [one for one in holders if one not in known]
            yield RungSeen(
                procedure=procedure,
                deadline=deadline,
                revision=planned.revision,
                rung=planned.rung,
                role=planned.role,
                at=planned.due_at,
                outcome="to come" if person in to else "not to come" if not to else "to come, elsewhere",
                why=_as_things_are(to, [one for one in holders if one in known], late=planned.due_at < moment.now),
                message=None,
            )


def _as_things_are(to: Sequence[str], known: Sequence[str], *, late: bool) -> str:
    """Whom a planned rung would reach now: whoever acknowledged the deadline is left alone."""
    still = "no worker has taken it up; " if late else ""
    goes = f"{still}as things are it would go to {', '.join(to) or 'nobody'}"
    return f"{goes}; acknowledged by {', '.join(known)}" if known else goes


def _outcome(
    person: str, facts: Sequence[Delivery], messages: Mapping[str, MessageSeen]
) -> tuple[datetime, str, str, MessageSeen | None]:
    """What became of a rung for one person: the latest that can be said of it."""
    mine = [fact for fact in facts if fact.person == person]
    claimed = next((fact for fact in mine if fact.what == What.CLAIMED), None)
    if claimed is not None:
        message = messages.get(claimed.message)
        return claimed.at, _told(message), _why_told(claimed, message), message
    refused = next((fact for fact in mine if fact.what == What.NOT_SENT), None)
    if refused is not None:
        return refused.at, "not told", refused.detail, None
    waiting = next((fact for fact in mine if fact.what == What.HELD), None)
    if waiting is not None:
        return waiting.at, "waits", waiting.detail, None
    nobody = next((fact for fact in facts if fact.what == What.NOT_SENT and not fact.person), None)
    if nobody is not None:
        return nobody.at, "not told", nobody.detail, None
    return facts[0].at, "elsewhere", f"{person} did not hold the role then; {_elsewhere(facts)}", None


def _elsewhere(facts: Sequence[Delivery]) -> str:
    """Where a rung went instead; that it was for somebody, or waits for them, is not yet that it went to them."""
    claimed, held, for_ = (
        sorted({fact.person for fact in facts if fact.person and fact.what == what})
        for what in (What.CLAIMED, What.HELD, What.NOT_SENT)
    )
    waits = [one for one in held if one not in {*claimed, *for_}]
    if claimed:
        return f"it went to {', '.join(claimed)}"
    return f"it waits for {', '.join(waits)}" if waits else f"it was for {', '.join(for_)}, who did not get it either"


def _why_told(claimed: Delivery, message: MessageSeen | None) -> str:
    """Why it was for them; and of a message that was given up, why it did not get there."""
    gave_up = message is not None and message.status == "given up" and message.failures
    return f"{claimed.detail}; {message.failures[-1]}" if message is not None and gave_up else claimed.detail


def _told(message: MessageSeen | None) -> str:
    if message is None:
        return "about to be told"
    if message.status == "given up":
        return "not told"
    return "told" if message.confirmed_at is not None else "about to be told"


def _sentence(person: str, deadline: str, seen: Sequence[RungSeen]) -> str:
    told = [one for one in seen if one.outcome == "told"]
    if not told:
        return f'{person} was never told of "{deadline}".'
    times = "once" if len(told) == 1 else f"{len(told)} times"
    return f'{person} was told of "{deadline}" {times}.'


def _messages(reading: Reading, facts: Iterable[Delivery]) -> dict[str, MessageSeen]:
    """The messages that facts are about, each with how far it came; the outbox knows of what was given up silently."""
    by_message: dict[str, list[Delivery]] = {}
    for fact in facts:
        by_message.setdefault(fact.message, []).append(fact)
    found = {}
    for message, about in by_message.items():
        last = {fact.what: fact for fact in about}
        row = reading.outbox_entry(message)
        failures = [f"{fact.at.isoformat()} {fact.detail}" for fact in about if fact.what in {What.FAILED, What.DEAD}]
        if row is not None and row.dead_at is not None and What.DEAD not in last:
            failures.append(f"{row.dead_at.isoformat()} {row.last_error}")
        dead = row is not None and row.dead_at is not None
        found[message] = MessageSeen(
            message=message,
            person=about[0].person,
            about=tuple(_about(fact) for fact in about if fact.what == What.CLAIMED),
            subject="" if row is None else str(row.payload.get("subject", "")),
            status=_status(last, dead=dead),
            claimed_at=last[What.CLAIMED].at if What.CLAIMED in last else None,
            sent_at=last[What.SENT].at if What.SENT in last else None,
            confirmed_at=last[What.CONFIRMED].at if What.CONFIRMED in last else None,
            channel=next((fact.channel for fact in reversed(about) if fact.channel), ""),
            where=last[What.CONFIRMED].detail if What.CONFIRMED in last else "",
            repeated=sum(fact.what == What.REPEATED for fact in about),
            failures=tuple(failures),
        )
    return found


def _about(fact: Delivery) -> str:
    return f"{fact.stream}/{fact.deadline or fact.rung}"


def _status(last: Mapping[str, Delivery], *, dead: bool) -> str:
    if What.CONFIRMED in last:
        return "sent"
    if dead:
        return "given up"
    return "tried" if What.SENT in last else "waits to be sent"
