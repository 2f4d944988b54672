"""Each route with what it asks of the answers: the first in this order of which nothing is missing is the one."""

from __future__ import annotations

from typing import Final, NamedTuple

from procedures.routes.advice import Caution
from procedures.routes.questions import Ask


class Condition(NamedTuple):
    """An answer that a route asks for: what speaks for it when it was given, and against it when it was not."""

    name: Ask
    answer: bool
    for_it: str
    against: str
    rules: tuple[str, ...]


class Route(NamedTuple):
    """A route, the definition that ships for it, its conditions and what to beware of."""

    name: str
    title: str
    definition: str
    conditions: tuple[Condition, ...]
    cautions: tuple[Caution, ...] = ()


def _ask(name: Ask, answer: bool, for_it: str, against: str, *rules: str) -> Condition:
    return Condition(name=name, answer=answer, for_it=for_it, against=against, rules=rules)


BRITISH: Final = _ask(
    Ask.EUROPEAN_UNION, False, "The authority buys under British law.", "It is for British law.", "UK-SCOPE-1"
)
EUROPEAN: Final = _ask(
    Ask.EUROPEAN_UNION,
    True,
    "The authority buys under the law of a Member State.",
    "It is for Member States of the European Union.",
    "EU-26",
)
NOT_SCOTTISH: Final = _ask(
    Ask.SCOTTISH,
    False,
    "The authority is no devolved Scottish authority.",
    "Devolved Scottish authorities follow regulations of their own.",
    "UK-SCOPE-1",
)
NEW: Final = _ask(
    Ask.BEGUN_BEFORE_2025,
    False,
    "The procurement begins under the Procurement Act 2023.",
    "What was begun before 24 February 2025 stays under the Public Contracts Regulations 2015.",
    "LEG-1",
)
UNMET: Final = _ask(
    Ask.MARKET_HAS_IT,
    False,
    "Nothing on the market meets the need.",
    "Something on the market meets the need: nothing has to be developed.",
    "EU-IP-2",
)
PURCHASE: Final = _ask(
    Ask.BUYS_RESULT,
    True,
    "The result is to be bought in the same procedure.",
    "Nothing is to be bought: this route ends with a purchase.",
    "EU-IP-7",
    "UK-INN-1",
)
NO_PURCHASE: Final = _ask(
    Ask.BUYS_RESULT,
    False,
    "Nothing is bought here: a purchase would be a procurement of its own.",
    "The result is to be bought in the same procedure, and this route carries no right to buy.",
    "SBRI-5",
    "EU-PCP-7",
)
SERVICES: Final = _ask(
    Ask.SERVICES_ONLY,
    True,
    "Only research and development services are paid for.",
    "More than research and development services is paid for: any goods or works break the exemption.",
    "UK-SCOPE-8",
    "EU-14",
)
PUBLIC: Final = _ask(
    Ask.PUBLIC_BENEFIT,
    True,
    "The research is to benefit the public.",
    "The research benefits the authority alone: it is not exempt.",
    "UK-SCOPE-8",
    "EU-14",
)
OPEN_TO_ALL: Final = _ask(
    Ask.ONE_DEVELOPER,
    False,
    "The call is open to everybody.",
    "One supplier is to be asked directly, and this route competes.",
    "SBRI-1",
    "EU-PCP-1",
)
ABOVE: Final = _ask(
    Ask.ABOVE_THRESHOLD,
    True,
    "The value is at or above the threshold.",
    "The value is below the threshold: the full regime does not apply.",
    "UK-SCOPE-2",
    "UK-SCOPE-13",
)

EXEMPT: Final = Caution(
    text="Any goods, works or tooling break the exemption, and a testbed with equipment usually has some.",
    rules=("UK-SCOPE-8", "UK-SCOPE-9"),
)
MARKET_PRICE: Final = Caution(
    text="Treaties, public law and subsidy control hold for exempt contracts too: pay the market price.",
    rules=("SBRI-9", "EU-PCP-6"),
)

