"""The renderings of one procedure: the bare standard, its European profile, and what Find a Tender publishes."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Profile(StrEnum):
    """Which fields and codes a release may use."""

    CORE = "core"
    EU = "eu"
    UK = "uk"


_COMMUNITY: Final = "https://raw.githubusercontent.com/open-contracting-extensions"

EXTENSIONS: Final[dict[Profile, tuple[str, ...]]] = {
    Profile.CORE: (),
    Profile.EU: ("https://standard.open-contracting.org/profiles/eu/latest/en/extension.json",),
    Profile.UK: (
        "https://standard.open-contracting.org/profiles/eu/latest/en/extension.json",
        f"{_COMMUNITY}/ocds_budget_breakdown_extension/master/extension.json",
        f"{_COMMUNITY}/ocds_contract_completion_extension/master/extension.json",
        "https://raw.githubusercontent.com/cabinetoffice/ocds_uk_extension/main/extension.json",
    ),
}
"""What the package declares, by address: names for readers, never fetched by us."""

UNDESCRIBED: Final[dict[str, tuple[str, ...]]] = {
    "planning/budget": ("budgetBreakdown",),
    "contracts/implementation": ("endDate", "endDateDetails", "finalValue", "finalValueDetails"),
    "parties/details": ("scale",),
}
"""Fields of declared extensions whose schemas are not shipped, by the place that they stand in.

``ocds_budget_breakdown_extension`` and ``ocds_contract_completion_extension``; ``scale`` is the European profile's,
which leaves the content of ``details`` open.
"""
