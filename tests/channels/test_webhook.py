"""Webhooks reach a receiver that checks the signature with code that is not ours, and nobody whom they should not."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from channels.configuration import WebhookSettings
from channels.failure import PermanentFailure, TemporaryFailure
from channels.guard import may_be_spoken_to, safe_address
from channels.message import Link, LinkKind
from channels.signature import signing_key
from channels.webhook import WebhookChannel
from tests.channels.counterparts import Answer, Asked, WebServer, authority, web_server
from tests.channels.test_message import ID, make_message

OLD, NEW = "whsec_" + "Y2FuYXJ5LW9mLXRoZS1ob29rLW9sZC0wMDE=", "whsec_" + "Y2FuYXJ5LW9mLXRoZS1ob29rLW5ldy0wMDI="


def ok(asked: Asked) -> Answer:
    """A receiver that takes everything."""
    return Answer(status=204)


@pytest.fixture
def receiver() -> Iterator[WebServer]:
    """Give a receiver on this machine that takes everything."""
    with web_server(ok) as server:
        yield server


def hook(url: str, now: Callable[[], datetime] = lambda: datetime.now(UTC), **settings: Any) -> WebhookChannel:
    """A channel to a receiver on this machine, which a site has to allow."""
    given = {"kind": "webhook", "url": url, "secrets": ["env:HOOK"], "allow": ["127.0.0.0/8"], "plain_http": True}
    read = WebhookSettings.model_validate({**given, **settings})
    return WebhookChannel("hook", read, {"HOOK": OLD, "NEXT": NEW}, now)


def at(server: WebServer, **settings: Any) -> WebhookChannel:
    """A channel to that server."""
    return hook(f"http://127.0.0.1:{server.port}/in?x=1", **settings)


def test_a_receiver_can_check_that_it_was_us(receiver: WebServer) -> None:
    """The signature holds for an independent implementation, over this id, this time and these bytes."""
    assert at(receiver).deliver(make_message()) == "127.0.0.1 said 204"
    [asked] = receiver.asked
    data = Webhook(OLD).verify(asked.body, asked.headers)
    assert data["data"]["id"] == asked.headers["webhook-id"] == ID
    assert (asked.method, asked.path) == ("POST", "/in?x=1")
    with pytest.raises(WebhookVerificationError):
        Webhook(OLD).verify(asked.body.replace(b"trial", b"trail"), asked.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(NEW).verify(asked.body, asked.headers)


def test_either_secret_will_do_while_they_change(receiver: WebServer) -> None:
    """Two secrets make two signatures: the receiver changes over whenever it likes."""
    at(receiver, secrets=["env:NEXT", "env:HOOK"]).deliver(make_message())
    [asked] = receiver.asked
    for secret in (OLD, NEW):
        Webhook(secret).verify(asked.body, asked.headers)


def test_a_repetition_has_the_same_id_and_body_and_a_time_of_its_own(receiver: WebServer) -> None:
    """A receiver drops the second by its id; its time is now, or it would be taken for an old one played again."""
    now = datetime.now(UTC)
    for ago in (3, 0):
        at(receiver, now=lambda ago=ago: now - timedelta(minutes=ago)).deliver(make_message())
    first, second = receiver.asked
    assert first.body == second.body
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert int(second.headers["webhook-timestamp"]) - int(first.headers["webhook-timestamp"]) == 180


def test_a_body_names_nobody(receiver: WebServer) -> None:
    """Neither name nor address nor a link that acts leaves with a webhook."""
    link = Link(kind=LinkKind.ACKNOWLEDGE, label="Seen", url="https://seedbed.city.example/seen?t=canary")
    at(receiver).deliver(make_message(addresses=("a@firm.example",), links=(link,)))
    body = receiver.asked[0].body.decode()
    assert json.loads(body)["data"]["recipient"] == {"kind": "partner", "reference": "firm1"}
    for private in ("Firm One", "a@firm.example", "canary"):
        assert private not in body


def test_over_tls_the_certificate_is_that_of_the_name(tmp_path: Path) -> None:
    """The address is pinned, the name is still what the certificate has to be for."""
    trusted = authority(tmp_path)
    with web_server(ok, trusted.server) as server:
        known: dict[str, Any] = {"plain_http": False, "ca_file": str(trusted.file)}
        assert hook(f"https://localhost:{server.port}/", allow=["127.0.0.0/8", "::1/128"], **known).deliver(
            make_message()
        )
        channel = hook(f"https://other.example:{server.port}/", **known)
        channel._ask = lambda host, port: ["127.0.0.1"]
        with pytest.raises(TemporaryFailure, match="CERTIFICATE_VERIFY_FAILED"):
            channel.deliver(make_message())
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (301, PermanentFailure),
        (400, PermanentFailure),
        (404, PermanentFailure),
        (410, PermanentFailure),
        (408, TemporaryFailure),
        (429, TemporaryFailure),
        (500, TemporaryFailure),
        (503, TemporaryFailure),
    ],
)
def test_a_receiver_s_no_is_for_good_or_for_now(status: int, kind: type[Exception]) -> None:
    """4xx and redirects need a person; 429 and 5xx are tried again."""
    answer = Answer(status=status, headers={"Location": "http://127.0.0.1/"})
    with web_server(lambda asked: answer) as server, pytest.raises(kind, match=str(status)):
        at(server).deliver(make_message())
    assert len(server.asked) == 1, "no redirect is followed"


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("120", 120), ("Mon, 23 Nov 2026 09:05:00 GMT", 300), ("Mon, 23 Nov 2026 08:00:00 GMT", 0), ("soon", None)],
)
def test_what_a_receiver_asks_for_is_heard(said: str, seconds: int | None) -> None:
    """Retry-After is a number of seconds or a date."""
    now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    answer = Answer(status=503, headers={"Retry-After": said})
    with web_server(lambda asked: answer) as server, pytest.raises(TemporaryFailure) as caught:
        at(server, now=lambda: now).deliver(make_message())
    assert caught.value.retry_after == (None if seconds is None else timedelta(seconds=seconds))


def test_a_receiver_cannot_drag_it_out() -> None:
    """A byte now and then keeps no connection open beyond its time, and an endless answer is not read."""

    def drip(handler: Any) -> None:
        for _ in range(100):
            handler.wfile.write(b"H")
            handler.wfile.flush()
            time.sleep(0.05)

    def linger(handler: Any) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\nConnection: close\r\n\r\n")
        drip(handler)

    def flood(handler: Any) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
        for _ in range(1_000):
            handler.wfile.write(b"x" * 65_536)

    def quiet(dawdle: Callable[[Any], None]) -> Callable[[Any], None]:
        def run(handler: Any) -> None:
            try:
                dawdle(handler)
            except OSError:
                handler.close_connection = True

        return run

    begun = time.monotonic()
    with web_server(lambda asked: Answer(dawdle=quiet(drip))) as server, pytest.raises(TemporaryFailure):
        at(server, timeout_seconds=0.5).deliver(make_message())
    assert time.monotonic() - begun < 5
    with web_server(lambda asked: Answer(dawdle=quiet(linger))) as server:
        assert at(server, timeout_seconds=0.5).deliver(make_message()) == "127.0.0.1 said 200"
    assert time.monotonic() - begun < 5
    with web_server(lambda asked: Answer(dawdle=quiet(flood))) as server:
        assert at(server).deliver(make_message())


def test_certificates_that_are_not_there_are_waited_for(tmp_path: Path) -> None:
    """The file is named, and nothing is sent without it."""
    channel = hook("https://127.0.0.1:9/", plain_http=False, ca_file=str(tmp_path / "none.pem"))
    with pytest.raises(TemporaryFailure, match=r"none\.pem") as caught:
        channel.deliver(make_message())
    assert caught.value.everybody


def test_nobody_there_is_a_failure_for_now() -> None:
    """A receiver that is down is waited for, and so is a name that cannot be resolved."""
    with web_server(ok) as server:
        pass
    with pytest.raises(TemporaryFailure, match="cannot be reached"):
        at(server).deliver(make_message())
    with pytest.raises(TemporaryFailure, match="cannot be resolved"):
        hook("http://nowhere.invalid/").deliver(make_message())


INSIDE = [
    "127.0.0.1", "127.255.255.254", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1",
    "169.254.169.254", "169.254.170.2", "100.100.100.200", "192.0.0.192", "168.63.129.16", "192.0.2.1", "198.18.0.1",
    "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1",
    "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "::ffff:169.254.169.254", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::a00:1",
    "2002:a9fe:a9fe::1", "2001:0:7f00:1::", "fec0::1", "::ffff:0:127.0.0.1", "4000::1",
    "2002:7f00:1::", "3fff::1", "2001:2::1", "0.0.0.7",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_what_is_inside_is_not_spoken_to(address: str) -> None:
    """This machine, its network, the cloud provider's data service: in every way that they can be written."""
    assert not may_be_spoken_to(ip_address(address))
    with pytest.raises(PermanentFailure, match="not public"):
        safe_address("hook.example", 443, ask=lambda host, port: [address])


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "151.101.0.144", "2a00:1450:4009::1", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_what_is_public_is_spoken_to(address: str) -> None:
    """The rule shuts out nobody whom it need not."""
    assert may_be_spoken_to(ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/", "http://127.1/", "http://0/", "http://[::1]/",
        "http://[::ffff:127.0.0.1]/", "http://localhost/", "http://LOCALHOST./", "http://127.0.0.1.:80/",
    ],
)  # fmt: skip
def test_a_spelling_of_this_machine_is_this_machine(url: str, receiver: WebServer) -> None:
    """The resolver reads a host as the connection would, and its answer is what is judged."""
    with pytest.raises((PermanentFailure, TemporaryFailure)):
        hook(url, allow=[]).deliver(make_message())
    assert receiver.asked == []


