"""The first-class sentence of the product: "You cannot advance yet, because ..."."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Standing(StrEnum):
    """How a requirement stands."""

    MET = "met"
    UNMET = "unmet"
    WAIVED = "waived"
    WARNING = "warning"
    NOT_ASKED = "not asked"
    RULING = "needs a ruling"


BLOCKING = frozenset({Standing.UNMET, Standing.RULING})
"""How a requirement stands that alone keeps a gate shut."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """What an answer rests on: the number of an event in the procedure's history, and words."""

    text: str
    event: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One requirement: what it asks, how it stands, why, who can mend it, and what they would type."""

    id: str
    kind: str
    asks: str
    standing: Standing
    why: str
    severity: str = "MUST"
    evidence: tuple[Evidence, ...] = ()
    who: tuple[str, ...] = ()
    next: str | None = None
    rules: tuple[str, ...] = ()

    @property
    def blocks(self) -> bool:
        """Whether this finding alone keeps the gate shut."""
        return self.standing in BLOCKING

    def to_data(self) -> dict[str, Any]:
        """Plain data: for JSON output, the history and the kept attempts."""
        return {
            "id": self.id,
            "kind": self.kind,
            "asks": self.asks,
            "standing": self.standing.value,
            "why": self.why,
            "severity": self.severity,
            "evidence": [{"event": item.event, "text": item.text} for item in self.evidence],
            "who": list(self.who),
            "next": self.next,
            "rules": list(self.rules),
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class Explanation:
    """Every requirement of one move or command at once, met or not; ``decide`` uses this same value."""

    procedure: str
    asked: str
    findings: tuple[Finding, ...]
    move: str | None = None
    source: str | None = None
    target: str | None = None

    @property
    def open(self) -> bool:
        """Whether nothing blocks."""
        return not any(finding.blocks for finding in self.findings)

    @property
    def blockers(self) -> tuple[Finding, ...]:
        """The findings that block, in the order of the definition."""
        return tuple(finding for finding in self.findings if finding.blocks)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings that only warn."""
        return tuple(finding for finding in self.findings if finding.standing is Standing.WARNING)

    @property
    def sentence(self) -> str:
        """The answer in words."""
        if self.open:
            return f"Nothing stands in the way: {self.asked}."
        reasons = "; ".join(finding.why.rstrip(".") for finding in self.blockers)
        # Only the gate of a move can still open: a late tender stays late, and whoever left never returns.
        yet = " yet" if self.move is not None else ""
        return f"You cannot {self.asked}{yet}, because: {reasons}."

    def to_data(self) -> dict[str, Any]:
        """Plain data: for JSON output, the history and the kept attempts."""
        return {
            "procedure": self.procedure,
            "asked": self.asked,
            "move": self.move,
            "from": self.source,
            "to": self.target,
            "open": self.open,
            "sentence": self.sentence,
            "findings": [finding.to_data() for finding in self.findings],
        }


def explanation_from(data: Mapping[str, Any]) -> Explanation:
    """Read back what ``to_data`` wrote."""
    return Explanation(
        procedure=data["procedure"],
        asked=data["asked"],
        move=data["move"],
        source=data["from"],
        target=data["to"],
        findings=tuple(
            Finding(
                id=f["id"],
                kind=f["kind"],
                asks=f["asks"],
                standing=Standing(f["standing"]),
                why=f["why"],
                severity=f["severity"],
                evidence=tuple(Evidence(event=item["event"], text=item["text"]) for item in f["evidence"]),
                who=tuple(f["who"]),
                next=f["next"],
                rules=tuple(f["rules"]),
            )
            for f in data["findings"]
        ),
    )


def blocked(
    id_: str,
    asks: str,
    why: str,
    *,
    who: tuple[str, ...] = (),
    next_: str | None = None,
    rules: tuple[str, ...] = (),
) -> Finding:
    """A finding that blocks, for a rule that holds for every definition."""
    return Finding(id=id_, kind="rule", asks=asks, standing=Standing.UNMET, why=why, who=who, next=next_, rules=rules)
