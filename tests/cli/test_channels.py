"""The channels and the outbox on the command line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.database import open_store
from storage.outbox import bury, claim
from storage.records import OutboxDraft
from tests.channels.counterparts import Mailbox, mail_server
from tests.cli.line import Line

LONG_AGO = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
CANARY = "canary-on-the-command-line"


def configure(line: Line, port: int = 25) -> Path:
    """Give a folder a mail server and a webhook."""
    file = line.home / "channels.toml"
    file.write_text(
        f"""\
[routes]
person.default = "post"

[channel.post]
kind = "smtp"
host = "127.0.0.1"
port = {port}
security = "none"
sender = "Seedbed <seedbed@city.example>"

[channel.hook]
kind = "webhook"
url = "https://hooks.city.example/in"
secrets = ["env:NOBODY_SET_THIS", "{CANARY}"]
""",
        encoding="utf-8",
    )
    file.chmod(0o600)
    return file


def given_up(line: Line, *numbers: int, error: str = "550 no such user") -> list[str]:
    """Put messages into the outbox that were given up."""
    store = open_store(f"sqlite:///{line.home / 'seedbed.db'}")
    drafts = [
        OutboxDraft(
            id=f"018f0000-0000-7000-8000-{number:012d}",
            gseq=None,
            stream="RL-1",
            kind="message",
            dedupe=f"test/{number}",
            payload={"event": 1, "partner": f"firm{number}", "subject": "S", "text": "T"},
            due_at=LONG_AGO,
        )
        for number in numbers
    ]
    with store.transaction() as transaction:
        transaction.enqueue(drafts)
    for row in claim(store, "w", LONG_AGO, timedelta(minutes=1), 100, ["message"]):
        if row.dedupe.startswith("test/"):
            bury(store, row, error, LONG_AGO)
    store.close()
    return [draft.id for draft in drafts]


def test_a_site_that_says_nothing_has_two_channels(draft: Line) -> None:
    """The folder takes everything."""
    data = draft.ok("channels", "list", "--json").data
    assert data["schema"] == "seedbed/channels/1"
    assert [(one["name"], one["routes"]) for one in data["channels"]] == [("folder", ["default"]), ("console", [])]


def test_channels_are_listed_with_what_is_missing_and_without_secrets(draft: Line) -> None:
    """Where they lead, which messages go by them, and which variables nobody has set."""
    configure(draft)
    shown = draft.ok("channels", "list").out
    assert "127.0.0.1 (none) as Seedbed <seedbed@city.example>" in shown
    assert "person.default" in shown
    assert "hook: NOBODY_SET_THIS is not set" in shown
    assert CANARY not in shown + draft.ok("channels", "list", "--json").out


def test_a_mistake_in_the_file_is_named(draft: Line) -> None:
    """Exit code 2, with file, line and field."""
    file = configure(draft)
    file.write_text(file.read_text(encoding="utf-8").replace("port = 25", 'port = "25"'), encoding="utf-8")
    ran = draft.run("channels", "list")
    assert ran.code == 2
    assert f"{file}, line 7, channel.post.port: expected a valid integer" in ran.err


def test_a_test_message_is_shown_before_it_is_sent(draft: Line) -> None:
    """Exactly to whom and what; nothing goes out unless somebody says so."""
    mailbox = Mailbox()
    with mail_server(mailbox) as port:
        configure(draft, port)
        asked = draft.run("channels", "test", "post", "--to", "ada@tfl.example")
        assert (asked.code, mailbox.envelopes) == (2, [])
        assert "To       ada@tfl.example" in asked.err
        assert "say --yes" in asked.err
        sent = draft.ok("channels", "test", "post", "--to", "ada@tfl.example", "--yes", "--json")
    assert [envelope.rcpt_tos for envelope in mailbox.envelopes] == [["ada@tfl.example"]]
    assert sent.data["to"] == ["ada@tfl.example"]
    assert sent.data["message_id"].encode() in (mailbox.envelopes[0].original_content or b"")


@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        (("pigeon", "--yes"), 2, "There is no channel 'pigeon'"),
        (("post", "--yes"), 2, "say to whom with --to ADDRESS"),
        (("post", "--to", "nobody", "--yes"), 2, "--to: this is not an e-mail address"),
        (("post", "--to", "a@b.example", "--yes"), 75, "lets nobody in"),
        (("hook", "--yes"), 75, "NOBODY_SET_THIS holds no secret"),
    ],
)
def test_a_test_that_cannot_be_sent_says_why(draft: Line, typed: tuple[str, ...], code: int, said: str) -> None:
    """What was typed wrong is 2; a far end that is away is 75, as everything that may be tried again."""
    with mail_server(Mailbox()) as port:
        pass
    configure(draft, port)
    ran = draft.run("channels", "test", *typed)
    assert (ran.code, CANARY in ran.err) == (code, False)
    assert said in ran.err


def test_what_was_given_up_is_seen_and_gets_another_chance(draft: Line) -> None:
    """The reason stands beside it; afterwards it is due like any other."""
    first, second = given_up(draft, 1, 2)
    shown = draft.ok("outbox", "list", "--dead").out
    assert f"{first}  RL-1  message to firm1: given up 5 Jan" in shown
    assert ", 1 tried" in shown
    assert "550 no such user" in shown
    assert draft.ok("outbox", "retry", first, "--json").data == {
        "schema": "seedbed/outbox-retry/1",
        "revived": [first],
    }
    entries = draft.ok("outbox", "list", "--json").data["entries"]
    standing = {one["id"]: (one["standing"], one["attempts"]) for one in entries if one["id"] in (first, second)}
    assert standing == {first: ("waiting", 0), second: ("given_up", 1)}
    assert "1 entry will be tried again" in draft.ok("outbox", "retry", "--all").out
    assert "Nothing was given up" in draft.ok("outbox", "list", "--dead").out
    assert "Nothing was given up" in draft.ok("outbox", "retry", "--all").out


def test_only_what_was_given_up_gets_another_chance(draft: Line) -> None:
    """An unknown entry is 4, one that waits already 2, and then none of the others is touched."""
    [first] = given_up(draft, 1)
    assert draft.run("outbox", "retry").code == 2
    assert draft.run("outbox", "retry", first, "--all").code == 2
    assert draft.run("outbox", "retry", first, "018f0000-0000-7000-8000-000000009999").code == 4
    assert "given up" in draft.ok("outbox", "list", "--dead").out
    draft.ok("outbox", "retry", first)
    again = draft.run("outbox", "retry", first)
    assert again.code == 2
    assert "it is tried again by itself" in again.err


def test_an_error_from_outside_cannot_steer_a_terminal(draft: Line) -> None:
    """What a mail server says is shown as it is, escapes and all."""
    given_up(draft, 1, error="550 \x1b[2J gone\u202e")
    assert "\x1b" not in draft.ok("outbox", "list").out


def test_the_doctor_looks_at_the_channels(draft: Line) -> None:
    """Nothing to see without a file; what is missing deserves a look; what is wrong is in the way."""
    assert "channels" not in {check["name"] for check in draft.ok("doctor", "--json").data["checks"]}
    file = configure(draft)
    assert "look  channels: folder, console, post, hook" in draft.ok("doctor").out
    assert "NOBODY_SET_THIS" in draft.ok("doctor").out
    file.chmod(0o644)
    ran = draft.run("doctor")
    assert ran.code == 1
    assert "channel.hook.secrets[1]: the file holds a secret while others may read it" in ran.out
    assert CANARY not in ran.out
