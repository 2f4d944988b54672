"""The calendar feed over HTTP: one secret address for each person, and only what their roles let them see."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from actions.feed_tokens import feed_path
from actions.house import House
from actions.people import change_register, register_of
from engine import register as r
from tests.flows.servers import plant
from tests.flows.site import PERSON, make_site, open_procedure, start_trial
from tests.web.running import Reply, Serving

YESTERDAY = (datetime.now(UTC) - timedelta(days=1)).date()


def admit(house: House, person: str, role: str | None = None, procedure: str = "*") -> None:
    """Put somebody into the register, with a role or none."""
    added = r.AddPerson(actor="founder", person=person, name=f"Confidential Name of {person}")
    change_register(house, added, request_id=f"add-{person}")
    if role is not None:
        given = r.AssignRole(actor="founder", person=person, procedure=procedure, role=role, from_on=YESTERDAY)
        change_register(house, given, request_id=f"assign-{person}")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, prefect_template: Path) -> Iterator[House]:
    """Give a house to serve: three procedures, and people with a role on all, on one and on none."""
    home = tmp_path_factory.mktemp("fed")
    plant(prefect_template, home)
    made = make_site(home)
    for number in range(1, 4):
        open_procedure(made, f"RL-{number}")
    admit(made, "one", "lawyer", "RL-2")
    admit(made, "none")
    admit(made, "root", "admin")
    yield made
    made.close()


@pytest.fixture(scope="module")
def service(house: House) -> Iterator[Serving]:
    """Give the service on it."""
    serving = Serving(house.settings.home).ready()
    yield serving
    serving.stop()


def renew(service: Serving, house: House, person: str, key: str) -> str:
    """Give a person a feed through the service; returns its path."""
    asked = {"command": {"kind": "renew_feed", "actor": person}}
    reply = service.post(asked, key, "/api/v1/register")
    assert reply.status == 200, reply.data
    path = path_of(house, person)
    assert path is not None
    assert path.removeprefix("/feeds/").removesuffix(".ics").encode() not in reply.content
    return path


def path_of(house: House, person: str) -> str | None:
    """Where a person's feed is."""
    with house.store.reading() as reading:
        feed = register_of(reading).feeds.get(person)
    return None if feed is None else feed_path(house, person, feed)


def events(reply: Reply) -> dict[str, Any]:
    """What is in a feed, as a program that is not ours reads it."""
    assert (reply.status, reply.headers["content-type"]) == (200, "text/calendar; charset=utf-8"), reply.content
    return {str(event["UID"]): event for event in Calendar.from_ical(reply.content).walk("VEVENT")}


def test_a_feed_shows_the_deadlines_of_ones_own_procedures(service: Serving, house: House) -> None:
    """Everything for who holds a role everywhere, one procedure for who holds one there, nothing for nobody."""
    everything = events(service.get(renew(service, house, PERSON, "f-1")))
    assert {uid.partition(".")[2] for uid in everything} >= {f"RL-{number}@seedbed.local" for number in (1, 2, 3)}
    one = events(service.get(renew(service, house, "one", "f-2")))
    assert {uid.partition(".")[2] for uid in one} == {"RL-2@seedbed.local"}
    assert events(service.get(renew(service, house, "none", "f-3"))) == {}
    assert events(service.get(renew(service, house, "root", "f-4"))) == {}  # who keeps the register sees no procedure


def test_a_role_that_ends_empties_the_feed(service: Serving, house: House) -> None:
    """Rights are looked up when the calendar is asked for, not when its address was given."""
    asked = {"kind": "add_person", "actor": "root", "person": "brief", "name": "Brief"}
    assert service.post({"command": asked}, "add-brief", "/api/v1/register").status == 200
    given = {"kind": "assign_role", "actor": "root", "person": "brief", "role": "lawyer", "procedure": "RL-2"}
    today = datetime.now(UTC).date()
    body = {"command": {**given, "from_on": YESTERDAY.isoformat(), "to_on": today.isoformat()}}
    reply = service.post(body, "assign-brief", "/api/v1/register")
    assert reply.status == 200, reply.data
    path = renew(service, house, "brief", "f-brief")
    assert len(events(service.get(path))) == 1
    (event,) = reply.data["events"]
    ended = {"kind": "end_assignment", "actor": "root", "assignment": event["assignment"]}
    body = {"command": {**ended, "to_on": YESTERDAY.isoformat()}}
    assert service.post(body, "end-brief", "/api/v1/register").status == 200
    assert events(service.get(path)) == {}


def test_the_same_feed_is_not_sent_twice(service: Serving, house: House) -> None:
    """Whoever shows the tag of what they hold is told that it is still that; a change is sent."""
    path = renew(service, house, "one", "f-tag")
    first = service.get(path)
    tag = first.headers["etag"]
    assert service.get(path).content == first.content
    for held in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = service.get(path, If_None_Match=held)
        assert (again.status, again.content, again.headers["etag"]) == (304, b"", tag)
    assert service.get(path, If_None_Match='"other"').status == 200
    assert first.headers["cache-control"].startswith("private")
    moved = service.post({"command": start_trial("RL-2").command.model_dump(mode="json")}, "rl-2")
    assert moved.status == 200, moved.data
    changed = service.get(path, If_None_Match=tag)
    assert changed.status == 200
    assert changed.headers["etag"] != tag
    assert len(events(changed)) == 2


