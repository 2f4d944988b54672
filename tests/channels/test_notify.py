"""GOV.UK Notify through its official client, to a server that checks the token as Notify does."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest

from channels.configuration import NotifySettings
from channels.failure import PermanentFailure, TemporaryFailure
from channels.message import Link, LinkKind, MessageKind
from channels.notify import NotifyChannel
from tests.channels.counterparts import Answer, Asked, WebServer, web_server
from tests.channels.test_message import ID, make_message

SERVICE = "26785a09-ab16-4eb0-8407-a37497a57506"
SECRET = "3d844edf-8d35-48ac-975b-e847b4f122b0"
KEY = f"canary_key-{SERVICE}-{SECRET}"
LETTERS, REMINDERS = "f33517ff-2a88-4f6e-b855-c550268ce08a", "ceb50d92-100d-4b8b-b559-14fa3b091cda"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WHO = "tenders@firm.example"


class Notify:
    """As much of Notify as we use: it checks the token, keeps what is sent, and finds it by reference."""

    def __init__(self) -> None:
        """Begin with nothing sent."""
        self.sent: list[dict[str, Any]] = []
        self.says: list[Answer] = []

    def answer(self, asked: Asked) -> Answer:
        """Answer as Notify documents it."""
        scheme, _, token = asked.headers["authorization"].partition(" ")
        try:
            claims = jwt.decode(token, SECRET, algorithms=["HS256"], options={"require": ["iss", "iat"]})
        except jwt.InvalidTokenError:
            return error(403, "AuthError", "Invalid token: signature, api token not found")
        if scheme != "Bearer" or claims["iss"] != SERVICE:
            return error(403, "AuthError", "Invalid token: service not found")
        if asked.method == "GET":
            reference = parse_qs(urlsplit(asked.path).query)["reference"][0]
            return Answer(
                data={"notifications": [one for one in self.sent if one["reference"] == reference], "links": {}}
            )
        if self.says:
            return self.says.pop(0)
        assert asked.path == "/v2/notifications/email"
        identity = f"00000000-0000-0000-0000-{len(self.sent):012d}"
        self.sent.append({"id": identity, "status": "created", **asked.data})
        return Answer(status=201, data={"id": identity, "reference": asked.data["reference"]})


def error(status: int, kind: str, message: str, **headers: str) -> Answer:
    """An error in Notify's form."""
    data = {"status_code": status, "errors": [{"error": kind, "message": message}]}
    return Answer(status=status, data=data, headers={name.replace("_", "-"): value for name, value in headers.items()})


@pytest.fixture
def notify() -> Notify:
    """Give a Notify to whom nothing was sent."""
    return Notify()


@pytest.fixture
def server(notify: Notify) -> Iterator[WebServer]:
    """Give the server on which it answers."""
    with web_server(notify.answer) as running:
        yield running


@contextmanager
def channel_at(server: WebServer, key: str = KEY, **settings: Any) -> Iterator[NotifyChannel]:
    """A channel to that server."""
    given = {
        "kind": "notify",
        "api_key": "env:NOTIFY",
        "templates": {"default": LETTERS, "reminder": REMINDERS},
        "base_url": f"http://127.0.0.1:{server.port}",
    }
    read = NotifySettings.model_validate({**given, **settings})
    with closing(NotifyChannel("gov", read, {"NOTIFY": key}, lambda: NOW)) as channel:
        yield channel


def test_a_message_goes_out_by_template_under_its_own_reference(server: WebServer, notify: Notify) -> None:
    """The token holds, the template gets what the configuration maps, and the reference is the message's id."""
    with channel_at(server) as channel:
        where = channel.deliver(make_message(addresses=(WHO,)))
    [sent] = notify.sent
    assert where == f"notify {sent['id']}"
    assert (sent["template_id"], sent["email_address"], sent["reference"]) == (LETTERS, WHO, ID)
    assert sent["personalisation"] == {"subject": "RL-1: Cleaner streets", "body": "The trial starts.\n"}


def test_the_kind_of_message_chooses_the_template(server: WebServer, notify: Notify) -> None:
    """A reminder has a template of its own; its fields may be links and names."""
    facts = ("name", "reference", "procedure", "text", "acknowledge", "open")
    link = Link(kind=LinkKind.ACKNOWLEDGE, label="Seen", url="https://seedbed.city.example/seen")
    with channel_at(server, personalisation={f"the_{fact}": fact for fact in facts}, reply_to_id=SERVICE) as channel:
        channel.deliver(make_message(addresses=(WHO,), about=MessageKind.REMINDER, links=(link,)))
    [sent] = notify.sent
    assert sent["template_id"] == REMINDERS
    assert sent["email_reply_to_id"] == SERVICE
    expected = ("Firm One Ltd", "firm1", "RL-1", "The trial starts.\n", link.url, "")
    assert sent["personalisation"] == {f"the_{fact}": value for fact, value in zip(facts, expected, strict=True)}


