"""Withholding for good, through the store: who may, what goes, what stays, and what everybody sees afterwards."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pytest

from actions.acknowledging import Link
from actions.clockwork.tick import tick
from actions.documents import document_on_file, keep_document, require_kept
from actions.exporting import record_export
from actions.keeping.checking import come_back
from actions.keeping.commands import change_records, preview
from actions.keeping.confirm import confirm
from actions.keeping.record import records_of
from actions.keeping.scrub import finish, take_away_again, waiting
from actions.keeping.shown import plan_seen
from actions.people import change_register, names_of, register_of
from actions.queries.asked import Fit, asked_of
from actions.queries.history import history_of_procedure
from actions.queries.keeping import keeping_seen
from actions.queries.moment import moment_of
from actions.queries.retention import retention_seen
from actions.queries.withheld import withheld_of
from actions.verification import verify
from engine import keeping as k
from engine import register as r
from engine.errors import InvalidInput, NotAllowed, NotFound, Refused, UnknownPerson
from engine.time.dates import describe_date
from storage import erasing, reminders
from storage.records import OutboxDraft
from storage.reminders import Delivery
from tests.actions.keeping.archive import MARK, MarkedOffice, carry_out, leaks, make_archive, propose, redaction
from tests.databases import Database, on_sqlite
from tests.factories import real
from tests.pilot import TWO, make, way


@pytest.fixture
def office(tmp_path: Path, database: Database) -> MarkedOffice:
    """Give an office with RL-1 open and one declaration of interests, event 1."""
    made = make_archive(tmp_path, database, real())
    made.do("open")
    made.do("declare_conflicts", position="mitigated", details="An aunt.")
    return made


def erasure(subject: str = "programme_manager", **more: str) -> k.ProposeErasure:
    """A proposal by rita to erase somebody."""
    return k.ProposeErasure(actor="rita", subject=subject, **{"reason": "They asked for it.", **more})  # type: ignore[arg-type]


def test_only_a_records_officer_proposes_and_confirms(office: MarkedOffice) -> None:
    """Administrators and managers do not, and nobody does it alone."""
    house = office.house
    for actor, turned_away in (("programme_manager", NotAllowed), ("nobody", UnknownPerson)):
        with pytest.raises(turned_away, match="records_officer"):
            propose(house, redaction(1, "data.details").model_copy(update={"actor": actor}))
    ref = propose(house, redaction(1, "data.details"))
    for actor, wrong in (("rita", Refused), ("programme_manager", NotAllowed)):
        with pytest.raises(wrong):
            carry_out(house, ref, by=actor)
    with house.store.reading() as reading:
        assert withheld_of(reading, "RL-1") == {}


def test_a_role_on_one_procedure_is_none_on_another(office: MarkedOffice) -> None:
    """Who keeps the records of RL-1 neither redacts RL-2 nor erases a person from everything."""
    house, today = office.house, office.now.date()
    change_register(house, r.AddPerson(actor="founder", person="una", name="Una"), request_id="una")
    role = r.AssignRole(actor="founder", person="una", procedure="RL-1", role=k.RECORDS_OFFICER, from_on=today)
    change_register(house, role, request_id="una-role")
    assert propose(house, redaction(1, "data.details").model_copy(update={"actor": "una"})) == "w1"
    with pytest.raises(NotAllowed, match=r"on RL-2"):
        propose(house, redaction(1, "data.details").model_copy(update={"actor": "una", "procedure": "RL-2"}))
    with pytest.raises(NotAllowed, match=r"on \*"):
        propose(house, erasure().model_copy(update={"actor": "una"}))


def test_a_value_is_withheld_with_something_in_its_place(office: MarkedOffice) -> None:
    """The history, the query and verify say where, on which ground, by whom; asked again it is the same answer."""
    house = office.house
    ref = propose(house, redaction(1, "data.details"))
    first = carry_out(house, ref)
    assert {**carry_out(house, ref), "repeated": False} == first
    assert (first["values"], first["documents"], first["stays"]) == (1, 0, 0)
    assert [one.decision for one in finish(house)] == ["w1"]
    assert finish(house) == []
    with house.store.reading() as reading:
        assert withheld_of(reading, "RL-1") == {(1, "data.details"): ("personal_data", "rita, rob")}
        line = history_of_procedure(house, reading, "RL-1").events[1]
        told = history_of_procedure(house, reading, "RL-1").events[2]
        (decision,) = keeping_seen(reading).decisions
    on = describe_date(office.now.date())
    said = f'withheld: personal data, decided by rita, rob on {on} (w1); in its place: "Said otherwise."'
    assert [one.withheld for one in line.words] == [said]
    assert told.what == "withheld 1 value of event 1 for good (personal data; decision w1, proposed by rita)"
    assert (decision.status, decision.ended_by, decision.reason) == ("done", "rob", "It names somebody.")
    found = verify(house)
    assert found.good, found.sentence
    assert found.withheld_by_ground == {"personal_data": 1}
    assert "1 is withheld (1 for personal data)" in found.sentence


def test_a_record_of_a_decision_stays_without_something_in_its_place(office: MarkedOffice) -> None:
    """UK-REC-1: a material decision has to stay explained for as long as UK-REC-3 says; a court comes before that."""
    house = office.house
    with pytest.raises(Refused, match="UK-REC-3") as refused:
        propose(house, redaction(1, "data.details", instead=None))
    assert "--instead" in str(refused.value.explanation.blockers[0].next)
    ref = propose(house, redaction(1, "data.details", instead=None, ground="court_order"))
    assert carry_out(house, ref)["values"] == 1


def test_a_hold_wins_over_everything(office: MarkedOffice) -> None:
    """Over a court's order, over a proposal that stood before it, over an erasure; until it is lifted."""
    house = office.house
    ref = propose(house, redaction(1, "data.details"))
    for number, about in enumerate(("RL-1", "programme_manager"), 1):
        place = k.PlaceHold(actor="rob", about=about, reason="A claim.")
        assert change_records(house, place, request_id=f"hold-{about}")["hold"] == f"h{number}"
        with pytest.raises(Refused, match=f"legal hold h{number} on {about}"):
            carry_out(house, ref)
        with house.store.reading() as reading:
            ordered = preview(house, reading, redaction(1, "data.details", ground="court_order"))
        assert (ordered.goes, [one.held for one in ordered.stays]) == ((), [True])
        with pytest.raises(Refused, match="legal hold"):
            propose(house, erasure())
        with house.store.reading() as reading:
            assert all(one.holds for one in retention_seen(house, reading, "RL-1").classes) is (about == "RL-1")
        lift = k.LiftHold(actor="rita", hold=f"h{number}", reason="Settled.")
        change_records(house, lift, request_id=f"lift-{about}")
    assert carry_out(house, ref)["values"] == 1
    with pytest.raises(NotFound, match="no procedure RL-9"):
        change_records(house, k.PlaceHold(actor="rob", about="RL-9", reason="?"), request_id="nothing")


