"""Negative controls: the engine is broken on purpose, one way at a time, and the oracle has to say so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from actions.clockwork import tick as ticking
from actions.reminders import due, planning
from actions.reminders.expanding import Expanding
from actions.reminders.standing import Standing
from actions.reminders.who import Roster
from channels.message import Message
from engine import register as r
from engine.reminders import days, plan
from engine.reminders.plan import Rung
from engine.reminders.wishes import Office, Wishes
from tests.simulation.dice import BEGIN, Dice
from tests.simulation.faults import Post
from tests.simulation.judging import at_the_end
from tests.simulation.playing import lived, world_of
from tests.simulation.rungs import Wrong
from tests.simulation.template import copied, founded
from tests.simulation.world import World

SEEDS = (14, 19, 21, 6, 11, 3, 8, 9)
Break = Callable[[pytest.MonkeyPatch], None]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a founded folder to copy."""
    folder = tmp_path_factory.mktemp("founded")
    founded(folder, f"sqlite:///{folder / 'seedbed.db'}")
    return folder


def lose_a_rung(patch: pytest.MonkeyPatch) -> None:
    """What is due two days before is never planned."""
    whole = plan.rungs_of

    def some(*args: Any) -> tuple[Rung, ...]:
        return tuple(rung for rung in whole(*args) if rung.rung not in {"before-2", "before-3"})

    patch.setattr(planning, "rungs_of", some)


def send_twice(patch: pytest.MonkeyPatch) -> None:
    """Every message is handed over twice."""
    once = Post.deliver

    def twice(post: Post, message: Message) -> str:
        once(post, message)
        return once(post, message)

    patch.setattr(Post, "deliver", twice)


def record_twice(patch: pytest.MonkeyPatch) -> None:
    """Nobody remembers that a rung was taken up, and settling one plans it again."""
    whole = Expanding.one

    def again(expanding: Expanding, row: Any) -> Any:
        settled = whole(expanding, row)
        again = row._replace(due_at=row.due_at + timedelta(hours=1), id=f"{row.id}-again", rung=f"again-{row.rung}")
        planned = row.deadline and row.rung.startswith("before") and not row.person
        more = [again] if planned else []
        return type(settled)(
            rows=settled.rows,
            facts=settled.facts,
            messages=settled.messages,
            following=[*settled.following, *more],
        )

    patch.setattr(Expanding, "one", again)


def forget_the_clock_change(patch: pytest.MonkeyPatch) -> None:
    """Eight o'clock is taken for eight o'clock in UTC, in summer too."""

    def morning(on: date, zone: str) -> datetime:
        return datetime.combine(on, time(8), UTC)

    patch.setattr(days, "morning", morning)


def come_late(patch: pytest.MonkeyPatch) -> None:
    """Everything is taken up two minutes after it was due."""

    def late(house: Any, worker: str, at: datetime) -> due.Expanded:
        return due.expand(house, worker, at - timedelta(minutes=2))

    patch.setattr(ticking, "expand", late)


def tell_whoever_held_the_role(patch: pytest.MonkeyPatch) -> None:
    """Roles that have ended are taken for roles that are held."""
    patch.setattr(r.Assignment, "holds", lambda known, on: known.from_on <= on)


def tell_what_was_acknowledged(patch: pytest.MonkeyPatch) -> None:
    """What was acknowledged is forgotten, by the engine and not by the history."""
    whole = Standing._case

    def forgetful(standing: Standing, stream: str) -> Any:
        found = whole(standing, stream)
        if found is None:
            return None
        known = {name: one._replace(acknowledged=()) for name, one in found.state.deadlines.items()}
        return found._replace(state=replace(found.state, deadlines=known))

    patch.setattr(Standing, "_case", forgetful)


def send_digests_at_once(patch: pytest.MonkeyPatch) -> None:
    """What belongs into a digest is not kept for it."""
    patch.setattr(Office, "digest_at", lambda office, at: at)


def forget_who_sleeps(patch: pytest.MonkeyPatch) -> None:
    """Quiet hours and days off are no reason to wait."""

    def now(office: Office, at: datetime, wishes: Wishes) -> datetime:
        return at

    patch.setattr(Office, "free_at", now)


def forget_delegations(patch: pytest.MonkeyPatch) -> None:
    """Whoever handed a role on is told as if they had not."""
    patch.setattr(Roster, "_handed_on", lambda roster, person, procedure, role, on: (person, None))


BROKEN: tuple[tuple[Break, str], ...] = (
    (lose_a_rung, "LOST"),
    (send_twice, "came 2 times"),
    (record_twice, "nothing called for it"),
    (forget_the_clock_change, "LATE|LOST|EARLY"),
    (come_late, "LATE|LOST"),
    (tell_whoever_held_the_role, "nothing called for it|LOST"),
    (tell_what_was_acknowledged, "nothing called for it"),
    (send_digests_at_once, "EARLY|LATE|claimed at"),
    (forget_who_sleeps, "EARLY"),
    (forget_delegations, "LOST|nothing called for it"),
)


def live_until_seen(template: Path, folder: Path) -> None:
    """Live through a few seeds, or fewer."""
    for seed in SEEDS:
        place = folder / str(seed)
        world = world_of(seed, place, copied(template, place))
        try:
            lived(world)
            at_the_end(world)
        finally:
            world.close()


@pytest.mark.parametrize(("broken", "says"), BROKEN, ids=[broken.__name__ for broken, _ in BROKEN])
def test_what_is_broken_is_seen(
    broken: Break, says: str, template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Within a few seeds, and for the right reason."""
    broken(monkeypatch)
    with pytest.raises(Wrong, match=says):
        live_until_seen(template, tmp_path)


def test_no_deed_falls_into_the_instant_of_another(template: Path, tmp_path: Path) -> None:
    """A fact of the same microsecond as an event could be of before it or after it, and no oracle could tell."""
    nothing_fails = Dice(crash=0, stall=0, forget=0, downtimes=0, outages=0)
    world, instants = World(1, tmp_path / "1", copied(template, tmp_path / "1"), nothing_fails), list[datetime]()
    for _ in range(3):
        world.at(BEGIN + timedelta(days=1), lambda: instants.append(world.now))
    lived(world)
    world.close()
    assert len(set(instants)) == 3
