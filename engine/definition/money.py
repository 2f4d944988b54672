"""Money: envelopes, the legal base that every transfer must carry, and who may commit and pay."""

from __future__ import annotations

from pydantic import Field

from engine.definition.words import Name, Text, Titled, Word


class EnvelopeRule(Titled):
    """A sum set aside for some stages; commitments may not exceed it."""

    stages: tuple[Name, ...] = Field(min_length=1)


class LegalBase(Titled):
    """Why a transfer of money to a supplier is lawful (law.md 8.0); a caution is shown as a warning."""

    caution: Text | None = None


class MoneyRules(Word):
    """Envelopes, legal bases, and the roles that hold the purse."""

    currency: str = Field(pattern=r"^[A-Z]{3}$")
    set_envelope_by: tuple[Name, ...] = Field(min_length=1)
    commit_by: tuple[Name, ...] = Field(min_length=1)
    pay_by: tuple[Name, ...] = Field(min_length=1)
    payable_states: tuple[Name, ...] = Field(
        min_length=1, description="Partner states in which money may be committed."
    )
    envelopes: dict[Name, EnvelopeRule]
    legal_bases: dict[Name, LegalBase]
