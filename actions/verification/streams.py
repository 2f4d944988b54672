"""Is everything that is derived from the history what it derives? Each stream's replay, rows and files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from actions.clockwork.record import record_of, row_of
from actions.house import House
from actions.keeping.checking import come_back, touched, withheld_documents
from actions.keeping.record import records_of
from actions.people import register_of
from actions.projection import deadline_rows, procedure_row
from actions.verification.planned import misplanned, waiting_of
from config.calendars import CalendarDataInvalid
from engine import events as e
from engine import register as r
from engine.clock_record import CLOCK
from engine.definition import Definition
from engine.errors import NotFound, SeedbedError, VerificationFailed
from engine.evolve import replay
from engine.export_log import AUDIT
from engine.keeping import RECORDS
from engine.state import State
from engine.streams import LEDGER
from storage.codec import audit_event, happened, history_of, ledger_event
from storage.reading import Reading
from storage.records import AssignmentRow, ClockRow, PersonRow, ProcedureRow, StoredEvent
from storage.reminders import ReminderRow
from storage.verify import FirstBad

_NEVER_IN_DOUBT: Final = ClockRow(n=-1, unconfirmed=0, ahead_ms=0)


class StreamWrong(Exception):
    """Carries the first fault to the report."""

    def __init__(self, what: str, line: StoredEvent | None = None) -> None:
        super().__init__(what)
        self.first_bad = FirstBad(what=what)
        if line is not None:
            self.first_bad = FirstBad(what=what, gseq=line.gseq, stream=line.stream, n=line.n)


@dataclass(frozen=True, kw_only=True, slots=True)
class StreamsReport:
    """How many streams were replayed and files hashed, up to the first fault."""

    replayed: int
    artefacts: int
    first_bad: FirstBad | None


def check_streams(house: House, reading: Reading, streams: Iterable[str]) -> StreamsReport:
    """Replay each stream and compare what is stored of it; a fault is reported, not raised."""
    streams = list(streams)
    erased, waiting = touched(reading), waiting_of(reading, streams)
    hashed: set[str] = set()
    replayed = artefacts = 0
    for stream in streams:
        try:
            if stream in _CHECKS:
                _CHECKS[stream](reading)
            else:
                artefacts += _one(house, reading, stream, hashed, waiting.get(stream, ()))
            if stream in erased:
                _gone(reading, stream)
        except StreamWrong as wrong:
            return StreamsReport(replayed=replayed, artefacts=artefacts, first_bad=wrong.first_bad)
        replayed += 1
    return StreamsReport(replayed=replayed, artefacts=artefacts, first_bad=None)


def without_history(reading: Reading, streams: Iterable[str]) -> FirstBad | None:
    """Rows of procedures that have no history."""
    known = set(streams)
    extra = sorted(({row[0] for row in reading.procedures()} | {row.stream for row in reading.deadlines()}) - known)
    if not extra:
        return _records_without(reading, known)
    return FirstBad(what=f"The projections hold {extra[0]}, which has no history; `seedbed rebuild` makes them anew.")


def _records_without(reading: Reading, known: set[str]) -> FirstBad | None:
    """Rows of the register or of the clock's record, which have no event."""
    try:
        for stream in {r.REGISTER, CLOCK} - known:
            _CHECKS[stream](reading)
    except StreamWrong as wrong:
        return wrong.first_bad
    return None


def _one(house: House, reading: Reading, stream: str, hashed: set[str], waiting: Sequence[ReminderRow]) -> int:
    """One procedure: replay, compare row, deadlines and reminders, re-hash every file named; how many are named.

    A file that many events name is hashed once: ``hashed`` remembers.
    """
    last: list[StoredEvent] = []
    state = _replayed(reading, stream, last)
    line = last[0]
    try:
        definition = house.definitions.pinned(reading, state.definition)
    except SeedbedError as error:
        raise StreamWrong(f"The definition that {stream} runs under is missing: {error}", line) from error
    stored = reading.procedure(stream)
    if stored is None:
        raise StreamWrong(f"{stream} has a history and no projection; `seedbed rebuild` makes it anew.", line)
    expected = procedure_row(state, line.hash, line.at(), line.body()["recorded_by"]["id"])
    _same(stream, expected, stored, line)
    wanted = sorted(deadline_rows(definition, state), key=lambda row: row.deadline)
    found = sorted(reading.deadlines(stream), key=lambda row: row.deadline)
    if wanted != found:
        raise StreamWrong(f"The stored deadlines of {stream} are not those of its history; `seedbed rebuild`.", line)
    _planned(house, reading, definition, state, waiting)
    artefacts = 0
    for at, sha256, size in _files(reading, stream):
        if sha256 not in hashed and not house.artefacts.has(sha256) and at.n in withheld_documents(reading, stream):
            continue
        if sha256 not in hashed:
            _file(house, at, sha256, size)
            hashed.add(sha256)
        artefacts += 1
    return artefacts


