"""The replay is under the rules of that day: what is shipped or set today changes nothing of the past."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from actions.house import House
from actions.queries.plain import plain
from actions.replaying.step import step_seen
from actions.replaying.tape import load
from actions.replaying.why import explained
from procedures.loader import read_definition
from tests.actions.test_change_of_calendar import FILE
from tests.databases import Database
from tests.factories import Office, make_office, small
from tests.pilot import TWO, make, way


@pytest.fixture
def office(tmp_path: Path, database: Database) -> Office:
    """Give an office whose procedure has told everybody and waits: gates passed, a standstill that counts days."""
    made = make_office(tmp_path, database)
    made.do("open", title="A better crossing", facts={"big": False, "hurried": False})
    for move in way(small().definition, "DRAFT", "TOLD"):
        make(made, move, partners=TWO)
    made.do("publish_notice", notice="N6")
    return made


def _told(house: House, reference: str = "RL-1") -> Sequence[Any]:
    """Everything that a replay and an explanation say of every event."""
    with house.store.reading() as reading:
        tape = load(house, reading, reference)
    steps = [plain(step_seen(tape, n, lambda _: None, ())) for n in range(tape.last + 1)]
    return [*steps, *(plain(explained(tape, n, None, ())) for n in range(tape.last + 1))]


def _forget(house: House) -> None:
    house.calendars.clear()
    house.states.clear()


def test_a_newer_definition_of_the_same_name_changes_no_past(office: Office) -> None:
    """Stricter gates and other titles count for what is opened under them, never for what was opened before."""
    before = _told(office.house)
    text = small().path.read_text(encoding="utf-8")
    newer = text.replace("version: 1.0.0", "version: 2.0.0").replace("title: Manager }", "title: Other manager }")
    loaded = read_definition(newer.encode(), small().path)
    assert loaded.digest != small().digest
    office.house.definitions.add(loaded)
    _forget(office.house)
    assert _told(office.house) == before
    elsewhere = replace(office, reference="RL-2", loaded=loaded)
    elsewhere.do("open", facts={"big": False, "hurried": False})
    assert "Other manager" in str(_told(office.house, "RL-2"))
    assert _told(office.house) == before


def test_a_newer_calendar_changes_no_past(office: Office) -> None:
    """A holiday that was proclaimed since moves nothing by itself: each date names the calendar that counted it."""
    before = _told(office.house)
    folder = office.house.settings.home / "calendars"
    folder.mkdir()
    (folder / "thanks.toml").write_text(FILE, encoding="utf-8")
    _forget(office.house)
    assert office.house.calendar("uk").version == "2026.1.1"
    assert _told(office.house) == before
    assert "uk-2026.1.1" not in str(before)


def test_a_setting_of_today_changes_no_past(office: Office) -> None:
    """How much the clock may be wrong today is not how much it was: what was decided then is not doubted now."""
    before = _told(office.house)
    office.house.__class__ = type("Doubtful", (House,), {"clock_error": property(lambda _: timedelta(days=400))})
    assert _told(office.house) == before
