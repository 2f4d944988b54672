"""What a message looks like when it leaves."""

from __future__ import annotations

import email
import email.policy
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from channels.message import Message

ID = "01a2088f-6bef-7fe1-9be9-e928a18f7555"


def make_message(**changes: str | None) -> Message:
    """A message with good defaults."""
    given: dict[str, str | None] = {
        "recipient": "firm1",
        "recipient_name": "Firm One Ltd",
        "subject": "RL-1: Cleaner streets",
        "text": "The trial starts.\n",
    }
    return Message(id=ID, origin="seedbed.local", procedure="RL-1", dated=DATED, **{**given, **changes})  # type: ignore[arg-type]


DATED = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def read(message: Message) -> EmailMessage:
    """The message as a mail program reads it."""
    found = email.message_from_bytes(message.to_eml(), policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found


def test_the_same_message_is_the_same_bytes() -> None:
    """Nothing in a message depends on when, where or how often it is written."""
    assert make_message().to_eml() == make_message().to_eml()


def test_a_message_is_named_by_its_identity() -> None:
    """Whoever receives it twice can drop the second by its Message-ID."""
    assert read(make_message())["Message-ID"] == f"<{ID}@seedbed.local>"


def test_a_message_is_a_draft_that_cannot_be_delivered_by_accident() -> None:
    """A mail program opens it unsent, and its address is one that no mail server delivers to (RFC 2606)."""
    found = read(make_message())
    assert found["X-Unsent"] == "1"
    assert found["To"].addresses[0].domain == "partner.invalid"
    assert found["To"].addresses[0].display_name == "Firm One Ltd"


def test_a_partner_whose_name_was_erased_is_addressed_by_its_reference() -> None:
    """The reference stands in when no name is disclosed."""
    assert read(make_message(recipient_name=None))["To"].addresses[0].display_name == "firm1"


@pytest.mark.parametrize(
    "name",
    [
        "Firm\r\nBcc: everybody@example.org",
        'Firm "One" <boss@example.org>, Firm Two',
        "Überfirma \u202eGmbH",
        "=?utf-8?q?sneaky?=",
        "x" * 200,
        "\u2028line\u2029break",
    ],
)
def test_a_hostile_name_adds_no_header_and_no_recipient(name: str) -> None:
    """A name is a name: it cannot become a header, another address or another message."""
    found = read(make_message(recipient_name=name, subject=name))
    assert [address.addr_spec for address in found["To"].addresses] == ["firm1@partner.invalid"]
    assert "Bcc" not in found
    assert set(found.keys()) == set(read(make_message()).keys())
    assert found.get_content().replace("\r\n", "\n") == "The trial starts.\n"


@pytest.mark.parametrize("recipient", ["a", "firm.one", "firm-1", "firm.", "a..b", "9", "a_b"])
def test_every_reference_of_a_partner_makes_an_address(recipient: str) -> None:
    """Whatever a procedure may call a partner can be written to a file."""
    found = read(make_message(recipient=recipient))
    assert found["To"].addresses[0].username == recipient


@pytest.mark.parametrize(
    "text", ["€ and ü\n", "From the start\n", ".\n..\n", "x" * 2000 + "\n", "\x00\n", "tab\there \n"]
)
def test_every_text_comes_out_as_it_went_in(text: str) -> None:
    """Long lines, odd characters and lines that look like mail commands survive."""
    assert read(make_message(text=text)).get_content().replace("\r\n", "\n") == text
