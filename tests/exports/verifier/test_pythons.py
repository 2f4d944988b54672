"""The verifier runs on Python 3.8 and newer: by its syntax everywhere, and on each interpreter that is found here."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from exports.bundle import verify as v
from tests.exports.verifier import writer as w
from tests.exports.verifier.samples import bag, twenty

SOURCE = Path(v.__file__).read_text(encoding="utf-8")
BEFORE_3_8 = {
    "__future__", "argparse", "array", "base64", "binascii", "collections", "copy", "datetime", "fractions", "functools", "gc", "hashlib",
    "json", "multiprocessing", "os", "re", "stat", "struct", "sys", "time", "types", "typing", "zlib",
}  # fmt: skip


def test_its_syntax_is_that_of_python_3_8() -> None:
    """No match statement, no parenthesised context managers, nothing newer."""
    ast.parse(SOURCE, feature_version=(3, 8))


def test_it_imports_the_standard_library_of_python_3_8_and_nothing_of_ours() -> None:
    """What came with 3.9, zoneinfo, is asked for only where a zone is not built in, and may be missing."""
    tree = ast.parse(SOURCE)
    imported = {one.name for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported - BEFORE_3_8 == {"zoneinfo"}


def interpreter(version: str) -> str | None:
    """An interpreter of this version, from PATH or from pyenv."""
    found = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
    candidates = [*map(str, found), shutil.which(f"python{version}") or ""]
    for one in filter(None, candidates):
        said = subprocess.run(
            [one, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
            capture_output=True,
            text=True,
            check=False,
        )
        if said.stdout.strip() == version:
            return one
    return None


@pytest.mark.parametrize("version", ["3.8", "3.9", "3.10", "3.11", "3.12", "3.13"])
def test_it_gives_the_same_answers_on_other_pythons(version: str, tmp_path: Path) -> None:
    """A good bundle and five mutilated ones, without site packages and without environment."""
    python = sys.executable if sys.version_info[:2] == tuple(map(int, version.split("."))) else interpreter(version)
    if python is None:
        pytest.skip(f"there is no Python {version} on this machine: only its syntax was checked")
    unlawful = twenty()
    unlawful.happenings[12].role = "reader"
    late = w.zipped(w.bag_of(unlawful))
    good = w.zipped(bag())
    cut = good[: len(good) // 2]
    flipped = bytes([*good[:5_000], good[5_000] ^ 1, *good[5_001:]])
    deep = dict(bag())
    deep["data/calendar.json"] = b"[" * 90_000 + b"]" * 90_000 + b"\n"
    size = int(w.base_of(bag()).rpartition("-")[2])
    nested = w.zipped(w.resealed(deep, "RL-1", size, 20))
    big = dict(bag())
    big["data/calendar.json"] = b'{"calendars":' + b"9" * 900_000 + b"}\n"
    number = w.zipped(w.resealed(big, "RL-1", size, 20))
    bundle = tmp_path / "b.zip"
    for content, expected in ((good, 0), (late, 1), (cut, 1), (flipped, 1), (nested, 1), (number, 1)):
        bundle.write_bytes(content)
        done = subprocess.run(
            [python, "-I", "-S", v.__file__, str(bundle), "--key", w.LOG.vkey],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (expected, ""), done.stdout
