"""Why one event is what it is: reasons, rules, people, what it rested on, what was known, what rests on it since."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from actions.answer import Answer, answer_from
from actions.house import House
from actions.queries.history import Attempted, Line, Words, attempts_upto
from actions.replaying.before import Before, before_event
from actions.replaying.elements import element_of
from actions.replaying.gates import evidence_of, gate_passed
from actions.replaying.grounds import grounds_of
from actions.replaying.naming import named_by
from actions.replaying.persons import FourEyes, PersonThen, four_eyes_of, person_of
from actions.replaying.tape import Tape, load
from engine import events as e
from engine.explanation import Finding
from engine.resting import rests_on
from engine.state import artefact_key
from engine.time.calendar import read_pin
from storage.reading import Reading


@dataclass(frozen=True, kw_only=True, slots=True)
class RulesThen:
    """Under which rules: the part of the definition, its rule ids, and the versions that were pinned that day."""

    place: str
    title: str
    by: tuple[str, ...]
    rules: tuple[str, ...]
    definition: str
    version: str
    definition_sha256: str
    law_pack: str
    calendar: str
    calendar_sha256: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class EventSeen:
    """Another event: what it was, who recorded it, its own digest, and that of the document which it is about."""

    n: int
    at: datetime
    type: str
    what: str
    who: str
    hash: str
    document: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Since:
    """Something that was done later on the strength of an event."""

    n: int
    at: datetime
    what: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Corrected:
    """A later word on the event itself: declared wrong, taken back, or withheld."""

    n: int
    at: datetime
    who: str
    what: str
    words: tuple[Words, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Why:
    """Everything that is known about one event; ``agrees`` is of a gate: whether it comes out the same asked again."""

    procedure: str
    title: str
    re_enactment: str | None
    zone: str
    line: Line
    gseq: int
    prev: str
    command: str | None
    together: tuple[EventSeen, ...]
    person: PersonThen
    four_eyes: FourEyes | None
    reasons: tuple[str, ...]
    findings: tuple[Finding, ...]
    agrees: bool | None
    rules: RulesThen
    evidence: tuple[EventSeen, ...]
    before: Before
    since: tuple[Since, ...]
    corrections: tuple[Corrected, ...]


def why_event(house: House, reading: Reading, procedure: str, event: int) -> Why:
    """Explain one event of a procedure; ``InvalidInput`` for an event that there is not."""
    tape = load(house, reading, procedure)
    tape.numbered(event)
    attempts = attempts_upto(reading, tape.definition(event), procedure, tape.recorded[event].at)
    return explained(tape, event, kept_answer(reading, tape.lines[event].request_id), attempts)


def kept_answer(reading: Reading, request_id: str) -> Answer | None:
    """The answer that a command got; None where none is kept, as in a copy of a history."""
    known = reading.answer(request_id)
    return None if known is None else answer_from(known.response)


def explained(tape: Tape, n: int, answer: Answer | None, attempts: Sequence[Attempted]) -> Why:
    """The same from a history in memory, the answer that its command got, and the refusals until then."""
    state, line = tape.state(n), tape.lines[n]
    grounds, passed = grounds_of(tape, n), gate_passed(tape, n)
    first, last = tape.first_of_command(n), tape.last_of_command(n)
    return Why(
        procedure=tape.procedure,
        title=state.title,
        re_enactment=state.re_enactment,
        zone=tape.definition(n).zone,
        line=line,
        gseq=tape.stored[n].gseq,
        prev=tape.stored[n].prev.hex(),
        command=None if answer is None else answer.command,
        together=tuple(_seen(tape, other) for other in range(first, last + 1) if other != n),
        person=person_of(tape, n),
        four_eyes=four_eyes_of(tape, n),
        reasons=grounds.sentences,
        findings=grounds.findings,
        agrees=None if passed is None else passed.agrees,
        rules=_rules(tape, n),
        evidence=tuple(_seen(tape, other) for other in grounds.rests_on),
        before=before_event(tape, n, lambda _: answer, attempts),
        since=tuple(_since(tape, n)),
        corrections=tuple(_corrections(tape, n)),
    )


def _rules(tape: Tape, n: int) -> RulesThen:
    state, definition = tape.state(n), tape.definition(n)
    element = element_of(definition, tape.recorded[n].event)
    pin = read_pin(state.calendar)
    return RulesThen(
        place=element.place,
        title=element.title,
        by=tuple(definition.roles[role].title if role in definition.roles else role for role in element.by),
        rules=element.rules,
        definition=definition.name,
        version=state.version,
        definition_sha256=state.definition,
        law_pack=state.law_pack,
        calendar=str(pin),
        calendar_sha256=pin.sha256,
    )


def _seen(tape: Tape, n: int) -> EventSeen:
    line = tape.lines[n]
    return EventSeen(
        n=n,
        at=line.at,
        type=line.type,
        what=line.what,
        who=line.who,
        hash=line.hash,
        document=_document(tape, n),
    )


def _document(tape: Tape, n: int) -> str | None:
    """The digest of the document that an event filed or reviewed."""
    event = tape.recorded[n].event
    if isinstance(event, e.ArtefactSubmitted):
        return event.sha256
    if isinstance(event, e.ArtefactAccepted | e.ArtefactRejected):
        known = tape.state(n).artefacts.get(artefact_key(event.artefact, event.partner))
        return None if known is None else known.sha256
    return None


def _since(tape: Tape, n: int) -> Iterator[Since]:
    """What was passed, moved, published or decided on it, and what names it."""
    found = dict(rests_on(tape.definition, tape.recorded, n))
    for at in range(n + 1, tape.last + 1):
        event = tape.recorded[at].event
        named = isinstance(event, e.GateDecided) and n in evidence_of(event)
        entered = at == n + 1 and isinstance(event, e.StepEntered) and isinstance(tape.recorded[n].event, e.GateDecided)
        cited = not isinstance(event, e.CorrectionRecorded | e.ValuesWithheld) and n in named_by(tape, at)
        if at in found or named or entered or cited:
            yield Since(n=at, at=tape.lines[at].at, what=tape.lines[at].what)


def _corrections(tape: Tape, n: int) -> Iterator[Corrected]:
    for at in range(n + 1, tape.last + 1):
        event = tape.recorded[at].event
        corrects = isinstance(event, e.CorrectionRecorded) and event.event == n
        withholds = isinstance(event, e.ValuesWithheld) and any(place == n for place, _ in event.places)
        if corrects or withholds:
            line = tape.lines[at]
            yield Corrected(n=at, at=line.at, who=line.who, what=line.what, words=line.words)
