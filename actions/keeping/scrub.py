"""What a confirmed decision leaves to do outside the database: files removed, free space written over. Resumable.

The decision and the deletion are one transaction; a process that dies after it leaves the decision confirmed and not
done, and whoever comes next, a clock or a person, finishes it. Doing it twice does no harm.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from actions.house import House
from actions.identifiers import uuid7, uuid_text
from actions.keeping.beside import messages_of
from actions.keeping.checking import come_back, touched
from actions.keeping.record import append, now_of, records_of
from actions.rehearsal import is_rehearsal
from channels.configuration import Configuration, FolderSettings
from channels.folder import FolderChannel
from channels.reading import read_channels
from engine import keeping as k
from engine.access import CLOCK
from storage.artefacts import overwrite
from storage.reading import Reading
from storage.records import RecordedBy

_TYPES: Final = (b'"type":"withholding.confirmed"', b'"type":"withholding.done"')


@dataclass(frozen=True, kw_only=True, slots=True)
class Scrubbed:
    """A decision that is done to the end: how many files went, and what was done to the database."""

    decision: str
    files: int
    database: str


def waiting(reading: Reading) -> list[k.Decision]:
    """The decisions that are confirmed and not done."""
    if not any(_TYPES[0] in line.canon for line in reading.events(k.RECORDS)):
        return []
    return [one for one in records_of(reading).decisions.values() if one.status is k.Status.CONFIRMED]


def take_away_again(house: House) -> int:
    """Delete what was withheld for good and is there nevertheless, because somebody put an old copy back; how many."""
    with house.store.transaction() as tx:
        back = [place for stream in sorted(touched(tx)) for place in come_back(tx, stream)]
        count = tx.delete_places(back)
    if count:
        house.store.scrub()
    return count


def finish(house: House, *, by: str = CLOCK) -> list[Scrubbed]:
    """Finish every decision that is confirmed and not done; ``Busy`` while the database is read by somebody else."""
    with house.store.reading() as reading:
        decisions = waiting(reading)
    if not decisions:
        return []
    files = {decision.ref: _remove_files(house, decision) for decision in decisions}
    database = house.store.scrub()
    found = []
    for decision in decisions:
        _put_on_record(house, decision, files[decision.ref], database, by)
        found.append(Scrubbed(decision=decision.ref, files=files[decision.ref], database=database))
    return found


def _remove_files(house: House, decision: k.Decision) -> int:
    confirmed = decision.confirmed
    assert confirmed is not None  # noqa: S101 - that is what waiting means
    count = sum(1 for digest in confirmed.files if house.artefacts.remove(digest))
    with house.store.reading() as reading:
        sent = list(messages_of(reading, confirmed.persons, [(one, other) for one, other in confirmed.partners]))
    for folder in _folders(house):
        for entry in sent:
            place = folder.place_of(entry.id)
            if place.is_file():
                overwrite(place)
                count += 1
    return count


def _folders(house: House) -> list[FolderChannel]:
    """Every folder into which this site writes messages."""
    settings = house.settings
    rehearsed = is_rehearsal(settings, house.store)
    configuration = Configuration() if rehearsed else read_channels(settings.channels_file)
    named = [one.path for one in configuration.channel.values() if isinstance(one, FolderSettings)]
    return [FolderChannel(settings.home / path) for path in (Path("outgoing"), *map(Path, named))]


def _put_on_record(house: House, decision: k.Decision, files: int, database: str, by: str) -> None:
    with house.store.transaction() as tx:
        known = records_of(tx).decisions[decision.ref]
        if known.status is not k.Status.CONFIRMED:
            return  # another process was first: the same was done
        now = now_of(house, tx)
        event = k.WithholdingDone(decision=decision.ref, by=by, files=files, database=database)
        recorded = RecordedBy(CLOCK, CLOCK, CLOCK) if by == CLOCK else RecordedBy(by, k.RECORDS_OFFICER, "claim")
        append(house, tx, [event], now=now, by=recorded, cause=uuid_text(uuid7(now, house.randomness)))
