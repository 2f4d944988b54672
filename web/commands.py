"""The API of commands: the same path that the command line takes, for whoever shows the token."""

from __future__ import annotations

from typing import Annotated, Any

import orjson
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from actions.answer import Answer
from actions.designing.publishing import require_published
from actions.designing.versions import version_meant
from actions.granting import require_lawful
from actions.people import change_register
from actions.perform import Request as Asked
from actions.perform import perform
from engine.commands import COMMANDS, Advance, OpenProcedure
from engine.errors import InvalidInput
from engine.register import REGISTER_COMMANDS, RegisterCommand
from procedures.loader import read_definition
from web.desk import Desk
from web.guards import turned_away
from web.problems import invalid, problem

_Auth = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9 :._-]{0,62}$")]


class _Body(BaseModel):
    """What a changing request carries; ``definition`` is the text of a definition file, to open or to give a role.

    ``unpublished`` lets a trial run under a definition that nobody approved, in a folder for trials.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    command: dict[str, Any]
    auth: _Auth = "claim"
    expected_n: Annotated[int, Field(ge=-1)] | None = None
    dry_run: bool = False
    definition: Annotated[str, Field(max_length=1_000_000)] | None = None
    unpublished: bool = False


async def post_command(request: Request) -> Response:
    """Carry out one command to a procedure."""
    desk: Desk = request.app.state.desk
    asked = await _asked(request, desk)
    if isinstance(asked, Response):
        return asked
    body, key = asked
    try:
        command = COMMANDS.validate_python(body.command)
    except ValidationError as error:
        return invalid(error, "/command")
    wanted = Asked(command=command, request_id=key, auth=body.auth, expected_n=body.expected_n, dry_run=body.dry_run)
    answer = await run_in_threadpool(_carry_out, desk, wanted, body)
    return JSONResponse(answer.to_data())


async def post_register(request: Request) -> Response:
    """Carry out one command to the register of people."""
    desk: Desk = request.app.state.desk
    asked = await _asked(request, desk)
    if isinstance(asked, Response):
        return asked
    body, key = asked
    try:
        command = REGISTER_COMMANDS.validate_python(body.command)
    except ValidationError as error:
        return invalid(error, "/command")
    return JSONResponse(await run_in_threadpool(_register, desk, command, body, key))


def _register(desk: Desk, command: RegisterCommand, body: _Body, key: str) -> dict[str, Any]:
    """The register of people is asked what the command line asks it (``actions.granting``), and then changed."""
    own = None if body.definition is None else read_definition(body.definition.encode()).definition
    with desk.house.store.reading() as reading:
        require_lawful(desk.house, reading, command, request_id=key, definition=own)
    return change_register(desk.house, command, request_id=key, auth=body.auth, dry_run=body.dry_run)


def _carry_out(desk: Desk, asked: Asked, body: _Body) -> Answer:
    """A move goes through its flow; everything else, and every rehearsal, is a plain transaction."""
    if body.definition is not None:
        desk.house.definitions.add(read_definition(body.definition.encode()))
    if isinstance(asked.command, OpenProcedure):
        with desk.house.store.reading() as reading:
            loaded = desk.house.definitions.loaded(asked.command.definition)
            loaded = loaded or version_meant(reading, asked.command.definition)
            require_published(desk.house, reading, loaded, unpublished=body.unpublished)
    if isinstance(asked.command, Advance) and not asked.dry_run:
        return desk.advance(asked)
    return perform(desk.house, asked)


async def _asked(request: Request, desk: Desk) -> tuple[_Body, str] | Response:
    """The body and the key of a request, or why it goes no further."""
    away = turned_away(request, desk.token)
    if away is not None:
        return away
    media = request.headers.get("content-type", "").partition(";")[0].strip().casefold()
    if media != "application/json":
        detail = "Send JSON: Content-Type: application/json."
        return problem(415, "not-json", "Not JSON", detail, exit_code=InvalidInput.exit_code)
    key = _key(request)
    try:
        document = orjson.loads(await request.body())
    except orjson.JSONDecodeError as error:
        raise InvalidInput(f"The body is not JSON: {error}.") from None
    try:
        return _Body.model_validate(document), key
    except ValidationError as error:
        return invalid(error, "", skip=0)


def _key(request: Request) -> str:
    """The idempotency key: the same key and the same command get the first answer, for ever."""
    key = request.headers.get("idempotency-key", "")
    if not 1 <= len(key) <= 200 or not key.isascii() or not key.isprintable():
        raise InvalidInput(
            "Idempotency-Key: give each command a key of its own, 1 to 200 printable ASCII characters, and repeat it"
            " when you repeat the command."
        )
    return key
