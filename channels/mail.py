"""A message as an e-mail: the draft that a folder keeps, and the letter that a mail server is given."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8

from channels.message import LinkKind, Message, one_line


def unsent(message: Message) -> bytes:
    """The message as an unsent e-mail: a mail program opens it as a draft, the address is still to be filled in.

    The domains ``partner.invalid`` and ``person.invalid`` can never be delivered to (RFC 2606): no draft goes astray.
    """
    mail = EmailMessage(policy=SMTP)
    about = message.procedure
    mail["Message-ID"] = message.message_id
    mail["Date"] = message.dated
    mail["From"] = Address(f"Procedure {about}" if about else "Seedbed", (about or "seedbed").lower(), message.origin)
    to = message.recipient
    mail["To"] = Address(one_line(to.called), to.reference, f"{to.kind.value}.invalid")
    mail["Subject"] = one_line(message.subject)
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Unsent"] = "1"
    mail.set_content(message.body, cte="quoted-printable")
    return mail.as_bytes()


def letter(message: Message, *, sender: Address, reply_to: Address | None = None, utf8: bool = False) -> bytes:
    """The message as it is given to a mail server: text and HTML, the same bytes on every attempt.

    ``Auto-Submitted`` (RFC 3834) keeps absence notes from answering; ``List-Unsubscribe`` (RFC 2369) stands only on
    messages that may be switched off. ``utf8``: addresses beyond ASCII, which a server has to announce (RFC 6531).
    """
    mail = EmailMessage(policy=SMTPUTF8 if utf8 else SMTP)
    mail["Message-ID"] = message.message_id
    mail["Date"] = message.dated
    mail["From"] = sender
    if reply_to is not None:
        mail["Reply-To"] = reply_to
    name = one_line(message.recipient.called)
    mail["To"] = tuple(address_of(address, name) for address in message.recipient.addresses)
    mail["Subject"] = one_line(message.subject)
    mail["Auto-Submitted"] = "auto-generated"
    if (url := message.link(LinkKind.UNSUBSCRIBE)) is not None:
        mail["List-Unsubscribe"] = f"<{one_line(url)}>"
    mail.set_content(message.body, cte="quoted-printable")
    mail.add_alternative(message.html, subtype="html", cte="quoted-printable")
    mail.set_boundary(f"=={message.id}==")  # a random one would make each attempt other bytes
    return mail.as_bytes()


def address_of(text: str, name: str = "") -> Address:
    """An address with a name before it; the text has been checked where it was written down."""
    user, _, domain = text.rpartition("@")
    return Address(name, user, domain)
