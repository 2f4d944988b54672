"""What came of it: the funnel, the money, the timeline and a verified replay, read from the store like anybody's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from actions.house import House
from actions.queries.funds import Money, money_of
from actions.queries.funnel import Funnel, funnel_of
from actions.queries.moment import known_procedure
from actions.roadlab import case
from actions.roadlab.case import ASSUMED, Known
from actions.roadlab.cast import FUNDED
from actions.verification import Verification, verify
from engine.definition import Definition
from engine.evolve import replay
from engine.state import State
from storage.codec import history_of
from storage.reading import Reading

GONE_ON: Final = (
    ("applied", "Applied in time", ASSUMED),
    ("selected", "Selected", ASSUMED),
    ("tendered", "First tender", ASSUMED),
    ("funded", "Funded", case.NINE_FUNDED),
    ("testing", "Testbed", ASSUMED),
    ("refining", "Refinement", case.FOUR_REFINED),
    ("final_tendered", "Final tender", ASSUMED),
    ("awarded", "Awarded", case.TWO_CONTRACTS),
    ("contracted", "Contracts", case.TWO_CONTRACTS),
)
"""The way through the funnel: partner states of the definition, and which counts the sources give."""

_AGREED: Final = {"oxford-plastics": case.TALKS_CONTINUED, "rsk": case.TALKS_CONTINUED}


@dataclass(frozen=True, kw_only=True)
class Narrowed:
    """How many suppliers ever reached a state."""

    state: str
    title: str
    count: int
    known: Known


@dataclass(frozen=True, kw_only=True)
class Departure:
    """A funded supplier that got no contract: from where, how, when, and in whose words."""

    partner: str
    name: str
    lot: str
    source_title: str
    state_title: str
    at: datetime
    why: str
    known: Known


@dataclass(frozen=True, kw_only=True)
class StageTime:
    """From when to when a stage lasted (London dates)."""

    stage: str
    title: str
    from_at: datetime
    to_at: datetime


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The end of the story as the store has it."""

    procedure: str
    title: str
    step: str
    events: int
    head: str
    applications: int
    late: int
    narrowed: tuple[Narrowed, ...]
    departures: tuple[Departure, ...]
    contracted: tuple[str, ...]
    ceased_lots: tuple[str, ...]
    money: Money
    stages: tuple[StageTime, ...]
    notices: dict[str, date]
    standstill_ends_on: date | None
    consequences: dict[str, int]
    verification: Verification


def outcome_of(house: House, definition: Definition) -> Outcome:
    """Read the outcome from the store; the verification is the one of ``seedbed verify``."""
    with house.store.reading() as reading:
        row = known_procedure(reading, case.PROCEDURE)
        state = replay(history_of(reading.events(case.PROCEDURE)), case.PROCEDURE)
        funnel = funnel_of(house, reading, case.PROCEDURE)
        money = money_of(house, reading, case.PROCEDURE)
        departures = sorted(_departures(reading, state, funnel), key=lambda one: one.at)
        followed = Counter(one.kind for one in reading.consequences(case.PROCEDURE))
        names = {partner.partner: partner.name or partner.partner for partner in funnel.partners}
    return Outcome(
        procedure=state.procedure,
        title=state.title,
        step=state.step,
        events=state.n + 1,
        head=row.hash.hex(),
        applications=len(state.partners),
        late=sum(1 for partner in state.partners.values() if not partner.on_time),
        narrowed=tuple(_narrowed(funnel)),
        departures=tuple(departures),
        contracted=tuple(names[ref] for ref, partner in state.partners.items() if partner.state == "contracted"),
        ceased_lots=tuple(lot for lot, known in state.lots.items() if known.ceased),
        money=money,
        stages=tuple(_stages(definition, state)),
        notices={name: notice.on for name, notice in state.notices.items()},
        standstill_ends_on=state.deadlines["standstill"].last_on if "standstill" in state.deadlines else None,
        consequences=dict(sorted(followed.items())),
        verification=verify(house),
    )


def _narrowed(funnel: Funnel) -> Iterator[Narrowed]:
    ever = {reached.state: reached.ever for reached in funnel.reached}
    for state, title, known in GONE_ON:
        yield Narrowed(state=state, title=title, count=ever[state], known=known)


def _departures(reading: Reading, state: State, funnel: Funnel) -> Iterator[Departure]:
    """The seven of the nine funded that got no contract: those who left, and who tendered without success."""
    named = {partner.partner: partner for partner in funnel.partners}
    funded = {one.ref for one in FUNDED}
    for left in funnel.left:
        if left.partner in funded:
            yield Departure(
                partner=left.partner,
                name=named[left.partner].name or left.partner,
                lot=left.lot or "",
                source_title=left.source_title or "",
                state_title=left.state_title,
                at=left.at,
                why=" ".join(words.text for words in left.why if words.text),
                known=_AGREED.get(left.partner, ASSUMED),
            )
    disclosed = reading.disclosures(case.PROCEDURE)
    for partner in funnel.partners:
        if partner.state == "unsuccessful":
            n = state.partners[partner.partner].n
            line = next(reading.events(case.PROCEDURE, after_n=n - 1, upto_n=n))
            yield Departure(
                partner=partner.partner,
                name=partner.name or partner.partner,
                lot=partner.lot or "",
                source_title=next(one.title for one in funnel.reached if one.state == "final_tendered"),
                state_title=partner.state_title,
                at=line.at(),
                why=str(disclosed.get((line.hash, "data.reason"), "")),
                known=ASSUMED,
            )


def _stages(definition: Definition, state: State) -> Iterator[StageTime]:
    entered = [stage for stage in definition.stages if stage.stage in state.visits]
    begun = [state.visits[stage.stage].at for stage in entered]
    assert state.at is not None  # noqa: S101 - the procedure has events
    for stage, start, end in zip(entered, begun, [*begun[1:], state.at], strict=True):
        yield StageTime(stage=stage.stage, title=stage.title, from_at=start, to_at=end)
