"""A day with Seedbed: a data folder, a move alone, a service with a move and what follows, health, and good night.

Run as a program by the test, where every attempt to reach the outside is seen.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.flows.servers import plant
from tests.flows.site import make_site, open_procedure, start_trial
from tests.web.running import Serving, until

SEEDBED = str(Path(sys.executable).with_name("seedbed"))


def main(home: Path, template: Path) -> None:
    """Live the day; an assertion that fails ends it with an error."""
    environ = {**os.environ, "SEEDBED_HOME": str(home), "SEEDBED_SERVICE_PORT": "0"}
    empty = {**environ, "SEEDBED_HOME": str(home.with_name("empty"))}
    subprocess.run([SEEDBED, "init"], env=empty, check=True)
    plant(template, home)
    house = make_site(home)
    for number in (1, 2):
        open_procedure(house, f"RL-{number}")
    advance = [SEEDBED, "advance", "RL-1", "--to", "TRIAL", "--actor", "everybody"]
    subprocess.run(advance, env=environ, check=True)
    serving = Serving(home).ready()
    try:
        reply = serving.post({"command": start_trial("RL-2").command.model_dump(mode="json")})
        assert reply.status == 200, reply.data

        def done() -> bool:
            with house.store.reading() as reading:
                return len(reading.consequences()) == 16

        until(done, "everything that follows")
        assert serving.get("/health/ready").status == 200
    finally:
        code = serving.stop()
    assert code == 0, serving.said()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
