"""Chat through apprise, to a receiver on loopback; its address is a secret and stays one."""

from __future__ import annotations

import logging

import pytest

from channels.chat import ChatChannel
from channels.configuration import ChatSettings
from channels.failure import PermanentFailure, TemporaryFailure
from tests.channels.counterparts import Answer, web_server
from tests.channels.test_message import make_message

# apprise loads all of its services at once, and one of them still asks for a module that Python 3.13 has not.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

TOKEN = "canary-token-of-the-room"


def room(url: str) -> ChatChannel:
    """A channel to a room at that address."""
    return ChatChannel("room", ChatSettings.model_validate({"kind": "chat", "url": "env:ROOM"}), {"ROOM": url})


def test_a_room_is_told() -> None:
    """The subject is the title, and the text is whole."""
    with web_server(lambda asked: Answer()) as server:
        assert room(f"json://127.0.0.1:{server.port}/{TOKEN}").deliver(make_message()) == "json"
    [asked] = server.asked
    assert (asked.data["title"], asked.data["message"].strip()) == ("RL-1: Cleaner streets", "The trial starts.")
    assert asked.path == f"/{TOKEN}"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, PermanentFailure),
        (403, PermanentFailure),
        (302, PermanentFailure),
        (429, TemporaryFailure),
        (502, TemporaryFailure),
    ],
)
def test_a_room_s_no_is_for_good_or_for_now(
    status: int, kind: type[Exception], caplog: pytest.LogCaptureFixture
) -> None:
    """The status is read from what apprise says; no address gets into a log or an error."""
    caplog.set_level(logging.DEBUG)
    answer = Answer(status=status, headers={"Location": "/elsewhere"})
    with web_server(lambda asked: answer) as server, pytest.raises(kind, match=str(status)) as caught:
        room(f"json://someone:{TOKEN}-2@127.0.0.1:{server.port}/{TOKEN}").deliver(make_message())
    assert len(server.asked) == 1, "no redirect is followed"
    assert TOKEN not in str(caught.value) + repr(caught.value) + caplog.text


def test_a_room_that_is_away_is_waited_for(caplog: pytest.LogCaptureFixture) -> None:
    """No answer is no status: the message is tried again."""
    caplog.set_level(logging.DEBUG)
    with web_server(lambda asked: Answer()) as server:
        pass
    with pytest.raises(TemporaryFailure, match="onnection") as caught:
        room(f"json://127.0.0.1:{server.port}/{TOKEN}").deliver(make_message())
    assert TOKEN not in str(caught.value) + caplog.text


@pytest.mark.parametrize("url", [f"nothing://{TOKEN}", TOKEN, f"slack://{TOKEN}", ""])
def test_an_address_that_is_none_is_waited_for_and_not_shown(url: str, caplog: pytest.LogCaptureFixture) -> None:
    """A person puts it right; until then nothing is buried."""
    caplog.set_level(logging.DEBUG)
    with pytest.raises(TemporaryFailure) as caught:
        room(url).deliver(make_message())
    assert TOKEN not in str(caught.value) + caplog.text


def test_apprise_s_log_is_as_it_was_afterwards() -> None:
    """Listening changes nothing for others in the process."""
    logger = logging.getLogger("apprise")
    before = (logger.level, logger.propagate, list(logger.handlers))
    with pytest.raises(TemporaryFailure):
        room(f"nothing://{TOKEN}").deliver(make_message())
    assert (logger.level, logger.propagate, list(logger.handlers)) == before
    assert not logging.getLogger("urllib3.connectionpool").disabled
