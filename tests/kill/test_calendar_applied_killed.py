"""Kill -9 while a calendar is being applied to 200 procedures: all are on it or none, and asking again finishes it."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from actions import together
from actions.calendars import calendar_meant, put_on_calendar
from actions.clock import SimulatedClock
from actions.house import House
from actions.perform import Request, perform
from actions.queries.what_if import WhatIf, what_if
from engine.commands import OpenProcedure
from engine.time.calendar import Calendar
from storage.database import open_store
from tests.actions.test_change_of_calendar import FILE
from tests.databases import Database
from tests.factories import START, make_house, people_of, small, wire
from tests.kill.house_of_cards import forks

PROCEDURES = 200
ASKED = {"actor": "owner", "role": "owner", "reason": "It was proclaimed.", "request_id": "apply-1"}


def preview(house: House) -> tuple[Calendar, WhatIf]:
    """The newest calendar of the house, and what it would change."""
    other = Calendar.from_data(calendar_meant(house.shelf, "uk"))
    with house.store.reading() as reading:
        return other, what_if(house, reading, other)


def apply(url: str, folder: str, dies_at: int) -> None:
    """Apply it, and die before the command of that number, or (0) just after the commit."""
    house = wire(Path(folder), open_store(url), SimulatedClock(START), definitions=[small()])
    other, found = preview(house)
    whole, calls = vars(together)["within"], 0

    def within(*given: object) -> object:
        nonlocal calls
        calls += 1
        if calls == dies_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return whole(*given)

    vars(together)["within"] = within
    put_on_calendar(house, other, found.procedures, **ASKED)  # type: ignore[arg-type]
    if not dies_at:
        os.kill(os.getpid(), signal.SIGKILL)


LONG = pytest.mark.long


@pytest.mark.parametrize("dies_at", [pytest.param(1, marks=LONG), 117, pytest.param(PROCEDURES, marks=LONG), 0])
def test_all_procedures_are_on_the_calendar_or_none(database: Database, tmp_path: Path, dies_at: int) -> None:
    """What was not committed is as if it had never been asked; what was is answered again and not done twice."""
    house = make_house(tmp_path, database, clock=SimulatedClock(START), people=people_of(small()))
    for number in range(PROCEDURES):
        command = OpenProcedure(
            procedure=f"RL-{number}", actor="manager", role="manager", definition=small().digest, title="A crossing",
            facts={"big": False, "hurried": False},
        )  # fmt: skip
        perform(house, Request(command=command, request_id=f"open-{number}"))
    folder = house.settings.home / "calendars"
    folder.mkdir()
    (folder / "thanks.toml").write_text(FILE, encoding="utf-8")
    other, found = preview(house)
    assert len(found.procedures) == PROCEDURES
    process = forks().Process(target=apply, args=(database.url, str(tmp_path), dies_at), daemon=True)
    process.start()
    process.join(120)
    assert process.exitcode == -signal.SIGKILL
    process.close()
    _, after = preview(house)
    assert (len(after.procedures), after.already) == ((PROCEDURES, 0) if dies_at else (0, PROCEDURES))
    answers = put_on_calendar(house, other, after.procedures, **ASKED)  # type: ignore[arg-type]
    assert [answer.repeated for answer in answers] == [not dies_at] * PROCEDURES
    assert preview(house)[1].procedures == ()
    house.close()
