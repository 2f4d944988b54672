"""The newest signed head, kept outside the database's folder: an older database put back does not pass for the newest.

It finds an honest mistake (yesterday's backup put back, a snapshot of the disk) and whoever can write the database and
not this file. Whoever can write both is found only by a copy that somebody else holds: a witness, or the footer of any
notice, reminder or receipt. A simulated clock's folder keeps none: it is thrown away at will.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from actions.private_file import replace_private
from config.settings import Settings
from engine.errors import InvalidInput, NotFound, SeedbedError, VerificationFailed
from engine.ledger.checkpoints import Checkpoint, read_checkpoint
from engine.ledger.merkle import tree_root
from storage.database import Store
from storage.reading import Reading

_MOST_BYTES: Final = 1_000_000


class StoreGoneBack(VerificationFailed):
    """The store is older than, or another one than, what this machine has seen signed."""

    def __init__(self, what: str, known: Checkpoint, path: Path) -> None:
        self.known = known
        super().__init__(
            f"{what} This machine has seen the ledger {known.origin} signed at {known.size:,} events"
            f" ({known.short}; kept in {path}). Put the right database back. If it was restored on purpose and what is"
            " missing is lost: seedbed ledger accept-loss --reason TEXT --actor ADMINISTRATOR"
        )


def last_head_file(settings: Settings, origin: str) -> Path:
    """Where the newest head of a ledger is kept."""
    return settings.last_heads_folder / f"{origin.replace('/', '_')}.note"


def last_head(store: Store, settings: Settings, origin: str) -> tuple[Checkpoint, str] | None:
    """The newest head that this machine has seen signed, and its note; None when there is none, or time is simulated.

    InvalidInput when the file holds no checkpoint of this ledger.
    """
    return known_head(settings, origin) if store.info.mode == "live" else None


def known_head(settings: Settings, origin: str) -> tuple[Checkpoint, str] | None:
    """The same, whatever a store says that it is."""
    path = last_head_file(settings, origin)
    try:
        with path.open("rb") as file:
            text = file.read(_MOST_BYTES).decode("utf-8", "replace")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise NotFound(f"The head kept in {path} cannot be read ({error.strerror}): check who owns it.") from error
    try:
        known, _ = read_checkpoint(text)
    except InvalidInput as error:
        raise InvalidInput(f"{path} holds no checkpoint, so the store cannot be compared with it: {error}") from error
    if known.origin != origin:
        raise InvalidInput(f"{path} holds a checkpoint of {known.origin}, not of {origin}.")
    return known, text


def require_not_gone_back(store: Store, reading: Reading, settings: Settings, origin: str) -> None:
    """Refuse a store that ends before, or went another way than, the head kept outside (``StoreGoneBack``)."""
    found = last_head(store, settings, origin)
    if found is None:
        return
    known, text = found
    path = last_head_file(settings, origin)
    count = reading.head().count
    if count < known.size:
        raise StoreGoneBack(f"The store holds {count:,} events and once held more: it is older.", known, path)
    row = reading.checkpoint(known.size)
    if row is not None and row.note == text:
        return
    if tree_root(reading.hashes(0, known.size)) != known.root:
        raise StoreGoneBack(f"The first {known.size:,} events are not those that were signed.", known, path)
    raise StoreGoneBack(
        "The checkpoint that was signed is not in the store any more: somebody removed it.", known, path
    )


def keep_last_head(store: Store, settings: Settings, origin: str, note: str) -> None:
    """Keep a checkpoint that has just been signed; a larger one that another process kept meanwhile stays."""
    if store.info.mode != "live":
        return
    path = last_head_file(settings, origin)
    size = read_checkpoint(note)[0].size
    with suppress(SeedbedError):  # an unreadable one is replaced: whoever signs has compared before
        found = last_head(store, settings, origin)
        if found is not None and found[0].size > size:
            return
    replace_private(path, note.encode())


def forget_last_head(settings: Settings, origin: str, at: datetime) -> None:
    """Put a head aside that was decided not to be gone on from; it stays readable beside the next."""
    path = last_head_file(settings, origin)
    if path.exists():
        path.replace(path.with_name(f"{path.name}.lost-{at:%Y%m%dT%H%M%SZ}"))
