"""A live house with the flow procedure, and procedures in it that stand before the move with every consequence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from actions.answer import Answer
from actions.clock import Clock
from actions.house import House, open_house
from actions.people import change_register
from actions.perform import Request, perform
from config.settings import Settings, read_settings
from engine import register as r
from engine.commands import COMMANDS
from engine.definition import Definition
from engine.time.local_time import local_date
from procedures.loader import LoadedDefinition, load_definition
from storage.database import create_store

PERSON = "everybody"
CONSEQUENCES = ("closing_letters", "cost_projection", "draft_notice", "tell_partners")


@lru_cache
def flow_procedure() -> LoadedDefinition:
    """The definition made for the tests of flows."""
    return load_definition(Path(__file__).with_name("flow_procedure.yaml"))


def settings_of(folder: Path, **environ: str) -> Settings:
    """Settings for a data folder of a test's own, on a free port."""
    return read_settings({"SEEDBED_SERVICE_PORT": "0", **environ}, home=folder)


def make_site(folder: Path, *, mode: str = "live", clock: Clock | None = None, **environ: str) -> House:
    """A new house in which one person holds every role; the store may be on PostgreSQL (SEEDBED_DATABASE_URL)."""
    settings = settings_of(folder, **environ)
    folder.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC) if clock is None else clock.now()
    create_store(settings.database_url, mode=mode, at=now).close()
    house = open_house(settings, clock=clock)
    house.definitions.add(flow_procedure())
    added = r.AddPerson(actor="founder", person=PERSON, name="Every Body")
    change_register(house, added, request_id="add")
    since = (now - timedelta(days=1)).date()
    for role in flow_procedure().definition.roles:
        assigned = r.AssignRole(actor="founder", person=PERSON, procedure="*", role=role, from_on=since)
        change_register(house, assigned, request_id=f"assign-{role}")
    return house


def request(kind: str, procedure: str, role: str, request_id: str = "", /, **fields: Any) -> Request:
    """A request by the one person there is; its id is made of what it asks unless one is given."""
    given = {"kind": kind, "procedure": procedure, "actor": PERSON, "role": role, **fields}
    return Request(command=COMMANDS.validate_python(given), request_id=request_id or f"{procedure}/{kind}/{fields}")


def do(house: House, kind: str, procedure: str, role: str, /, **fields: Any) -> Answer:
    """Carry out one command."""
    return perform(house, request(kind, procedure, role, **fields))


def open_procedure(house: House, reference: str, *, partners: int = 2, **more: Any) -> None:
    """Open a procedure and take it to where only the move is left: people applied and money is set aside."""
    digest = flow_procedure().digest
    do(house, "open", reference, "manager", title=f"Cleaner streets {reference}", definition=digest, **more)
    do(house, "set_envelope", reference, "owner", envelope="trials", amount_minor=5_000_000, currency="GBP")
    today = local_date(house.clock.now(), definition().zone)
    do(house, "publish_notice", reference, "manager", notice="N0", on=today, reference=f"N0-{reference}")
    for number in range(1, partners + 1):
        name = f"Firm {number} of {reference}"
        do(house, "register_partner", reference, "manager", partner=f"firm{number}", name=name, sme=number % 2 == 0)


def start_trial(reference: str, request_id: str = "") -> Request:
    """The move that all four consequences follow."""
    return request("advance", reference, "owner", request_id or f"{reference}-start", to="TRIAL")


def definition() -> Definition:
    """The words of the flow procedure."""
    return flow_procedure().definition
