"""Thirteen ways to attack a history: each is found where it can be, by both verifiers, and not where it cannot be."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from actions.verification import Verification, verify
from actions.verification.brought import Brought, read_kept
from config.settings import Settings
from storage.verify import verify_chain
from tests.attacks.classes import CLASSES, Class
from tests.attacks.victim import Victim, house_at, make_victim, settings_of

IN_EVERY_RUN, IN_THE_LONG_RUN = 10, 100


@pytest.fixture(scope="module")
def victim(tmp_path_factory: pytest.TempPathFactory) -> Victim:
    """Give the store that is attacked, made once and copied for each attack."""
    return make_victim(tmp_path_factory.mktemp("victim"))


@pytest.fixture(scope="module")
def places(victim: Victim) -> dict[int, str]:
    """Give the stream of each event."""
    with house_at(settings_of(victim.home, victim.last_heads)) as house, house.store.reading() as reading:
        return {event.gseq: event.stream for event in reading.all_events()}


def attacked(kind: Class, victim: Victim, places: dict[int, str], folder: Path, seed: int) -> Settings:
    """Attack a copy at a place that the seed says."""
    settings = settings_of(victim.copied(folder), folder / "nothing-kept")
    kind.attack(victim, settings, kind.place(victim, Random(seed), places))
    return settings


def alone(settings: Settings, brought: Brought | None = None) -> Verification:
    """Verify a store, with what somebody brings."""
    with house_at(settings) as house:
        return verify(house, brought=brought or Brought())


def by_the_chain(settings: Settings) -> bool:
    """Whether the chain alone is found to be broken."""
    with house_at(settings) as house, house.store.reading() as reading:
        return not verify_chain(reading).good


def each_place(most: int) -> Iterator[int]:
    """Seeds: the same places in every run."""
    yield from range(most)


def found_where_it_can_be(kind: Class, victim: Victim, places: dict[int, str], folder: Path, seed: int) -> None:
    """Attack one place, and look with four pairs of eyes."""
    settings = attacked(kind, victim, places, folder, seed)
    told = f"{kind.name}, seed {seed}"
    assert by_the_chain(settings) is kind.chain, told
    own = alone(settings)
    assert (not own.good) is kind.own, (told, own.sentence)
    if own.good and not own.checkpoints:
        assert "nothing is signed" in own.sentence, told
    outside = alone(settings, Brought(kept=(read_kept(str(victim.witnessed)),)))
    assert (not outside.good) is kind.outside, (told, outside.sentence)
    kept = alone(settings_of(settings.home, victim.last_heads), None)
    assert (not kept.good) is kind.kept, (told, kept.sentence)
    for seen in (own, outside, kept):
        assert "Traceback" not in seen.sentence


@pytest.mark.parametrize("kind", CLASSES, ids=[kind.name for kind in CLASSES])
def test_an_attack_is_found_where_it_can_be(
    kind: Class, victim: Victim, places: dict[int, str], tmp_path: Path
) -> None:
    """Ten random places in every run; the chain, the own checkpoints, the head kept here, the one seen outside."""
    for seed in each_place(IN_EVERY_RUN):
        found_where_it_can_be(kind, victim, places, tmp_path / str(seed), seed)


@pytest.mark.long
@pytest.mark.timeout(3_600)
@pytest.mark.parametrize("kind", CLASSES, ids=[kind.name for kind in CLASSES])
def test_an_attack_is_found_wherever_it_is(kind: Class, victim: Victim, places: dict[int, str], tmp_path: Path) -> None:
    """A hundred random places of each class."""
    for seed in each_place(IN_THE_LONG_RUN):
        found_where_it_can_be(kind, victim, places, tmp_path / str(seed), seed)
        shutil.rmtree(tmp_path / str(seed))


def test_there_are_thirteen_classes() -> None:
    """As the design counts them."""
    assert len({kind.name for kind in CLASSES}) == 13


def test_the_victim_is_good(victim: Victim) -> None:
    """Before anybody touches it, everything fits: also the checkpoint that somebody kept, and the key that he knows."""
    found = alone(
        settings_of(victim.home, victim.last_heads),
        Brought(kept=(read_kept(str(victim.witnessed)),), keys=(victim.key.public,)),
    )
    assert found.good, found.sentence
    assert (found.checkpoints > 5, len(found.outside), found.unchecked) == (True, 2, ())
