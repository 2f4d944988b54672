"""W9: a procedure of 10,000 events read in every way there is: each command as a whole process, beside a fifth of it.

RoadLab is played up to its testbed, and then goes on for years: lessons, documents sent again, deadlines moved,
communications, payments. What grows faster than the history shows itself in the ratio.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import count, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from actions.clock import SimulatedClock
from actions.documents import keep_document
from actions.house import House, open_house
from actions.ledger.checkpointing import sign_history
from actions.ledger.keys import read_key
from actions.perform import Request, perform
from actions.roadlab.purse import TESTS
from benchmarks.measure import Line
from benchmarks.size import Size
from config.settings import read_settings
from engine.commands import COMMANDS
from storage.codec import state_from_bytes

REFERENCE = "RL-1"
SEEDBED = (sys.executable, "-c", "from cli.main import main; main()")
VERIFIER = Path(__file__).parents[1] / "exports" / "bundle" / "verify.py"
AT_MOST = 10.0
"""Seconds for any command on 10,000 events."""
SHARE = 5
Deed = tuple[tuple[str, str], str, dict[str, Any]]
"""Who, what, and with which fields."""
_INSTALMENTS = 100
_LESSON = "What we have learnt, in as many words as people use for it on an ordinary day, and then a few more of them."
_MANAGER, _COMMERCIAL, _FINANCE = (
    ("pm-1", "programme_manager"), ("com-1", "commercial_lead"), ("finance-1", "finance_lead"),
)  # fmt: skip

READS = (
    "show RL-1", "explain RL-1", "history RL-1", "history RL-1 --json", "replay RL-1 --json", "decisions RL-1",
    "why RL-1 {middle}", "history RL-1 --event {middle} --compare {last}", "list", "deadlines", "retention list",
    "audit exports", "verify",
)  # fmt: skip
WRITES = (
    "report RL-1 --html -o {out}.html", "report RL-1 --pdf -o {out}.pdf", "export bundle RL-1 -o {out}.zip",
    "export ocds RL-1 --profile uk -o {out}.uk.json", "export ocds RL-1 --profile core --record -o {out}.core.json",
    "export xes RL-1 -o {out}.xes", "export ocel RL-1 -o {out}.ocel.json", "export prov RL-1 -o {out}.prov.json",
    "export csv RL-1 -o {out}.csv.zip",
)  # fmt: skip


def reading(size: Size) -> Iterator[Line]:
    """Each command on the long procedure and on a fifth of it."""
    events = size.of(full=10_000, quick=3_000, tiny=700)
    with TemporaryDirectory(prefix="seedbed-benchmark-") as folder:
        begun = Path(folder, "begun")
        _timed([*SEEDBED, "demo", "--until", "TESTBED", "--home", str(begun)], os.environ)
        small, large = (
            Long(Path(shutil.copytree(begun, Path(folder, name))), number)
            for name, number in (("a", events // SHARE), ("b", events))
        )
        for command in (*READS, *WRITES):
            yield _line(command, events, small.took(command), large.took(command), gate=size is Size.FULL)
        yield _line("verify.py", events, small.verified(), large.verified(), gate=size is Size.FULL)


class Long:
    """One procedure of so many events, in a folder of its own."""

    def __init__(self, home: Path, events: int) -> None:
        """Go on in a folder in which RoadLab has come to its testbed."""
        self._home, self._events = home, events
        self._environment = {**os.environ, "SEEDBED_HOME": str(home)}
        house = open_house(read_settings({}, home))
        try:
            _go_on(house, events)
            sign_history(house)
            self._key = read_key(house.settings.ledger_key_file).public.vkey()
        finally:
            house.close()

    def took(self, command: str) -> float:
        """The seconds of a whole process."""
        out = str(self._home / "out")
        words = command.format(out=out, middle=self._events // 2, last=self._events - 10).split()
        return self._run([*words, *(("--actor", "pm-1") if "{out}" in command else ())])

    def verified(self) -> float:
        """The seconds of the verifier on the bundle that was made before."""
        return _timed(
            [sys.executable, "-I", str(VERIFIER), str(self._home / "out.zip"), "--key", self._key], self._environment
        )

    def _run(self, words: Sequence[str]) -> float:
        return _timed([*SEEDBED, *words], self._environment)


def _timed(command: Sequence[str], environment: Mapping[str, str]) -> float:
    began = perf_counter()
    done = subprocess.run(command, env=dict(environment), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ValueError(f"{' '.join(command)} ended with {done.returncode}: {done.stderr[-500:]}")
    return perf_counter() - began


def _go_on(house: House, events: int) -> None:
    clock = house.clock
    assert isinstance(clock, SimulatedClock)
    with house.store.reading() as look:
        row = look.procedure(REFERENCE)
    assert row is not None
    state = state_from_bytes(row.state)
    partner = next(name for name, known in state.partners.items() if known.state == "testing")
    deeds = _life(house, state.deadlines["testbed_ends"].due_at, partner)
    for n, (who, kind, fields) in enumerate(islice(deeds, max(0, events - state.n - 1))):
        clock.advance(timedelta(seconds=61))
        given: dict[str, Any] = {"kind": kind, "procedure": REFERENCE, "actor": who[0], "role": who[1], **fields}
        perform(house, Request(command=COMMANDS.validate_python(given), request_id=f"long-{n}"))


def _life(house: House, due_at: datetime, partner: str) -> Iterator[Deed]:
    """Years of the same: every tenth event or so is a payment, and each day something is public."""
    stored = [
        keep_document(house, io.BytesIO(f"Version {number}".encode()), media_type="text/plain", max_bytes=1_000)
        for number in range(20)
    ]
    yield _FINANCE, "set_envelope", {"envelope": "seed_and_testbed", "amount_minor": 10**12, "currency": "GBP"}
    for number in count():
        paper = stored[number % len(stored)]
        if number % _INSTALMENTS == 0:
            yield _COMMERCIAL, "commit_money", _commitment(number, partner)
        yield _MANAGER, "record_lesson", {"stage": "testbed", "about": "procedure", "worked": True, "lesson": _LESSON}
        yield _COMMERCIAL, "submit_artefact", {
            "artefact": "conflicts_assessment", "sha256": paper.sha256, "size": paper.size,
            "media_type": "text/plain", "name": f"assessment-{number}.txt",
        }  # fmt: skip
        due_at += timedelta(minutes=1)
        moved = {"deadline": "testbed_ends", "due_at": due_at.isoformat(), "reason": "The road is closed for works."}
        yield _MANAGER, "extend_deadline", moved
        yield _COMMERCIAL, "record_communication", {"direction": "sent", "partners": [partner], "about": _LESSON}
        paid = {"commitment": f"c-{number // _INSTALMENTS}", "instalment": f"i-{number % _INSTALMENTS}"}
        yield _FINANCE, "pay_instalment", {**paid, "amount_minor": 100}


def _commitment(number: int, partner: str) -> dict[str, Any]:
    parts = [{"instalment": f"i-{part}", "amount_minor": 100} for part in range(_INSTALMENTS)]
    return {
        "commitment": f"c-{number // _INSTALMENTS}", "envelope": "seed_and_testbed", "partner": partner,
        "currency": "GBP", "instalments": parts, "legal_base": "participant_payment",
        "answers": TESTS.model_dump(),
    }  # fmt: skip


def _line(command: str, events: int, small: float, large: float, *, gate: bool) -> Line:
    """How long it took on all events, beside a fifth of them: more than five times as long is worse than linear."""
    return Line(
        name="w9_long",
        what=f"`{command.split(' -o ', maxsplit=1)[0].replace(' {out}', '')}` on one procedure of {events:,} events",
        unit="s",
        p50=round(large, 2),
        p99=round(large, 2),
        n=1,
        against=f"the same on {events // SHARE:,} events",
        floor=round(small, 2),
        ratio=round(large / small, 2),
        bar=f"<= {AT_MOST:g} s" if gate else None,
        met=large <= AT_MOST if gate else None,
    )
