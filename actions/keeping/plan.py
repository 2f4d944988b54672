"""What a proposal would take away, place by place, what has to stay, and why: the same for a preview and the deed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import orjson

from actions.house import House
from actions.keeping.retention import Retention
from actions.queries.moment import known_procedure
from actions.queries.withheld import DOCUMENT, withholdings_of
from engine import events as e
from engine import keeping as k
from engine.errors import NotFound
from engine.streams import RESERVED_STREAMS
from engine.time.dates import describe_date
from storage import erasing
from storage.codec import happened
from storage.erasing import DisclosedPlace
from storage.reading import Reading
from storage.records import StoredEvent


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One value, or the bytes of one document: where it stands, and the class of records that it belongs to.

    ``place`` is the row that holds the value, ``sha256`` the document's digest; one of them is None.
    """

    stream: str
    n: int
    path: str
    type: str
    record_class: str
    subject: str
    place: DisclosedPlace | None = None
    sha256: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """Whether an item goes, and why or why not; ``until`` is the last day on which it has to be kept, if known.

    ``held``: a legal hold keeps it, whatever the rules say.
    """

    item: Item
    goes: bool
    why: str
    rules: tuple[str, ...] = ()
    until: date | None = None
    held: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """Everything that a proposal is about, each with its verdict."""

    proposal: k.WithholdingProposed
    verdicts: tuple[Verdict, ...]

    @property
    def goes(self) -> tuple[Item, ...]:
        """What would be deleted."""
        return tuple(one.item for one in self.verdicts if one.goes)

    @property
    def stays(self) -> tuple[Verdict, ...]:
        """What has to stay."""
        return tuple(one for one in self.verdicts if not one.goes)


def plan_of(
    house: House,
    reading: Reading,
    records: k.Records,
    proposal: k.WithholdingProposed,
    today: date,
    *,
    instead: bool = False,
) -> Plan:
    """The plan of a proposal as things are now; ``NotFound`` when there is nothing such.

    ``instead``: whether words stand ready that keep a material decision explained.
    """
    retention = Retention(house, reading, today)
    found = {
        k.Kind.REDACTION: _of_redaction,
        k.Kind.ERASURE: _of_subject,
        k.Kind.PURGE: _of_class,
    }[k.Kind(proposal.what)](reading, retention, proposal)
    verdicts = tuple(_verdict(retention, records, proposal, item, instead=instead) for item in found)
    return Plan(proposal=proposal, verdicts=verdicts)


def _of_redaction(reading: Reading, retention: Retention, proposal: k.WithholdingProposed) -> list[Item]:
    stream, n, path = proposal.about, proposal.event or 0, str(proposal.path)
    known_procedure(reading, stream)
    line = next(iter(reading.events(stream, after_n=n - 1, upto_n=n)), None)
    if line is None:
        raise NotFound(f"{stream} has no event {n}. `seedbed history {stream}` shows what there is.")
    gone = withholdings_of(reading, stream).get((n, path))
    if gone is not None:
        raise NotFound(f"{path} of event {n} of {stream} is gone already: {gone.words}.")
    if path == DOCUMENT:
        return _of_document(reading, retention, line)
    places = {one.path: one for one in erasing.in_stream(reading, stream, n)}
    if path not in places:
        there = ", ".join(places) or "nothing"
        raise NotFound(f"Event {n} of {stream} discloses no {path}: it discloses {there}.")
    return [item_of(retention, places[path])]


def _of_document(reading: Reading, retention: Retention, line: StoredEvent) -> list[Item]:
    """The same bytes may be on file more than once: they are one file, and go from everywhere or not at all."""
    event = happened(line.canon).event
    if not isinstance(event, e.ArtefactSubmitted):
        raise NotFound(f"Event {line.n} of {line.stream} filed no document.")
    found = []
    for stream in (row[0] for row in reading.procedures()):
        found += [item for item in _documents(reading, retention, stream) if item.sha256 == event.sha256]
    return found


