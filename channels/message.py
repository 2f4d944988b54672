"""A message as every channel sends it: whom it is for, what it says, and an identity that a repetition keeps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from channels.html import Anchor, html_of


class RecipientKind(StrEnum):
    """Who is written to: a person of the authority, or a partner in the procedure."""

    PERSON = "person"
    PARTNER = "partner"


class MessageKind(StrEnum):
    """What a message is about; the configuration chooses channels and templates by it."""

    LETTER = "letter"
    REMINDER = "reminder"
    OVERDUE = "overdue"
    DIGEST = "digest"
    NAMED = "named"
    DECIDED = "decided"
    TEST = "test"


class LinkKind(StrEnum):
    """What a link is for: opening it never changes anything by itself."""

    OPEN = "open"
    ACKNOWLEDGE = "acknowledge"
    REPLY = "reply"
    NOT_MINE = "not_mine"
    UNSUBSCRIBE = "unsubscribe"


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """Somewhere to go from a message; each channel shows it in its own way."""

    kind: LinkKind
    label: str
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Recipient:
    """Whom a message is for: a pseudonym or reference, the name that is disclosed now, and mail addresses if known."""

    kind: RecipientKind
    reference: str
    name: str | None = None
    addresses: tuple[str, ...] = ()

    @property
    def called(self) -> str:
        """The name, or the reference while no name is disclosed."""
        return self.name or self.reference


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """One message to one recipient; ``id`` never changes, so whoever gets it twice can drop the second.

    ``dated`` is the instant (aware, UTC) of what it follows from, ``origin`` the store's domain, ``procedure`` None
    when it is about several. Nothing in it depends on when or by whom it is sent: the same message is the same bytes.
    """

    id: str
    origin: str
    procedure: str | None
    recipient: Recipient
    kind: MessageKind
    subject: str
    text: str
    dated: datetime
    links: tuple[Link, ...] = ()

    @property
    def message_id(self) -> str:
        """The identity in the form of a mail header."""
        return f"<{self.id}@{self.origin}>"

    @property
    def body(self) -> str:
        """The text with its links, for channels that show nothing but text."""
        if not self.links:
            return self.text
        return self.text.rstrip("\n") + "\n\n" + "".join(f"{link.label}: {link.url}\n" for link in self.links)

    @property
    def html(self) -> str:
        """The same as a page, made of the text and never written by hand: both say the same."""
        return html_of(self.subject, self.text, [Anchor(label=link.label, url=link.url) for link in self.links])

    def link(self, kind: LinkKind) -> str | None:
        """Where a link of this kind leads, if the message has one."""
        return next((link.url for link in self.links if link.kind is kind), None)


def one_line(text: str) -> str:
    """A header's value: a line break in a name must not become a header of its own."""
    return " ".join(text.split())