def test_one_forbidden_address_among_several_refuses_all() -> None:
    """Whoever mixes a public address with an inside one wants the second to be tried."""
    with pytest.raises(PermanentFailure):
        safe_address("hook.example", 443, ask=lambda host, port: ["8.8.8.8", "127.0.0.1"])


def test_a_name_that_changes_its_answer_is_asked_once(receiver: WebServer) -> None:
    """Rebinding: what was judged is what is connected to, whatever the name says a moment later."""
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    channel = hook(f"http://rebinding.example:{receiver.port}/")
    channel._ask = lambda host, port: next(answers)
    channel.deliver(make_message())
    assert receiver.asked[0].headers["host"] == f"rebinding.example:{receiver.port}"
    with pytest.raises(PermanentFailure, match=r"10\.0\.0\.1"):
        channel.deliver(make_message())


def test_a_site_may_allow_a_network_by_name() -> None:
    """A receiver inside the office is allowed explicitly, and only it; wrapping it in IPv6 changes nothing."""
    allow = [ip_network("10.2.0.0/16")]
    assert may_be_spoken_to(ip_address("10.2.3.4"), allow)
    assert may_be_spoken_to(ip_address("::ffff:10.2.3.4"), allow)
    assert not may_be_spoken_to(ip_address("10.3.0.1"), allow)


@pytest.mark.parametrize("secret", ["whsec_", "whsec_c2hvcnQ=", "Y2FuYXJ5LW9mLXRoZS1ob29rLW9sZC0wMDE=", "whsec_%%%"])
def test_a_secret_that_is_none_is_not_signed_with(secret: str) -> None:
    """It is waited for a better one, and the bad one is not repeated."""
    with pytest.raises(TemporaryFailure) as caught:
        signing_key(secret)
    assert secret.removeprefix("whsec_") == "" or secret not in str(caught.value)
