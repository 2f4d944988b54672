"""The funnel: how many suppliers reached each state, where each one is now, and why the others left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from actions.house import House
from actions.people import names_of
from actions.queries.history import Words
from actions.queries.moment import events_upto, moment_of
from actions.queries.withheld import Place, Withholding, withholdings_of, words_of_gap
from actions.rules_then import changes_definition, course_of
from engine import events as e
from engine.definition import Definition
from engine.moving.course import Course
from engine.state import Partner, State
from storage.codec import happened
from storage.reading import Reading
from storage.records import StoredEvent


@dataclass(frozen=True, kw_only=True, slots=True)
class Reached:
    """One state that suppliers go through, how many ever reached it and how many are in it now."""

    state: str
    title: str
    ever: int
    now: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Left:
    """One supplier that left: from which state, into which, by whose word and in which words."""

    partner: str
    lot: str | None
    source: str | None
    source_title: str | None
    state: str
    state_title: str
    at: datetime
    n: int
    who: str
    name: str | None
    why: tuple[Words, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class PartnerSeen:
    """One supplier in the procedure; ``name`` is what is still disclosed."""

    partner: str
    name: str | None
    lot: str | None
    state: str
    state_title: str
    left: bool
    sme: bool
    received_at: datetime
    on_time: bool
    n: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Funnel:
    """All suppliers of a procedure; a departure that was taken back by a correction is not in ``left``."""

    procedure: str
    title: str
    re_enactment: str | None
    zone: str
    now: datetime
    reached: tuple[Reached, ...]
    left: tuple[Left, ...]
    partners: tuple[PartnerSeen, ...]


def funnel_of(house: House, reading: Reading, procedure: str, *, at: datetime | None = None) -> Funnel:
    """The funnel of a procedure now or at an instant."""
    moment = moment_of(house, reading, procedure, at)
    state, definition = moment.state, moment.definition
    stored = [row for row in events_upto(reading.events(procedure), at) if _about_partners(row)]
    disclosed = {key: str(value) for key, value in reading.disclosures(procedure).items()}
    names = {name: known.get("name") for name, known in names_of(reading).items()}
    course = course_of(stored)
    ever, left, called = _walk(definition, course, stored, disclosed, names, withholdings_of(reading, procedure))
    states = definition.partners.states
    return Funnel(
        procedure=procedure,
        title=state.title,
        re_enactment=state.re_enactment,
        zone=definition.zone,
        now=moment.now,
        reached=tuple(
            Reached(
                state=name,
                title=rule.title,
                ever=len(ever.get(name, ())),
                now=sum(1 for partner in state.partners.values() if partner.state == name),
            )
            for name, rule in states.items()
            if not rule.leaver
        ),
        left=tuple(one for ref, one in left.items() if state.partners[ref].state in definition.leavers),
        partners=tuple(
            PartnerSeen(
                partner=ref,
                name=called.get(ref),
                lot=partner.lot,
                state=partner.state,
                state_title=states[partner.state].title,
                left=partner.state in definition.leavers,
                sme=partner.sme,
                received_at=partner.received_at,
                on_time=partner.on_time,
                n=partner.n,
            )
            for ref, partner in _by_progress(definition, state, ever, called)
        ),
    )


def _by_progress(
    definition: Definition, state: State, ever: Mapping[str, set[str]], called: Mapping[str, str | None]
) -> list[tuple[str, Partner]]:
    """Whoever came furthest comes first, those still in before those who left from there, then by name."""
    onward = [name for name, rule in definition.partners.states.items() if not rule.leaver]
    furthest = {ref: place for place, name in enumerate(onward) for ref in ever.get(name, ())}

    def place(item: tuple[str, Partner]) -> tuple[int, bool, str, str]:
        ref, partner = item
        return -furthest.get(ref, -1), partner.state in definition.leavers, (called.get(ref) or ref).casefold(), ref

    return sorted(state.partners.items(), key=place)


def _about_partners(row: StoredEvent) -> bool:
    return b'"type":"partner.' in row.canon or changes_definition(row)


def _walk(  # noqa: PLR0917 - what one walk through the events needs
    definition: Definition,
    course: Course,
    stored: Iterable[StoredEvent],
    disclosed: Mapping[tuple[bytes, str], str],
    names: Mapping[str, str | None],
    gone: Mapping[Place, Withholding],
) -> tuple[dict[str, set[str]], dict[str, Left], dict[str, str | None]]:
    """Who ever reached which state, how each one left, and what each one is called."""
    ever: dict[str, set[str]] = {}
    left: dict[str, Left] = {}
    lots: dict[str, str | None] = {}
    called: dict[str, str | None] = {}
    for row in stored:
        fact, by = happened(row.canon), row.body()["recorded_by"]["id"]
        event = fact.event
        if isinstance(event, e.PartnerRegistered):
            lots[event.partner] = event.lot
            called[event.partner] = disclosed.get((row.hash, "data.name"))
            source, target = None, event.state
        elif isinstance(event, e.PartnerMoved):
            source, target = event.source, event.target
        else:
            continue
        # A state that has another name since is counted under that one.
        target = course.name_now("partner_state", target, fact.n)
        source = None if source is None else course.name_now("partner_state", source, fact.n)
        ever.setdefault(target, set()).add(event.partner)
        if target in definition.leavers:
            states = definition.partners.states
            left[event.partner] = Left(
                partner=event.partner,
                lot=lots.get(event.partner),
                source=source,
                source_title=None if source is None else states[source].title if source in states else source,
                state=target,
                state_title=states[target].title,
                at=fact.at,
                n=fact.n,
                who=by,
                name=names.get(by),
                why=_why(row, disclosed, gone),
            )
    return ever, left, called


def _why(
    row: StoredEvent, disclosed: Mapping[tuple[bytes, str], str], gone: Mapping[Place, Withholding]
) -> tuple[Words, ...]:
    found = []
    for seal in row.body().get("sealed", ()):
        field = seal["path"].removeprefix("data.")
        if field == "name":
            continue
        text = disclosed.get((row.hash, seal["path"]))
        withheld = None if text is not None else words_of_gap(gone.get((row.n, seal["path"])))
        found.append(Words(field=field, text=text, withheld=withheld))
    return tuple(found)
