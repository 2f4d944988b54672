"""The register of people in a store: the same path as procedures, names beside the history and not in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from actions.house import House
from actions.people import change_register, names_of, person_named, register_of
from actions.rebuild import rebuild
from actions.verification import verify
from engine import register as r
from engine.errors import InvalidInput, NotAllowed, NotFound
from tests.actions.rooms import contents
from tests.databases import Database
from tests.factories import make_house

DAY = date(2026, 3, 2)


@pytest.fixture
def house(tmp_path: Path, database: Database) -> Iterator[House]:
    """Give a house with one person and no administrator."""
    made = make_house(tmp_path, database, people=[("anna", "owner")])
    yield made
    made.close()


def add(person: str, *, actor: str = "founder", email: str | None = None) -> r.AddPerson:
    """Somebody to put into the register."""
    return r.AddPerson(actor=actor, person=person, name=f"Name of {person}", email=email)


def test_a_person_is_a_pseudonym_in_the_history_and_a_name_beside_it(house: House) -> None:
    """Name and e-mail address are sealed and can be erased; the pseudonym stays."""
    change_register(house, add("ben", email="ben@example.org"), request_id="p-1")
    with house.store.reading() as reading:
        assert names_of(reading)["ben"] == {"name": "Name of ben", "email": "ben@example.org"}
        assert person_named(reading, "ben") == person_named(reading, "ben@example.org") == "ben"
        history = b"".join(event.canon for event in reading.events(r.REGISTER))
    assert b"Name of ben" not in history
    assert b"example.org" not in history
    with house.store.transaction() as tx:
        assert tx.erase_subject("ben") == 2
    with house.store.reading() as reading:
        assert names_of(reading)["ben"] == {}
        assert "ben" in register_of(reading).people
        with pytest.raises(NotFound, match=r"ben@example\.org is not in the register of people"):
            person_named(reading, "ben@example.org")


def test_an_address_of_two_people_names_neither(house: House) -> None:
    """Nobody is guessed."""
    for person in ("ben", "carl"):
        change_register(house, add(person, email="office@example.org"), request_id=person)
    with house.store.reading() as reading, pytest.raises(NotFound):
        person_named(reading, "office@example.org")


def test_a_repeated_change_gets_the_first_answer(house: House) -> None:
    """Another body under the same id is refused; nothing happens twice."""
    first = change_register(house, add("ben"), request_id="p-1")
    before = contents(house)
    again = change_register(house, add("ben"), request_id="p-1")
    assert (first["repeated"], again["repeated"]) == (False, True)
    assert again["events"] == first["events"] == [{"event": "PersonAdded", "person": "ben"}]
    with pytest.raises(InvalidInput, match="The request id p-1 was used for another command"):
        change_register(house, add("carl"), request_id="p-1")
    with pytest.raises(InvalidInput, match="The request id p-1 was used for another command"):
        change_register(house, add("ben", actor="anna"), request_id="p-1")
    assert contents(house) == before


def test_a_dry_run_changes_nothing(house: House) -> None:
    """It says what would be recorded."""
    before = contents(house)
    answer = change_register(house, add("ben"), request_id="p-1", dry_run=True)
    assert answer["dry_run"]
    assert contents(house) == before


def test_what_the_rules_refuse_leaves_nothing_behind(house: House) -> None:
    """Not even a row."""
    change_register(
        house,
        r.AssignRole(actor="founder", person="anna", procedure="*", role=r.ADMIN, from_on=DAY),
        request_id="p-1",
    )
    before = contents(house)
    with pytest.raises(NotAllowed):
        change_register(house, add("ben"), request_id="p-2")
    assert contents(house) == before


def test_the_rows_of_the_register_are_made_again_from_its_history(house: House) -> None:
    """Ended assignments included."""
    change_register(house, r.EndAssignment(actor="founder", assignment="a1", to_on=DAY), request_id="p-1")
    before = contents(house)
    assert rebuild(house) == 0
    assert contents(house) == before
    with house.store.reading() as reading:
        (assignment,) = reading.assignments("anna")
        assert (assignment.role, assignment.to_on) == ("owner", DAY)
        assert register_of(reading).assignments["a1"].to_on == DAY


def test_a_role_that_was_handed_on_verifies(house: House) -> None:
    """Whoever has a role from its holder holds it: the rows say so, and so does the history, also once it has ended."""
    change_register(house, add("ben"), request_id="p-1")
    handed = r.DelegateRole(
        actor="anna", person="anna", to_person="ben", procedure="*", role="owner", from_on=DAY, to_on=DAY
    )
    change_register(house, handed, request_id="p-2")
    assert verify(house).good, verify(house).sentence
    change_register(house, r.EndAssignment(actor="anna", assignment="d1", to_on=DAY), request_id="p-3")
    assert verify(house).good, verify(house).sentence