def _of_subject(reading: Reading, retention: Retention, proposal: k.WithholdingProposed) -> list[Item]:
    subject = proposal.about
    found = [item_of(retention, place) for place in erasing.about_subject(reading, subject)]
    for stream in (row[0] for row in reading.procedures()):
        found += [item for item in _documents(reading, retention, stream) if item.subject == subject]
    known = any(person.id == subject for person in reading.people())
    if not found and not known:
        raise NotFound(f"Nothing is disclosed about {subject}, and nobody of that name is in the register of people.")
    return found


def _of_class(reading: Reading, retention: Retention, proposal: k.WithholdingProposed) -> list[Item]:
    stream, wanted = proposal.about, str(proposal.record_class)
    known_procedure(reading, stream)
    if wanted not in retention.schedule.classes:
        known = ", ".join(retention.schedule.classes)
        raise NotFound(f"There is no class of records {wanted}: the schedule has {known}.")
    return [item for item in items_of(reading, retention, stream) if item.record_class == wanted]


def items_of(reading: Reading, retention: Retention, stream: str) -> list[Item]:
    """Everything that is still disclosed in a procedure's stream, documents included."""
    values = [item_of(retention, place) for place in erasing.in_stream(reading, stream)]
    return [*values, *_documents(reading, retention, stream)]


def _documents(reading: Reading, retention: Retention, stream: str) -> Iterator[Item]:
    gone = withholdings_of(reading, stream, {})
    for line in reading.events(stream):
        if b'"type":"artefact.submitted"' not in line.canon or (line.n, DOCUMENT) in gone:
            continue
        event = happened(line.canon).event
        if isinstance(event, e.ArtefactSubmitted):
            yield Item(
                stream=stream,
                n=line.n,
                path=DOCUMENT,
                type="artefact.submitted",
                record_class=retention.schedule.class_of("artefact.submitted", DOCUMENT),
                subject=event.partner or event.by,
                sha256=event.sha256,
            )


def item_of(retention: Retention, place: DisclosedPlace) -> Item:
    """A disclosed value with its class of records."""
    type_ = orjson.loads(place.canon)["type"]
    return Item(
        stream=place.stream,
        n=place.n,
        path=place.path,
        type=type_,
        record_class=retention.schedule.class_of(type_, place.path.removeprefix("data.").partition(".")[0]),
        subject=place.subject,
        place=place,
    )


def _verdict(
    retention: Retention, records: k.Records, proposal: k.WithholdingProposed, item: Item, *, instead: bool
) -> Verdict:
    needed_in = retention.decided_in(item.subject) if item.stream in RESERVED_STREAMS else ()
    holds = records.held(item.stream, item.subject, proposal.about, *needed_in)
    if holds:
        which = ", ".join(f"{hold.ref} on {hold.about}" for hold in holds)
        why = f"legal hold {which}: nothing goes until it is lifted"
        return Verdict(item=item, goes=False, why=why, held=True)
    if proposal.ground in k.OVER_RETENTION:
        return Verdict(item=item, goes=True, why="a court ordered it, which comes before the periods of keeping")
    keeping = retention.of_value(item.stream, item.record_class, item.subject)
    rules = tuple(duty.rule for duty in keeping.duties)
    if keeping.is_due(retention.today):
        over = keeping.why if keeping.until is None else f"kept until {describe_date(keeping.until)}: {keeping.why}"
        return Verdict(item=item, goes=True, why=over, rules=rules, until=keeping.until)
    if instead and proposal.what == k.Kind.REDACTION:
        why = "a record of a material decision; what stands in its place goes on explaining it (UK-REC-1)"
        return Verdict(item=item, goes=True, why=why, rules=rules, until=keeping.until)
    until = "" if keeping.until is None else f" to the end of {describe_date(keeping.until)}"
    return Verdict(item=item, goes=False, why=f"has to be kept{until}: {keeping.why}", rules=rules, until=keeping.until)
