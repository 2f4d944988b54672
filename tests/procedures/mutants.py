"""Definitions broken on purpose, by chance: a move, an exit, a role, a paper, a gate or a step taken away.

Seeded, so that the same number gives the same mutant everywhere. Whoever wants other faults adds a ``Cut``.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from engine.definition import Definition
from procedures import checker
from procedures.loader import LoadedDefinition
from procedures.registry import FOLDER
from tests.procedures.places import TINY, value_of

Value = dict[str, Any]
Cut = Callable[[Value, random.Random], str | None]
"""Changes a definition in place and says what it did; None when there is nothing of the kind."""


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """A broken definition: from which file, what was done to it, and what is left."""

    of: str
    done: str
    loaded: LoadedDefinition

    @property
    def definition(self) -> Definition:
        """What is left."""
        return self.loaded.definition


def drop_move(value: Value, dice: random.Random) -> str | None:
    """One move of the procedure."""
    gone = value["moves"].pop(dice.randrange(len(value["moves"])))
    return f"without the move {gone['move']}"


def turn_move(value: Value, dice: random.Random) -> str | None:
    """One move leads somewhere else."""
    steps = [step["step"] for stage in value["stages"] for step in stage["steps"]]
    move = dice.choice(value["moves"])
    move["to"] = dice.choice(steps)
    return f"{move['move']} to {move['to']}"


def drop_exit(value: Value, dice: random.Random) -> str | None:
    """One step from which the procedure could be ended early, or a whole phase of it."""
    phases = value["termination"]["phases"]
    phase = dice.choice(phases)
    if len(phase["from"]) == 1:
        phases.remove(phase)
        return None if not phases else f"without the early end in {phase['to']}"
    gone = phase["from"].pop(dice.randrange(len(phase["from"])))
    return f"without an early end from {gone}"


def drop_end(value: Value, dice: random.Random) -> str | None:
    """One end is no end any more."""
    ends = [step for stage in value["stages"] for step in stage["steps"] if step.get("ends")]
    step = dice.choice(ends)
    del step["ends"]
    return f"{step['step']} is no end"


def drop_partner_move(value: Value, dice: random.Random) -> str | None:
    """One move of partners."""
    moves = value["partners"]["moves"]
    gone = dice.choice(sorted(moves))
    del moves[gone]
    return f"without the partner move {gone}"


def drop_requirement(value: Value, dice: random.Random) -> str | None:
    """One requirement of one gate."""
    gates = [move for move in [*value["moves"], *value["partners"]["moves"].values()] if move.get("gate")]
    move = dice.choice(gates)
    gone = move["gate"].pop(dice.randrange(len(move["gate"])))
    return f"without the requirement {gone['id']}"


def drop_role(value: Value, dice: random.Random) -> str | None:
    """One role where several may do a thing."""
    shared = [
        rule
        for rule in [*value["moves"], *value["partners"]["moves"].values(), *value["notices"].values()]
        if len(rule["by"]) > 1
    ]
    if not shared:
        return None
    rule = dice.choice(shared)
    return f"without the role {rule['by'].pop(dice.randrange(len(rule['by'])))}"


def drop_artefact_step(value: Value, dice: random.Random) -> str | None:
    """One step in which a paper could be filed."""
    papers = [(name, rule) for name, rule in sorted(value["artefacts"].items()) if len(rule.get("during", ())) > 1]
    if not papers:
        return None
    name, rule = dice.choice(papers)
    gone = rule["during"].pop(dice.randrange(len(rule["during"])))
    return f"{name} not in {gone}"


def move_artefact(value: Value, dice: random.Random) -> str | None:
    """One paper can only be filed in some other step."""
    steps = [step["step"] for stage in value["stages"] for step in stage["steps"] if not step.get("ends")]
    name = dice.choice(sorted(value["artefacts"]))
    value["artefacts"][name]["during"] = [dice.choice(steps)]
    return f"{name} only in {value['artefacts'][name]['during'][0]}"


def drop_partner_step(value: Value, dice: random.Random) -> str | None:
    """One step in which partners could make a move."""
    moves = [(name, rule) for name, rule in sorted(value["partners"]["moves"].items()) if len(rule["during"]) > 1]
    if not moves:
        return None
    name, rule = dice.choice(moves)
    gone = rule["during"].pop(dice.randrange(len(rule["during"])))
    return f"{name} not in {gone}"


CUTS: tuple[Cut, ...] = (
    drop_move,
    turn_move,
    drop_exit,
    drop_end,
    drop_partner_move,
    drop_requirement,
    drop_role,
    drop_artefact_step,
    move_artefact,
    drop_partner_step,
)


def sources() -> tuple[Path, ...]:
    """Every shipped definition, and the tiny one."""
    return (*sorted(FOLDER.glob("*.yaml")), TINY)


@lru_cache
def _text_of(path: Path) -> str:
    return json.dumps(value_of(path))


@lru_cache(maxsize=1_000)
def mutant(number: int, paths: tuple[Path, ...] | None = None) -> Mutant | None:
    """The mutant of a number: one to three cuts into one definition; None when what is left has no meaning at all."""
    dice = random.Random(number)
    known = sources() if paths is None else paths
    path = known[number % len(known)]
    value = json.loads(_text_of(path))
    done = [cut(value, dice) for cut in dice.sample(CUTS, dice.choice((1, 1, 2, 3)))]
    said = ", ".join(one for one in done if one is not None)
    if not said:
        return None
    try:
        loaded = loaded_from(value, Path(f"{path.stem}-{number}.yaml"))
    except ValidationError:
        return None
    if checker.meaningless(loaded.definition):
        return None
    return Mutant(of=path.stem, done=said, loaded=loaded)


def loaded_from(value: Value, path: Path) -> LoadedDefinition:
    """A definition from plain data, as the loader reads it but without lines: mutants are made by the hundred."""
    content = json.dumps(value, sort_keys=True).encode()
    return LoadedDefinition(
        definition=Definition.model_validate_json(content, strict=True),
        digest=hashlib.sha256(content).hexdigest(),
        canonical=content,
        lines={},
        path=path,
    )


def mutants(count: int, *, start: int = 0, paths: tuple[Path, ...] | None = None) -> Iterator[Mutant]:
    """So many mutants that have a meaning, from a number on."""
    made, number = 0, start
    while made < count:
        found = mutant(number, paths)
        number += 1
        if found is not None:
            made += 1
            yield found
