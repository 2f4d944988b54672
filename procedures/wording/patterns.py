"""What over-specification looks like in a sentence: words, numbers and names, each with what would cure it.

A pattern is written for one kind of fault. ``certain``: whoever reads the sentence cannot read it otherwise; everything
else is a guess that only warns. The words are English; a sentence in another language is passed over, not cleared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from procedures.wording.names import PLAIN_WORDS, PRODUCTS, STANDARD_BODIES, TECHNOLOGIES


class Kind(StrEnum):
    """Kinds of over-specification."""

    BRAND = "brand"
    STANDARD = "standard"
    CERTIFICATE = "certificate"
    TURNOVER = "turnover"
    YEARS = "years"
    PRESCRIPTIVE = "prescriptive"
    TECHNOLOGY = "technology"
    ACCOUNTS = "accounts"
    INSURANCE = "insurance"
    EARLIER_AWARD = "earlier_award"
    ORIGIN = "origin"


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A fault of a sentence: its kind, the words, where they begin, what is wrong, and whether for certain."""

    kind: Kind
    words: str
    at: int
    says: str
    certain: bool = False


_FLAGS: Final = re.IGNORECASE | re.UNICODE
_EQUIVALENT: Final = re.compile(
    r"\bor\s+(?:an?\s+|any\s+|its\s+|other\s+|their\s+)?(?:\w+\s+){0,2}?(?:equivalents?|equal|comparable)\b"
    r"|\bequivalents?\s+(?:\w+\s+){0,3}(?:is|are|will\s+be)\s+accepted\b|\bor\s+similar\b",
    _FLAGS,
)
"""What the law wants after a name; "or similar" is taken for it, because readers do."""

