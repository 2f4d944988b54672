"""The tags of a release, told from what is new in it and from what the public knew before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from engine import events as e
from exports.ocds.releasing.case import Told
from exports.ocds.releasing.forms import Piece

ORDER: Final = (
    "planning",
    "planningUpdate",
    "tender",
    "tenderAmendment",
    "tenderUpdate",
    "tenderCancellation",
    "award",
    "awardUpdate",
    "awardCancellation",
    "contract",
    "contractUpdate",
    "contractAmendment",
    "implementation",
    "implementationUpdate",
    "contractTermination",
)
"""As the codelist has them."""

_NOT_ITS_OWN: Final = frozenset({"id", "awardID", "implementation"})


def tags(before: Piece, new: Piece, command: Sequence[Told]) -> list[str]:
    """At least one tag; several when one event says several things, as an award and its contract."""
    found = {*_tender(before, new, command), *_awards(before, new), *_contracts(before, new)}
    return [tag for tag in ORDER if tag in found]


def _tender(before: Piece, new: Piece, command: Sequence[Told]) -> Iterator[str]:
    was, tender = before.get("tender", {}), new.get("tender", {})
    called = "procurementMethod" in was
    if "procurementMethod" in tender and not called:
        yield "tender"
        return
    if tender.get("status") in {"cancelled", "unsuccessful", "withdrawn"}:
        yield "tenderCancellation"
    elif not called:
        if new.keys() & {"planning", "tender"} or not before:
            yield "planningUpdate" if before else "planning"
    elif "amendments" in tender and any(isinstance(told.event, e.NoticePublished) for told in command):
        yield "tenderAmendment"
    elif new.keys() & {"planning", "tender"} or not new.keys() & {"awards", "contracts"}:
        yield "tenderUpdate"


def _awards(before: Piece, new: Piece) -> Iterator[str]:
    known = {award["id"] for award in before.get("awards", ())}
    for award in new.get("awards", ()):
        if award["id"] not in known:
            yield "award"
        else:
            yield "awardCancellation" if award.get("status") == "cancelled" else "awardUpdate"


def _contracts(before: Piece, new: Piece) -> Iterator[str]:
    known = {contract["id"]: contract for contract in before.get("contracts", ())}
    going_on = any("transactions" in contract.get("implementation", {}) for contract in known.values())
    for contract in new.get("contracts", ()):
        if contract["id"] not in known:
            yield "contract"
        elif contract.get("status") == "terminated":
            yield "contractTermination"
        elif "amendments" in contract:
            yield "contractAmendment"
        elif contract.keys() - _NOT_ITS_OWN:
            yield "contractUpdate"
        if contract.get("implementation", {}).get("transactions"):
            yield "implementationUpdate" if going_on else "implementation"
