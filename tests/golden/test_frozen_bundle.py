"""A bundle of format 1 that somebody keeps stays good for ever, and the same evidence still gives its bytes."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from exports.bundle.writing import Collected
from tests.actions.evidence.filing import assert_good
from tests.golden.frozen_bundle import bag, evidence, files

OF_THE_RELEASE = {"README.txt", "SPEC.md", "verify.py", "tagmanifest-sha256.txt", "seal.note"}
"""Texts that are mended from release to release, and what is computed over them."""


def rewritten() -> bytes:
    """The bundle that today's exporter makes of the frozen one's evidence."""
    target = io.BytesIO()
    with Collected(evidence(), io.BytesIO, lambda *_: None) as collected:
        collected.write(target, lambda *_: None)
    return target.getvalue()


def test_the_frozen_bundle_is_good_unpacked_and_packed(tmp_path: Path) -> None:
    """Today's verifier reads what was written when the format was released."""
    assert_good(bag())
    made = tmp_path / "again.zip"
    made.write_bytes(rewritten())
    assert_good(made)


def test_the_same_evidence_gives_the_same_bytes_as_when_it_was_frozen() -> None:
    """Every file but the texts of the release, byte for byte, in the same order."""
    with zipfile.ZipFile(io.BytesIO(rewritten())) as archive:
        names = archive.namelist()
        made = {name.partition("/")[2]: archive.read(name) for name in names}
    frozen = files()
    assert names == [f"{bag().name}/{path}" for path in sorted(frozen)]
    different = {path for path in frozen if frozen[path] != made[path]}
    assert different <= OF_THE_RELEASE


def test_the_same_bundle_twice_is_the_same_file() -> None:
    """Nothing of the day, the machine or the run is in it."""
    assert rewritten() == rewritten()
