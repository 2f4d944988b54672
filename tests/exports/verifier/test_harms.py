"""Every kind of harm to a bundle, each found under its own name; most by a forger who can also seal anew."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from exports.bundle import verify as v
from tests.exports.verifier import writer as w
from tests.exports.verifier.judging import KEY, asked, codes, unpacked
from tests.exports.verifier.samples import bag, twenty

Harm = Callable[[w.Files], object]


def sealed_anew(files: w.Files) -> bytes:
    """What a forger with the key makes of changed files."""
    size = max(int(name[-17:-5]) for name in files if name.startswith("data/checkpoints/"))
    return w.zipped(w.resealed(files, "RL-1", size, 20))


def lines(files: w.Files, name: str) -> list[Any]:
    """The values of a file of lines."""
    return [json.loads(line) for line in files[name].splitlines()]


def put(files: w.Files, name: str, values: list[Any]) -> None:
    """Write them back."""
    files[name] = b"".join(w.canonical(value) + b"\n" for value in values)


def changed(name: str, number: int, **fields: Any) -> Harm:
    """One line of a file says something else."""

    def harm(files: w.Files) -> None:
        values = lines(files, name)
        values[number].update(fields)
        put(files, name, values)

    return harm


def without(name: str, number: int) -> Harm:
    """One line of a file is gone."""

    def harm(files: w.Files) -> None:
        values = lines(files, name)
        del values[number]
        put(files, name, values)

    return harm


def swapped(name: str, new: Callable[[bytes], bytes]) -> Harm:
    """A file has other bytes."""

    def harm(files: w.Files) -> None:
        files[name] = new(files[name])

    return harm


def heads(**fields: Any) -> Harm:
    """heads.json says something else."""

    def harm(files: w.Files) -> None:
        value = json.loads(files["data/proofs/heads.json"])
        value.update(fields)
        files["data/proofs/heads.json"] = w.canonical(value) + b"\n"

    return harm


def renamed(old: str, new: str) -> Harm:
    """A file has another name."""

    def harm(files: w.Files) -> None:
        files[new] = files.pop(old)

    return harm


EVENTS, HASHES = "data/events/000000.jsonl", "data/hashes.txt"
INCLUSION, CONSISTENCY = "data/proofs/inclusion.jsonl", "data/proofs/consistency.jsonl"
TOLD, HIDDEN = "data/disclosures.jsonl", "data/withheld.jsonl"
NOTES = sorted(name for name in bag() if name.startswith("data/checkpoints/"))
DOCUMENT = next(name for name in bag() if name.startswith("data/artefacts/"))
OTHER = "ab" * 32

RESEALED: dict[str, tuple[Harm, str]] = {
    "an event edited": (changed(EVENTS, 4, cause="k-9"), "hash"),
    "an event deleted": (without(EVENTS, 7), "hash"),
    "the last event deleted": (without(EVENTS, 19), "hash"),
    "two events exchanged": (swapped(EVENTS, lambda b: b"".join([*(r := b.splitlines(True))[:5], r[6], r[5], *r[7:]])), "hash"),
    "an event twice": (swapped(EVENTS, lambda b: b + b.splitlines(keepends=True)[-1]), "hash"),
    "a duplicate key": (swapped(EVENTS, lambda b: b.replace(b'"v":1}', b'"v":1,"v":1}', 1)), "not-canonical"),
    "white space": (swapped(EVENTS, lambda b: b.replace(b'"v":1}', b'"v": 1}', 1)), "not-canonical"),
    "a float": (swapped(EVENTS, lambda b: b.replace(b'"v":1}', b'"v":1.0}', 1)), "json"),
    "a line that does not end": (swapped(EVENTS, lambda b: b[:-1]), "truncated"),
    "an event of 70,000 bytes": (changed(EVENTS, 3, more="x" * 70_000), "too-big"),
    "no events": (swapped(EVENTS, lambda _: b""), "event-files"),
    "events in a second file too soon": (lambda f: f.__setitem__("data/events/000001.jsonl", f[EVENTS]), "event-files"),
    "a file of events left out": (renamed(EVENTS, "data/events/000001.jsonl"), "event-files"),
    "another hash in the list": (swapped(HASHES, lambda b: b.replace(b"0 0 ", b"0 1 ", 1)), "inclusion"),
    "a hash too many": (swapped(HASHES, lambda b: b + b"20 99 " + b"0" * 64 + b"\n"), "hash"),
    "a proof of another place": (changed(INCLUSION, 6, gseq=1), "inclusion"),
    "a proof with another hash": (changed(INCLUSION, 9, proof=[OTHER] * 6, same=0), "inclusion"),
    "a proof that shares too much": (changed(INCLUSION, 0, same=3), "inclusion"),
    "a proof for another size": (changed(INCLUSION, 2, size=5), "inclusion"),
    "a proof left out": (without(INCLUSION, 19), "inclusion"),
    "a proof too many": (swapped(INCLUSION, lambda b: b + b.splitlines(keepends=True)[-1]), "hash"),
    "a consistency proof changed": (changed(CONSISTENCY, 0, proof=[OTHER] * 4), "consistency"),
    "a consistency proof left out": (without(CONSISTENCY, 1), "consistency"),
    "a consistency proof of other sizes": (changed(CONSISTENCY, 1, old=2), "consistency"),
    "heads of another event": (heads(index=1), "heads"),
    "heads with another count": (heads(count=9), "heads"),
    "heads of another checkpoint": (heads(size=8), "heads"),
    "heads with another event": (heads(canon='{"data":{"count":3,"root":""}}'), "malformed"),
    "heads with another hash": (heads(hash=OTHER), "heads"),
    "heads that are not in the ledger": (heads(inclusion=[OTHER] * 5), "heads"),
    "heads with a hash that is none": (heads(prev="AB" * 32), "shape"),
    "heads with a key more": (heads(more=1), "shape"),
    "a checkpoint under another size": (renamed(NOTES[0], "data/checkpoints/000000000003.note"), "checkpoint"),
    "a checkpoint left out": (lambda f: f.pop(NOTES[0]), "consistency"),
    "a note without signatures": (swapped(NOTES[0], lambda b: b.split(b"\n\n")[0] + b"\n\n"), "note"),
    "a note of four lines": (swapped(NOTES[0], lambda b: b.replace(b"\n\n", b"\nmore\n\n", 1)), "note"),
    "a note that is not UTF-8": (swapped(NOTES[0], lambda b: b"\xff" + b), "note"),
    "a definition with another byte": (swapped("data/definition.yaml", lambda b: b.replace(b"Manager", b"Manages", 1)), "definition"),
    "a definition that is YAML": (swapped("data/definition.yaml", lambda _: b"seedbed: 1\n"), "json"),
    "a definition that is a list": (swapped("data/definition.yaml", lambda _: b"[]"), "malformed"),
    "a calendar with a holiday more": (swapped("data/calendar.json", lambda b: b.replace(b"2026-12-25", b"2026-12-24")), "calendar"),
    "no calendar": (swapped("data/calendar.json", lambda _: b'{"calendars":[]}\n'), "calendar"),
    "a value disclosed otherwise": (changed(TOLD, 2, value="Something else."), "disclosure"),
    "a value under another salt": (changed(TOLD, 2, salt=OTHER), "disclosure"),
    "a value of another place": (changed(TOLD, 0, path="data.nowhere"), "disclosure"),
    "a value that is not told any more": (without(TOLD, 1), "withheld"),
    "values out of order": (swapped(TOLD, lambda b: b"".join(b.splitlines(keepends=True)[::-1])), "withheld"),
    "a value told twice": (swapped(TOLD, lambda b: b + b.splitlines(keepends=True)[-1]), "order"),
    "a value of an event that is not there": (changed(TOLD, -1, n=99), "withheld"),
    "a disclosure with a key more": (changed(TOLD, 0, more=1), "shape"),
    "something withheld that is told": (lambda f: put(f, HIDDEN, sorted([*lines(f, HIDDEN), {"decided_by": "d", "ground": "g", "n": lines(f, TOLD)[0]["n"], "path": lines(f, TOLD)[0]["path"]}], key=lambda one: (one["n"], one["path"]))), "withheld"),
    "something withheld that there is not": (lambda f: put(f, HIDDEN, [*lines(f, HIDDEN), {"decided_by": "d", "ground": "g", "n": 19, "path": "data.no"}]), "withheld"),
    "something withheld of no event": (lambda f: put(f, HIDDEN, [*lines(f, HIDDEN), {"decided_by": "d", "ground": "g", "n": 99, "path": "data.no"}]), "order"),
    "a value withheld and not listed": (without(HIDDEN, 0), "withheld"),
    "a document withheld and not listed": (without(HIDDEN, 1), "artefact"),
    "a ground that is a number": (changed(HIDDEN, 0, ground=1), "withheld"),
    "a document changed": (swapped(DOCUMENT, lambda b: b.replace(b"slow", b"fast", 1)), "artefact"),
    "a document shorter": (lambda f: f.__setitem__(DOCUMENT, f[DOCUMENT][:-1]), "artefact"),
    "a document left out": (lambda f: f.pop(DOCUMENT), "artefact"),
    "a document that nobody filed": (lambda f: f.__setitem__(f"data/artefacts/{w.hex_of(b'x')}", b"x"), "artefact"),
    "a file more": (lambda f: f.__setitem__("data/extra.txt", b"x"), "extra-file"),
    "a file less": (lambda f: f.pop("data/render/index.html"), "missing-file"),
}  # fmt: skip


@pytest.mark.parametrize(("harm", "code"), RESEALED.values(), ids=list(RESEALED))
def test_a_forger_who_seals_anew_is_found(harm: Harm, code: str) -> None:
    """Manifests and seal are right again: what was changed contradicts the ledger, or the bundle itself."""
    files = dict(bag())
    harm(files)
    report = asked(sealed_anew(files))
    assert report.exit == 1
    assert code in codes(report), report.faults


@pytest.mark.parametrize(("harm", "code"), RESEALED.values(), ids=list(RESEALED))
def test_a_change_alone_is_found_by_the_manifests(harm: Harm, code: str) -> None:
    """Nobody sealed anew: the manifests or the sums of the payload tell."""
    files = dict(bag())
    harm(files)
    report = asked(w.zipped(files))
    assert report.exit == 1
    assert codes(report) & {"manifest", "payload-oxum", "extra-file", "missing-file"}


def manifest_line(files: w.Files) -> bytes:
    """The first line of the manifest."""
    return files["manifest-sha256.txt"].splitlines(keepends=True)[0]


def reseal_tags(files: w.Files) -> None:
    """Only tag manifest and seal follow the change."""
    names = sorted(
        name for name in files if not name.startswith("data/") and name not in ("seal.note", "tagmanifest-sha256.txt")
    )
    files["tagmanifest-sha256.txt"] = w.manifest(files, names)


BAGS: dict[str, tuple[Harm, str]] = {
    "another version of BagIt": (swapped("bagit.txt", lambda b: b.replace(b"1.0", b"0.9")), "bagit"),
    "a manifest line twice": (swapped("manifest-sha256.txt", lambda b: b.splitlines(True)[0] + b), "manifest"),
    "a manifest line gone": (swapped("manifest-sha256.txt", lambda b: b"".join(b.splitlines(True)[1:])), "extra-file"),
    "a manifest line of a file that is not there": (swapped("manifest-sha256.txt", lambda b: b + b"0" * 64 + b"  data/zzz\n"), "missing-file"),
    "a manifest out of order": (swapped("manifest-sha256.txt", lambda b: b"".join(b.splitlines(True)[::-1])), "manifest"),
    "a manifest with one space": (swapped("manifest-sha256.txt", lambda b: b.replace(b"  ", b" ", 1)), "manifest"),
    "a manifest with a hash in capitals": (swapped("manifest-sha256.txt", lambda b: b[:64].upper() + b[64:]), "manifest"),
    "a manifest with a path upwards": (swapped("manifest-sha256.txt", lambda b: b + b"0" * 64 + b"  data/zz/../../etc\n"), "missing-file"),
    "other sums": (swapped("bag-info.txt", lambda b: b.replace(b"Payload-Oxum: ", b"Payload-Oxum: 1")), "payload-oxum"),
    "another format": (swapped("bag-info.txt", lambda b: b.replace(b"Format: 1", b"Format: 2")), "bag-info"),
    "another id": (swapped("bag-info.txt", lambda b: b.replace(b"Bundle-Id: RL", b"Bundle-Id: XX")), "bag-info"),
    "another label": (swapped("bag-info.txt", lambda b: b"Contact: me\n" + b), "bag-info"),
    "another number of events": (swapped("bag-info.txt", lambda b: b.replace(b"Events: 20", b"Events: 21")), "bag-info"),
    "another day": (swapped("bag-info.txt", lambda b: b.replace(b"Date: 20", b"Date: 19")), "bag-info"),
    "the seal of another bundle": (swapped("seal.note", lambda b: b.replace(b"RL-1-", b"RL-2-", 1)), "seal"),
    "the seal without a signature": (swapped("seal.note", lambda b: b.split(b"\n\n")[0] + b"\n"), "note"),
}  # fmt: skip


@pytest.mark.parametrize(("harm", "code"), BAGS.values(), ids=list(BAGS))
def test_a_bag_that_does_not_hold_together_is_found(harm: Harm, code: str) -> None:
    """BagIt's own files, changed by somebody who made the tag manifest anew but has no key."""
    files = dict(bag())
    harm(files)
    reseal_tags(files)
    report = asked(w.zipped(files, w.base_of(bag())))
    assert report.exit == 1
    assert code in codes(report), report.faults


