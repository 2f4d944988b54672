"""Is everything in order to work here: Python, database, folder, disk, calendar, workflow engine, service, clock."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from actions.clock import Clock, SystemClock
from actions.keeping.scrub import waiting
from actions.ledger.checkpointing import window
from actions.ledger.keys import ledger_key
from actions.ledger.last_head import require_not_gone_back
from actions.ledger.turning import present_name
from actions.left_behind import files_left_behind
from actions.people import ZONE
from actions.verification.remembered import Memory
from config.calendars import CalendarDataInvalid, calendar_names, calendar_versions, load_calendar
from config.calendars.home import Shelf
from config.settings import Settings
from engine.errors import InvalidInput, NotFound, SeedbedError
from engine.ledger.notes import parse_note
from engine.time.dates import describe_date
from engine.time.local_time import describe_instant, local_date
from storage.database import Store, open_store

LEAST_FREE_BYTES = 500_000_000
MONTHS_OF_CALENDAR = 12
SIGNED_WITHIN_SECONDS = 120
AUDITED_WITHIN = timedelta(days=1)
OLDEST_PYTHON = (3, 11)
_AFTER_BUILD = datetime(2026, 1, 1, tzinfo=UTC)


class Mark(StrEnum):
    """How a check came out: in order, worth a look, or in the way of work."""

    OK = "ok"
    LOOK = "look"
    BAD = "bad"


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """One thing that was looked at, what was found, and what to do about it."""

    name: str
    mark: Mark
    found: str
    do: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Health:
    """Everything that was looked at."""

    home: str
    checks: tuple[Check, ...]

    @property
    def good(self) -> bool:
        """Whether nothing is in the way of work."""
        return all(check.mark is not Mark.BAD for check in self.checks)

    @property
    def summary(self) -> str:
        """The whole in one sentence, which never says more than the checks do."""
        if not self.good:
            return "Something is in the way of work: see above."
        if not Path(self.home).is_dir():
            return "Nothing is in the way of work, but there is no data folder yet: seedbed init"
        if any(check.mark is Mark.LOOK for check in self.checks):
            return 'Nothing is in the way of work; "look" marks what deserves a look.'
        return "Everything needed is in order."


def examine(settings: Settings, clock: Clock | None = None) -> Health:
    """Look at everything; nothing is changed, and nothing that is wrong keeps the rest from being looked at."""
    now = (clock or SystemClock()).now()
    checks = [_python(), *_folder(settings.home), _disk(settings.home), *_store(settings, now)]
    checks += [
        *_calendars(now),
        *_calendars_of_the_house(settings),
        _zones(),
        *_channels(settings),
        _workflow_engine(),
        _service(settings),
        _machine_clock(now),
    ]
    return Health(home=str(settings.home), checks=tuple(checks))


def _python() -> Check:
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] < OLDEST_PYTHON:
        return Check(name="Python", mark=Mark.BAD, found=found, do="Seedbed needs Python 3.11 or newer.")
    return Check(name="Python", mark=Mark.OK, found=found)


def _folder(home: Path) -> Iterator[Check]:
    name = "data folder"
    if not home.is_dir():
        yield Check(name=name, mark=Mark.LOOK, found=f"{home} is not there", do="Make one: seedbed init")
        return
    if not os.access(home, os.R_OK | os.W_OK | os.X_OK):
        yield Check(name=name, mark=Mark.BAD, found=f"{home} may not be written", do="Check who owns it.")
        return
    open_to = stat.S_IMODE(home.stat().st_mode) & 0o077
    do = f"Others on this machine can look into it: chmod 700 {home}" if open_to else None
    yield Check(name=name, mark=Mark.LOOK if open_to else Mark.OK, found=str(home), do=do)


def _disk(home: Path) -> Check:
    place = next(folder for folder in (home, *home.parents) if folder.is_dir())
    free = shutil.disk_usage(place).free
    found = f"{free / 1e9:.1f} GB free"
    if free < LEAST_FREE_BYTES:
        return Check(name="disk", mark=Mark.BAD, found=found, do=f"Make room at {place}: 0.5 GB at least.")
    return Check(name="disk", mark=Mark.OK, found=found)


def _store(settings: Settings, now: datetime) -> Iterator[Check]:
    try:
        store = open_store(settings.database_url)
    except SeedbedError as error:
        yield _no_store(settings, error)
        return
    try:
        yield _settings_of(store)
        yield _last_event(store, now)
        yield from _doubt(store)
        yield from _withholding(store)
        yield from _ledger(store, settings, now)
        yield from _audited(store, settings, now)
    finally:
        store.close()


def _no_store(settings: Settings, error: SeedbedError) -> Check:
    """One advice for each thing that can be wrong; a database that is lost or damaged is never simply made anew."""
    if not settings.home.is_dir():
        return Check(name="store", mark=Mark.LOOK, found="none, for there is no data folder")
    if isinstance(error, NotFound) and (files := files_left_behind(settings)) is not None:
        found = f"the database is missing, yet {files} holds documents"
        return Check(name="store", mark=Mark.BAD, found=found, do="Put the database back from a backup.")
    if isinstance(error, NotFound | InvalidInput):
        return Check(name="store", mark=Mark.BAD, found=str(error))  # it says itself what to do
    do = "After it has been put back: seedbed verify"
    return Check(name="store", mark=Mark.BAD, found=str(error), do=do)


def _settings_of(store: Store) -> Check:
    facts = store.facts()
    shown = ", ".join(f"{name} {value}" for name, value in facts.items() if name not in ("database", "version"))
    found = f"{store.info.mode}, {facts['database']} {facts['version']}: {shown}"
    if facts.get("journal_mode") not in (None, "wal"):
        do = "This SQLite has the WAL-reset bug, so the rollback journal is used: slower, and as safe."
        return Check(name="store", mark=Mark.LOOK, found=found, do=do)
    return Check(name="store", mark=Mark.OK, found=found)


def _last_event(store: Store, now: datetime) -> Check:
    with store.reading() as reading:
        head = reading.head()
    if head.last_at is None:
        return Check(name="history", mark=Mark.OK, found="empty")
    found = f"{head.count} events, the last on {describe_instant(head.last_at, ZONE)}"
    if store.info.mode == "live" and head.last_at > now:
        do = "The machine's clock went back: until it has caught up, events are dated like the last one. Check it."
        return Check(name="history", mark=Mark.LOOK, found=found, do=do)
    do = "Whether it is what it claims to be is not looked at here: seedbed verify"
    return Check(name="history", mark=Mark.OK, found=found, do=do)


def _doubt(store: Store) -> Iterator[Check]:
    """A step of the machine's clock that waits for an administrator: what hangs on the time is refused meanwhile."""
    with store.reading() as reading:
        waiting = reading.clock().unconfirmed
    if waiting:
        found = f"in doubt: {waiting} step{'' if waiting == 1 else 's'} nobody has confirmed"
        do = "See `seedbed clock show`; an administrator then says: seedbed clock confirm"
        yield Check(name="clock of the record", mark=Mark.BAD, found=found, do=do)


