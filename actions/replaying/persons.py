"""Who did it: the person, how they were known, what gave them the role that day, and the second pair of eyes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from actions.queries.history import Line
from actions.replaying.gates import evidence_of
from actions.replaying.roles import grant_of
from actions.replaying.tape import Tape
from engine import events as e
from engine.access import CLOCK
from engine.register import Delegation
from engine.state import artefact_key
from engine.time.local_time import local_date

HOW_KNOWN: Final = {
    "claim": "said so on the command line: a claim, not a proof",
    "session": "was logged in",
    "link": "opened a signed link that was sent to them",
    CLOCK: "is Seedbed's own clock, which nobody can act as",
}
"""How a person was known, in words, by what the history keeps of it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonThen:
    """Who recorded an event; ``grant`` is what gave them the role that day, None where the register does not say.

    ``handed_on_by`` is who had the role and handed it on for some days.
    """

    who: str
    name: str | None
    role: str
    role_title: str
    auth: str
    how: str
    grant: str | None
    from_on: date | None
    to_on: date | None
    handed_on_by: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class SecondPerson:
    """Somebody else's word on the same thing: which event, and what it was."""

    n: int
    who: str
    name: str | None
    role_title: str
    what: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FourEyes:
    """Whether a second person was needed, in words, and whose words there are."""

    sentence: str
    persons: tuple[SecondPerson, ...]


def person_of(tape: Tape, n: int) -> PersonThen:
    """The person or clock that recorded event ``n``."""
    line, at = tape.lines[n], tape.recorded[n].at
    register = tape.roles.before(tape.stored[n].gseq)
    day = local_date(at, tape.definition(n).zone)
    found = grant_of(register, line.who, line.role, tape.procedure, day)
    given = None if found is None else found[1]
    return PersonThen(
        who=line.who,
        name=line.name,
        role=line.role,
        role_title=line.role_title,
        auth=line.auth,
        how=HOW_KNOWN.get(line.auth, f"was known by {line.auth}"),
        grant=None if found is None else found[0],
        from_on=None if given is None else given.from_on,
        to_on=None if given is None else given.to_on,
        handed_on_by=given.holder if isinstance(given, Delegation) else None,
    )


def four_eyes_of(tape: Tape, n: int) -> FourEyes | None:
    """The second pair of eyes on event ``n``; None where nobody else has to look."""
    event = tape.recorded[n].event
    found = _EYES.get(type(event))
    return None if found is None else found(tape, n, event)


def _words(tape: Tape, numbers: Iterator[int]) -> tuple[SecondPerson, ...]:
    return tuple(_word(tape.lines[n]) for n in numbers)


def _word(line: Line) -> SecondPerson:
    return SecondPerson(n=line.n, who=line.who, name=line.name, role_title=line.role_title, what=line.what)


def _of_decision(tape: Tape, n: int, v: e.DecisionRecorded) -> FourEyes:
    rule = tape.definition(n).decisions[v.decision]
    if rule.confirmed_by is None:
        return FourEyes(sentence="The definition asks for no second person here.", persons=())
    same = [
        (at, one.event.confirms)
        for at, one in tape.of_type(e.DecisionRecorded)
        if isinstance(one.event, e.DecisionRecorded) and one.event.decision == v.decision
    ]
    if v.confirms:
        other = max((at for at, confirms in same if at < n and not confirms), default=None)
        sentence = "This is the second person's word: it confirms what another decided."
    else:
        nearest = min((at for at, _ in same if at > n), default=None)
        other = nearest if (nearest, True) in same else None
        title = tape.definition(n).roles[rule.confirmed_by].title
        sentence = f"Another person confirms it, as {title}."
        if other is None:
            sentence += " Nobody has confirmed this word."
    return FourEyes(sentence=sentence, persons=_words(tape, iter(() if other is None else (other,))))


def _of_review(tape: Tape, n: int, v: e.ArtefactAccepted | e.ArtefactRejected) -> FourEyes:
    known = tape.state(n - 1).artefacts.get(artefact_key(v.artefact, v.partner))
    filed = () if known is None else (known.submitted_n,)
    return FourEyes(sentence="Nobody reviews what they filed themselves.", persons=_words(tape, iter(filed)))


def _of_submission(tape: Tape, n: int, v: e.ArtefactSubmitted) -> FourEyes:
    reviews = (
        at
        for kind in (e.ArtefactAccepted, e.ArtefactRejected)
        for at, one in tape.of_type(kind)
        if at > n and (one.event.artefact, one.event.partner, one.event.version) == (v.artefact, v.partner, v.version)  # type: ignore[union-attr]
    )
    found = _words(tape, iter(sorted(reviews)))
    waits = "" if found else " Nobody has reviewed this version."
    return FourEyes(sentence=f"Another person reviews what was filed.{waits}", persons=found)


def _of_moderation(tape: Tape, n: int, v: e.AssessmentModerated) -> FourEyes:
    cell = (v.round, v.partner, v.criterion, v.sub_criterion)
    scored = (
        at
        for at, one in tape.of_type(e.AssessmentRecorded)
        if at < n
        and isinstance(one.event, e.AssessmentRecorded)
        and (one.event.round, one.event.partner, one.event.criterion, one.event.sub_criterion) == cell
    )
    found = _words(tape, scored)
    return FourEyes(sentence="It moderates what evaluators scored, each by themselves.", persons=found)


def _of_gate(tape: Tape, n: int, v: e.GateDecided) -> FourEyes:
    words = (at for at in evidence_of(v) if isinstance(tape.recorded[at].event, e.DecisionRecorded))
    found = _words(tape, words)
    decided = "It rests on these decisions." if found else "No decision of a second person was required by this gate."
    return FourEyes(sentence=decided, persons=found)


def _of_correction(tape: Tape, n: int, v: e.CorrectionRecorded) -> FourEyes:
    corrected = (v.event,) if 0 <= v.event < n else ()
    return FourEyes(sentence="It is about what was recorded here.", persons=_words(tape, iter(corrected)))


def _of_withholding(tape: Tape, n: int, v: e.ValuesWithheld) -> FourEyes:
    return FourEyes(sentence=f"{v.proposed_by} proposed it and {v.by} decided it: two people.", persons=())


_EYES: Final[dict[type[e.Event], Callable[[Tape, int, Any], FourEyes]]] = {
    e.DecisionRecorded: _of_decision,
    e.ArtefactSubmitted: _of_submission,
    e.ArtefactAccepted: _of_review,
    e.ArtefactRejected: _of_review,
    e.AssessmentModerated: _of_moderation,
    e.GateDecided: _of_gate,
    e.CorrectionRecorded: _of_correction,
    e.ValuesWithheld: _of_withholding,
}
"""What a second person had to do with an event, by its type."""
