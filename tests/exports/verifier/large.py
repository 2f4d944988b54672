"""A bundle of very many events, written piece by piece: a random life, and then a great deal of everyday business."""

from __future__ import annotations

import base64
import json
import struct
import zlib
from collections.abc import Iterator
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

from procedures.loader import LoadedDefinition
from tests.exports.verifier import writer as w
from tests.exports.verifier.lives import Recorder, calendars, random_life, story_of
from tests.exports.verifier.tree import consistency, leaf, levels_of, path_of, root_of

SEALED_ONE_IN = 4
"""So many of the everyday events hold no sealed value for each that does."""


def write_large(folder: Path, loaded: LoadedDefinition, events: int) -> Path:
    """Write a bundle of that many events, unpacked, then as a ZIP; returns the ZIP."""
    case = _unended(loaded)
    story = story_of(case)
    bag = folder / "bag"
    hashes, told = _write_events(bag, story, case, events)
    _write_rest(bag, story, hashes, told)
    return _zip(bag, folder / "large.zip")


def _unended(loaded: LoadedDefinition) -> Recorder:
    """A life that goes on and has partners."""
    lives = (random_life(loaded, seed, 420) for seed in range(100))
    return next(case for case in lives if case.state.ended is None and len(case.state.partners) > 1)


def _everyday(case: Recorder) -> Iterator[w.Happening]:
    """Business that the rules allow at any time, for ever."""
    definition, partners = case.definition, sorted(case.state.partners)
    powers, number = definition.powers, len(case.history)
    at = case.now.isoformat(timespec="microseconds")[:19]
    while True:
        number += 1
        common: dict[str, Any] = {"at": f"{at}.999999Z", "cause": f"018c0000-0000-7000-8000-{number:012x}"}
        if number % SEALED_ONE_IN == 0:
            role, about = powers.record_lessons[0], {"data.lesson": f"Ask the users first, they know ({number})."}
            data: dict[str, Any] = {"stage": case.state.stage, "about": "procedure", "worked": number % 3 == 0}
            yield w.Happening(type="lesson.recorded", data=data, actor=role, role=role, sealed=about, **common)
        elif number % SEALED_ONE_IN == 1:
            role = powers.declare_conflicts[number % len(powers.declare_conflicts)]
            data = {"person": f"person_{number % 50}", "role": role, "position": "none"}
            yield w.Happening(type="conflicts.declared", data=data, actor=data["person"], role=role, **common)
        else:
            role = powers.communicate[0]
            data = {"partners": partners * 12, "direction": "sent" if number % 2 else "received"}
            yield w.Happening(type="communication.recorded", data=data, actor=role, role=role, **common)


