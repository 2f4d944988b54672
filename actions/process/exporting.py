"""Histories handed over as logs, provenance or tables: made whole, put on record, and only then given their name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from actions.evidence.placing import drafted
from actions.exporting import exporting_role, record_export
from actions.house import House
from actions.process.histories import closed_procedures, history_of
from engine.errors import InvalidInput, NotFound
from engine.export_log import EVERYTHING
from exports.process.source import History


@dataclass(frozen=True, kw_only=True, slots=True)
class Takeout:
    """Who takes something out, under which request id, and whether a file of that name may be replaced."""

    actor: str
    role: str | None = None
    request_id: str | None = None
    force: bool = False
    auth: str = "claim"


@dataclass(frozen=True, kw_only=True, slots=True)
class HandedOver:
    """A file (or folder) that was handed over; ``logged_as`` are its places in the log of exports."""

    procedures: tuple[str, ...]
    file: str
    form: str
    events: int
    files: int
    sha256: str
    bytes: int
    role: str
    logged_as: tuple[int, ...]

    @property
    def sentence(self) -> str:
        """What was done."""
        what = self.procedures[0] if len(self.procedures) == 1 else f"{len(self.procedures)} procedures"
        plural = "" if self.events == 1 else "s"
        return f"{self.file}: {self.form} of {what}, {self.events:,} event{plural} of history."


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """Histories to hand over; ``record`` names what the log of exports says: each of them, or everything."""

    histories: tuple[History, ...]
    record: tuple[str, ...]
    role: str

    @property
    def references(self) -> tuple[str, ...]:
        """Whose histories they are."""
        return tuple(history.reference for history in self.histories)

    @property
    def events(self) -> int:
        """How many events they hold together."""
        return sum(len(history.entries) for history in self.histories)


def asked_for(
    house: House, procedures: Sequence[str], takeout: Takeout, *, closed: bool = False, words: bool = False
) -> Asked:
    """The histories of the named procedures, or of all that are closed; ``NotAllowed`` unless each may be taken out."""
    if bool(procedures) == closed:
        raise InvalidInput("Name at least one procedure, or say --closed for all that have come to an end; not both.")
    record: tuple[str, ...]
    with house.store.reading() as reading:
        if closed:
            role = exporting_role(house, reading, actor=takeout.actor, procedure=EVERYTHING, role=takeout.role)
            wanted, record = closed_procedures(reading), (EVERYTHING,)
            if not wanted:
                raise NotFound("No procedure has come to an end yet. `seedbed list` shows those that are running.")
        else:
            wanted = record = tuple(dict.fromkeys(procedures))
            roles = [
                exporting_role(house, reading, actor=takeout.actor, procedure=one, role=takeout.role) for one in wanted
            ]
            role = roles[0]
        found = tuple(history_of(house, reading, one, words=words) for one in wanted)
    return Asked(histories=found, record=record, role=role)


def export_histories(
    house: House,
    procedures: Sequence[str],
    out: Path,
    *,
    form: str,
    what: str,
    make: Callable[[Sequence[History]], bytes],
    takeout: Takeout,
    closed: bool = False,
) -> HandedOver:
    """Write what ``make`` makes of the histories to one file; it is on record before it has its name."""
    asked = asked_for(house, procedures, takeout, closed=closed)
    content = make(asked.histories)
    with drafted(out, force=takeout.force) as draft:
        draft.handle.write(content)
        digest = draft.sha256()
        logged = put_on_record(house, asked, what=what, sha256=digest, takeout=takeout)
    return HandedOver(
        procedures=asked.references,
        file=str(out),
        form=form,
        events=asked.events,
        files=1,
        sha256=digest,
        bytes=len(content),
        role=asked.role,
        logged_as=logged,
    )


def put_on_record(house: House, asked: Asked, *, what: str, sha256: str, takeout: Takeout) -> tuple[int, ...]:
    """A line in the log of exports for each procedure, or one for everything.

    A request id that was given counts for all: of several lines each has it with the reference behind it.
    """
    last = {history.reference: history.entries[-1].n for history in asked.histories}
    several = len(asked.record) > 1 and takeout.request_id is not None
    return tuple(
        record_export(
            house,
            actor=takeout.actor,
            role=asked.role,
            procedure=one,
            what=what,
            sha256=sha256,
            request_id=f"{takeout.request_id}/{one}" if several else takeout.request_id,
            upto_n=last.get(one),
            auth=takeout.auth,
        ).n
        for one in asked.record
    )
