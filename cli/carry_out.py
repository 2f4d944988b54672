"""One changing command from its draft to its answer: who asks, in which role, through the service or alone."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cli.complaint import complain
from cli.declaring import Draft, Who
from cli.desk import Desk
from cli.files import Document
from engine.errors import InvalidInput, NotFound, WrongFolder

if TYPE_CHECKING:
    from actions.answer import Answer
    from actions.perform import Request
    from actions.queries.preview import Previewed
    from cli.service import Service
    from engine.commands import Command
    from engine.register import RegisterCommand
    from storage.reading import Reading

_UNKNOWN_YET = "role_to_be_found"


class DemoFolder(WrongFolder):
    """A demo's clock was simulated: a real command would be dated before it, or drag a demo into the present."""

    def __init__(self, home: str) -> None:
        super().__init__(
            f"{home} holds a demonstration on a simulated clock, and only the demonstration writes there."
            " To go on yourself from a step of it: seedbed demo --until STEP."
            " Make a folder of your own: SEEDBED_HOME=FOLDER seedbed init"
        )


def carry_out(desk: Desk, drafted: Draft, who: Who, spelled: Mapping[str, str]) -> int:
    """Carry out a command to a procedure and show its answer; raises what stands in the way."""
    from actions.perform import Request

    refuse_demo(desk)
    command = _command(desk, drafted, who, spelled)
    request = Request(
        command=command, request_id=request_id_given(desk, who), expected_n=who.expected, dry_run=who.dry_run
    )
    if who.dry_run:
        answer, foreseen = _rehearse(desk, request)
        _show(desk, answer, foreseen)
        return 0
    if drafted.question is not None:
        ask(drafted.question)
    if drafted.document is not None:
        _keep(desk, request, drafted.document)
    served = _through_service(desk, request, drafted.definition, unpublished=drafted.unpublished)
    if served is not None:
        _show(desk, served, None)
        return 0
    _show(desk, _alone(desk, request), None)
    _tell_what_waits(desk, drafted.procedure)
    return 0


def carry_out_register(desk: Desk, command: dict[str, Any], who: Who, spelled: Mapping[str, str]) -> int:
    """Carry out a command to the register of people and show what was recorded.

    ``definition`` among its values is not the register's: it says where a role that no procedure has yet is defined.
    """
    from pydantic import ValidationError

    from actions.granting import require_lawful
    from actions.people import change_register
    from cli.render.answer import show_register_answer
    from cli.service import running_service
    from engine.register import REGISTER_COMMANDS
    from procedures.registry import load

    refuse_demo(desk)
    definition = command.pop("definition", None)
    actor = _registrar(desk, who)
    if command["kind"] == "revoke_feed" and command["person"] is None:
        command["person"] = actor
    try:
        made = REGISTER_COMMANDS.validate_python({**command, "actor": actor})
    except ValidationError as error:
        raise complain(error, spelled) from error
    request_id = request_id_given(desk, who)
    loaded = None if definition is None else load(definition)
    with desk.reading() as reading:
        own = None if loaded is None else loaded.definition
        require_lawful(desk.house, reading, made, request_id=request_id, definition=own)
    service = None if who.dry_run else running_service(desk.settings, desk.say)
    text = None if loaded is None else loaded.path.read_text(encoding="utf-8")
    answer = None if service is None else _registered(desk, service, made, request_id, text)
    if answer is None:
        answer = change_register(desk.house, made, request_id=request_id, dry_run=who.dry_run)
    if desk.options.as_json:
        from cli.document import write_document

        write_document(answer)
    else:
        show_register_answer(desk.page, answer)
    return 0


def _registered(
    desk: Desk, service: Service, command: RegisterCommand, request_id: str, definition: str | None
) -> dict[str, Any] | None:
    """The service's answer, or None when what answers is not the service of this folder."""
    from cli.service import NotOurService

    try:
        return service.register(command, request_id, definition)
    except NotOurService as error:
        desk.say(str(error))
        return None


def refuse_demo(desk: Desk) -> None:
    """Nothing but the demonstration writes into its folder, unless it was stopped for somebody to go on."""
    from actions.rehearsal import is_rehearsal

    if desk.house.store.info.mode == "demo" and not is_rehearsal(desk.settings, desk.house.store):
        raise DemoFolder(str(desk.settings.home))


def request_id_given(desk: Desk, who: Who) -> str:
    """The key of the command: 1 to 200 printable ASCII characters, for it also travels in a header."""
    given = who.request_id
    if given is None:
        return new_request_id(desk)
    if not (1 <= len(given) <= 200 and given.isascii() and given.isprintable() and given == given.strip()):
        raise InvalidInput("--request-id: expected 1 to 200 printable ASCII characters without spaces around them.")
    return given


def new_request_id(desk: Desk) -> str:
    """A key of its own for a command that was given none."""
    from actions.identifiers import uuid7, uuid_text

    return uuid_text(uuid7(desk.house.clock.now(), desk.house.randomness))


