"""The house, wired: settings, clock, randomness, calendar, store and definitions in one value that is handed around."""

from __future__ import annotations

from dataclasses import dataclass, field

from actions.clock import Clock, SystemClock, Watch
from actions.definitions import Definitions
from actions.identifiers import Randomness, SystemRandomness
from actions.states import StateCache
from config.calendars import load_calendar
from config.settings import Settings
from engine.errors import NotFound
from engine.time.calendar import Calendar
from storage.artefacts import ArtefactStore
from storage.database import Store, open_store


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
    watch: Watch = field(init=False)

    def __post_init__(self) -> None:
        """Begin to watch the clock."""
        self.watch = Watch(self.clock)

    def calendar(self, name: str) -> Calendar:
        """The newest shipped version of a calendar, loaded once."""
        if name not in self.calendars:
            self.calendars[name] = Calendar.from_data(load_calendar(name))
        return self.calendars[name]

    def pinned_calendar(self, pin: str) -> Calendar:
        """The calendar version that a procedure is pinned to, written ``name-version``."""
        if pin not in self.calendars:
            name, _, version = pin.rpartition("-")
            self.calendars[pin] = Calendar.from_data(load_calendar(name, version=version))
        return self.calendars[pin]

    def close(self) -> None:
        """Let go of the database."""
        self.store.close()


def open_house(settings: Settings, *, clock: Clock | None = None, randomness: Randomness | None = None) -> House:
    """Open the data folder that the settings name; ``NotFound`` says how to make one."""
    if settings.database_url.startswith("sqlite") and not settings.home.is_dir():
        raise NotFound(f"There is no data folder at {settings.home}. Make one: seedbed init")
    return House(
        settings=settings,
        store=open_store(settings.database_url),
        artefacts=ArtefactStore(settings.artefacts_url),
        clock=clock or SystemClock(),
        randomness=randomness or SystemRandomness(),
    )
