"""Any changed byte of a bundle's ZIP is found: 2,000 places here, every one in the long run."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterable
from pathlib import Path

import pytest

from exports.bundle import verify as v
from tests.exports.verifier import writer as w
from tests.exports.verifier.judging import KEY, asked
from tests.exports.verifier.samples import bag


def small_zip() -> bytes:
    """The bundle of twenty events."""
    return w.zipped(bag())


def not_found(content: bytes, places: Iterable[int], flips: tuple[int, ...]) -> list[int]:
    """The places at which a changed byte makes no fault.

    Container and manifests are asked first, as the verifier does; what passes them goes through the whole of it.
    """
    silent = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "b.zip"
        for place in places:
            for flip in flips:
                harmed = bytearray(content)
                harmed[place] ^= flip
                path.write_bytes(harmed)
                report = v.Report()
                v.attempt(report, _outside, str(path), report)
                if not report.faults and v.verify(str(path), keys=[KEY]).exit == 0:
                    silent.append(place)
    return silent


def _outside(path: str, report: v.Report) -> None:
    opened = v.open_bag(path)
    try:
        v.check_bag(opened, report, lambda *_: None)
    finally:
        opened.close()


def test_two_thousand_changed_bytes_are_found() -> None:
    """One bit of a byte, anywhere: content, headers, directory, end."""
    content = small_zip()
    rng = random.Random(1)
    edges = [*range(80), *range(len(content) - 80, len(content))]
    places = [*edges, *rng.sample(range(len(content)), 1_840)]
    assert not_found(content, places, (1 << rng.randrange(8),)) == []


def test_the_whole_verifier_says_so_too() -> None:
    """A hundred of them from the outermost function, where the seal and manifests of a folder would not be asked."""
    content = small_zip()
    rng = random.Random(2)
    for place in rng.sample(range(len(content)), 60):
        harmed = bytearray(content)
        harmed[place] ^= 0x20
        assert asked(bytes(harmed)).exit == 1, place


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_every_changed_byte_is_found() -> None:
    """Each byte of the ZIP, one bit of it and all of them."""
    content = small_zip()
    assert not_found(content, range(len(content)), (0x01, 0xFF)) == []
