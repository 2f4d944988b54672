"""The one command path: a command is carried out whole and once, or nothing of it is there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from actions.clock import SimulatedClock
from actions.ledger.checkpointing import sign_history
from actions.people import change_register
from actions.perform import Request, perform, precheck
from actions.rebuild import rebuild
from engine import register as r
from engine.errors import HistoryConflict, InvalidInput, NotAllowed, NotFound, Refused, SeedbedError
from engine.explanation import explanation_from
from tests.actions.rooms import assert_rebuilt, assert_true, contents
from tests.databases import Database, on_sqlite
from tests.factories import START, Office, make_office, small, wire
from tests.pilot import make, prepare


@pytest.fixture
def office(tmp_path: Path, database: Database) -> Iterator[Office]:
    """Give an office whose procedure is open, on each database."""
    made = make_office(tmp_path, database)
    made.do("open")
    yield made
    assert_true(made.house)
    made.house.close()


def request(office: Office, kind: str, request_id: str = "r-1", **fields: Any) -> Request:
    """A command on its way under a request id of its own."""
    options = {key: fields.pop(key) for key in ("expected_n", "dry_run", "auth") if key in fields}
    return Request(command=office.command(kind, **fields), request_id=request_id, **options)


def test_a_command_leaves_its_events_its_row_its_follow_ups_and_its_answer(office: Office) -> None:
    """All in one transaction; the answer says what was recorded."""
    prepare(office, "prepare")
    office.do("advance", to="READY")
    office.do("set_deadline", deadline="entry_closes", due_at=office.now + timedelta(days=30))
    answer = perform(office.house, request(office, "publish_notice", notice="N1"))
    assert [type_ for _, type_ in answer.events] == ["notice.published", "deadline.started"]
    assert (answer.request_id, answer.procedure, answer.command) == ("r-1", "RL-1", "publish_notice")
    assert (answer.at, answer.n, answer.step, answer.stage) == (office.now, office.state.n, "READY", "plan")
    assert answer.notes == ('"Entry closes" runs from Monday 2 March 2026 until 1 April 2026, 10:00 (London).',)
    assert not answer.repeated
    assert not answer.dry_run
    with office.house.store.reading() as reading:
        row = reading.procedure("RL-1")
        assert row is not None
        assert (row.step, row.next_deadline, row.updated_by, row.n) == ("READY", "entry_closes", "manager", answer.n)
        kept = reading.answer("r-1")
        assert kept is not None
        assert (kept.actor, kept.gseq_to) == ("manager", reading.head().count - 1)
        events = list(reading.events("RL-1", after_n=answer.n - 2))
    assert [event.body()["cause"] for event in events] == ["r-1", "r-1"]
    assert events[0].body()["recorded_by"] == {"id": "manager", "role": "manager", "auth": "claim"}
    assert events[0].body()["def"] == small().digest


def test_what_follows_is_queued_in_the_same_transaction(office: Office) -> None:
    """One entry for each consequence of the move, named by its event."""
    for move in ("prepare", "open_entry", "sift", "start_trial"):
        make(office, move)
    with office.house.store.reading() as reading:
        rows = reading.outbox("RL-1")
        entered = next(e for e in reversed(list(reading.events("RL-1"))) if e.body()["type"] == "step.entered")
    assert sorted(row.kind for row in rows) == ["cost_projection", "tell_partners"]
    assert {row.dedupe for row in rows} == {
        f"RL-1/{entered.n}/tell_partners/0", f"RL-1/{entered.n}/cost_projection/1",
    }  # fmt: skip
    assert {row.gseq for row in rows} == {entered.gseq}


def test_a_refused_command_changes_nothing_and_is_kept_with_its_explanation(office: Office) -> None:
    """Not a row of any table but the attempts; the whole explanation can be read back (design invariant 6)."""
    before = contents(office.house, without=("attempt",))
    with pytest.raises(Refused) as refusal:
        perform(office.house, request(office, "advance", to="READY"))
    assert contents(office.house, without=("attempt",)) == before
    with office.house.store.reading() as reading:
        (attempt,) = reading.attempts("RL-1")
    assert explanation_from(attempt.explanation) == refusal.value.explanation
    assert (attempt.actor, attempt.role, attempt.command, attempt.cause) == ("manager", "manager", "advance", "r-1")
    assert attempt.at == office.now
    assert attempt.body["to"] == "READY"


def test_a_refused_request_may_be_tried_again_under_the_same_id(office: Office) -> None:
    """A refusal is no answer that is kept for ever."""
    asked = request(office, "advance", to="READY")
    with pytest.raises(Refused):
        perform(office.house, asked)
    prepare(office, "prepare")
    assert perform(office.house, asked).step == "READY"


@pytest.mark.parametrize(
    ("role", "actor", "message"),
    [
        ("owner", "manager", "manager does not hold the role Owner on RL-1 today: manager holds Manager there"),
        ("owner", "stranger", "stranger is not in the register of people"),
        ("reader", "everybody", "everybody acts as Somebody who may do nothing and may not"),
    ],
)
def test_somebody_without_the_role_is_turned_away_and_that_is_kept(
    office: Office, role: str, actor: str, message: str
) -> None:
    """Whether the register or the definition says no (exit code 7)."""
    before = contents(office.house, without=("attempt",))
    with pytest.raises(NotAllowed, match=message):
        perform(office.house, request(office, "advance", to="READY", role=role, actor=actor))
    assert contents(office.house, without=("attempt",)) == before
    with office.house.store.reading() as reading:
        (attempt,) = reading.attempts("RL-1")
    assert message in attempt.explanation["sentence"]
    assert attempt.explanation["open"] is False


def test_bad_input_and_unknown_procedures_leave_no_trace(office: Office) -> None:
    """Not even an attempt: there was nothing to decide."""
    before = contents(office.house)
    with pytest.raises(NotFound):
        perform(office.house, request(office, "submit_artefact", artefact="papre"))
    elsewhere = Office(house=office.house, loaded=office.loaded, clock=office.clock, reference="RL-2")
    with pytest.raises(NotFound, match="There is no procedure RL-2"):
        elsewhere.do("pause")
    with pytest.raises(NotFound, match="No definition with the digest"):
        elsewhere.do("open", definition="0" * 64)
    assert contents(office.house) == before


def test_a_dry_run_answers_and_changes_nothing(office: Office) -> None:
    """The answer is that of the command, marked; a refusal is raised and not kept."""
    before = contents(office.house)
    answer = perform(office.house, request(office, "submit_artefact", artefact="paper", dry_run=True))
    assert (answer.dry_run, [type_ for _, type_ in answer.events]) == (True, ["artefact.submitted"])
    with pytest.raises(Refused):
        perform(office.house, request(office, "advance", to="READY", dry_run=True))
    assert contents(office.house) == before
    done = perform(office.house, request(office, "submit_artefact", artefact="paper"))
    assert not done.dry_run
    assert done.events == answer.events


def test_a_precheck_keeps_its_refusal_as_the_command_would(office: Office) -> None:
    """So that a refusal is answered before anything slow is started."""
    asked = request(office, "advance", to="READY")
    with pytest.raises(Refused):
        precheck(office.house, asked)
    with office.house.store.reading() as reading:
        assert len(reading.attempts("RL-1")) == 1
    prepare(office, "prepare")
    assert precheck(office.house, asked).dry_run
    assert office.state.step == "DRAFT"


def test_a_repeated_request_gets_the_first_answer(office: Office) -> None:
    """Whatever happened since, and even when the actor no longer holds the role."""
    asked = request(office, "submit_artefact", artefact="paper")
    first = perform(office.house, asked)
    office.do("accept_artefact", artefact="paper")
    office.clock.advance(timedelta(days=400))
    sign_history(office.house)  # an answer is given again when what it rests on is signed
    before = contents(office.house)
    again = perform(office.house, asked)
    assert again.repeated
    assert (again.at, again.n, again.events, again.step, again.warnings) == (
        first.at, first.n, first.events, first.step, first.warnings,
    )  # fmt: skip
    assert contents(office.house) == before


@pytest.mark.parametrize("change", [{"artefact": "report", "role": "chair"}, {"actor": "everybody"}, {"size": 2}])
def test_a_request_id_is_for_one_command_of_one_person(office: Office, change: dict[str, Any]) -> None:
    """Another body, or another person's, is refused under it and leaves nothing."""
    perform(office.house, request(office, "submit_artefact", artefact="paper"))
    before = contents(office.house)
    with pytest.raises(InvalidInput, match="The request id r-1 was used for another command"):
        perform(office.house, request(office, "submit_artefact", **{"artefact": "paper", **change}))
    assert contents(office.house) == before


