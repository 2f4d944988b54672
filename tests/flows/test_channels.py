"""Letters through real channels: the mail server goes away, an address is bad, the configuration is wrong."""

from __future__ import annotations

import email
import email.policy
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from actions.clock import SimulatedClock
from actions.house import House
from actions.perform import perform
from channels import registry
from flows.alone import Embedded
from flows.houses import adopt, disown
from flows.rows import patience
from flows.sweep import Sweep
from storage.outbox import revive
from storage.records import OutboxRow
from tests.channels.counterparts import Answer, Mailbox, authority, mail_server, web_server
from tests.flows.site import make_site, open_procedure, start_trial

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FIRMS = 5
LETTERS = 2 * FIRMS  # told, and a closing letter each: the procedure's definition has both follow the move
HOUR = timedelta(hours=1)
CANARY = "canary-of-the-channels"


@pytest.fixture
def house(tmp_path: Path, embedded: Embedded) -> Iterator[House]:
    """Give a house on a simulated clock with a procedure that has just made its move."""
    registry._RESTING.clear()
    made = make_site(tmp_path / "home", clock=SimulatedClock(START))
    open_procedure(made, "RL-1", partners=FIRMS)
    perform(made, start_trial("RL-1"))
    adopt(made)
    yield made
    disown(made)
    made.close()


@pytest.fixture
def port() -> int:
    """Give a port on which nobody listens."""
    with mail_server(Mailbox()) as free:
        pass
    return free


def configure(house: House, text: str) -> None:
    """Write channels.toml; every partner has an address."""
    partners = "".join(f'firm{number} = ["firm{number}@firm.example"]\n' for number in range(1, FIRMS + 1))
    file = house.settings.channels_file
    file.write_text(f"{text}\n[partners.RL-1]\n{partners}", encoding="utf-8")
    file.chmod(0o600)


def post(port: int, **more: str) -> str:
    """Letters go by a mail server on this machine."""
    rest = "".join(f"{name} = {value}\n" for name, value in more.items())
    return (
        'routes.partner.letter = "post"\n[channel.post]\nkind = "smtp"\nhost = "127.0.0.1"\n'
        f'port = {port}\nsender = "Seedbed <seedbed@city.example>"\n' + (rest or 'security = "none"\n')
    )


def sweep(house: House, embedded: Embedded) -> None:
    """Carry out everything that is due."""
    embedded._flows().run(Sweep(house).until_nothing_is_due)


def letters(house: House) -> list[OutboxRow]:
    """The letters in the outbox."""
    with house.store.reading() as reading:
        return [row for row in reading.outbox() if row.kind == "message"]


def forward(house: House, until: datetime | None = None) -> None:
    """Move the clock to when the next letter is due, or to an instant before that."""
    due = min(row.due_at for row in letters(house) if row.done_at is None and row.dead_at is None)
    assert isinstance(house.clock, SimulatedClock)
    house.clock.advance_to(max(min(due, until or due), house.clock.now()))


def headers(mailbox: Mailbox, name: str) -> list[str]:
    """One header of every message that arrived."""
    read = email.policy.default
    return [str(email.message_from_bytes(one.original_content or b"", policy=read)[name]) for one in mailbox.envelopes]


def test_letters_reach_the_partners_by_mail(house: House, embedded: Embedded, port: int) -> None:
    """Each partner gets its letters at the address that the site has for it, under the entry's own id."""
    configure(house, post(port))
    mailbox = Mailbox()
    with mail_server(mailbox, port=port):
        sweep(house, embedded)
    assert sorted(headers(mailbox, "Message-ID")) == sorted(
        f"<{row.id}@{house.store.info.origin}>" for row in letters(house)
    )
    assert {tuple(one.rcpt_tos) for one in mailbox.envelopes} == {
        (f"firm{number}@firm.example",) for number in range(1, FIRMS + 1)
    }
    with house.store.reading() as reading:
        results = [one.result for one in reading.consequences() if one.kind == "message"]
    assert {result["channel"] for result in results} == {"post"}
    assert all("250 2.0.0 OK queued as" in result["where"] for result in results)
    assert len(mailbox.connections) <= 2, "a batch goes over one connection"


