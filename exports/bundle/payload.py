"""The payload of a bundle, file by file, in the order of their names (SPEC.md, sections 4 to 8)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import IO, Final

from exports.bundle.evidence import Document, Evidence
from exports.bundle.lines import line
from exports.bundle.proofs import consistency_lines, heads_document, inclusion_lines, rotation_lines

EVENTS_PER_FILE: Final = 10_000
_CHUNK: Final = 1024 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One file: its path, and its content when it is asked for; ``size`` where it is known beforehand."""

    path: str
    content: Callable[[], Iterable[bytes]]
    size: int | None = None


def payload(evidence: Evidence) -> list[Part]:
    """Every file below ``data/``, sorted by path."""
    parts = [
        *(_document(document) for document in evidence.documents),
        _lines("data/calendar.json", lambda: [line({"calendars": list(evidence.calendars)})]),
        *(_text(f"data/checkpoints/{known.size:012}.note", known.note) for known in evidence.checkpoints),
        _lines("data/definition.yaml", lambda: [evidence.definition]),
        *(_lines(f"data/definitions/{digest}.json", lambda raw=raw: [raw]) for digest, raw in evidence.later),  # type: ignore[misc]
        _lines("data/disclosures.jsonl", lambda: _disclosures(evidence)),
        *_events(evidence),
        _lines("data/hashes.txt", lambda: _hashes(evidence)),
        *(_text(f"data/keys/{key.key_id.hex()}.vkey", key.vkey() + "\n") for key in evidence.keys),
        _lines("data/proofs/consistency.jsonl", lambda: consistency_lines(evidence)),
        _lines("data/proofs/heads.json", lambda: [heads_document(evidence)]),
        _lines("data/proofs/inclusion.jsonl", lambda: inclusion_lines(evidence)),
        _lines("data/render/index.html", lambda: (text.encode() for text in evidence.page())),
        _lines("data/withheld.jsonl", lambda: _withheld(evidence)),
        *([_lines("data/keys/rotations.jsonl", lambda: rotation_lines(evidence))] if evidence.rotations else ()),
    ]
    return sorted(parts, key=lambda part: part.path)


def _events(evidence: Evidence) -> Iterator[Part]:
    for number in range(-(-evidence.count // EVENTS_PER_FILE)):
        first = number * EVENTS_PER_FILE
        chosen = partial(_canons, evidence, first)
        yield Part(path=f"data/events/{number:06}.jsonl", content=chosen)


def _canons(evidence: Evidence, first: int) -> Iterator[bytes]:
    for event in islice(evidence.events(first), EVENTS_PER_FILE):
        yield event.canon + b"\n"


def _hashes(evidence: Evidence) -> Iterator[bytes]:
    for event in evidence.events():
        yield f"{event.n} {event.gseq} {event.hash.hex()}\n".encode()


def _disclosures(evidence: Evidence) -> Iterator[bytes]:
    for known in sorted(evidence.opened, key=lambda one: (one.n, one.path)):
        yield line(
            {
                "class": known.klass,
                "n": known.n,
                "path": known.path,
                "salt": known.salt.hex(),
                "subject": known.subject,
                "value": known.value,
            }
        )


def _withheld(evidence: Evidence) -> Iterator[bytes]:
    for known in sorted(evidence.kept, key=lambda one: (one.n, one.path)):
        yield line({"decided_by": known.decided_by, "ground": known.ground, "n": known.n, "path": known.path})


def _document(document: Document) -> Part:
    return Part(path=f"data/artefacts/{document.sha256}", content=lambda: _read(document.open()), size=document.size)


def _read(stream: IO[bytes]) -> Iterator[bytes]:
    with stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def _lines(path: str, content: Callable[[], Iterable[bytes]]) -> Part:
    return Part(path=path, content=content)


def _text(path: str, text: str) -> Part:
    return Part(path=path, content=lambda: [text.encode()])
