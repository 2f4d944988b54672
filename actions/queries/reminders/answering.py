"""Why somebody was told of a deadline, or was not: every rung of it, in the order of time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from actions.house import House
from actions.people import ZONE, person_named
from actions.queries.moment import Moment, present_of
from actions.queries.names import require_known
from actions.queries.reminders.messages import messages_of
from actions.queries.reminders.seeing import Seeing
from actions.queries.reminders.seen import MessageSeen, RungSeen, Why
from actions.reminders.facts import What
from actions.reminders.planning import row_of
from engine.errors import NotFound
from storage import reminders
from storage.reading import Reading
from storage.reminders import Delivery


def why(house: House, reading: Reading, person: str, deadline: str, procedure: str | None = None) -> Why:
    """Every rung of a deadline and what became of it for one person: in one procedure, or wherever it exists."""
    now = present_of(house, reading)
    who = person_named(reading, person)
    procedures = [procedure] if procedure is not None else _with_deadline(reading, deadline)
    seeing = Seeing(house, reading, now)
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


def _rungs(reading: Reading, seeing: Seeing, person: str, procedure: str, deadline: str) -> Iterable[RungSeen]:
    moment = seeing.moment(procedure)
    require_known(moment.definition.deadlines, deadline, "deadline")
    facts = reminders.of_deadline(reading, procedure, deadline)
    by_rung: dict[tuple[int, str, str], list[Delivery]] = {}
    for fact in facts:
        if fact.rung:
            by_rung.setdefault((fact.revision, fact.rung, fact.role), []).append(fact)
    ids = {fact.message for fact in facts if fact.message and fact.person == person}
    messages = messages_of(reading, [fact for one in sorted(ids) for fact in reminders.of_message(reading, one)])
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
    withdrawn = {fact.message: fact for fact in mine if fact.what == What.WITHDRAWN}
    claims = [fact for fact in mine if fact.what == What.CLAIMED]
    claimed = next((fact for fact in claims if fact.message not in withdrawn), None)
    if claims and claimed is None:
        last = withdrawn[claims[-1].message]
        return last.at, "not told", last.detail, messages.get(last.message)
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
