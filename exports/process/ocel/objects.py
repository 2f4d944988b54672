"""The things that events are about, and how their attributes change with each event."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple

from engine import events as e
from engine.evolve import evolve
from engine.state import State, artefact_key
from exports.process.source import Entry, History

Value = str | int | bool

OBJECT_TYPES: Final[dict[str, dict[str, str]]] = {
    "procedure": {
        "definition": "string", "definition_sha256": "string", "law_pack": "string", "stage": "string",
        "step": "string", "closed": "boolean",
    },
    "stage": {"name": "string", "title": "string", "step": "string"},
    "partner": {"lot": "string", "sme": "boolean", "on_time": "boolean", "state": "string"},
    "artefact": {
        "name": "string", "title": "string", "version": "integer", "sha256": "string", "media_type": "string",
        "size": "integer", "status": "string",
    },
    "notice": {
        "name": "string", "title": "string", "published_on": "string", "reference": "string", "status": "string",
    },
    "payment": {
        "envelope": "string", "commitment": "string", "instalment": "string", "amount_minor": "integer",
        "currency": "string", "status": "string",
    },
}  # fmt: skip
"""Every object type with its attributes."""


class Link(NamedTuple):
    """A relationship to an object, and what the object is in it."""

    target: str
    qualifier: str


class Change(NamedTuple):
    """An attribute got a value."""

    name: str
    at: datetime
    value: Value


@dataclass(kw_only=True)
class Thing:
    """An object: its life so far."""

    id: str
    type: str
    changes: list[Change] = field(default_factory=list)
    links: tuple[Link, ...] = ()
    now: dict[str, Value] = field(default_factory=dict)

    def set(self, at: datetime, **values: Value | None) -> None:
        """Note what has another value now."""
        for name, value in values.items():
            if value is not None and value != self.now.get(name):
                self.now[name] = value
                self.changes.append(Change(name=name, at=at, value=value))


class Shelf:
    """All things of one procedure, found by following its events in order."""

    def __init__(self, history: History) -> None:
        """Begin before the first event."""
        self.history = history
        self.definition = history.definition_at(0)
        self.things: dict[str, Thing] = {}
        self.state = State(procedure=history.reference)
        self.about: dict[int, tuple[Link, ...]] = {}

    def follow(self, entry: Entry, at: datetime) -> tuple[Link, ...]:
        """Let an event change things, and return those that it is about."""
        before, self.state = self.state, evolve(self.state, entry)
        procedure = self.thing("procedure")
        if isinstance(entry.event, e.ProcedureOpened | e.ProcedureMoved | e.ProcedureMovedBack):
            self.definition = self.history.definition_at(entry.n)
            procedure.set(
                at,
                definition=f"{self.definition.name} {self.definition.version}",
                definition_sha256=self.state.definition or self.history.definition_sha256,
                law_pack=self.state.law_pack,
            )
        procedure.set(at, stage=self.state.stage, step=self.state.step, closed=self.state.ended is not None)
        own = tuple(self._about(entry, at))
        self.about[entry.n] = own
        links = (
            Link(procedure.id, "procedure"),
            Link(self._stage(at).id, "stage"),
            *own,
            *(() if self.state.partners is before.partners else self._partners_that_moved(at)),
            *self._evidence(entry),
        )
        return tuple(dict.fromkeys(links))

    def thing(self, type_: str, *names: str, links: tuple[Link, ...] = ()) -> Thing:
        """An object by its type and names, made when it is first asked for."""
        id_ = "/".join((self.history.reference, *((type_, *names) if names else ())))
        if id_ not in self.things:
            self.things[id_] = Thing(id=id_, type=type_, links=links)
        return self.things[id_]

    def _stage(self, at: datetime) -> Thing:
        name = self.state.stage
        made = self.thing("stage", name, links=(Link(self.history.reference, "part of"),))
        titles = {stage.stage: stage.title for stage in self.definition.stages}
        made.set(at, name=name, title=titles[name], step=self.state.step)
        return made

    def _partner(self, ref: str) -> Thing:
        return self.thing("partner", ref, links=(Link(self.history.reference, "takes part in"),))

    def _partners_that_moved(self, at: datetime) -> Iterator[Link]:
        """Every partner whose state is another now, by whatever event."""
        for ref, partner in self.state.partners.items():
            known = self._partner(ref)
            before = len(known.changes)
            known.set(at, lot=partner.lot, sme=partner.sme, on_time=partner.on_time, state=partner.state)
            if len(known.changes) > before:
                yield Link(known.id, "partner")

    def _about(self, entry: Entry, at: datetime) -> Iterator[Link]:
        match entry.event:
            case e.ArtefactSubmitted(artefact=name, partner=partner):
                yield Link(self._artefact(name, partner, at), "submitted")
            case e.ArtefactAccepted(artefact=name, partner=partner):
                yield Link(self._artefact(name, partner, at), "accepted")
            case e.ArtefactRejected(artefact=name, partner=partner):
                yield Link(self._artefact(name, partner, at), "rejected")
            case e.NoticePublished():
                yield Link(self._notice(entry.event, at), "published")
            case e.MoneyCommitted():
                yield from self._committed(entry.event, at)
            case e.InstalmentPaid(commitment=commitment, instalment=instalment):
                paid = self.thing("payment", commitment, instalment)
                paid.set(at, status="paid")
                yield Link(paid.id, "paid")
            case e.CorrectionRecorded(effect="void"):
                yield from self._taken_back(at)
            case _:
                pass
        for ref in _partners_named(entry):
            if ref in self.state.partners:
                yield Link(self._partner(ref).id, "partner")

    def _artefact(self, name: str, partner: str | None, at: datetime) -> str:
        known = self.state.artefacts[artefact_key(name, partner)]
        whose = () if partner is None else (Link(self._partner(partner).id, "supplied by"),)
        made = self.thing(
            "artefact",
            artefact_key(name, partner),
            links=(Link(self.history.reference, "belongs to"), *whose),
        )
        made.set(
            at,
            name=name,
            title=self.definition.artefacts[name].title,
            version=known.version,
            sha256=known.sha256,
            media_type=known.media_type,
            size=known.size,
            status=known.status,
        )
        return made.id

    def _notice(self, event: e.NoticePublished, at: datetime) -> str:
        made = self.thing("notice", event.notice, links=(Link(self.history.reference, "belongs to"),))
        title = self.definition.notices[event.notice].title
        made.set(at, name=event.notice, title=title, published_on=event.on.isoformat(), reference=event.reference)
        made.set(at, status="published")
        return made.id

    def _taken_back(self, at: datetime) -> Iterator[Link]:
        """Papers whose review no longer counts, and notices whose publication does not."""
        for key, known in self.state.artefacts.items():
            thing = self.thing("artefact", key)
            before = len(thing.changes)
            thing.set(at, status=known.status)
            if len(thing.changes) > before:
                yield Link(thing.id, "corrected")
        for thing in [thing for thing in self.things.values() if thing.type == "notice"]:
            known_notice = self.state.notices.get(thing.id.rsplit("/", 1)[-1])
            before = len(thing.changes)
            if known_notice is None:
                thing.set(at, status="taken back")
            else:
                thing.set(at, published_on=known_notice.on.isoformat(), reference=known_notice.reference)
            if len(thing.changes) > before:
                yield Link(thing.id, "corrected")

    def _committed(self, event: e.MoneyCommitted, at: datetime) -> Iterator[Link]:
        links = (Link(self.history.reference, "belongs to"), Link(self._partner(event.partner).id, "payee"))
        for instalment, amount in event.instalments:
            made = self.thing("payment", event.commitment, instalment, links=links)
            made.set(
                at,
                envelope=event.envelope,
                commitment=event.commitment,
                instalment=instalment,
                amount_minor=amount,
                currency=event.currency,
                status="committed",
            )
            yield Link(made.id, "committed")

    def _evidence(self, entry: Entry) -> Iterator[Link]:
        """What a gate was decided on."""
        if isinstance(entry.event, e.GateDecided):
            for n in evidence_of(entry.event):
                yield from (Link(link.target, "evidence") for link in self.about.get(n, ()))


def evidence_of(event: e.GateDecided) -> Iterator[int]:
    """The events on which a gate was decided, each once, in the order of its requirements."""
    found: dict[int, None] = {}
    for result in event.results:
        named = result.get("events")
        found.update(dict.fromkeys(n for n in named if isinstance(n, int)) if isinstance(named, list) else {})
    yield from found


def _partners_named(entry: Entry) -> Iterator[str]:
    one, several = entry.data.get("partner"), entry.data.get("partners")
    if isinstance(one, str):
        yield one
    if isinstance(several, list):
        yield from several
