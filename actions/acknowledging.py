"""Signed links by which a person says "I have seen this deadline", without a password and for nothing else.

What a link proves and what it does not: docs/explanation/signed-links.md.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

import orjson

from actions.house import House
from actions.link_key import link_key, signature, url_text
from engine.errors import SeedbedError

LONGEST_TOKEN = 1_000
_VERSION = "1"
_PURPOSE = "seedbed/acknowledge/1"


class LinkForged(SeedbedError):
    """A link was not made here: its signature is not ours, or it is not a link at all."""

    exit_code = 4

    def __init__(self) -> None:
        super().__init__("This link was not made by this service, or a part of it is missing.")


class LinkExpired(SeedbedError):
    """A link was made here, and its time is over."""

    exit_code = 3

    def __init__(self) -> None:
        super().__init__("This link has expired. A newer message about the deadline carries a newer link.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """What a link stands for: one person, one deadline of one procedure as its event ``revision`` set it."""

    person: str
    procedure: str
    deadline: str
    revision: int
    expires_at: datetime


def token_for(house: House, link: Link) -> str:
    """The token of a link: a version, what it stands for, and an HMAC-SHA256 over both and over the store's origin."""
    content = orjson.dumps(
        [link.person, link.procedure, link.deadline, link.revision, int(link.expires_at.timestamp())]
    )
    return f"{_VERSION}.{url_text(content)}.{url_text(_signed(house, content))}"


def link_for(
    house: House,
    *,
    person: str,
    procedure: str,
    deadline: str,
    revision: int,
    expires_at: datetime,
    base: str | None = None,
) -> str:
    """The address to put into a message to one person; ``base`` is where the service is, else as the settings say.

    The same arguments give the same address: a message that is sent twice is the same message.
    """
    link = Link(person=person, procedure=procedure, deadline=deadline, revision=revision, expires_at=expires_at)
    return f"{base or house.settings.address}/acknowledge/{token_for(house, link)}"


def read_link(house: House, token: str, now: datetime) -> Link:
    """What a token stands for; ``LinkForged`` or ``LinkExpired``. Its content is read only once it is known as ours."""
    version, content, signed = _parts(token)
    if version != _VERSION or not hmac.compare_digest(signed, _signed(house, content)):
        raise LinkForged
    person, procedure, deadline, revision, expires = orjson.loads(content)
    link = Link(
        person=person,
        procedure=procedure,
        deadline=deadline,
        revision=revision,
        expires_at=datetime.fromtimestamp(expires, UTC),
    )
    if now >= link.expires_at:
        raise LinkExpired
    return link


def request_id_of(token: str) -> str:
    """The key of the command that a link asks for: pressed twice, it is done once."""
    return f"link-{sha256(token.encode()).hexdigest()[:40]}"


def _signed(house: House, content: bytes) -> bytes:
    return signature(link_key(house.settings), _PURPOSE, house.store.info.origin.encode(), content)


def _parts(token: str) -> tuple[str, bytes, bytes]:
    """The three parts; each has one spelling only, so that no second address means the same."""
    version, dot, rest = token.partition(".")
    content, dot_again, signed = rest.partition(".")
    if not (dot and dot_again and token.isascii() and len(token) <= LONGEST_TOKEN):
        raise LinkForged
    return version, _bytes(content), _bytes(signed)


def _bytes(text: str) -> bytes:
    try:
        found = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        raise LinkForged from None
    if url_text(found) != text:
        raise LinkForged
    return found
