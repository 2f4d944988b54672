"""What was recorded once is read for ever: the same bytes, hashes, states and projections, on both databases."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from actions.replaying.gates import gate_passed
from actions.replaying.tape import load
from actions.replaying.why import explained
from actions.verification import verify
from engine.streams import LEDGER, RESERVED_STREAMS
from procedures.registry import load as load_shipped
from procedures.registry import shipped
from tests.actions.rooms import assert_true
from tests.databases import Database, on_sqlite
from tests.golden import recording
from tests.golden.forms import UNRECORDED, UNRECORDED_OLDER, every_type, optional_fields
from tests.golden.importing import events_in, house_of
from tests.golden.recording import (
    HISTORIES,
    SUMS,
    AlreadyRecorded,
    come_to,
    files_in,
    freeze,
    frozen,
    projections_of,
    sum_of,
)
from tests.golden.scenarios import SCENARIOS
from tools import record_golden

RECORDED = sorted(path.parent for path in HISTORIES.glob("*/*/history.json"))
NAMES = [f"{path.parent.name}/{path.name}" for path in RECORDED]

histories = pytest.mark.parametrize("history", RECORDED, ids=NAMES)


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


@histories
def test_a_recorded_history_comes_to_what_it_came_to(history: Path, tmp_path: Path, database: Database) -> None:
    """Events byte for byte, hash by hash; every state; the last one to read; projections; and it verifies."""
    house = house_of(history, tmp_path / "home", database.url)
    with house.store.reading() as reading:
        stored = list(reading.all_events())
        assert b"".join(event.canon + b"\n" for event in stored) == (history / "events.jsonl").read_bytes()
        hashes = [f"{event.gseq} {event.hash.hex()}" for event in stored]
        assert hashes == (history / "hashes.txt").read_text(encoding="ascii").splitlines()
        states, last = come_to(reading)
        assert last == _json(history / "final.json")
        assert states == (history / "states.txt").read_text(encoding="utf-8").splitlines()
        assert projections_of(reading) == _json(history / "projections.json")
    assert_true(house)
    report = verify(house)
    expected = _json(history / "history.json")
    assert (None if report.first_bad is None else str(report.first_bad)) == expected["first_bad"]
    assert {name: getattr(report, name) for name in expected["verified"]} == expected["verified"]


@on_sqlite
@histories
def test_the_gates_of_a_recorded_history_open_again(history: Path, tmp_path: Path, database: Database) -> None:
    """Under the definition and the calendar of then each gate gives what was recorded; and every event is explained."""
    house = house_of(history, tmp_path / "home", database.url)
    with house.store.reading() as reading:
        for stream in reading.streams():
            if stream in RESERVED_STREAMS:
                continue
            tape = load(house, reading, stream)
            for n in range(tape.last + 1):
                passed = gate_passed(tape, n)
                assert passed is None or passed.agrees, n
            for n in range(0, tape.last + 1, 9):
                assert explained(tape, n, None, ()).line.n == n


def test_nothing_that_was_recorded_has_changed() -> None:
    """Every file has the digest that was written down with it, none is missing, and none was put beside them."""
    lines = [line.split("  ", 1) for line in SUMS.read_text(encoding="ascii").splitlines()]
    assert {name: digest for digest, name in lines} == {
        str(path.relative_to(HISTORIES)): sum_of(path) for path in files_in(HISTORIES)
    }
    assert set(frozen()) <= set(NAMES)


def test_every_shipped_definition_has_a_golden_history() -> None:
    """A definition under which procedures are opened is one whose histories are kept, byte for byte its own."""
    recorded = {path.stem for path in HISTORIES.glob("*/*/definitions/*.json")}
    for one in shipped():
        folder, digest = f"{one.name}-{one.version}", load_shipped(one.path).digest
        assert digest in recorded, (
            f"{folder} as it is now (SHA-256 {digest}) has no golden history. If it was released as it was, give it a"
            f" new version; then record one: python -m tools.record_golden whole-{one.name} (roadlab for the innovative"
            " partnership; --again while no release has frozen it)."
        )
        assert any(
            path.parent.parent.parent.name == folder for path in HISTORIES.glob(f"*/*/definitions/{digest}.json")
        )


def _occurring() -> tuple[set[str], set[str]]:
    """The types that occur, and those that occur in the form of before their later fields."""
    types, older = set(), set()
    for history in RECORDED:
        for line in (history / "events.jsonl").read_bytes().splitlines():
            body = json.loads(line)
            types.add(body["type"])
            if not optional_fields(body["type"]) & set(body["data"]):
                older.add(body["type"])
    return types, older


def test_every_event_type_and_every_older_form_occurs_in_some_history() -> None:
    """Those that do not are listed with the reason, and leave the list as soon as they are recorded."""
    types, older = _occurring()
    assert set(every_type()) - types == set(UNRECORDED)
    with_later = {name for name in types if optional_fields(name)}
    assert with_later - older == set(UNRECORDED_OLDER)


def test_a_history_in_its_older_form_comes_to_the_same_course() -> None:
    """What later fields hold is missing in it; where the procedure went, and what was on file, is not."""
    new, old = (
        _json(HISTORIES / "small_procedure-1.0.0" / name / "final.json")["RL-1"] for name in ("clocks", "older-forms")
    )
    for part in ("step", "stage", "artefacts", "decisions", "notices"):
        assert new[part] == old[part], part


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a copy of one recorded history, on which the tool works instead."""
    made = tmp_path / "histories"
    shutil.copytree(HISTORIES / "small_procedure-1.0.0" / "clocks", made / "small_procedure-1.0.0" / "clocks")
    for name, path in (("HISTORIES", made), ("SUMS", made / "SHA256SUMS"), ("FROZEN", made / "FROZEN")):
        monkeypatch.setattr(recording, name, path)
    monkeypatch.setattr(record_golden, "HISTORIES", made)
    kept = [f"{sum_of(path)}  {path.relative_to(made)}\n" for path in files_in(made)]
    (made / "SHA256SUMS").write_text("".join(kept), encoding="ascii")
    return made


