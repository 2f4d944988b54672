"""Is the history what it claims to be, and is everything derived from it what it derives? The first fault, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from actions.clockwork.record import record_of, row_of
from actions.house import House
from actions.keeping.checking import come_back, touched, withheld_by_ground, withheld_documents
from actions.keeping.record import records_of
from actions.people import register_of
from actions.projection import deadline_rows, procedure_row
from engine import events as e
from engine import register as r
from engine.clock_record import CLOCK
from engine.errors import NotFound, SeedbedError, VerificationFailed
from engine.evolve import replay
from engine.export_log import AUDIT
from engine.keeping import RECORDS
from engine.state import State
from engine.streams import LEDGER, RESERVED_STREAMS
from storage.codec import audit_event, happened, history_of, ledger_event
from storage.reading import Reading
from storage.records import AssignmentRow, PersonRow, ProcedureRow, StoredEvent
from storage.verify import FirstBad, verify_chain
from storage.verify_beside import verify_beside

Progress = Callable[[str, int, int], None]
"""What is being checked, how many are done, how many there are."""


def _silent(what: str, done: int, total: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Verification:
    """What was checked up to the first fault; ``withheld`` counts sealed words that have been deleted since."""

    procedure: str | None
    events: int
    streams: int
    disclosed: int
    withheld: int
    replayed: int
    artefacts: int
    attempts: int
    entries: int
    first_bad: FirstBad | None
    withheld_by_ground: Mapping[str, int] = field(default_factory=dict)

    @property
    def undecided(self) -> int:
        """How many sealed words are gone though no decision on record withheld them."""
        return max(0, self.withheld - sum(self.withheld_by_ground.values()))

    @property
    def good(self) -> bool:
        """Whether everything is as it must be."""
        return self.first_bad is None

    @property
    def sentence(self) -> str:
        """The answer in words."""
        if self.first_bad is not None:
            return f"Verification failed. {self.first_bad}"
        filed = "1 file is" if self.artefacts == 1 else f"{self.artefacts} files are"
        readable = "1 sealed text is" if self.disclosed == 1 else f"{self.disclosed} sealed texts are"
        return (
            f"Verified: {self.events} event{'' if self.events == 1 else 's'} in"
            f" {self.streams} stream{'' if self.streams == 1 else 's'} form one unbroken chain;"
            f" {self.replayed} replayed to exactly what is stored; {filed} what was filed;"
            f" {self.attempts} refused command{'' if self.attempts == 1 else 's'} and {self.entries} outbox"
            f" {'entry' if self.entries == 1 else 'entries'} are as they were kept;"
            f" {readable} readable, {self.withheld} {'is' if self.withheld == 1 else 'are'} withheld{self._grounds}."
        )

    @property
    def _grounds(self) -> str:
        parts = [f"{count} for {ground.replace('_', ' ')}" for ground, count in self.withheld_by_ground.items()]
        parts += [f"{self.undecided} that nobody decided"] if self.undecided else []
        return f" ({', '.join(parts)})" if parts else ""


class _Wrong(Exception):
    """Carries the first fault to the report."""

    def __init__(self, what: str, line: StoredEvent | None = None) -> None:
        super().__init__(what)
        self.first_bad = FirstBad(what=what)
        if line is not None:
            self.first_bad = FirstBad(what=what, gseq=line.gseq, stream=line.stream, n=line.n)


@dataclass(kw_only=True, slots=True)
class _Counts:
    replayed: int = 0
    artefacts: int = 0
    attempts: int = 0
    entries: int = 0


def verify(house: House, procedure: str | None = None, progress: Progress = _silent) -> Verification:
    """Check the chain of the whole history, then every stream (or one) against projections and files.

    ``NotFound`` when there is no such procedure; a fault is reported, not raised.
    """
    with house.store.reading() as reading:
        progress("events", 0, reading.head().count)
        chain = verify_chain(reading)
        progress("events", chain.events, chain.events)
        first_bad, counts = chain.first_bad, _Counts()
        grounds: Mapping[str, int] = {}
        if first_bad is None:
            try:
                _streams(house, reading, procedure, counts, progress)
                _beside(reading, counts)
                grounds = withheld_by_ground(reading)
            except _Wrong as wrong:
                first_bad = wrong.first_bad
    return Verification(
        procedure=procedure,
        events=chain.events,
        streams=chain.streams,
        disclosed=chain.disclosed,
        withheld=chain.withheld,
        replayed=counts.replayed,
        artefacts=counts.artefacts,
        attempts=counts.attempts,
        entries=counts.entries,
        first_bad=first_bad,
        withheld_by_ground=grounds,
    )


def _beside(reading: Reading, counts: _Counts) -> None:
    report = verify_beside(reading)
    counts.attempts, counts.entries = report.attempts, report.entries
    if report.first_bad is not None:
        raise _Wrong(report.first_bad)


def _streams(house: House, reading: Reading, procedure: str | None, counts: _Counts, progress: Progress) -> None:
    streams = reading.streams()
    if procedure is not None and (procedure not in streams or procedure in RESERVED_STREAMS):
        raise NotFound(f"There is no procedure {procedure}. `seedbed list` shows what there is.")
    chosen = streams if procedure is None else [procedure]
    if procedure is None:
        extra = sorted({row[0] for row in reading.procedures()} - set(streams))
        if extra:
            raise _Wrong(f"The projections hold {extra[0]}, which has no history; `seedbed rebuild` makes them anew.")
    erased = touched(reading)
    for done, stream in enumerate(chosen, 1):
        if stream in _CHECKS:
            _CHECKS[stream](reading)
        else:
            _one(house, reading, stream, counts)
        if stream in erased:
            _gone(reading, stream)
        counts.replayed += 1
        progress("streams", done, len(chosen))


def _one(house: House, reading: Reading, stream: str, counts: _Counts) -> None:
    """One procedure: replay, compare row and deadlines, re-hash every file that its history names."""
    last: list[StoredEvent] = []
    state = _replayed(reading, stream, last)
    line = last[0]
    try:
        definition = house.definitions.pinned(reading, state.definition)
    except SeedbedError as error:
        raise _Wrong(f"The definition that {stream} runs under is missing: {error}", line) from error
    stored = reading.procedure(stream)
    if stored is None:
        raise _Wrong(f"{stream} has a history and no projection; `seedbed rebuild` makes it anew.", line)
    expected = procedure_row(state, line.hash, line.at(), line.body()["recorded_by"]["id"])
    _same(stream, expected, stored, line)
    wanted = sorted(deadline_rows(definition, state), key=lambda row: row.deadline)
    found = sorted(reading.deadlines(stream), key=lambda row: row.deadline)
    if wanted != found:
        raise _Wrong(f"The stored deadlines of {stream} are not those of its history; `seedbed rebuild`.", line)
    for at, sha256 in _files(reading, stream):
        if not house.artefacts.has(sha256) and at.n in withheld_documents(reading, stream):
            continue
        _file(house, at, sha256)
        counts.artefacts += 1


def _replayed(reading: Reading, stream: str, last: list[StoredEvent]) -> State:
    def watched() -> Iterator[StoredEvent]:
        for line in reading.events(stream):
            last[:] = [line]
            yield line

    try:
        return replay(history_of(watched()), stream)
    except (SeedbedError, ValueError, KeyError, TypeError, AttributeError) as error:
        # A chain that holds can still carry an event that no program of ours wrote; whatever it breaks, it is named.
        raise _Wrong(f"it cannot be replayed ({type(error).__name__}: {error}).", last[0] if last else None) from error


def _same(stream: str, expected: ProcedureRow, stored: ProcedureRow, line: StoredEvent) -> None:
    for name in expected._fields:
        if getattr(expected, name) != getattr(stored, name):
            raise _Wrong(
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
        raise _Wrong("The stored register of people is not what its history gives; `seedbed rebuild` makes it anew.")
    if sorted(given, key=lambda row: row.id) != sorted(reading.assignments(), key=lambda row: row.id):
        raise _Wrong("The stored assignments of roles are not what their history gives; `seedbed rebuild`.")


def _clock(reading: Reading) -> None:
    row = row_of(record_of(reading))
    if row is not None and row != reading.clock():
        raise _Wrong("The stored doubt about the clock is not what its record gives; `seedbed rebuild` makes it anew.")


def _gone(reading: Reading, stream: str) -> None:
    for place in come_back(reading, stream):
        raise _Wrong(
            f"{place.path} of event {place.n} of {stream} was withheld for good and is there again: an old copy was"
            " put back. `seedbed erasure finish` takes it away."
        )


def _records(reading: Reading) -> None:
    try:
        records_of(reading)
    except (SeedbedError, ValueError, KeyError) as error:
        raise _Wrong(f"The stream of records cannot be read ({type(error).__name__}: {error}).") from error


def _exports(reading: Reading) -> None:
    for line in reading.events(AUDIT):
        try:
            audit_event(line.canon)
        except (SeedbedError, ValueError) as error:
            raise _Wrong(f"it is no record of an export ({error}).", line) from error


def _ledger(reading: Reading) -> None:
    for line in reading.events(LEDGER):
        try:
            ledger_event(line.canon)
        except (SeedbedError, ValueError) as error:
            raise _Wrong(f"it is no event of the ledger ({error}).", line) from error


_CHECKS: Final[Mapping[str, Callable[[Reading], None]]] = {
    r.REGISTER: _register, CLOCK: _clock, AUDIT: _exports, RECORDS: _records, LEDGER: _ledger,
}  # fmt: skip
"""What is checked of each stream that is no procedure's."""


def _files(reading: Reading, stream: str) -> Iterator[tuple[StoredEvent, str]]:
    for line in reading.events(stream):
        if b'"artefact.submitted"' in line.canon:
            event = happened(line.canon).event
            if isinstance(event, e.ArtefactSubmitted):
                yield line, event.sha256


def _file(house: House, line: StoredEvent, sha256: str) -> None:
    try:
        house.artefacts.verify(sha256)
    except (NotFound, VerificationFailed) as error:
        raise _Wrong(f"its document is not what was filed. {error}", line) from error
