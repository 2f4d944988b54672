"""The API of commands: what the command line does, over loopback, with problems told as documents."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from actions.house import House
from actions.reminders.expanding import REMINDER
from engine.commands import COMMANDS
from tests.flows.servers import plant
from tests.flows.site import PERSON, flow_procedure, make_site, open_procedure, start_trial
from tests.web.running import Serving, until


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, prefect_template: Path) -> Iterator[House]:
    """Give a house to serve, with procedures in it."""
    home = tmp_path_factory.mktemp("served")
    plant(prefect_template, home)
    made = make_site(home)
    for number in range(1, 6):
        open_procedure(made, f"RL-{number}")
    yield made
    made.close()


@pytest.fixture(scope="module")
def service(house: House) -> Iterator[Serving]:
    """Give the service on it."""
    serving = Serving(house.settings.home).ready()
    yield serving
    serving.stop()


def body(kind: str, procedure: str = "RL-1", role: str = "owner", **fields: Any) -> dict[str, Any]:
    """The body of a command."""
    return {"command": {"kind": kind, "procedure": procedure, "actor": PERSON, "role": role, **fields}}


def step_of(house: House, procedure: str) -> str:
    """Where a procedure is."""
    with house.store.reading() as reading:
        row = reading.procedure(procedure)
    assert row is not None
    return row.step


def test_a_command_is_carried_out_and_answered(service: Serving, house: House) -> None:
    """An everyday command is a plain transaction, and the answer is the command line's."""
    reply = service.post(
        body(
            "record_lesson", role="manager", stage="plan", about="move:start_trial", worked=False, lesson="Ask earlier."
        ),
        "lesson",
    )
    assert reply.status == 200
    assert reply.data["schema"] == "seedbed/answer/1"
    assert [event["type"] for event in reply.data["events"]] == ["lesson.recorded"]
    assert not reply.data["repeated"]


def test_a_repeated_key_gets_the_first_answer(service: Serving) -> None:
    """The same key and command are carried out once."""
    asked = body("record_lesson", role="manager", stage="plan", about="procedure", worked=True, lesson="Twice.")
    first, again = service.post(asked, "twice").data, service.post(asked, "twice").data
    assert again == {**first, "repeated": True}


def test_a_key_used_for_something_else_is_refused(service: Serving) -> None:
    """A key names one command for ever."""
    asked = body("record_lesson", role="manager", stage="plan", about="procedure", worked=True, lesson="One.")
    other = body("record_lesson", role="manager", stage="plan", about="procedure", worked=True, lesson="Another.")
    assert service.post(asked, "mixed-up").status == 200
    assert service.post(other, "mixed-up").status == 400


def test_a_move_goes_through_its_flow_and_what_follows_is_carried_out(service: Serving, house: House) -> None:
    """The answer comes at once; the worker does the rest."""
    reply = service.post({"command": start_trial("RL-2").command.model_dump(mode="json")}, "move")
    assert (reply.status, reply.data["step"]) == (200, "TRIAL")

    def done() -> bool:
        with house.store.reading() as reading:
            return len([one for one in reading.consequences("RL-2") if one.kind != REMINDER]) == 8

    until(done, "the consequences")
    with house.store.reading() as reading:
        letters = {row.id for row in reading.outbox() if row.kind == "message"}
    assert len(letters) == 4
    assert letters <= {file.stem for file in (house.settings.home / "outgoing").glob("*.eml")}


def test_a_refusal_carries_its_whole_explanation(service: Serving, house: House) -> None:
    """Every reason, who can mend it, and what to type: the same document that `explain` shows."""
    service.post({"command": start_trial("RL-3").command.model_dump(mode="json")}, "rl-3")
    reply = service.post(body("advance", "RL-3", to="DONE"), "rl-3-done")
    assert reply.status == 422
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.data["exit_code"] == 3
    unmet = [finding["id"] for finding in reply.data["explanation"]["findings"] if finding["standing"] == "unmet"]
    assert unmet == ["notice_out", "lesson_kept"]
    assert reply.data["detail"] == reply.data["explanation"]["sentence"]
    with house.store.reading() as reading:
        assert [attempt.cause for attempt in reading.attempts("RL-3")] == ["rl-3-done"]


