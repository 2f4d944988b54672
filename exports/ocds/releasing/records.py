"""What the public was told of, piece by piece: awards, contracts, publications, payments, changes, numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from exports.ocds.releasing.notices import Sort


@dataclass(slots=True)
class Funding:
    """A supplier's paid part before any contract: an award and a contract of open data, under one identifier."""

    partner: str
    title: str
    at: datetime
    lot: str | None
    awarded_minor: int
    ended_at: datetime | None = None
    why_ended: str | None = None

    @property
    def id(self) -> str:
        """Its identifier, as award and as contract."""
        return f"{self.partner}-funding"


@dataclass(slots=True)
class Final:
    """An award that the award notice told, and the contract that may follow; a later notice makes another one."""

    partner: str
    number: int
    at: datetime
    notice_n: int
    lot: str | None
    status: str = "pending"
    signed_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def award_id(self) -> str:
        """The identifier of the award."""
        return f"{self.partner}-award-{self.number}"

    @property
    def contract_id(self) -> str:
        """The identifier of the contract."""
        return f"{self.partner}-contract-{self.number}"


@dataclass(slots=True)
class Published:
    """One publication of a notice, and what it is about."""

    notice: str
    sort: Sort
    on: date
    reference: str
    n: int
    about: tuple[str, ...] = ()
    void: bool = False


@dataclass(slots=True)
class Changed:
    """A change to something published: an amendment."""

    n: int
    at: datetime
    what: str


@dataclass(slots=True)
class Payment:
    """An instalment that was paid."""

    commitment: str
    instalment: str
    partner: str
    amount_minor: int
    currency: str
    at: datetime


@dataclass(slots=True)
class Counted:
    """How many took part, as the public was told with an award; small firms beside all."""

    requests: int
    bids: int = 0
    sme_bids: int = 0
    final: int = 0
    sme_final: int = 0