def test_a_repetition_after_a_crash_is_not_sent_again(server: WebServer, notify: Notify) -> None:
    """Notify has the reference already: the earlier attempt reached it, only we did not live to note it."""
    with channel_at(server) as channel:
        first = channel.deliver(make_message(addresses=(WHO,)))
    with channel_at(server) as channel:
        assert channel.deliver(make_message(addresses=(WHO,))) == first
        channel.deliver(make_message(addresses=(WHO, "second@firm.example")))
    assert [sent["email_address"] for sent in notify.sent] == [WHO, "second@firm.example"]


def test_what_failed_at_notify_may_be_sent_again(server: WebServer, notify: Notify) -> None:
    """A person who revives a message whose address was put right does not find it taken for done."""
    with channel_at(server) as channel:
        channel.deliver(make_message(addresses=(WHO,)))
        notify.sent[0]["status"] = "permanent-failure"
        channel.deliver(make_message(addresses=(WHO,)))
    assert len(notify.sent) == 2


@pytest.mark.parametrize(
    ("answer", "kind", "rests"),
    [
        (error(400, "BadRequestError", "Missing personalisation: name"), PermanentFailure, None),
        (error(404, "NoResultFound", "No result found"), PermanentFailure, None),
        (error(429, "RateLimitError", "Exceeded rate limit", Retry_After="60"), TemporaryFailure, (60, True)),
        (error(429, "TooManyRequestsError", "Exceeded send limits (250) for today"), TemporaryFailure, (None, True)),
        (error(500, "Exception", "Internal server error"), TemporaryFailure, (None, False)),
        (Answer(status=503), TemporaryFailure, (None, False)),
    ],
)
def test_what_notify_says_is_for_good_or_for_now(
    server: WebServer, notify: Notify, answer: Answer, kind: type[Exception], rests: tuple[int | None, bool] | None
) -> None:
    """400 needs a person; 429 and 5xx are tried again, and a limit is everybody's."""
    notify.says.append(answer)
    with channel_at(server) as channel, pytest.raises(kind, match=str(answer.status)) as caught:
        channel.deliver(make_message(addresses=(WHO,)))
    assert notify.sent == []
    if isinstance(caught.value, TemporaryFailure):
        wait = caught.value.retry_after
        assert (None if wait is None else wait.total_seconds(), caught.value.everybody) == rests


def test_a_wrong_key_holds_all_and_buries_none(
    server: WebServer, notify: Notify, caplog: pytest.LogCaptureFixture
) -> None:
    """The key is wrong, not the message; neither the words nor any log show it."""
    caplog.set_level(logging.DEBUG)
    wrong = KEY.replace(SECRET, "00000000-8d35-48ac-975b-e847b4f122b0")
    with channel_at(server, wrong) as channel, pytest.raises(TemporaryFailure, match="403") as caught:
        channel.deliver(make_message(addresses=(WHO,)))
    assert caught.value.everybody
    for secret in (wrong, wrong[-36:]):
        assert secret not in str(caught.value) + caplog.text
    assert notify.sent == []


@pytest.mark.parametrize("key", ["short", f"name{SERVICE}{SECRET}", "x" * 80])
def test_a_key_that_is_none_is_named_and_not_shown(server: WebServer, key: str) -> None:
    """What a key looks like is said; what this one looks like is not."""
    with channel_at(server, key) as channel, pytest.raises(TemporaryFailure, match="key of Notify") as caught:
        channel.deliver(make_message(addresses=(WHO,)))
    assert key not in str(caught.value)


def test_notify_that_is_away_fails_for_everybody(notify: Notify) -> None:
    """No answer at all is not about this message."""
    with web_server(notify.answer) as server:
        pass
    with channel_at(server) as channel, pytest.raises(TemporaryFailure, match="cannot be reached") as caught:
        channel.deliver(make_message(addresses=(WHO,)))
    assert caught.value.everybody


def test_nobody_to_write_to_and_no_template_need_a_person(server: WebServer) -> None:
    """Both are said before Notify is asked."""
    with channel_at(server) as channel, pytest.raises(PermanentFailure, match="no e-mail address"):
        channel.deliver(make_message())
    without = pytest.raises(PermanentFailure, match="no template is named for messages of the kind letter")
    with channel_at(server, templates={"reminder": REMINDERS}) as channel, without:
        channel.deliver(make_message(addresses=(WHO,)))
    assert server.asked == []
