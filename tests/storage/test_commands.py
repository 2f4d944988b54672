"""Answers are kept for ever, refusals beside the history, definitions and artefacts under their digests."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest

from engine.errors import InvalidInput, NotFound
from storage.database import Store
from storage.errors import StorageFailed
from storage.records import Answered, ArtefactRow, Attempt, DefinitionRow
from tests.storage.factories import NOW, append

ANSWER: dict[str, Any] = {
    "key": "018f-key",
    "actor": "u-1",
    "body_sha256": "b" * 64,
    "response": b'\x00{"n":1}\xff',
    "gseq_from": 0,
    "gseq_to": 1,
    "at": NOW,
}


def test_the_first_answer_is_kept(store: Store) -> None:
    """A repeated key finds the answer that was given, byte for byte, with who asked and what."""
    with store.transaction() as transaction:
        assert transaction.answer("018f-key") is None
        append(transaction)
        transaction.remember(**ANSWER)
        assert transaction.answer("018f-key") == Answered(**ANSWER)
    with store.reading() as reading:
        assert reading.answer("018f-key") == Answered(**ANSWER)
        assert reading.answer("018f-other") is None


def test_a_command_without_events_is_remembered_too(store: Store) -> None:
    """A command that changed nothing still has its answer."""
    with store.transaction() as transaction:
        transaction.remember(**{**ANSWER, "gseq_from": None, "gseq_to": None})
    with store.reading() as reading:
        answered = reading.answer("018f-key")
    assert answered is not None
    assert (answered.gseq_from, answered.gseq_to) == (None, None)


def test_a_key_is_answered_once(store: Store) -> None:
    """A second answer under the same key is refused, and undoes the events that came with it."""
    with store.transaction() as transaction:
        transaction.remember(**ANSWER)

    def answer_again() -> None:
        with store.transaction() as transaction:
            append(transaction)
            transaction.remember(**{**ANSWER, "response": b"other"})

    with pytest.raises(StorageFailed):
        answer_again()
    with store.reading() as reading:
        assert reading.head().count == 0
        assert reading.answer("018f-key") == Answered(**ANSWER)


def test_attempts_keep_hostile_input_as_it_came(store: Store) -> None:
    """A refused command is shown with what was asked, NULs, half surrogate pairs and all; the history stays empty."""
    hostile = {"text": "a\0b\ud800 é '; DROP TABLE event; --", "deep": {"list": [1, 2.5, None]}}
    attempts = [
        Attempt(
            id=f"a-{number}",
            stream="RL-1",
            at=NOW + timedelta(seconds=number),
            actor="u-1",
            role="programme_manager",
            command="advance",
            body=hostile,
            explanation={"sentence": "You cannot advance yet.", "requirements": []},
            cause="k-1",
        )
        for number in (1, 0)
    ]
    with store.transaction() as transaction:
        for attempt in attempts:
            transaction.record_attempt(attempt)
    with store.reading() as reading:
        assert reading.attempts("RL-1") == attempts[::-1]
        assert reading.attempts("RL-2") == []
        assert reading.head().count == 0


def test_a_definition_is_kept_once_under_its_digest(store: Store) -> None:
    """The bytes that a procedure was opened under stay readable for ever."""
    digest = sha256(b"\x00yaml").hexdigest()
    with store.transaction() as transaction:
        assert transaction.put_definition(sha256=digest, name="uk", version="1.0", data=b"\x00yaml")
        assert not transaction.put_definition(sha256=digest, name="other", version="2.0", data=b"\x00yaml")
    with store.reading() as reading:
        assert reading.definition(digest) == b"\x00yaml"
        assert reading.definitions() == [DefinitionRow(sha256=digest, name="uk", version="1.0", bytes=b"\x00yaml")]
        with pytest.raises(NotFound, match="seedbed procedures list"):
            reading.definition("e" * 64)


def test_a_definition_is_not_kept_under_another_digest(store: Store) -> None:
    """What could never be read back as what it claims to be is refused."""
    with pytest.raises(InvalidInput, match="does not have the digest"), store.transaction() as transaction:
        transaction.put_definition(sha256="d" * 64, name="uk", version="1.0", data=b"yaml")


def test_an_artefact_is_noted_once_and_its_state_can_change(store: Store) -> None:
    """The first sight of an artefact stays; how its bytes were last found can change."""
    row = ArtefactRow(sha256="a" * 64, size=3, media="text/plain", state="stored", first_at=NOW)
    with store.transaction() as transaction:
        assert transaction.put_artefact(row)
        assert not transaction.put_artefact(row)
        transaction.mark_artefact("a" * 64, "corrupt")
    with store.reading() as reading:
        found = reading.artefact("a" * 64)
        assert found is not None
        assert found.state == "corrupt"
        assert reading.artefacts() == [found]
        assert reading.artefact("b" * 64) is None
