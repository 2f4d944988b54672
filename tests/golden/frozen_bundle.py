"""The bundle that was frozen when its format was released: made once by ``freeze``, and read back as its evidence.

``bundle-v1/<id>`` is the bag as it unpacks, ``bundle-v1/ledger.json`` what no bundle holds: every leaf of the ledger's
tree, and the heads of all streams.
"""

from __future__ import annotations

import io
import json
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from actions.evidence.choosing import read_choices
from actions.evidence.gathering import case_of, gather
from actions.evidence.page import evidence_page
from actions.evidence.telling import veiled, what_to_tell
from actions.ledger.checkpointing import sign_history
from engine.ledger.heads import StreamHeadAt
from engine.ledger.merkle import Tree
from engine.ledger.notes import parse_vkey
from exports.bundle.evidence import Document, EventBytes, Evidence, HeadsEvent, Kept, Opened, SignedCheckpoint
from exports.bundle.writing import Collected

FOLDER = Path(__file__).parent / "bundle-v1"


def bag() -> Path:
    """The folder of the bag; its name is the bundle's id."""
    [found] = (path for path in FOLDER.iterdir() if path.is_dir())
    return found


def files() -> dict[str, bytes]:
    """Every file of the bag, by its path in it."""
    return {path.relative_to(bag()).as_posix(): path.read_bytes() for path in bag().rglob("*") if path.is_file()}


def evidence() -> Evidence:
    """What the frozen bundle was made of."""
    from tests.actions.evidence.filing import known_key

    frozen = files()
    ledger = json.loads((FOLDER / "ledger.json").read_bytes())
    events = list(_events(frozen))
    heads = json.loads(frozen["data/proofs/heads.json"])
    notes = {path: data.decode() for path, data in frozen.items() if path.startswith("data/checkpoints/")}
    return Evidence(
        reference=json.loads(events[0].canon)["stream"],
        count=len(events),
        events=lambda first=0: iter(events[first:]),
        tree=Tree(map(bytes.fromhex, ledger["hashes"])),
        checkpoints=tuple(SignedCheckpoint(size=int(path[-17:-5]), note=note) for path, note in sorted(notes.items())),
        heads=HeadsEvent(
            canon=heads["canon"].encode(), prev=bytes.fromhex(heads["prev"]), hash=bytes.fromhex(heads["hash"])
        ),
        streams=tuple(StreamHeadAt(stream, n, bytes.fromhex(digest)) for stream, n, digest in ledger["streams"]),
        keys=tuple(parse_vkey(data.decode()) for path, data in sorted(frozen.items()) if path.startswith("data/keys/")),
        definition=frozen["data/definition.yaml"],
        calendars=tuple(json.loads(frozen["data/calendar.json"])["calendars"]),
        documents=tuple(_documents(frozen)),
        opened=tuple(_opened(frozen)),
        kept=tuple(Kept(**line) for line in _lines(frozen, "data/withheld.jsonl")),
        page=lambda: [frozen["data/render/index.html"].decode()],
        seal=known_key().sign,
    )


def _events(frozen: dict[str, bytes]) -> Iterator[EventBytes]:
    canons = frozen["data/events/000000.jsonl"].splitlines()
    for canon, line in zip(canons, frozen["data/hashes.txt"].decode().splitlines(), strict=True):
        n, gseq, digest = line.split()
        yield EventBytes(gseq=int(gseq), n=int(n), canon=canon, hash=bytes.fromhex(digest))


def _documents(frozen: dict[str, bytes]) -> Iterator[Document]:
    for path, data in sorted(frozen.items()):
        if path.startswith("data/artefacts/"):
            yield Document(sha256=path.rpartition("/")[2], size=len(data), open=lambda data=data: io.BytesIO(data))  # type: ignore[misc]


def _opened(frozen: dict[str, bytes]) -> Iterator[Opened]:
    for line in _lines(frozen, "data/disclosures.jsonl"):
        klass, salt = line.pop("class"), line.pop("salt")
        yield Opened(**line, klass=klass, salt=bytes.fromhex(salt))


def _lines(frozen: dict[str, bytes], path: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in frozen[path].splitlines()]


def freeze() -> None:
    """Make the bundle anew, where there is none: a released one is never made again."""
    from storage.upgrade import upgrade
    from tests.actions.evidence.filing import filing_office, known_key
    from tests.databases import Database

    if FOLDER.exists():
        sys.exit(f"{FOLDER} is frozen.")
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/seedbed.db"
        upgrade(url)
        office = filing_office(Path(folder), Database(url=url, kind="sqlite"), to="DECIDED")
        newest = sign_history(office.house)
        choices = read_choices(["class:personal=Personal data", "document:paper=FOI s.43"])
        with office.house.store.reading() as reading:
            if newest is None:
                sys.exit("There is no history.")
            case = case_of(office.house, reading, office.reference, newest)
            telling = what_to_tell(case, choices, "aud")
            shown = veiled(case, telling, choices)
            made = gather(
                case, telling, newest, asked=(), seal=known_key().sign,
                page=lambda: evidence_page(office.house, shown, case, telling, newest),
            )  # fmt: skip
            target = io.BytesIO()
            with Collected(made, io.BytesIO, lambda *_: None) as collected:
                collected.write(target, lambda *_: None)
            hashes = [digest.hex() for digest in reading.hashes(0, newest.size)]
        streams = [[head.stream, head.n, head.hash.hex()] for head in made.streams]
        with zipfile.ZipFile(target) as archive:
            archive.extractall(FOLDER)
        (FOLDER / "ledger.json").write_text(json.dumps({"hashes": hashes, "streams": streams}, indent=0) + "\n")
        (FOLDER / "ledger.vkey").write_text(known_key().public.vkey() + "\n")
        office.house.close()


if __name__ == "__main__":
    freeze()
