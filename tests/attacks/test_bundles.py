"""The same thirteen attacks, seen by the stand-alone verifier: through a bundle made from the attacked store."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import pytest

from actions.evidence.bundling import export_bundle
from actions.house import House
from config.settings import Settings
from engine.errors import SeedbedError
from exports.bundle import shipped
from tests.attacks.classes import CLASSES, Class
from tests.attacks.test_matrix import attacked, places, victim
from tests.attacks.victim import TARGET, Victim, house_at, settings_of

__all__ = ["places", "victim"]

IN_EVERY_RUN, IN_THE_LONG_RUN = 2, 100
GOOD = 0


@pytest.fixture(scope="module")
def verifier() -> ModuleType:
    """Give the auditor's file, loaded from its place and from nowhere else."""
    path = Path(shipped.__file__).with_name("verify.py")
    spec = importlib.util.spec_from_file_location("auditors_verifier", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def exported(settings: Settings, bundle: Path, checkpoints: Sequence[int]) -> str | None:
    """Make a bundle as whoever holds the machine can, or return why none can be made."""
    with house_at(settings) as house:
        try:
            export_bundle(house, TARGET, bundle, actor="amal", checkpoints=_here(house, checkpoints))
        except SeedbedError as error:
            return str(error)
    return None


def _here(house: House, sizes: Sequence[int]) -> list[int]:
    with house.store.reading() as reading:
        return [size for size in sizes if reading.checkpoint(size) is not None]


def found_where_it_can_be(  # noqa: PLR0917 - what is attacked, where, and who looks
    kind: Class, victim: Victim, places: dict[int, str], folder: Path, seed: int, verifier: ModuleType
) -> None:
    """Attack, export, and look as an auditor does who knows the key, and then one who kept a checkpoint too."""
    settings = attacked(kind, victim, places, folder, seed)
    known, bundle = ["--key", victim.key.public.vkey(), "--processes", "1"], folder / "bundle.zip"
    told = f"{kind.name}, seed {seed}"
    refused = exported(settings, bundle, [victim.witnessed_size])
    if refused is not None:
        # The exporter itself stumbles: then nobody gets a bundle, and the class must be one that is found.
        assert kind.bundle, (told, refused)
        assert "Traceback" not in refused
        return
    plainly = verifier.main([str(bundle), *known])
    assert (plainly != GOOD) is kind.bundle, told
    outside = verifier.main([str(bundle), *known, "--checkpoint", str(victim.witnessed)])
    assert (outside != GOOD) is kind.bundle_outside, told


@pytest.mark.parametrize("kind", CLASSES, ids=[kind.name for kind in CLASSES])
def test_an_attack_is_found_through_a_bundle(
    kind: Class, victim: Victim, places: dict[int, str], tmp_path: Path, verifier: ModuleType
) -> None:
    """Two random places in every run, with the key alone and with the checkpoint that was seen outside."""
    for seed in range(IN_EVERY_RUN):
        found_where_it_can_be(kind, victim, places, tmp_path / str(seed), seed, verifier)


@pytest.mark.long
@pytest.mark.timeout(7_200)
@pytest.mark.parametrize("kind", CLASSES, ids=[kind.name for kind in CLASSES])
def test_an_attack_is_found_through_a_bundle_wherever_it_is(
    kind: Class, victim: Victim, places: dict[int, str], tmp_path: Path, verifier: ModuleType
) -> None:
    """A hundred random places of each class."""
    for seed in range(IN_THE_LONG_RUN):
        found_where_it_can_be(kind, victim, places, tmp_path / str(seed), seed, verifier)
        shutil.rmtree(tmp_path / str(seed))


def test_the_bundle_of_the_victim_is_good(victim: Victim, tmp_path: Path, verifier: ModuleType) -> None:
    """Before anybody touches the store, its bundle fits the key and the checkpoint that somebody kept."""
    settings = settings_of(victim.copied(tmp_path), tmp_path / "nothing-kept")
    assert exported(settings, tmp_path / "bundle.zip", [victim.witnessed_size]) is None
    given = ["--key", victim.key.public.vkey(), "--checkpoint", str(victim.witnessed), "--processes", "1"]
    assert verifier.main([str(tmp_path / "bundle.zip"), *given]) == GOOD
