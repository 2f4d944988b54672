"""Projections come back as they were saved, list fast, and can be dropped without touching the history."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from engine.canonical import instant_text
from storage.database import Store
from storage.reading import PROCEDURE_COLUMNS
from storage.records import AssignmentRow, PersonRow
from storage.statements import SAVE_PROCEDURE
from tests.storage.factories import DEFINITION, NOW, make_deadline, make_procedure, record


def test_a_procedure_row_comes_back_whole(store: Store) -> None:
    """Every field, empty ones included, and the state's bytes; saving again writes over it."""
    first = make_procedure(next_deadline=None, next_deadline_at=None)
    second = make_procedure(n=3, overlay="suspended", ended="terminated", title="Zoë's lot", state=b"")
    with store.transaction() as transaction:
        transaction.save_procedure(first)
        assert transaction.procedure("RL-1") == first
        transaction.save_procedure(second)
    with store.reading() as reading:
        assert reading.procedure("RL-1") == second
        assert reading.procedure("RL-2") is None


def test_the_list_names_its_columns(store: Store) -> None:
    """A listed row is a tuple in the order of PROCEDURE_COLUMNS, sorted by code point on both databases."""
    with store.transaction() as transaction:
        for stream in ("b-1", "B-1", "a-1", "a.1", "Z-9"):
            transaction.save_procedure(make_procedure(stream))
    with store.reading() as reading:
        rows = reading.procedures()
    assert [row[0] for row in rows] == ["B-1", "Z-9", "a-1", "a.1", "b-1"]
    listed = dict(zip(PROCEDURE_COLUMNS, rows[0], strict=True))
    assert listed["next_deadline_at"] == instant_text(NOW + timedelta(days=25))
    assert (listed["stage"], listed["overlay"], listed["updated_by"]) == ("seed_funding", None, "u-1")


def test_twenty_five_thousand_procedures_are_listed_at_once(store: Store) -> None:
    """A portfolio's list takes less than a second on either database, whatever the size of the states beside it."""
    at = instant_text(NOW)
    rows = [
        (
            f"RL-{number:05d}",
            0,
            bytes(32),
            DEFINITION,
            "RoadLab",
            "testbed",
            "TESTBED",
            None,
            None,
            "x",
            at,
            at,
            "u",
            b"s",
        )
        for number in range(25_000)
    ]
    many = ", ".join(["(" + ", ".join("?" * 14) + ")"] * 500)
    insert = SAVE_PROCEDURE.replace("(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", many)
    with store.writing_beside() as session:
        for start in range(0, len(rows), 500):
            session.run(insert, [value for row in rows[start : start + 500] for value in row])
    with store.reading() as reading:
        listed = reading.procedures()
    assert [row[0] for row in listed] == [row[0] for row in rows]


def test_deadlines_are_replaced_together(store: Store) -> None:
    """A procedure's deadlines are those last saved, soonest first; others' are left alone."""
    late, soon = make_deadline(deadline="tenders", due_at=NOW + timedelta(days=60)), make_deadline(lot="1")
    other = make_deadline("RL-2")
    with store.transaction() as transaction:
        transaction.save_deadlines("RL-1", [make_deadline(status="extended")])
        transaction.save_deadlines("RL-2", [other])
        transaction.save_deadlines("RL-1", [late, soon])
    with store.reading() as reading:
        assert reading.deadlines("RL-1") == [soon, late]
        assert reading.deadlines() == [soon, other, late]
        assert reading.deadlines(due_by=NOW + timedelta(days=25)) == [soon, other]
        assert reading.deadlines("RL-1", due_by=NOW + timedelta(days=24)) == []
    with store.transaction() as transaction:
        transaction.save_deadlines("RL-1", [])
    with store.reading() as reading:
        assert reading.deadlines() == [other]


def test_people_and_assignments_come_back(store: Store) -> None:
    """Who holds which role where, those who hold it everywhere included."""
    everywhere = AssignmentRow(
        id="s-1", person="u-2", procedure="*", role="auditor", from_on=date(2026, 1, 1), to_on=None
    )
    here = AssignmentRow(
        id="s-2", person="u-1", procedure="RL-1", role="evaluator", from_on=date(2026, 2, 1), to_on=date(2026, 3, 1)
    )
    elsewhere = AssignmentRow(
        id="s-3", person="u-1", procedure="RL-2", role="approver", from_on=date(2026, 2, 2), to_on=None
    )
    with store.transaction() as transaction:
        for person in (PersonRow(id="u-2", registered_n=1), PersonRow(id="u-1", registered_n=0)):
            transaction.save_person(person)
        for assignment in (everywhere, here, elsewhere):
            transaction.save_assignment(assignment)
    with store.reading() as reading:
        assert [person.id for person in reading.people()] == ["u-1", "u-2"]
        assert reading.assignments() == [here, elsewhere, everywhere]
        assert reading.assignments(person="u-1") == [here, elsewhere]
        assert reading.assignments(procedure="RL-1") == [here, everywhere]
        assert reading.assignments(person="u-1", procedure="RL-2") == [elsewhere]


def test_an_assignment_can_be_ended(store: Store) -> None:
    """Saving an assignment again writes over it: that is how it gets its last day."""
    begun = AssignmentRow(id="s", person="u-1", procedure="*", role="legal", from_on=date(2026, 1, 1), to_on=None)
    ended = AssignmentRow(
        id="s", person="u-1", procedure="*", role="legal", from_on=date(2026, 1, 1), to_on=date(2026, 5, 1)
    )
    with store.transaction() as transaction:
        transaction.save_assignment(begun)
        transaction.save_assignment(ended)
    with store.reading() as reading:
        assert reading.assignments() == [ended]


def test_dropping_projections_leaves_the_history(store: Store) -> None:
    """Everything that replay can rebuild goes, and nothing else."""
    [event] = record(store)
    with store.transaction() as transaction:
        transaction.save_procedure(make_procedure())
        transaction.save_deadlines("RL-1", [make_deadline()])
        transaction.save_person(PersonRow(id="u-1", registered_n=0))
        transaction.drop_projections()
    with store.reading() as reading:
        assert (reading.procedures(), reading.deadlines(), reading.people()) == ([], [], [])
        assert list(reading.all_events()) == [event]


def test_instants_keep_their_microseconds(store: Store) -> None:
    """A deadline is decided to the microsecond, so the projection keeps each one."""
    due = datetime(2026, 11, 26, 12, 0, 0, 1, tzinfo=UTC)
    with store.transaction() as transaction:
        transaction.save_deadlines("RL-1", [make_deadline(due_at=due)])
    with store.reading() as reading:
        assert reading.deadlines(due_by=due)[0].due_at == due
        assert reading.deadlines(due_by=due - timedelta(microseconds=1)) == []