def test_the_mail_server_is_away_for_an_hour_and_nothing_is_lost(house: House, embedded: Embedded, port: int) -> None:
    """Every letter waits, is tried ever more rarely, arrives once, and none is given up."""
    configure(house, post(port))
    sweep(house, embedded)
    while house.clock.now() < START + HOUR:
        waiting = letters(house)
        assert len(waiting) == LETTERS
        assert all(row.dead_at is None and row.done_at is None for row in waiting)
        assert all("lets nobody in" in str(row.last_error) for row in waiting)
        forward(house, START + HOUR)
        sweep(house, embedded)
    tried = [row.excused for row in letters(house)]
    assert max(tried) <= 12, "an hour of waiting is no storm"
    assert len({row.due_at for row in letters(house)}) == LETTERS, "they do not all come back at once"
    mailbox = Mailbox()
    with mail_server(mailbox, port=port):
        while any(row.done_at is None for row in letters(house)):
            forward(house)
            sweep(house, embedded)
    ids = headers(mailbox, "Message-ID")
    assert len(ids) == len(set(ids)) == LETTERS
    assert house.clock.now() - (START + HOUR) <= timedelta(minutes=19), "a quarter of an hour, and a quarter of that"


def test_other_work_goes_on_while_the_mail_server_is_away(house: House, embedded: Embedded, port: int) -> None:
    """Drafts and projections are carried out in the same sweep."""
    configure(house, post(port))
    sweep(house, embedded)
    with house.store.reading() as reading:
        done = {row.kind for row in reading.outbox() if row.done_at is not None}
    assert done >= {"draft_notice", "tell_partners", "closing_letters", "cost_projection"}
    assert "message" not in done


def test_one_bad_address_is_given_up_at_once_and_holds_up_nobody(house: House, embedded: Embedded, port: int) -> None:
    """Its letters are dead letters with the reason after one attempt; put right and revived, they arrive."""
    configure(house, post(port))
    mailbox = Mailbox(says={"firm2@firm.example": "550 5.1.1 no such user"})
    with mail_server(mailbox, port=port):
        sweep(house, embedded)
        dead = [row for row in letters(house) if row.dead_at is not None]
        assert {row.payload["partner"] for row in dead} == {"firm2"}
        assert {(row.attempts, row.last_error) for row in dead} == {
            (1, "PermanentFailure: the mail server said 550 5.1.1 no such user")
        }
        assert len(mailbox.envelopes) == LETTERS - len(dead)
        mailbox.says.clear()
        for row in dead:
            assert revive(house.store, row.id, house.clock.now())
        sweep(house, embedded)
    assert len(mailbox.envelopes) == LETTERS
    assert all(row.done_at is not None for row in letters(house))


def test_a_busy_mailbox_is_tried_again_alone(house: House, embedded: Embedded, port: int) -> None:
    """Its letters wait half a minute, a little more or less by their ids; the others are there already."""
    configure(house, post(port))
    mailbox = Mailbox(says={"firm3@firm.example": "450 4.2.1 greylisted"})
    with mail_server(mailbox, port=port):
        sweep(house, embedded)
        waiting = [row for row in letters(house) if row.done_at is None]
        assert {row.payload["partner"] for row in waiting} == {"firm3"}
        for row in waiting:
            assert 22 <= (row.due_at - START).total_seconds() <= 38
        mailbox.says.clear()
        assert isinstance(house.clock, SimulatedClock)
        house.clock.advance_to(START + timedelta(seconds=40))
        sweep(house, embedded)
    assert len(mailbox.envelopes) == LETTERS


def test_a_partner_without_an_address_is_a_dead_letter_with_the_reason(
    house: House, embedded: Embedded, port: int
) -> None:
    """A person is needed, and is told what for."""
    configure(house, post(port).replace("RL-1", "RL-2"))
    file = house.settings.channels_file
    file.write_text(file.read_text(encoding="utf-8").replace("[partners.RL-1]", "[partners.RL-9]"), encoding="utf-8")
    with mail_server(Mailbox(), port=port):
        sweep(house, embedded)
    assert {row.last_error for row in letters(house)} == {
        f"PermanentFailure: no e-mail address is known for firm{number}" for number in range(1, FIRMS + 1)
    }
    assert all(row.dead_at is not None for row in letters(house))


