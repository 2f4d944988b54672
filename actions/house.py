"""The house, wired: settings, clock, randomness, calendar, store and definitions in one value that is handed around."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from actions.clock import Clock, SimulatedClock, SystemClock, Watch
from actions.definitions import Definitions
from actions.identifiers import Randomness, SystemRandomness
from actions.ledger.checkpointing import Book
from actions.rehearsal import clock_of
from actions.states import StateCache
from config.calendars import CalendarDataInvalid
from config.calendars.home import Shelf
from config.settings import Settings
from engine.commands import ChangeCalendar, Command, MoveProcedure
from engine.definition import Definition
from engine.errors import NotFound
from engine.time.calendar import Calendar, read_pin
from storage.artefacts import ArtefactStore
from storage.database import Store, open_store
from storage.reading import Reading


@dataclass(kw_only=True)
class House:
    """Everything that a command needs and that is not the command."""

    settings: Settings
    store: Store
    artefacts: ArtefactStore
    clock: Clock
    randomness: Randomness
    calendars: dict[str, Calendar] = field(default_factory=dict)
    definitions: Definitions = field(default_factory=Definitions)
    states: StateCache = field(default_factory=StateCache)
    book: Book = field(default_factory=Book)
    watch: Watch = field(init=False)

    def __post_init__(self) -> None:
        """Begin to watch the clock."""
        self.watch = Watch(self.clock)

    @property
    def shelf(self) -> Shelf:
        """Every calendar that is known here: shipped, and the house's own in its folder."""
        return Shelf(folder=self.settings.home / "calendars")

    def calendar(self, name: str) -> Calendar:
        """The newest version of a calendar, the house's own included, loaded once."""
        folder = self.settings.home / "calendars"
        # A file that was put into the folder while a service runs counts from then on.
        known = f"{name}@{folder.stat().st_mtime_ns if folder.is_dir() else 0}"
        if known not in self.calendars:
            self.calendars[known] = Calendar.from_data(self.shelf.load(name))
        return self.calendars[known]

    def pinned_calendar(self, pin: str) -> Calendar:
        """The very calendar that a date was computed with; another content under its version is never used instead."""
        if pin not in self.calendars:
            wanted = read_pin(pin)
            found = Calendar.from_data(self.shelf.load(wanted.name, version=wanted.version))
            if wanted.sha256 not in {None, found.sha256}:
                raise CalendarDataInvalid(
                    f"Calendar {wanted} is not the one that dates were computed with: it has SHA-256 {found.sha256},"
                    f" and they name {wanted.sha256}. Put the file back as it was, and give changes a new version."
                )
            self.calendars[pin] = found
        return self.calendars[pin]

    @property
    def clock_error(self) -> timedelta:
        """How much the clock may be wrong: a simulated one never is, because it is the time."""
        return timedelta(0) if isinstance(self.clock, SimulatedClock) else self.settings.clock_error

    def asked_definition(self, reading: Reading, command: Command) -> Definition | None:
        """The definition that a command wants a procedure to be moved to; ``NotFound`` when there is none such."""
        return self.definitions.pinned(reading, command.definition) if isinstance(command, MoveProcedure) else None

    def asked_calendar(self, command: Command, pinned: str, target: Definition | None = None) -> Calendar | None:
        """The calendar that a command wants a procedure to be put on; ``NotFound`` when there is none such.

        A procedure that is moved to another definition stays on the version that it is pinned to, if the name is it.
        """
        if target is not None:
            stays = read_pin(pinned).name == target.calendar
            return self.pinned_calendar(pinned) if stays else self.calendar(target.calendar)
        if not isinstance(command, ChangeCalendar):
            return None
        try:
            return self.pinned_calendar(command.calendar)
        except CalendarDataInvalid as error:
            raise NotFound(str(error)) from error

    def close(self) -> None:
        """Let go of the database."""
        self.store.close()


def open_house(settings: Settings, *, clock: Clock | None = None, randomness: Randomness | None = None) -> House:
    """Open the data folder that the settings name; ``NotFound`` says how to make one.

    Where time is simulated, the folder's own clock is used unless another is given.
    """
    if settings.database_url.startswith("sqlite") and not settings.home.is_dir():
        raise NotFound(f"There is no data folder at {settings.home}. Make one: seedbed init")
    store = open_store(settings.database_url)
    return House(
        settings=settings,
        store=store,
        artefacts=ArtefactStore(settings.artefacts_url),
        clock=clock or clock_of(settings, store) or SystemClock(),
        randomness=randomness or SystemRandomness(),
    )
