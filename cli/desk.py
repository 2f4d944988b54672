"""What a command has before it: settings, the house (opened when first asked for), and where its answer goes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from cli.page import Page, aside
from config.settings import Settings, read_settings
from engine.errors import InvalidInput

if TYPE_CHECKING:
    from actions.house import House
    from storage.reading import Reading


@dataclass(frozen=True, kw_only=True, slots=True)
class Options:
    """What every command can be told about its output."""

    as_json: bool = False
    quiet: bool = False


class Desk:
    """One command at work; the house is closed when it leaves."""

    def __init__(self, options: Options) -> None:
        """Sit down; nothing is opened yet."""
        self.options = options
        self.page = Page(quiet=options.quiet)
        self._settings: Settings | None = None
        self._house: House | None = None
        self.as_of: datetime | None = None

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Leave, and close what was opened."""
        self.close()

    @property
    def settings(self) -> Settings:
        """The settings of the environment, read once."""
        if self._settings is None:
            self._settings = _read(None)
        return self._settings

    def at_home(self, home: Path) -> None:
        """Work in this data folder instead of the environment's."""
        self._settings = _read(home)

    @property
    def house(self) -> House:
        """The data folder, open; ``NotFound`` says how to make one."""
        if self._house is None:
            from actions.house import open_house

            self._house = open_house(self.settings)
        return self._house

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """One consistent look at the store."""
        with self.house.store.reading() as reading:
            yield reading

    def say(self, text: str) -> None:
        """Tell what is going on, beside the answer."""
        if not self.options.quiet:
            aside(text)

    def close(self) -> None:
        """Close the house; it opens again when it is asked for."""
        if self._house is not None:
            self._house.close()
            self._house = None


def _read(home: Path | None) -> Settings:
    try:
        return read_settings(home=home)
    except (ValueError, RuntimeError, OSError) as error:  # an unknown ~user is a RuntimeError
        raise InvalidInput(f"The environment's settings cannot be used: {error}.") from error
