"""What ``channels.toml`` may say: the channels of a site, which message goes by which, and where partners get mail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from email.errors import HeaderParseError
from email.headerregistry import Address
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from channels.mail import address_of
from channels.message import MessageKind, RecipientKind
from channels.secret import Secret

BUILT_IN: Final = ("folder", "console")
"""The channels that every site has without naming them."""


def mail_address(text: str) -> str:
    """Check one bare address (``name@domain``); ValueError says what is wrong without repeating it."""
    if any(character.isspace() or not character.isprintable() for character in text):
        raise ValueError("an e-mail address has no spaces or control characters")
    try:
        found = Address(
            addr_spec="".join(one if one.isascii() else "a" for one in text)
        )  # its grammar knows ASCII only
    except (HeaderParseError, ValueError, IndexError) as error:
        raise ValueError("this is not an e-mail address such as name@city.example") from error
    if not found.username or "." not in f"{found.domain}." or not found.domain:
        raise ValueError("this is not an e-mail address such as name@city.example")
    return text


def parse_sender(text: str) -> Address:
    """Read ``Name <address>`` or a bare address."""
    name, bracket, rest = text.strip().rpartition("<")
    if not bracket:
        return address_of(mail_address(text.strip()))
    return address_of(mail_address(rest.removesuffix(">").strip()), " ".join(name.strip().strip('"').split()))


def _sender(text: str) -> str:
    parse_sender(text)
    return text


def _web_address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.fragment:
        raise ValueError("give a web address such as https://hooks.city.example/seedbed")
    if parts.username is not None or parts.password is not None:
        raise ValueError("a name or password does not belong into the address: secrets have fields of their own")
    if not text.isascii() or not text.isprintable() or " " in text:
        raise ValueError("write the address in ASCII and without spaces")
    if parts.port == 0:
        raise ValueError("port 0 is nobody's")
    return text


Port = Annotated[int, Field(ge=1, le=65535)]
Seconds = Annotated[float, Field(gt=0, le=120, strict=False)]
MailAddress = Annotated[str, AfterValidator(mail_address)]
Sender = Annotated[str, AfterValidator(_sender)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
Network = Annotated[IPv4Network | IPv6Network, BeforeValidator(ip_network)]
File = Annotated[Path, Field(strict=False)]
Kind = Annotated[MessageKind, Field(strict=False)]
ChannelName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,30}$")]


class Strict(BaseModel):
    """No unknown field, no silent conversion, and no value in an error: it may be a secret."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)


class SmtpSettings(Strict):
    """A mail server. ``none`` for security is for one on this machine only."""

    kind: Literal["smtp"]
    host: Annotated[str, Field(min_length=1, max_length=253)]
    port: Port | None = None
    security: Literal["starttls", "tls", "none"] = "starttls"
    username: str | None = None
    password: Secret | None = None
    sender: Sender
    reply_to: Sender | None = None
    ca_file: File | None = None
    timeout_seconds: Seconds = 20.0

    @model_validator(mode="after")
    def _both_or_neither(self) -> SmtpSettings:
        if (self.username is None) != (self.password is None):
            raise ValueError("username and password go together")
        return self


Fact = Literal["subject", "text", "body", "name", "reference", "procedure", "acknowledge", "open", "not_mine"]


class NotifySettings(Strict):
    """GOV.UK Notify. ``templates`` by kind of message or "default"; ``personalisation`` maps a template's field."""

    kind: Literal["notify"]
    api_key: Secret
    templates: dict[str, Annotated[str, Field(pattern=r"^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$")]]
    personalisation: dict[str, Fact] = {"subject": "subject", "body": "body"}
    reply_to_id: str | None = None
    base_url: WebAddress = "https://api.notifications.service.gov.uk"
    timeout_seconds: Seconds = 30.0

    @model_validator(mode="after")
    def _known_kinds(self) -> NotifySettings:
        _kinds_or_default(self.templates)
        if not self.templates:
            raise ValueError('templates: name one, by kind of message or as "default"')
        return self


class WebhookSettings(Strict):
    """A receiver of signed requests. Two secrets stand side by side while the receiver changes from one to the other.

    ``allow`` names networks that may be spoken to although they are not public; ``plain_http`` lets go of encryption.
    """

    kind: Literal["webhook"]
    url: WebAddress
    secrets: Annotated[list[Secret], Field(min_length=1, max_length=2)]
    allow: list[Network] = []
    plain_http: bool = False
    ca_file: File | None = None
    timeout_seconds: Seconds = 5.0

    @model_validator(mode="after")
    def _encrypted(self) -> WebhookSettings:
        if not self.plain_http and not self.url.startswith("https://"):
            raise ValueError("url: only https, unless plain_http = true says that it is meant")
        return self


class ChatSettings(Strict):
    """A chat room or another service by its apprise address, which holds a token and so is a secret."""

    kind: Literal["chat"]
    url: Secret


class FolderSettings(Strict):
    """Another outgoing folder; a relative path lies below the data folder."""

    kind: Literal["folder"]
    path: File


ChannelSettings = Annotated[
    SmtpSettings | NotifySettings | WebhookSettings | ChatSettings | FolderSettings, Field(discriminator="kind")
]


def _kinds_or_default(table: Mapping[str, str]) -> None:
    known = {*MessageKind, "default"}
    for kind in table:
        if kind not in known:
            raise ValueError(f"{kind!r} is no kind of message: {', '.join(sorted(known))} are")


class Routes(Strict):
    """Which message goes by which channel: by recipient and kind, else by recipient's default, else by the default."""

    default: str = "folder"
    person: dict[str, str] = {}
    partner: dict[str, str] = {}

    @model_validator(mode="after")
    def _known_kinds(self) -> Routes:
        for table in (self.person, self.partner):
            _kinds_or_default(table)
        return self

    def named(self) -> Iterator[tuple[tuple[str, ...], str]]:
        """Every channel that a route names, with the field that does."""
        yield ("default",), self.default
        for kind in RecipientKind:
            for about, name in self.table(kind).items():
                yield (kind.value, about), name

    def table(self, kind: RecipientKind) -> Mapping[str, str]:
        """The routes of one kind of recipient."""
        return self.person if kind is RecipientKind.PERSON else self.partner


class Configuration(Strict):
    """The whole file; without one, everything goes into the outgoing folder."""

    channel: dict[ChannelName, ChannelSettings] = {}
    routes: Routes = Routes()
    partners: dict[str, dict[str, Annotated[list[MailAddress], Field(min_length=1, max_length=20)]]] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """Every channel of the site."""
        return (*BUILT_IN, *self.channel)

    def partner_addresses(self, procedure: str, partner: str) -> tuple[str, ...]:
        """Where a partner gets mail about a procedure, if the site says so."""
        return tuple(self.partners.get(procedure, {}).get(partner, ()))


def secrets_of(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Secret]]:
    """Every secret below a value, with the field that it stands in."""
    if isinstance(value, Secret):
        yield path, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from secrets_of(getattr(value, name), (*path, name))
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from secrets_of(one, (*path, name))
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from secrets_of(one, (*path, number))
