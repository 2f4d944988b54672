"""What an ended procedure still owes stays in sight until it is published (UK-PTN-1)."""

from __future__ import annotations

from pathlib import Path

from actions.queries.explaining import explain_procedure
from actions.queries.listing import list_procedures
from tests.databases import Database
from tests.factories import make_office
from tests.pilot import make, way


def test_an_abandoned_procedure_stays_listed_until_its_notice_is_out(tmp_path: Path, database: Database) -> None:
    """With whose it is, what they type and the rule; afterwards only --all shows it."""
    office = make_office(tmp_path, database)
    house = office.house
    office.do("open")
    for move in way(office.definition, "DRAFT", "NOTHING"):
        make(office, move)
    with house.store.reading() as reading:
        (one,) = list_procedures(house, reading).procedures
        (need,) = one.needs
        owed = explain_procedure(house, reading, "RL-1").owed
    assert owed is not None
    assert need.why == owed.why == "N3 (Nothing awarded) must be published as soon as reasonably practicable"
    assert (need.who, need.next) == (("Manager",), "seedbed notice publish RL-1 N3 --reference REFERENCE")
    office.do("publish_notice", notice="N3")
    with house.store.reading() as reading:
        assert list_procedures(house, reading).procedures == ()
        assert explain_procedure(house, reading, "RL-1").owed is None


def test_whoever_takes_back_an_acceptance_is_told_what_rests_on_it(tmp_path: Path, database: Database) -> None:
    """In the answer to the command, with the move and its event (UK-REC-1)."""
    office = make_office(tmp_path, database)
    office.do("open")
    make(office, "prepare")
    accepted = office.state.artefacts["paper"].n
    office.do("correct", event=accepted, effect="void")
    assert office.answer is not None
    assert f'On event {accepted} rests the move "Prepare" (event ' in " ".join(office.answer.warnings)
