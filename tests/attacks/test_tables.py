"""Each table that an attacker with SQL may change beside the history, and what verification says of it."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from actions.verification import Verification, verify
from actions.verification.brought import Brought
from config.settings import Settings
from tests.attacks.forging import Forger
from tests.attacks.test_matrix import victim
from tests.attacks.victim import Victim, house_at, settings_of

__all__ = ["victim"]

FIRST = "size = (SELECT min(size) FROM checkpoint)"
LAST = "size = (SELECT max(size) FROM checkpoint)"
CHANGES = [
    ("an attempt's words", "UPDATE attempt SET explanation = '{}'", "is not what was kept"),
    ("an attempt taken away", "DELETE FROM attempt WHERE seq = 0", "one was taken away"),
    ("an outbox entry", "UPDATE outbox SET payload = '{}'", "is not what was written"),
    ("a stage in a list", "UPDATE procedure_row SET stage = 'x' WHERE stream = 'RL-1'", 'the stored "stage" of'),
    ("a live state", "UPDATE procedure_row SET state = x'7b7d' WHERE stream = 'RL-2'", 'the stored "state" of RL-2'),
    ("a procedure of no history", "UPDATE procedure_row SET stream = 'RL-9' WHERE stream = 'RL-2'", "which has no"),
    ("a deadline moved", "UPDATE deadline_row SET due_at = '2030-01-01T00:00:00.000000Z'", "The stored deadlines of"),
    ("a deadline of no procedure", "UPDATE deadline_row SET stream = 'RL-9' WHERE stream = 'RL-2'", "which has no"),
    ("a person nobody registered", "INSERT INTO person_row VALUES ('mallory', 3)", "register of people is not"),
    ("a role nobody gave", "UPDATE assignment_row SET role = 'admin'", "assignments of roles are not"),
    ("a disclosed reason", "UPDATE disclosure SET value = '\"other\"'", "is not the value that was sealed"),
    ("a definition", "UPDATE definition SET bytes = x'7b7d'", "is not the one that was pinned"),
    ("a command answered later than all", "UPDATE command SET gseq_to = 9999", "answered with event 9999"),
    ("a checkpoint's note", "UPDATE checkpoint SET note = replace(note, 'A', 'B')", "The checkpoint of"),
    ("a checkpoint's time", "UPDATE checkpoint SET at = '2020-01-01T00:00:00.000000Z'", "bears another time"),
    ("a checkpoint's edge", "UPDATE checkpoint SET frontier = x'00'", "does not keep the edge of its tree"),
    ("a checkpoint taken away", f"DELETE FROM checkpoint WHERE {FIRST}", "removed"),  # noqa: S608
    ("the newest checkpoint taken away", f"DELETE FROM checkpoint WHERE {LAST}", "removed"),  # noqa: S608
    ("a checkpoint too many", f"UPDATE checkpoint SET size = 9999 WHERE {LAST}", "removed"),  # noqa: S608
    (
        "a cosignature under nothing",
        "INSERT INTO cosignature VALUES (3, 'w+00000000', '2026-01-01T00:00:00.000000Z', 'x')",
        "which is not there",
    ),
    ("the head", "UPDATE head SET count = count + 1", "its end was cut or added to"),
    ("the head's time, to no time", "UPDATE head SET last_at = 'soon'", "cannot be read to its end"),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "words"), [c[1:] for c in CHANGES], ids=[c[0] for c in CHANGES])
def test_a_table_that_was_changed_is_found(victim: Victim, tmp_path: Path, statement: str, words: str) -> None:
    """The first that is wrong is named, in words."""
    settings = settings_of(victim.copied(tmp_path), tmp_path / "nothing-kept")
    _run(settings, statement)
    found = _verified(settings)
    assert found.first_bad is not None, found.sentence
    assert words in found.sentence


def _run(settings: Settings, statement: str) -> None:
    forger = Forger(settings)
    _refuse_something(settings)
    assert forger.session.run(statement) > 0
    forger.close()


def _refuse_something(settings: Settings) -> None:
    """Let two commands be refused, so that there are attempts to change."""
    from actions.perform import perform
    from benchmarks.workload import definition_of_w, forty, request
    from engine.errors import Refused

    with house_at(settings) as house:
        house.definitions.add(definition_of_w())
        for command in forty("RL-1")[-3:-1]:
            with pytest.raises(Refused):
                perform(house, request(command))


def test_what_a_repeated_command_is_answered_is_not_of_the_record(victim: Victim, tmp_path: Path) -> None:
    """The words of an answer are kept for whoever repeats a request; nothing rests on them, and nothing proves them."""
    settings = settings_of(victim.copied(tmp_path), tmp_path / "nothing-kept")
    forger = Forger(settings)
    assert forger.session.run("UPDATE command SET response = x'7b7d'") > 0
    forger.close()
    assert _verified(settings).good


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda path: path.write_bytes(path.read_bytes()[:-1] + b"?"), "its document is not what was filed"),
        (lambda path: path.write_bytes(b""), "its document is not what was filed"),
        (lambda path: path.unlink(), "its document is not what was filed"),
    ],
    ids=["a byte", "emptied", "gone"],
)
def test_a_document_that_was_changed_is_found(
    victim: Victim, tmp_path: Path, change: Callable[[Path], object], words: str
) -> None:
    """One byte is enough, and so is a file that is not there."""
    settings = settings_of(victim.copied(tmp_path), tmp_path / "nothing-kept")
    digest = sha256(b"problem").hexdigest()
    path = next(path for path in (settings.home / "artefacts").rglob(digest))
    path.chmod(0o600)
    change(path)
    assert words in _verified(settings).sentence


def test_a_key_that_does_not_fit_is_found(victim: Victim, tmp_path: Path) -> None:
    """Who brings the key of another ledger is not told that all is well."""
    from actions.ledger.keys import new_key

    settings = settings_of(victim.copied(tmp_path), victim.last_heads)
    with house_at(settings) as house:
        found = verify(house, brought=Brought(keys=(new_key(victim.key.public.name).public,)))
    assert "none of the keys that you know" in found.sentence


def _verified(settings: Settings) -> Verification:
    with house_at(settings) as house:
        return verify(house)
