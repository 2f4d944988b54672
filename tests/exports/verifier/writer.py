"""Writes evidence bundles from SPEC.md alone, good ones and bad ones: the tests' own, beside the product's exporter.

A ``Story`` is what happened; ``bag_of`` makes the files of its bundle with every hash, proof and signature right, also
for a story that no rule allows. ``resealed`` puts manifests and seal right again after a file was changed, as a forger
who holds the key would; ``zipped`` makes the ZIP.
"""

from __future__ import annotations

import base64
import json
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import pairwise
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.exports.verifier.tree import consistency, leaf, levels_of, path_of, root_of

Files = dict[str, bytes]
ORIGIN = "test.example/log"
EVENTS_A_FILE = 10_000


def canonical(value: Any) -> bytes:
    """RFC 8785 in the domain of SPEC.md."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def hex_of(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return sha256(data).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Signer:
    """A key that signs notes (kind 1) or cosigns them (kind 4)."""

    name: str = ORIGIN
    seed: bytes = bytes(range(32))
    kind: int = 1

    @property
    def public(self) -> bytes:
        """The public half."""
        return Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw()

    @property
    def key_id(self) -> bytes:
        """Four bytes to find the key by."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    @property
    def vkey(self) -> str:
        """The line that an auditor is given."""
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(bytes([self.kind]) + self.public).decode()}"

    def line(self, text: str, at: int = 1_800_000_000) -> str:
        """The line under a note."""
        key = Ed25519PrivateKey.from_private_bytes(self.seed)
        if self.kind == 1:
            signature = key.sign(text.encode())
        else:
            signature = struct.pack(">Q", at) + key.sign(f"cosignature/v1\ntime {at}\n{text}".encode())
        return f"\N{EM DASH} {self.name} {base64.b64encode(self.key_id + signature).decode()}\n"


LOG = Signer()
WITNESS = Signer(name="witness.example/w1", seed=bytes(range(32, 64)), kind=4)
SECOND_WITNESS = Signer(name="witness.example/w2", seed=bytes(range(64, 96)), kind=4)


@dataclass(kw_only=True)
class Happening:
    """One event before it has its place: what happened, when, by whom, in which command, and what was sealed."""

    type: str
    data: dict[str, Any]
    at: str
    actor: str = "pat"
    role: str = "programme_manager"
    cause: str = "k-0"
    sealed: dict[str, Any] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class HandOver:
    """After an event of the story the key ``new`` signs in place of ``old``; ``signers`` are under the note about it.

    ``told`` are the keys and the place that the note is about, when they are others than the event's.
    """

    after: int
    old: Signer
    new: Signer
    signers: Sequence[Signer]
    lost: bool = False
    told: tuple[int, Signer, Signer] | None = None


@dataclass(kw_only=True)
class Story:
    """A procedure's history and what stands beside it; ``withheld`` holds the ground by (event, path)."""

    stream: str
    happenings: list[Happening]
    definition: bytes
    calendars: list[dict[str, Any]] = field(default_factory=list)
    documents: dict[str, bytes] = field(default_factory=dict)
    withheld: dict[tuple[int, str], str] = field(default_factory=dict)
    every: int = 7
    signers: Sequence[Signer] = (LOG, WITNESS)
    handovers: Sequence[HandOver] = ()
    later: Sequence[bytes] = ()
    """The definitions that the procedure was moved to, beside the one it was opened under."""

    def digest_at(self, n: int) -> str:
        """The definition under which event ``n`` was recorded: the one in force before its command."""
        found = hex_of(self.definition)
        cause = self.happenings[n].cause if n < len(self.happenings) else ""  # what comes after the story moves nothing
        for one in self.happenings[:n]:
            if one.type in {"procedure.moved", "procedure.moved_back"} and one.cause != cause:
                found = str(one.data["definition"])
        return found


@dataclass(kw_only=True)
class Ledger:
    """All events of all streams: their hashes in order, and a checkpoint's note for some sizes."""

    hashes: list[bytes] = field(default_factory=list)
    notes: dict[int, str] = field(default_factory=dict)
    last: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    heads: dict[str, Any] = field(default_factory=dict)
    rotations: list[dict[str, Any]] = field(default_factory=list)

    def append(self, event: dict[str, Any]) -> bytes:
        """Hash an event into its stream and into the tree; returns its bytes."""
        stream = event["stream"].encode()
        n, prev = self.last.get(event["stream"], (-1, b""))
        prev = prev or sha256(b"ipe-stream-v1\n" + struct.pack(">I", len(stream)) + stream).digest()
        canon = canonical(event)
        found = sha256(b"ipe-event-v1\n" + prev + struct.pack(">Q", len(canon)) + canon).digest()
        self.last[event["stream"]] = (n + 1, found)
        self.hashes.append(found)
        return canon