_NEGATED: Final = re.compile(r"\b(?:no|not|never|neither|without|nor|n't|none|nothing|needn't)\b[^.;:,]{0,45}$", _FLAGS)
_NOT_ASKED: Final = re.compile(
    r"[^.;:]{0,20}?\b(?:is|are|will|need)\s+not\s+(?:be\s+)?(?:asked|needed|required|wanted|looked)\b", _FLAGS
)
_AMOUNT: Final = r"(?:[0-9][0-9.,]*|one|two|three|four|five|six|seven|eight|nine|ten|half\s+a|a)"
_MONEY: Final = (
    r"(?:(?:£|€|\$|GBP\s?|EUR\s?)\s?[0-9][0-9.,]*\s*(?:k|m|bn|thousand|million|billion)?"
    rf"|{_AMOUNT}\s*(?:k|m|bn|thousand|million|billion)\b(?:\s+(?:pounds|euros?|GBP|EUR))?"
    rf"|{_AMOUNT}\s+(?:pounds|euros?|GBP|EUR)\b)"
)
_NUMBER: Final = r"(?:[0-9]+|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty)"
_YEARS: Final = re.compile(
    rf"\b(?:at\s+least\s+|minimum\s+(?:of\s+)?|more\s+than\s+|over\s+)?{_NUMBER}\+?\s*(?:or\s+more\s+)?years?['\u2019]?\s+"
    r"(?:of\s+)?(?:\w+\s+){0,3}?(?:experience|trading|track\s+record|in\s+(?:business|operation|the\s+(?:sector|market|field)))\b"
    rf"|\b(?:experience|trading|traded|established|track\s+record)\b[^.;]{{0,40}}?\b{_NUMBER}\+?\s+(?:or\s+more\s+)?years?\b",
    _FLAGS,
)
_TURNOVER: Final = re.compile(
    rf"\b(?:annual\s+|minimum\s+|yearly\s+)*(?:turnover|revenue|sales|balance\s+sheet\s+total)\b[^.;]{{0,60}}?{_MONEY}"
    rf"|{_MONEY}[^.;]{{0,30}}?\b(?:turnover|annual\s+revenue|annual\s+sales)\b"
    rf"|\bturnover\b[^.;]{{0,40}}?\b(?:twice|{_NUMBER}\s+times)\b",
    _FLAGS,
)
_ACCOUNTS: Final = re.compile(r"\baudited\s+(?:annual\s+|financial\s+)?(?:accounts|statements)\b", _FLAGS)
_INSURANCE: Final = re.compile(
    r"\b(?:insurance|cover|policy)\b[^.;]{0,60}?\b(?:in\s+place\s+(?:at|before|when|by)|already\s+(?:in\s+place|held)|"
    r"(?:at|by)\s+the\s+time\s+of\s+(?:tender|application|bidding)|before\s+(?:the\s+)?award)\b"
    r"|\b(?:hold|holds|have|has|held)\b[^.;]{0,40}?\binsurance\b[^.;]{0,40}?\b(?:when|before|at\s+the\s+time)\b",
    _FLAGS,
)
_EARLIER: Final = re.compile(
    r"\b(?:previous(?:ly)?|prior|earlier|existing)\s+(?:\w+\s+){0,2}?(?:contracts?|awards?|work|experience)\s+"
    r"(?:with|from|for)\s+(?:the|this|our|an?)\s+(?:\w+\s+){0,2}?(?:authority|council|department|agency|trust|ministry)\b"
    r"|\b(?:been\s+awarded|won|held)\s+(?:a|an|at\s+least\s+\w+)\s+(?:\w+\s+){0,2}?contracts?\s+(?:by|from|with)\s+"
    r"(?:the|this|our|an?)\s+(?:\w+\s+){0,2}?(?:authority|council|department|agency|trust|ministry)\b",
    _FLAGS,
)
_ORIGIN: Final = re.compile(
    r"\b(?:suppliers?|bidders?|tenderers?|firms?|companies|company|contractors?|applicants?)\b[^.;]{0,40}?"
    r"\b(?:based|located|registered|established|headquartered)\s+(?:in|within|near)\b|\blocal\s+(?:suppliers?|firms?|companies)\s+only\b"
    r"|\bmade\s+in\s+(?:the\s+)?(?-i:[A-Z])\w+",
    _FLAGS,
)
_STANDARD: Final = re.compile(
    rf"\b(?:{'|'.join(STANDARD_BODIES)})(?:[\s/-]+(?:EN|ISO|IEC|TS|PAS))*[\s-]*[0-9]{{2,6}}(?:[-:.][0-9]+)*\b",
    re.UNICODE,
)
_CERTIFICATE: Final = re.compile(
    r"\b(?:cyber\s+essentials(?:\s+plus)?|PRINCE2|ITIL|CISSP|CHAS|constructionline|safecontractor|PMP|TOGAF|"
    r"investors\s+in\s+people|soc\s?2)\b"
    r"|\b(?:certified|accredited|chartered|licensed)\s+(?:by|with|under|as)\b[^.;]{0,60}"
    r"|\b(?:hold|holds|have|has|possess(?:es)?|with)\s+(?:an?\s+|the\s+|current\s+|valid\s+)*(?:\w+\s+){0,3}?"
    r"(?:certification|certificate|accreditation|degree|diploma)\b",
    _FLAGS,
)
_MUST: Final = r"(?:must|shall|has\s+to|have\s+to|is\s+to|are\s+to|will|required\s+to|should)"
_PRESCRIPTIVE: Final = re.compile(
    rf"\b{_MUST}\s+(?:only\s+|be\s+)?(?:use|using|run\s+on|built\s+(?:with|in|on|using)|written\s+in|based\s+on|"
    r"hosted\s+(?:on|in)|made\s+(?:of|from|with)|constructed\s+(?:of|from|with)|developed\s+(?:in|with|using)|"
    r"implemented\s+(?:in|with|using|as)|installed\s+(?:on|in)|fitted\s+with|equipped\s+with|powered\s+by|"
    r"delivered\s+(?:as|through|via|by\s+means\s+of)|stored\s+(?:in|on)|connected\s+by|employ|consist\s+of|comprise|"
    r"coloured|painted|weigh\s+exactly|measure\s+exactly)\b\s*(?P<what>[^.;,]{0,60})",
    _FLAGS,
)
_OUTCOME_USE: Final = re.compile(
    r"^\s*(?:by|to|for|it|the\s+(?:service|solution|system|results?|outcomes?)\s+(?:by|to)|plain|clear|any|whatever|"
    r"whichever|open\s+standards?|least|no\s+more|less|at\s+most|as\s+little|an?\s+(?:method|approach|means)\s+of\s+"
    r"(?:their|its|your)\s+(?:own\s+)?(?:choice|choosing)|evidence|the\s+published|the\s+same|equal)\b",
    _FLAGS,
)
"""What follows "must use" where nothing is prescribed."""

_BY_NAME: Final = re.compile(
    rf"(?<![\w@])(?:{'|'.join(sorted(map(re.escape, PRODUCTS), key=len, reverse=True))})(?![\w])", re.UNICODE
)
_MARK: Final = re.compile(
    r"\b[A-Z][\w-]+(?:\s[A-Z][\w-]+){0,2}\s?[®™]|\b(?:brand|make|model)\s+(?:name\s+)?[A-Z][\w-]+", re.UNICODE
)
_TECHNOLOGY: Final = re.compile(
    rf"(?<![\w-])(?:{'|'.join(sorted(map(re.escape, TECHNOLOGIES), key=len, reverse=True))})(?![\w-])", _FLAGS
)
_ASKS: Final = re.compile(rf"\b(?:{_MUST}|requires?|required|needs?|mandatory|essential|only)\b", _FLAGS)


