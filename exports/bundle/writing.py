"""Writes a bundle: the bag, its manifests and its seal, around the payload (SPEC.md, sections 2, 3 and 9).

The same evidence gives the same bytes. What has to be counted before it can be announced is set aside in a file without
a name, so that memory does not grow with the history, and the history need not be held while documents are copied.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
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


class Collected:
    """All of a bundle but the documents' bytes: once this is made, the history is no longer needed."""

    def __init__(self, evidence: Evidence, room: Room, watch: Watch) -> None:
        """Make every part that is made, not copied."""
        self._evidence = evidence
        self._base = bundle_id(evidence.reference, evidence.size)
        self._parts = payload(evidence)
        self._aside = room()
        self._sizes: list[int] = []
        try:
            for done, part in enumerate(self._parts, 1):
                self._sizes.append(self._set_aside(part))
                watch("collecting", done, len(self._parts))
        except BaseException:
            self._aside.close()  # nobody can give the room back who never got it
            raise

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """Give back the room."""
        self._aside.close()

    def write(self, target: IO[bytes], watch: Watch) -> Written:
        """Write the bundle to a file that is empty and can be gone back in."""
        evidence, base, archive = self._evidence, self._base, Archive(target)
        before = {
            "README.txt": read_me(reference=evidence.reference, base=base, size=evidence.size, count=evidence.count),
            "SPEC.md": specification(),
            "bag-info.txt": self._information(),
            "bagit.txt": _BAGIT,
        }
        for path, data in before.items():
            archive.add(f"{base}/{path}", [data])
        manifest = self._write_payload(archive, watch)
        tags = {**before, "manifest-sha256.txt": manifest, "verify.py": verifier()}
        tag_manifest = b"".join(_manifest_line(sha256(data).hexdigest(), path) for path, data in sorted(tags.items()))
        after = {
            "manifest-sha256.txt": manifest,
            "seal.note": seal_note(evidence, base, tag_manifest),
            "tagmanifest-sha256.txt": tag_manifest,
            "verify.py": verifier(),
        }
        for path, data in after.items():
            archive.add(f"{base}/{path}", [data])
        return Written(
            base=base,
            size=archive.finish(),
            files=len(before) + len(self._parts) + len(after),
            checkpoint=evidence.size,
            events=evidence.count,
            documents=len(evidence.documents),
            disclosed=len(evidence.opened),
            withheld=len(evidence.kept),
        )

    def _set_aside(self, part: Part) -> int:
        return part.size if part.size is not None else sum(map(self._aside.write, part.content()))

    def _information(self) -> bytes:
        evidence = self._evidence
        day = parse_canonical(evidence.heads.canon)["at"][:10]
        return (
            "Bag-Software-Agent: Seedbed\n"
            f"Bagging-Date: {day}\n"
            f"External-Identifier: {evidence.reference}\n"
            f"Payload-Oxum: {sum(self._sizes)}.{len(self._sizes)}\n"
            f"Seedbed-Bundle-Format: {FORMAT}\n"
            f"Seedbed-Bundle-Id: {self._base}\n"
            f"Seedbed-Checkpoint: {evidence.size}\n"
            f"Seedbed-Events: {evidence.count}\n"
        ).encode()

    def _write_payload(self, archive: Archive, watch: Watch) -> bytes:
        """Write every file of the payload and return their manifest."""
        manifest, done, total = [], 0, sum(self._sizes)
        self._aside.seek(0)
        for part, size in zip(self._parts, self._sizes, strict=True):
            content = part.content() if part.size is not None else _back(self._aside, size)
            entry = archive.add(f"{self._base}/{part.path}", content)
            if entry.size != size:
                raise VerificationFailed(
                    f"{part.path} should have {size:,} bytes and has {entry.size:,}: `seedbed verify` tells more."
                )
            manifest.append(_manifest_line(entry.sha256, part.path))
            done += size
            watch("writing", done, total)
        return b"".join(manifest)


def seal_note(evidence: Evidence, base: str, tag_manifest: bytes) -> bytes:
    """The bundle's seal: whose it is, signed by the key of the ledger."""
    digest = base64.b64encode(sha256(tag_manifest).digest()).decode()
    text = f"ipe-bundle-v{FORMAT}\n{base}\n{digest}\n{evidence.size}\n"
    return Note(text=text, signatures=(evidence.seal(text),)).to_text().encode()


def _back(aside: IO[bytes], size: int) -> Iterator[bytes]:
    while size and (chunk := aside.read(min(size, _CHUNK))):
        size -= len(chunk)
        yield chunk


def _manifest_line(digest: str, path: str) -> bytes:
    return f"{digest}  {path}\n".encode()
