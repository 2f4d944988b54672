"""``python -m benchmarks [NAME ...] [--quick]``: JSON lines on standard output, exit code 1 when a bar is missed."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator

from benchmarks import (
    bundling,
    checking,
    cold_start,
    command,
    listing,
    live_state,
    long_reading,
    moving,
    portfolio,
    reminding,
    replay,
    signing,
    verifying,
)
from benchmarks.measure import Line
from benchmarks.size import Size

BENCHMARKS: dict[str, Callable[[Size], Iterator[Line]]] = {
    "w1_command": command.on_sqlite,
    "w1_command_postgresql": command.on_postgresql,
    "w3_replay": replay.forty_events,
    "w3_live_state": live_state.live_state,
    "w3_portfolio": portfolio.portfolio,
    "w4_list": listing.listing,
    "w5_claim": reminding.on_sqlite,
    "w5_claim_postgresql": reminding.on_postgresql,
    "verify_history": verifying.on_sqlite,
    "verify_history_postgresql": verifying.on_postgresql,
    "w7_checkpoint": signing.checkpoints,
    "w8_bundle": bundling.bundle,
    "w9_long": long_reading.reading,
    "check_definition": checking.checking,
    "send_reminders": reminding.sending,
    "advance_in_service": moving.advance,
    "cold_start_list": cold_start.cold_start,
}


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmarks that are named, or all, and print each figure as soon as there is one."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which to run: {', '.join(BENCHMARKS)}")
    parser.add_argument(
        "--quick", action="store_const", dest="size", const=Size.QUICK, help="fewer rounds, less steady"
    )
    parser.add_argument("--tiny", action="store_const", dest="size", const=Size.TINY, help="only to see that it runs")
    parser.set_defaults(size=Size.FULL)
    asked = parser.parse_args(arguments)
    if unknown := [name for name in asked.names if name not in BENCHMARKS]:
        parser.error(f"there is no benchmark {', '.join(unknown)}; there are: {', '.join(BENCHMARKS)}")
    missed = False
    for name in asked.names or BENCHMARKS:
        for line in BENCHMARKS[name](asked.size):
            print(line.to_json(), flush=True)
            missed |= line.met is False
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
