"""Runs one seed again and prints what happened in it: ``python -m tests.simulation SEED``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.simulation.judging import at_restart, at_the_end
from tests.simulation.playing import lived, world_of
from tests.simulation.template import copied, founded


def main(seed: int) -> None:
    """Play, judge, print."""
    with tempfile.TemporaryDirectory() as folder:
        template, place = Path(folder, "template"), Path(folder, "world")
        template.mkdir()
        founded(template, f"sqlite:///{template / 'seedbed.db'}")
        world = world_of(seed, place, copied(template, place))
        world.at_restart = at_restart
        try:
            lived(world)
            found = at_the_end(world)
        finally:
            print("\n".join(world.trace))
        print(dict(found), world.crashes, "crashes", len(world.post.arrived), "messages")


if __name__ == "__main__":
    main(int(sys.argv[1]))
