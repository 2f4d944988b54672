"""A process whose files may not grow beyond a limit that moves: it works on, and says what it was told each time.

A limit on the size of files holds for everybody, the superuser included, and fails as a full disk does: at any write
of the database, its log or a document, and in the middle of one.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Iterator
from io import BytesIO
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import msgspec

from actions.documents import keep_document
from actions.house import House, open_house
from actions.perform import Request, perform
from actions.verification import verify
from benchmarks.workload import definition_of_w, forty, opening
from config.settings import read_settings
from engine.commands import COMMANDS
from engine.errors import SeedbedError
from storage.errors import StorageFailed

_, HARD = resource.getrlimit(resource.RLIMIT_FSIZE)


class Cramped:
    """Somebody at work on a disk that is full now and then."""

    def __init__(self, house: House) -> None:
        """Begin the first procedure."""
        self.house, self.todo = house, todo()
        self.next = next(self.todo)
        self.promised: list[tuple[str, int]] = []
        self.denied: list[str] = []

    def work_until_full(self, limit: int) -> str | None:
        """Work under a limit in bytes until a command is refused for it, and return the refusal; then make room."""
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, HARD))
        try:
            for _ in range(40):
                self.one()
        except StorageFailed as refusal:
            return str(refusal)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (HARD, HARD))
        return None

    def one(self) -> None:
        """The next command, its document first; a refused one is given again, under its id, by whoever calls again."""
        fields: dict[str, Any] = msgspec.json.decode(self.next)
        if fields["kind"] == "submit_artefact":
            data = f"A document of {fields['procedure']}. ".encode() * 3_000
            kept = keep_document(self.house, BytesIO(data), media_type="text/plain", max_bytes=1_000_000)
            fields |= {"sha256": kept.sha256, "size": kept.size}
        command = COMMANDS.validate_json(msgspec.json.encode(fields))
        answer = perform(self.house, Request(command=command, request_id=f"cramped-{len(self.promised)}"))
        if answer.repeated:
            self.denied.append(f"{fields['kind']} was said not to be kept, and was: {answer.procedure} no. {answer.n}")
        self.promised.append((answer.procedure, answer.n))
        self.next = next(self.todo)

    def lost(self) -> list[tuple[str, int]]:
        """What was acknowledged and is not there."""
        with self.house.store.reading() as reading:
            heads = {stream: reading.stream_head(stream) for stream in reading.streams()}
        return [(stream, n) for stream, n in self.promised if (head := heads.get(stream)) is None or head.n < n]


def todo() -> Iterator[bytes]:
    """Procedure after procedure, each through all its commands."""
    for number in count(1):
        yield opening(f"W-{number}")
        yield from forty(f"W-{number}")


def main(home: Path, faults: int, seed: int) -> None:
    """Run into a full disk so many times in one process, and print what happened."""
    chance = Random(seed)
    refusals: list[str] = []
    wrong: list[str] = []
    house = open_house(read_settings({}, home))
    house.definitions.add(definition_of_w())
    at_work = Cramped(house)
    while len(refusals) < faults:
        sizes = [path.stat().st_size for path in home.glob("seedbed.db*")]
        most = chance.choice((90_000, max(sizes) + 40_000))  # room for a document and little else, or nearly enough
        refusal = at_work.work_until_full(chance.randrange(1_000, most))
        if refusal is None:
            continue
        refusals.append(refusal)
        try:
            at_work.one()
        except SeedbedError as error:
            wrong.append(f"there was room again, and still: {error}")
        if lost := at_work.lost():
            wrong.append(f"lost: {lost}")
    report = verify(house)
    print(json.dumps({
        "refusals": refusals, "wrong": [*wrong, *at_work.denied], "verified": report.good, "said": report.sentence,
        "promised": len(at_work.promised),
    }))  # fmt: skip
    house.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
