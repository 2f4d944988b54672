"""One procedure at a glance: where it stands, what is due, its papers, decisions, notices, partners and money."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from actions.house import House
from actions.queries.deadlines import DeadlineSeen, deadlines_at
from actions.queries.explaining import explained_move
from actions.queries.funds import EnvelopeSeen, money_at
from actions.queries.holders import holders_of, machine_roles
from actions.queries.listing import Listed, listed
from actions.queries.moment import Moment, moment_of
from engine.reading import sealed_until
from engine.time.calendar import read_pin
from storage.reading import Reading


@dataclass(frozen=True, kw_only=True, slots=True)
class StageSeen:
    """One of the stages, and whether it is done, current or to come."""

    stage: str
    title: str
    standing: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PaperSeen:
    """A document on file; ``sealed_until`` names the deadline that still keeps it unopened."""

    artefact: str
    partner: str | None
    title: str
    version: int
    status: str
    submitted_by: str
    reviewed_by: str | None
    sha256: str
    size: int
    sealed_until: str | None
    n: int


@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionSeen:
    """The latest word on a decision."""

    decision: str
    title: str
    outcome: str
    by: str
    confirms: bool
    at: datetime
    n: int


@dataclass(frozen=True, kw_only=True, slots=True)
class NoticeSeen:
    """The latest publication of a notice."""

    notice: str
    title: str
    on: date
    reference: str
    count: int
    n: int


@dataclass(frozen=True, kw_only=True, slots=True)
class MoveSeen:
    """A move that leaves the current step, and how many requirements still block it."""

    move: str
    title: str
    target: str
    open: bool
    blockers: int
    next: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """One procedure at one moment."""

    listed: Listed
    now: datetime
    zone: str
    n: int
    opened_at: datetime
    last_at: datetime | None
    definition: str
    definition_sha256: str
    version: str
    law_pack: str
    calendar: str
    facts: Mapping[str, bool | None]
    lots: Mapping[str, str]
    ceased_lots: tuple[str, ...]
    notice_due: str | None
    stages: tuple[StageSeen, ...]
    moves: tuple[MoveSeen, ...]
    deadlines: tuple[DeadlineSeen, ...]
    papers: tuple[PaperSeen, ...]
    decisions: tuple[DecisionSeen, ...]
    notices: tuple[NoticeSeen, ...]
    partners: Mapping[str, int]
    envelopes: tuple[EnvelopeSeen, ...]
    currency: str
    holders: Mapping[str, tuple[str, ...]]
    machines: tuple[str, ...]


def show_procedure(house: House, reading: Reading, procedure: str, *, at: datetime | None = None) -> Shown:
    """A procedure now or as it was at an instant."""
    moment = moment_of(house, reading, procedure, at)
    state, definition = moment.state, moment.definition
    counts = Counter(definition.partners.states[partner.state].title for partner in state.partners.values())
    return Shown(
        listed=listed(moment),
        now=moment.now,
        zone=moment.zone,
        n=state.n,
        opened_at=_opened_at(reading, procedure),
        last_at=state.at,
        definition=definition.name,
        definition_sha256=state.definition,
        version=state.version,
        law_pack=state.law_pack,
        calendar=str(read_pin(state.calendar)),
        facts={fact: state.facts.get(fact) for fact in definition.facts},
        lots={lot: known.title for lot, known in state.lots.items()},
        ceased_lots=tuple(lot for lot, known in state.lots.items() if known.ceased),
        notice_due=state.notice_due,
        stages=stages_at(moment),
        moves=() if state.ended else _moves(moment),
        deadlines=tuple(one for one in deadlines_at(moment).deadlines if one.due_at is not None),
        papers=_papers(moment),
        decisions=_decisions(moment),
        notices=_notices(moment),
        partners=dict(counts),
        envelopes=tuple(one for one in money_at(moment).envelopes if one.set),
        currency=definition.money.currency,
        holders=holders_of(reading, definition, procedure, moment.now, then=at is not None),
        machines=machine_roles(definition),
    )


def _opened_at(reading: Reading, procedure: str) -> datetime:
    return next(iter(reading.events(procedure, upto_n=0))).at()


def stages_at(moment: Moment) -> tuple[StageSeen, ...]:
    """The stages in order, each with how it stands."""
    names = [stage.stage for stage in moment.definition.stages]
    here = names.index(moment.state.stage)
    ended = moment.state.ended is not None

    def standing(place: int, name: str) -> str:
        if place == here:
            return "ended here" if ended else "current"
        if name in moment.state.visits and place < here:
            return "done"
        return "not reached" if ended else "to come"

    return tuple(
        StageSeen(stage=stage.stage, title=stage.title, standing=standing(place, stage.stage))
        for place, stage in enumerate(moment.definition.stages)
    )


def _moves(moment: Moment) -> tuple[MoveSeen, ...]:
    explained = (explained_move(moment, move) for move in moment.definition.moves_from[moment.state.step])
    return tuple(
        MoveSeen(
            move=one.move,
            title=one.title,
            target=one.target,
            open=one.explanation.open,
            blockers=len(one.explanation.blockers),
            next=one.next,
        )
        for one in explained
    )


def _papers(moment: Moment) -> tuple[PaperSeen, ...]:
    seen = []
    for key, known in moment.state.artefacts.items():
        artefact, _, partner = key.partition("@")
        seen.append(
            PaperSeen(
                artefact=artefact,
                partner=partner or None,
                title=moment.definition.artefacts[artefact].title,
                version=known.version,
                status=known.status,
                submitted_by=known.submitted_by,
                reviewed_by=known.reviewed_by,
                sha256=known.sha256,
                size=known.size,
                sealed_until=sealed_until(moment.definition, moment.state, artefact, moment.now),
                n=known.n,
            )
        )
    return tuple(seen)


def _decisions(moment: Moment) -> tuple[DecisionSeen, ...]:
    return tuple(
        DecisionSeen(
            decision=name,
            title=moment.definition.decisions[name].title,
            outcome=said[-1].outcome,
            by=said[-1].by,
            confirms=said[-1].confirms,
            at=said[-1].at,
            n=said[-1].n,
        )
        for name, said in moment.state.decisions.items()
        if said
    )


def _notices(moment: Moment) -> tuple[NoticeSeen, ...]:
    return tuple(
        NoticeSeen(
            notice=name,
            title=moment.definition.notices[name].title,
            on=known.on,
            reference=known.reference,
            count=known.times,
            n=known.n,
        )
        for name, known in moment.state.notices.items()
    )
