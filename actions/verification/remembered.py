"""Where an auditor remembers what it has verified: under the ledger's own name, wherever the store lies now.

Beside it stands, for each place where a store was looked at, which ledger that was: a store that was renamed, or put
there instead, is compared with what was verified at that place before.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from actions.ledger.turning import ledger_keys
from actions.private_file import replace_private
from config.settings import Settings
from engine.errors import InvalidInput, SeedbedError
from storage.database import Store

_MOST_BYTES: Final = 100_000
_Kept = TypeVar("_Kept", bound=msgspec.Struct)


class Trusted(msgspec.Struct, frozen=True, kw_only=True):
    """What an auditor has verified: so many events under this root (base64); ``fault`` since when it is not right."""

    schema: str = "seedbed/audit-state/1"
    size: int
    root: str
    verified_at: datetime
    full_at: datetime
    fault: str | None = None
    fault_at: datetime | None = None


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Which ledger a place held when it was looked at first."""

    schema: str = "seedbed/audit-place/1"
    origin: str


class Memory:
    """The files of one auditor about one store."""

    def __init__(self, store: Store, settings: Settings, folder: Path | None = None) -> None:
        """Look up which ledger it is; one that has not begun is remembered by its place."""
        self._folder = folder or settings.last_heads_folder / "audit"
        place = sha256(settings.database_url.encode()).hexdigest()[:16]
        self._by_place = self._folder / f"{place}.json"
        self._place = self._folder / f"{place}.place.json"
        origin = _origin(store)
        before = self._placed()
        self._origin = before or origin
        self._settled = before is not None

    @property
    def file(self) -> Path:
        """Where it is kept."""
        if self._origin is None:
            return self._by_place
        return self._folder / f"{self._origin.replace('/', '_')}.json"

    def read(self) -> Trusted | None:
        """What was verified before; a memory that was kept by place, as it once was, is found too."""
        known = read_trusted(self.file)
        return known if known is not None or self._settled else read_trusted(self._by_place)

    def keep(self, after: Trusted) -> None:
        """Keep what is verified now, and which ledger this place holds."""
        replace_private(self.file, msgspec.json.encode(after) + b"\n")
        if self._origin is not None and not self._settled:
            replace_private(self._place, msgspec.json.encode(Place(origin=self._origin)) + b"\n")
            self._by_place.unlink(missing_ok=True)
            self._settled = True

    def _placed(self) -> str | None:
        data = _bytes_of(self._place)
        return None if data is None else _decoded(data, Place, self._place).origin


def read_trusted(path: Path) -> Trusted | None:
    """What was verified before; None when nothing was, InvalidInput when the file says nothing that can be read."""
    data = _bytes_of(path)
    return None if data is None else _decoded(data, Trusted, path)


def _bytes_of(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            return file.read(_MOST_BYTES)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read ({error.strerror}): check who owns it.") from error


def _decoded(data: bytes, kind: type[_Kept], path: Path) -> _Kept:
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise InvalidInput(
            f"{path} does not hold what an auditor remembers ({error}). Put it back from a copy; without it, nothing"
            " shows that the store goes on from what was verified before."
        ) from error


def _origin(store: Store) -> str | None:
    """The name that the ledger began under; it stays when a loss gave it another one."""
    try:
        with store.reading() as reading:
            keys = ledger_keys(reading)
    except (SeedbedError, ValueError, LookupError):
        return None  # what is wrong with it is for the verification to say
    return keys[0].key.name if keys else None
