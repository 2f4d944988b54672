"""What is wrong with the words of a definition: each finding points at the sentence and quotes it.

UK-SPEC-1 (Procurement Act 2023, s.56): requirements by performance and function, no names without "or equivalent".
UK-COP-2 (s.22(3)-(4)): what may not be a condition of participation. EU-42 (Directive 2014/24, Article 42; unverified).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from engine.definition import Definition
from procedures.checker.finding import Finding, Severity
from procedures.wording.patterns import Fault, Kind, faults_in
from procedures.wording.sentences import Role, Sentence, sentences

_CONDITIONS: Final = frozenset({Kind.ACCOUNTS, Kind.INSURANCE, Kind.EARLIER_AWARD})
_HURDLES: Final = frozenset({Kind.TURNOVER, Kind.YEARS, Kind.ORIGIN})
_MANDATORY: Final = re.compile(
    r"\b(?:must|shall|is\s+required|are\s+required|mandatory|has\s+to|have\s+to)\b", re.IGNORECASE
)
_MANY: Final = 25
"""More mandatory requirements than this leave little to invent: they are counted aloud, and nothing is refused."""


@dataclass(frozen=True, kw_only=True)
class Counted:
    """How many requirements there are, and how many of them are mandatory."""

    requirements: int
    mandatory: int


def counted(definition: Definition) -> Counted:
    """Count the requirements of the need."""
    plan = definition.plan
    asked = () if plan is None or plan.need is None else plan.need.requirements
    return Counted(requirements=len(asked), mandatory=sum(bool(_MANDATORY.search(one)) for one in asked))


def figures(definition: Definition) -> tuple[str, ...]:
    """How many requirements the need has."""
    how_many = counted(definition)
    if not how_many.requirements:
        return ()
    return (f"Requirements: {how_many.requirements}, of which {how_many.mandatory} are mandatory.",)


def check(definition: Definition) -> tuple[Finding, ...]:
    """Every sentence that over-specifies, and what is missing from the need."""
    return (*_need(definition), *(f for one in sentences(definition) for f in _faults(definition, one)))


def _faults(definition: Definition, sentence: Sentence) -> Iterator[Finding]:
    for fault in faults_in(sentence.text):
        if sentence.role is Role.NEED and fault.kind in {Kind.TECHNOLOGY, Kind.PRESCRIPTIVE}:
            continue  # a problem may well be told with what is there today
        rule = _rule(definition, fault.kind)
        yield Finding(
            where=sentence.where,
            message=f'"{fault.words}" in "{_quoted(sentence.text, fault)}": {fault.says}',
            rule=rule,
            severity=_severity(definition, sentence, fault, rule),
        )


def _severity(definition: Definition, sentence: Sentence, fault: Fault, rule: str) -> Severity:
    """A MUST only where the law is verified, the words are certain, and the sentence is a requirement."""
    hard = fault.certain and sentence.role is Role.REQUIREMENT and rule.startswith("UK-")
    return Severity.MUST if hard and definition.regime.startswith("PA23") else Severity.WARN


def _rule(definition: Definition, kind: Kind) -> str:
    if definition.regime.startswith("PA23"):
        if kind in _CONDITIONS:
            return "UK-COP-2"
        return "UK-COP-1" if kind in _HURDLES else "UK-COP-2" if kind is Kind.CERTIFICATE else "UK-SPEC-1"
    return "EU-42" if definition.regime.startswith("EU") and kind not in _HURDLES | _CONDITIONS else ""


def _need(definition: Definition) -> Iterator[Finding]:
    """The problem statement and the users' needs: three in four notices lack them, and only people can write them."""
    plan, rule = definition.plan, _rule(definition, Kind.PRESCRIPTIVE)
    if plan is None or plan.need is None:
        message = "the need is not written down (plan.need): neither problem nor users nor requirements are read"
        yield Finding(where="plan", message=message, severity=Severity.INFO if plan is None else Severity.WARN)
        return
    need = plan.need
    if not need.users:
        message = "nobody is said to have the problem or to use the solution (users)"
        yield Finding(where="plan.need", message=message, severity=Severity.WARN, rule=rule)
    if not need.outcomes:
        message = "no outcome is said (outcomes): without one only a solution can be asked for"
        yield Finding(where="plan.need", message=message, severity=Severity.WARN, rule=rule)
    if not _tells_a_problem(need.problem):
        message = "the problem statement says what is to be bought, and not what is wrong, for whom, and what it costs"
        yield Finding(where="plan.need.problem", message=message, severity=Severity.WARN, rule=rule)
    how_many = counted(definition)
    if how_many.mandatory > _MANY:
        message = (
            f"{how_many.mandatory} of {how_many.requirements} requirements are mandatory: which of them are outcomes?"
        )
        yield Finding(where="plan.need.requirements", message=message, severity=Severity.WARN, rule=rule)


_PURCHASE: Final = re.compile(
    r"^\s*(?:the\s+\w+(?:\s+\w+){0,3}\s+|we\s+)?(?:wish(?:es)?|wants?|intends?|seeks?|requires?|needs?|is\s+looking|looks?)\s+"
    r"(?:to\s+(?:buy|procure|purchase|appoint|implement|replace|install|acquire)|for\s+an?|an?\s+(?:new\s+)?"
    r"(?:\w+\s+){0,2}(?:system|platform|app|supplier|software|tool|solution))\b",
    re.IGNORECASE,
)
_HARM: Final = re.compile(
    r"\b(?:cannot|can't|costs?|delay(?:s|ed)?|los[et]s?|loss|losses|injur\w+|accident\w*|fail\w*|late|waste\w*|die[sd]?|"
    r"risk\w*|unsafe|harm\w*|wait\w*|too\s+\w+|rising|rose|fell|worse\w*|shortage\w*|lack\w*|blocked|closed|broken|"
    r"difficult\w*|problem\w*|struggle\w*|miss(?:es|ed)?|excluded|unable|poor\w*|danger\w*|disrupt\w*|congest\w*|pollut\w*|"
    r"damag\w*|not\s+(?:enough|able|known))\b",
    re.IGNORECASE,
)


def _tells_a_problem(text: str) -> bool:
    """Whether something is wrong in it; a text that begins with a purchase must say so all the more."""
    return bool(_HARM.search(text)) and not (_PURCHASE.match(text) and len(_HARM.findall(text)) < 2)


def _quoted(text: str, fault: Fault) -> str:
    """The sentence, or the part of a long one around the words."""
    if len(text) <= 160:
        return text
    begins = max(0, fault.at - 60)
    ends = min(len(text), fault.at + len(fault.words) + 60)
    return f"{'...' if begins else ''}{text[begins:ends]}{'...' if ends < len(text) else ''}"
