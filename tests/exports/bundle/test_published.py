"""What is published about bundles is what is in them."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

from exports.bundle.shipped import read_me, verifier, verifier_sha256
from tests.golden.frozen_bundle import bag
from tools.publish_bundle import REFERENCE, publish_verifier, reference


def test_the_reference_is_the_specification_in_every_bundle() -> None:
    """One source: `python -m tools.publish_bundle` would change nothing."""
    assert REFERENCE.read_text(encoding="utf-8") == reference()


def test_the_verifier_is_published_alone_with_its_digest(tmp_path: Path) -> None:
    """Byte for byte what stands in bundles, is printed, and is named on reports."""
    file, digest = publish_verifier(tmp_path / "release")
    assert file.read_bytes() == verifier()
    assert digest.read_text() == f"{verifier_sha256()}  verify.py\n"
    assert verifier_sha256() == sha256(verifier()).hexdigest()


def test_the_first_thing_that_a_reader_is_told_is_not_to_trust_what_is_inside() -> None:
    """A forger changes the verifier and the keys too: that stands before anything else."""
    text = read_me(reference="RL-1", base="RL-1-1234", size=1234, count=820).decode("ascii")
    before, warning = text.split("READ THIS FIRST")
    assert before == "EVIDENCE OF THE PROCEDURE RL-1\n820 events, up to the ledger's checkpoint 1234\n\n"
    assert warning.lstrip().startswith("Do not run the verify.py in this bundle, and do not trust the keys")
    assert "data/checkpoints/000000001234.note" in text
    assert "$" not in text
    assert max(map(len, text.splitlines())) <= 80


def test_what_the_readme_says_to_type_does_what_it_says(tmp_path: Path) -> None:
    """The checks by hand, typed in the frozen bundle: manifests, the seal's digest, the definition, the first event."""
    place = tmp_path / "bag"
    shutil.copytree(bag(), place)
    text = read_me(reference="RL-1", base=bag().name, size=0, count=0).decode("ascii")
    commands = [line.strip() for line in text.splitlines() if re.match(r" +(sha256sum -c|openssl dgst)", line)]
    checked, sealed = (typed(command, place) for command in commands)
    assert "FAILED" not in checked
    assert checked.count(": OK") == len(list(bag().rglob("*.*"))) + len(list(bag().glob("data/artefacts/*"))) - 2
    assert sealed.strip() == (place / "seal.note").read_text(encoding="utf-8").splitlines()[2]
    (place / "hash.py").write_text(text[text.index("import hashlib") : text.index("     It stands in")])
    [first, *_] = (place / "data" / "hashes.txt").read_text().splitlines()
    assert typed(f"{sys.executable} -I hash.py", place).strip() == first.split()[2]
    pinned = hashlib.sha256((place / "data" / "definition.yaml").read_bytes()).hexdigest()
    assert f'"def":"{pinned}"' in (place / "data" / "events" / "000000.jsonl").read_text(encoding="utf-8")


def typed(command: str, folder: Path) -> str:
    """What a shell prints in a folder; it has to succeed."""
    done = subprocess.run(["/bin/sh", "-c", command], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