def test_a_seal_or_a_checkpoint_that_a_known_key_did_not_sign_is_found() -> None:
    """A line that names a known key and does not fit is a forgery, not an unknown signature."""
    files = dict(bag())
    wrong = base64.b64encode(w.LOG.key_id + bytes(64)).decode()
    text = files["seal.note"].decode().split("\n\n")[0] + "\n"
    files["seal.note"] = f"{text}\n\N{EM DASH} {w.ORIGIN} {wrong}\n".encode()
    assert codes(asked(w.zipped(files))) == {"seal"}
    files = dict(bag())
    text = files[NOTES[0]].decode().split("\n\n")[0] + "\n"
    files[NOTES[0]] = f"{text}\n\N{EM DASH} {w.ORIGIN} {wrong}\n".encode()
    assert codes(asked(sealed_anew(files))) == {"signature"}
    short = base64.b64encode(w.WITNESS.key_id + bytes(64)).decode()
    files[NOTES[0]] = f"{text}\n\N{EM DASH} {w.WITNESS.name} {short}\n".encode()
    known = v.read_keys(w.WITNESS.vkey, 4)
    assert codes(asked(sealed_anew(files), witness_keys=known)) == {"signature"}


def test_a_checkpoint_of_another_ledger_is_found() -> None:
    """All checkpoints bear one origin."""
    files = dict(bag())
    files[NOTES[0]] = files[NOTES[0]].replace(w.ORIGIN.encode(), b"other.example/log", 1)
    assert "checkpoint" in codes(asked(sealed_anew(files)))


def test_an_old_checkpoint_of_a_key_that_was_changed_is_held_by_proofs() -> None:
    """The auditor has the new key only: good, and the report says how many are tied by proofs alone."""
    files = dict(bag())
    old = replace(w.LOG, seed=bytes(32))
    text = files[NOTES[0]].decode().split("\n\n")[0] + "\n"
    files[NOTES[0]] = f"{text}\n{old.line(text)}".encode()
    report = asked(sealed_anew(files))
    assert report.exit == 0
    assert any("1 of 3 checkpoints" in note for note in report.notes)


def test_a_tail_that_is_kept_back_is_found() -> None:
    """All is hashed, proved and signed anew for nineteen of twenty events; the ledger's heads know the twentieth."""
    files = dict(bag())
    for name in (EVENTS, HASHES, INCLUSION):
        files[name] = b"".join(files[name].splitlines(keepends=True)[:-1])
    size = int(NOTES[-1][-17:-5])
    report = asked(w.zipped(w.resealed(files, "RL-1", size, 19)))
    assert "heads" in codes(report)


def told_and_withheld(story: w.Story) -> None:
    """The same document is filed a second time and withheld there, though its bytes are in the bundle."""
    filed = next(n for n, one in enumerate(story.happenings) if one.data.get("sha256") in story.documents)
    story.happenings.append(replace(story.happenings[filed], cause="k-again", at=story.happenings[-1].at))
    story.withheld[len(story.happenings) - 1, "document"] = "secret"


STREAMS: dict[str, tuple[Callable[[w.Story], object], str]] = {
    "time goes back": (lambda s: setattr(s.happenings[9], "at", "2026-03-01T00:00:00.000000Z"), "time"),
    "a time that there is not": (lambda s: setattr(s.happenings[0], "at", "2026-02-30T00:00:00.000000Z"), "time"),
    "a time of another form": (lambda s: setattr(s.happenings[9], "at", "2026-03-02T10:00:00Z"), "time"),
    "another number": (lambda s: s.happenings[5].more.update(n=6), "sequence"),
    "another place": (lambda s: s.happenings[5].more.update(gseq=1), "sequence"),
    "a place that the hashes do not have": (lambda s: s.happenings[19].more.update(gseq=500), "sequence"),
    "another stream": (lambda s: s.happenings[5].more.update(stream="RL-2"), "stream"),
    "another version": (lambda s: s.happenings[5].more.update(v=2), "event-shape"),
    "a version that is true": (lambda s: s.happenings[5].more.update(v=True), "event-shape"),
    "an id of another kind": (lambda s: s.happenings[5].more.update(id="01900000-0000-4000-8000-000000000001"), "event-shape"),
    "a type in capitals": (lambda s: setattr(s.happenings[5], "type", "Conflicts.Declared"), "event-shape"),
    "nobody recorded it": (lambda s: s.happenings[5].more.update(recorded_by={}), "event-shape"),
    "data that are a list": (lambda s: s.happenings[5].more.update(data=[]), "event-shape"),
    "a cause that is a number": (lambda s: s.happenings[5].more.update(cause=5), "event-shape"),
    "seals that are empty": (lambda s: s.happenings[6].more.update(sealed=[]), "event-shape"),
    "seals out of order": (lambda s: s.happenings[7].more.update(sealed=[{"path": "data.name", "commitment": OTHER}, {"path": "data.a", "commitment": OTHER}]), "event-shape"),
    "a seal of a strange place": (lambda s: s.happenings[7].more.update(sealed=[{"path": "../x", "commitment": OTHER}]), "event-shape"),
    "another definition": (lambda s: s.happenings[5].more.update(**{"def": OTHER}), "definition"),
    "a document of another size": (lambda s: [h.data.update(size=5) for h in s.happenings if h.data.get("sha256") in s.documents], "artefact"),
    "a document told and withheld": (told_and_withheld, "withheld"),
    "a type that nobody knows": (lambda s: setattr(s.happenings[19], "type", "procedure.blessed"), ""),
}  # fmt: skip


