"""Every notice that is owed is listed once, with its day, its rule and whose it is: procedures' and the authority's."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from actions.queries.notice_calendar import AUTHORITY, NoticesDue, notices_due
from config.notices import FILE, read_authority
from engine.errors import InvalidInput
from engine.time.authority import due_on, period_of
from tests.databases import Database, on_sqlite
from tests.factories import Office, make_office
from tests.pilot import make, way


@pytest.fixture
def office(tmp_path: Path, database: Database) -> Office:
    """Give an office with a procedure whose contract is just signed."""
    found = make_office(tmp_path, database)
    found.do("open", title="A better crossing", facts={"big": False, "hurried": False})
    for move in way(found.definition, "DRAFT", "SIGNED"):
        make(found, move)
    return found


def due(office: Office, **asked: object) -> NoticesDue:
    """What is owed now."""
    with office.house.store.reading() as reading:
        return notices_due(office.house, reading, **asked)  # type: ignore[arg-type]


def settings(office: Office, text: str) -> None:
    """What the authority says of itself."""
    (office.house.settings.home / FILE).write_text(text, encoding="utf-8")


def test_a_notice_that_meets_a_running_deadline_is_listed(office: Office) -> None:
    """With the last day, the rule of the deadline, who sees to it and what to type."""
    (one,) = due(office).notices
    assert (one.notice, one.title, one.procedure, one.status) == ("N7", "Details", "RL-1", "running")
    assert one.due_on == date(2026, 7, 2)
    assert one.about == "Details due"
    assert one.next == "seedbed notice publish RL-1 N7 --reference REFERENCE"
    assert "manager" in one.people
    office.do("publish_notice", notice="N7")
    assert due(office).notices == ()


@on_sqlite
def test_only_ones_own_and_only_within_the_span(office: Office) -> None:
    """The manager's is not the lawyer's, and thirty days are not ten."""
    assert len(due(office, person="manager", mine=True).notices) == 1
    assert due(office, person="lawyer", mine=True).notices == ()
    assert due(office, due_within=timedelta(days=10)).notices == ()
    assert len(due(office, due_within=timedelta(days=30)).notices) == 1


@on_sqlite
def test_what_was_missed_stays_until_it_is_published(office: Office) -> None:
    """It is late, and still owed."""
    office.wait_until(office.now + timedelta(days=40))
    (one,) = due(office).notices
    assert one.status == "missed"
    assert "over" in one.left


def test_what_is_owed_at_once_comes_first(tmp_path: Path, database: Database) -> None:
    """A procedure that ended owes its notice as soon as reasonably practicable (UK-PTN-1)."""
    office = make_office(tmp_path, database)
    office.do("open", title="A better crossing", facts={"big": False, "hurried": False})
    for move in way(office.definition, "DRAFT", "SIFT"):
        make(office, move)
    office.do("terminate")
    (one,) = due(office, person="manager", mine=True, due_within=timedelta(days=1)).notices
    assert (one.notice, one.due_on, one.status) == ("N3", None, "now")
    assert due(office, person="lawyer", mine=True).notices == ()
    office.do("publish_notice", notice="N3")
    assert due(office).notices == ()


@on_sqlite
def test_the_authority_owes_what_it_says_it_owes(office: Office) -> None:
    """Of each period that has begun to count, until it is published; with a span, what is to come as well."""
    office.wait_until(datetime(2026, 7, 5, 12, tzinfo=UTC))
    settings(office, '[authority]\nwho = "manager"\nowes = ["UK1", "UK8", "UK17"]\n')
    own = [one for one in due(office, person="manager", mine=True).notices if one.procedure == AUTHORITY]
    assert [(one.notice, one.due_on, one.status) for one in own] == [
        ("UK1", date(2025, 5, 26), "missed"),
        ("UK17", date(2026, 4, 29), "missed"),
        ("UK1", date(2026, 5, 26), "missed"),
        ("UK8", date(2026, 7, 29), "running"),
    ]
    assert [one.rules for one in own] == [("UK-PIPE-1",), ("UK-PAY-2",), ("UK-PIPE-1",), ("UK-PAY-3",)]
    published = (
        '[[published]]\nnotice = "UK17"\nperiod_ends = 2026-03-31\non = 2026-04-28\nreference = "2026/S 1"\n'
        '[[published]]\nnotice = "UK1"\nperiod_ends = 2026-03-31\non = 2025-05-02\nreference = "2025/S 1"\n'
    )
    settings(office, f'[authority]\nwho = "manager"\nowes = ["UK1", "UK8", "UK17"]\n{published}')
    own = [one for one in due(office, due_within=timedelta(days=130)).notices if one.procedure == AUTHORITY]
    assert [(one.notice, one.due_on) for one in own] == [
        ("UK1", date(2026, 5, 26)),
        ("UK8", date(2026, 7, 29)),
        ("UK17", date(2026, 10, 29)),
        ("UK8", date(2026, 10, 29)),
    ]


def test_periods_end_as_the_law_counts_them() -> None:
    """56 days from 1 April are 26 May; 30 days beginning with 31 March are 29 April (UK-CLK-3)."""
    year = period_of("year", date(2026, 3, 31))
    assert (year.first_on, year.last_on) == (date(2025, 4, 1), date(2026, 3, 31))
    assert due_on(period_of("year", date(2026, 4, 1)), "first", 56) == date(2026, 5, 26)
    assert due_on(period_of("half-year", date(2026, 1, 1)), "last", 30) == date(2026, 4, 29)
    assert due_on(period_of("quarter", date(2026, 6, 30)), "last", 30) == date(2026, 7, 29)


@on_sqlite
@pytest.mark.parametrize(
    "text",
    [
        '[authority]\nowes = ["UK4"]\n',
        "[authority]\nowes = [8]\n",
        '[authority]\nown = ["UK8"]\n',
        "[other]\n",
        "[authority\n",
        '[[published]]\nnotice = "UK8"\n',
        '[[published]]\nnotice = "UK8"\nperiod_ends = "soon"\non = 2026-01-01\nreference = "R"\n',
    ],
)
def test_a_file_that_cannot_be_understood_is_refused(office: Office, text: str) -> None:
    """Never left out in silence: the message names the file."""
    settings(office, text)
    with pytest.raises(InvalidInput, match=FILE):
        due(office)


def test_without_a_file_the_authority_owes_nothing(tmp_path: Path) -> None:
    """Nothing is guessed about an authority."""
    assert read_authority(tmp_path).owes == ()