def actor_given(who: Who) -> str:
    """Who asks; missing is bad usage, for nothing is ever done by nobody."""
    if not who.actor:
        raise InvalidInput("Say who asks: --actor PERSON (a pseudonym or an e-mail address), or set SEEDBED_ACTOR.")
    return who.actor


def _command(desk: Desk, drafted: Draft, who: Who, spelled: Mapping[str, str]) -> Command:
    """The validated command, its actor known and its role found."""
    from pydantic import ValidationError

    from actions.queries.fitting import fitting_role
    from actions.queries.moment import known_procedure
    from engine.commands import COMMANDS

    given = actor_given(who)
    with desk.reading() as reading:
        if drafted.kind != "open":
            known_procedure(reading, drafted.procedure)
        actor = person_meant(reading, given)
        values = {
            "kind": drafted.kind, "procedure": drafted.procedure, "actor": actor, "role": who.role or _UNKNOWN_YET,
            **drafted.fields,
        }  # fmt: skip
        try:
            command = COMMANDS.validate_python(values)
        except ValidationError as error:
            raise complain(error, spelled) from error
        if who.role is not None:
            return command
        return command.model_copy(update={"role": fitting_role(desk.house, reading, command)})


def person_meant(reading: Reading, given: str) -> str:
    """The pseudonym that is meant; an unknown pseudonym is left as it is, and turned away with a reason."""
    from actions.people import person_named

    try:
        return person_named(reading, given)
    except NotFound:
        if "@" in given:
            raise
        return given


def _registrar(desk: Desk, who: Who) -> str:
    given = actor_given(who)
    with desk.reading() as reading:
        return person_meant(reading, given)


def ask(question: str) -> None:
    """Ask on a terminal; where nobody can answer, --yes has to be said."""
    import typer

    if not sys.stdin.isatty():
        raise InvalidInput(f"{question} Nobody is there to answer: say --yes if it is meant.")
    if not typer.confirm(question, err=True):
        raise InvalidInput("Nothing was done.")


def _rehearse(desk: Desk, request: Request) -> tuple[Answer, tuple[Previewed, ...]]:
    """What would happen, by the same path, undone before it is seen by anybody."""
    from actions.perform import perform
    from actions.queries.preview import preview

    answer = perform(desk.house, request)
    if answer.repeated:
        return answer, ()
    with desk.reading() as reading:
        return answer, preview(desk.house, reading, request.command)


def _keep(desk: Desk, request: Request, document: Document) -> None:
    """Store a document's bytes, unless the command would be refused anyway."""
    from actions.documents import keep_document
    from actions.perform import precheck

    if precheck(desk.house, request).repeated:
        return
    with document.path.open("rb") as stream:
        stored = keep_document(desk.house, stream, media_type=document.media_type, max_bytes=document.size)
    if stored.sha256 != document.sha256:
        raise InvalidInput(f"FILE: {document.path} changed while it was read; try again.")


def _through_service(
    desk: Desk, request: Request, definition: str | None, *, unpublished: bool = False
) -> Answer | None:
    """The answer of the running service, or None when there is none."""
    from cli.service import NotOurService, running_service

    service = running_service(desk.settings, desk.say)
    if service is None:
        return None
    try:
        return service.perform(request, definition, unpublished=unpublished)
    except NotOurService as error:
        desk.say(str(error))
        return None


def _alone(desk: Desk, request: Request) -> Answer:
    """Work on the data folder itself; a stage move needs an embedded workflow server, a refusal of it does not."""
    from actions.perform import perform, precheck

    if getattr(request.command, "kind", "") != "advance":
        return perform(desk.house, request)
    answer = precheck(desk.house, request)
    if answer.repeated:
        return answer
    settings = desk.settings
    desk.close()
    from flows.alone import advance_alone

    return advance_alone(settings, request, say=desk.say)


def _show(desk: Desk, answer: Answer, foreseen: tuple[Previewed, ...] | None) -> None:
    """The answer for a program or a person."""
    if desk.options.as_json:
        from actions.queries.plain import plain
        from cli.document import write_document

        data = answer.to_data()
        write_document(data if foreseen is None else {**data, "would_write": plain(foreseen)})
        return
    from cli.render.answer import Standing, show_answer

    with desk.reading() as reading:
        standing = None
        row = reading.procedure(answer.procedure)
        if row is not None:
            state = desk.house.states.of(row)
            definition = desk.house.definitions.pinned(reading, state.definition)
            standing = Standing(title=definition.steps[answer.step].title, re_enactment=state.re_enactment)
    show_answer(desk.page, answer, foreseen, standing)


def _tell_what_waits(desk: Desk, procedure: str) -> None:
    """Letters and notices are not written alone: say so, and who does it."""
    with desk.reading() as reading:
        waiting = len(reading.outbox(procedure, unfinished_only=True))
    if waiting:
        several, them = ("One follow-up waits", "it") if waiting == 1 else (f"{waiting} follow-ups wait", "them")
        simulated = desk.house.store.info.mode == "demo"
        who = "the next move" if simulated else "`seedbed serve`"
        desk.say(f"{several} for a worker: {who} carries {them} out.")
