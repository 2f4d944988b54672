"""What is true of a procedure after its events: a plain value, made by ``engine.evolve`` and never edited elsewhere.

The parts are NamedTuples, always made by keyword: a portfolio's replay makes them by the million, and a frozen
dataclass costs three times as much to make, to change and to keep (docs/decisions/0050-performance.md).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from engine.time.remainder import Remainder


class Visit(NamedTuple):
    """The latest entry into a step or stage: how often, by which event, when."""

    times: int
    n: int
    at: datetime


class Artefact(NamedTuple):
    """The newest version of a document and what its reviewer said; ``n`` is the event of the latest word."""

    version: int
    sha256: str
    size: int
    media_type: str
    submitted_by: str
    status: str
    reviewed_by: str | None
    n: int
    submitted_n: int


class DecisionTaken(NamedTuple):
    """One word on a decision: the decider's, or the confirming person's."""

    outcome: str
    by: str
    role: str
    confirms: bool
    n: int
    at: datetime


class Partner(NamedTuple):
    """A supplier in this procedure; ``previous`` is the state before the last move, which ``moved_by`` made."""

    state: str
    lot: str | None
    sme: bool
    received_at: datetime
    on_time: bool
    registered_n: int
    n: int
    previous: str | None
    moved_by: str | None


class Notice(NamedTuple):
    """The latest publication of a notice; ``earlier`` holds (day, reference, event) of those before it."""

    on: date
    reference: str
    n: int
    times: int
    earlier: tuple[tuple[date, str, int], ...] = ()


class Ruling(NamedTuple):
    """A person's word on something so close to the end that the clock cannot tell: in time, or late."""

    about: str
    at: datetime
    due_at: datetime
    in_time: bool
    n: int


class Deadline(NamedTuple):
    """A deadline: planned until its starting event, then running; ``due_at`` is the instant at which it has passed.

    ``n``, its revision, is the event that last changed what it is: not a reminder of it, nor a word on it.
    """

    due_at: datetime
    starts_on: date
    last_on: date | None
    started: bool
    calendar: str | None
    extended: int
    n: int
    cause: int | None = None
    shortened: int = 0
    met_n: int | None = None
    in_time: bool | None = None
    missed_n: int | None = None
    stopped_at: datetime | None = None
    left: Remainder | None = None
    acknowledged: tuple[str, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    table: str | None = None
    row: int | None = None
    facts: dict[str, bool] = {}  # noqa: RUF012 - never changed in place, as nothing in a state is
    length: int | None = None
    starts_at: datetime | None = None
    provisional: bool = False

    @property
    def runs(self) -> bool:
        """Whether its clock ticks: started, neither met nor standing still."""
        return self.started and self.met_n is None and self.stopped_at is None


class Envelope(NamedTuple):
    """A sum set aside, what is bound and what is paid; integer minor units."""

    amount_minor: int
    currency: str
    committed_minor: int
    paid_minor: int


class Commitment(NamedTuple):
    """Money bound to a partner; ``instalments`` and ``paid`` hold minor units by instalment."""

    envelope: str
    partner: str
    amount_minor: int
    currency: str
    legal_base: str
    category: str
    instalments: dict[str, int]
    paid: dict[str, int]
    n: int


class Declaration(NamedTuple):
    """A person's latest declaration of interests."""

    role: str
    position: str
    n: int


class ExclusionCheck(NamedTuple):
    """The latest exclusion check of a partner; ``list_on`` is the day of the debarment list that was looked at."""

    outcome: str
    n: int
    list_on: date | None = None


class RefinedCriterion(NamedTuple):
    """A criterion as it was refined; weights as decimal text, ``sub_criteria`` as (title, weight)."""

    title: str
    weight: str
    minimum: int | None
    sub_criteria: dict[str, tuple[str, str]]


class Refinement(NamedTuple):
    """The criteria of a round as they are since the latest refinement."""

    criteria: dict[str, RefinedCriterion]
    n: int


class ContractChange(NamedTuple):
    """One change of a contract: why it was permitted, and the value before and after."""

    ground: str
    value_before_minor: int
    value_after_minor: int
    n: int
    at: datetime


class Indicators(NamedTuple):
    """The latest key performance indicators of a contract, and which are the most material."""

    names: tuple[str, ...]
    material: tuple[str, ...]
    published_on: date | None
    n: int


class Claim(NamedTuple):
    """A claim that was notified, and whether it suspended the procedure by itself."""

    notified_at: datetime
    automatic: bool
    n: int


class Statement(NamedTuple):
    """What the latest publication of a notice stated as data."""

    conflicts_confirmed: bool
    content: dict[str, str | int | list[str]]
    n: int


class Score(NamedTuple):
    """A score for one cell."""

    score: int
    by: str
    n: int


class Lot(NamedTuple):
    """A lot and whether it has ceased."""

    title: str
    ceased: bool
    n: int


class Suspension(NamedTuple):
    """A court matter that stops the procedure."""

    basis: str
    notified_at: datetime
    n: int
    at: datetime


class Moved(NamedTuple):
    """What the last move to another definition replaced, so that it can be taken back while nothing rests on it.

    ``until`` is the last event on which nothing rests; ``names`` the new names by (kind, before, now); ``partners``
    the state and the state before it of those whose states got other names.
    """

    n: int
    until: int
    definition: str
    version: str
    law_pack: str
    calendar: str
    step: str
    stage: str
    facts: dict[str, bool]
    waivers: dict[str, int]
    visits: dict[str, Visit]
    lessons: dict[str, tuple[int, ...]]
    partners: dict[str, tuple[str, str | None]]
    deadlines: dict[str, Deadline]
    names: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, kw_only=True)
