"""Mail reaches a real mail server: encrypted, one connection for a batch, each message by itself."""

from __future__ import annotations

import email
import email.policy
import socket
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from channels.configuration import SmtpSettings
from channels.failure import PermanentFailure, TemporaryFailure
from channels.smtp import SmtpChannel
from tests.channels.counterparts import PASSWORD, USER, Authority, Mailbox, authority, mail_server
from tests.channels.test_message import ID, make_message

WHO = "tenders@firm.example"


@pytest.fixture
def trusted(tmp_path: Path) -> Authority:
    """Give a certificate authority."""
    return authority(tmp_path)


@pytest.fixture
def mailbox() -> Mailbox:
    """Give an empty mailbox."""
    return Mailbox()


@pytest.fixture
def plain(mailbox: Mailbox) -> Iterator[SmtpChannel]:
    """Give a channel to a mail server on this machine that takes mail in the clear."""
    with mail_server(mailbox) as port:
        channel = channel_at(port)
        yield channel
        channel.close()


def channel_at(port: int, environ: dict[str, str] | None = None, **settings: Any) -> SmtpChannel:
    """A channel to a mail server on this machine."""
    given = {
        "kind": "smtp",
        "host": "127.0.0.1",
        "port": port,
        "security": "none",
        "sender": "Seedbed <s@city.example>",
    }
    return SmtpChannel("post", SmtpSettings.model_validate({**given, **settings}), environ or {})


def secure(port: int, trusted: Authority, **settings: Any) -> SmtpChannel:
    """A channel that encrypts and logs in."""
    given = {"security": "starttls", "ca_file": str(trusted.file), "username": USER, "password": "env:MAIL"}
    return channel_at(port, {"MAIL": PASSWORD}, **{**given, **settings})


def to(*addresses: str, **more: Any) -> Any:
    """A message to these addresses."""
    return make_message(addresses=addresses or (WHO,), **more)


def test_a_message_arrives_whole_under_its_own_identity(plain: SmtpChannel, mailbox: Mailbox) -> None:
    """The server gets text and page under the message's id, and its answer is what is recorded."""
    where = plain.deliver(to())
    assert where.endswith("said 250 2.0.0 OK queued as 0001")
    [envelope] = mailbox.envelopes
    assert envelope.rcpt_tos == [WHO]
    assert envelope.mail_from == "s@city.example"
    found = email.message_from_bytes(envelope.original_content or b"", policy=email.policy.default)
    assert found["Message-ID"] == f"<{ID}@seedbed.local>"
    assert found.get_content_type() == "multipart/alternative"


def test_a_repetition_is_the_same_bytes(plain: SmtpChannel, mailbox: Mailbox) -> None:
    """Whoever gets a message twice can drop the second."""
    for _ in range(2):
        plain.deliver(to())
    first, second = mailbox.envelopes
    assert first.original_content == second.original_content


def test_a_batch_goes_over_one_connection(plain: SmtpChannel, mailbox: Mailbox) -> None:
    """Twenty messages, one connection; one that is refused in between costs the others nothing."""
    mailbox.says["gone@firm.example"] = "550 5.1.1 no such user"
    for number in range(20):
        if number == 7:
            with pytest.raises(PermanentFailure):
                plain.deliver(to("gone@firm.example"))
        plain.deliver(to(f"a{number}@firm.example"))
    assert len(mailbox.envelopes) == 20
    assert len(mailbox.connections) == 1


def test_starttls_and_a_password(mailbox: Mailbox, trusted: Authority) -> None:
    """The usual way: encrypted after STARTTLS, the certificate checked, then the login."""
    with mail_server(mailbox, tls=trusted.server, auth_required=True) as port:
        channel = secure(port, trusted)
        channel.deliver(to())
        channel.close()
    assert len(mailbox.envelopes) == 1


def test_tls_from_the_first_byte(mailbox: Mailbox, trusted: Authority) -> None:
    """The other way, on a port that knows nothing else."""
    with mail_server(mailbox, ssl_context=trusted.server) as port:
        channel = channel_at(port, security="tls", ca_file=str(trusted.file))
        channel.deliver(to())
        channel.close()
    assert len(mailbox.envelopes) == 1


