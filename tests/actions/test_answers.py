"""What is said about a command: the answer that is kept, the remarks beside it, and the rows for quick reading."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions.answer import Answer, answer_from
from actions.identifiers import SeededRandomness, SystemRandomness, uuid7, uuid_text
from actions.projection import deadline_rows, next_deadline, overlay_of
from engine import commands as c
from engine.reading import sealed_until
from engine.remarks import notes, warnings
from tests.factories import START, Case, make_procedure, real
from tests.pilot import make
from tests.samples import AT

MICROSECOND = timedelta(microseconds=1)


def test_an_answer_comes_back_whole_from_its_bytes() -> None:
    """Only that it is a repetition is added."""
    answer = Answer(
        request_id="r-1", procedure="RL-1", command="pause", at=AT, n=3, events=((3, "procedure.paused"),), step="SIFT",
        stage="entry", warnings=("w",), notes=("n",),
    )  # fmt: skip
    assert answer_from(answer.to_bytes()) == answer
    assert answer_from(answer.to_bytes(), repeated=True).repeated


def said(case: Case, kind: str, **fields: object) -> tuple[list[str], list[str]]:
    """The warnings and notes about a command."""
    command: c.Command = case.command(kind, **fields)
    events = case.decide(kind, **fields)
    return list(warnings(case.definition, command, events)), list(notes(case.definition, events))


def test_a_caution_of_the_law_is_a_warning_and_never_blocks() -> None:
    """The legal base of each transfer of the real procedure but the public contract carries one (law.md 8.0)."""
    case = make_procedure("SEED", definition=real())
    for base, rule in case.definition.money.legal_bases.items():
        warned, noted = said(
            case, "commit_money", commitment="c9", envelope="seed_and_testbed", partner="acme", legal_base=base
        )
        assert warned == ([] if rule.caution is None else [rule.caution])
        assert (rule.caution is None) is (base == "public_contract")
        assert noted == []


def test_what_must_be_noticed_is_said() -> None:
    """An exclusion and an unresolved conflict keep gates shut; other outcomes say nothing."""
    case = make_procedure("SIFT")
    excluded = {"partner": "acme", "outcome": "excluded", "reason": "On the list."}
    assert said(case, "check_exclusion", **excluded)[0] == [
        "acme must now be excluded: the gate stays shut until then (UK-EXC-1)."
    ]
    assert said(case, "check_exclusion", partner="acme") == ([], [])
    unresolved = {"role": "owner", "position": "unresolved", "details": "A cousin."}
    assert said(case, "declare_conflicts", **unresolved)[0] == [
        "An unresolved conflict keeps every gate that asks for declarations shut (UK-COI-2)."
    ]
    assert said(case, "declare_conflicts", role="owner") == ([], [])


def test_a_late_application_is_told_that_it_was_not_admitted() -> None:
    """With both moments as exactly as they differ; one in time is told nothing (decision 0006)."""
    case = make_procedure("OPEN")
    assert said(case, "register_partner", partner="acme") == ([], [])
    case.wait_until(case.state.deadlines["entry_closes"].due_at + MICROSECOND)
    (note,) = said(case, "register_partner", partner="acme")[1]
    received, due = "11 April 2026, 13:00:00.000001 (London)", "11 April 2026, 13:00 (London)"
    assert note.startswith(f"Not admitted: received {received}, after the deadline {due}. ")
    assert note.endswith("It is recorded with its receipt time and kept unopened.")


def test_an_early_end_says_which_notice_is_owed() -> None:
    """And nothing where none is."""
    assert said(make_procedure("OPEN"), "terminate")[1] == [
        "N3 must now be published as soon as reasonably practicable."
    ]
    assert said(make_procedure("DRAFT"), "terminate")[1] == []


def test_the_next_deadline_is_the_running_one_that_ends_first() -> None:
    """Planned and passed ones are not next; at its own moment it still is."""
    case = make_procedure("READY")
    case.do("set_deadline", deadline="entry_closes", due_at=case.now + timedelta(days=20))
    assert next_deadline(case.state) == (None, None)
    case.do("publish_notice", notice="N1")
    due = case.state.deadlines["entry_closes"].due_at
    assert next_deadline(case.state) == ("entry_closes", due)
    for now, name in ((due, "entry_closes"), (due + MICROSECOND, None)):
        case.wait_until(now)
        case.do("declare_conflicts", role="owner")
        assert next_deadline(case.state)[0] == name
    trial = make_procedure("TRIAL", facts=("big",))
    assert next_deadline(trial.state)[0] == "review_due"


def test_deadlines_are_planned_running_or_ended() -> None:
    """The end of a procedure ends them, except the clock of the notice that is then owed."""
    case = make_procedure("READY")
    case.do("set_deadline", deadline="entry_closes", due_at=case.now + timedelta(days=20))
    assert statuses(case) == {"entry_closes": "planned"}
    case.do("publish_notice", notice="N1")
    assert statuses(case) == {"entry_closes": "running"}
    case.do("terminate")
    assert statuses(case) == {"entry_closes": "ended"}
    assert next_deadline(case.state) == (None, None)
    signed = make_procedure("SIGNED")
    signed.do("terminate")
    assert statuses(signed)["details_due"] == "ended"
    assert statuses(signed)["ending_due"] == "owed"
    assert next_deadline(signed.state)[0] == "ending_due"
    done = make_procedure("SIGNED")
    make(done, "finish")
    assert statuses(done)["ending_due"] == "owed"


def statuses(case: Case) -> dict[str, str]:
    """The status of each deadline as its row says it."""
    return {row.deadline: row.status for row in deadline_rows(case.definition, case.state)}


def test_what_lies_over_a_step_is_shown() -> None:
    """A suspension before a pause."""
    case = make_procedure("SIFT")
    assert overlay_of(case.state) is None
    case.do("pause")
    assert overlay_of(case.state) == "paused"
    case.do("suspend")
    assert overlay_of(case.state) == "suspended"


def test_a_sealed_paper_is_not_read_before_its_deadline_has_passed() -> None:
    """Until then its deadline is named; other papers are read at any time."""
    case = make_procedure("DRAFT")
    assert sealed_until(case.definition, case.state, "paper", case.now) is None
    assert sealed_until(case.definition, case.state, "bid", case.now) == "entry_closes"
    case = make_procedure("READY")
    case.do("set_deadline", deadline="entry_closes", due_at=case.now + timedelta(days=20))
    later = case.now + timedelta(days=30)
    assert sealed_until(case.definition, case.state, "bid", later) == "entry_closes"
    case = make_procedure("OPEN")
    due = case.state.deadlines["entry_closes"].due_at
    assert sealed_until(case.definition, case.state, "bid", due) == "entry_closes"
    assert sealed_until(case.definition, case.state, "bid", due + MICROSECOND) is None


def test_an_identifier_is_a_uuid_of_version_7() -> None:
    """Its first six bytes are the milliseconds, so that identifiers sort by time; the rest is randomness."""
    identifier = uuid7(START, SeededRandomness(1))
    assert len(identifier) == 16
    assert int.from_bytes(identifier[:6], "big") == int(START.timestamp()) * 1000
    assert (identifier[6] >> 4, identifier[8] >> 6) == (7, 2)
    text = uuid_text(identifier)
    assert text.replace("-", "") == identifier.hex()
    assert [len(part) for part in text.split("-")] == [8, 4, 4, 4, 12]
    assert uuid7(START, SeededRandomness(1)) == identifier
    assert uuid7(START, SeededRandomness(2)) != identifier


@pytest.mark.parametrize("count", [1, 32])
def test_randomness_gives_as_many_bytes_as_asked(count: int) -> None:
    """The machine's never repeats, a seeded one repeats from its seed."""
    assert len(SystemRandomness().bytes(count)) == len(SeededRandomness(1).bytes(count)) == count
    assert SystemRandomness().bytes(32) != SystemRandomness().bytes(32)
