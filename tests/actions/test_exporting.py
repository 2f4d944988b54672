"""The log of exports: nothing leaves the house before it is on record, and not everybody may take something out."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from actions.exporting import exporting_role, exports_of, record_export
from actions.queries.exports import exports_seen
from actions.rebuild import rebuild
from actions.verification import verify
from engine.errors import InvalidInput, NotAllowed, NotFound, UnknownPerson
from engine.export_log import AUDIT
from storage.codec import audit_event
from tests.actions.rooms import assert_true, contents
from tests.databases import Database
from tests.factories import Office, make_house, real, small

DIGEST = "ab" * 32
MORE = [("aud", "auditor"), ("manager", "manager"), ("lawyer", "lawyer"), ("owner", "owner"), ("root", "admin")]


@pytest.fixture
def office(tmp_path: Path, database: Database) -> Office:
    """Give an office with an open procedure, an auditor, a manager, a lawyer, and an administrator."""
    house = make_house(tmp_path, database, people=MORE)
    made = Office(house=house, loaded=small(), clock=house.clock)  # type: ignore[arg-type]
    made.do("open")
    return made


def test_an_export_is_an_event_of_the_log_and_not_of_the_procedure(office: Office) -> None:
    """Looking at a procedure leaves the procedure as it is; the log says who, when, what, how far and what was left."""
    house, before = office.house, office.state
    office.clock.advance(timedelta(minutes=5))
    done = record_export(
        house, actor="aud", role="auditor", procedure="RL-1", what="bundle", sha256=DIGEST, upto_n=0, withheld=3
    )
    assert (done.n, done.at, done.repeated) == (0, office.now, False)
    assert office.state == before
    with house.store.reading() as reading:
        [(line, event)] = exports_of(reading)
        assert audit_event(line.canon) == (0, event)
        assert line.body()["recorded_by"] == {"auth": "claim", "id": "aud", "role": "auditor"}
        [seen] = exports_seen(reading, "RL-1").exports
        assert (seen.who, seen.name, seen.what, seen.sha256) == ("aud", "Name of aud", "bundle", DIGEST)
        assert (seen.upto_n, seen.withheld, seen.procedure) == (0, 3, "RL-1")
        assert exports_seen(reading, at=office.now - timedelta(seconds=1)).exports == ()


def test_the_log_verifies_and_outlives_a_rebuild(office: Office) -> None:
    """It is a stream like the others: chained, counted, and no procedure."""
    house = office.house
    record_export(house, actor="aud", role="auditor", procedure="*", what="database", sha256=DIGEST)
    assert_true(house)
    before = contents(house)
    assert rebuild(house) == 1
    assert contents(house) == before
    report = verify(house)
    assert report.good, report.sentence
    assert report.streams == 3
    with pytest.raises(NotFound):
        verify(house, AUDIT)


def test_the_same_request_is_one_export(office: Office) -> None:
    """A repeated request gets its first answer; another export under its id is an error."""
    house = office.house
    asked = {"actor": "aud", "role": "auditor", "procedure": "RL-1", "what": "bundle", "request_id": "x-1"}
    first = record_export(house, sha256=DIGEST, **asked)  # type: ignore[arg-type]
    again = record_export(house, sha256=DIGEST, **asked)  # type: ignore[arg-type]
    assert (again.n, again.gseq, again.at, again.repeated) == (first.n, first.gseq, first.at, True)
    with pytest.raises(InvalidInput, match="used for another command"):
        record_export(house, sha256="cd" * 32, **asked)  # type: ignore[arg-type]
    with house.store.reading() as reading:
        assert len(list(exports_of(reading))) == 1


def test_the_auditor_exports_and_whoever_the_definition_names(office: Office) -> None:
    """Without words about it in the definition whoever may open a procedure may take it out."""
    with office.house.store.reading() as reading:
        found = {who: _role(office, reading, who) for who, _ in MORE}
    assert found == {"aud": "auditor", "manager": "manager", "owner": None, "lawyer": None, "root": None}
    assert "manager" in small().definition.powers.open
    assert real().definition.powers.export == (
        "programme_manager", "senior_responsible_owner", "commercial_lead", "legal_adviser",
    )  # fmt: skip


def _role(office: Office, reading: object, who: str) -> str | None:
    try:
        return exporting_role(office.house, reading, actor=who, procedure="RL-1")  # type: ignore[arg-type]
    except NotAllowed:
        return None


def test_nobody_else_takes_anything_out_and_nothing_is_recorded(office: Office) -> None:
    """Neither a role that one does not hold, nor an unknown person, nor everything for a manager, nor what is not."""
    house = office.house
    asked = {"what": "bundle", "sha256": DIGEST}
    with pytest.raises(NotAllowed, match="that is for auditor or manager, and lawyer holds lawyer"):
        record_export(house, actor="lawyer", role="lawyer", procedure="RL-1", **asked)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        record_export(house, actor="manager", role="auditor", procedure="RL-1", **asked)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed, match="may not take everything out"):
        record_export(house, actor="manager", role="manager", procedure="*", **asked)  # type: ignore[arg-type]
    with pytest.raises(UnknownPerson):
        record_export(house, actor="nobody", role="auditor", procedure="RL-1", **asked)  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        record_export(house, actor="aud", role="auditor", procedure="RL-9", **asked)  # type: ignore[arg-type]
    with house.store.reading() as reading:
        assert list(exports_of(reading)) == []