def test_a_proposal_can_be_turned_down(office: MarkedOffice) -> None:
    """Then nothing goes, and it cannot be confirmed any more."""
    house = office.house
    ref = propose(house, redaction(1, "data.details"))
    change_records(house, k.Withdraw(actor="rob", decision=ref, reason="It is needed."), request_id="no")
    with pytest.raises(InvalidInput, match="withdrawn already"):
        carry_out(house, ref)
    with house.store.reading() as reading:
        assert erasing.in_stream(reading, "RL-1", 1)


def test_a_dry_run_and_a_refusal_leave_nothing_behind(office: MarkedOffice) -> None:
    """Neither an event, nor an answer, nor a deleted value."""
    house = office.house
    ref = propose(house, redaction(1, "data.details"))
    with house.store.reading() as reading:
        before = reading.head()
    command = k.Confirm(actor="rob", decision=ref)
    assert confirm(house, command, request_id="dry", dry_run=True)["values"] == 1
    with pytest.raises(NotFound, match="discloses no"):
        propose(house, redaction(1, "data.reason"))
    with pytest.raises(NotFound, match="has no event 99"):
        propose(house, redaction(99, "data.reason"))
    with house.store.reading() as reading:
        assert reading.head() == before
    assert confirm(house, command, request_id="dry")["repeated"] is False
    with pytest.raises(NotFound, match="gone already: withheld: personal data"):
        propose(house, redaction(1, "data.details", reason="Again."))


def attend(office: MarkedOffice, person: str) -> str:
    """Let a person have a name with a mark, an address, a feed, and messages sent and waiting; returns the mark."""
    house, mark = office.house, f"{MARK}-{person}"
    added = r.AddPerson(actor="founder", person=person, name=mark, email=f"{mark}@city.example")
    change_register(house, added, request_id=f"add-{person}")
    change_register(house, r.RenewFeed(actor=person), request_id=f"feed-{person}")
    payload = {"person": person, "subject": mark, "text": mark, "procedure": "RL-1"}
    told = {"gseq": None, "stream": "RL-1", "kind": "reminder", "payload": payload, "due_at": office.now}
    with house.store.transaction() as tx:
        tx.enqueue([OutboxDraft(id=f"m-{person}", dedupe=f"d-{person}", **told)])  # type: ignore[arg-type]
        sent = Delivery(
            key=f"k-{person}", what="confirmed", at=office.now, person=person, message=f"m-{person}", channel="mail",
            detail=f"250 ok for {mark}",
        )  # fmt: skip
        tx.copy_deliveries([sent])
    outgoing = house.settings.home / "outgoing"
    outgoing.mkdir(exist_ok=True)
    (outgoing / f"m-{person}.eml").write_text(f"To: {mark}")
    return mark


