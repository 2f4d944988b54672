"""One release, looked at beyond its schema: codes, names of fields, what it refers to, the order of its dates."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches
from typing import Any, Final

from exports.ocds.checking.findings import Finding, Kind, Severity, shown
from exports.ocds.checking.schema_errors import schema_findings
from exports.ocds.checking.shape import Shape, release_shape
from exports.ocds.codelists import codelists
from exports.ocds.formats import is_instant
from exports.ocds.profiles import Profile
from exports.ocds.reading.documents import escaped
from exports.ocds.schemas import release_validator

Reference = tuple[str, str]
"""A kind of thing that has identifiers (``party``, ``lot``, ``award``), and one of them."""

_BY_FIELD: Final = {
    "awardID": "award",
    "relatedLots": "lot",
    "relatedLot": "lot",
    "relatedBid": "bid",
    "relatedItem": "item",
}
_BY_DEFINITION: Final = {"OrganizationReference": "party", "MilestoneReference": "milestone"}
_MADE_AT: Final = {
    "/parties": "party",
    "/awards": "award",
    "/tender/lots": "lot",
    "/tender/items": "item",
    "/bids/details": "bid",
}
_NAMES: Final = {"party": "parties", "award": "awards", "lot": "tender.lots", "bid": "bids.details",
                 "item": "tender.items", "milestone": "milestones"}  # fmt: skip


@dataclass(slots=True)
class Looked:
    """What one release says about itself: findings, the identifiers that it makes, and those that it only names."""

    release: str = ""
    ocid: str = ""
    date: datetime | None = None
    findings: list[Finding] = field(default_factory=list)
    made: set[Reference] = field(default_factory=set)
    named: dict[Reference, str] = field(default_factory=dict)

    def unmet(self) -> dict[Reference, str]:
        """What it names and does not make, each with the first place where it does."""
        return {reference: place for reference, place in self.named.items() if reference not in self.made}


def look_at(value: Any, place: str, profile: Profile) -> Looked:
    """Everything that can be said of one release by itself."""
    found = Looked()
    if isinstance(value, dict):
        found.release, found.ocid = _text(value.get("id")), _text(value.get("ocid"))
        found.date = moment(value.get("date"))
    validator = release_validator(profile)
    found.findings += schema_findings(validator, value, place, release=found.release, ocid=found.ocid)
    _Walk(found, place, profile).walk(value)
    return found


def missing(reference: Reference, place: str, release: str, ocid: str) -> Finding:
    """The finding of something that is referred to and is nowhere."""
    kind, name = reference
    message = f"{shown(name)} is not the id of anything in {_NAMES[kind]}"
    return Finding(
        severity=Severity.WARNING, kind=Kind.REFERENCE, path=place, message=message, release=release, ocid=ocid
    )


class _Walk:
    """Goes through a release beside its shape; nesting is bounded by the reader."""

    def __init__(self, found: Looked, place: str, profile: Profile) -> None:
        self._found, self._place = found, place
        self._shape, self._codes = release_shape(profile), codelists(profile)

    def walk(self, value: Any) -> None:
        self._value(value, self._shape, "", "")

    def _value(self, value: Any, shape: Shape, place: str, where: str) -> None:
        """``where`` is the place without the numbers of list members."""
        if isinstance(value, dict):
            self._object(value, shape, place, where)
        elif isinstance(value, list):
            members = shape.members or Shape()
            for number, member in enumerate(value):
                self._value(member, members, f"{place}/{number}", where)
        elif shape.codelist is not None and isinstance(value, str):
            self._code(value, shape.codelist, place)

    def _object(self, value: dict[str, Any], shape: Shape, place: str, where: str) -> None:
        made = _MADE_AT.get(where)
        if made is not None or where.endswith("/milestones"):
            self._found.made.add((made or "milestone", _text(value.get("id"))))
        referred = _BY_DEFINITION.get(shape.name)
        if referred is not None and _text(value.get("id")):
            self._named(referred, value["id"], f"{place}/id")
        if shape.name == "Period":
            self._period(value, place)
        for name, inner in value.items():
            here = f"{place}/{escaped(name)}"
            if not shape.knows(name):
                self._unknown(name, shape, here)
            if name in _BY_FIELD:
                for one in inner if isinstance(inner, list) else (inner,):
                    self._named(_BY_FIELD[name], one, here)
            self._value(inner, shape.fields.get(name, _ANYTHING), here, f"{where}/{escaped(name)}")

    def _named(self, kind: str, name: Any, place: str) -> None:
        if _text(name):
            self._found.named.setdefault((kind, _text(name)), self._place + place)

    def _code(self, value: str, codelist: str, place: str) -> None:
        known = self._codes.get(codelist, frozenset())
        if not known or value in known or (codelist == "itemClassificationScheme.csv" and ":" in value):
            return
        near = get_close_matches(value[:80], sorted(known), n=1, cutoff=0.8)
        meant = f"; {near[0]} may be meant" if near else ""
        self._tell(
            Severity.WARNING if near else Severity.NOTE,
            Kind.OPEN_CODE,
            place,
            f"{shown(value)} is not in the open list {codelist.removesuffix('.csv')}{meant}",
        )

    def _unknown(self, name: str, shape: Shape, place: str) -> None:
        near = get_close_matches(name[:80], list(shape.fields), n=1, cutoff=0.8)
        if near and not _is_compound(name, near[0]):
            self._tell(Severity.WARNING, Kind.MISSPELT, place, f"no such field; {near[0]} may be meant")
        else:
            self._tell(Severity.NOTE, Kind.UNKNOWN_FIELD, place, "no schema that is shipped here describes this field")

    def _period(self, value: dict[str, Any], place: str) -> None:
        start, end = moment(value.get("startDate")), moment(value.get("endDate"))
        if start is not None and end is not None and end < start:
            message = f"the end, {value['endDate']}, is before the start, {value['startDate']}"
            self._tell(Severity.WARNING, Kind.DATE_ORDER, f"{place}/endDate", message)

    def _tell(self, severity: Severity, kind: Kind, place: str, message: str) -> None:
        self._found.findings.append(
            Finding(
                severity=severity,
                kind=kind,
                path=self._place + place,
                message=message,
                release=self._found.release,
                ocid=self._found.ocid,
            )
        )


_ANYTHING: Final = Shape()


def _is_compound(name: str, known: str) -> bool:
    """Whether one name goes on where the other ends, as ``buyerID`` after ``buyer``: another field, not a mistake."""
    shorter, longer = sorted((name, known), key=len)
    return longer.startswith(shorter) and longer[len(shorter) :][:1].isupper()


def moment(value: Any) -> datetime | None:
    """An instant, or None when the value is none."""
    if not isinstance(value, str) or not is_instant(value):
        return None
    try:
        return datetime.fromisoformat(value.upper())
    except ValueError:  # a leap second, or more digits of a second than are kept
        return None


def _text(value: Any) -> str:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
