"""Suppliers."""

from __future__ import annotations

from datetime import datetime

from engine import events as e
from engine.state import Partner, State


def registered(s: State, v: e.PartnerRegistered, n: int, at: datetime) -> None:
    s.partners[v.partner] = Partner(
        state=v.state,
        lot=v.lot,
        sme=v.sme,
        received_at=v.received_at,
        on_time=v.on_time,
        registered_n=n,
        n=n,
        previous=None,
        moved_by=None,
    )


def moved(s: State, v: e.PartnerMoved, n: int, at: datetime) -> None:
    was = s.partners[v.partner]
    s.partners[v.partner] = was._replace(state=v.target, previous=v.source, moved_by=v.by, n=n)
