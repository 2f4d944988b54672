"""Bundles that are as they should be, as an auditor checks them: what is told, and with which exit code."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from exports.bundle import verify as v
from procedures.loader import LoadedDefinition
from tests.exports.verifier import writer as w
from tests.exports.verifier.judging import KEY, asked, codes, unpacked
from tests.exports.verifier.lives import random_life, story_of
from tests.exports.verifier.samples import bag, twenty
from tests.factories import real, small

VERIFIER = Path(v.__file__)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The verifier as a program of its own."""
    return subprocess.run(
        [sys.executable, "-I", str(VERIFIER), *arguments], capture_output=True, text=True, check=False
    )


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """The sample's ZIP."""
    path = tmp_path / "bundle.zip"
    path.write_bytes(w.zipped(bag()))
    return path


def test_a_good_bundle_is_good(bundle: Path) -> None:
    """Exit 0; what was checked is counted."""
    done = run(str(bundle), "--key", w.LOG.vkey)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("GOOD: ")
    report = json.loads(run(str(bundle), "--key", w.LOG.vkey, "--json").stdout)
    assert (report["schema"], report["result"], report["exit"]) == ("seedbed/bundle-verification/1", "good", 0)
    assert report["bundle"]["procedure"] == "RL-1"
    counts = report["counts"]
    assert (counts["events"], counts["inclusion_proofs"], counts["checkpoints"]) == (20, 20, 3)
    assert (counts["documents"], counts["withheld"], counts["gates"], counts["waivers"]) == (1, 2, 1, 1)
    assert not report["faults"]
    assert not report["missing"]


def test_an_unpacked_bundle_is_as_good(tmp_path: Path) -> None:
    """As the bag itself, and as the folder that the ZIP unpacks into."""
    inner = unpacked(bag(), tmp_path / "outer" / w.base_of(bag()))
    assert run(str(inner), "--key", w.LOG.vkey).returncode == 0
    assert run(str(tmp_path / "outer"), "--key", w.LOG.vkey).returncode == 0


def test_one_process_says_what_two_say(monkeypatch: pytest.MonkeyPatch, bundle: Path) -> None:
    """The division of work changes no answer, for a good bundle and for a bad one."""
    monkeypatch.setattr(v, "WORTH_A_PROCESS", 0)
    story = twenty()
    story.happenings[3] = replace(story.happenings[3], role="reader")
    for content in (w.zipped(bag()), w.zipped(w.bag_of(story))):
        bundle.write_bytes(content)
        one, two = (v.verify(str(bundle), keys=[KEY], processes=number) for number in (1, 2))
        assert (one.exit, one.faults, one.counts) == (two.exit, two.faults, two.counts)


def test_without_a_key_nothing_is_proved(bundle: Path) -> None:
    """Exit 2: the bundle agrees with itself, and nobody is known to have signed it."""
    done = run(str(bundle))
    assert done.returncode == 2
    assert "no key was given" in done.stdout


def test_a_key_in_the_bundle_is_not_trusted() -> None:
    """It is shown, and it proves nothing."""
    report = asked(w.zipped(bag()), keys=())
    assert report.exit == 2
    assert any("not trusted" in note and w.LOG.vkey in note for note in report.notes)
    other = v.read_keys(w.Signer(seed=bytes(32)).vkey, 1)
    report = asked(w.zipped(bag()), keys=other)
    assert {gap["code"] for gap in report.gaps} == {"unknown-key", "seal"}


def test_a_key_comes_from_a_file_too(bundle: Path, tmp_path: Path) -> None:
    """Several in one file: the old one and the new one, for example; empty lines and remarks are passed over."""
    old = w.Signer(seed=bytes(32))
    file = tmp_path / "keys.txt"
    file.write_text(f"# our keys\n\n{old.vkey}\n{w.LOG.vkey}\n", encoding="utf-8")
    assert run(str(bundle), "--key", str(file)).returncode == 0