def _write_events(bag: Path, story: w.Story, case: Recorder, events: int) -> tuple[list[bytes], Path]:
    """The events' files and the disclosures; every event of the ledger but the last is one of these."""
    (bag / "data/events").mkdir(parents=True)
    stream = story.stream.encode()
    chain = sha256(b"ipe-stream-v1\n" + struct.pack(">I", len(stream)) + stream).digest()
    hashes: list[bytes] = []
    told = bag / "data/disclosures.jsonl"
    happenings = iter([*story.happenings, *islice(_everyday(case), events - len(story.happenings))])
    with told.open("wb") as disclosures, (bag / "data/hashes.txt").open("wb") as said:
        for number in range((events + w.EVENTS_A_FILE - 1) // w.EVENTS_A_FILE):
            with (bag / f"data/events/{number:06d}.jsonl").open("wb") as file:
                for happening in islice(happenings, w.EVENTS_A_FILE):
                    n = len(hashes)
                    event, disclosed = w.event_of(story, n, n, happening)
                    canon = w.canonical(event)
                    chain = sha256(b"ipe-event-v1\n" + chain + struct.pack(">Q", len(canon)) + canon).digest()
                    hashes.append(chain)
                    file.write(canon + b"\n")
                    said.write(f"{n} {n} {chain.hex()}\n".encode())
                    disclosures.writelines(w.canonical(line) + b"\n" for line in disclosed.values())
    return hashes, told


def _write_rest(bag: Path, story: w.Story, hashes: list[bytes], _: Path) -> None:
    heads_leaves = levels_of([leaf(w.canonical([story.stream, len(hashes) - 1, hashes[-1].hex()]))])
    ledger = w.Ledger()
    at = json.loads(_last_line(bag))["at"]
    data = {"count": 1, "root": root_of(heads_leaves).hex()}
    event = w.plain("ledger", 0, len(hashes), "ledger.heads", at, data)
    canon = ledger.append(event)
    everything = [*hashes, ledger.hashes[-1]]
    leaves = [leaf(one) for one in everything]
    levels, size = levels_of(leaves), len(leaves)
    middle = size // 2
    prev = sha256(b"ipe-stream-v1\n" + struct.pack(">I", 6) + b"ledger").digest()
    heads = {
        "canon": canon.decode(), "count": 1, "gseq": size - 1, "hash": everything[-1].hex(), "index": 0,
        "inclusion": [one.hex() for one in path_of(levels, size - 1)], "prev": prev.hex(), "proof": [], "size": size,
    }  # fmt: skip
    files: w.Files = {
        "data/proofs/heads.json": w.canonical(heads) + b"\n",
        "data/proofs/consistency.jsonl": w.canonical(
            {"new": size, "old": middle, "proof": [one.hex() for one in consistency(leaves, middle)]}
        )
        + b"\n",
        f"data/checkpoints/{middle:012d}.note": _note(levels_of(leaves[:middle]), middle),
        f"data/checkpoints/{size:012d}.note": _note(levels, size),
        f"data/keys/{w.LOG.key_id.hex()}.vkey": f"{w.LOG.vkey}\n".encode(),
        "data/definition.yaml": story.definition,
        "data/calendar.json": w.canonical({"calendars": calendars()}) + b"\n",
        "data/withheld.jsonl": b"".join(
            w.canonical({"decided_by": "dana", "ground": ground, "n": n, "path": path}) + b"\n"
            for (n, path), ground in sorted(story.withheld.items())
        ),
        "data/render/index.html": b"<!doctype html><title>History</title>\n",
        "README.txt": b"Read me.\n",
        "SPEC.md": b"# Spec\n",
        "verify.py": b"print('not me')\n",
    }
    for name, content in files.items():
        (bag / name).parent.mkdir(parents=True, exist_ok=True)
        (bag / name).write_bytes(content)
    _write_inclusion(bag / "data/proofs/inclusion.jsonl", levels, len(hashes), size)
    _seal(bag, story.stream, size, len(hashes), at[:10])


def _last_line(bag: Path) -> bytes:
    last = max((bag / "data/events").iterdir())
    return last.read_bytes().splitlines()[-1]


def _note(levels: list[list[bytes]], size: int) -> bytes:
    text = f"{w.ORIGIN}\n{size}\n{base64.b64encode(root_of(levels)).decode()}\n"
    return f"{text}\n{w.LOG.line(text)}".encode()


def _write_inclusion(file: Path, levels: list[list[bytes]], count: int, size: int) -> None:
    before: list[bytes] = []
    with file.open("wb") as out:
        for n in range(count):
            path = path_of(levels, n)
            same = w.shared(path, before)
            own = ",".join(f'"{one.hex()}"' for one in path[: len(path) - same])
            out.write(f'{{"gseq":{n},"n":{n},"proof":[{own}],"same":{same},"size":{size}}}\n'.encode())
            before = path


def _seal(bag: Path, stream: str, size: int, events: int, on: str) -> None:
    """Manifests, information and seal, of files that are hashed as they lie."""
    names = sorted(str(path.relative_to(bag)) for path in bag.rglob("*") if path.is_file())
    payload = [name for name in names if name.startswith("data/")]
    total = sum((bag / name).stat().st_size for name in payload)
    base = f"{stream}-{size}"
    info = w.information(stream, base, size, events, f"{total}.{len(payload)}", on)
    (bag / "bag-info.txt").write_bytes(info)
    (bag / "bagit.txt").write_bytes(w.BAGIT)
    (bag / "manifest-sha256.txt").write_bytes(_manifest(bag, payload))
    tags = sorted(
        [*(name for name in names if name not in payload), "bag-info.txt", "bagit.txt", "manifest-sha256.txt"]
    )
    (bag / "tagmanifest-sha256.txt").write_bytes(_manifest(bag, tags))
    digest = sha256((bag / "tagmanifest-sha256.txt").read_bytes()).digest()
    text = f"ipe-bundle-v1\n{base}\n{base64.b64encode(digest).decode()}\n{size}\n"
    (bag / "seal.note").write_text(f"{text}\n{w.LOG.line(text)}", encoding="utf-8")


def _manifest(bag: Path, names: list[str]) -> bytes:
    return "".join(f"{sha256((bag / name).read_bytes()).hexdigest()}  {name}\n" for name in names).encode()


def _zip(bag: Path, to: Path) -> Path:
    """The canonical ZIP, with one file in memory at a time."""
    base = dict(line.split(": ", 1) for line in (bag / "bag-info.txt").read_text("utf-8").splitlines())[
        "Seedbed-Bundle-Id"
    ]
    directory = bytearray()
    names = sorted(str(path.relative_to(bag)) for path in bag.rglob("*") if path.is_file())
    with to.open("wb") as out:
        for name in names:
            data = (bag / name).read_bytes()
            local, central = w.headers(f"{base}/{name}".encode(), zlib.crc32(data), len(data), out.tell())
            out.write(local + data)
            directory += central
        out.write(directory + w.end_record(len(names), len(directory), out.tell()))
    return to
