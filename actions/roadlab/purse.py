"""The money of the case in whole pounds: what the sources say, and the split that is assumed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from engine.commands import SpendingAnswers

SEED_AND_TESTBED: Final = 350_000
"""PC Pro, 1 August 2019: from TfL's Lane Rental Scheme."""

REFINEMENT: Final = 2_000_000
"""Computer Weekly; UKAuthority: contracts of up to £2 million in total."""

CONTRACT: Final = 1_500_000
"""Assumed."""

SEED: Final[Mapping[str, int]] = {"start": 10_000, "evidence": 10_000}
"""£20,000 for each of the nine (Computer Weekly); that it is paid in halves is assumed."""

TESTBED: Final[Mapping[str, int]] = {"start": 5_000, "results": 10_000}
"""£15,000 each (assumed)."""

REFINED: Final[Mapping[str, Mapping[str, int]]] = {
    "samdesk": {"plan": 110_000, "prototype": 220_000, "handover": 220_000},
    "immense": {"plan": 110_000, "prototype": 220_000, "handover": 220_000},
    "route-reports": {"plan": 90_000, "prototype": 180_000, "handover": 180_000},
    "mobilized-construction": {"plan": 90_000, "prototype": 180_000, "handover": 180_000},
}
"""How the two million are split (assumed); they add up to the envelope to the pound."""

CONTRACTS: Final[Mapping[str, Mapping[str, int]]] = {
    "samdesk": {"year-1": 260_000, "year-2": 220_000},
    "immense": {"year-1": 380_000, "year-2": 320_000},
}
"""The two contracts (assumed)."""

TOO_MUCH: Final[Mapping[str, int]] = {"plan": 90_000, "prototype": 180_000, "handover": 230_000}
"""£50,000 more than is left: it is tried, and refused."""

PARTICIPANT_PAYMENT: Final = "participant_payment"
"""Legal base (a) of law.md 8.0; it carries the caution of route R1."""

PUBLIC_CONTRACT: Final = "public_contract"

DEVELOPS: Final = SpendingAnswers(
    novel=True,
    creative=True,
    uncertain=True,
    systematic=True,
    transferable=True,
    specific_aim=True,
    prototype_or_method=True,
    field_test=False,
    goods_or_works=False,
    quantity_production=False,
    first_operational_use=False,
    pays_for_taking_part=False,
)
"""Seed phase and refinement: experimental development, by the five Frascati criteria (INN-1, INN-2)."""

TESTS: Final = DEVELOPS.model_copy(update={"field_test": True})
"""Testbed: uncertainty is still being reduced by field data."""

BUYS: Final = DEVELOPS.model_copy(update={"first_operational_use": True})
"""The contracts: the first operational purchase of a new solution."""