def test_whoever_saw_an_older_state_is_told_who_moved_it(office: Office) -> None:
    """The event, the person, the role and the time; with the right number the command goes through."""
    known = office.state.n
    office.do("declare_conflicts", role="owner")
    before = contents(office.house)
    asked = request(office, "declare_conflicts", role="manager", expected_n=known)
    with pytest.raises(HistoryConflict) as conflict:
        perform(office.house, asked)
    assert "event 1 conflicts.declared by owner (owner) at 2026-03-02T09:00:00.000000Z" in str(conflict.value)
    assert str(conflict.value).startswith("Somebody was first: since event 0 of RL-1 there is ")
    assert contents(office.house) == before
    perform(office.house, request(office, "declare_conflicts", role="manager", expected_n=known + 1))
    with pytest.raises(HistoryConflict, match="its history is shorter than you know it"):
        perform(office.house, request(office, "pause", "r-9", expected_n=99))


@on_sqlite
def test_an_assignment_covers_local_days_both_included(office: Office) -> None:
    """The first minute of the first day to the last minute of the last, in London."""
    change_register(office.house, r.AddPerson(actor="founder", person="temp", name="T"), request_id="p-1")
    first, last = date(2026, 3, 30), date(2026, 3, 31)
    assigned = r.AssignRole(actor="founder", person="temp", procedure="RL-1", role="owner", from_on=first, to_on=last)
    change_register(office.house, assigned, request_id="p-2")
    for moment, allowed in (
        (datetime(2026, 3, 29, 22, 59, tzinfo=UTC), False),
        (datetime(2026, 3, 29, 23, 0, tzinfo=UTC), True),
        (datetime(2026, 3, 31, 22, 59, tzinfo=UTC), True),
        (datetime(2026, 3, 31, 23, 0, tzinfo=UTC), False),
    ):
        office.wait_until(moment)
        try:
            office.do("declare_conflicts", role="owner", actor="temp")
            assert allowed, moment
        except NotAllowed:
            assert not allowed, moment
    other = Office(
        house=office.house, loaded=office.loaded, clock=office.clock, reference="RL-2", numbers=iter(range(99))
    )
    other.do("open")
    with pytest.raises(NotAllowed):
        other.do("declare_conflicts", role="owner", actor="temp")