def _planned(
    house: House, reading: Reading, definition: Definition, state: State, waiting: Sequence[ReminderRow]
) -> None:
    try:
        wrong = misplanned(house, reading, definition, state, waiting)
    except CalendarDataInvalid as error:
        raise StreamWrong(f"What waits for {state.procedure} cannot be planned: {error}") from error
    if wrong is not None:
        raise StreamWrong(f"{wrong}; `seedbed rebuild` plans them anew.")


def _replayed(reading: Reading, stream: str, last: list[StoredEvent]) -> State:
    def watched() -> Iterator[StoredEvent]:
        for line in reading.events(stream):
            last[:] = [line]
            yield line

    try:
        return replay(history_of(watched()), stream)
    except (SeedbedError, ValueError, KeyError, TypeError, AttributeError) as error:
        # A chain that holds can still carry an event that no program of ours wrote; whatever it breaks, it is named.
        raise StreamWrong(
            f"it cannot be replayed ({type(error).__name__}: {error}).", last[0] if last else None
        ) from error


def _same(stream: str, expected: ProcedureRow, stored: ProcedureRow, line: StoredEvent) -> None:
    for name in expected._fields:
        if getattr(expected, name) != getattr(stored, name):
            raise StreamWrong(
                f'the stored "{name}" of {stream} is not what its history gives;'
                " `seedbed rebuild` makes the projections anew.",
                line,
            )


def _register(reading: Reading) -> None:
    register = register_of(reading)
    people = [PersonRow(id=person, registered_n=n) for person, n in register.people.items()]
    given = [
        AssignmentRow(
            id=ref,
            person=known.person,
            procedure=known.procedure,
            role=known.role,
            from_on=known.from_on,
            to_on=known.to_on,
        )
        for ref, known in (*register.assignments.items(), *register.delegations.items())
    ]
    if sorted(people, key=lambda row: row.id) != sorted(reading.people(), key=lambda row: row.id):
        raise StreamWrong(
            "The stored register of people is not what its history gives; `seedbed rebuild` makes it anew."
        )
    if sorted(given, key=lambda row: row.id) != sorted(reading.assignments(), key=lambda row: row.id):
        raise StreamWrong("The stored assignments of roles are not what their history gives; `seedbed rebuild`.")


def _clock(reading: Reading) -> None:
    if (row_of(record_of(reading)) or _NEVER_IN_DOUBT) != reading.clock():
        raise StreamWrong(
            "The stored doubt about the clock is not what its record gives; `seedbed rebuild` makes it anew."
        )


def _gone(reading: Reading, stream: str) -> None:
    for place in come_back(reading, stream):
        raise StreamWrong(
            f"{place.path} of event {place.n} of {stream} was withheld for good and is there again: an old copy was"
            " put back. `seedbed erasure finish` takes it away."
        )


def _records(reading: Reading) -> None:
    try:
        records_of(reading)
    except (SeedbedError, ValueError, KeyError) as error:
        raise StreamWrong(f"The stream of records cannot be read ({type(error).__name__}: {error}).") from error


def _exports(reading: Reading) -> None:
    for line in reading.events(AUDIT):
        try:
            audit_event(line.canon)
        except (SeedbedError, ValueError) as error:
            raise StreamWrong(f"it is no record of an export ({error}).", line) from error


def _ledger(reading: Reading) -> None:
    for line in reading.events(LEDGER):
        try:
            ledger_event(line.canon)
        except (SeedbedError, ValueError) as error:
            raise StreamWrong(f"it is no event of the ledger ({error}).", line) from error


_CHECKS: Final[Mapping[str, Callable[[Reading], None]]] = {
    r.REGISTER: _register, CLOCK: _clock, AUDIT: _exports, RECORDS: _records, LEDGER: _ledger,
}  # fmt: skip
"""What is checked of each stream that is no procedure's."""


def _files(reading: Reading, stream: str) -> Iterator[tuple[StoredEvent, str, int]]:
    for line in reading.events(stream):
        if b'"artefact.submitted"' in line.canon:
            event = happened(line.canon).event
            if isinstance(event, e.ArtefactSubmitted):
                yield line, event.sha256, event.size


def _file(house: House, line: StoredEvent, sha256: str, size: int) -> None:
    try:
        found = house.artefacts.verify(sha256)
    except (NotFound, VerificationFailed) as error:
        raise StreamWrong(f"its document is not what was filed. {error}", line) from error
    if found.size != size:
        raise StreamWrong(f"its document has {found.size:,} bytes, and was filed with {size:,}.", line)
