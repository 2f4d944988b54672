"""Records golden histories: ``python -m tools.record_golden [--again] NAME ...``, and ``--freeze`` with each release.

Run it when a definition gets a new version and when an event gets a new form. It adds, and never changes what is there:
a history that a released Seedbed wrote is read by every later one, or it is no history. ``--again`` records one anew
that no release has frozen yet; a frozen one is refused all the same.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.golden.recording import HISTORIES, AlreadyRecorded, freeze, record
from tests.golden.scenarios import SCENARIOS


def main(arguments: list[str] | None = None) -> int:
    """Record the named histories; 0 when it is done, 3 when one is there already."""
    parser = argparse.ArgumentParser(prog="python -m tools.record_golden", description="Record golden histories.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(SCENARIOS)}")
    parser.add_argument("--again", action="store_true", help="anew, where no release has frozen it yet")
    parser.add_argument("--freeze", action="store_true", help="freeze everything that is recorded: with a release")
    asked = parser.parse_args(arguments)
    if unknown := [name for name in asked.names if name not in SCENARIOS]:
        parser.error(f"there is no history {', '.join(unknown)}; there is {', '.join(SCENARIOS)}")
    for name in asked.names:
        try:
            made = _record(name, again=asked.again)
        except AlreadyRecorded as error:
            print(f"{error} Give the new one another name, or the definition a new version.", file=sys.stderr)
            return 3
        print(f"Recorded {made.relative_to(HISTORIES)}.")
    if asked.freeze:
        print(f"Frozen: {', '.join(freeze()) or 'nothing new'}.")
    return 0


def _record(name: str, *, again: bool) -> Path:
    with tempfile.TemporaryDirectory() as folder:
        house = SCENARIOS[name].make(Path(folder) / "house")
        try:
            return record(house, name, SCENARIOS[name].title, again=again)
        finally:
            house.close()


if __name__ == "__main__":
    sys.exit(main())