class State:
    """Everything that the rules need to know; free text and names are not in it, so it survives their deletion."""

    procedure: str = ""
    n: int = -1
    at: datetime | None = None
    title: str = ""
    definition: str = ""
    version: str = ""
    law_pack: str = ""
    calendar: str = ""
    re_enactment: str | None = None
    step: str = ""
    stage: str = ""
    ended: str | None = None
    notice_due: str | None = None
    suspended: Suspension | None = None
    paused_n: int | None = None
    paused_at: datetime | None = None
    summaries_n: int | None = None
    communications: int = 0
    facts: dict[str, bool] = field(default_factory=dict)
    lots: dict[str, Lot] = field(default_factory=dict)
    visits: dict[str, Visit] = field(default_factory=dict)
    artefacts: dict[str, Artefact] = field(default_factory=dict)
    decisions: dict[str, tuple[DecisionTaken, ...]] = field(default_factory=dict)
    partners: dict[str, Partner] = field(default_factory=dict)
    notices: dict[str, Notice] = field(default_factory=dict)
    deadlines: dict[str, Deadline] = field(default_factory=dict)
    envelopes: dict[str, Envelope] = field(default_factory=dict)
    commitments: dict[str, Commitment] = field(default_factory=dict)
    conflicts: dict[str, Declaration] = field(default_factory=dict)
    actors: dict[str, tuple[str, ...]] = field(default_factory=dict)
    exclusions: dict[str, ExclusionCheck] = field(default_factory=dict)
    lessons: dict[str, tuple[int, ...]] = field(default_factory=dict)
    scores: dict[str, Score] = field(default_factory=dict)
    moderated: dict[str, Score] = field(default_factory=dict)
    waivers: dict[str, int] = field(default_factory=dict)
    corrections: dict[str, int] = field(default_factory=dict)
    refinements: dict[str, Refinement] = field(default_factory=dict)
    modifications: dict[str, int] = field(default_factory=dict)
    contract_changes: dict[str, tuple[ContractChange, ...]] = field(default_factory=dict)
    exclusion_reports: dict[str, int] = field(default_factory=dict)
    indicators: dict[str, Indicators] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)
    statements: dict[str, Statement] = field(default_factory=dict)
    moved: Moved | None = None

    @property
    def exists(self) -> bool:
        """Whether the procedure has been opened."""
        return self.n >= 0

    @property
    def overlays(self) -> frozenset[str]:
        """What lies over the stage: ``suspended`` by a court, ``paused`` by the authority."""
        lie = {"suspended": self.suspended is not None, "paused": self.paused_n is not None}
        return frozenset(name for name, lies in lie.items() if lies)

    def has_passed(self, known: Deadline | None, at: datetime) -> bool:
        """Whether a deadline is over; one that stands still is not over until it has gone on and ended."""
        return known is not None and known.started and known.stopped_at is None and at > known.due_at

    def entered_n(self, place: str) -> int:
        """The event by which a step or stage was last entered, or -1."""
        visit = self.visits.get(place)
        return -1 if visit is None else visit.n


def artefact_key(artefact: str, partner: str | None) -> str:
    """The key of a document in ``State.artefacts``."""
    return artefact if partner is None else f"{artefact}@{partner}"


def cell_key(round_: str, partner: str, criterion: str, sub_criterion: str | None, evaluator: str = "") -> str:
    """The key of a score: round, partner, criterion, sub-criterion and, for an evaluator's own score, the evaluator."""
    return f"{round_}/{partner}/{criterion}/{sub_criterion or ''}/{evaluator}"
