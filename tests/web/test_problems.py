"""Errors as problem documents."""

from __future__ import annotations

import json

import pytest

from engine import errors
from engine.errors import SeedbedError
from storage.errors import StorageFailed
from web.problems import problem_of


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (errors.InvalidInput("wrong"), 400, 2),
        (errors.BeyondCalendar("later"), 422, 3),
        (errors.NotFound("nothing"), 404, 4),
        (errors.HistoryConflict("first"), 409, 5),
        (errors.VerificationFailed("changed"), 500, 6),
        (errors.NotAllowed("no"), 403, 7),
        (errors.DefinitionInvalid("file:1: no"), 400, 8),
        (errors.Busy("later"), 503, 75),
        (StorageFailed("disk full"), 500, 1),
    ],
)
def test_every_error_has_one_status_and_its_own_exit_code(error: SeedbedError, status: int, code: int) -> None:
    """The message is the same as on the command line."""
    reply = problem_of(error)
    document = json.loads(bytes(reply.body))
    assert (reply.status_code, document["status"], document["exit_code"]) == (status, status, code)
    assert document["detail"] == str(error)
    assert reply.media_type == "application/problem+json"


def test_what_was_not_foreseen_is_not_explained_to_the_client() -> None:
    """No trace, no type, no words of an unexpected error leave the machine."""
    reply = problem_of(RuntimeError("secret words"))
    assert reply.status_code == 500
    assert b"secret" not in bytes(reply.body)
    assert b"RuntimeError" not in bytes(reply.body)


def test_busy_says_when_to_come_back() -> None:
    """A client that waits is told how long."""
    assert problem_of(errors.Busy("later")).headers["retry-after"] == "1"
