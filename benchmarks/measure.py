"""Interleaved rounds, medians and percentiles, and the JSON line that a benchmark prints."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from statistics import median
from time import perf_counter_ns
from typing import Any

import msgspec
import pysqlite3

MICROSECOND = 1_000
MILLISECOND = 1_000_000
QUIET = 1.3

Round = Callable[[], Sequence[int]]
"""One round of a benchmark: the nanoseconds that each of its operations took."""


@dataclass(frozen=True, kw_only=True)
class Samples:
    """What interleaved rounds of a subject and of its floor took, in nanoseconds, round by round."""

    subject: Sequence[Sequence[int]]
    floor: Sequence[Sequence[int]]

    @property
    def ratios(self) -> list[float]:
        """The ratio of the medians, of each round by itself: what slows both down for a while cancels out."""
        return [median(mine) / median(base) for mine, base in zip(self.subject, self.floor, strict=True)]

    @property
    def quieter(self) -> Samples:
        """The rounds in which the floor took at most 1.3 times its fastest round.

        Whoever else holds the disk or a core lifts floor and subject by the same time, which flatters the ratio.
        """
        rounds = list(zip(self.subject, self.floor, strict=True))
        fastest = min(median(base) for base in self.floor)
        kept = [round_ for round_ in rounds if median(round_[1]) <= fastest * QUIET]
        return Samples(subject=[mine for mine, _ in kept], floor=[base for _, base in kept])


@dataclass(frozen=True, kw_only=True)
class Line:
    """One figure with what it is measured against; ``bar`` is what it must reach, ``goal`` what we would like."""

    name: str
    what: str
    unit: str
    p50: float
    p99: float
    n: int
    against: str | None = None
    floor: float | None = None
    ratio: float | None = None
    bar: str | None = None
    goal: str | None = None
    met: bool | None = None
    more: Mapping[str, Any] = field(default_factory=dict)

    def missed(self) -> Line:
        """The same figure, held to a second bar that it misses."""
        return replace(self, met=False)

    def to_json(self) -> str:
        """The line as it is printed; a key without a value is left out."""
        data = {name: getattr(self, name) for name in Line.__dataclass_fields__ if name != "more"}
        known = {name: value for name, value in data.items() if value is not None} | dict(self.more)
        return msgspec.json.encode(known | {"machine": machine()}).decode()


def timed(operation: Callable[[], object]) -> int:
    """Nanoseconds of one call."""
    began = perf_counter_ns()
    operation()
    return perf_counter_ns() - began


def interleaved(subject: Round, floor: Round, rounds: int) -> Samples:
    """Run a round of the one, a round of the other, and so on; who begins alternates."""
    mine: list[Sequence[int]] = []
    base: list[Sequence[int]] = []
    for number in range(rounds):
        if number % 2:
            mine.append(subject())
            base.append(floor())
        else:
            base.append(floor())
            mine.append(subject())
    return Samples(subject=mine, floor=base)


def compared(
    samples: Samples,
    *,
    name: str,
    what: str,
    against: str,
    unit: int = MICROSECOND,
    at_most: float | None = None,
    goal: float | None = None,
    **more: Any,
) -> Line:
    """The line of a subject beside its floor, of the quieter rounds; ``at_most`` is the highest ratio that is good."""
    quieter = samples.quieter
    flat = [took for round_ in quieter.subject for took in round_]
    base = [took for round_ in quieter.floor for took in round_]
    ratio = median(quieter.ratios)
    return Line(
        name=name,
        what=what,
        unit=_UNITS[unit],
        p50=_rounded(median(flat) / unit),
        p99=_rounded(percentile(flat, 99) / unit),
        n=len(flat),
        against=against,
        floor=_rounded(median(base) / unit),
        ratio=round(ratio, 3),
        bar=None if at_most is None else f"ratio <= {at_most}",
        goal=None if goal is None else f"ratio <= {goal}",
        met=None if at_most is None else ratio <= at_most,
        more={
            "floor_p99": _rounded(percentile(base, 99) / unit),
            "ratio_least": round(min(quieter.ratios), 3),
            "ratio_most": round(max(quieter.ratios), 3),
            "ratio_of_all_rounds": round(median(samples.ratios), 3),
            "rounds": f"{len(quieter.ratios)} of {len(samples.ratios)}",
            **more,
        },
    )


def absolute(
    took: Sequence[int],
    *,
    name: str,
    what: str,
    unit: int = MICROSECOND,
    at_most: float | None = None,
    goal: float | None = None,
    **more: Any,
) -> Line:
    """The line of a figure that has no floor: recorded, or held to a number of its unit."""
    p50 = median(took) / unit
    word = _UNITS[unit]
    return Line(
        name=name,
        what=what,
        unit=word,
        p50=_rounded(p50),
        p99=_rounded(percentile(took, 99) / unit),
        n=len(took),
        bar=None if at_most is None else f"p50 <= {at_most} {word}",
        goal=None if goal is None else f"p50 <= {goal} {word}",
        met=None if at_most is None else p50 <= at_most,
        more=more,
    )


def percentile(took: Sequence[int], share: int) -> int:
    """The smallest sample that at least ``share`` in a hundred do not exceed."""
    ordered = sorted(took)
    return ordered[max(0, -(-len(ordered) * share // 100) - 1)]


@cache
def machine() -> dict[str, Any]:
    """What the figures were measured on; absolute figures mean nothing without it."""
    return {
        "cores": os.cpu_count(),
        "processor": _processor(),
        "python": platform.python_version(),
        "sqlite": pysqlite3.sqlite_version,
        "load_at_start": round(os.getloadavg()[0], 2),
    }


def _processor() -> str:
    try:
        with Path("/proc/cpuinfo").open(encoding="utf-8") as lines:
            for line in lines:
                if line.startswith("model name"):
                    return line.partition(":")[2].strip()
    except OSError:
        pass  # not Linux: the architecture has to do
    return platform.machine()


def _rounded(figure: float) -> float:
    return round(figure, 2 if figure < 100 else 1)


_UNITS = {1: "ns", MICROSECOND: "us", MILLISECOND: "ms"}
