"""A message as every channel sends it: whom it is for, what it says, and an identity that a repetition keeps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """One message to one partner; ``id`` never changes, so whoever gets it twice can drop the second.

    ``dated`` is the instant (aware, UTC) of the event that it follows from, ``origin`` the store's domain. Nothing in
    it depends on when or by whom it is sent: the same message is the same bytes.
    """

    id: str
    origin: str
    procedure: str
    recipient: str
    recipient_name: str | None
    subject: str
    text: str
    dated: datetime

    @property
    def message_id(self) -> str:
        """The identity in the form of a mail header."""
        return f"<{self.id}@{self.origin}>"

    def to_eml(self) -> bytes:
        """The message as an unsent e-mail: a mail program opens it as a draft, the address is still to be filled in.

        The domain ``partner.invalid`` can never be delivered to (RFC 2606), so a draft cannot go astray.
        """
        mail = EmailMessage(policy=SMTP)
        mail["Message-ID"] = self.message_id
        mail["Date"] = self.dated
        mail["From"] = Address(f"Procedure {self.procedure}", self.procedure.lower(), self.origin)
        mail["To"] = Address(_one_line(self.recipient_name or self.recipient), self.recipient, "partner.invalid")
        mail["Subject"] = _one_line(self.subject)
        mail["Auto-Submitted"] = "auto-generated"
        mail["X-Unsent"] = "1"
        mail.set_content(self.text, cte="quoted-printable")
        return mail.as_bytes()


def _one_line(text: str) -> str:
    """A header's value: a line break in a name must not become a header of its own."""
    return " ".join(text.split())