def test_head_is_get_without_the_calendar(service: Serving, house: House) -> None:
    """Programs look before they fetch."""
    path = renew(service, house, "one", "f-head")
    reply = service.ask("HEAD", path, None, {})
    assert (reply.status, reply.content) == (200, b"")
    assert reply.headers["etag"] == service.get(path).headers["etag"]


def test_a_renewed_address_replaces_the_one_before_and_a_revoked_one_is_gone(service: Serving, house: House) -> None:
    """An address that went astray is made worthless at once."""
    first = renew(service, house, "one", "f-a")
    second = renew(service, house, "one", "f-b")
    assert first != second
    assert (service.get(first).status, service.get(second).status) == (404, 200)
    asked = {"command": {"kind": "revoke_feed", "actor": "one", "person": "one"}}
    assert service.post(asked, "f-c", "/api/v1/register").status == 200
    assert service.get(second).status == 404
    assert path_of(house, "one") is None


def test_a_repeated_renewal_is_one_renewal(service: Serving, house: House) -> None:
    """A lost answer is asked for again, and the address stays."""
    first, again = renew(service, house, "one", "f-r"), renew(service, house, "one", "f-r")
    assert first == again
    assert service.get(again).status == 200


def test_nobody_renews_or_revokes_for_another(service: Serving, house: House) -> None:
    """Only an administrator stops somebody else's feed, and not even they learn its address."""
    path = renew(service, house, "one", "f-own")
    asked = {"command": {"kind": "revoke_feed", "actor": "none", "person": "one"}}
    assert service.post(asked, "f-not", "/api/v1/register").status == 403
    stranger = {"command": {"kind": "renew_feed", "actor": "stranger"}}
    assert service.post(stranger, "f-str", "/api/v1/register").status in {403, 404}
    assert service.get(path).status == 200
    asked = {"command": {"kind": "revoke_feed", "actor": "root", "person": "one"}}
    assert service.post(asked, "f-root", "/api/v1/register").status == 200
    assert service.get(path).status == 404


WRONG = (
    "x",
    "A" * 43,
    "a" * 5000,
    "%00",
    "%F0%9F%92%A9",
    "%ff%fe",
    "..",
    "..%2f..%2fservice",
    "%0d%0aX-Evil:%201",
    "' OR 1=1 --".replace(" ", "%20"),
)


@pytest.mark.parametrize("token", WRONG)
def test_a_wrong_token_is_told_nothing(service: Serving, token: str) -> None:
    """Near or far, short, huge or broken: there is no such calendar."""
    reply = service.get(f"/feeds/{token}.ics")
    assert reply.status == 404
    assert "x-evil" not in reply.headers
    assert b"RL-" not in reply.content


def test_the_token_is_kept_nowhere_but_as_a_hash(service: Serving, house: House) -> None:
    """Whoever copies the database, or reads the log, has no address."""
    token = renew(service, house, "none", "f-hash").removeprefix("/feeds/").removesuffix(".ics")
    assert len(token) == 43  # 256 bits
    service.get(f"/feeds/{token}.ics")
    with sqlite3.connect(house.settings.home / "seedbed.db") as database:
        dump = "\n".join(database.iterdump())
    assert token not in dump
    assert token not in service.said()
    for file in house.settings.home.rglob("*"):
        if file.is_file() and file.stat().st_size < 50_000_000:
            assert token.encode() not in file.read_bytes(), file


def test_no_name_and_no_free_text_is_in_a_feed(service: Serving, house: House) -> None:
    """Calendars are kept by strangers' servers: people are pseudonyms, suppliers and reasons are not there at all."""
    content = service.get(renew(service, house, PERSON, "f-names")).content
    for secret in (b"Confidential Name", b"Every Body", b"Firm 1", b"firm1"):
        assert secret not in content


def test_the_guards_hold_for_feeds_too(service: Serving, house: House) -> None:
    """A foreign name is turned away before any token is looked at; only looking is allowed."""
    path = renew(service, house, "none", "f-guard")
    assert service.get(path, Host="evil.example").status == 421
    assert service.ask("POST", path, b"", {}).status == 405


def test_a_feed_that_is_asked_for_too_often_is_told_when(service: Serving, house: House) -> None:
    """A program that has run wild does not keep the others waiting; other people's feeds answer as before."""
    path = renew(service, house, "none", "f-wild")
    other = renew(service, house, "root", "f-calm")
    replies = [service.get(path) for _ in range(40)]
    assert {reply.status for reply in replies} == {200, 429}
    refused = next(reply for reply in replies if reply.status == 429)
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert service.get(other).status == 200


def test_guessing_is_slowed_down_and_costs_nobody_else(service: Serving, house: House) -> None:
    """All wrong tokens together get so many answers a minute; a right one is answered all the same."""
    path = renew(service, house, "root", "f-right")
    statuses = [service.get(f"/feeds/guess-{number}.ics").status for number in range(90)]
    assert 429 in statuses
    assert service.get(path).status == 200
