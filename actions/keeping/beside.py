"""What lies outside the history about those whose names go: messages, drafts of notices, calendar feeds, and copies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from actions.exporting import exports_of
from actions.house import House
from actions.keeping.plan import Item, Plan
from actions.people import register_of
from actions.queries.moment import ZONE
from actions.rehearsing.folders import rehearsals
from engine import keeping as k
from engine.errors import NotFound, VerificationFailed
from engine.register import REGISTER
from engine.time.dates import describe_date
from engine.time.local_time import local_date
from storage import erasing, reminders
from storage.erasing import Entry
from storage.reading import Reading

FOLDER = "folder"
"""The channel whose messages lie in our own folder; what other channels sent is not ours to take back."""


SHORT = 3
"""Words of so few letters stand in every notice, and give nobody away."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Beside:
    """What goes beside the history, and which ``copies`` are out of reach, each in a sentence.

    ``partners`` are (stream, reference); ``drafts`` digests of drafted notices that name one of them.
    """

    persons: tuple[str, ...]
    partners: tuple[tuple[str, str], ...]
    messages: tuple[Entry, ...]
    drafts: tuple[str, ...]
    feeds: tuple[str, ...]
    copies: tuple[str, ...]


def beside(house: House, reading: Reading, plan: Plan) -> Beside:
    """Everything beside the history that goes with a plan; names are looked for before they are gone."""
    persons = _persons(reading, plan)
    partners = _partners(plan)
    messages = tuple(_messages(reading, persons, partners))
    feeds = register_of(reading).feeds
    return Beside(
        persons=persons,
        partners=partners,
        messages=messages,
        drafts=tuple(_drafts(house, reading, plan.goes)),
        feeds=tuple(person for person in persons if person in feeds),
        copies=tuple(_copies(house, reading, plan, messages)),
    )


def messages_of(reading: Reading, persons: Iterable[str], partners: Iterable[tuple[str, str]]) -> Iterator[Entry]:
    """The outbox entries of those: what was sent to them lies in the outgoing folder under their ids."""
    return _messages(reading, tuple(persons), tuple(partners))


def _persons(reading: Reading, plan: Plan) -> tuple[str, ...]:
    """Whoever is erased, and whoever's name or address goes by itself."""
    known = {person.id for person in reading.people()}
    named = [item.subject for item in plan.goes if item.stream == REGISTER]
    if plan.proposal.what == k.Kind.ERASURE and not _held(plan):
        named.append(plan.proposal.about)
    return tuple(dict.fromkeys(person for person in named if person in known))


def _held(plan: Plan) -> bool:
    """A hold keeps what lies beside the history as well: as long as anything is held, it stays."""
    return any(verdict.held for verdict in plan.stays)


def _partners(plan: Plan) -> tuple[tuple[str, str], ...]:
    named = ((item.stream, item.subject) for item in plan.goes if item.type == "partner.registered")
    return tuple(dict.fromkeys(named))


def _messages(reading: Reading, persons: tuple[str, ...], partners: tuple[tuple[str, str], ...]) -> Iterator[Entry]:
    for person in persons:
        yield from erasing.entries_to(reading, "person", person)
    for stream, partner in partners:
        yield from (entry for entry in erasing.entries_to(reading, "partner", partner) if entry.stream == stream)


def _drafts(house: House, reading: Reading, items: Iterable[Item]) -> Iterator[str]:
    """Drafts of notices name suppliers; one that holds a value that goes is removed, and can be drafted anew."""
    values: dict[str, set[bytes]] = {}
    for item in items:
        value = None if item.place is None else erasing.value_at(reading, item.place)
        if isinstance(value, str) and value:
            values.setdefault(item.stream, set()).update(_spellings(value))
    for stream, wanted in values.items():
        for _, result in erasing.results_of(reading, stream, "draft_notice"):
            for digest in (result.get("sha256"), result.get("data", {}).get("sha256")):
                if isinstance(digest, str) and _holds(house, digest, wanted):
                    yield digest


def _spellings(value: str) -> Iterator[bytes]:
    """As it is, and as Markdown and JSON escape it: any of its longer runs of letters gives a copy away."""
    yield value.encode()
    runs = "".join(char if char.isalnum() else " " for char in value).split()
    yield from (run.encode() for run in runs if len(run) > SHORT)


def _holds(house: House, digest: str, wanted: set[bytes]) -> bool:
    try:
        with house.artefacts.open(digest) as stream:
            content = stream.read()
    except (NotFound, VerificationFailed):
        return False
    return any(value in content for value in wanted)


def _copies(house: House, reading: Reading, plan: Plan, messages: tuple[Entry, ...]) -> Iterator[str]:
    """Copies that are out of reach: exports on record, rehearsals, messages that left by another way, backups."""
    streams = {item.stream for item in plan.goes}
    for stream in sorted(streams):
        for line, export in exports_of(reading, stream):
            on = describe_date(local_date(line.at(), ZONE))
            yield f"the export {export.what} of {stream}, made by {export.by} on {on} ({export.sha256[:16]})"
    for rehearsal in rehearsals(house.settings):
        if rehearsal.procedure in streams:
            yield f"the rehearsal {rehearsal.name} of {rehearsal.procedure}: discard it, seedbed rehearse discard"
    elsewhere: dict[str, int] = {}
    for entry in messages:
        for fact in reminders.of_message(reading, entry.id):
            if fact.what == "confirmed" and fact.channel != FOLDER:
                elsewhere[fact.channel] = elsewhere.get(fact.channel, 0) + 1
    for channel, count in sorted(elsewhere.items()):
        yield f"{count} message{'' if count == 1 else 's'} that left by the channel {channel}"
    if plan.goes:
        yield "backups made before: they hold the values until they are overwritten"
