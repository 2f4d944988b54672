"""The workload W: forty commands as they arrive, in JSON, and a house in which they can be performed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import cache
from hashlib import sha256
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from actions.house import House, open_house
from actions.people import change_register
from actions.perform import Request, perform
from config.settings import Settings, read_settings
from engine import register as r
from engine.commands import COMMANDS
from engine.definition import Move
from engine.time.local_time import local_date
from procedures.loader import LoadedDefinition, load_definition
from storage.database import create_store

PEOPLE = {
    "amal": "programme_manager",
    "bo": "commercial_lead",
    "cleo": "legal_adviser",
    "dana": "senior_responsible_owner",
}
COMMANDS_OF_W = 40
FIRST_MOVE = 7
"""The place of the first stage's move among the forty."""

_request_ids = (f"benchmark-{number}" for number in count())


@contextmanager
def benchmark_house(url: str | None = None) -> Iterator[House]:
    """A new house in a temporary folder (or on another database), with the workload's definition and people."""
    with TemporaryDirectory(prefix="seedbed-benchmark-") as folder:
        env = {"SEEDBED_LAST_HEADS": f"{folder}/last-heads"}  # inside for once: it goes with the rest
        settings = read_settings(env if url is None else {**env, "SEEDBED_DATABASE_URL": url}, Path(folder))
        create_store(settings.database_url, mode="live", at=datetime.now(UTC)).close()
        house = _peopled(settings)
        yield house
        house.close()


def furnish(settings: Settings, procedures: Iterable[str], *, commands: int) -> None:
    """Put the workload's people into an existing store, and procedures that are so many commands into W."""
    house = _peopled(settings)
    for procedure in procedures:
        for command in (opening(procedure), *forty(procedure)[:commands]):
            carry_out(house, command)
    house.close()


def _peopled(settings: Settings) -> House:
    house = open_house(settings)
    house.definitions.add(definition_of_w())
    for person, role in PEOPLE.items():
        _register(house, person, role)
    return house


def _register(house: House, person: str, role: str) -> None:
    commands: tuple[r.RegisterCommand, ...] = (
        r.AddPerson(actor="root", person=person, name=person.title()),
        r.AssignRole(actor="root", person=person, procedure="*", role=role, from_on=date(2026, 1, 1)),
    )
    for command in commands:
        change_register(house, command, request_id=next(_request_ids))


@cache
def definition_of_w() -> LoadedDefinition:
    """The workload's definition, read and checked once."""
    return load_definition(Path(__file__).parent / "workload.yaml")


def opening(procedure: str) -> bytes:
    """The command that opens a procedure; it comes before the forty and is not one of them."""
    digest = definition_of_w().digest
    return _json("open", procedure, "amal", title="A procedure of the benchmark", definition=digest, lots={}, facts={})


def forty(procedure: str) -> list[bytes]:
    """The forty commands of W, each as the JSON in which it arrives."""
    today = local_date(datetime.now(UTC), definition_of_w().definition.zone)
    moves = (move for move in definition_of_w().definition.moves if move.then)
    return [command for move in moves for command in _stage(procedure, move, today)]


def _stage(procedure: str, move: Move, today: date) -> Iterator[bytes]:
    """The eight commands of one stage, ending with the move that leaves it."""
    definition = definition_of_w().definition
    decision = next(name for name, rule in definition.decisions.items() if move.source in rule.during)
    deadline = next(name for name, rule in definition.deadlines.items() if rule.starts.step == move.target)
    for artefact in definition.decisions[decision].about:
        yield _json(
            "submit_artefact",
            procedure,
            "amal",
            artefact=artefact,
            sha256=sha256(artefact.encode()).hexdigest(),
            size=len(artefact),
            media_type="application/pdf",
            name=f"{artefact}.pdf",
        )
        yield _json("accept_artefact", procedure, "cleo", artefact=artefact)
    due_at = datetime.combine(today + timedelta(days=60), datetime.min.time(), UTC).isoformat()
    yield _json("set_deadline", procedure, "bo", deadline=deadline, due_at=due_at, starts_on=today.isoformat())
    for person in ("dana", "cleo"):
        yield _json("record_decision", procedure, person, decision=decision, reason="The papers say what they must.")
    yield _json("advance", procedure, "amal", to=move.target)


def _json(kind: str, procedure: str, actor: str, **fields: Any) -> bytes:
    return msgspec.json.encode({"kind": kind, "procedure": procedure, "actor": actor, "role": PEOPLE[actor], **fields})


def carry_out(house: House, command: bytes) -> None:
    """What W1 times: a command in JSON is validated, then performed under an idempotency key of its own."""
    perform(house, request(command))


def request(command: bytes) -> Request:
    """A command in JSON, validated, under an idempotency key of its own."""
    return Request(command=COMMANDS.validate_json(command), request_id=next(_request_ids))
