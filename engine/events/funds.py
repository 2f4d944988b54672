"""Money: set aside, bound, paid."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class EnvelopeSet:
    """A sum was set aside; integer minor units."""

    envelope: str
    amount_minor: int
    currency: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MoneyCommitted:
    """Money was bound to a partner on a legal base; ``instalments`` holds (instalment, minor units)."""

    commitment: str
    envelope: str
    partner: str
    amount_minor: int
    currency: str
    instalments: list[tuple[str, int]]
    legal_base: str
    category: str
    answers: dict[str, bool]


@dataclass(frozen=True, kw_only=True, slots=True)
class InstalmentPaid:
    """An instalment was paid; integer minor units."""

    commitment: str
    envelope: str
    instalment: str
    partner: str
    amount_minor: int
    currency: str