def test_a_person_is_erased_from_everything_that_nothing_keeps(office: MarkedOffice) -> None:
    """Name, address, feed, messages, their files and where they went; what left by mail is named as a copy."""
    house = office.house
    mark, other = attend(office, "ben"), attend(office, "kim")
    with house.store.reading() as reading:
        seen = plan_seen(house, reading, preview(house, reading, erasure("ben")))
    assert (len(seen.goes), len(seen.stays), seen.messages, seen.feeds) == (2, 0, 1, 1)
    assert "1 message that left by the channel mail" in seen.copies
    carry_out(house, propose(house, erasure("ben")))
    finish(house)
    assert leaks(house, [mark]) == {}
    assert leaks(house, [other])
    with house.store.reading() as reading:
        names, register = names_of(reading), register_of(reading)
        assert (names["ben"], set(register.feeds)) == ({}, {"kim"})
        assert names["kim"]
        assert records_of(reading).erased() == {"ben"}
        assert [one.detail for one in reminders.to_person(reading, "ben")] == [""]
    found = verify(house)
    assert found.good, found.sentence
    assert found.withheld_by_ground == {"personal_data": 2}


def test_whoever_decided_keeps_their_name_on_record_and_loses_their_address(office: MarkedOffice) -> None:
    """UK-REC-1 and 3: the name behind a decider's pseudonym is part of the record; the address is not."""
    house = office.house
    with house.store.reading() as reading:
        plan = preview(house, reading, erasure())
    assert {verdict.item.record_class for verdict in plan.stays} >= {"decider", "material_decision"}
    with pytest.raises(Refused, match="UK-REC-3"):
        propose(house, erasure())  # nobody here has an address, so nothing of it may go yet


def filed(office: MarkedOffice, content: bytes) -> int:
    """Put a document on file whose bytes are really kept; returns its event."""
    stored = keep_document(office.house, io.BytesIO(content), media_type="application/pdf", max_bytes=10_000)
    office.do("submit_artefact", artefact="problem_statement", sha256=stored.sha256, size=stored.size)
    return office.state.n


def test_a_document_goes_and_its_digest_stays(office: MarkedOffice) -> None:
    """The same bytes filed twice are one file and go together; fetch says why, verify is content."""
    house, mark = office.house, f"{MARK}-document"
    first = filed(office, mark.encode())
    second = filed(office, mark.encode())
    assert leaks(house, [mark])
    carry_out(house, propose(house, redaction(first, "document")))
    finish(house)
    assert leaks(house, [mark]) == {}
    with house.store.reading() as reading:
        assert set(withheld_of(reading, "RL-1")) == {(first, "document"), (second, "document")}
        known = document_on_file(moment_of(house, reading, "RL-1"), "problem_statement", None)
        with pytest.raises(Refused, match="its bytes are gone; withheld: personal data, decided by rita, rob"):
            require_kept(reading, "RL-1", known)
    assert verify(house).good
    third = filed(office, mark.encode())
    with house.store.reading() as reading:
        known = document_on_file(moment_of(house, reading, "RL-1"), "problem_statement", None)
        require_kept(reading, "RL-1", known)
    assert known.submitted_n == third
    assert verify(house).good


def test_copies_that_nobody_can_recall_are_named(office: MarkedOffice) -> None:
    """Exports on record, and backups always."""
    house = office.house
    record_export(
        house, actor="programme_manager", role="programme_manager", procedure="RL-1", what="bundle", sha256="ab" * 32
    )
    with house.store.reading() as reading:
        seen = plan_seen(house, reading, preview(house, reading, redaction(1, "data.details")))
    assert seen.copies[0].startswith("the export bundle of RL-1, made by programme_manager on ")
    assert seen.copies[-1].startswith("backups made before")


def test_the_clock_finishes_what_was_cut_off(office: MarkedOffice) -> None:
    """A process that died between the commit and the scrubbing leaves it to whoever wakes next."""
    house = office.house
    carry_out(house, propose(house, redaction(1, "data.details")))
    with house.store.reading() as reading:
        assert [one.ref for one in waiting(reading)] == ["w1"]
    ticked = tick(house, office.now + timedelta(minutes=1), jobs=())
    assert ticked.errors == ()
    with house.store.reading() as reading:
        assert waiting(reading) == []
        assert records_of(reading).decisions["w1"].status is k.Status.DONE