def test_a_rehearsal_changes_nothing(service: Serving, house: House) -> None:
    """dry_run answers as the command would, without a run, an event or an attempt."""
    reply = service.post({"command": start_trial("RL-4").command.model_dump(mode="json"), "dry_run": True}, "dry")
    assert (reply.status, reply.data["dry_run"], reply.data["step"]) == (200, True, "TRIAL")
    assert step_of(house, "RL-4") == "PLAN"
    refused = service.post({**body("advance", "RL-4", to="DONE"), "dry_run": True}, "dry-2")
    assert refused.status == 422
    with house.store.reading() as reading:
        assert reading.attempts("RL-4") == []


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({**body("advance", to="TRIAL"), "expected_n": 0}, 409, 5),
        (body("advance", "RL-99", to="TRIAL"), 404, 4),
        (body("advance", role="lawyer", to="TRIAL"), 403, 7),
        ({"command": {**body("advance", to="TRIAL")["command"], "actor": "stranger"}}, 403, 4),
        (body("advance", to="NOWHERE"), 404, 4),
        (body("advance", to="DONE"), 422, 3),
    ],
)
def test_every_outcome_has_its_status_and_exit_code(
    service: Serving, asked: dict[str, Any], status: int, code: int
) -> None:
    """A client can tell the outcomes apart as the command line does."""
    reply = service.post(asked, f"outcome-{asked}"[:200])
    assert (reply.status, reply.data["exit_code"]) == (status, code), reply.data
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.data["type"].startswith("urn:seedbed:problem:")
    assert reply.data["detail"]


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        (body("advance", "rl-1", to="TRIAL"), "/command/procedure"),
        (body("advance"), "/command/to"),
        (body("advance", to="TRIAL", extra=1), "/command/extra"),
        (body("no_such_command"), "/command"),
        ({"command": {}}, "/command"),
        ({"command": 1}, "/command"),
        ({}, "/command"),
        ({**body("advance", to="TRIAL"), "expected_n": "7"}, "/expected_n"),
        ({**body("advance", to="TRIAL"), "dry_run": 1}, "/dry_run"),
        ({**body("advance", to="TRIAL"), "auth": "\n"}, "/auth"),
        ({**body("advance", to="TRIAL"), "more": 1}, "/more"),
        (body("commit_money", instalments=[{"instalment": "i", "amount_minor": 1.5}]),
         "/command/instalments/0/amount_minor"),
        ([], ""),
        (None, ""),
    ],
)  # fmt: skip
def test_a_wrong_field_is_pointed_at(service: Serving, asked: object, pointer: str) -> None:
    """Bad input is told by field, as a JSON pointer into what was sent."""
    reply = service.post(asked)
    assert (reply.status, reply.data["exit_code"]) == (400, 2)
    assert pointer in [error["pointer"] for error in reply.data["errors"]], reply.data


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b'{"command": NaN}', b"[" * 100_000, b'{"a":"\\ud800"}'])
def test_what_is_not_json_is_said_so(service: Serving, content: bytes) -> None:
    """Broken, foreign and bottomless documents are bad input, nothing worse."""
    reply = service.post(content)
    assert (reply.status, reply.data["exit_code"]) == (400, 2)


def test_a_command_needs_a_key(service: Serving) -> None:
    """Without one, nobody could ask whether a lost answer meant yes."""
    for key in (None, "", "x" * 201):
        reply = service.post(body("advance", to="TRIAL"), Idempotency_Key=key)
        assert reply.status == 400
        assert "Idempotency-Key" in reply.data["detail"]


def test_only_json_is_read(service: Serving) -> None:
    """A form that a web page could send without asking is turned away."""
    assert service.post(body("advance", to="TRIAL"), Content_Type="text/plain").status == 415
    assert service.post(body("advance", to="TRIAL"), Content_Type=None).status == 415