def event_id(number: int) -> str:
    """A UUID of version 7 that depends on the number alone."""
    digits = f"{number:012x}"
    return f"01900000-0000-7000-8000-{digits}"


def salt_of(number: int, path: str) -> bytes:
    """A salt that depends on the place alone."""
    return sha256(f"salt {number} {path}".encode()).digest()


def commitment(id_: str, salt: bytes, path: str, value: Any) -> str:
    """What stands in the event."""
    return hex_of(b"ipe-field-v1\0" + bytes.fromhex(id_.replace("-", "")) + salt + canonical([path, value]))


def bag_of(story: Story) -> Files:
    """The files of the story's bundle."""
    ledger, gseqs = Ledger(), list[int]()
    lines, hashes = list[bytes](), list[bytes]()
    told, hidden = list[dict[str, Any]](), list[dict[str, Any]]()
    for n, happening in enumerate(story.happenings):
        if n % 3 == 1:
            ledger.append(_other_event(ledger, happening.at))
        gseq = len(ledger.hashes)
        event, disclosed = event_of(story, n, gseq, happening)
        lines.append(ledger.append(event))
        gseqs.append(gseq)
        hashes.append(ledger.hashes[-1])
        for path, line in disclosed.items():
            ground = story.withheld.get((n, path))
            (told if ground is None else hidden).append(line if ground is None else _withheld(n, path, ground))
        if (n, "document") in story.withheld:
            hidden.append(_withheld(n, "document", story.withheld[n, "document"]))
        for change in (one for one in story.handovers if one.after == n):
            _hand_over(ledger, change, happening.at)
            story.signers = [change.new, *story.signers[1:]]
        if n % story.every == story.every - 1 or n == len(story.happenings) - 1:
            _checkpoint(ledger, story, happening.at)
    files = _events(lines, gseqs, hashes)
    files |= _proofs(ledger, story, gseqs)
    files["data/definition.yaml"] = story.definition
    files |= {f"data/definitions/{hex_of(raw)}.json": raw for raw in story.later}
    files["data/calendar.json"] = canonical({"calendars": story.calendars}) + b"\n"
    files["data/disclosures.jsonl"] = _lines(sorted(told, key=_place))
    files["data/withheld.jsonl"] = _lines(sorted(hidden, key=_place))
    kept = [
        happening.data.get("sha256")
        for n, happening in enumerate(story.happenings)
        if (n, "document") not in story.withheld
    ]
    files |= {f"data/artefacts/{digest}": data for digest, data in story.documents.items() if digest in kept}
    files["data/render/index.html"] = b"<!doctype html><title>History</title>\n"
    files |= {"README.txt": b"Read me.\n", "SPEC.md": b"# Spec\n", "verify.py": b"print('not me')\n"}
    return resealed(files, story.stream, max(ledger.notes), len(lines), signer=story.signers[0])


def _other_event(ledger: Ledger, at: str) -> dict[str, Any]:
    n, gseq = ledger.last.get("other", (-1, b""))[0] + 1, len(ledger.hashes)
    return plain("other", n, gseq, "test", at, {"x": gseq})


def plain(  # noqa: PLR0917 - what every event has
    stream: str, n: int, gseq: int, type_: str, at: str, data: dict[str, Any]
) -> dict[str, Any]:
    """An event that the clock recorded."""
    by = {"auth": "claim", "id": "clock", "role": "clock"}
    head = {"v": 1, "stream": stream, "n": n, "gseq": gseq, "id": event_id(gseq), "type": type_, "at": at}
    return {**head, "recorded_by": by, "cause": f"o-{gseq}", "def": "0" * 64, "data": data}


def event_of(story: Story, n: int, gseq: int, one: Happening) -> tuple[dict[str, Any], dict[str, Any]]:
    """A happening in its place, and the lines that disclose what is sealed in it."""
    id_, sealed, disclosed = event_id(gseq), [], {}
    for path in sorted(one.sealed):
        salt = salt_of(gseq, path)
        sealed.append({"commitment": commitment(id_, salt, path, one.sealed[path]), "path": path})
        line = {"class": "commercial", "n": n, "path": path, "salt": salt.hex(), "subject": one.actor}
        disclosed[path] = {**line, "value": one.sealed[path]}
    event = {
        **plain(story.stream, n, gseq, one.type, one.at, one.data),
        "recorded_by": {"auth": "claim", "id": one.actor, "role": one.role},
        "cause": one.cause,
        "def": story.digest_at(n),
        **({"sealed": sealed} if sealed else {}),
        **one.more,
    }
    return event, disclosed