def _withholding(store: Store) -> Iterator[Check]:
    with store.reading() as reading:
        left = [decision.ref for decision in waiting(reading)]
    if left:
        found = f"{', '.join(left)}: deleted, and not yet scrubbed from the disk"
        yield Check(name="erasures", mark=Mark.LOOK, found=found, do="Finish them: seedbed erasure finish")


def _ledger(store: Store, settings: Settings, now: datetime) -> Iterator[Check]:
    """Whether the store is the one that was signed last, how far it is signed, and who else has seen it."""
    name = "ledger"
    if store.info.mode != "live":
        return
    try:
        with store.reading() as reading:
            origin = present_name(settings, reading)
            if origin is not None:
                require_not_gone_back(store, reading, settings, origin)
            found = window(reading, now)
            row = reading.newest_checkpoint()
            if row is not None:
                ledger_key(settings, parse_note(row.note))
            cosigned = reading.cosigned_sizes()
    except (SeedbedError, OSError) as error:
        yield Check(name=name, mark=Mark.BAD, found=str(error))
        return
    age = "" if found.age_seconds is None else f", the newest checkpoint {_length(found.age_seconds)} old"
    seen = f"; cosigned up to {cosigned[-1]:,}" if cosigned else "; no witness yet"
    text = f"{found.size:,} of {found.size + found.waiting:,} events signed{age}{seen}"
    if found.waiting and found.open_seconds > SIGNED_WITHIN_SECONDS:
        do = "What waits is signed by the next command or a running service, or now: seedbed ledger checkpoint"
        yield Check(name=name, mark=Mark.LOOK, found=text, do=do)
    else:
        yield Check(name=name, mark=Mark.OK, found=text)
    if settings.last_heads_folder.is_relative_to(settings.home):
        do = "A restored folder would restore it too: set SEEDBED_LAST_HEADS to a folder elsewhere."
        yield Check(name="head kept outside", mark=Mark.LOOK, found=str(settings.last_heads_folder), do=do)


