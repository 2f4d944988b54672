"""Money: set aside, bind, pay."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from engine.commands.command import Command
from engine.commands.words import MinorUnits, Ref
from engine.definition.words import Name


class SetEnvelope(Command):
    """Set aside a sum for the stages of an envelope."""

    kind: Literal["set_envelope"] = "set_envelope"
    envelope: Name
    amount_minor: MinorUnits
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


class Instalment(BaseModel):
    """One payment foreseen in a commitment."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    instalment: Ref
    amount_minor: Annotated[int, Field(ge=1, le=9_007_199_254_740_991)]


class SpendingAnswers(BaseModel):
    """The answered questions from which the innovation category of a line is derived (law.md 6)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    novel: bool
    creative: bool
    uncertain: bool
    systematic: bool
    transferable: bool
    specific_aim: bool
    prototype_or_method: bool
    field_test: bool
    goods_or_works: bool
    quantity_production: bool
    first_operational_use: bool
    pays_for_taking_part: bool


class CommitMoney(Command):
    """Bind money of an envelope to a partner, in instalments, on a legal base."""

    kind: Literal["commit_money"] = "commit_money"
    commitment: Ref
    envelope: Name
    partner: Ref
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
    instalments: tuple[Instalment, ...] = Field(min_length=1, max_length=200)
    legal_base: Name
    answers: SpendingAnswers


class PayInstalment(Command):
    """Record that an instalment was paid."""

    kind: Literal["pay_instalment"] = "pay_instalment"
    commitment: Ref
    instalment: Ref
    amount_minor: Annotated[int, Field(ge=1, le=9_007_199_254_740_991)]
