"""The page behind a signed link, over HTTP: looking changes nothing, pressing records, and nothing else works."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest

from actions.acknowledging import Link, link_for, token_for
from actions.house import House
from actions.link_key import signature, url_text
from actions.people import change_register
from engine import register as r
from tests.flows.servers import plant
from tests.flows.site import PERSON, do, make_site, open_procedure
from tests.web.reading import Page, assert_accessible
from tests.web.running import Reply, Serving

TOMORROW = datetime.now(UTC) + timedelta(days=1)
SCANNER = {"User-Agent": "LinkScanner/1.0"}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, prefect_template: Path) -> Iterator[House]:
    """Give a house to serve in which deadlines run."""
    home = tmp_path_factory.mktemp("linked")
    plant(prefect_template, home)
    made = make_site(home)
    for number in range(1, 9):
        open_procedure(made, f"RL-{number}")
    added = r.AddPerson(actor="founder", person="gone", name="Somebody who left")
    change_register(made, added, request_id="add-gone")
    yield made
    made.close()


@pytest.fixture(scope="module")
def service(house: House) -> Iterator[Serving]:
    """Give the service on it."""
    serving = Serving(house.settings.home).ready()
    yield serving
    serving.stop()


def link_to(house: House, procedure: str = "RL-1", **more: object) -> Link:
    """What a message about the entry deadline would carry for the one person there is."""
    with house.store.reading() as reading:
        row = reading.procedure(procedure)
    assert row is not None
    known = house.states.of(row).deadlines["entry_closes"]
    fields = {"person": PERSON, "deadline": "entry_closes", "revision": known.n, "expires_at": TOMORROW, **more}
    return Link(procedure=procedure, **fields)  # type: ignore[arg-type]


def path_to(house: House, procedure: str = "RL-1", **more: object) -> str:
    """The path of such a link."""
    return f"/acknowledge/{token_for(house, link_to(house, procedure, **more))}"


def look(service: Serving, path: str) -> Reply:
    """Open a page."""
    return service.ask("GET", path, None, {})


def press(service: Serving, path: str, **headers: str) -> Reply:
    """Send the form, as a browser does."""
    given = {"Content-Type": "application/x-www-form-urlencoded", "Origin": service.file["url"], **headers}
    return service.ask("POST", path, b"", given)


def record_of(house: House) -> str:
    """A hash over everything that the store holds and could change by a request."""
    digest = hashlib.sha256()
    with house.store.reading() as reading:
        for event in reading.all_events():
            digest.update(event.canon)
        for number in range(1, 9):
            digest.update(repr(reading.procedure(f"RL-{number}")).encode())
            digest.update(repr(reading.attempts(f"RL-{number}")).encode())
        digest.update(repr(reading.head()).encode())
    return digest.hexdigest()


def acknowledgements(house: House, procedure: str) -> list[tuple[str, str, str]]:
    """Who acknowledged, in which role and known how, as the history has it."""
    with house.store.reading() as reading:
        bodies = [event.body() for event in reading.events(procedure)]
    return [
        (body["data"]["by"], body["recorded_by"]["role"], body["recorded_by"]["auth"])
        for body in bodies
        if body["type"] == "deadline.acknowledged"
    ]


def test_looking_shows_what_is_asked_and_changes_nothing(service: Serving, house: House) -> None:
    """Mail scanners follow every link: the form says which procedure, what, and until when, and no more happens."""
    before, path = record_of(house), path_to(house)
    for method in ("GET", "HEAD", "GET"):
        reply = service.ask(method, path, None, SCANNER)
        assert reply.status == 200
        assert reply.headers["content-type"] == "text/html; charset=utf-8"
    page = Page(look(service, path).content)
    assert_accessible(page)
    said = page.text("main")
    for expected in (
        "RL-1, Cleaner streets RL-1",
        "Entry closes",
        "at the end of",
        "(London)",
        PERSON,
        "It does not meet the deadline",
    ):
        assert expected in said
    assert page.one("form").attrib == {"method": "post"}
    assert page.one("time").get("datetime", "").endswith("Z")
    assert record_of(house) == before


def test_a_head_has_no_body(service: Serving, house: House) -> None:
    """HEAD is GET without the page."""
    reply = service.ask("HEAD", path_to(house), None, {})
    assert (reply.status, reply.content) == (200, b"")


def test_pressing_records_once_and_says_so_for_ever(service: Serving, house: House) -> None:
    """The history knows who, in which role, and that a link was all they showed; a repetition adds nothing."""
    path = path_to(house, "RL-2")
    first, again = press(service, path), press(service, path)
    assert (first.status, again.status) == (200, 200)
    assert Page(first.content).text("h1") == "Acknowledged"
    assert Page(again.content).text("h1") == Page(look(service, path).content).text("h1") == "Acknowledged already"
    assert_accessible(Page(first.content))
    assert [(by, auth) for by, _, auth in acknowledgements(house, "RL-2")] == [(PERSON, "link")]


def test_an_older_link_to_the_same_deadline_says_the_same(service: Serving, house: House) -> None:
    """Each rung of a ladder carries a link of its own; one word is enough for all of them."""
    assert press(service, path_to(house, "RL-3")).status == 200
    other = press(service, path_to(house, "RL-3", expires_at=TOMORROW + timedelta(days=1)))
    assert (other.status, Page(other.content).text("h1")) == (200, "Acknowledged already")
    assert len(acknowledgements(house, "RL-3")) == 1


def test_every_page_allows_nothing_from_elsewhere(service: Serving, house: House) -> None:
    """The policy, and the headers that keep the address from other sites, caches and search engines."""
    for reply in (look(service, path_to(house)), look(service, "/acknowledge/1.x.y"), press(service, "/acknowledge/0")):
        policy = reply.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert reply.headers["cache-control"] == "no-store"
        assert reply.headers["referrer-policy"] == "same-origin"
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert "noindex" in reply.headers["x-robots-tag"]
        assert "set-cookie" not in reply.headers


def test_the_style_of_the_page_is_ours_and_may_be_kept(service: Serving, house: House) -> None:
    """Its name says its content, and other names are answered with 404."""
    (link,) = [one for one in Page(look(service, path_to(house)).content).all("link") if one.get("rel") == "stylesheet"]
    reply = service.get(str(link.get("href")))
    assert (reply.status, reply.headers["content-type"]) == (200, "text/css; charset=utf-8")
    assert "immutable" in reply.headers["cache-control"]
    for wrong in ("seedbed.css", "..%2fpage.py", "seedbed.0000000000000000.css", "%00"):
        assert service.get(f"/assets/{wrong}").status == 404


def test_a_moved_deadline_makes_the_link_void(service: Serving, house: House) -> None:
    """Nobody acknowledges a date that they have not been told: the new one is shown, and nothing is recorded."""
    path = path_to(house, "RL-4", revision=link_to(house, "RL-4").revision - 1)
    before = record_of(house)
    for reply in (look(service, path), press(service, path)):
        assert reply.status == 409
        assert Page(reply.content).text("h1") == "This deadline has changed"
        assert_accessible(Page(reply.content))
    assert record_of(house) == before


def test_a_deadline_that_ended_with_its_procedure_asks_nothing(service: Serving, house: House) -> None:
    """What nobody is reminded of any more is not acknowledged either."""
    path = path_to(house, "RL-5")
    do(house, "terminate", "RL-5", "owner", reason="The need is gone.")
    for reply in (look(service, path), press(service, path)):
        assert reply.status == 410, reply.content
        assert "nothing left" in Page(reply.content).text("h1")
    assert acknowledgements(house, "RL-5") == []


def test_an_expired_link_says_so(service: Serving, house: House) -> None:
    """410: it was right once. Nothing about the procedure is told any more."""
    path = path_to(house, expires_at=datetime.now(UTC) - timedelta(seconds=2))
    for reply in (look(service, path), press(service, path)):
        assert reply.status == 410
        assert "expired" in Page(reply.content).text("h1")
        assert b"Cleaner streets" not in reply.content


@pytest.mark.parametrize("changed", [{"person": "gone"}, {"person": "nobody"}, {"deadline": "no_such"}])
def test_who_has_no_part_in_it_any_more_is_told_nothing(
    service: Serving, house: House, changed: dict[str, str]
) -> None:
    """A true link of somebody who lost the role, or to what is not there, shows neither title nor date."""
    before = record_of(house)
    for reply in (look(service, path_to(house, **changed)), press(service, path_to(house, **changed))):
        assert reply.status == 403
        assert b"Cleaner streets" not in reply.content
    assert record_of(house) == before


def test_no_byte_of_a_link_can_be_changed(service: Serving, house: House) -> None:
    """Each character of a link replaced, and the link cut at each place, is a link that was never made."""
    token = token_for(house, link_to(house, "RL-6"))
    before = record_of(house)
    from actions.acknowledging import LinkForged, read_link

    for place in range(len(token)):
        for other in ("A" if token[place] != "A" else "B", ""):
            with pytest.raises(LinkForged):
                read_link(house, token[:place] + other + token[place + 1 :], datetime.now(UTC))
    assert press(service, f"/acknowledge/{token[:-1]}").status == 404
    assert record_of(house) == before


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "1..",
        "1.W10.",
        "2.W10.AAAA",
        "%00",
        "%F0%9F%92%A9",
        "a" * 4000,
        "1." + "A" * 900 + ".B",
        "..",
        "%2e%2e%2fetc",
    ],
)
def test_what_is_no_link_is_turned_away_whatever_it_is(service: Serving, token: str) -> None:
    """Empty, foreign, huge and broken ones get the same page or none, never an error of ours."""
    for reply in (look(service, f"/acknowledge/{token}"), press(service, f"/acknowledge/{token}")):
        assert reply.status in {400, 404}, (token, reply.status)


def test_a_signature_for_another_purpose_or_store_is_none(service: Serving, house: House) -> None:
    """The key signs feeds too: what it said for one purpose, version or store it did not say for another."""
    token = token_for(house, link_to(house, "RL-6"))
    version, content, _ = token.split(".")
    from base64 import urlsafe_b64decode

    from actions.link_key import link_key

    key, raw = link_key(house.settings), urlsafe_b64decode(content + "==")
    for purpose, origin in (("seedbed/feed/1", "seedbed.local"), ("seedbed/acknowledge/1", "other.example")):
        forged = f"{version}.{content}.{url_text(signature(key, purpose, origin.encode(), raw))}"
        assert look(service, f"/acknowledge/{forged}").status == 404


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused(service: Serving, house: House, method: str) -> None:
    """There is nothing to put or delete."""
    assert service.ask(method, path_to(house), b"", {}).status == 405


def test_a_page_of_another_site_cannot_press(service: Serving, house: House) -> None:
    """Even with the address, a form on another site's page is turned away by the guard that all requests pass."""
    assert press(service, path_to(house, "RL-7"), Origin="https://evil.example").status == 421
    assert press(service, path_to(house, "RL-7"), Host="evil.example").status == 421
    assert acknowledgements(house, "RL-7") == []


