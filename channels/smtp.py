"""A mail server: one connection for a batch, encrypted, each message a transaction of its own."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Mapping, Sequence
from contextlib import suppress
from ipaddress import ip_address
from threading import Lock
from typing import Final

from channels.configuration import SmtpSettings, parse_sender
from channels.failure import DeliveryFailure, PermanentFailure, TemporaryFailure
from channels.mail import letter
from channels.message import Message, one_line
from channels.prompt import PromptSmtp, PromptSmtpTls
from channels.secret import masked

_PORTS: Final = {"starttls": 587, "tls": 465, "none": 25}
_MAX_WORDS: Final = 200


class SmtpChannel:
    """Hands messages to a mail server (RFC 5321); what it answered is kept as where the message went."""

    def __init__(self, name: str, settings: SmtpSettings, environ: Mapping[str, str]) -> None:
        """Connect to nothing yet; the password is looked up when it is needed."""
        self.name = name
        self._settings = settings
        self._environ = environ
        self._sender = parse_sender(settings.sender)
        self._reply_to = None if settings.reply_to is None else parse_sender(settings.reply_to)
        self._port = settings.port or _PORTS[settings.security]
        self._server: smtplib.SMTP | None = None
        self._lock = Lock()

    def deliver(self, message: Message) -> str:
        """Send a message; returns the server and its answer, which usually names its own id for it."""
        if not message.recipient.addresses:
            raise PermanentFailure(f"no e-mail address is known for {message.recipient.reference}")
        with self._lock:
            server = self._connection()
            try:
                answer = self._transaction(server, message)
            except (OSError, smtplib.SMTPException) as error:  # a failed connection is an OSError too
                self._drop()
                raise TemporaryFailure(self._words(message, f"the connection broke: {error}")) from None
        return self._words(message, f"{self._settings.host}:{self._port} said {answer}")

    def close(self) -> None:
        """End the connection, politely if the server still listens."""
        with self._lock:
            if self._server is not None:
                with suppress(smtplib.SMTPException, OSError):  # everything was answered: a lost farewell loses nothing
                    self._server.quit()
            self._drop()

    def _connection(self) -> smtplib.SMTP:
        """The open connection, or a new one when there is none or the server has tired of it."""
        if self._server is not None:
            try:
                if self._server.rset()[0] == 250:
                    return self._server
            except (OSError, smtplib.SMTPException):
                pass  # servers end idle and long connections: the new one below tells whether anything is wrong
            self._drop()
        try:
            self._server = self._connect()
        except DeliveryFailure:
            raise
        except (OSError, smtplib.SMTPException) as error:  # whatever is wrong here is not about this message
            why = f"the mail server {self._settings.host}:{self._port} lets nobody in: {_said(error)}"
            raise TemporaryFailure(masked(one_line(why), self._secrets())[:500], everybody=True) from None
        return self._server

    def _connect(self) -> smtplib.SMTP:
        settings = self._settings
        # Without a name of its own smtplib would ask the network for this machine's.
        own = socket.gethostname()
        host, port, seconds = settings.host, self._port, settings.timeout_seconds
        if settings.security == "tls":
            server: smtplib.SMTP = PromptSmtpTls(host, port, own, timeout=seconds, context=self._trust())
        else:
            server = PromptSmtp(host, port, own, timeout=seconds)
        try:
            if settings.security == "starttls":
                server.starttls(context=self._trust())
            elif settings.security == "none":
                self._refuse_strangers(server)
            if settings.username is not None and settings.password is not None:
                server.login(settings.username, settings.password.reveal(self._environ))
            server.ehlo_or_helo_if_needed()
        except BaseException:
            server.close()
            raise
        return server

    def _trust(self) -> ssl.SSLContext:
        ca_file = self._settings.ca_file
        return ssl.create_default_context(cafile=None if ca_file is None else str(ca_file))

    def _refuse_strangers(self, server: smtplib.SMTP) -> None:
        """In the clear only to this machine: nothing has been said yet."""
        peer = server.sock.getpeername()[0] if server.sock is not None else ""
        if not ip_address(str(peer).partition("%")[0]).is_loopback:
            why = f'{self._settings.host} is another machine: security = "none" is for a mail server on this one'
            raise TemporaryFailure(why, everybody=True)

    def _transaction(self, server: smtplib.SMTP, message: Message) -> str:
        """MAIL, RCPT, DATA. Sent unless every address is refused for good, or one is refused for now."""
        addresses = message.recipient.addresses
        utf8 = not all(address.isascii() for address in (*addresses, self._sender.addr_spec))
        if utf8 and not server.has_extn("smtputf8"):
            raise PermanentFailure(f"{self._settings.host} takes no addresses beyond ASCII")
        content = letter(message, sender=self._sender, reply_to=self._reply_to, utf8=utf8)
        options = ["SMTPUTF8", "BODY=8BITMIME"] if utf8 else []
        self._expect(message, server.mail(self._sender.addr_spec, options))
        refused = self._refusals(server, addresses)
        for code, words in refused.values():
            if code < 500 or len(refused) == len(addresses):
                raise self._failure(message, code, words)
        try:
            code, words = server.data(content)
        except smtplib.SMTPDataError as error:  # refused before the content was asked for
            code, words = error.smtp_code, _bytes(error.smtp_error)
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            why = f"the connection broke while the message was handed over, it may have arrived: {error}"
            raise TemporaryFailure(self._words(message, why), unclear=True) from None
        self._expect(message, (code, words))
        but = (
            f"; {len(refused)} of {len(addresses)} addresses were refused: {list(refused.values())}" if refused else ""
        )
        return f"{code} {_text(words)}{but}"

    def _refusals(self, server: smtplib.SMTP, addresses: Sequence[str]) -> dict[str, tuple[int, bytes]]:
        answers = {address: server.rcpt(address) for address in addresses}
        return {address: answer for address, answer in answers.items() if answer[0] not in (250, 251)}

    def _expect(self, message: Message, answer: tuple[int, bytes]) -> None:
        if not 200 <= answer[0] < 300:
            raise self._failure(message, *answer)

    def _failure(self, message: Message, code: int, words: bytes) -> DeliveryFailure:
        """5xx is for good, anything else for now (RFC 5321, 4.2.1); 421 means that the server is closing."""
        said = self._words(message, f"the mail server said {code} {_text(words)}")
        if code >= 500:
            return PermanentFailure(said)
        if code == 421:
            self._drop()
        return TemporaryFailure(said, everybody=code == 421)

    def _words(self, message: Message, text: str) -> str:
        """Words for the record: neither secrets nor addresses, on one line and not endless."""
        for address in message.recipient.addresses:
            text = text.replace(address, message.recipient.reference)
        return one_line(masked(text, self._secrets()))[: 2 * _MAX_WORDS]

    def _secrets(self) -> list[str]:
        password = self._settings.password
        if password is None:
            return []
        try:
            return [password.reveal(self._environ)]
        except TemporaryFailure:
            return []  # what is not known cannot be shown

    def _drop(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None


def _said(error: OSError | smtplib.SMTPException) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(_bytes(error.smtp_error))}"
    return f"{type(error).__name__}: {error}"


def _bytes(words: bytes | str) -> bytes:
    return words.encode() if isinstance(words, str) else words


def _text(words: bytes) -> str:
    return one_line(words.decode("utf-8", "replace"))[:_MAX_WORDS]