def _checkpoint(ledger: Ledger, story: Story, at: str) -> None:
    """The heads of all streams, then the note."""
    heads = sorted((stream, n, found) for stream, (n, found) in ledger.last.items())
    leaves = levels_of([leaf(canonical([stream, n, found.hex()])) for stream, n, found in heads])
    gseq = len(ledger.hashes)
    n, prev = ledger.last.get("ledger", (-1, b""))
    prev = prev or sha256(b"ipe-stream-v1\n" + struct.pack(">I", 6) + b"ledger").digest()
    data = {"count": len(heads), "root": root_of(leaves).hex()}
    canon = ledger.append(plain("ledger", n + 1, gseq, "ledger.heads", at, data))
    index = [stream for stream, _, _ in heads].index(story.stream)
    ledger.heads = {
        "canon": canon.decode(),
        "count": len(heads),
        "gseq": gseq,
        "hash": ledger.hashes[-1].hex(),
        "index": index,
        "prev": prev.hex(),
        "proof": [one.hex() for one in path_of(leaves, index)],
        "size": gseq + 1,
    }
    root = root_of(levels_of([leaf(one) for one in ledger.hashes]))
    text = f"{ORIGIN}\n{gseq + 1}\n{base64.b64encode(root).decode()}\n"
    ledger.notes[gseq + 1] = text + "\n" + "".join(signer.line(text) for signer in story.signers)


def _hand_over(ledger: Ledger, change: HandOver, at: str) -> None:
    """The event of the stream ``ledger``."""
    gseq = len(ledger.hashes)
    place, old, new = change.told or (gseq, change.old, change.new)
    text = f"ipe-key-rotation-v1\n{place}\n{old.vkey}\n{new.vkey}\n"
    note = f"{text}\n" + "".join(signer.line(text) for signer in change.signers)
    data = {"lost": change.lost, "new": change.new.vkey, "note": note, "old": change.old.vkey}
    n, prev = ledger.last.get("ledger", (-1, b""))
    prev = prev or sha256(b"ipe-stream-v1\n" + struct.pack(">I", 6) + b"ledger").digest()
    canon = ledger.append(plain("ledger", n + 1, gseq, "ledger.key_rotated", at, data))
    ledger.rotations.append(
        {"canon": canon.decode(), "gseq": gseq, "hash": ledger.hashes[-1].hex(), "prev": prev.hex()}
    )


def _withheld(n: int, path: str, ground: str) -> dict[str, Any]:
    return {"decided_by": "dana" if ground else "", "ground": ground, "n": n, "path": path}


def _place(line: Mapping[str, Any]) -> tuple[int, str]:
    return line["n"], line["path"]


def _lines(values: Sequence[Any]) -> bytes:
    return b"".join(canonical(value) + b"\n" for value in values)


def _events(lines: Sequence[bytes], gseqs: Sequence[int], hashes: Sequence[bytes]) -> Files:
    files = {
        f"data/events/{first // EVENTS_A_FILE:06d}.jsonl": b"\n".join(lines[first : first + EVENTS_A_FILE]) + b"\n"
        for first in range(0, len(lines), EVENTS_A_FILE)
    }
    said = (f"{n} {gseq} {found.hex()}\n" for n, (gseq, found) in enumerate(zip(gseqs, hashes, strict=True)))
    files["data/hashes.txt"] = "".join(said).encode()
    return files


def _proofs(ledger: Ledger, story: Story, gseqs: Sequence[int]) -> Files:
    leaves = [leaf(one) for one in ledger.hashes]
    levels, size = levels_of(leaves), len(leaves)
    inclusion, before = [], list[bytes]()
    for n, gseq in enumerate(gseqs):
        path = path_of(levels, gseq)
        same = shared(path, before)
        own = [one.hex() for one in path[: len(path) - same]]
        inclusion.append({"gseq": gseq, "n": n, "proof": own, "same": same, "size": size})
        before = path
    sizes = sorted(ledger.notes)
    pairs = [
        {"new": new, "old": old, "proof": [one.hex() for one in consistency(leaves[:new], old)]}
        for old, new in pairwise(sizes)
    ]
    heads = {**ledger.heads, "inclusion": [one.hex() for one in path_of(levels, size - 1)]}
    files = {f"data/checkpoints/{at:012d}.note": note.encode() for at, note in ledger.notes.items()}
    files["data/proofs/inclusion.jsonl"] = _lines(inclusion)
    files["data/proofs/consistency.jsonl"] = _lines(pairs)
    files["data/proofs/heads.json"] = canonical(heads) + b"\n"
    if ledger.rotations:
        paths = ([one.hex() for one in path_of(levels, known["gseq"])] for known in ledger.rotations)
        said = [{**known, "inclusion": path, "size": size} for known, path in zip(ledger.rotations, paths, strict=True)]
        files["data/keys/rotations.jsonl"] = _lines(said)
    log = story.signers[0]
    files[f"data/keys/{log.key_id.hex()}.vkey"] = f"{log.vkey}\n".encode()
    return files


