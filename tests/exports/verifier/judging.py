"""Asks the verifier about a whole bundle, as an auditor would, or about the rules alone, without a bundle."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from exports.bundle import verify as v
from tests.exports.verifier import writer as w

KEY = v.read_keys(w.LOG.vkey, 1)[0]


def asked(content: bytes, **more: Any) -> v.Report:
    """The report on a ZIP's bytes, with the right key unless the test gives others."""
    with tempfile.NamedTemporaryFile(suffix=".zip") as file:
        file.write(content)
        file.flush()
        return v.verify(file.name, **{"keys": [KEY], **more})


def unpacked(files: w.Files, folder: Path) -> Path:
    """The files as a folder."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def codes(report: v.Report) -> set[str]:
    """What the faults are called."""
    return {fault["code"] for fault in report.faults}


def rules_of(story: w.Story) -> v.Known:
    """The definition and calendars of a story, as the verifier reads them."""
    read = [v.Calendar(json.loads(json.dumps(one))) for one in story.calendars]
    known = v.Known(story.definition, {one.pin: one for one in read})
    for raw in story.later:
        later = v.Known(raw, known.calendars)
        known.all[later.digest] = later
        later.all = known.all
    return known


def judged(happenings: Sequence[w.Happening], known: v.Known, *, hidden: frozenset[str] = frozenset()) -> v.Report:
    """What the rules say about a history, without bytes, proofs and signatures; ``hidden`` paths are withheld."""
    report = v.Report()
    replay = v.Replay(known, report)

    under: dict[str, str] = {}
    digest = known.digest
    for one in happenings:
        under.setdefault(one.cause, digest)
        if one.type in {"procedure.moved", "procedure.moved_back"}:
            digest = str(one.data["definition"])

    def live() -> None:
        for n, one in enumerate(happenings):
            by = {"auth": "claim", "id": one.actor, "role": one.role}
            raw = {"n": n, "at": one.at, "type": one.type, "cause": one.cause, "recorded_by": by, "data": one.data}
            raw["def"] = under[one.cause]
            event = v.Event(raw)
            event.sealed = frozenset(one.sealed)
            event.withheld = frozenset(one.sealed) & hidden
            replay.take(event)
        replay.end()

    v.attempt(report, live)
    return report


Harm = Callable[[w.Files], w.Files]
