"""Read models: the same answers from both databases, plain as JSON wants them, at any moment of the past."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from actions.house import House
from actions.queries.deadlines import deadlines_of, explain_deadline
from actions.queries.decisions import decisions_of
from actions.queries.explaining import explain_procedure
from actions.queries.funds import money_of
from actions.queries.funnel import funnel_of
from actions.queries.history import history_of_procedure
from actions.queries.listing import list_procedures
from actions.queries.moment import moment_of
from actions.queries.notices import notices_of
from actions.queries.plain import plain
from actions.queries.register import people_of
from actions.queries.sentences import sentence
from actions.queries.showing import show_procedure
from actions.verification import verify
from engine import events as e
from storage.codec import happened
from storage.records import StoredEvent
from tests.databases import Database
from tests.factories import make_office, make_procedure
from tests.hands import Office, small
from tests.pilot import TWO, make, way

QUESTIONS = (
    show_procedure,
    explain_procedure,
    history_of_procedure,
    decisions_of,
    money_of,
    funnel_of,
    deadlines_of,
    notices_of,
)


@pytest.fixture
def office(tmp_path: Path, database: Database) -> Iterator[Office]:
    """Give an office in which RL-1 has come to its standstill, once on each database."""
    office = make_office(tmp_path, database)
    office.do("open", title="A better crossing", lots={"a": "Signals", "b": "Kerbs"})
    for move in way(small().definition, "DRAFT", "STANDSTILL"):
        office.wait_until(office.now + timedelta(minutes=1))
        make(office, move, partners={"acme": "a", "bolt": "b"})
    yield office
    office.house.close()


def test_every_question_is_answered_in_plain_data(office: Office) -> None:
    """Whatever is read can be printed as JSON, without a value that JSON does not know."""
    house = office.house
    with house.store.reading() as reading:
        for question in QUESTIONS:
            found = plain(question(house, reading, "RL-1"))
            assert json.loads(json.dumps(found)) == found
            assert found.get("procedure", "RL-1") == "RL-1"
        for found in (plain(list_procedures(house, reading)), plain(people_of(house, reading))):
            assert json.loads(json.dumps(found)) == found


def test_every_event_of_a_life_is_a_sentence(office: Office) -> None:
    """In the past tense, about the titles of the definition, and never twice the same way for two types."""
    with office.house.store.reading() as reading:
        history = history_of_procedure(office.house, reading, "RL-1")
    seen = {line.type: line.what for line in history.events}
    assert len(seen) >= 18
    assert len(set(seen.values())) == len(seen)
    assert seen["notice.published"].startswith("published N6 (Award notice) on Thursday ")
    assert seen["gate.decided"].startswith('passed the gate "')
    assert seen["money.committed"].endswith("legal base: Contract")


def test_there_is_a_sentence_for_every_type_of_event() -> None:
    """A new type of event needs its words."""
    from actions.queries.sentences import _SAY

    assert set(_SAY) == set(e.EVENT_TYPES.values())


def test_sentences_of_rare_events_name_what_they_are_about() -> None:
    """Those that a smooth life does not have."""
    definition = make_procedure("STANDSTILL").definition
    told: dict[e.Event, str] = {
        e.RequirementWaived(move="prepare", requirement="announced", by="o"): 'waived "It was announced." of "Prepare"',
        e.LotCeased(lot="a"): "ceased lot a",
        e.AwardWithdrawn(source="STANDSTILL"): "withdrew the award decision in STANDSTILL",
        e.ProcedureResumed(basis="court_order"): "resumed the procedure (court order)",
        e.CorrectionRecorded(event=3, type="lesson.recorded", effect="void"): "event 3 (lesson.recorded) wrong",
        e.CommunicationRecorded(partners=(), direction="received"): "received from suppliers",  # type: ignore[arg-type]
    }
    for event, words in told.items():
        assert words in sentence(definition, event)


def test_the_past_is_read_from_the_history_alone(office: Office) -> None:
    """At every event the moment is a replay up to it: what came later is not in it."""
    house = office.house
    with house.store.reading() as reading:
        lines = history_of_procedure(house, reading, "RL-1").events
        for line in lines[:: max(1, len(lines) // 15)]:
            last = max(other.n for other in lines if other.at <= line.at)
            then = moment_of(house, reading, "RL-1", line.at)
            assert (then.state.n, then.now) == (last, line.at)
            assert len(history_of_procedure(house, reading, "RL-1", at=line.at).events) == last + 1
            assert len(decisions_of(house, reading, "RL-1", at=line.at).decisions) <= last + 1


def test_the_funnel_of_then_is_not_the_funnel_of_now(office: Office) -> None:
    """Who had only applied had not been chosen yet."""
    house = office.house
    with house.store.reading() as reading:
        lines = history_of_procedure(house, reading, "RL-1").events
        registered = [line for line in lines if line.type == "partner.registered"][-1]
        then = {one.state: one.ever for one in funnel_of(house, reading, "RL-1", at=registered.at).reached}
        now = {one.state: one.ever for one in funnel_of(house, reading, "RL-1").reached}
    assert (then["applied"], then["chosen"]) == (2, 0)
    assert (now["applied"], now["chosen"]) == (2, 2)


def test_a_longer_standstill_is_explained_as_it_was_stated(tmp_path: Path, database: Database) -> None:
    """The period that the notice stated binds, and is counted day by day."""
    office = make_office(tmp_path, database)
    office.do("open")
    for move in way(small().definition, "DRAFT", "TOLD"):
        make(office, move, partners=TWO)
    office.do("publish_notice", notice="N6", standstill_days=11)
    with office.house.store.reading() as reading:
        found = explain_deadline(office.house, reading, "RL-1", "standstill")
    assert found.counted is not None
    assert found.counted.period.length == 11
    assert found.counted.last_on == found.deadline.last_on
    office.house.close()


def test_the_list_puts_the_soonest_deadline_first_and_counts_the_rest(tmp_path: Path, database: Database) -> None:
    """A portfolio: ended ones only when asked for, a limit that says how many are hidden."""
    office = make_office(tmp_path, database)
    for number, step in ((3, "DRAFT"), (2, "TRIAL"), (1, "DRAFT")):
        office.reference = f"RL-{number}"
        office.do("open")
        for move in way(small().definition, "DRAFT", step):
            make(office, move, partners=TWO)
    office.reference = "RL-4"
    office.do("open")
    office.do("terminate")
    house: House = office.house
    with house.store.reading() as reading:
        running = list_procedures(house, reading)
        everything = list_procedures(house, reading, ended=True)
        first = list_procedures(house, reading, limit=1)
    assert [one.procedure for one in running.procedures] == ["RL-2", "RL-1", "RL-3"]
    assert [one.procedure for one in everything.procedures][-1] == "RL-4"
    assert (first.total, len(first.procedures), first.ended) == (3, 1, 1)
    house.close()


def test_a_deadline_that_was_met_is_no_longer_the_next_one(tmp_path: Path, database: Database) -> None:
    """Nobody is sent after a duty that is done, though its last day is still to come."""
    office = make_office(tmp_path, database)
    office.do("open")
    for move in way(small().definition, "DRAFT", "SIGNED"):
        make(office, move, partners=TWO)
    house: House = office.house
    office.clock.advance(timedelta(days=21))  # other deadlines of the procedure are over by then
    with house.store.reading() as reading:
        assert list_procedures(house, reading).procedures[0].next_deadline == "details_due"
    office.do("publish_notice", notice="N7")
    with house.store.reading() as reading:
        assert moment_of(house, reading, "RL-1", None).state.deadlines["details_due"].due_at > office.now
        assert list_procedures(house, reading).procedures[0].next_deadline is None
    house.close()


def test_verification_counts_and_finds_nothing_in_a_good_store(office: Office) -> None:
    """Files apart, which these tests do not keep: the first fault is a missing file, and nothing before it."""
    found = verify(office.house)
    assert found.first_bad is not None
    assert "its document is not what was filed" in found.first_bad.what
    assert found.events > 100
    assert found.first_bad.stream == "RL-1"


def test_a_history_that_no_program_of_ours_wrote_is_named_not_raised(tmp_path: Path, database: Database) -> None:
    """An event whose chain holds but whose content makes no sense is a fault with its place."""
    from actions.identifiers import uuid7
    from storage.records import EventDraft, RecordedBy

    office = make_office(tmp_path, database)
    office.do("open")
    with office.house.store.transaction() as tx:
        tx.append(
            "RL-1",
            [
                EventDraft(
                    type="artefact.accepted", data={"artefact": "none"}, id=uuid7(office.now, office.house.randomness)
                )
            ],
            now=office.now,
            recorded_by=RecordedBy(id="x", role="x", auth="x"),
            cause="x",
            definition_sha256=small().digest,
        )
    found = verify(office.house)
    assert found.first_bad is not None
    assert "cannot be replayed" in found.first_bad.what
    assert (found.first_bad.stream, found.first_bad.n) == ("RL-1", 1)
    office.house.close()


def test_a_stored_event_reads_back_as_what_happened(office: Office) -> None:
    """The public data of a line is the event's own."""
    with office.house.store.reading() as reading:
        rows: list[StoredEvent] = list(reading.events("RL-1"))
        lines = history_of_procedure(office.house, reading, "RL-1").events
    assert [happened(row.canon).n for row in rows] == [line.n for line in lines]
    assert [row.hash.hex() for row in rows] == [line.hash for line in lines]
