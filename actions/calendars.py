"""Calendars at work: the one that is meant by a name or a file, and putting procedures on it, all or none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from actions.answer import Answer, answer_from
from actions.house import House
from actions.identifiers import uuid7, uuid_text
from actions.perform import Request, body_sha256
from actions.queries.fitting import fitting_role
from actions.queries.what_if import ProcedureTouched
from actions.together import perform_together
from config.calendars import CalendarData, CalendarDataInvalid
from config.calendars.home import Shelf, read_calendar_file
from config.calendars.official import OfficialFileUnreadable, as_calendar, read_official
from engine.commands import ChangeCalendar
from engine.errors import InvalidInput
from engine.time.calendar import Calendar


def calendar_meant(shelf: Shelf, text: str) -> CalendarData:
    """A calendar by name (its newest version), by name and version, or from a file of ours or an official one."""
    path = Path(text)
    if path.suffix in {".toml", ".json", ".csv"}:
        return _from_file(shelf, path)
    name, _, version = text.rpartition("-")
    if not shelf.knows(text) and shelf.knows(name):
        return shelf.load(name, version=version)
    return shelf.load(text)


def _from_file(shelf: Shelf, path: Path) -> CalendarData:
    if not path.is_file():
        raise CalendarDataInvalid(f"There is no file {path}.")
    if path.suffix == ".toml":
        return read_calendar_file(path)
    if path.suffix == ".json" and '"sha256"' in path.read_text(encoding="utf-8", errors="replace")[:4096]:
        return read_calendar_file(path)
    try:
        return as_calendar(read_official(path), shelf.load("uk"))
    except OfficialFileUnreadable as error:
        raise CalendarDataInvalid(str(error)) from error


def put_on_calendar(
    house: House,
    other: Calendar,
    procedures: Sequence[ProcedureTouched],
    *,
    actor: str,
    role: str | None,
    reason: str,
    request_id: str | None = None,
    auth: str = "claim",
    dry_run: bool = False,
) -> tuple[Answer, ...]:
    """Put procedures on a calendar as they were previewed: one command each, all of them or none; no answer for none.

    Asked again under the same request id, it answers what it did the first time, and does nothing.
    Raises ``HistoryConflict`` when one has changed since the preview, and what else ``perform`` raises.
    """
    asked = partial(ChangeCalendar, actor=actor, calendar=other.pin, reason=reason)
    if request_id is not None and (done := _done_before(house, request_id, asked, role)):
        return done
    if not procedures:
        return ()
    house.calendars[other.pin] = other
    base = request_id or uuid_text(uuid7(house.clock.now(), house.randomness))
    requests = []
    for one in procedures:
        command = asked(procedure=one.procedure, role=role or "role_to_be_found")
        if role is None:
            with house.store.reading() as reading:
                command = command.model_copy(update={"role": fitting_role(house, reading, command)})
        requests.append(
            Request(command=command, request_id=f"{base}/{one.procedure}", auth=auth, expected_n=one.n, dry_run=dry_run)
        )
    return perform_together(house, requests, dry_run=dry_run)


def _done_before(
    house: House, request_id: str, asked: Callable[..., ChangeCalendar], role: str | None
) -> tuple[Answer, ...]:
    """What was answered under a request id, procedure by procedure; nothing when it is new."""
    found = []
    with house.store.reading() as reading:
        for procedure in (row[0] for row in reading.procedures()):
            first = reading.answer(f"{request_id}/{procedure}")
            if first is None:
                continue
            roles = {known.role for known in reading.assignments(person=first.actor)} if role is None else {role}
            if first.body_sha256 not in {body_sha256(asked(procedure=procedure, role=one)) for one in roles}:
                raise InvalidInput(f"The request id {request_id} was used for another command: give this one its own.")
            found.append(answer_from(first.response, repeated=True))
    return tuple(found)
