"""What a message looks like when it leaves."""

from __future__ import annotations

import email
import email.policy
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import Any

import pytest

from channels.mail import letter, unsent
from channels.message import Link, LinkKind, Message, MessageKind, Recipient, RecipientKind

ID = "01a2088f-6bef-7fe1-9be9-e928a18f7555"


def make_message(**changes: Any) -> Message:
    """A message to a partner with good defaults; ``reference``, ``name`` and ``addresses`` are the recipient's."""
    recipient = {"kind": RecipientKind.PARTNER, "reference": "firm1", "name": "Firm One Ltd", "addresses": ()}
    given: dict[str, Any] = {
        "id": ID,
        "origin": "seedbed.local",
        "procedure": "RL-1",
        "recipient": Recipient(**{**recipient, **{key: changes.pop(key) for key in recipient if key in changes}}),
        "kind": MessageKind.LETTER,
        "subject": "RL-1: Cleaner streets",
        "text": "The trial starts.\n",
        "dated": DATED,
    }
    if "about" in changes:
        changes["kind"] = changes.pop("about")
    return Message(**{**given, **changes})


DATED = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def read(message: Message) -> EmailMessage:
    """The message as a mail program reads it."""
    found = email.message_from_bytes(unsent(message), policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found


def test_the_same_message_is_the_same_bytes() -> None:
    """Nothing in a message depends on when, where or how often it is written."""
    assert unsent(make_message()) == unsent(make_message())


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
    assert read(make_message(name=None))["To"].addresses[0].display_name == "firm1"


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
    found = read(make_message(name=name, subject=name))
    assert [address.addr_spec for address in found["To"].addresses] == ["firm1@partner.invalid"]
    assert "Bcc" not in found
    assert set(found.keys()) == set(read(make_message()).keys())
    assert found.get_content().replace("\r\n", "\n") == "The trial starts.\n"


@pytest.mark.parametrize("recipient", ["a", "firm.one", "firm-1", "firm.", "a..b", "9", "a_b"])
def test_every_reference_of_a_partner_makes_an_address(recipient: str) -> None:
    """Whatever a procedure may call a partner can be written to a file."""
    found = read(make_message(reference=recipient))
    assert found["To"].addresses[0].username == recipient


@pytest.mark.parametrize(
    "text", ["€ and ü\n", "From the start\n", ".\n..\n", "x" * 2000 + "\n", "\x00\n", "tab\there \n"]
)
def test_every_text_comes_out_as_it_went_in(text: str) -> None:
    """Long lines, odd characters and lines that look like mail commands survive."""
    assert read(make_message(text=text)).get_content().replace("\r\n", "\n") == text


LINKS = (
    Link(kind=LinkKind.ACKNOWLEDGE, label="I have seen this", url="https://seedbed.city.example/seen?t=a&b=c"),
    Link(kind=LinkKind.UNSUBSCRIBE, label="Fewer of these", url="https://seedbed.city.example/fewer"),
)
SENDER = Address("Seedbed", addr_spec="seedbed@city.example")


def sent(message: Message) -> EmailMessage:
    """The message as its receiver's mail program reads it."""
    found = email.message_from_bytes(letter(message, sender=SENDER), policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found


class Page(HTMLParser):
    """What a page shows and where it leads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str | None] = []
        self.shown = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag and where it leads."""
        self.tags.add(tag)
        self.links += [value for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        """Note what is shown."""
        self.shown += data


def test_a_letter_is_text_and_the_same_as_a_page() -> None:
    """Both parts say everything, links included, and the whole is the same bytes on every attempt."""
    message = make_message(addresses=("a@firm.example",), text="One.\n\nTwo:\n- x < y\n- z\n", links=LINKS)
    found = sent(message)
    text, page = found.get_body(("plain",)), found.get_body(("html",))
    assert text is not None
    assert page is not None
    assert text.get_content().replace("\r\n", "\n") == message.body
    read_page = Page(page.get_content())
    for word in ("One.", "Two:", "x < y", "I have seen this", "Fewer of these"):
        assert word in read_page.shown
        assert word in message.body
    assert read_page.links == [link.url for link in LINKS]
    assert letter(message, sender=SENDER) == letter(message, sender=SENDER)


def test_a_letter_says_who_sends_it_to_whom_and_that_no_person_wrote_it() -> None:
    """Its headers keep absence notes away, and offer a way out only where there is one."""
    found = sent(make_message(addresses=("a@firm.example", "b@firm.example"), links=LINKS))
    assert found["Message-ID"] == f"<{ID}@seedbed.local>"
    assert found["Auto-Submitted"] == "auto-generated"
    assert found["From"] == "Seedbed <seedbed@city.example>"
    assert [address.addr_spec for address in found["To"].addresses] == ["a@firm.example", "b@firm.example"]
    assert found["List-Unsubscribe"] == "<https://seedbed.city.example/fewer>"
    assert "X-Unsent" not in found
    assert "List-Unsubscribe" not in sent(make_message(addresses=("a@firm.example",), links=LINKS[:1]))


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", '"><img src=x onerror=y>', "&lt;b&gt;", "a\r\nb: c"])
def test_a_page_shows_what_was_written_and_runs_none_of_it(hostile: str) -> None:
    """Whatever stands in a text, a label or a subject is shown as it was written."""
    links = (Link(kind=LinkKind.OPEN, label=hostile, url="javascript:alert(1)"),)
    page = Page(make_message(subject=hostile, text=f"{hostile}\n", links=links).html)
    assert page.tags <= {"html", "head", "meta", "title", "body", "p", "br", "ul", "li", "a"}
    assert page.links == [], "a link that does not lead to the web is no link"
    assert page.shown.replace("\n", " ").count(" ".join(hostile.split())) >= 2


def test_a_message_about_several_procedures_comes_from_the_house() -> None:
    """A digest belongs to no procedure; a person's draft is as undeliverable as a partner's."""
    found = read(make_message(procedure=None, kind=RecipientKind.PERSON, reference="p-1", about=MessageKind.DIGEST))
    assert str(found["From"]) == "Seedbed <seedbed@seedbed.local>"
    assert found["To"].addresses[0].addr_spec == "p-1@person.invalid"