def _audited(store: Store, settings: Settings, now: datetime) -> Iterator[Check]:
    """What `seedbed audit watch` has found, where it has ever looked from this account."""
    name = "audit"
    try:
        known = Memory(store, settings).read()
    except InvalidInput as error:
        yield Check(name=name, mark=Mark.BAD, found=str(error))
        return
    if known is None:
        return
    found = f"{known.size:,} events verified, last on {describe_instant(known.verified_at, ZONE)}"
    if known.fault is not None:
        yield Check(name=name, mark=Mark.BAD, found=f"{found}; since then: {known.fault}", do="Now: seedbed verify")
    elif now - known.verified_at > AUDITED_WITHIN:
        yield Check(name=name, mark=Mark.LOOK, found=found, do="Nobody has looked since: seedbed audit watch")
    else:
        yield Check(name=name, mark=Mark.OK, found=found)


def _length(seconds: float) -> str:
    return str(timedelta(seconds=round(seconds)))


def _calendars(now: datetime) -> Iterator[Check]:
    today = local_date(now, "Europe/London")
    for name in calendar_names():
        try:
            data = load_calendar(name)
        except CalendarDataInvalid as error:
            yield Check(name=f"calendar {name}", mark=Mark.BAD, found=str(error), do="Install Seedbed again.")
            continue
        found = f"version {data.version}, known until {describe_date(data.last_on)}"
        short = _months(today, data.last_on) < MONTHS_OF_CALENDAR
        do = "Working days beyond that are refused: install a newer Seedbed soon." if short else None
        yield Check(name=f"calendar {name}", mark=Mark.LOOK if short else Mark.OK, found=found, do=do)


def _calendars_of_the_house(settings: Settings) -> Iterator[Check]:
    """The folder's own files: one that cannot be read keeps every command from its newest calendar."""
    shelf, name = Shelf(folder=settings.home / "calendars"), "calendars of the folder"
    try:
        known = {f"{one}-{version}" for one in shelf.names() for version in shelf.versions(one)}
    except CalendarDataInvalid as error:
        yield Check(name=name, mark=Mark.BAD, found=str(error), do=f"Mend it, or take it out of {shelf.folder}.")
        return
    own = sorted(known - {f"{one}-{version}" for one in calendar_names() for version in calendar_versions(one)})
    if own:
        yield Check(name=name, mark=Mark.OK, found=", ".join(own))


def _months(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def _zones() -> Check:
    try:
        local_date(_AFTER_BUILD, "Europe/London")
    except SeedbedError as error:
        return Check(name="time zones", mark=Mark.BAD, found=str(error), do="Install the tzdata package.")
    return Check(name="time zones", mark=Mark.OK, found="Europe/London is known")


def _channels(settings: Settings) -> Iterator[Check]:
    """What is wrong with the channels holds up messages; a site without a file of them has nothing to look at."""
    if not settings.channels_file.exists():
        return
    from channels.reading import read_channels
    from channels.showing import shown_channels

    try:
        shown = shown_channels(read_channels(settings.channels_file), settings.home)
    except SeedbedError as error:
        yield Check(name="channels", mark=Mark.BAD, found=str(error), do="Until it is put right, messages wait.")
        return
    missing = sorted({variable for one in shown for variable in one.missing})
    found = ", ".join(one.name for one in shown)
    do = f"Not set here, perhaps where the service runs: {', '.join(missing)}." if missing else None
    yield Check(name="channels", mark=Mark.LOOK if missing else Mark.OK, found=found, do=do)


def _workflow_engine() -> Check:
    try:
        return Check(
            name="Prefect", mark=Mark.OK, found=version("prefect")
        )  # from its metadata: importing takes seconds
    except PackageNotFoundError:
        return Check(name="Prefect", mark=Mark.BAD, found="not installed", do="Stage moves need it: install it again.")


def _service(settings: Settings) -> Check:
    if not settings.service_file.exists():
        found = "not running; commands work on the data folder itself"
        return Check(name="service", mark=Mark.OK, found=found, do="`seedbed serve` starts it, and moves become quick.")
    return Check(name="service", mark=Mark.OK, found=f"announced in {settings.service_file}")


def _machine_clock(now: datetime) -> Check:
    found = describe_instant(now, ZONE)
    if now < _AFTER_BUILD:
        return Check(name="clock", mark=Mark.BAD, found=found, do="The clock is wrong: it is before this program.")
    drift = _stands_still(time.time)
    if drift:
        return Check(name="clock", mark=Mark.BAD, found=found, do="The clock stands still.")
    return Check(name="clock", mark=Mark.OK, found=found)


def _stands_still(clock: Callable[[], float]) -> bool:
    begun = clock()
    for _ in range(50):
        if clock() != begun:
            return False
        time.sleep(0.001)
    return True
