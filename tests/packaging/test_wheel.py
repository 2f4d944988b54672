"""The wheel is the product: all of it, and nothing that only we need."""

import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from email import message_from_string
from pathlib import Path

import pytest

from tests.packaging.project import NOT_SHIPPED, PYPROJECT, ROOT, top_level_packages

LEFTOVERS = shutil.ignore_patterns("__pycache__", "*.egg-info")
# Alembic runs these itself, inside a migration.
RUN_BY_ALEMBIC = "storage.migrations"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy what could ship, and the folders that must not, without what earlier runs left behind."""
    source = tmp_path_factory.mktemp("source") / "seedbed"
    source.mkdir()
    for path in ROOT.iterdir():
        if path.is_dir() and (path / "__init__.py").is_file():
            shutil.copytree(path, source / path.name, ignore=LEFTOVERS)
        elif path.name in {"pyproject.toml", "LICENSE", "README.md"}:
            shutil.copy(path, source)
    return source


@pytest.fixture(scope="module")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    """Build a wheel from the copy, without network, with the build tools of the lock."""
    out = tmp_path_factory.mktemp("wheel")
    flags = ["--no-index", "--no-deps", "--no-build-isolation", "--disable-pip-version-check", "--quiet"]
    command = [sys.executable, "-m", "pip", "wheel", *flags, "--wheel-dir", str(out), str(source)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    (built,) = out.glob("seedbed-*.whl")
    with zipfile.ZipFile(built) as archive:
        yield archive


def test_the_wheel_holds_every_file_of_every_package(wheel: zipfile.ZipFile, source: Path) -> None:
    """A definition, calendar, migration or page that stays behind is missed only on somebody else's machine."""
    files = {path.relative_to(source) for path in source.glob("*/**/*") if path.is_file()}
    expected = {path.as_posix() for path in files if path.parts[0] not in NOT_SHIPPED | {"build"}}
    expected = {name for name in expected if not name.startswith("seedbed.egg-info/")}
    assert len(expected) > len(top_level_packages())
    assert expected - set(wheel.namelist()) == set()


def test_the_wheel_holds_nothing_else(wheel: zipfile.ZipFile) -> None:
    """Tests, benchmarks, tools and documents stay in the repository."""
    tops = {name.partition("/")[0] for name in wheel.namelist()}
    version = PYPROJECT["project"]["version"]
    assert tops == {*top_level_packages(), f"seedbed-{version}.dist-info"}
    assert [name for name in wheel.namelist() if name.endswith((".pyc", ".db", ".lock"))] == []


def test_the_wheel_says_what_it_is(wheel: zipfile.ZipFile) -> None:
    """Name, licence, Pythons and the one command, as an installer and an auditor read them."""
    (info,) = [name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")]
    data = message_from_string(wheel.read(info).decode())
    assert (data["Name"], data["Version"]) == ("seedbed", "0.1.0")
    assert data["License-Expression"] == "Apache-2.0"
    assert set(data["Requires-Python"].split(",")) == {">=3.11", "<3.14"}
    assert info.replace("METADATA", "licenses/LICENSE") in wheel.namelist()
    scripts = wheel.read(info.replace("METADATA", "entry_points.txt")).decode()
    assert scripts.split() == ["[console_scripts]", "seedbed", "=", "cli.main:main"]


def test_every_module_of_the_wheel_can_be_imported_away_from_the_clone(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    """What was installed works without the repository beside it, and imports its own files only."""
    wheel.extractall(tmp_path)
    modules = sorted(
        name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for name in wheel.namelist()
        if name.endswith(".py") and not name.endswith("/__main__.py")
    )
    modules = [name for name in modules if not name.startswith(RUN_BY_ALEMBIC)]
    script = (
        "import importlib, sys\n"
        f"sys.path.insert(0, {str(tmp_path)!r})\n"
        f"for name in {modules!r}:\n"
        "    file = importlib.import_module(name).__file__\n"
        f"    assert file.startswith({str(tmp_path)!r}), file\n"
    )
    answer = subprocess.run(
        [sys.executable, "-I", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr
