"""An auditor who holds only an old key follows the ledger to its newest one; a change that is forged is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from exports.bundle import verify as v
from tests.exports.verifier import writer as w
from tests.exports.verifier.judging import KEY, asked, codes
from tests.exports.verifier.samples import twenty

SECOND = w.Signer(seed=bytes(range(100, 132)))
THIRD = w.Signer(seed=bytes(range(132, 164)))
PATH = "data/keys/rotations.jsonl"
ONCE = w.HandOver(after=4, old=w.LOG, new=SECOND, signers=(w.LOG, SECOND))
AGAIN = w.HandOver(after=11, old=SECOND, new=THIRD, signers=(SECOND, THIRD))


def told(*changes: w.HandOver) -> w.Files:
    """The files of the story in which the key changed so."""
    story = twenty()
    story.handovers = changes
    return w.bag_of(story)


def report_on(files: w.Files, *keys: w.Signer) -> v.Report:
    """What an auditor with these keys is told."""
    return asked(w.zipped(files), keys=[v.read_keys(key.vkey, 1)[0] for key in keys] or [KEY])


def test_the_old_key_leads_to_the_new() -> None:
    """All is good, and it is said which key handed over to which, and where."""
    report = report_on(told(ONCE))
    assert report.exit == v.GOOD, (report.faults, report.gaps)
    assert any(f"{v.read_keys(SECOND.vkey, 1)[0]} at 7: that one is trusted too" in note for note in report.notes)
    assert report.counts["changes of the key"] == 1


@pytest.mark.parametrize("key", [w.LOG, SECOND, THIRD], ids=["first", "second", "third"])
def test_any_key_of_a_chain_leads_to_its_end(key: w.Signer) -> None:
    """Changed twice: whoever has one of the three keys can check the newest checkpoint and the seal."""
    report = report_on(told(ONCE, AGAIN), key)
    assert report.exit == v.GOOD, (report.faults, report.gaps)


def test_all_keys_together_are_as_good() -> None:
    """An auditor who was given each of them."""
    assert report_on(told(ONCE, AGAIN), w.LOG, SECOND, THIRD).exit == v.GOOD


def test_a_lost_key_leads_nowhere() -> None:
    """Nobody but the new key signed: it is not trusted, and the account says why."""
    report = report_on(told(w.HandOver(after=4, old=w.LOG, new=SECOND, signers=(SECOND,), lost=True)))
    assert report.exit == v.INCOMPLETE
    assert {gap["code"] for gap in report.gaps} == {"unknown-key", "seal"}
    assert any("was said to be lost" in note for note in report.notes)


def test_without_the_file_the_new_key_is_unknown() -> None:
    """As it was before there was such a file: incomplete, not tampered."""
    files = told(ONCE)
    del files[PATH]
    story = twenty()
    files = w.resealed(files, story.stream, newest_size(files), 20, signer=SECOND)
    assert report_on(files).exit == v.INCOMPLETE


def newest_size(files: w.Files) -> int:
    """The size of the newest checkpoint."""
    return max(int(name[-17:-5]) for name in files if name.endswith(".note") and "checkpoints" in name)


ELSEWHERE = w.Signer(name="forged.example/log")
FORGED = {
    "the old key did not sign": w.HandOver(after=4, old=w.LOG, new=SECOND, signers=(SECOND,)),
    "the new key did not sign": w.HandOver(after=4, old=w.LOG, new=SECOND, signers=(w.LOG,)),
    "another signed in its name": w.HandOver(
        after=4, old=w.LOG, new=SECOND, signers=(w.Signer(seed=bytes(32)), SECOND)
    ),
    "the note names another new key": w.HandOver(
        after=4, old=w.LOG, new=SECOND, signers=(w.LOG, SECOND, THIRD), told=(7, w.LOG, THIRD)
    ),
    "the note is of another place": w.HandOver(
        after=4, old=w.LOG, new=SECOND, signers=(w.LOG, SECOND), told=(6, w.LOG, SECOND)
    ),
    "the new key has another name": w.HandOver(after=4, old=w.LOG, new=ELSEWHERE, signers=(w.LOG, ELSEWHERE)),
}


@pytest.mark.parametrize("change", FORGED.values(), ids=list(FORGED))
def test_a_forged_change_is_refused(change: w.HandOver) -> None:
    """Though every hash and proof around it is right."""
    report = report_on(told(change))
    assert report.exit == v.TAMPERED
    assert "rotation" in codes(report)


def test_a_key_that_handed_over_signs_no_more() -> None:
    """Whoever kept the old secret cannot go on with it behind the change, even where both changes are signed."""
    story = twenty()
    story.handovers = [ONCE, w.HandOver(after=5, old=SECOND, new=w.LOG, signers=(SECOND, w.LOG))]
    report = asked(w.zipped(w.bag_of(story)))
    assert report.exit == v.TAMPERED
    assert codes(report) == {"retired-key"}
    twice = report_on(told(ONCE, w.HandOver(after=11, old=w.LOG, new=THIRD, signers=(w.LOG, THIRD))))
    assert codes(twice) == {"rotation"}


def changed(one: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A line with other fields."""
    return {**one, **fields}