def test_times_never_go_back_even_when_the_clock_does(office: Office) -> None:
    """A command after a clock was set back carries the time of the event before it."""
    office.clock.advance(timedelta(hours=1))
    office.do("declare_conflicts", role="owner")
    latest = office.now
    office.house.clock = SimulatedClock(START)
    answer = perform(office.house, request(office, "declare_conflicts", role="manager"))
    assert answer.at == latest


def test_the_type_of_a_corrected_event_comes_from_the_history(office: Office) -> None:
    """Whatever was given; an event that is not there is refused."""
    office.do("declare_conflicts", role="owner")
    asked = request(office, "correct", event=1, effect="void", event_type="procedure.opened")
    perform(office.house, asked)
    with office.house.store.reading() as reading:
        *_, last = reading.events("RL-1")
    assert last.body()["data"]["type"] == "conflicts.declared"
    assert office.state.conflicts == {}
    with pytest.raises(Refused, match="the history ends with event 2"):
        perform(office.house, request(office, "correct", "r-2", event=3))


def test_a_house_that_never_saw_the_file_goes_on_with_the_pinned_definition(tmp_path: Path, office: Office) -> None:
    """The store keeps the definition under its digest: a changed or missing file changes nothing."""
    other = wire(tmp_path, office.house.store, office.clock)
    other.definitions = type(other.definitions)()
    answer = perform(other, request(office, "submit_artefact", artefact="paper"))
    assert [type_ for _, type_ in answer.events] == ["artefact.submitted"]


def test_two_houses_on_one_store_see_each_others_events(tmp_path: Path, office: Office) -> None:
    """A state in memory is used only while it is the newest."""
    other = wire(tmp_path, office.house.store, office.clock)
    for number, house in enumerate((office.house, other, office.house, other)):
        perform(house, request(office, "declare_conflicts", f"d-{number}", role="owner"))
    assert office.state.n == 4


def test_projections_are_made_again_from_the_history(office: Office) -> None:
    """Byte for byte, after a whole life."""
    for move in ("prepare", "open_entry", "sift", "start_trial", "assess"):
        make(office, move)
    assert_rebuilt(office.house)
    make(office, "decide_award")


@pytest.mark.parametrize("damage", ["DELETE FROM procedure_row", "UPDATE procedure_row SET n = 0"])
def test_nothing_is_recorded_on_a_damaged_projection(tmp_path: Path, office: Office, damage: str) -> None:
    """The history refuses what does not follow from it; made again, the projections go on."""
    office.do("declare_conflicts", role="owner")
    with office.house.store.transaction() as tx:
        tx._session.run(damage)
    before = contents(office.house)
    other = wire(tmp_path, office.house.store, office.clock)
    with pytest.raises(SeedbedError):
        perform(other, request(office, "declare_conflicts", role="manager"))
    assert contents(office.house) == before
    assert rebuild(office.house) == 1
    perform(other, request(office, "declare_conflicts", role="manager"))


class Failing:
    """Randomness that runs out in the middle of a command."""

    def __init__(self, good: int) -> None:
        """Give so many answers, then fail."""
        self.left = good

    def bytes(self, count: int) -> bytes:
        """Return some bytes, or fail."""
        self.left -= 1
        if self.left < 0:
            raise OSError("no randomness")
        return bytes(range(count))


def test_an_error_in_the_middle_leaves_nothing_behind(office: Office) -> None:
    """Wherever a command breaks, every table is as it was; then the same request goes through."""
    prepare(office, "prepare")
    before, sound = contents(office.house), office.house.randomness
    asked = request(office, "advance", to="READY")
    for good in range(2):
        office.house.randomness = Failing(good)
        with pytest.raises(OSError, match="no randomness"):
            perform(office.house, asked)
        assert contents(office.house) == before
    office.house.randomness = sound
    assert perform(office.house, asked).step == "READY"
