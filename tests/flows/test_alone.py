"""A move without a service: Prefect's server comes and goes with the command."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from actions.clock import SimulatedClock
from actions.house import House
from engine.errors import Refused
from flows.alone import Embedded, advance_alone
from flows.sweep import Swept
from tests.flows.servers import plant
from tests.flows.site import make_site, open_procedure, request, start_trial
from tests.packaging.project import ROOT


@pytest.fixture
def house(tmp_path: Path, prefect_template: Path) -> Iterator[House]:
    """Give a house with two procedures that stand before their move."""
    plant(prefect_template, tmp_path)
    made = make_site(tmp_path)
    open_procedure(made, "RL-1")
    open_procedure(made, "RL-2")
    yield made
    made.close()


def servers_of(house: House) -> list[str]:
    """The processes that run on a data folder's Prefect."""
    listed = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True, check=True).stdout
    pids = [line.split()[0] for line in listed.splitlines() if "flows.prefect_server" in line]
    return [
        pid
        for pid in pids
        if Path(f"/proc/{pid}/cwd").exists() and str(house.settings.home) in str(Path(f"/proc/{pid}/cwd").resolve())
    ]


def test_a_move_alone_is_made_and_everything_that_follows_is_done(
    house: House, capfd: pytest.CaptureFixture[str]
) -> None:
    """When it returns, the letters lie in the folder, nothing is left running, and standard output is untouched."""
    said: list[str] = []
    answer = advance_alone(house.settings, start_trial("RL-1"), said.append)
    assert answer.step == "TRIAL"
    with house.store.reading() as reading:
        assert len(reading.consequences()) == 8
    assert len(list((house.settings.home / "outgoing").glob("*.eml"))) == 4
    assert "seedbed serve" in said[0]
    assert said[-1] == "Carried out: 8 consequences."
    assert capfd.readouterr().out == ""
    assert servers_of(house) == []


def test_a_refusal_alone_raises_every_reason_and_leaves_nothing_running(house: House) -> None:
    """The server is stopped whatever comes of the move."""
    with Embedded(house) as flows:
        flows.advance(start_trial("RL-1"))
        with pytest.raises(Refused) as refused:
            flows.advance(request("advance", "RL-1", "owner", to="DONE"))
    assert len(refused.value.explanation.blockers) == 2
    assert servers_of(house) == []


def test_two_moves_alone_at_once_wait_for_each_other(house: House) -> None:
    """Two commands do not start two servers on one folder of Prefect's."""
    with ThreadPoolExecutor(2) as pool:
        answers = list(
            pool.map(lambda reference: advance_alone(house.settings, start_trial(reference)), ("RL-1", "RL-2"))
        )
    assert [answer.step for answer in answers] == ["TRIAL", "TRIAL"]
    with house.store.reading() as reading:
        assert len(reading.consequences()) == 16


def test_a_rehearsal_runs_on_its_own_clock(tmp_path: Path, prefect_template: Path) -> None:
    """The same flows on a simulated clock: what follows is recorded at the simulated time."""
    plant(prefect_template, tmp_path)
    clock = SimulatedClock(datetime(2027, 3, 1, 9, tzinfo=UTC))
    house = make_site(tmp_path, mode="demo", clock=clock)
    open_procedure(house, "RL-1", re_enactment="Re-enactment under the Procurement Act 2023")
    with Embedded(house) as flows:
        assert flows.advance(start_trial("RL-1")).at == clock.now()
        assert flows.drain() == Swept(done=8)
    with house.store.reading() as reading:
        assert {found.done_at for found in reading.consequences()} == {clock.now()}
    for letter in (tmp_path / "outgoing").iterdir():
        assert b"Re-enactment under the Procurement Act 2023" in letter.read_bytes()
        assert b"Date: Mon, 01 Mar 2027 09:00:00" in letter.read_bytes()
    house.close()


DYING = """
import os, signal, sys
from pathlib import Path
from actions.house import open_house
from flows.alone import Embedded
from tests.flows.site import settings_of, start_trial
house = open_house(settings_of(Path(sys.argv[1])))
flows = Embedded(house).__enter__()
flows.advance(start_trial("RL-1"))
os.kill(flows._server.child.process.pid, signal.SIGKILL)
flows.drain()
flows.__exit__(None, None, None)
house.close()
print("left")
"""


def test_a_command_ends_also_when_its_server_has_died(house: House) -> None:
    """Prefect's own bookkeeping gives up soon; what follows stays in the outbox for the next one."""
    command = [sys.executable, "-c", DYING, str(house.settings.home)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=120, check=False)
    assert (done.returncode, done.stdout) == (0, "left\n"), done.stderr[-2000:]
    with house.store.reading() as reading:
        waiting = [row for row in reading.outbox() if row.done_at is None]
    assert len(waiting) == 4
    assert all(row.leased_by is None for row in waiting)