LINES: dict[str, Callable[[list[dict[str, Any]]], list[Any]]] = {
    "out of order": lambda all_: all_[::-1],
    "twice": lambda all_: [all_[0], *all_],
    "another place": lambda all_: [changed(all_[0], gseq=all_[0]["gseq"] + 1), all_[1]],
    "a place that is no number": lambda all_: [changed(all_[0], gseq="7"), all_[1]],
    "a place of 300 digits": lambda all_: [changed(all_[0], gseq=10**300), all_[1]],
    "true as a place": lambda all_: [changed(all_[0], gseq=True), all_[1]],
    "another size": lambda all_: [changed(all_[0], size=3), all_[1]],
    "no proof": lambda all_: [changed(all_[0], inclusion=[]), all_[1]],
    "other bytes": lambda all_: [changed(all_[0], canon=all_[0]["canon"].replace("false", "true ")), all_[1]],
    "an event that is none": lambda all_: [changed(all_[0], canon=7), all_[1]],
    "a key too many": lambda all_: [changed(all_[0], more=1), all_[1]],
    "no object": lambda all_: [[], all_[1]],
    "too many": lambda all_: all_[:1] * 1_001,
}


@pytest.mark.parametrize("mend", LINES.values(), ids=list(LINES))
def test_a_line_that_is_wrong_is_refused_by_name(mend: Callable[[list[dict[str, Any]]], list[Any]]) -> None:
    """A forger without the ledger's key who puts a line there, or an exporter that errs."""
    files = told(ONCE, AGAIN)
    lines = [json.loads(line) for line in files[PATH].splitlines()]
    files[PATH] = b"".join(w.canonical(line) + b"\n" for line in mend(lines))
    files = w.resealed(files, twenty().stream, newest_size(files), 20, signer=THIRD)
    report = report_on(files)
    assert report.exit == v.TAMPERED
    assert codes(report) & {"rotation", "malformed", "shape", "json", "number"}, report.faults


@pytest.mark.parametrize(
    ("before", "after", "may"),
    [
        ("a/log", "a/log", True),
        ("a/log", "a/log/again-2", True),
        ("a/log/again-2", "a/log/again-10", True),
        ("a/log/again-3", "a/log/again-2", False),
        ("a/log/again-2", "a/log", False),
        ("a/log", "b/log", False),
        ("a/log", "a/log/again-", False),
        ("a/log", "a/log/again-2/more", False),
        ("a/log", "a/log/again-\u0662", False),
    ],
)
def test_only_the_name_after_a_loss_may_follow_another(before: str, after: str, may: bool) -> None:
    """No other ledger's checkpoints are let in by a name that looks alike."""
    assert v.continues(before, after) is may
