"""Commands: what a person may ask for is checked at the border, before any rule is asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from engine import commands as c
from engine.decide.decide import _DECIDE
from tests.factories import Case
from tests.samples import COMMANDS

KINDS = {command.model_fields["kind"].default: command for command in get_args(get_args(c.AnyCommand)[0])}


def test_every_command_is_decided_by_one_function() -> None:
    """Nothing that can be asked is without an answer, and nothing is answered that cannot be asked."""
    assert set(_DECIDE) == set(KINDS.values())
    assert set(COMMANDS) == set(KINDS)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_command_comes_back_whole_from_json(kind: str) -> None:
    """The same value and the same bytes: a request is recognised by the hash of its body."""
    command = c.COMMANDS.validate_python(COMMANDS[kind])
    body = command.model_dump_json()
    again = c.COMMANDS.validate_json(body)
    assert (type(again), again, again.model_dump_json()) == (type(command), command, body)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_command_is_a_value_and_takes_nothing_else(kind: str) -> None:
    """It cannot be changed, and a field that it does not have is an error, never ignored."""
    command = c.COMMANDS.validate_python(COMMANDS[kind])
    with pytest.raises(ValidationError):
        command.actor = "somebody"  # type: ignore[misc]
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        c.COMMANDS.validate_python({**COMMANDS[kind], "force": True})


@pytest.mark.parametrize(
    "wrong", ["rl-1", "RL1", "RL-", "-1", "RL-1234567", "ABCDEFGHIJKLMNOPQ-1", "RL-1\n", "RL-\uff11", ""]
)
def test_a_reference_is_capitals_and_a_number(wrong: str) -> None:
    """It names a stream of the history, so that nothing odd ever gets there."""
    with pytest.raises(ValidationError):
        Case(reference=wrong).command("pause")


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("pause", "actor", "Anna"), ("pause", "actor", "a" * 64), ("pause", "role", "Owner"), ("pause", "role", ""),
        ("pause", "reason", ""), ("pause", "reason", "   "), ("pause", "reason", "x" * 4001),
        ("open", "title", ""), ("open", "title", "x" * 201), ("open", "title", "a\nb"), ("open", "title", "a\u202eb"),
        ("open", "definition", "AB" * 32), ("open", "definition", "ab" * 31),
        ("submit_artefact", "sha256", "g" * 64), ("submit_artefact", "size", 0), ("submit_artefact", "size", -1),
        ("set_envelope", "amount_minor", -1), ("set_envelope", "amount_minor", 2**53),
        ("set_envelope", "amount_minor", 1.5), ("set_envelope", "currency", "gbp"),
        ("set_envelope", "currency", "GBPX"),
        ("commit_money", "instalments", []), ("commit_money", "instalments", [{"instalment": "i", "amount_minor": 0}]),
        ("pay_instalment", "amount_minor", 0), ("record_assessment", "score", -1), ("record_assessment", "score", 1001),
        ("send_summaries", "partners", []), ("correct", "event", -1), ("correct", "effect", "erase"),
        ("advance", "to", "Ready"), ("advance", "to", "ready to go"), ("publish_notice", "standstill_days", 0),
        ("publish_notice", "standstill_days", 366), ("waive", "move", "Prepare"), ("suspend", "basis", "because"),
        ("check_exclusion", "outcome", "unclear"), ("register_partner", "partner", "../etc"),
        ("register_partner", "partner", "ACME"), ("set_deadline", "due_at", datetime(2026, 3, 2)),  # noqa: DTZ001
        ("set_deadline", "due_at", "2026-03-02T12:00"), ("set_deadline", "due_at", datetime.max.replace(tzinfo=UTC)),
        ("publish_notice", "on", "2026-02-30"),
    ],
)  # fmt: skip
def test_a_malformed_field_is_named(kind: str, field: str, value: Any) -> None:
    """Before any rule is asked; nothing is cut short or guessed."""
    if value == datetime.max.replace(tzinfo=UTC):
        value = datetime.max.replace(tzinfo=timezone(timedelta(hours=-1)))
    with pytest.raises(ValidationError) as refusal:
        c.COMMANDS.validate_python({**COMMANDS[kind], field: value})
    assert field in {str(part) for error in refusal.value.errors() for part in error["loc"]}


def test_an_instant_is_kept_in_utc_whatever_it_was_given_in() -> None:
    """So that the history says the same bytes for the same moment (design invariant 8)."""
    given = datetime(2026, 6, 1, 12, tzinfo=timezone(timedelta(hours=1)))
    for value in (given, given.isoformat(), given.astimezone(UTC)):
        command = c.COMMANDS.validate_python({**COMMANDS["set_deadline"], "due_at": value})
        assert isinstance(command, c.SetDeadline)
        assert (command.due_at, command.due_at.tzinfo) == (given, UTC)
        assert command.due_at.hour == 11


def test_spaces_around_words_are_not_kept() -> None:
    """What is between them is."""
    command = c.COMMANDS.validate_python({**COMMANDS["pause"], "reason": "  because\nof it \t"})
    assert isinstance(command, c.Pause)
    assert command.reason == "because\nof it"
