"""The history of a procedure, readable: who did what, in which role, when, and in which words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from actions.house import House
from actions.people import names_of
from actions.queries.moment import ZONE, events_upto, known_procedure, present_of
from actions.queries.proven import proven
from actions.queries.sentences import sentence
from actions.queries.withheld import DOCUMENT, Place, Withholding, withholdings_of, words_of_gap
from actions.rules_then import RulesThen
from engine.access import role_in_words
from engine.definition import Definition
from engine.errors import InvalidInput, NotFound
from engine.evolve import replay
from engine.state import State
from engine.time.local_time import describe_instant
from storage.codec import happened, history_of
from storage.reading import Reading
from storage.records import StoredEvent
from storage.rows import UNREADABLE

_SEALED_BIDS = "sealed until its deadline"


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """What somebody wrote in a sealed field; ``text`` is None once it is withheld, and ``withheld`` says why."""

    field: str
    text: str | None
    withheld: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One event: ``who`` is a pseudonym, ``name`` what is still disclosed about it, ``auth`` how they were known."""

    n: int
    at: datetime
    type: str
    what: str
    who: str
    name: str | None
    role: str
    role_title: str
    auth: str
    words: tuple[Words, ...]
    data: Mapping[str, Any]
    request_id: str
    hash: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Attempted:
    """A command that was refused: it is kept beside the history, with the explanation that was given."""

    at: datetime
    command: str
    body: Mapping[str, Any]
    who: str
    name: str | None
    role: str
    role_title: str
    sentence: str
    explanation: Mapping[str, Any]
    request_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class History:
    """The events of a procedure up to an instant, or up to an event; the refused commands when they were asked for."""

    procedure: str
    title: str
    re_enactment: str | None
    zone: str
    at: datetime | None
    event: int | None
    events: tuple[Line, ...]
    attempts: tuple[Attempted, ...] | None


def history_of_procedure(
    house: House,
    reading: Reading,
    procedure: str,
    *,
    at: datetime | None = None,
    event: int | None = None,
    attempts: bool = False,
) -> History:
    """Everything that was recorded at or before ``at``, or up to an event; ``NotFound`` before there was anything."""
    row = known_procedure(reading, procedure)
    definition = house.definitions.pinned(reading, row.definition)
    if event is not None:
        require_event(procedure, event, row.n)
    stored = list(events_upto(proven(reading.events(procedure, upto_n=event)), at))
    if not stored:
        moment = "" if at is None else f" at {describe_instant(at, ZONE)}"
        raise NotFound(f"{procedure} had no history{moment}.")
    state = replay(history_of(stored), procedure)
    until = at if event is None else stored[-1].at()
    return History(
        procedure=procedure,
        title=state.title,
        re_enactment=state.re_enactment,
        zone=definition.zone,
        at=until,
        event=event,
        events=lines(house, reading, state, stored, present_of(house, reading)),
        attempts=attempts_upto(reading, definition, procedure, until) if attempts else None,
    )


def require_event(procedure: str, event: int, last: int) -> None:
    """``InvalidInput`` for an event that there is not; it says which there are."""
    if not 0 <= event <= last:
        raise InvalidInput(f"{procedure} has events 0 to {last}; there is no event {event}.")


def lines(house: House, reading: Reading, state: State, stored: list[StoredEvent], now: datetime) -> tuple[Line, ...]:
    """The stored events of one stream as lines, each in the words of its day; ``now`` decides what is still sealed.

    ``state`` is the one after the last of them.
    """
    procedure = stored[0].stream
    facts = [happened(row.canon) for row in stored]
    rules = RulesThen(house, reading, facts)
    disclosed, names = reading.disclosures(procedure), names_of(reading)
    gone = withholdings_of(reading, procedure, disclosed)
    made = []
    for row, fact in zip(stored, facts, strict=True):
        body, definition = row.body(), rules.at(row.n)
        by = body["recorded_by"]
        closed = rules.is_sealed(state, fact, now)
        made.append(
            Line(
                n=row.n,
                at=fact.at,
                type=body["type"],
                what=sentence(definition, fact.event),
                who=by["id"],
                name=names.get(by["id"], {}).get("name"),
                role=by["role"],
                role_title=_role_title(definition, by["role"]),
                auth=by["auth"],
                words=(
                    *(_words(seal["path"], row, disclosed, gone, closed=closed) for seal in body.get("sealed", ())),
                    *_document(row.n, gone),
                ),
                data=body["data"],
                request_id=body["cause"],
                hash=row.hash.hex(),
            )
        )
    return tuple(made)


def _words(
    path: str,
    row: StoredEvent,
    disclosed: Mapping[tuple[bytes, str], Any],
    gone: Mapping[Place, Withholding],
    *,
    closed: bool,
) -> Words:
    field = path.removeprefix("data.")
    if closed:
        return Words(field=field, text=None, withheld=_SEALED_BIDS)
    if (row.hash, path) not in disclosed:
        return Words(field=field, text=None, withheld=words_of_gap(gone.get((row.n, path))))
    if disclosed[(row.hash, path)] is UNREADABLE:
        return Words(field=field, text=None, withheld="unreadable")
    return Words(field=field, text=str(disclosed[(row.hash, path)]))


def _document(n: int, gone: Mapping[Place, Withholding]) -> Iterator[Words]:
    """A document whose bytes were withheld: the name of its file may well be readable still."""
    if (n, DOCUMENT) in gone:
        yield Words(field=DOCUMENT, text=None, withheld=f"document {gone[n, DOCUMENT].words}")


def _role_title(definition: Definition, role: str) -> str:
    """The definition's title of a role, or its plain words when the house gives it."""
    return definition.roles[role].title if role in definition.roles else role_in_words(role)


def attempts_upto(
    reading: Reading, definition: Definition, procedure: str, at: datetime | None
) -> tuple[Attempted, ...]:
    """The refused commands about a procedure up to an instant, oldest first."""
    names = names_of(reading)
    return tuple(
        Attempted(
            at=known.at,
            command=known.command,
            body=known.body,
            who=known.actor,
            name=names.get(known.actor, {}).get("name"),
            role=known.role,
            role_title=_role_title(definition, known.role),
            sentence=str(known.explanation.get("sentence", "")),
            explanation=known.explanation,
            request_id=known.cause,
        )
        for known in reading.attempts(procedure)
        if at is None or known.at <= at
    )
