"""The register of people over HTTP: what the command line refuses, the service refuses in the same words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from actions.house import House
from actions.people import change_register
from engine.register import AssignRole
from tests.flows.servers import plant
from tests.flows.site import PERSON, make_site, open_procedure
from tests.web.running import Reply, Serving

TODAY = datetime.now(UTC).date()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, prefect_template: Path) -> Iterator[House]:
    """Give a house with a procedure in it, whose register nobody administers yet."""
    home = tmp_path_factory.mktemp("register")
    plant(prefect_template, home)
    made = make_site(home)
    open_procedure(made, "RL-1")
    yield made
    made.close()


@pytest.fixture(scope="module")
def service(house: House) -> Iterator[Serving]:
    """Give the service on it."""
    serving = Serving(house.settings.home).ready()
    yield serving
    serving.stop()


def ask(service: Serving, key: str, kind: str, /, **fields: Any) -> Reply:
    """Post one command to the register."""
    return service.post({"command": {"kind": kind, "actor": PERSON, **fields}}, key, "/api/v1/register")


def role(person: str = "ada", **fields: Any) -> dict[str, Any]:
    """What gives a role on everything from today on."""
    return {"person": person, "procedure": "*", "role": "owner", "from_on": TODAY.isoformat(), **fields}


@pytest.fixture(scope="module")
def kept(service: Serving, house: House) -> Serving:
    """Give the service once somebody administers the register; before that it changes nothing (exit code 7)."""
    early = ask(service, "early", "add_person", person="ada", name="Ada")
    assert (early.status, early.data["exit_code"]) == (403, 7)
    assert "Nobody administers the register" in early.data["detail"]
    admin = AssignRole(actor="founder", person=PERSON, procedure="*", role="admin", from_on=TODAY - timedelta(days=1))
    change_register(house, admin, request_id="first-admin")
    return service


def test_people_are_added_once_and_by_field(kept: Serving, house: House) -> None:
    """The same key gets the first answer; another is told that the person is there; wrong fields are pointed at."""
    added = {"person": "ada", "name": "Ada", "email": "ada@example.org"}
    reply = ask(kept, "add-ada", "add_person", **added)
    assert reply.status == 200
    assert reply.data["events"] == [{"event": "PersonAdded", "person": "ada"}]
    assert ask(kept, "add-ada", "add_person", **added).data["repeated"]
    assert ask(kept, "add-ada-2", "add_person", **added).status == 400
    wrong = ask(kept, "wrong", "add_person", person="Ada")
    assert {error["pointer"] for error in wrong.data["errors"]} == {"/command/person", "/command/name"}
    with house.store.reading() as reading:
        assert "ada" in {person.id for person in reading.people()}


@pytest.mark.parametrize(
    ("fields", "outcome", "told"),
    [
        (role(role="ownr"), (404, 4), 'There is no role "ownr". Did you mean owner'),
        (role(procedure="RL-9"), (404, 4), "A role is given on a procedure that is open"),
        (role("nobody"), (404, 4), "nobody is not in the register"),
        (role(PERSON), (403, 7), "cannot grant a role to themselves"),
    ],
    ids=["unknown role", "unknown procedure", "unknown person", "oneself"],
)
def test_a_slip_of_the_pen_is_not_recorded(
    kept: Serving, house: House, fields: dict[str, Any], outcome: tuple[int, int], told: str
) -> None:
    """Unknown roles, procedures and people are refused before the register takes them for good."""
    with house.store.reading() as reading:
        before = reading.assignments()
    reply = ask(kept, f"slip-{told}", "assign_role", **fields)
    assert (reply.status, reply.data["exit_code"]) == outcome, reply.data
    assert told in reply.data["detail"]
    with house.store.reading() as reading:
        assert reading.assignments() == before


def test_a_role_of_a_definition_that_comes_along_is_known(kept: Serving) -> None:
    """A role may be given before any procedure runs under its definition, if the definition is shown."""
    text = Path("tests/small_procedure.yaml").read_text()
    given = {"kind": "assign_role", "actor": PERSON, **role("zoe", role="treasurer")}
    ask(kept, "add-zoe", "add_person", person="zoe", name="Zoe")
    assert kept.post({"command": given}, "unseen", "/api/v1/register").status == 404
    shown = kept.post({"command": given, "definition": text}, "seen", "/api/v1/register")
    assert shown.status == 200, shown.data


def test_an_assignment_that_is_over_stays_over(kept: Serving) -> None:
    """Moving its end would give a role to somebody, oneself included, that nobody gave."""
    ask(kept, "add-kim", "add_person", person="kim", name="Kim")
    past = {"from_on": (TODAY - timedelta(days=9)).isoformat(), "to_on": (TODAY - timedelta(days=2)).isoformat()}
    reply = ask(kept, "past", "assign_role", **role("kim", **past))
    reference = reply.data["events"][0]["assignment"]
    later = (TODAY + timedelta(days=30)).isoformat()
    over = ask(kept, "revive", "end_assignment", assignment=reference, to_on=later)
    assert (over.status, over.data["exit_code"]) == (400, 2)
    assert "an end is not moved afterwards" in over.data["detail"]


def test_a_repeated_end_gets_its_first_answer(kept: Serving) -> None:
    """Even once the assignment is over, which it would now be refused for."""
    ask(kept, "add-lee", "add_person", person="lee", name="Lee")
    day = TODAY - timedelta(days=1)
    given = ask(kept, "give-lee", "assign_role", **role("lee", from_on=(TODAY - timedelta(days=3)).isoformat()))
    reference = given.data["events"][0]["assignment"]
    ended = {"assignment": reference, "to_on": day.isoformat()}
    assert ask(kept, "end-lee", "end_assignment", **ended).status == 200
    assert ask(kept, "end-lee", "end_assignment", **ended).data["repeated"]
    assert ask(kept, "end-lee-2", "end_assignment", **ended).status == 400
