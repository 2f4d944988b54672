"""A change of calendar over several procedures: previewed, done for all or for none, and equal to the preview."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from actions.answer import Answer
from actions.calendars import calendar_meant, put_on_calendar
from actions.queries.health import Mark, examine
from actions.queries.what_if import ProcedureTouched, WhatIf, what_if
from config.calendars import CalendarDataInvalid
from engine.errors import HistoryConflict, InvalidInput, NotAllowed, Refused
from engine.time.calendar import Calendar
from tests.actions.rooms import assert_true, contents
from tests.databases import Database
from tests.factories import Office, make_office, small
from tests.pilot import TWO, make, way

PUBLISHED = datetime(2026, 11, 23, 9, tzinfo=UTC)
FILE = """
calendar = "uk"
base = "2026.1"
version = "2026.1.1"
[[added]]
on = 2026-12-01
name = "A day of thanks"
reason = "proclaimed"
source = "Gazette"
recorded_on = 2026-11-23
"""


@pytest.fixture
def office(tmp_path: Path, database: Database) -> Iterator[Office]:
    """Give an office with two standstills and one procedure that is only open, on each database."""
    made = make_office(tmp_path, database)
    there = way(small().definition, "DRAFT", "TOLD")
    for reference in ("RL-1", "RL-2", "RL-3"):
        made.reference = reference
        made.do("open", title="A better crossing", facts={"big": False, "hurried": False})
        for move in there if reference != "RL-3" else ():
            make(made, move, partners=TWO)
    made.wait_until(PUBLISHED)
    for reference in ("RL-1", "RL-2"):
        made.reference = reference
        made.do("publish_notice", notice="N6")
    folder = made.house.settings.home / "calendars"
    folder.mkdir()
    (folder / "thanks.toml").write_text(FILE, encoding="utf-8")
    yield made
    assert_true(made.house)
    made.house.close()


def newest(office: Office) -> Calendar:
    """The version of the house."""
    return Calendar.from_data(calendar_meant(office.house.shelf, "uk"))


def shown(office: Office, *only: str) -> WhatIf:
    """The preview."""
    with office.house.store.reading() as reading:
        return what_if(office.house, reading, newest(office), only=only)


def dues(office: Office) -> dict[tuple[str, str], datetime]:
    """Every deadline as the store has it."""
    with office.house.store.reading() as reading:
        return {(row.stream, row.deadline): row.due_at for row in reading.deadlines()}


def test_a_file_in_the_folder_moves_nothing_by_itself(office: Office) -> None:
    """It is shown what it would change, and the store stays as it is."""
    before = contents(office.house)
    found = shown(office)
    assert (found.calendar, found.moves, found.breaks, found.already) == ("uk-2026.1.1", 2, 2, 0)
    assert [one.procedure for one in found.procedures] == ["RL-1", "RL-2", "RL-3"]
    assert [(one.was_last_on, one.last_on, one.days) for one in found.procedures[0].deadlines] == [
        (date(2026, 12, 3), date(2026, 12, 4), 1)
    ]
    assert contents(office.house) == before
    assert office.state.calendar.startswith("uk-2026.1-")


def test_a_dry_run_answers_and_leaves_nothing(office: Office) -> None:
    """The same commands, undone."""
    before = contents(office.house)
    answers = put_on_calendar(
        office.house, newest(office), shown(office).procedures, actor="owner", role="owner", reason="x", dry_run=True
    )
    assert all(answer.dry_run for answer in answers)
    assert contents(office.house) == before


def test_what_is_applied_is_what_was_shown(office: Office) -> None:
    """One command for each procedure, by a named person; the stored ends are the previewed ones and no others moved."""
    before, preview = dues(office), shown(office)
    answers = put_on_calendar(
        office.house, newest(office), preview.procedures, actor="owner", role=None, reason="It was proclaimed."
    )
    assert [[name for _, name in answer.events] for answer in answers] == [
        ["calendar.changed", "deadline.moved"], ["calendar.changed", "deadline.moved"], ["calendar.changed"],
    ]  # fmt: skip
    after = dues(office)
    moved = {key: at for key, at in after.items() if before[key] != at}
    assert moved == {
        (one.procedure, touched.deadline): touched.due_at
        for one in preview.procedures
        for touched in one.deadlines
        if touched.moves
    }
    again = shown(office)
    assert (again.procedures, again.already) == ((), 3)
    stored = contents(office.house)
    assert put_on_calendar(office.house, newest(office), (), actor="owner", role="owner", reason="x") == ()
    assert contents(office.house) == stored


def test_if_one_procedure_has_gone_on_since_none_is_changed(office: Office) -> None:
    """Somebody acted after the preview: it has to be looked at again."""
    preview = shown(office)
    office.reference = "RL-2"
    office.do("record_communication")
    before = contents(office.house)
    with pytest.raises(HistoryConflict, match="of RL-2"):
        put_on_calendar(office.house, newest(office), preview.procedures, actor="owner", role="owner", reason="x")
    assert contents(office.house) == before


def test_who_may_not_is_turned_away_for_all(office: Office) -> None:
    """And the attempt is kept."""
    with pytest.raises(NotAllowed):
        put_on_calendar(office.house, newest(office), shown(office).procedures, actor="manager", role=None, reason="x")
    assert len(shown(office).procedures) == 3
    with office.house.store.reading() as reading:
        assert [one.command for one in reading.attempts("RL-1")][-1] == "change_calendar"


def test_a_procedure_can_be_changed_alone_and_the_others_stay(office: Office) -> None:
    """Named ones only."""
    put_on_calendar(
        office.house, newest(office), shown(office, "RL-2").procedures, actor="owner", role="owner", reason="x"
    )
    assert [one.procedure for one in shown(office).procedures] == ["RL-1", "RL-3"]


def test_a_calendar_that_was_changed_after_dates_were_counted_on_it_is_not_used(office: Office) -> None:
    """Its checksum is in the history; the file has to be put back, or be given a new version."""
    put_on_calendar(office.house, newest(office), shown(office).procedures, actor="owner", role="owner", reason="x")
    path = office.house.settings.home / "calendars" / "thanks.toml"
    path.write_text(FILE.replace("2026-12-01", "2026-12-02"), encoding="utf-8")
    office.house.calendars.clear()
    with pytest.raises(CalendarDataInvalid, match="is not the one that dates were computed with"):
        shown(office)
    path.write_text(FILE, encoding="utf-8")
    assert shown(office).already == 3


def test_a_version_that_cannot_tell_is_refused_for_all(office: Office) -> None:
    """All or none: the first procedure whose deadline is beyond it stops the change."""
    short = newest(office)
    days = {on: why for on, why in short.holidays.items() if on <= date(2026, 12, 1)}
    cut = Calendar(
        name="uk",
        version="2026.1.2",
        sha256="cd" * 32,
        first_on=short.first_on,
        last_on=date(2026, 12, 1),
        holidays=days,
    )
    with office.house.store.reading() as reading:
        preview = what_if(office.house, reading, cut)
    assert preview.procedures[0].deadlines[0].blocks is not None
    before = dues(office)
    with pytest.raises(Refused, match="cannot be counted on it"):
        put_on_calendar(office.house, cut, preview.procedures, actor="owner", role="owner", reason="x")
    assert dues(office) == before


def test_asked_again_under_the_same_id_it_answers_the_same_and_does_nothing(office: Office) -> None:
    """The answer may have been lost on the way; another command under that id is refused."""
    preview = shown(office)

    def put(reason: str, touched: Sequence[ProcedureTouched]) -> tuple[Answer, ...]:
        return put_on_calendar(
            office.house, newest(office), touched, actor="owner", role=None, reason=reason, request_id="apply-1"
        )

    first = put("It was proclaimed.", preview.procedures)
    again = put("It was proclaimed.", shown(office).procedures)
    assert [(one.n, one.events) for one in again] == [(one.n, one.events) for one in first]
    assert all(one.repeated for one in again)
    with pytest.raises(InvalidInput, match="was used for another command"):
        put("Something else.", ())


def test_the_doctor_names_a_file_of_the_folder_that_cannot_be_read(office: Office) -> None:
    """It would keep every command from the newest calendar."""

    def found() -> dict[str, Mark]:
        return {one.name: one.mark for one in examine(office.house.settings).checks}

    assert found()["calendars of the folder"] is Mark.OK
    (office.house.settings.home / "calendars" / "broken.toml").write_text("calendar = [", encoding="utf-8")
    assert found()["calendars of the folder"] is Mark.BAD