def test_the_tool_adds_and_refuses_to_change(copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A history that is there is refused; anew only while no release has frozen it; then never again."""
    before = {path: sum_of(path) for path in files_in(copied)}
    assert record_golden.main(["clocks"]) == 3
    assert "never changed" in capsys.readouterr().err
    assert {path: sum_of(path) for path in files_in(copied)} == before
    assert record_golden.main(["clocks", "--again", "--freeze"]) == 0
    assert frozen() or freeze() == ()
    assert recording.frozen() == ("small_procedure-1.0.0/clocks",)
    assert record_golden.main(["clocks", "--again"]) == 3
    with pytest.raises(SystemExit):
        record_golden.main(["nothing-of-the-kind"])
    with pytest.raises(AlreadyRecorded):
        recording._make_room(copied / "small_procedure-1.0.0" / "clocks", again=True)


def _procedures(folder: Path) -> list[bytes]:
    """The events of everything but the ledger, whose key is another one in every house."""
    return [imported.event.canon for imported in events_in(folder) if imported.event.stream != LEDGER]


def test_recording_the_same_again_gives_the_same_bytes(copied: Path) -> None:
    """Time, randomness and identifiers are passed in: a scenario is a history, not one of many (design invariant 5)."""
    folder = copied / "small_procedure-1.0.0" / "clocks"
    before = _procedures(folder)
    assert record_golden.main(["clocks", "--again"]) == 0
    assert _procedures(folder) == before


def test_every_recorded_history_is_one_that_can_be_recorded() -> None:
    """The scenario that made it is still there to be read."""
    assert {path.name for path in RECORDED} <= set(SCENARIOS)