def test_a_value_that_comes_back_with_an_old_copy_is_found_and_taken_away(
    office: MarkedOffice, database: Database
) -> None:
    """Verify says it; finishing deletes it again."""
    house = office.house
    session = database.raw()
    kept = session.all("SELECT * FROM disclosure")
    carry_out(house, propose(house, redaction(1, "data.details")))
    gone = [row for row in kept if row not in session.all("SELECT * FROM disclosure")]
    session.run("INSERT INTO disclosure VALUES (?, ?, ?, ?, ?, ?, ?)", gone[0])
    session.close()
    found = verify(house)
    assert not found.good
    assert "was withheld for good and is there again" in found.sentence
    assert take_away_again(house) == 1
    assert take_away_again(house) == 0
    with house.store.reading() as reading:
        assert list(come_back(reading, "RL-1")) == []
    assert verify(house).good


def test_a_value_that_somebody_deletes_by_hand_was_decided_by_nobody(office: MarkedOffice) -> None:
    """It is counted apart: nobody can be asked for the ground."""
    with office.house.store.transaction() as tx:
        tx.delete_places(erasing.in_stream(tx, "RL-1", 1))
    found = verify(office.house)
    assert (found.withheld, found.undecided, dict(found.withheld_by_ground)) == (1, 1, {})
    assert "(1 that nobody decided)" in found.sentence


def test_what_is_due_is_a_list_and_purging_takes_two(office: MarkedOffice) -> None:
    """A lesson is kept by no rule; records of decisions are; nothing goes because a day has come."""
    house = office.house
    office.do("record_lesson", stage="problem_statement", about="procedure")
    with house.store.reading() as reading:
        due = retention_seen(house, reading, only_due=True).classes
        everything = retention_seen(house, reading, "RL-1").classes
    assert [(one.procedure, one.record_class, one.values) for one in due] == [("RL-1", "lesson", 1)]
    assert {one.record_class for one in everything} == {"lesson", "material_decision"}
    purge = k.ProposePurge(actor="rita", procedure="RL-1", record_class="lesson", reason="Nobody needs it.")
    with pytest.raises(Refused, match="UK-REC-3"):
        propose(house, purge.model_copy(update={"record_class": "material_decision"}))
    with pytest.raises(NotFound, match="no class of records nonsense"):
        propose(house, purge.model_copy(update={"record_class": "nonsense"}))
    assert carry_out(house, propose(house, purge))["values"] == 1
    with house.store.reading() as reading:
        assert withheld_of(reading, "RL-1") == {(2, "data.lesson"): ("retention_over", "rita, rob")}
        assert retention_seen(house, reading, only_due=True).classes == ()


@on_sqlite
def test_whoever_left_and_decided_nothing_is_due(tmp_path: Path, database: Database) -> None:
    """Names of people with a role, in a decision or under a hold are kept; the list names the others."""
    office = make_archive(tmp_path, database, real())
    office.do("open")
    house = office.house
    attend(office, "ben")

    def named() -> dict[str, str]:
        with house.store.reading() as reading:
            due = retention_seen(house, reading, only_due=True).classes
        return {one.record_class: one.why for one in due if one.procedure == r.REGISTER}

    assert set(named()) == {"decider", "contact"}
    assert all(why == "nothing keeps those of ben: seedbed erase PERSON" for why in named().values())
    change_records(house, k.PlaceHold(actor="rob", about="ben", reason="A claim."), request_id="hold")
    assert named() == {}
    change_records(house, k.LiftHold(actor="rob", hold="h1", reason="Over."), request_id="lift")
    role = r.AssignRole(actor="founder", person="ben", procedure="*", role="auditor", from_on=office.now.date())
    change_register(house, role, request_id="ben-role")
    assert named() == {}


@on_sqlite
def test_a_link_in_an_old_message_stops_working_for_whoever_is_erased(tmp_path: Path, database: Database) -> None:
    """The token names a pseudonym; with the person gone nobody may use it, whatever role the pseudonym holds."""
    office = make_archive(tmp_path, database)
    office.do("open")
    for move in way(office.definition, "DRAFT", "OPEN"):
        make(office, move, partners=TWO)
    house = office.house
    attend(office, "ben")
    role = r.AssignRole(actor="founder", person="ben", procedure="*", role="manager", from_on=office.now.date())
    change_register(house, role, request_id="ben-role")
    known = office.state.deadlines["entry_closes"]
    link = Link(person="ben", procedure="RL-1", deadline="entry_closes", revision=known.n, expires_at=known.due_at)
    with house.store.reading() as reading:
        assert asked_of(house, reading, link).fit is Fit.OPEN
    carry_out(house, propose(house, erasure("ben")))
    with house.store.reading() as reading:
        assert asked_of(house, reading, link).fit is Fit.NOT_YOURS
