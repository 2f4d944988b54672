"""Five years in which anything may go wrong: every reminder goes out, once, in time, to the right people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import Database, on_postgresql
from tests.simulation.judging import at_restart, at_the_end
from tests.simulation.playing import lived, world_of
from tests.simulation.template import copied, founded
from tests.simulation.world import World

QUICK, LONG, TOGETHER = 200, 5_000, 50
"""Seeds in the quick suite and in the long one, and how many of these make one test."""

LAST = 25
"""So many of the last things that happened are told with a failure."""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a founded folder to copy."""
    folder = tmp_path_factory.mktemp("founded")
    founded(folder, f"sqlite:///{folder / 'seedbed.db'}")
    return folder


def live(seed: int, folder: Path, url: str) -> Counter[str]:
    """Live through one seed; whatever goes wrong is told with the seed, how to see it again, and what came before."""
    world: World | None = None
    try:
        world = world_of(seed, folder, url)
        world.at_restart = at_restart
        lived(world)
        found = at_the_end(world)
    except Exception as error:
        last = "\n  ".join(world.trace[-LAST:]) if world else ""
        raise AssertionError(
            f"seed {seed}: {type(error).__name__}: {error}\nSee it again: python -m tests.simulation {seed}\n  {last}"
        ) from error
    world.close()
    return found


def several(seeds: range, template: Path, folder: Path) -> Counter[str]:
    """Live through some seeds, and add up what was looked at."""
    total: Counter[str] = Counter()
    for seed in seeds:
        place = folder / str(seed)
        total += live(seed, place, copied(template, place))
    return total


@pytest.mark.parametrize("first", range(1, QUICK, 10))
def test_no_reminder_is_lost_late_or_sent_twice_in_five_years(first: int, template: Path, tmp_path: Path) -> None:
    """Downtimes, crashes at any call, stalls, outages of the mail server, and people who do what they like."""
    found = several(range(first, first + 10), template, tmp_path)
    assert found["told"] > 200
    assert found["repeats"] > 0


@on_postgresql
@pytest.mark.parametrize("seed", [20, 41])
def test_the_same_on_a_server(seed: int, database: Database, tmp_path: Path) -> None:
    """PostgreSQL hands out rows otherwise; the promise is the same."""
    founded(tmp_path, database.url)
    assert live(seed, tmp_path, database.url)["told"] > 0


@pytest.mark.long
@pytest.mark.timeout(3000)
@pytest.mark.parametrize("first", range(1_000, 1_000 + LONG, TOGETHER))
def test_five_thousand_times_five_years(first: int, template: Path, tmp_path: Path) -> None:
    """The same, with other seeds."""
    assert several(range(first, first + TOGETHER), template, tmp_path)["told"] > TOGETHER


@pytest.mark.long
@pytest.mark.timeout(3000)
@pytest.mark.parametrize("seed", range(100, 6_000, 250))
@on_postgresql
def test_many_times_on_a_server(seed: int, database: Database, tmp_path: Path) -> None:
    """Every 250th seed."""
    founded(tmp_path, database.url)
    live(seed, tmp_path, database.url)


def test_the_same_seed_is_the_same_five_years(template: Path, tmp_path: Path) -> None:
    """Everything that happens hangs on the seed, so a failure can be seen again."""
    assert traced(7, template, tmp_path / "one") == traced(7, template, tmp_path / "two")


def traced(seed: int, template: Path, folder: Path) -> list[str]:
    """Everything that happened in one seed."""
    world = world_of(seed, folder, copied(template, folder))
    lived(world)
    world.close()
    return world.trace


@pytest.fixture(autouse=True)
def _rested() -> Iterator[None]:
    """Leave no channel resting for the tests that follow."""
    from channels import registry

    yield
    registry._RESTING.clear()