def test_a_wrong_configuration_holds_all_and_buries_none(house: House, embedded: Embedded, port: int) -> None:
    """Whoever made a mistake in the file finds it beside every letter, mends it, and everything goes out."""
    configure(house, post(port).replace('kind = "smtp"', 'kind = "smpt"'))
    sweep(house, embedded)
    for row in letters(house):
        assert row.dead_at is None
        assert "channels.toml, line 2, channel.post: Input tag 'smpt'" in str(row.last_error)
    configure(house, post(port))
    mailbox = Mailbox()
    with mail_server(mailbox, port=port):
        while any(row.done_at is None for row in letters(house)):
            forward(house)
            sweep(house, embedded)
    assert len(mailbox.envelopes) == LETTERS


def test_what_a_receiver_asks_for_is_kept_to(house: House, embedded: Embedded) -> None:
    """A webhook that says 429 and when to come back is left alone until then."""
    says = [Answer(status=429, headers={"Retry-After": "600"})]
    with web_server(lambda asked: says.pop() if says else Answer(status=204)) as server:
        configure(
            house,
            'routes.partner.letter = "hook"\n[channel.hook]\nkind = "webhook"\n'
            'plain_http = true\nallow = ["127.0.0.0/8"]\n'
            f'url = "http://127.0.0.1:{server.port}/"\nsecrets = ["whsec_Y2FuYXJ5LW9mLXRoZS1ob29rLW9sZC0wMDE="]\n',
        )
        sweep(house, embedded)
        waiting = [row for row in letters(house) if row.done_at is None]
        assert all(row.due_at - START >= timedelta(seconds=600) for row in waiting)
        asked_before = len(server.asked)
        house.clock.advance_to(START + timedelta(seconds=599))  # type: ignore[attr-defined]
        sweep(house, embedded)
        assert len(server.asked) == asked_before
        while any(row.done_at is None for row in letters(house)):
            forward(house)
            sweep(house, embedded)
    assert len({asked.headers["webhook-id"] for asked in server.asked}) == LETTERS


def test_no_secret_is_written_anywhere(
    house: House, embedded: Embedded, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A password that the server refuses is in no log, no error, no record and no database, Prefect's included."""
    caplog.set_level(logging.DEBUG)
    trusted = authority(tmp_path)
    with mail_server(Mailbox(), tls=trusted.server, auth_required=True) as port:
        configure(
            house,
            post(port, security='"starttls"', username='"s"', password=f'"{CANARY}"', ca_file=f'"{trusted.file}"'),
        )
        sweep(house, embedded)
    assert {row.excused for row in letters(house)} == {1}
    assert "535" in str(letters(house)[0].last_error)
    assert CANARY not in caplog.text
    for root in (house.settings.home, embedded._house.settings.home):
        for file in root.rglob("*"):
            if file.is_file() and file != house.settings.channels_file:
                assert CANARY.encode() not in file.read_bytes(), file


def row_with(**changes: Any) -> OutboxRow:
    """A row as a worker has it in hand."""
    given: dict[str, Any] = {
        "id": "018f0000-0000-7000-8000-000000000001", "gseq": None, "stream": "RL-1", "kind": "message", "dedupe": "d",
        "payload": {}, "due_at": START, "leased_by": "w", "leased_until": None, "attempts": 1, "last_error": None,
        "done_at": None, "dead_at": None,
    }  # fmt: skip
    return OutboxRow(**{**given, **changes})


def test_patience_grows_and_has_an_end() -> None:
    """Half a minute, doubled to a quarter of an hour, each a quarter more or less; the same for the same row."""
    waits = [patience(row_with(excused=number)).total_seconds() for number in range(60)]
    for number, wait in enumerate(waits):
        middle = min(30 * 2**number, 900)
        assert 0.75 * middle <= wait <= 1.25 * middle
    assert waits == [patience(row_with(excused=number)).total_seconds() for number in range(60)]
    others = {patience(row_with(id=f"018f0000-0000-7000-8000-{number:012d}", excused=0)) for number in range(200)}
    assert len(others) > 100
    assert sum(waits) > timedelta(hours=12).total_seconds()


def test_patience_keeps_to_what_was_asked_within_reason() -> None:
    """An hour at most: whoever says a year is not believed."""
    assert patience(row_with(), timedelta(minutes=20)) == timedelta(minutes=20)
    assert patience(row_with(), timedelta(days=365)) == HOUR
    assert patience(row_with(excused=9), timedelta(seconds=1)) > timedelta(minutes=10)
