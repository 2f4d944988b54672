"""Very many events: as much time and memory as was promised, and no more."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from exports.bundle import verify as v
from tests.exports.verifier import writer as w
from tests.exports.verifier.large import write_large
from tests.factories import real, small

LAUNCHER = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
sys.stdout.write("%f %d\\n%s" % (used.ru_utime + used.ru_stime, used.ru_maxrss, done.stdout.decode()))
"""
"""A small process between: what this one ever started, and how large it is itself, would be counted otherwise."""


def measured(bundle: Path) -> tuple[dict[str, object], float, int]:
    """The report, the seconds of processor time of both processes, and the most kilobytes that either had."""
    arguments = [sys.executable, "-I", v.__file__, str(bundle), "--key", w.LOG.vkey, "--json"]
    done = subprocess.run(
        [sys.executable, "-I", "-c", LAUNCHER, *arguments], capture_output=True, text=True, check=True
    )
    used, _, said = done.stdout.partition("\n")
    seconds, kilobytes = used.split()
    report: dict[str, object] = json.loads(said)
    return report, float(seconds), int(kilobytes)


def test_twenty_thousand_events_are_checked_in_little_memory(tmp_path: Path) -> None:
    """Two files of events, two processes; a fault in the last event is found."""
    bundle = write_large(tmp_path, small(), 20_000)
    report, _, kilobytes = measured(bundle)
    assert report["exit"] == 0, report["faults"]
    assert kilobytes < 100_000
    content = bytearray(bundle.read_bytes())
    place = content.rindex(b'"n":19999,')
    content[place + 6] ^= 1
    bundle.write_bytes(content)
    report, _, _ = measured(bundle)
    assert report["exit"] == 1


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_a_million_events_are_checked_in_the_time_and_memory_that_were_promised(tmp_path: Path) -> None:
    """Reliability.md 7, promise 6: 20 s and 100 MB; the time is the wall clock's, on two cores of a quiet machine."""
    bundle = write_large(tmp_path, real(), 1_000_000)
    report, seconds, kilobytes = measured(bundle)
    print(f"1,000,000 events: {report['seconds']} s by the clock, {seconds:.1f} s of processor, {kilobytes} KB")
    assert report["exit"] == 0, report["faults"]
    assert kilobytes < 100_000
    assert seconds < 80  # twice what it takes; other people's load moves the clock on the wall, hardly this