def shared(path: Sequence[bytes], before: Sequence[bytes]) -> int:
    """How many hashes at its end a path has in common with the one before it."""
    same = 0
    while same < min(len(path), len(before)) and path[-1 - same] == before[-1 - same]:
        same += 1
    return same


BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


def information(stream: str, base: str, size: int, events: int, oxum: str, on: str) -> bytes:  # noqa: PLR0917
    """What bag-info.txt says."""
    info = {
        "Bag-Software-Agent": "Seedbed",
        "Bagging-Date": on,
        "External-Identifier": stream,
        "Payload-Oxum": oxum,
        "Seedbed-Bundle-Format": "1",
        "Seedbed-Bundle-Id": base,
        "Seedbed-Checkpoint": str(size),
        "Seedbed-Events": str(events),
    }
    return "".join(f"{label}: {value}\n" for label, value in info.items()).encode()


def resealed(files: Files, stream: str, size: int, events: int, *, signer: Signer = LOG) -> Files:
    """The same files with manifests, information and seal made anew: what a forger with the key would do."""
    safe = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in stream)
    base = f"{safe}-{size}"
    files = {name: data for name, data in files.items() if name.startswith("data/") or name in TEXTS}
    payload = sorted(name for name in files if name.startswith("data/"))
    heads = (
        json.loads(json.loads(files["data/proofs/heads.json"])["canon"]) if "data/proofs/heads.json" in files else {}
    )
    oxum = f"{sum(len(files[name]) for name in payload)}.{len(payload)}"
    files["bagit.txt"] = BAGIT
    files["bag-info.txt"] = information(stream, base, size, events, oxum, heads.get("at", "2026-01-01")[:10])
    files["manifest-sha256.txt"] = manifest(files, payload)
    files["tagmanifest-sha256.txt"] = manifest(files, sorted(set(files) - set(payload)))
    digest = base64.b64encode(sha256(files["tagmanifest-sha256.txt"]).digest()).decode()
    text = f"ipe-bundle-v1\n{base}\n{digest}\n{size}\n"
    files["seal.note"] = f"{text}\n{signer.line(text)}".encode()
    return files


TEXTS = ("README.txt", "SPEC.md", "verify.py")


def manifest(files: Files, names: Sequence[str]) -> bytes:
    """One line for each file."""
    return "".join(f"{hex_of(files[name])}  {name}\n" for name in names).encode()


def base_of(files: Files) -> str:
    """The bundle's id, as it says itself."""
    lines = dict(line.split(": ", 1) for line in files["bag-info.txt"].decode().splitlines())
    return lines["Seedbed-Bundle-Id"]


def zipped(files: Files, base: str | None = None) -> bytes:
    """The canonical ZIP."""
    base = base_of(files) if base is None else base
    body, directory = bytearray(), bytearray()
    for name in sorted(files):
        local, central = headers(f"{base}/{name}".encode(), zlib.crc32(files[name]), len(files[name]), len(body))
        body += local + files[name]
        directory += central
    return bytes(body + directory + end_record(len(files), len(directory), len(body)))


def headers(name: bytes, crc: int, size: int, offset: int) -> tuple[bytes, bytes]:
    """The local and the central header of an entry."""
    common = struct.pack("<HHHHIIIH", 0, 0, 0, 0x21, crc, size, size, len(name))
    tail = struct.pack("<HHHHII", 0, 0, 0, 0, 0x81A40000, offset)
    local = b"PK\x03\x04" + struct.pack("<H", 20) + common + struct.pack("<H", 0) + name
    return local, b"PK\x01\x02" + struct.pack("<HH", 0x0314, 20) + common + tail + name


def end_record(count: int, size: int, offset: int) -> bytes:
    """The end of a ZIP that needs no more than 32 bits."""
    return b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count, count, size, offset, 0)
