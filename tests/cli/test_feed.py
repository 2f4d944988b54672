"""The calendar from the command line: printed, written, and the address of one's own feed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from icalendar import Calendar

from tests.cli.conftest import FolderAt
from tests.cli.line import Line


@pytest.fixture
def running(folder_at: FolderAt) -> Line:
    """Give a folder in which a deadline runs."""
    return folder_at("OPEN")


def test_the_deadlines_are_printed_as_a_calendar(running: Line) -> None:
    """Standard output is the calendar and nothing else, so that it can be piped into one."""
    text = running.ok("deadlines", "--ics").out
    events = Calendar.from_ical(text).walk("VEVENT")
    assert "entry_closes.RL-1@seedbed.local" in {str(event["UID"]) for event in events}
    assert text == running.ok("deadlines", "--ics").out


def test_the_calendar_is_written_to_a_new_file_and_never_over_an_old_one(running: Line, tmp_path: Path) -> None:
    """A file that is there stays as it is."""
    file = tmp_path / "mine.ics"
    said = running.ok("deadlines", "--ics", "--mine", "--actor", "manager", "--out", str(file)).out
    assert re.fullmatch(r"\d+ deadlines? written to .*mine\.ics\.\n", " ".join(said.split()) + "\n")
    content = file.read_bytes()
    assert content.startswith(b"BEGIN:VCALENDAR\r\n")
    assert content.endswith(b"END:VCALENDAR\r\n")
    refused = running.run("deadlines", "--ics", "--out", str(file))
    assert refused.code == 2
    assert file.read_bytes() == content


def test_whoever_holds_no_role_gets_an_empty_calendar(running: Line) -> None:
    """--mine is as the feed is: procedures on which one holds a role today."""
    found = running.ok("deadlines", "--ics", "--mine", "--actor", "root", "--json").data
    assert (found["schema"], found["person"], found["deadlines"]) == ("seedbed/calendar-feed/1", "root", 0)
    assert Calendar.from_ical(found["icalendar"]).walk("VEVENT") == []


@pytest.mark.parametrize("wrong", [("--out", "x.ics"), ("--ics", "--due", "14d"), ("--ics", "--mine")])
def test_options_that_do_not_go_together_are_bad_usage(running: Line, wrong: tuple[str, ...]) -> None:
    """Nothing is silently left out."""
    assert running.run("deadlines", *wrong).code == 2


def test_a_feed_is_made_shown_renewed_and_revoked(running: Line) -> None:
    """The address is shown to who asks for their own, as often as they ask, and never stands in an answer to others."""
    none = running.run("feed", "show", "--actor", "manager")
    assert none.code == 4
    assert "seedbed feed renew --actor manager" in none.err
    made = running.ok("feed", "renew", "--actor", "manager", "--request-id", "r-1")
    assert "manager has a calendar feed now" in made.out
    assert "void" not in made.out
    url = running.ok("feed", "show", "--actor", "manager").out.strip()
    assert re.fullmatch(r"http://127\.0\.0\.1:4280/feeds/[A-Za-z0-9_-]{43}\.ics", url)
    assert running.ok("feed", "renew", "--actor", "manager", "--request-id", "r-1").out.endswith(
        "nothing was done again.\n"
    )
    assert running.ok("feed", "show", "--actor", "manager", "--json").data["url"] == url
    assert "new feed address" in running.ok("feed", "renew", "--actor", "manager").out
    other = running.ok("feed", "show", "--actor", "manager").out.strip()
    assert other != url
    running.ok("feed", "revoke", "--actor", "manager")
    assert running.run("feed", "show", "--actor", "manager").code == 4
    assert running.run("feed", "revoke", "--actor", "manager").code == 4
    token = other.rpartition("/")[2].removesuffix(".ics")
    assert all(token.encode() not in file.read_bytes() for file in running.home.rglob("*") if file.is_file())


def test_another_persons_feed_is_stopped_by_an_administrator_only(running: Line) -> None:
    """And an administrator who stops it does not learn where it was."""
    running.ok("feed", "renew", "--actor", "manager")
    assert running.run("feed", "revoke", "manager", "--actor", "owner").code == 7
    running.ok("feed", "revoke", "manager", "--actor", "root")


def test_a_rehearsed_renewal_changes_nothing(running: Line) -> None:
    """--dry-run says what would be recorded."""
    running.ok("feed", "renew", "--actor", "manager")
    url = running.ok("feed", "show", "--actor", "manager").out
    assert "It would record" in running.ok("feed", "renew", "--actor", "manager", "--dry-run").out
    assert running.ok("feed", "show", "--actor", "manager").out == url


def test_the_public_name_stands_in_the_address(running: Line) -> None:
    """What is reached through a proxy is told by the proxy's name; a name that is none is bad input."""
    running.ok("feed", "renew", "--actor", "manager")
    public = {"SEEDBED_PUBLIC_URL": "https://procurement.example/"}
    assert running.ok("feed", "show", "--actor", "manager", env=public).out.startswith(
        "https://procurement.example/feeds/"
    )
    for wrong in ("procurement.example", "ftp://x", "https://x/path", "https://u:p@x", "https://", "https://x?y"):
        assert running.run("feed", "show", "--actor", "manager", env={"SEEDBED_PUBLIC_URL": wrong}).code == 2


def test_another_key_makes_the_address_unknown_and_says_what_to_do(running: Line) -> None:
    """After a restore without the key nobody is told a wrong address."""
    running.ok("feed", "renew", "--actor", "manager")
    (running.home / "link.key").unlink()
    lost = running.run("feed", "show", "--actor", "manager")
    assert lost.code == 4
    assert "feed renew --actor manager" in lost.err
