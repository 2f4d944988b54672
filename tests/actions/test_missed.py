"""What was missed becomes an event once, however many clocks look, on both databases; no person can be the clock."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest

from actions.perform import Request, perform
from actions.queries.all_deadlines import DeadlineOfProcedure, all_deadlines
from actions.time.missed import Missed, record_missed
from engine import commands as c
from engine.access import CLOCK, require_clock
from engine.errors import InvalidInput, NotAllowed
from engine.register import AddPerson, AssignRole, Register, decide_register
from tests.actions.rooms import assert_rebuilt, assert_true, contents
from tests.databases import Database
from tests.factories import Office, make_office
from tests.pilot import make, way
from tests.samples import DAY

MICROSECOND = timedelta(microseconds=1)
CLOCKS = 6


@pytest.fixture
def signed(tmp_path: Path, database: Database) -> Iterator[Office]:
    """Give an office whose procedure has a contract and owes a notice, on each database."""
    made = make_office(tmp_path, database)
    made.do("open")
    advance_to(made, "SIGNED")
    yield made
    assert_true(made.house)
    made.house.close()


def advance_to(office: Office, step: str) -> None:
    """Take the procedure along its lawful way."""
    for move in way(office.definition, office.state.step, step):
        make(office, move)


def seen(office: Office, *, everything: bool = False, **asked: object) -> dict[str, DeadlineOfProcedure]:
    """Every deadline in the list, by its name."""
    with office.house.store.reading() as reading:
        found = all_deadlines(office.house, reading, everything=everything, **asked)  # type: ignore[arg-type]
    return {one.deadline: one for one in found.deadlines}


def test_what_passed_unmet_is_recorded_once_with_what_follows(signed: Office) -> None:
    """Not at its last microsecond, at the next; by the clock, in the clock's role; then never again."""
    due = signed.state.deadlines["details_due"].due_at
    signed.wait_until(due)
    assert record_missed(signed.house) == Missed(recorded=(), overtaken=())
    signed.clock.advance(MICROSECOND)
    assert seen(signed)["details_due"].status == "missed", "time alone has made it so, before anybody looked"
    assert record_missed(signed.house).recorded == (("RL-1", "details_due"),)
    assert record_missed(signed.house) == Missed(recorded=(), overtaken=())
    with signed.house.store.reading() as reading:
        *_, last = reading.events("RL-1")
    body = last.body()
    assert (body["type"], body["recorded_by"]) == (
        "deadline.missed", {"auth": "clock", "id": "clock", "role": "clock"},
    )  # fmt: skip
    assert_rebuilt(signed.house)


def test_several_clocks_at_once_record_each_once(signed: Office) -> None:
    """The database decides who was first; the others get the first one's answer, or find nothing to do."""
    signed.wait_until(signed.state.deadlines["details_due"].due_at + MICROSECOND)
    barrier = Barrier(CLOCKS)

    def look(_: int) -> Missed:
        barrier.wait()
        return record_missed(signed.house)

    with ThreadPoolExecutor(CLOCKS) as pool:
        found = list(pool.map(look, range(CLOCKS)))
    assert [one.failed for one in found] == [()] * CLOCKS
    assert sum(len(one.recorded) for one in found) == 1
    with signed.house.store.reading() as reading:
        types = [line.body()["type"] for line in reading.events("RL-1")]
    assert types.count("deadline.missed") == 1


def test_what_was_met_in_the_meantime_is_left_alone(signed: Office) -> None:
    """A notice that came a day late is late, and was never recorded as missed if it came first."""
    signed.wait_until(signed.state.deadlines["details_due"].due_at + timedelta(days=1))
    signed.do("publish_notice", notice="N7")
    assert record_missed(signed.house) == Missed(recorded=(), overtaken=())
    assert signed.state.deadlines["details_due"].in_time is False
    assert "details_due" not in seen(signed)
    assert seen(signed, everything=True)["details_due"].status == "met"


@pytest.mark.parametrize(
    ("actor", "role", "auth"),
    [
        ("clock", "clock", "claim"),
        ("manager", "clock", "clock"),
        ("clock", "manager", "clock"),
        ("owner", "owner", "claim"),
    ],
)
def test_no_person_and_no_request_from_outside_is_the_clock(signed: Office, actor: str, role: str, auth: str) -> None:
    """Deny by default: name, role and where the request came from must all be the clock's own."""
    signed.wait_until(signed.state.deadlines["details_due"].due_at + MICROSECOND)
    before = contents(signed.house, without=("attempt",))
    command = c.RecordMissed(procedure="RL-1", actor=actor, role=role, deadline="details_due")
    with pytest.raises(NotAllowed, match="reserved for Seedbed's own clock"):
        perform(signed.house, Request(command=command, request_id="x", auth=auth))
    assert contents(signed.house, without=("attempt",)) == before


def test_the_clock_does_nothing_but_its_own_commands() -> None:
    """Whoever might speak as the clock can neither decide nor publish."""
    with pytest.raises(NotAllowed, match="records nothing else"):
        require_clock(actor=CLOCK, role=CLOCK, auth=CLOCK, of_the_clock=False)
    assert require_clock(actor="ada", role="manager", auth="claim", of_the_clock=False) is False
    assert require_clock(actor=CLOCK, role=CLOCK, auth=CLOCK, of_the_clock=True) is True


@pytest.mark.parametrize(
    "command",
    [
        AddPerson(actor="ada", person="clock", name="A clock"),
        AssignRole(actor="ada", person="ada", procedure="*", role="clock", from_on=DAY),
        AssignRole(actor="ada", person="clock", procedure="*", role="manager", from_on=DAY),
    ],
)
def test_nobody_is_registered_as_the_clock(command: AddPerson | AssignRole) -> None:
    """Neither its name nor its role can be given to anybody."""
    with pytest.raises(InvalidInput, match="reserved"):
        decide_register(Register(), command, DAY)


def test_the_list_has_every_open_deadline_soonest_first_and_says_whose_it_is(signed: Office) -> None:
    """Own ones by their owner's role; what is far away is left out when asked."""
    found = seen(signed, person="manager")
    one = found["details_due"]
    assert (one.status, one.owner_title, one.mine, one.people) == (
        "running", "Manager", True, ("everybody", "manager", "manager_2"),
    )  # fmt: skip
    assert one.working_days_left is not None
    assert one.left == f"{one.working_days_left} working days left"
    assert [known.due_at for known in found.values()] == sorted(known.due_at for known in found.values())
    assert "details_due" not in seen(signed, person="lawyer", mine=True)
    assert "details_due" in seen(signed, person="manager", mine=True)
    assert seen(signed, due_within=timedelta(days=1)) == {}
    with signed.house.store.reading() as reading:
        assert all_deadlines(signed.house, reading, limit=0 + 1).more is (len(found) > 1)


def test_what_stands_still_is_shown_so_and_is_not_missed(tmp_path: Path, database: Database) -> None:
    """However long the pause lasts."""
    office = make_office(tmp_path, database)
    office.do("open")
    advance_to(office, "TRIAL")
    office.do("pause")
    office.clock.advance(timedelta(days=900))
    assert seen(office)["trial_ends"].status == "standing still"
    assert record_missed(office.house) == Missed(recorded=(), overtaken=())
    assert_true(office.house)
    office.house.close()