@pytest.mark.parametrize("shown", [None, "", "Bearer", "Bearer ", "Bearer x", "Basic abc", "Bearer \xff"])
def test_without_the_token_nothing_is_done(service: Serving, house: House, shown: str | None) -> None:
    """Whoever does not show it is told where it stands, and nothing else."""
    for path in ("/api/v1/commands", "/api/v1/register"):
        reply = service.post(body("advance", to="TRIAL"), "no-token", path, Authorization=shown)
        assert (reply.status, reply.data["exit_code"]) == (401, 7)
        assert reply.headers["www-authenticate"] == "Bearer"
        assert service.file["token"] not in reply.content.decode()
    assert step_of(house, "RL-1") == "PLAN"


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "", "[::1", "127.0.0.1@evil"]
)
def test_a_foreign_name_is_turned_away(service: Serving, host: str) -> None:
    """A page elsewhere cannot reach the service by giving this machine its own name (DNS rebinding)."""
    assert service.post(body("advance", to="TRIAL"), Host=host).status == 421
    assert service.get("/health/live", Host=host).status == 421


def test_a_page_of_another_site_is_turned_away(service: Serving) -> None:
    """A browser says which page asks."""
    assert service.post(body("advance", to="TRIAL"), Origin="https://evil.example").status == 421
    assert service.get("/health/live", Origin=service.file["url"]).status == 200


def test_a_body_has_a_limit(service: Serving) -> None:
    """Neither a length that is said nor one that is kept quiet gets past it."""
    assert service.post(b"x" * 1_000_001).status == 413
    headers = {
        "Authorization": f"Bearer {service.file['token']}",
        "Idempotency-Key": "k",
        "Content-Type": "application/json",
        "Transfer-Encoding": "chunked",
    }
    reply = service.ask("POST", "/api/v1/commands", iter([b"x" * 100_000] * 20), headers, chunked=True)
    assert (reply.status, reply.data["exit_code"]) == (413, 2)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/api/v1/nothing", 404),
        ("GET", "/api/v1/commands", 405),
        ("DELETE", "/health/live", 405),
        ("GET", "/../../etc/passwd", 404),
    ],
)
def test_an_unknown_way_is_a_problem_document_too(service: Serving, method: str, path: str, status: int) -> None:
    """A client can read every answer."""
    reply = service.ask(method, path, None, {})
    assert reply.status == status
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.data["status"] == status


def test_a_procedure_can_be_opened_under_a_definition_that_comes_along(service: Serving) -> None:
    """`open` brings the text of a definition that the service does not know; a wrong one is told by line.

    Nobody has published it, so it is opened as a trial only.
    """
    text = Path("tests/flows/flow_procedure.yaml").read_text().replace("version: 1.0.0", "version: 1.0.1")
    from procedures.loader import read_definition

    digest = read_definition(text.encode()).digest
    assert digest != flow_procedure().digest
    opened = body("open", "RL-77", "manager", title="A new one", definition=digest)
    assert service.post(opened, "open-unknown").status == 404
    refused = service.post({**opened, "definition": text}, "open-unpublished")
    assert (refused.status, refused.data["exit_code"]) == (422, 3), refused.data
    reply = service.post({**opened, "definition": text, "unpublished": True}, "open-known")
    assert (reply.status, reply.data["step"]) == (200, "PLAN"), reply.data
    wrong = service.post({**opened, "definition": "seedbed: 1\nno: 2\n"}, "open-wrong")
    assert (wrong.status, wrong.data["exit_code"]) == (400, 8)
    assert ":2:" in wrong.data["detail"]


def test_the_health_pages_say_what_they_looked_at(service: Serving) -> None:
    """Ready means: the database takes writes under its settings, there is room, nothing waits, Prefect answers."""
    assert service.get("/health/live").data == {"status": "alive"}
    reply = service.get("/health/ready")
    assert reply.status == 200, reply.data
    checks = reply.data["checks"]
    assert {name: check["ok"] for name, check in checks.items()} == dict.fromkeys(
        ("clock", "database", "disk", "outbox", "prefect"), True
    )
    assert checks["database"]["settings"]["synchronous"] == "FULL"
    assert checks["outbox"]["given_up"] == 0


def test_every_command_can_be_spoken(service: Serving) -> None:
    """Each kind of command is understood: what is missing is said, not that the kind is unknown."""
    kinds = [
        schema["properties"]["kind"]["const"]
        for schema in COMMANDS.json_schema()["$defs"].values()
        if "kind" in schema.get("properties", {})
    ]
    assert len(kinds) > 25
    for kind in kinds:
        reply = service.post({"command": {"kind": kind}})
        assert "/command/procedure" in [error["pointer"] for error in reply.data["errors"]], kind