@pytest.mark.parametrize(("harm", "code"), STREAMS.values(), ids=list(STREAMS))
def test_a_history_that_is_none_is_found_though_all_is_signed(harm: Callable[[w.Story], object], code: str) -> None:
    """The authority itself wrote it so: hashes, proofs and signatures are right, and the events are not."""
    story = twenty()
    harm(story)
    report = asked(w.zipped(w.bag_of(story)))
    if code:
        assert report.exit == 1
        assert code in codes(report), report.faults
    else:  # a newer Seedbed may know more: nothing is passed over in silence, and nobody is accused
        assert report.exit == 2
        assert {gap["code"] for gap in report.gaps} == {"unknown-type"}
        assert any("an event of an unknown kind, could not be judged" in note for note in report.notes)


ZIPS: dict[str, Callable[[bytes], bytes]] = {
    "a comment": lambda z: z[:-2] + b"\x02\x00hi",
    "bytes before": lambda z: b"MZ" + z,
    "bytes after": lambda z: z + b"\0",
    "cut": lambda z: z[:-30],
    "half of it": lambda z: z[: len(z) // 2],
    "nothing": lambda _: b"",
    "four bytes": lambda _: b"PK\3\4",
    "another time": lambda z: z.replace(b"\x21\x00", b"\x22\x00", 1),
    "another attribute": lambda z: z.replace(b"\x00\x00\xa4\x81", b"\x00\x00\xed\x81", 1),
    "compressed": lambda z: z[:8] + b"\x08\x00" + z[10:],
    "encrypted": lambda z: z[:6] + b"\x01\x00" + z[8:],
    "a count of 65,535": lambda z: z[:-14] + b"\xff\xff\xff\xff" + z[-10:],
    "a count less": lambda z: z[:-14] + bytes([z[-14] - 1, 0, z[-12] - 1, 0]) + z[-10:],
    "a huge directory": lambda z: z[:-10] + b"\xfe\xff\xff\xff" + z[-6:],
    "a directory elsewhere": lambda z: z[:-6] + b"\x00\x00\x00\x00" + z[-2:],
}


@pytest.mark.parametrize("harm", ZIPS.values(), ids=list(ZIPS))
def test_a_zip_has_one_form(harm: Callable[[bytes], bytes]) -> None:
    """Whatever is not canonical is refused, though other programs would unpack it."""
    report = asked(harm(w.zipped(bag())))
    assert codes(report) & {"zip", "zip-not-canonical"}


def test_entries_stand_in_order_once_under_plain_names() -> None:
    """Names out of order, twice, upwards, absolute, of another folder, or not ASCII."""
    files = dict(bag())
    base = w.base_of(files)
    for name in (
        "../evil",
        "/etc/passwd",
        "data/../../evil",
        "data/events/",
        "data\\x",
        "datä",
        "data/artefacts/" + "A" * 64,
    ):
        assert codes(asked(w.zipped({**files, name: b"x"}))) & {"extra-file", "file-name"}, name
    content = w.zipped(files)
    assert codes(asked(content.replace(f"{base}/SPEC.md".encode(), f"{base}/SPEC.mc".encode()))) == {"extra-file"}
    assert codes(asked(content.replace(f"{base}/SPEC.md".encode(), f"{base}/AAAA.md".encode()))) == {
        "zip-not-canonical"
    }
    twice = content.replace(f"{base}/SPEC.md".encode(), f"{base}/README.".encode())
    assert asked(twice).exit == 1
    assert codes(asked(w.zipped(files, "other-1"))) == {"bag-info"}
    inside = content.replace(f"{base}/SPEC.md".encode(), b"x" * len(f"{base}/SPEC.md"))
    assert codes(asked(inside)) & {"file-name", "zip-not-canonical"}


def test_a_folder_holds_plain_files_only(tmp_path: Path) -> None:
    """Links and pipes are refused, whatever they lead to."""
    folder = unpacked(bag(), tmp_path / "bag")
    (folder / "SPEC.md").unlink()
    (folder / "SPEC.md").symlink_to(folder / "README.txt")
    assert codes(v.verify(str(folder), keys=[KEY])) == {"link"}
    (folder / "SPEC.md").unlink()
    os.mkfifo(folder / "SPEC.md")
    assert codes(v.verify(str(folder), keys=[KEY])) == {"link"}
