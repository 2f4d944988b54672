"""Hostile bundles: a named fault and exit 1 or 2, never a traceback, little time and little memory."""

from __future__ import annotations

import json
import random
import resource
import struct
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from exports.bundle import verify as v
from tests.exports.verifier import writer as w
from tests.exports.verifier.judging import KEY, asked, codes, unpacked
from tests.exports.verifier.samples import bag, twenty
from tests.exports.verifier.test_harms import NOTES, sealed_anew


def bomb() -> bytes:
    """Two hundred megabytes of nothing in two hundred kilobytes."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("RL-1-1/data/events/000000.jsonl", bytes(200_000_000))
    return out.getvalue()


def overlapping() -> bytes:
    """A directory whose thousand entries are all the same bytes."""
    local, central = w.headers(b"a/bagit.txt", 0, 0, 0)
    return local + central * 1_000 + w.end_record(1_000, len(central) * 1_000, len(local))


def lying_size() -> bytes:
    """An entry that says it has four gigabytes."""
    content = w.zipped(bag())
    return content[:18] + struct.pack("<II", 0xFFFFFFFE, 0xFFFFFFFE) + content[26:]


CONTAINERS: dict[str, Callable[[], bytes]] = {
    "a bomb": bomb,
    "overlapping entries": overlapping,
    "a size that lies": lying_size,
    "zeros": lambda: bytes(100_000),
    "text": lambda: b"Dear auditor, " * 1_000,
    "a directory of 65,535 entries that are not there": lambda: b"PK\3\4" + bytes(100) + w.end_record(65_534, 50, 54),
    "a ZIP64 end of 2^63 entries": lambda: b"PK\3\4" + bytes(60) + b"PK\6\6" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, 2**63, 2**63, 2**63, 2**63) + b"PK\6\7" + struct.pack("<IQI", 0, 64, 1) + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 0xFFFF, 0xFFFF, 2**32 - 1, 2**32 - 1, 0),
}  # fmt: skip


@pytest.mark.parametrize("content", [make() for make in CONTAINERS.values()], ids=list(CONTAINERS))
def test_a_container_that_is_none_is_refused(content: bytes) -> None:
    """At once, and by name."""
    began = time.process_time()
    report = asked(content)
    assert codes(report) & {"zip", "zip-not-canonical", "extra-file", "missing-file", "file-name"}
    assert time.process_time() - began < 2


DEEP = b"[" * 100_000 + b"]" * 100_000
FILES = ["data/definition.yaml", "data/calendar.json", "data/disclosures.jsonl", "data/withheld.jsonl", "data/hashes.txt",
         "data/proofs/heads.json", "data/proofs/inclusion.jsonl", "data/proofs/consistency.jsonl", NOTES[0],
         "data/events/000000.jsonl"]  # fmt: skip
CONTENTS = {
    "nothing": b"",
    "a newline": b"\n",
    "depth": DEEP + b"\n",
    "depth of objects": b'{"a":' * 50_000 + b"1" + b"}" * 50_000 + b"\n",
    "a number of a million digits": b'{"n":' + b"7" * 1_000_000 + b"}\n",
    "null": b"null\n",
    "a list": b"[]\n",
    "a number": b"7\n",
    "UTF-16": '{"a":1}\n'.encode("utf-16"),
    "not UTF-8": b'{"a":"\xff\xfe"}\n',
    "NUL": bytes(1_000) + b"\n",
    "a terminal's escapes": b'{"\x1b[2J":1}\n',
    "a line of three megabytes": b"x" * 3_000_000 + b"\n",
}


@pytest.mark.parametrize("content", CONTENTS.values(), ids=list(CONTENTS))
@pytest.mark.parametrize("name", FILES)
def test_strange_content_in_any_file_is_a_named_fault(name: str, content: bytes) -> None:
    """All is sealed anew around it: the file itself is what is wrong."""
    files = {**bag(), name: content}
    if "heads" in name:
        files["data/proofs/heads.json"] = bag()["data/proofs/heads.json"]
        whole = w.resealed(files, "RL-1", int(NOTES[-1][-17:-5]), 20)
        content = w.zipped(_with(whole, name, content))
    else:
        content = sealed_anew(files)
    report = asked(content)
    empty = name.endswith(("withheld.jsonl", "disclosures.jsonl"))
    assert report.exit == 1 or (empty and not content)
    assert all(fault["says"].isprintable() for fault in report.faults)


def _with(files: w.Files, name: str, content: bytes) -> w.Files:
    """The manifests follow; the information stays."""
    files = {**files, name: content}
    payload = sorted(one for one in files if one.startswith("data/"))
    total = f"Payload-Oxum: {sum(len(files[one]) for one in payload)}.{len(payload)}\n"
    info = files["bag-info.txt"].decode().splitlines(keepends=True)
    files["bag-info.txt"] = "".join(total if line.startswith("Payload") else line for line in info).encode()
    files["manifest-sha256.txt"] = w.manifest(files, payload)
    tags = sorted(
        one for one in files if not one.startswith("data/") and one not in ("seal.note", "tagmanifest-sha256.txt")
    )
    files["tagmanifest-sha256.txt"] = w.manifest(files, tags)
    return files


def test_a_hostile_definition_is_judged_not_followed() -> None:
    """Parts left out or of the wrong kind, periods of centuries, weights with a million zeros, unknown zones."""
    good = json.loads(twenty().definition)
    rng = random.Random(3)
    for _ in range(120):
        story = twenty()
        bad = json.loads(twenty().definition)
        _break(bad, rng)
        story.definition = w.canonical(bad)
        story.happenings[0].data["definition"] = w.hex_of(story.definition)
        report = asked(w.zipped(w.bag_of(story)))
        assert report.exit in (0, 1, 2)
    story = twenty()
    story.definition = w.canonical({**good, "zone": "Mars/Olympus"})
    story.happenings[0].data["definition"] = w.hex_of(story.definition)
    assert asked(w.zipped(w.bag_of(story))).exit == 2


def _break(value: object, rng: random.Random) -> None:
    """Change one thing, somewhere deep."""
    while isinstance(value, dict | list) and value:
        keys = list(value) if isinstance(value, dict) else range(len(value))
        key = rng.choice(list(keys))
        inner = value[key]
        if isinstance(inner, dict | list) and inner and rng.random() < 0.8:
            value = inner
            continue
        choice = rng.choice([None, [], {}, "x", 10**15, -1, True, ["x"], {"x": 1}])
        value[key] = choice
        return


def test_hostile_events_are_judged_not_followed() -> None:
    """Values of the wrong kind anywhere in the data of any event."""
    rng = random.Random(4)
    for _ in range(250):
        story = twenty()
        _break(rng.choice(story.happenings).data, rng)
        assert asked(w.zipped(w.bag_of(story))).exit in (0, 1, 2)


def test_names_and_words_cannot_speak_to_the_terminal(tmp_path: Path) -> None:
    """What a bundle holds is printed with its control characters spelled out."""
    folder = unpacked(bag(), tmp_path / "bag")
    (folder / "data" / "\x1b[31mred\x07").write_bytes(b"")
    done = subprocess.run([sys.executable, v.__file__, str(folder)], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "\x1b" not in done.stdout
    assert "\x07" not in done.stdout


@pytest.mark.parametrize("path", ["/nowhere/at/all", "/dev/null", __file__])
def test_what_is_no_bundle_is_said_to_be_none(path: str) -> None:
    """Exit 1 or 2 and a sentence, no traceback."""
    done = subprocess.run([sys.executable, v.__file__, path], capture_output=True, text=True, check=False)
    assert done.returncode in (1, 2)
    assert "Traceback" not in done.stdout + done.stderr


def test_a_hostile_bundle_takes_little_memory(tmp_path: Path) -> None:
    """Within 300 MB of address space: nothing is unpacked, no line is read beyond its limit."""
    path = tmp_path / "b.zip"
    for content in (bomb(), sealed_anew({**bag(), "data/events/000000.jsonl": b"[" * 50_000_000 + b"\n"})):
        path.write_bytes(content)
        done = subprocess.run(
            [sys.executable, v.__file__, str(path), "--key", w.LOG.vkey],
            capture_output=True, text=True, check=False,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (300_000_000, 300_000_000)),
        )  # fmt: skip
        assert done.returncode == 1, done.stderr


def test_the_right_key_is_still_asked_for_after_all_this() -> None:
    """The sample itself is good: the tests above harm something that was whole."""
    assert asked(w.zipped(bag()), keys=[KEY]).exit == 0
