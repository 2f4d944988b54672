"""A planned procurement or a tender that somebody published, as far as a draft procedure can use it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any, Final

from exports.ocds.checking.findings import general
from exports.ocds.checking.release import look_at
from exports.ocds.profiles import Profile
from exports.ocds.reading.documents import Member, Piece, Rest, escaped, pieces

TAGS: Final = frozenset({"planning", "planningUpdate", "tender", "tenderUpdate", "tenderAmendment", "compiled"})
LONGEST_TITLE: Final = 200
MOST_LOTS: Final = 200

_DATES: Final = ("tenderPeriod", "enquiryPeriod", "awardPeriod", "contractPeriod")
_TAKEN: Final = frozenset(
    {"/ocid", "/id", "/tag", "/date", "/buyer/name", "/buyer/id", "/tender/title", "/tender/lots/id",
     "/tender/lots/title", "/tender/value/amount", "/tender/value/currency",
     "/tender/expressionOfInterestDeadline", *(f"/tender/{name}/{end}" for name in _DATES
     for end in ("startDate", "endDate"))}
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """What a release says that a draft can use; ``ignored`` names the fields that stay in the filed document only."""

    release: str
    ocid: str
    tags: tuple[str, ...]
    published: str
    title: str
    buyer: str
    lots: tuple[tuple[str, str], ...]
    value: str
    dates: tuple[tuple[str, str], ...]
    ignored: tuple[str, ...]
    doubts: tuple[str, ...]


def notices_in(stream: IO[bytes]) -> Iterator[Notice]:
    """Every planned procurement and tender of a file, whatever its form; defects are named, and no reason to stop."""
    for piece in pieces(stream):
        for release in _releases(piece):
            tags = release.get("tag")
            told = {tag for tag in tags if isinstance(tag, str)} if isinstance(tags, list) else set()
            if told & TAGS and _title(release):
                yield _notice(release, tuple(sorted(told)))


def _releases(piece: Piece) -> Iterator[dict[str, Any]]:
    """The releases in a piece: of a record the compiled one, and its newest when it has none."""
    if not isinstance(piece, Member | Rest):
        return
    value = piece.value
    if isinstance(piece, Rest) and piece.lists:
        return
    if isinstance(value, dict) and isinstance(value.get("compiledRelease"), dict):
        yield value["compiledRelease"]
    elif isinstance(value, dict) and isinstance(value.get("releases"), list):
        yield from [one for one in value["releases"] if isinstance(one, dict)][-1:]
    elif isinstance(value, dict):
        yield value


def _notice(release: dict[str, Any], tags: tuple[str, ...]) -> Notice:
    tender = _object(release.get("tender"))
    looked = look_at(release, "", Profile.UK)
    doubts = tuple(f"{one.path}: {one.message}" for one in looked.findings if one.severity.value == "error")
    return Notice(
        release=_text(release.get("id")),
        ocid=_text(release.get("ocid")),
        tags=tags,
        published=_text(release.get("date")),
        title=_title(release),
        buyer=_buyer(release),
        lots=tuple(_lots(tender)),
        value=_value(tender),
        dates=tuple(_dates(tender)),
        ignored=tuple(sorted({place for place in _fields(release, "") if place not in _TAKEN})),
        doubts=doubts,
    )


def line(text: str) -> str:
    """Words on one line: no marks that steer a screen, no more than a title holds."""
    kept = "".join(" " if unicodedata.category(one) in {"Cc", "Zl", "Zp"} else one for one in text)
    kept = "".join(one for one in kept if unicodedata.category(one) not in {"Cf", "Cs", "Co", "Cn"})
    words = " ".join(kept.split())
    return words if len(words) <= LONGEST_TITLE else words[: LONGEST_TITLE - 1].rstrip() + "…"


def _title(release: dict[str, Any]) -> str:
    tender, planning = _object(release.get("tender")), _object(release.get("planning"))
    project = _object(planning.get("budget")).get("project")
    return line(_text(tender.get("title")) or _text(release.get("title")) or _text(project))


def _buyer(release: dict[str, Any]) -> str:
    """The name of the buyer, wherever the release says it."""
    parties = release.get("parties")
    buyers = [
        _text(party.get("name"))
        for party in (parties if isinstance(parties, list) else ())
        if isinstance(party, dict) and isinstance(party.get("roles"), list) and "buyer" in party["roles"]
    ]
    return line(_text(_object(release.get("buyer")).get("name")) or next(iter(buyers), ""))


def _lots(tender: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Lots under references that a procedure can use; one that says nothing is called by its number."""
    known: set[str] = set()
    lots = tender.get("lots")
    for number, lot in enumerate(lots if isinstance(lots, list) else (), 1):
        if not isinstance(lot, dict) or len(known) == MOST_LOTS:
            continue
        wanted = re.sub(r"[^a-z0-9_.-]+", "-", _text(lot.get("id")).lower(), flags=re.ASCII).strip("-._")[:60]
        ref = wanted if wanted and wanted not in known else f"lot-{number}"
        known.add(ref)
        yield ref, line(_text(lot.get("title"))) or f"Lot {number}"


def _value(tender: dict[str, Any]) -> str:
    value = _object(tender.get("value"))
    amount = value.get("amount")
    if isinstance(amount, bool) or not isinstance(amount, int | float | str):
        return ""
    return line(f"{amount} {_text(value.get('currency'))}")


def _dates(tender: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if _text(tender.get("expressionOfInterestDeadline")):
        yield "expressionOfInterestDeadline", line(_text(tender["expressionOfInterestDeadline"]))
    for name in _DATES:
        for end in ("startDate", "endDate"):
            if _text(_object(tender.get(name)).get(end)):
                yield f"{name}.{end}", line(_text(tender[name][end]))


def _fields(value: Any, place: str) -> Iterator[str]:
    """Every place that holds something, without the numbers of list members."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _fields(inner, f"{place}/{escaped(name)}")
    elif isinstance(value, list):
        for inner in value:
            yield from _fields(inner, place)
    elif value is not None:
        yield general(place)


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