def test_the_form_takes_no_content(service: Serving, house: House) -> None:
    """What comes in the body is never read; too much of it is refused as everywhere."""
    assert service.ask("POST", path_to(house, "RL-7"), b"x" * 1_000_001, {}).status == 413
    assert service.ask("POST", path_to(house, "RL-7"), b"\xff\x00person=root", {}).status == 200
    assert [by for by, _, _ in acknowledgements(house, "RL-7")] == [PERSON]


def test_pressed_by_many_at_once_it_is_recorded_once(service: Serving, house: House) -> None:
    """Two links, pressed eight times together while the procedure goes on: one event, and everybody gets a page."""
    paths = [path_to(house, "RL-8", expires_at=TOMORROW + timedelta(seconds=number % 2)) for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(lambda path: press(service, path), paths))
    assert {reply.status for reply in replies} == {200}
    headings = sorted(Page(reply.content).text("h1") for reply in replies)
    assert headings == ["Acknowledged", *["Acknowledged already"] * 7]
    assert len(acknowledgements(house, "RL-8")) == 1


def test_a_key_that_others_can_read_checks_no_link_and_its_place_is_not_told(service: Serving, house: House) -> None:
    """Whoever looks after the service reads it in the log; whoever holds a link reads that it is not their fault."""
    path = path_to(house)
    house.settings.link_key_file.chmod(0o644)
    try:
        replies = [look(service, path), press(service, path)]
    finally:
        house.settings.link_key_file.chmod(0o600)
    for reply in replies:
        assert reply.status == 503
        assert_accessible(Page(reply.content))
        assert b"link.key" not in reply.content
    assert look(service, path).status == 200


def test_the_same_link_is_the_same_text(house: House) -> None:
    """A message that is sent again after a crash is the same message, byte by byte."""
    link = link_to(house)
    fields = {name: getattr(link, name) for name in ("person", "procedure", "deadline", "revision", "expires_at")}
    made = {link_for(house, **fields, base="https://seedbed.example") for _ in range(3)}
    (only,) = made
    assert only.startswith("https://seedbed.example/acknowledge/1.")
    assert quote(only, safe=":/.-_") == only
    assert len(only) < 300


def test_no_token_stands_in_the_log(service: Serving, house: House) -> None:
    """Links and feeds are passwords: what the service told while it was asked for them names none."""
    token = token_for(house, link_to(house))
    look(service, f"/acknowledge/{token}")
    look(service, f"/feeds/{token}.ics")
    assert token[2:40] not in service.said()
    for file in house.settings.home.rglob("*.log"):
        assert token[2:40] not in file.read_text(errors="replace")
