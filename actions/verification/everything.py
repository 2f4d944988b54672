"""Checks the history and its ledger, then every stream against what is stored of it; the first fault, in words."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Final

from actions.house import House, open_house
from actions.keeping.checking import withheld_by_ground
from actions.ledger.last_head import known_head, last_head_file
from actions.ledger.turning import present_name
from actions.verification.brought import Brought, Kept
from actions.verification.gaps import first_gap
from actions.verification.ledger import LedgerOnlooker
from actions.verification.report import Progress, Verification
from actions.verification.streams import StreamsReport, check_streams, without_history
from config.settings import Settings
from engine.errors import Busy, InvalidInput, NotFound, SeedbedError
from engine.ledger.checkpoints import Checkpoint
from engine.streams import RESERVED_STREAMS
from storage.checking.faults import Wrong
from storage.checking.processes import WORTH_IT, Beside, cores, held, hold, in_order, pool
from storage.checking.whole import RUN
from storage.reading import Reading
from storage.verify import ChainReport, FirstBad, verify_chain
from storage.verify_beside import BesideReport, verify_beside

BATCH: Final = 200
"""Streams that a process replays between two words about its progress."""

NOTHING_BROUGHT: Final = Brought()
_NO_CHAIN: Final = ChainReport(events=0, streams=0, disclosed=0, withheld=0, first_bad=None)


def _silent(what: str, done: int, total: int) -> None:
    """Nobody watches."""


def verify(
    house: House,
    procedure: str | None = None,
    progress: Progress = _silent,
    *,
    brought: Brought = NOTHING_BROUGHT,
    processes: int | None = None,
    since: Kept | None = None,
) -> Verification:
    """Check the history and the ledger, then every stream (or one) against projections and files.

    ``NotFound`` when there is no such procedure; a fault is reported, not raised, also when the database itself is
    damaged. ``processes`` is how many may work at once (default: one a core, where the history is long). With ``since``
    only what was recorded after that head is checked, and that the stored hashes before it still give its root.
    """
    work = _Work(house, procedure, progress, brought, cores() if processes is None else processes, since)
    return work.done()


class _Work:
    """One verification: what is to be checked, and what has been found so far."""

    def __init__(  # noqa: PLR0917 - what was asked
        self,
        house: House,
        procedure: str | None,
        progress: Progress,
        brought: Brought,
        processes: int,
        since: Kept | None,
    ) -> None:
        self._house = house
        self._procedure = procedure
        self._progress = progress
        self._brought = brought
        self._processes = processes
        self._since = since
        self._onlooker: LedgerOnlooker | None = None
        self._chain = _NO_CHAIN
        self._streams = StreamsReport(replayed=0, artefacts=0, first_bad=None)
        self._beside = BesideReport(attempts=0, entries=0, first_bad=None)
        self._grounds: Mapping[str, int] = {}

    def done(self) -> Verification:
        """Check everything, up to the first fault."""
        first_bad: FirstBad | None
        try:
            with self._house.store.reading() as reading:
                self._require_procedure(reading)
                first_bad = self._found(reading)
        except _NoSuchProcedure as error:
            raise NotFound(str(error)) from None
        except Busy:
            raise
        except Wrong as wrong:
            first_bad = FirstBad(what=str(wrong))
        except SeedbedError as error:
            # The database is damaged, or holds what no program of ours wrote: that is a finding too.
            first_bad = FirstBad(what=f"The store cannot be read to its end: {error}")
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            what = f"The store holds what Seedbed never writes, and cannot be read to its end ({_named(error)})."
            first_bad = FirstBad(what=what)
        return self._report(first_bad)

    def _require_procedure(self, reading: Reading) -> None:
        name = self._procedure
        if name is not None and (name in RESERVED_STREAMS or reading.stream_head(name) is None):
            raise _NoSuchProcedure(f"There is no procedure {name}. `seedbed list` shows what there is.")

    def _found(self, reading: Reading) -> FirstBad | None:
        self._chain = self._history(reading)
        if self._chain.first_bad is not None:
            return self._chain.first_bad
        self._streams = self._replays(reading)
        if self._streams.first_bad is not None:
            return self._streams.first_bad
        if self._since is not None:
            return None
        self._beside = verify_beside(reading)
        if self._beside.first_bad is not None:
            return FirstBad(what=self._beside.first_bad)
        self._grounds = withheld_by_ground(reading)
        live = self._house.store.info.mode == "live"  # a rehearsal leaves behind what it was told to
        if live and self._chain.withheld > sum(self._grounds.values()):
            return first_gap(reading)
        return None

    def _history(self, reading: Reading) -> ChainReport:
        count = reading.head().count
        kept, unread = _kept_here(self._house, reading)
        own = () if self._since is None else (self._since,)
        first = 0 if self._since is None else self._since.size // RUN * RUN
        both = Brought(kept=(*self._brought.kept, *kept, *own), keys=self._brought.keys)
        onlooker = self._onlooker = LedgerOnlooker(reading, both, first)
        onlooker.counts.unchecked += unread
        several = self._processes > 1 and count >= WORTH_IT
        runs = Beside(self._house.store.address, self._processes) if several else None
        self._progress("events", 0, count)
        watch = lambda done, total: self._progress("events", done, total)  # noqa: E731 - nobody else calls it
        return verify_chain(reading, onlooker, runs, watch, first=first)

    def _replays(self, reading: Reading) -> StreamsReport:
        if self._since is not None:
            return check_streams(self._house, reading, sorted(self._chain.changed))
        streams = reading.streams() if self._procedure is None else [self._procedure]
        if self._procedure is None and (extra := without_history(reading, streams)) is not None:
            return StreamsReport(replayed=0, artefacts=0, first_bad=extra)
        replayed = artefacts = 0
        for found in self._batches(reading, streams):
            replayed, artefacts = replayed + found.replayed, artefacts + found.artefacts
            self._progress("streams", replayed, len(streams))
            if found.first_bad is not None:
                return StreamsReport(replayed=replayed, artefacts=artefacts, first_bad=found.first_bad)
        return StreamsReport(replayed=replayed, artefacts=artefacts, first_bad=None)

    def _batches(self, reading: Reading, streams: list[str]) -> Iterator[StreamsReport]:
        batches = _batched(streams)
        if self._processes > 1 and self._chain.events >= WORTH_IT and len(streams) > BATCH:
            with pool(self._processes, _open, self._house.settings) as executor:
                yield from in_order(executor, _check, batches, self._processes * 3)
        else:
            yield from (check_streams(self._house, reading, batch) for batch in batches)

    def _report(self, first_bad: FirstBad | None) -> Verification:
        chain, ledger = self._chain, None if self._onlooker is None else self._onlooker.counts
        return Verification(
            procedure=self._procedure,
            events=chain.events,
            streams=chain.streams,
            disclosed=chain.disclosed,
            withheld=chain.withheld,
            replayed=self._streams.replayed,
            artefacts=self._streams.artefacts,
            attempts=self._beside.attempts,
            entries=self._beside.entries,
            first_bad=first_bad,
            withheld_by_ground=self._grounds,
            checkpoints=0 if ledger is None else ledger.checkpoints,
            cosignatures=0 if ledger is None else ledger.cosignatures,
            newest=None if ledger is None else ledger.newest,
            keys_trusted=ledger is not None and ledger.trusted,
            outside=() if ledger is None else tuple(ledger.outside),
            unchecked=() if ledger is None else tuple(ledger.unchecked),
            root=b64encode(chain.root).decode(),
        )


class _NoSuchProcedure(Exception):
    """Nothing was checked."""


def _kept_here(house: House, reading: Reading) -> tuple[list[Kept], list[str]]:
    """The head that this machine keeps outside the data folder, and why there is none to compare.

    A store that calls itself a demonstration has none, so whichever there is was kept while it was live.
    """
    try:
        name = present_name(house.settings, reading)
        found = None if name is None else known_head(house.settings, name)
    except (InvalidInput, NotFound) as error:
        return [], [str(error).rstrip(".")]
    if name is None or found is None:
        return [], []
    stated: Checkpoint = found[0]
    where = str(last_head_file(house.settings, name))
    if house.store.info.mode != "live":
        raise Wrong(
            f"The store says that it is a demonstration, and {where} was kept of it while it was live: what it is was"
            " changed."
        )
    return [Kept(where=where, size=stated.size, root=stated.root_text, origin=stated.origin)], []


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".rstrip(".")


def _batched(streams: Iterable[str]) -> Iterator[list[str]]:
    waiting = iter(streams)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def _open(settings: Settings) -> None:
    hold(house=open_house(settings))


def _check(streams: list[str]) -> StreamsReport:
    house: House = held()["house"]
    with house.store.reading() as reading:
        return check_streams(house, reading, streams)