def test_a_certificate_that_nobody_vouches_for_is_refused(mailbox: Mailbox, trusted: Authority) -> None:
    """Neither the password nor the message is given to a server that cannot say who it is."""
    with mail_server(mailbox, tls=trusted.server) as port:
        channel = secure(port, trusted, ca_file=None)
        with pytest.raises(TemporaryFailure, match="CERTIFICATE_VERIFY_FAILED") as caught:
            channel.deliver(to())
    assert caught.value.everybody
    assert mailbox.envelopes == []


def test_a_server_that_does_not_encrypt_gets_nothing(mailbox: Mailbox, trusted: Authority) -> None:
    """STARTTLS that is not offered, or was taken out on the way, is not done without."""
    with mail_server(mailbox) as port, pytest.raises(TemporaryFailure, match="STARTTLS"):
        secure(port, trusted).deliver(to())
    assert mailbox.envelopes == []


def test_in_the_clear_only_to_this_machine(monkeypatch: pytest.MonkeyPatch, mailbox: Mailbox) -> None:
    """A server elsewhere is refused before anything is said to it."""
    with mail_server(mailbox) as port:
        monkeypatch.setattr("channels.smtp.ip_address", lambda text: __import__("ipaddress").ip_address("192.0.2.1"))
        with pytest.raises(TemporaryFailure, match="another machine"):
            channel_at(port).deliver(to())


def test_a_wrong_password_holds_all_and_buries_none(mailbox: Mailbox, trusted: Authority) -> None:
    """The password is wrong, not the message: everything waits for a person, and the password is not shown."""
    with mail_server(mailbox, tls=trusted.server, auth_required=True) as port:
        channel = secure(port, trusted)
        channel._environ = {"MAIL": "canary-that-is-wrong"}
        with pytest.raises(TemporaryFailure, match="535") as caught:
            channel.deliver(to())
    assert caught.value.everybody
    assert "canary" not in str(caught.value)


def test_a_password_that_is_not_there_yet_is_waited_for(mailbox: Mailbox, trusted: Authority) -> None:
    """The variable is named, so that a person can set it."""
    with mail_server(mailbox, tls=trusted.server) as port:
        channel = secure(port, trusted)
        channel._environ = {}
        with pytest.raises(TemporaryFailure, match="MAIL"):
            channel.deliver(to())


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("550 5.1.1 <tenders@firm.example> unknown", PermanentFailure),
        ("553 5.1.3 no", PermanentFailure),
        ("450 4.2.1 try again", TemporaryFailure),
        ("452 4.2.2 mailbox full", TemporaryFailure),
    ],
)
def test_a_refused_address_fails_as_the_server_says(
    plain: SmtpChannel, mailbox: Mailbox, said: str, kind: type[Exception]
) -> None:
    """5xx is for good and 4xx for now; the address itself stays out of the words."""
    mailbox.says[WHO] = said
    with pytest.raises(kind, match=said[:3]) as caught:
        plain.deliver(to())
    assert WHO not in str(caught.value)
    mailbox.says.clear()
    plain.deliver(to())


@pytest.mark.parametrize(("said", "kind"), [("554 5.6.0 spam", PermanentFailure), ("451 4.3.0 busy", TemporaryFailure)])
def test_refused_content_fails_as_the_server_says(
    plain: SmtpChannel, mailbox: Mailbox, said: str, kind: type[Exception]
) -> None:
    """The same after DATA; the next message goes over the same connection."""
    mailbox.says_to_data.append(said)
    with pytest.raises(kind, match=said[:3]):
        plain.deliver(to())
    plain.deliver(to())
    assert len(mailbox.connections) == 1


def test_one_bad_address_of_several_does_not_stop_the_others(plain: SmtpChannel, mailbox: Mailbox) -> None:
    """Those that are good get the message, and the record says that one was refused."""
    mailbox.says["old@firm.example"] = "550 5.1.1 no such user"
    where = plain.deliver(to(WHO, "old@firm.example"))
    assert "1 of 2 addresses were refused" in where
    assert mailbox.envelopes[0].rcpt_tos == [WHO]