CATALOGUE: Final[tuple[Route, ...]] = (
    Route(
        name="Regulation 31",
        title="Innovation partnership, Public Contracts Regulations 2015",
        definition="uk_pcr2015_innovation_partnership",
        conditions=(
            BRITISH,
            NOT_SCOTTISH,
            _ask(
                Ask.BEGUN_BEFORE_2025,
                True,
                "The procurement was begun before 24 February 2025.",
                "The old regulations hold only for what was begun before 24 February 2025.",
                "LEG-1",
                "LEG-2",
            ),
        ),
        cautions=(
            Caution(
                text="Only if it was begun as an innovation partnership; other legacy procedures do not ship.",
                rules=("LEG-1", "LEG-2"),
            ),
        ),
    ),
    Route(
        name="R3",
        title="SBRI competition in two phases, then a procurement of its own",
        definition="sbri_two_phase",
        conditions=(
            BRITISH,
            NOT_SCOTTISH,
            NEW,
            UNMET,
            NO_PURCHASE,
            SERVICES,
            PUBLIC,
            OPEN_TO_ALL,
            _ask(
                Ask.TEST_SERIES,
                False,
                "A feasibility study and a prototype are enough.",
                "A test series is a third phase, which SBRI does not have.",
                "SBRI-2",
                "EU-PCP-2",
            ),
        ),
        cautions=(EXEMPT, MARKET_PRICE),
    ),
    Route(
        name="R3",
        title="Pre-commercial procurement in three phases, then a procurement of its own",
        definition="pcp_three_phase",
        conditions=(
            NOT_SCOTTISH,
            NEW,
            UNMET,
            NO_PURCHASE,
            SERVICES,
            PUBLIC,
            OPEN_TO_ALL,
        ),
        cautions=(
            EXEMPT,
            MARKET_PRICE,
            Caution(
                text="More than half of the value is research and development, and no quantity is produced.",
                rules=("EU-PCP-3", "EU-PCP-5"),
            ),
            Caution(
                text="The definition belongs to no country: set zone, calendar and currency in a copy.",
                rules=("EU-CLK-1",),
            ),
        ),
    ),
    Route(
        name="R4",
        title="Direct award of a prototype",
        definition="uk_prototype_direct_award",
        conditions=(
            BRITISH,
            NOT_SCOTTISH,
            NEW,
            UNMET,
            _ask(
                Ask.BUYS_RESULT,
                False,
                "No quantity is bought.",
                "The result is to be bought for use: a direct award of a prototype allows no quantity.",
                "UK-SCOPE-10",
            ),
            _ask(
                Ask.ONE_DEVELOPER,
                True,
                "One supplier develops something new at the authority's request.",
                "No single supplier is asked to develop something new at the authority's request.",
                "UK-SCOPE-10",
            ),
            ABOVE,
        ),
        cautions=(
            Caution(
                text="It needs a transparency notice, an award notice and a standstill; early stages only.",
                rules=("UK-SCOPE-10", "UK-DA-1", "UK-SS-1"),
            ),
        ),
    ),
    Route(
        name="Below threshold",
        title="Challenge below the threshold",
        definition="uk_below_threshold_challenge",
        conditions=(
            BRITISH,
            NOT_SCOTTISH,
            NEW,
            _ask(
                Ask.ABOVE_THRESHOLD,
                False,
                "The value is below the threshold.",
                "The value is at or above the threshold, or cannot be estimated.",
                "UK-SCOPE-13",
                "UK-SCOPE-6",
            ),
        ),
        cautions=(
            Caution(
                text="Contracts that could reasonably be one are valued together, and none is cut to stay below.",
                rules=("UK-SCOPE-5", "UK-SCOPE-7"),
            ),
        ),
    ),
    Route(
        name="R2",
        title="Innovative partnership, award first",
        definition="uk_innovative_partnership_staged",
        conditions=(
            BRITISH,
            NOT_SCOTTISH,
            NEW,
            UNMET,
            PURCHASE,
            ABOVE,
            _ask(
                Ask.AWARD_FIRST,
                True,
                "The contract comes first, and the development happens under it.",
                "The development is to come before the contract.",
                "UK-CHG-1b",
            ),
        ),
        cautions=(
            Caution(
                text="The option to scale stands without ambiguity in the contract and in the tender notice.",
                rules=("UK-CHG-1b",),
            ),
            Caution(
                text="Each contract is valued at its greatest, all phases and options included.",
                rules=("UK-SCOPE-4", "UK-KPI-1"),
            ),
        ),
    ),
    Route(
        name="R1",
        title="Innovative partnership, funded rounds before the award",
        definition="uk_innovative_partnership",
        conditions=(
            BRITISH,
            NOT_SCOTTISH,
            NEW,
            UNMET,
            PURCHASE,
            ABOVE,
            _ask(
                Ask.AWARD_FIRST,
                False,
                "The development comes before the contract.",
                "The contract is to come first.",
                "UK-INN-3",
            ),
            _ask(
                Ask.SEVERAL_DEVELOP,
                True,
                "Several suppliers are paid to develop before one is chosen.",
                "Nobody is paid to develop before the choice: rounds need no funding.",
                "UK-CFP-3",
                "UK-SCOPE-4",
            ),
        ),
        cautions=(
            Caution(
                text="Every payment before the award needs a legal base on record; have a lawyer confirm it.",
                rules=("UK-SCOPE-4", "UK-SCOPE-8", "UK-SCOPE-10"),
            ),
        ),
    ),
    Route(
        name="CFP",
        title="Competitive flexible procedure",
        definition="uk_competitive_flexible",
        conditions=(BRITISH, NOT_SCOTTISH, NEW, ABOVE),
        cautions=(
            Caution(
                text="Describe the need by its outcome and keep the procedure in proportion.",
                rules=("UK-SPEC-1", "UK-CFP-2"),
            ),
        ),
    ),
    Route(
        name="Article 31",
        title="Innovation partnership, European Union",
        definition="eu_innovation_partnership",
        conditions=(
            EUROPEAN,
            UNMET,
            PURCHASE,
            _ask(
                Ask.ABOVE_THRESHOLD,
                True,
                "The value is at or above the threshold of the directive.",
                "The value is below the threshold of the directive: national law alone holds.",
                "EU-THR-1",
            ),
        ),
        cautions=(
            Caution(
                text="The purchase is not out of proportion to the investment in development.",
                rules=("EU-IP-18",),
            ),
            Caution(
                text="Set zone and calendar of your Member State in a copy, and check its own rules.",
                rules=("EU-CLK-1", "EU-26"),
            ),
        ),
    ),
)
"""In the order of preference: what is narrower comes before what is wider."""
