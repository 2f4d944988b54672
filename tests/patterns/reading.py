"""Reads a pattern: what all have in common, what is its own, and what follows from its steps."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from engine.explain import explain
from procedures import strict_yaml
from procedures.loader import LoadedDefinition, read_definition
from tests.hands import Case

FOLDER = Path(__file__).with_name("definitions")


def numbers() -> tuple[int, ...]:
    """The numbers of the patterns that have a definition."""
    return tuple(sorted(int(path.stem.split("_")[0]) for path in FOLDER.glob("*.yaml")))


@lru_cache
def pattern(number: int) -> LoadedDefinition:
    """The definition of a pattern by its number in the catalogue; it passes the loader as any other does."""
    (path,) = FOLDER.glob(f"{number:02}_*.yaml")
    whole: dict[str, Any] = _laid_over(_read(Path(__file__).with_name("common.yaml")), _read(path))
    whole["name"] = f"pattern_{path.stem.split('_', 1)[1]}"
    _finished(whole)
    return read_definition(json.dumps(whole).encode(), path)


def case(number: int, **opening: Any) -> Case:
    """A procedure under the pattern, opened."""
    opened = Case(pattern(number))
    opened.do("open", **opening)
    return opened


def called(number: int, *suppliers: str, lots: tuple[str, ...] = ()) -> Case:
    """A procedure under the pattern to which suppliers were called, each for a lot in turn, and came."""
    opened = case(number, lots={lot: lot.title() for lot in lots})
    call(opened)
    for place, supplier in enumerate(suppliers):
        come(opened, supplier, lots[place % len(lots)] if lots else None)
    return opened


def call(opened: Case) -> None:
    """The door is opened for thirty days, and the notice says so."""
    opened.do("set_deadline", deadline="door_shuts", due_at=opened.now + timedelta(days=30))
    opened.do("publish_notice", notice="N1")


def come(opened: Case, supplier: str, lot: str | None = None) -> None:
    """A supplier comes in."""
    opened.do("register_partner", partner=supplier, lot=lot)


def finish(opened: Case, *suppliers: str) -> None:
    """Suppliers are done with their work."""
    for supplier in suppliers:
        opened.do("move_partner", partner=supplier, move="finish")


def call_off(opened: Case, *suppliers: str) -> None:
    """Suppliers are told to stop."""
    for supplier in suppliers:
        opened.do("move_partner", partner=supplier, move="drop")


def file(opened: Case, artefact: str) -> None:
    """A paper is put on file and accepted."""
    opened.do("submit_artefact", artefact=artefact)
    opened.do("accept_artefact", artefact=artefact)


def shut(opened: Case) -> None:
    """The time in which suppliers may come passes."""
    opened.wait_until(opened.state.deadlines["door_shuts"].due_at + timedelta(minutes=1))


def open_moves(opened: Case) -> set[str]:
    """The moves whose whole gate holds now: what could be made next."""
    return {
        move.move
        for move in opened.definition.moves_from[opened.state.step]
        if explain(opened.definition, opened.state, move, opened.now, opened.calendar).open
    }


def _read(path: Path) -> Any:
    return strict_yaml.read(path.read_bytes(), str(path)).value


def _laid_over(below: Any, above: Any) -> Any:
    if not isinstance(below, dict):
        return above
    return below | {key: _laid_over(below.get(key), own) for key, own in above.items()}


def _finished(whole: dict[str, Any]) -> None:
    """What follows from the steps: the early end, and where suppliers may come, work and be looked at."""
    steps = [step["step"] for stage in whole["stages"] for step in stage["steps"] if not step.get("ends")]
    whole["stages"][-1]["steps"].append({"step": "STOPPED", "title": "Stopped", "ends": True})
    whole["termination"]["phases"] = [{"from": steps, "to": "STOPPED"}]
    partners = whole["partners"]
    partners["entry"]["during"] = partners["entry"]["during"] or steps
    for move in (*partners["moves"].values(), *whole["rounds"].values()):
        move["during"] = move["during"] or steps
    # A call goes out while those whom it calls can come in.
    whole["notices"]["N1"]["during"] = partners["entry"]["during"]