def faults_in(sentence: str) -> tuple[Fault, ...]:
    """Everything that over-specifies in one sentence, in the order of its words; no kind twice for the same words."""
    found: list[Fault] = []
    for look in _LOOKS:
        for fault in look(sentence):
            end = fault.at + len(fault.words)
            beside = [one for one in found if one.at < end and fault.at < one.at + len(one.words)]
            if not any(one.kind is fault.kind or fault.kind is Kind.TECHNOLOGY for one in beside):
                found.append(fault)
    return tuple(sorted(found, key=lambda fault: fault.at))


def _plain(
    pattern: re.Pattern[str], kind: Kind, says: str, *, certain: bool = False, curable: bool = False
) -> Callable[[str], Iterator[Fault]]:
    """Find a pattern; ``curable``: not where the sentence accepts an equivalent."""

    def look(sentence: str) -> Iterator[Fault]:
        if curable and _EQUIVALENT.search(sentence):
            return
        for hit in pattern.finditer(sentence):
            words = hit.group().strip()
            if not _denied(sentence, hit):
                yield Fault(kind=kind, words=words, at=hit.start(), says=says, certain=certain)

    return look


def _denied(sentence: str, hit: re.Match[str]) -> bool:
    """Whether the sentence says that it does not ask for this."""
    return bool(_NEGATED.search(sentence[: hit.start()]) or _NOT_ASKED.match(sentence, hit.end()))


def _names(sentence: str) -> Iterator[Fault]:
    """Products and makers; a name that is a plain word too is none where every word has a capital: at the beginning."""
    for fault in _named(sentence):
        if fault.at or fault.words not in PLAIN_WORDS:
            yield fault


def _standards(sentence: str) -> Iterator[Fault]:
    """Numbered standards: of a British one the law is plain (s.56), of another it is only good practice."""
    for fault in _numbered(sentence):
        yield replace(fault, certain=fault.words.startswith(("BS", "PAS")))


def _prescriptions(sentence: str) -> Iterator[Fault]:
    """Find what is prescribed: "must use X" is a solution, unless what follows leaves the choice open."""
    for hit in _PRESCRIPTIVE.finditer(sentence):
        what = hit.group("what")
        if not what.strip() or _OUTCOME_USE.match(what) or _EQUIVALENT.search(sentence):
            continue
        if not _denied(sentence, hit):
            says = "it prescribes how: say what must be achieved, and let the supplier choose the means"
            yield Fault(kind=Kind.PRESCRIPTIVE, words=hit.group().strip(), at=hit.start(), says=says)


def _technologies(sentence: str) -> Iterator[Fault]:
    """A technology that is asked for; one that only describes what is there today is left alone."""
    if not _ASKS.search(sentence) or _EQUIVALENT.search(sentence):
        return
    for hit in _TECHNOLOGY.finditer(sentence):
        if not _denied(sentence, hit):
            says = "it names a technology: say what it is for, or why no other would do"
            yield Fault(kind=Kind.TECHNOLOGY, words=hit.group(), at=hit.start(), says=says)


_ADD_EQUIVALENT: Final = 'add "or equivalent", and say by what an equivalent is judged'
_named = _plain(_BY_NAME, Kind.BRAND, f"a product or maker is named: {_ADD_EQUIVALENT}", curable=True)
_numbered = _plain(_STANDARD, Kind.STANDARD, f"a standard is named: {_ADD_EQUIVALENT}", curable=True)
_LOOKS: Final[tuple[Callable[[str], Iterator[Fault]], ...]] = (
    _plain(_TURNOVER, Kind.TURNOVER, "a turnover threshold keeps young firms out: ask for what shows capacity"),
    _plain(_YEARS, Kind.YEARS, "years of experience keep newcomers out: ask for what they can show"),
    _plain(_ACCOUNTS, Kind.ACCOUNTS, "audited accounts may not be asked of firms that need not have any", certain=True),
    _plain(_INSURANCE, Kind.INSURANCE, "insurance may not have to be in place before the award", certain=True),
    _plain(
        _EARLIER,
        Kind.EARLIER_AWARD,
        "an earlier contract of a particular authority may not be a condition",
        certain=True,
    ),
    _plain(
        _ORIGIN,
        Kind.ORIGIN,
        "an origin or a seat is asked for: say what nearness is needed for, such as a time to arrive",
    ),
    _plain(_MARK, Kind.BRAND, f"a trade mark is named: {_ADD_EQUIVALENT}", certain=True, curable=True),
    _names,
    _standards,
    _plain(_CERTIFICATE, Kind.CERTIFICATE, f"a certificate is asked for: {_ADD_EQUIVALENT}", curable=True),
    _prescriptions,
    _technologies,
)
