"""A machine's clock that is put forward or back: noticed, recorded once, and what hangs on the time waits."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from actions.clock import SimulatedClock, SystemClock, Watch
from actions.clockwork.anomalies import look_back, present, watch
from actions.clockwork.confirm import ConfirmClock, confirm_clock, waiting_anomalies
from actions.people import change_register
from actions.rebuild import rebuild
from actions.verification import verify
from engine import register as r
from engine.clock_record import AnomalyNoticed, ClockConfirmed
from engine.errors import InvalidInput, NotAllowed, Refused
from tests.actions.clockwork.stepped import Machine, SteppedClock, make_machine
from tests.actions.rooms import assert_rebuilt, assert_true, contents
from tests.databases import Database, on_sqlite
from tests.factories import START

VOUCH = ConfirmClock(actor="root", reason="The time server was away; the clock is right now.")
DUE = START + timedelta(days=30)


@pytest.fixture
def machine(tmp_path: Path, database: Database) -> Iterator[Machine]:
    """Give a machine with an open procedure, on each database."""
    made = make_machine(tmp_path, database)
    yield made
    assert_true(made.office.house)
    made.close()


@pytest.mark.parametrize("seconds", [2.1, 3600, -2.1, -86_400])
def test_a_step_either_way_is_noticed_and_what_hangs_on_the_time_waits(machine: Machine, seconds: float) -> None:
    """Exit code 3, with what to do; other commands go on; an administrator's word ends it."""
    house = machine.process()
    machine.clock.pass_time(seconds=30)
    machine.clock.put(seconds=seconds)
    with pytest.raises(Refused, match="an administrator has looked at the clock") as refused:
        machine.ask(house, "set_deadline", deadline="entry_closes", due_at=DUE)
    assert refused.value.exit_code == 3
    assert refused.value.explanation.blockers[0].next == 'seedbed clock confirm --reason "..."'
    [anomaly] = machine.record()
    assert isinstance(anomaly, AnomalyNoticed)
    assert (anomaly.how, anomaly.ahead_ms, anomaly.window_ms) == ("watched", round(seconds * 1000), 30_000)
    assert anomaly.wall_at - anomaly.expected_at == timedelta(seconds=seconds)
    machine.ask(house, "declare_conflicts")
    confirm_clock(house, VOUCH, request_id="vouch")
    machine.ask(house, "set_deadline", deadline="entry_closes", due_at=DUE)
    assert [type(event) for event in machine.record()] == [AnomalyNoticed, ClockConfirmed]


@pytest.mark.parametrize("seconds", [0.5, -0.5, 1.9, -1.9])
@on_sqlite
def test_a_small_step_is_how_clocks_are_kept_right(machine: Machine, seconds: float) -> None:
    """Up to 2 s nothing is noticed."""
    house = machine.process()
    machine.clock.put(seconds=seconds)
    machine.ask(house, "set_deadline", deadline="entry_closes", due_at=DUE)
    assert machine.record() == []


@on_sqlite
def test_hours_of_gentle_correction_are_no_step(machine: Machine) -> None:
    """A clock that is slewed by 500 parts in a million gains 18 s in ten hours."""
    house = machine.process()
    machine.clock.pass_time(hours=10)
    machine.clock.put(seconds=17)
    watch(house)
    assert machine.record() == []


def test_nothing_is_dated_into_the_future_on_a_doubtful_clock(machine: Machine) -> None:
    """A clock that is a year ahead would drag every later event along; it counts without its step until confirmed."""
    house = machine.process()
    before = machine.clock.now()
    machine.clock.put(days=365)
    watch(house)
    machine.clock.pass_time(seconds=10)
    answer = machine.ask(house, "declare_conflicts")
    assert answer.at == before + timedelta(seconds=10)
    with house.store.reading() as reading:
        assert present(house, reading) == before + timedelta(seconds=10)
    added = r.AddPerson(actor="root", person="new", name="Somebody new")
    change_register(house, added, request_id="add-new")
    machine.clock.put(days=-365)
    confirmable = machine.ask(house, "declare_conflicts", actor="owner", role="owner")
    assert confirmable.at == before + timedelta(seconds=10)
    assert [event.ahead_ms for event in machine.record() if isinstance(event, AnomalyNoticed)] == [
        31_536_000_000, -31_536_000_000,
    ]  # fmt: skip
    with pytest.raises(Refused, match="was put forward and back"):
        machine.ask(house, "set_deadline", deadline="entry_closes", due_at=DUE)


def test_several_processes_record_one_step_once(machine: Machine) -> None:
    """Web, worker and command line all see it, at different moments; the first one writes it down."""
    houses = [machine.process() for _ in range(4)]
    machine.clock.pass_time(seconds=5)
    watch(houses[0])
    machine.clock.pass_time(seconds=5)
    machine.clock.put(hours=1)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(watch, houses))
    watch(machine.process())
    assert len(machine.record()) == 1
    machine.clock.pass_time(minutes=1)
    for house in houses:
        watch(house)
    machine.clock.put(hours=1)
    for house in houses:
        watch(house)
    assert len(machine.record()) == 2


