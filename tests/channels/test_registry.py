"""Channels by name: each opened once, left alone while its far end is away, and shown without a secret."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from channels import registry
from channels.configuration import Configuration
from channels.failure import PermanentFailure, TemporaryFailure
from channels.message import Message
from channels.registry import LONGEST_REST, REST, Channels, Patient
from channels.showing import shown_channels
from engine.errors import InvalidInput
from tests.channels.counterparts import Mailbox, mail_server
from tests.channels.test_message import ID, make_message

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        """What it shows."""
        return self.at


@dataclass
class Door:
    """A channel that fails as told."""

    fails: list[Exception] = field(default_factory=list)
    knocked: int = 0
    name: str = "door"

    def deliver(self, message: Message) -> str:
        """Count, and fail or not."""
        self.knocked += 1
        if self.fails:
            raise self.fails.pop(0)
        return "in"

    def close(self) -> None:
        """Nothing to close."""


@pytest.fixture(autouse=True)
def _rested() -> Iterator[None]:
    """Let no test rest because another's channel was away."""
    registry._RESTING.clear()
    yield
    registry._RESTING.clear()


def channels(home: Path, **configured: Any) -> Channels:
    """The channels of a site."""
    return Channels(Configuration.model_validate(configured), home=home, now=lambda: NOW, environ={})


def post_at(port: int) -> dict[str, Any]:
    """A mail server on this machine."""
    return {"kind": "smtp", "host": "127.0.0.1", "port": port, "security": "none", "sender": "s@city.example"}


def test_a_message_goes_by_its_route(tmp_path: Path) -> None:
    """By mail if the site says so, into the folder otherwise; the channel of a batch is one."""
    mailbox = Mailbox()
    with mail_server(mailbox) as port:
        site = channels(tmp_path, channel={"post": post_at(port)}, routes={"partner": {"letter": "post"}})
        with site:
            message = make_message(addresses=("a@firm.example",))
            assert site.for_message(message) is site.for_message(message)
            site.for_message(message).deliver(message)
    assert len(mailbox.envelopes) == 1
    with channels(tmp_path) as plain:
        assert plain.for_message(message).deliver(message) == f"{ID}.eml"
    assert (tmp_path / "outgoing" / f"{ID}.eml").is_file()


def test_an_unknown_channel_names_those_that_there_are(tmp_path: Path) -> None:
    """A typing mistake costs one look."""
    with channels(tmp_path) as site, pytest.raises(InvalidInput, match="folder, console are known"):
        site.named("pigeon")


def test_another_folder_is_a_channel_too(tmp_path: Path) -> None:
    """A relative path lies below the data folder."""
    with channels(tmp_path, channel={"legal": {"kind": "folder", "path": "legal"}}) as site:
        site.named("legal").deliver(make_message())
        assert site.named("legal").name == "legal"
    assert (tmp_path / "legal" / f"{ID}.eml").is_file()


def test_while_the_far_end_is_away_nobody_knocks() -> None:
    """A thousand messages do not each wait for a server that is down; after the rest one tries, and all go on."""
    clock, door = Clock(), Door(fails=[TemporaryFailure("away", everybody=True)])
    for _ in range(1_000):
        with pytest.raises(TemporaryFailure, match="away"):
            Patient(door, ("site", "door"), clock).deliver(make_message())
    assert door.knocked == 1
    clock.at += REST
    assert Patient(door, ("site", "door"), clock).deliver(make_message()) == "in"
    assert Patient(door, ("site", "door"), clock).deliver(make_message()) == "in"


def test_whoever_meets_a_rest_is_told_how_long_it_is() -> None:
    """What the far end asked for is everybody's, though never longer than a quarter of an hour at a time."""
    clock, door = Clock(), Door(fails=[TemporaryFailure("busy", retry_after=timedelta(hours=9), everybody=True)])
    patient = Patient(door, ("site", "door"), clock)
    with pytest.raises(TemporaryFailure):
        patient.deliver(make_message())
    with pytest.raises(TemporaryFailure) as caught:
        patient.deliver(make_message())
    assert caught.value.retry_after == LONGEST_REST
    assert not caught.value.everybody


@pytest.mark.parametrize("failure", [TemporaryFailure("451 busy"), PermanentFailure("550 no"), OSError("disk")])
def test_one_message_s_failure_is_nobody_else_s(failure: Exception) -> None:
    """One failing message never holds up another."""
    door = Door(fails=[failure])
    patient = Patient(door, ("site", "door"), Clock())
    with pytest.raises(type(failure)):
        patient.deliver(make_message())
    assert patient.deliver(make_message()) == "in"


def test_a_rest_is_one_channel_s_and_one_site_s() -> None:
    """Other channels and other data folders of the same process go on, and a clock that is set back ends a rest."""
    clock, door = Clock(), Door(fails=[TemporaryFailure("away", everybody=True)])
    with pytest.raises(TemporaryFailure):
        Patient(door, ("site", "door"), clock).deliver(make_message())
    for key in (("site", "other"), ("elsewhere", "door")):
        assert Patient(door, key, clock).deliver(make_message()) == "in"
    clock.at -= timedelta(days=1)
    assert Patient(door, ("site", "door"), clock).deliver(make_message()) == "in"


def test_channels_are_shown_without_their_secrets(tmp_path: Path) -> None:
    """Where they lead and what is still missing; paths that may hold tokens are left out."""
    canary = "canary-of-the-site"
    configuration = Configuration.model_validate(
        {
            "routes": {"default": "post"},
            "channel": {
                "post": {**post_at(25), "username": "u", "password": canary},
                "hook": {"kind": "webhook", "url": f"https://h.example/{canary}?t={canary}", "secrets": ["env:HOOK"]},
                "room": {"kind": "chat", "url": f"slack://{canary}"},
                "gov": {"kind": "notify", "api_key": "env:GOV", "templates": {"default": ID}},
            },
        }
    )
    shown = shown_channels(configuration, tmp_path, {"GOV": canary})
    assert canary not in str(shown)
    assert {one.name: one.missing for one in shown if one.missing} == {"hook": ("HOOK",)}
    assert {one.name: one.routes for one in shown if one.routes} == {"post": ("default",)}
    assert [one.name for one in shown if one.addressed] == ["post", "gov"]
