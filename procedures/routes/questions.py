"""The questions of the route decision: each is answered yes or no, in the order in which they narrow most."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple


class Ask(StrEnum):
    """The name of each question."""

    EUROPEAN_UNION = "european_union"
    SCOTTISH = "scottish"
    BEGUN_BEFORE_2025 = "begun_before_2025"
    MARKET_HAS_IT = "market_has_it"
    BUYS_RESULT = "buys_result"
    SERVICES_ONLY = "services_only"
    PUBLIC_BENEFIT = "public_benefit"
    ONE_DEVELOPER = "one_developer"
    ABOVE_THRESHOLD = "above_threshold"
    AWARD_FIRST = "award_first"
    SEVERAL_DEVELOP = "several_develop"
    TEST_SERIES = "test_series"


Answers = Mapping[Ask, bool]


class Question(NamedTuple):
    """A question as a person is asked it, and the rules that make it matter."""

    name: Ask
    question: str
    rules: tuple[str, ...]


QUESTIONS: Final[tuple[Question, ...]] = (
    Question(
        name=Ask.EUROPEAN_UNION,
        question="Does the authority buy under the law of a Member State of the European Union?",
        rules=("EU-26", "UK-SCOPE-1"),
    ),
    Question(
        name=Ask.SCOTTISH,
        question="Is it a devolved Scottish authority?",
        rules=("UK-SCOPE-1",),
    ),
    Question(
        name=Ask.BEGUN_BEFORE_2025,
        question="Was the procurement begun before 24 February 2025?",
        rules=("LEG-1",),
    ),
    Question(
        name=Ask.MARKET_HAS_IT,
        question="Is something on the market already that meets the need?",
        rules=("EU-IP-2", "UK-INN-1"),
    ),
    Question(
        name=Ask.BUYS_RESULT,
        question="Is what will be developed, or found, to be bought for use in the same procedure?",
        rules=("UK-SCOPE-8", "EU-IP-7", "EU-PCP-7", "SBRI-5"),
    ),
    Question(
        name=Ask.SERVICES_ONLY,
        question=(
            "Is everything that is paid for research and development services: no goods, no works, no tooling, no"
            " quantity production?"
        ),
        rules=("UK-SCOPE-8", "UK-SCOPE-9", "EU-14"),
    ),
    Question(
        name=Ask.PUBLIC_BENEFIT,
        question="Is the research to benefit the public, and not the authority alone?",
        rules=("UK-SCOPE-8", "EU-14"),
    ),
    Question(
        name=Ask.ONE_DEVELOPER,
        question="Is one supplier to develop, at the authority's request, a prototype or something else that is new?",
        rules=("UK-SCOPE-10",),
    ),
    Question(
        name=Ask.ABOVE_THRESHOLD,
        question=(
            "Is the estimated value at or above the threshold? Count options and payments to participants, in the"
            " United Kingdom VAT too; if it cannot be estimated, answer yes."
        ),
        rules=("UK-SCOPE-2", "UK-SCOPE-4", "UK-SCOPE-6", "EU-THR-1"),
    ),
    Question(
        name=Ask.AWARD_FIRST,
        question="Is the contract to be awarded before the development, which then happens under it, with ways to end?",
        rules=("UK-CHG-1b", "UK-INN-1"),
    ),
    Question(
        name=Ask.SEVERAL_DEVELOP,
        question="Are several suppliers to be paid to develop, before one of them is chosen?",
        rules=("UK-CFP-3", "UK-SCOPE-4"),
    ),
    Question(
        name=Ask.TEST_SERIES,
        question="Is a limited series of first products to be tried in the field?",
        rules=("EU-PCP-2", "EU-PCP-3"),
    ),
)

QUESTION: Final[Mapping[Ask, Question]] = MappingProxyType({one.name: one for one in QUESTIONS})
