"""The copies that were taken out of the house, readable."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from actions.exporting import exports_of
from actions.people import names_of
from actions.queries.moment import known_procedure
from storage.reading import Reading


@dataclass(frozen=True, kw_only=True, slots=True)
class ExportSeen:
    """One export: what was given to whom; ``name`` is None once it was erased; ``upto_n`` the newest event in it."""

    n: int
    gseq: int
    at: datetime
    procedure: str
    what: str
    who: str
    name: str | None
    role: str
    auth: str
    sha256: str
    upto_n: int | None
    withheld: int
    request_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Exports:
    """The log of exports, oldest first: of one procedure, or of all."""

    procedure: str | None
    exports: tuple[ExportSeen, ...]


def exports_seen(reading: Reading, procedure: str | None = None, *, at: datetime | None = None) -> Exports:
    """What was taken out at or before an instant; ``NotFound`` for a procedure that there is not."""
    if procedure is not None:
        known_procedure(reading, procedure)
    names = names_of(reading)
    found = []
    for line, event in exports_of(reading, procedure):
        body, recorded_at = line.body(), line.at()
        if at is not None and recorded_at > at:
            break
        by = body["recorded_by"]
        found.append(
            ExportSeen(
                n=line.n,
                gseq=line.gseq,
                at=recorded_at,
                procedure=event.procedure,
                what=event.what,
                who=by["id"],
                name=names.get(by["id"], {}).get("name"),
                role=by["role"],
                auth=by["auth"],
                sha256=event.sha256,
                upto_n=event.upto_n,
                withheld=event.withheld,
                request_id=body["cause"],
            )
        )
    return Exports(procedure=procedure, exports=tuple(found))