def test_a_clock_that_was_put_back_while_nothing_ran_is_noticed_by_the_next_command(machine: Machine) -> None:
    """It says something that is before the newest event: no new process can know more than that."""
    machine.clock.put(hours=-1)
    house = machine.process()
    with pytest.raises(Refused, match="was put back by 3,540 s"):
        machine.ask(house, "set_deadline", deadline="entry_closes", due_at=DUE)
    [anomaly] = machine.record()
    assert isinstance(anomaly, AnomalyNoticed)
    assert (anomaly.how, anomaly.expected_at) == ("stored", START)
    later = machine.process()
    machine.ask(later, "declare_conflicts")
    look_back(later)
    assert len(machine.record()) == 1
    confirm_clock(later, VOUCH, request_id="vouch")
    machine.ask(later, "set_deadline", deadline="entry_closes", due_at=DUE)
    look_back(machine.process())
    assert len(machine.record()) == 2


def test_a_clock_that_is_put_back_further_is_a_new_anomaly(machine: Machine) -> None:
    """What was confirmed was another time."""
    machine.clock.put(hours=-1)
    look_back(machine.process())
    machine.clock.put(hours=-1)
    look_back(machine.process())
    assert [event.ahead_ms for event in machine.record() if isinstance(event, AnomalyNoticed)] == [
        -3_540_000, -7_140_000,
    ]  # fmt: skip


def test_a_second_machine_that_is_behind_is_told_once(machine: Machine) -> None:
    """Skew between machines on one store is found with each event of the other; it is one anomaly until confirmed."""
    behind = machine.process(SteppedClock(machine.clock.now() - timedelta(seconds=5)))
    ahead = machine.process()
    for actor in ("manager", "owner", "lawyer"):
        machine.ask(ahead, "declare_conflicts", actor=actor, role=actor)
        look_back(behind)
        machine.clock.pass_time(seconds=1)
    assert len(machine.record()) == 1


@on_sqlite
def test_jumps_of_a_simulated_clock_are_no_anomalies(machine: Machine) -> None:
    """A rehearsal is moved on purpose."""
    house = machine.office.house
    machine.office.clock.advance(timedelta(days=400))
    watch(house)
    look_back(house)
    machine.office.do("declare_conflicts")
    assert machine.record() == []


@on_sqlite
def test_only_an_administrator_vouches_for_the_clock_and_only_when_it_is_in_doubt(machine: Machine) -> None:
    """Exit code 7 for others; with nothing to confirm there is nothing to say yes to."""
    house = machine.process()
    with pytest.raises(InvalidInput, match="not in doubt"):
        confirm_clock(house, VOUCH, request_id="early")
    machine.clock.put(seconds=10)
    watch(house)
    with pytest.raises(NotAllowed, match="only an administrator"):
        confirm_clock(house, ConfirmClock(actor="manager", reason="I looked."), request_id="other")
    first = confirm_clock(house, VOUCH, request_id="vouch")
    again = confirm_clock(house, VOUCH, request_id="vouch")
    assert (first["repeated"], again["repeated"], first["anomalies"]) == (False, True, 1)
    with pytest.raises(InvalidInput, match="used for another command"):
        confirm_clock(house, ConfirmClock(actor="root", reason="Other words."), request_id="vouch")


@on_sqlite
def test_a_dry_run_confirms_nothing(machine: Machine) -> None:
    """Nor does it take anything from the record."""
    house = machine.process()
    machine.clock.put(seconds=10)
    watch(house)
    before = contents(house)
    assert confirm_clock(house, VOUCH, request_id="vouch", dry_run=True)["dry_run"]
    assert contents(house) == before
    with house.store.reading() as reading:
        assert len(waiting_anomalies(reading)) == 1


@pytest.mark.parametrize(
    ("kind", "fields", "waits"),
    [
        ("set_deadline", {"deadline": "entry_closes", "due_at": DUE}, True),
        ("declare_conflicts", {}, False),
        ("submit_artefact", {"artefact": "paper"}, False),
        ("pause", {}, False),
    ],
)
@on_sqlite
def test_only_what_hangs_on_the_time_waits(machine: Machine, kind: str, fields: dict[str, object], waits: bool) -> None:
    """Setting a limit does; a declaration, a paper without a deadline and a stop do not."""
    house = machine.process()
    machine.clock.put(seconds=10)
    if waits:
        with pytest.raises(Refused, match="the clock"):
            machine.ask(house, kind, **fields)
        return
    machine.ask(house, kind, **fields)


@on_sqlite
def test_the_record_of_the_clock_is_verified_and_made_anew_like_everything_else(machine: Machine) -> None:
    """Its row is a projection of its own stream, in the one chain."""
    house = machine.process()
    machine.clock.put(seconds=10)
    watch(house)
    assert verify(house).good
    assert_rebuilt(house)
    assert rebuild(house) == 1
    with house.store.transaction() as tx:
        tx._session.write("UPDATE clock_row SET unconfirmed = 0")
    assert not verify(house).good


def test_the_system_clock_is_watched_without_false_alarms() -> None:
    """The machine's own clock, looked at many times, never steps."""
    watched = Watch(SystemClock())
    assert all(watched.look() is None for _ in range(1000))
    assert Watch(SimulatedClock(START)).look() is None
