"""Money."""

from __future__ import annotations

from datetime import datetime

from engine import events as e
from engine.state import Commitment, Envelope, State


def envelope_set(s: State, v: e.EnvelopeSet, n: int, at: datetime) -> None:
    was = s.envelopes.get(v.envelope)
    s.envelopes[v.envelope] = Envelope(
        amount_minor=v.amount_minor,
        currency=v.currency,
        committed_minor=0 if was is None else was.committed_minor,
        paid_minor=0 if was is None else was.paid_minor,
    )


def committed(s: State, v: e.MoneyCommitted, n: int, at: datetime) -> None:
    s.commitments[v.commitment] = Commitment(
        envelope=v.envelope,
        partner=v.partner,
        amount_minor=v.amount_minor,
        currency=v.currency,
        legal_base=v.legal_base,
        category=v.category,
        instalments=dict(v.instalments),
        paid={},
        n=n,
    )
    was = s.envelopes[v.envelope]
    s.envelopes[v.envelope] = was._replace(committed_minor=was.committed_minor + v.amount_minor)


def paid(s: State, v: e.InstalmentPaid, n: int, at: datetime) -> None:
    was = s.commitments[v.commitment]
    s.commitments[v.commitment] = was._replace(paid={**was.paid, v.instalment: v.amount_minor})
    envelope = s.envelopes[v.envelope]
    s.envelopes[v.envelope] = envelope._replace(paid_minor=envelope.paid_minor + v.amount_minor)