@pytest.mark.parametrize("given", ["nonsense", "name+00000000+AAAA", f"{w.LOG.vkey[:-4]}AAA=", w.WITNESS.vkey, "a+b"])
def test_a_mistyped_key_is_said_to_be_one(bundle: Path, given: str) -> None:
    """Exit 2 and one line: nothing was checked."""
    done = run(str(bundle), "--key", given)
    assert done.returncode == 2
    assert done.stderr.startswith("verify.py: ")
    assert done.stderr.count("\n") == 1


def test_enough_witnesses_must_have_cosigned() -> None:
    """Two keys, two lines: two may be asked for, not three; one witness under two keys is one."""
    known = [key for one in (w.WITNESS, w.SECOND_WITNESS) for key in v.read_keys(one.vkey, 4)]
    content = w.zipped(bag())
    assert asked(content, witness_keys=known, witnesses=2).exit == 0
    assert {gap["code"] for gap in asked(content, witness_keys=known, witnesses=3).gaps} == {"witnesses"}
    assert asked(content, witness_keys=[known[0], known[0]], witnesses=2).exit == 2
    again = v.read_keys(replace(w.WITNESS, name="other.example").vkey, 4)
    assert asked(content, witness_keys=[known[0], *again], witnesses=2).exit == 2


def test_a_checkpoint_from_elsewhere_is_compared(tmp_path: Path) -> None:
    """The same root: good. Another: the ledger was rewritten. A size that the bundle does not have: incomplete."""
    notes = {name: content for name, content in bag().items() if name.endswith(".note") and name.startswith("data/")}
    first = tmp_path / "seen.note"
    first.write_bytes(notes[min(notes)])
    assert asked(w.zipped(bag()), outside=[v.read_outside(str(first))]).exit == 0
    root = notes[max(notes)].decode().split("\n")[2]
    size = int(max(notes)[-17:-5])
    assert asked(w.zipped(bag()), outside=[v.read_outside(f"{size}/{root[:16]}")]).exit == 0
    wrong = "A" * 16
    assert codes(asked(w.zipped(bag()), outside=[v.read_outside(f"{size}/{wrong}")])) == {"outside"}
    for other in (size - 1, size + 1):
        assert asked(w.zipped(bag()), outside=[v.read_outside(f"{other}/{wrong}")]).exit == 2


def test_a_rewritten_ledger_is_found_by_a_checkpoint_from_elsewhere(tmp_path: Path) -> None:
    """Edited, hashed anew and signed again with the true key: the bundle is good, and the outside copy finds it."""
    story = twenty()
    story.happenings[0].data["title"] = "Another crossing"
    rewritten = w.zipped(w.bag_of(story))
    assert asked(rewritten).exit == 0
    seen = tmp_path / "seen.note"
    seen.write_bytes(next(content for name, content in bag().items() if name.startswith("data/checkpoints/")))
    assert codes(asked(rewritten, outside=[v.read_outside(str(seen))])) == {"outside"}


@pytest.mark.parametrize(("loaded", "wishes", "seeds"), [(small(), 160, 5), (real(), 420, 2)], ids=["small", "real"])
def test_random_lives_are_lawful(loaded: LoadedDefinition, wishes: int, seeds: int) -> None:
    """What the engine allowed, the second opinion allows too: every gate, clock, sum and move."""
    for seed in range(seeds):
        report = asked(w.zipped(w.bag_of(story_of(random_life(loaded, seed, wishes)))))
        assert report.exit == 0, (seed, report.faults[:1], report.gaps[:1])


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize(("loaded", "wishes", "seeds"), [(small(), 160, 300), (real(), 420, 60)], ids=["small", "real"])
def test_hundreds_of_random_lives_are_lawful(loaded: LoadedDefinition, wishes: int, seeds: int) -> None:
    """The same, until chance has had its chance."""
    for seed in range(1_000, 1_000 + seeds):
        report = asked(w.zipped(w.bag_of(story_of(random_life(loaded, seed, wishes)))))
        assert report.exit == 0, (seed, report.faults[:1], report.gaps[:1])
