"""The money of a procedure: set aside, bound, paid and left, by envelope and by commitment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from actions.house import House
from actions.queries.moment import Moment, moment_of
from storage.reading import Reading


@dataclass(frozen=True, kw_only=True, slots=True)
class EnvelopeSeen:
    """One envelope, in integer minor units; ``set`` says whether money was put into it at all."""

    envelope: str
    title: str
    stages: tuple[str, ...]
    set: bool
    amount_minor: int
    committed_minor: int
    paid_minor: int
    left_minor: int


@dataclass(frozen=True, kw_only=True, slots=True)
class InstalmentSeen:
    """One payment that was foreseen, and whether it was made."""

    instalment: str
    amount_minor: int
    paid: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class CommitmentSeen:
    """Money bound to a partner, with its legal base, the caution of the law about it, and its innovation category."""

    commitment: str
    envelope: str
    partner: str
    amount_minor: int
    paid_minor: int
    legal_base: str
    legal_base_title: str
    caution: str | None
    category: str
    instalments: tuple[InstalmentSeen, ...]
    n: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Money:
    """Everything about money in one procedure, all in one currency."""

    procedure: str
    title: str
    re_enactment: str | None
    now: datetime
    currency: str
    envelopes: tuple[EnvelopeSeen, ...]
    commitments: tuple[CommitmentSeen, ...]


def money_of(house: House, reading: Reading, procedure: str, *, at: datetime | None = None) -> Money:
    """The money of a procedure now or at an instant."""
    return money_at(moment_of(house, reading, procedure, at))


def money_at(moment: Moment) -> Money:
    """The money at a moment."""
    state = moment.state
    return Money(
        procedure=state.procedure,
        title=state.title,
        re_enactment=state.re_enactment,
        now=moment.now,
        currency=moment.definition.money.currency,
        envelopes=tuple(_envelope(moment, name) for name in moment.definition.money.envelopes),
        commitments=tuple(_commitment(moment, ref) for ref in state.commitments),
    )


def _envelope(moment: Moment, name: str) -> EnvelopeSeen:
    rule, known = moment.definition.money.envelopes[name], moment.state.envelopes.get(name)
    amount = known.amount_minor if known else 0
    committed = known.committed_minor if known else 0
    return EnvelopeSeen(
        envelope=name,
        title=rule.title,
        stages=rule.stages,
        set=known is not None,
        amount_minor=amount,
        committed_minor=committed,
        paid_minor=known.paid_minor if known else 0,
        left_minor=amount - committed,
    )


def _commitment(moment: Moment, ref: str) -> CommitmentSeen:
    known = moment.state.commitments[ref]
    base = moment.definition.money.legal_bases[known.legal_base]
    return CommitmentSeen(
        commitment=ref,
        envelope=known.envelope,
        partner=known.partner,
        amount_minor=known.amount_minor,
        paid_minor=sum(known.paid.values()),
        legal_base=known.legal_base,
        legal_base_title=base.title,
        caution=base.caution,
        category=known.category,
        instalments=tuple(
            InstalmentSeen(instalment=name, amount_minor=amount, paid=name in known.paid)
            for name, amount in known.instalments.items()
        ),
        n=known.n,
    )
