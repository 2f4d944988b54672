"""Writes a bundle: the bag, its manifests and its seal, around the payload (SPEC.md, sections 2, 3 and 9).

The same evidence gives the same bytes. What has to be counted before it can be announced is written to a file without a
name first, so that memory does not grow with the history or with the documents.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import IO, Final, Self

from engine.canonical import parse_canonical
from engine.errors import VerificationFailed
from engine.ledger.notes import Note
from exports.bundle.archive import Archive
from exports.bundle.evidence import Evidence
from exports.bundle.payload import Part, payload
from exports.bundle.shipped import read_me, specification, verifier

FORMAT: Final = 1
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._-]")
_BAGIT: Final = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_CHUNK: Final = 1024 * 1024

Room = Callable[[], IO[bytes]]
"""Gives an empty file to write to and read again, which is gone when it is closed."""

Watch = Callable[[str, int, int], None]
"""What is being done, how much of it is done, how much there is."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """What was written: the bundle's id, how many files and bytes it has, and what it leaves untold."""

    base: str
    size: int
    files: int
    checkpoint: int
    events: int
    documents: int
    disclosed: int
    withheld: int


def bundle_id(reference: str, size: int) -> str:
    """The name of the folder that a bundle unpacks to: "RL-1-1234"."""
    return f"{_UNSAFE.sub('_', reference)}-{size}"


def write_bundle(evidence: Evidence, target: IO[bytes], room: Room, watch: Watch) -> Written:
    """Write a bundle to a file that is empty and can be gone back in."""
    base, archive = bundle_id(evidence.reference, evidence.size), Archive(target)
    with _Counted(room, payload(evidence), watch) as parts:
        before = {
            "README.txt": read_me(reference=evidence.reference, base=base, size=evidence.size, count=evidence.count),
            "SPEC.md": specification(),
            "bag-info.txt": _information(evidence, base, parts.octets, len(parts.sizes)),
            "bagit.txt": _BAGIT,
        }
        for path, data in before.items():
            archive.add(f"{base}/{path}", [data])
        manifest = _payload(archive, base, parts, watch)
    archive.add(f"{base}/manifest-sha256.txt", [manifest])
    tags = {**before, "manifest-sha256.txt": manifest, "verify.py": verifier()}
    tag_manifest = b"".join(_manifest_line(sha256(data).hexdigest(), path) for path, data in sorted(tags.items()))
    after = {
        "seal.note": seal_note(evidence, base, tag_manifest),
        "tagmanifest-sha256.txt": tag_manifest,
        "verify.py": verifier(),
    }
    for path, data in after.items():
        archive.add(f"{base}/{path}", [data])
    return Written(
        base=base,
        size=archive.finish(),
        files=len(parts.sizes) + len(before) + len(after) + 1,
        checkpoint=evidence.size,
        events=evidence.count,
        documents=len(evidence.documents),
        disclosed=len(evidence.opened),
        withheld=len(evidence.kept),
    )


def seal_note(evidence: Evidence, base: str, tag_manifest: bytes) -> bytes:
    """The bundle's seal: whose it is, signed by the key of the ledger."""
    digest = base64.b64encode(sha256(tag_manifest).digest()).decode()
    text = f"ipe-bundle-v{FORMAT}\n{base}\n{digest}\n{evidence.size}\n"
    return Note(text=text, signatures=(evidence.seal(text),)).to_text().encode()


def _information(evidence: Evidence, base: str, octets: int, files: int) -> bytes:
    day = parse_canonical(evidence.heads.canon)["at"][:10]
    return (
        "Bag-Software-Agent: Seedbed\n"
        f"Bagging-Date: {day}\n"
        f"External-Identifier: {evidence.reference}\n"
        f"Payload-Oxum: {octets}.{files}\n"
        f"Seedbed-Bundle-Format: {FORMAT}\n"
        f"Seedbed-Bundle-Id: {base}\n"
        f"Seedbed-Checkpoint: {evidence.size}\n"
        f"Seedbed-Events: {evidence.count}\n"
    ).encode()


def _payload(archive: Archive, base: str, parts: _Counted, watch: Watch) -> bytes:
    """Write every file of the payload and return their manifest."""
    manifest, done = [], 0
    for path, size, chunks in parts:
        entry = archive.add(f"{base}/{path}", chunks)
        if entry.size != size:
            raise VerificationFailed(f"{path} should have {size:,} bytes and has {entry.size:,}; see `seedbed verify`.")
        manifest.append(_manifest_line(entry.sha256, path))
        done += entry.size
        watch("writing", done, parts.octets)
    return b"".join(manifest)


def _manifest_line(digest: str, path: str) -> bytes:
    return f"{digest}  {path}\n".encode()


class _Counted:
    """The parts of a payload with their sizes: those that are made, not copied, are made once and set aside."""

    def __init__(self, room: Room, parts: list[Part], watch: Watch) -> None:
        self._aside = room()
        self.parts = parts
        self.sizes = []
        for done, part in enumerate(parts, 1):
            self.sizes.append(self._size(part))
            watch("collecting", done, len(parts))
        self._aside.seek(0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._aside.close()

    @property
    def octets(self) -> int:
        return sum(self.sizes)

    def __iter__(self) -> Iterator[tuple[str, int, Iterable[bytes]]]:
        for part, size in zip(self.parts, self.sizes, strict=True):
            yield part.path, size, (part.content() if part.size is not None else self._back(size))

    def _size(self, part: Part) -> int:
        return part.size if part.size is not None else sum(map(self._aside.write, part.content()))

    def _back(self, size: int) -> Iterator[bytes]:
        while size and (chunk := self._aside.read(min(size, _CHUNK))):
            size -= len(chunk)
            yield chunk
