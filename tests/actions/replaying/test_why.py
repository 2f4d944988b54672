"""Why an event is what it is: for every event of a whole history, and in detail where it matters."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from actions.people import change_register
from actions.replaying.elements import _ELEMENTS, element_of
from actions.replaying.tape import Tape
from actions.replaying.why import Why, explained, why_event
from engine import events as e
from engine import register as r
from engine.errors import InvalidInput
from tests.databases import Database
from tests.factories import Office, make_office


def _why(office: Office, n: int) -> Why:
    with office.house.store.reading() as reading:
        return why_event(office.house, reading, office.reference, n)


def test_every_event_type_answers_to_a_part_of_the_definition() -> None:
    """No event is without its place in the rules."""
    assert set(_ELEMENTS) == set(e.EVENT_TYPES.values())


def test_every_event_of_a_whole_history_is_explained(tape: Tape) -> None:
    """For each: the person and the role that they held, the versions of then, and evidence that is older than it."""
    known_rules = 0
    for n in range(tape.last + 1):
        found = explained(tape, n, None, ())
        assert found.line.n == n
        assert found.person.grant is not None or found.person.role == "clock", n
        assert all(one.n < n for one in found.evidence), n
        assert all(one.n > n for one in found.since), n
        assert all(one.n > n for one in found.corrections), n
        assert (found.rules.definition, found.rules.version) == ("uk_innovative_partnership", "1.1.0")
        assert found.before.n < n
        known_rules += bool(found.rules.rules)
    assert known_rules > 0.8 * tape.last


def test_a_gate_names_its_requirements_its_evidence_with_digests_and_who_decided(tape: Tape) -> None:
    """Each requirement with what it was met by, every event with its hash, every document with its own."""
    n = next(n for n, one in tape.of_type(e.GateDecided) if len(one.event.results) > 6)  # type: ignore[union-attr]
    found = explained(tape, n, None, ())
    assert found.agrees is True
    assert {finding.standing.value for finding in found.findings} == {"met"}
    assert {len(one.hash) for one in found.evidence} == {64}
    filed = [one for one in found.evidence if one.type == "artefact.accepted"]
    assert filed
    assert all(one.document is not None and len(one.document) == 64 for one in filed)
    assert found.four_eyes is not None
    assert len({one.who for one in found.four_eyes.persons}) == 2
    assert [one.n for one in found.since] == [n + 1]


def test_a_deadline_says_how_it_was_counted_and_on_which_calendar(tape: Tape) -> None:
    """Day by day counts come from the calendar that the date names, whatever is shipped today."""
    n = next(n for n, one in tape.of_type(e.DeadlineStarted) if one.event.calendar is not None)  # type: ignore[union-attr]
    found = explained(tape, n, None, ())
    assert found.reasons[0].startswith("It followed from event ")
    assert any("ends" in said or "day" in said for said in found.reasons[1:])
    assert found.rules.calendar_sha256 is not None
    assert found.rules.calendar.startswith("uk-")


def test_what_somebody_had_before_them_is_told(tmp_path: Path, database: Database) -> None:
    """Papers with version and digest, the words of the answer, and whose document it was."""
    office = make_office(tmp_path, database)
    office.do("open")
    office.do("submit_artefact", artefact="paper")
    office.do("accept_artefact", artefact="paper")
    accepted = office.state.n
    found = _why(office, accepted)
    [paper] = found.before.papers
    assert (paper.title, paper.version, paper.status) == ("Paper", 1, "submitted")
    assert found.command == "accept_artefact"
    assert found.before.warnings == ()
    assert found.evidence[0].document == paper.sha256
    [second] = found.four_eyes.persons  # type: ignore[union-attr]
    assert (second.n, second.who) == (accepted - 1, found.evidence[0].who)
    assert found.before.refused == ()


def test_refusals_of_the_same_command_come_before_the_one_that_went_through(tmp_path: Path, database: Database) -> None:
    """Nobody comes through at the second try without the first being told."""
    office = make_office(tmp_path, database)
    office.do("open")
    office.refused("unpause")
    office.clock.advance(timedelta(minutes=5))
    office.do("pause")
    office.do("unpause")
    found = _why(office, 2)
    [refused] = found.before.refused
    assert (refused.command, refused.who) == ("unpause", found.line.who)
    assert refused.sentence.startswith("You cannot ")
    assert [one.n for one in found.evidence] == [1]
    assert [one.n for one in _why(office, 1).since] == [2]


def test_a_correction_and_what_it_is_about_point_at_each_other(tmp_path: Path, database: Database) -> None:
    """Who looks at the wrong event finds the correction, and who looks at the correction the event."""
    office = make_office(tmp_path, database)
    office.do("open")
    office.do("submit_artefact", artefact="paper")
    office.do("accept_artefact", artefact="paper")
    office.do("correct", event=2, effect="void", reason="The wrong file.")
    [corrected] = _why(office, 2).corrections
    assert corrected.n == 3
    assert corrected.words[0].text == "The wrong file."
    assert [one.n for one in _why(office, 3).evidence] == [2]


def test_a_role_that_was_handed_on_says_by_whom(tmp_path: Path, database: Database) -> None:
    """Somebody who stood in acted in a role that another had, from one day to another."""
    office = make_office(tmp_path, database)
    day = office.now.date()
    change_register(office.house, r.AddPerson(actor="founder", person="stan", name="Stan"), request_id="x-1")
    handed = r.DelegateRole(
        actor="owner", person="owner", to_person="stan", procedure="*", role="owner", from_on=day, to_on=day
    )
    change_register(office.house, handed, request_id="x-2")
    office.do("open")
    office.do("pause", actor="stan", role="owner")
    person = _why(office, 1).person
    assert (person.who, person.handed_on_by, person.grant, person.to_on) == ("stan", "owner", "d1", day)


def test_an_event_that_is_not_there_is_bad_input(tmp_path: Path, database: Database) -> None:
    """The answer says which events there are."""
    office = make_office(tmp_path, database)
    office.do("open")
    with pytest.raises(InvalidInput, match="events 0 to 0; there is no event 5"):
        _why(office, 5)


def test_the_element_of_a_gate_has_the_rules_of_its_requirements(tape: Tape) -> None:
    """The law's rules hang on the requirements as well as on the move."""
    n = next(n for n, one in tape.of_type(e.GateDecided) if len(one.event.results) > 6)  # type: ignore[union-attr]
    event = tape.recorded[n].event
    move = tape.definition(n).moves_by_name[event.move]  # type: ignore[union-attr, index]
    assert {rule for asked in move.gate for rule in asked.rules} <= set(element_of(tape.definition(n), event).rules)


def test_without_the_kept_answer_nothing_is_made_up_about_what_was_shown(tape: Tape) -> None:
    """A copy of a history has no answers: then what was warned of is not known."""
    assert explained(tape, 5, None, ()).before.warnings is None