def test_one_busy_address_of_several_keeps_the_message_for_all(plain: SmtpChannel, mailbox: Mailbox) -> None:
    """Nobody gets it now, so that nobody gets it twice later."""
    mailbox.says["busy@firm.example"] = "450 4.2.1 try again"
    with pytest.raises(TemporaryFailure):
        plain.deliver(to(WHO, "busy@firm.example"))
    assert mailbox.envelopes == []


def test_a_server_that_restarts_between_two_messages_is_found_again(mailbox: Mailbox) -> None:
    """A connection that has gone stale is opened anew and costs no attempt."""
    with mail_server(mailbox) as port:
        channel = channel_at(port)
        channel.deliver(to())
    with mail_server(mailbox, port=port):
        channel.deliver(to())
        channel.close()
    assert len(mailbox.envelopes) == 2


def test_a_server_that_is_away_fails_for_everybody(mailbox: Mailbox) -> None:
    """The failure is not about this message, and says so."""
    with mail_server(mailbox) as port:
        pass
    with pytest.raises(TemporaryFailure, match="lets nobody in") as caught:
        channel_at(port).deliver(to())
    assert caught.value.everybody


@pytest.mark.parametrize("answer", [b"220 " + b"welcome " * 30, b"220-welcome\r\n" * 20])
def test_a_server_that_drags_an_answer_out_is_left_in_time(answer: bytes) -> None:
    """A byte now and then, or a line that promises another one, keeps no batch waiting longer than the time-out."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def drip() -> None:
            wire, _ = listening.accept()
            with wire, suppress(OSError):
                for byte in answer:
                    wire.send(bytes([byte]))
                    time.sleep(0.05)

        dripping = Thread(target=drip, daemon=True)
        dripping.start()
        began = time.monotonic()
        with pytest.raises(TemporaryFailure, match="lets nobody in") as caught:
            channel_at(listening.getsockname()[1], timeout_seconds=1).deliver(to())
        assert time.monotonic() - began < 4
        assert caught.value.everybody
        dripping.join(15)


def test_a_server_that_breaks_off_before_its_answer_leaves_it_unclear() -> None:
    """It has the whole message and may have passed it on: the failure says so, and does not rest the channel."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def take_and_drop() -> None:
            wire, _ = listening.accept()
            with wire, wire.makefile("rwb", buffering=0) as file:
                file.write(b"220 welcome\r\n")
                while not (line := file.readline()).upper().startswith(b"DATA"):
                    file.write(b"250 yes\r\n" if line else b"")
                file.write(b"354 go on\r\n")
                while file.readline() != b".\r\n":
                    pass

        taking = Thread(target=take_and_drop, daemon=True)
        taking.start()
        with pytest.raises(TemporaryFailure, match="it may have arrived") as caught:
            channel_at(listening.getsockname()[1], timeout_seconds=5).deliver(to())
        taking.join(10)
    assert (caught.value.unclear, caught.value.everybody) == (True, False)


def test_nobody_to_write_to_is_a_permanent_failure(plain: SmtpChannel) -> None:
    """A partner without an address needs a person, not another attempt."""
    with pytest.raises(PermanentFailure, match="no e-mail address is known for firm1"):
        plain.deliver(make_message())


def test_an_address_beyond_ascii_goes_where_it_is_understood(mailbox: Mailbox) -> None:
    """RFC 6531: the server says whether it takes such addresses."""
    with mail_server(mailbox, enable_SMTPUTF8=True) as port:
        channel = channel_at(port)
        channel.deliver(to("büro@firma.example"))
        channel.close()
    refused = pytest.raises(PermanentFailure, match="beyond ASCII")
    with mail_server(mailbox, enable_SMTPUTF8=False) as port, closing(channel_at(port)) as channel, refused:
        channel.deliver(to("büro@firma.example"))
    assert mailbox.envelopes[0].rcpt_tos == ["büro@firma.example"]
