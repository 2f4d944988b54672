"""An evidence bundle of a long procedure: what writing it and checking it cost as whole processes, memory included."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from time import perf_counter, sleep
from typing import Any

import msgspec

from actions.house import House
from actions.ledger.checkpointing import sign_history
from actions.ledger.keys import ledger_key
from benchmarks.measure import Line
from benchmarks.size import Size
from benchmarks.workload import benchmark_house, carry_out, opening
from engine.ledger.notes import parse_note

REFERENCE = "LONG-1"
VERIFIER = Path(__file__).parents[1] / "exports" / "bundle" / "verify.py"
SEEDBED = (sys.executable, "-c", "from cli.main import main; main()")
MOST_MEGABYTES = 300.0
DOCUMENT = 19_000_000
"""Bytes of each document: nearly what the definition accepts."""
_LESSON = "What we have learnt, in as many words as people use for it on an ordinary day, and then a few more of them."


def bundle(size: Size) -> Iterator[Line]:
    """A procedure of 10,000 events (1,000 when quick) with large documents, written, and then checked elsewhere."""
    events = size.of(full=10_000, quick=1_000, tiny=20)
    documents = size.of(full=20, quick=5, tiny=1)
    with benchmark_house() as house:
        _live(house, events, documents)
        newest = sign_history(house)
        if newest is None:
            raise ValueError("Nothing was recorded.")
        key = ledger_key(house.settings, parse_note(newest.note)).public.vkey()
        out = house.settings.home / "bundle.zip"
        environment = {**os.environ, "SEEDBED_HOME": str(house.settings.home)}
        about = {"events": events, "documents": documents, "megabytes_of_documents": documents * DOCUMENT // 10**6}
        export = [*SEEDBED, "export", "bundle", REFERENCE, "-o", str(out), "--actor", "amal"]
        yield from _measured("w8_bundle", "`seedbed export bundle`", export, environment, about)
        check = [sys.executable, "-I", str(VERIFIER), str(out), "--key", key]
        yield from _measured("w8_verify", "verify.py of that bundle", check, environment, about)


def _live(house: House, events: int, documents: int) -> None:
    """Open it, file large documents, and then record lessons until it is long."""
    carry_out(house, opening(REFERENCE))
    for number in range(documents):
        content = os.urandom(1_000) * (DOCUMENT // 1_000)
        stored = house.artefacts.put(io.BytesIO(content), max_bytes=DOCUMENT)
        paper = {"sha256": stored.sha256, "size": stored.size, "media_type": "application/pdf", "name": f"{number}.pdf"}
        carry_out(house, _command("submit_artefact", artefact="problem", **paper))
    for number in range(events - documents - 1):
        lesson = f"Lesson {number}. {_LESSON}"
        told = {"stage": "problem_statement", "about": "procedure", "worked": True, "lesson": lesson}
        carry_out(house, _command("record_lesson", **told))


def _command(kind: str, **fields: Any) -> bytes:
    who = {"kind": kind, "procedure": REFERENCE, "actor": "amal", "role": "programme_manager"}
    return msgspec.json.encode({**who, **fields})


def _measured(
    name: str, what: str, command: list[str], environment: Mapping[str, str], about: Mapping[str, int]
) -> Iterator[Line]:
    """How long a process took, and the most memory that it held."""
    began, peak = perf_counter(), 0
    with subprocess.Popen(command, env=dict(environment), stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            peak = max(peak, _peak(process.pid))
            sleep(0.01)
    seconds = perf_counter() - began
    if process.returncode != 0:
        raise ValueError(f"{what} ended with {process.returncode}.")
    yield _line(name, f"{what} as a whole process", "s", seconds, None, about)
    yield _line(f"{name}_memory", f"the most memory of {what}", "MiB", peak / 1024, MOST_MEGABYTES, about)


def _peak(pid: int) -> int:
    """The most memory that a running process has held, in KiB; what the system says after its end counts ours too."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")), 0)


def _line(  # noqa: PLR0917 - what every line has
    name: str, what: str, unit: str, figure: float, at_most: float | None, about: Mapping[str, int]
) -> Line:
    figure = round(figure, 2)
    return Line(
        name=name,
        what=what,
        unit=unit,
        p50=figure,
        p99=figure,
        n=1,
        bar=None if at_most is None else f"<= {at_most:g} {unit}",
        met=None if at_most is None else figure <= at_most,
        more=dict(about),
    )
