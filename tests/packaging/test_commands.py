"""The two commands of the README, and what they lean on: make's targets, the search for a Python, the set-up."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.packaging.project import ROOT

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
FIND = ROOT / "tools" / "find_python.sh"
TARGETS = {"help", "setup", "demo", "check", "test", "long", "referee", "test-pythons", "bench", "lock", "clean"}


def fake_python(folder: Path, name: str, answer: str) -> Path:
    """Put a program on the path that answers the search as some Python would."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{answer}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def find_python(folder: Path, *versions: str, **extra: str) -> subprocess.CompletedProcess[str]:
    """Search for a Python on a machine whose PATH holds little more than this folder."""
    tools = folder / "tools"
    tools.mkdir(exist_ok=True)
    for name in ("cut", "tr", "sed"):
        (tools / name).symlink_to(shutil.which(name) or name)
    environment = {"PATH": f"{folder}:{tools}", "HOME": str(folder), **extra}
    command = ["/bin/sh", str(FIND), *versions]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_make_help_lists_every_target() -> None:
    """A target that help does not list is a target nobody finds."""
    answer = subprocess.run(["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert {line.split()[1] for line in answer.stdout.splitlines()} == TARGETS


@pytest.mark.parametrize("target", sorted(TARGETS - {"help", "clean"}))
def test_every_target_that_works_sets_itself_up(target: str) -> None:
    """On a fresh machine each command is enough by itself."""
    plan = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert plan.startswith("sh tools/set_up.sh\n")


def test_make_test_checks_first_and_ends_with_pytest() -> None:
    """The closing line of `make test`, and so of .ci/run, is pytest's own."""
    plan = subprocess.run(
        ["make", "-n", "test"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    tools = [re.sub(r"^\.venv/bin/(?:python -m )?", "", line).split()[0] for line in plan[1:]]
    assert tools == ["ruff", "ruff", "mypy", "lint-imports", "pytest"]
    continuous = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert continuous.splitlines()[-1] == "exec make --no-print-directory test"
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_the_newest_python_on_the_path_is_chosen(tmp_path: Path) -> None:
    """A newer one wins over an older one, and the answer is the interpreter's own path, spaces included."""
    fake_python(tmp_path, "python3.11", "echo has 3.11.9 /usr/bin/python3.11")
    fake_python(tmp_path, "python3.12", "echo 'has 3.12.4 /opt/my python/bin/python3.12'")
    assert find_python(tmp_path).stdout == "/opt/my python/bin/python3.12\n"


def test_a_shim_that_refuses_to_run_is_passed_over(tmp_path: Path) -> None:
    """Version managers leave programs on the path that only print an error."""
    fake_python(tmp_path, "python3.13", "echo 'command not found' >&2; exit 127")
    fake_python(tmp_path, "python3", "echo has 3.11.2 /usr/bin/python3.11")
    assert find_python(tmp_path).stdout == "/usr/bin/python3.11\n"


@pytest.mark.parametrize("version", ["3.10.14", "3.14.1"])
def test_a_python_that_we_do_not_run_on_is_refused_by_name(tmp_path: Path, version: str) -> None:
    """The message says what is needed, what was found, and what to type."""
    fake_python(tmp_path, "python3", f"echo has {version} /usr/bin/python3")
    answer = find_python(tmp_path)
    assert (answer.returncode, answer.stdout) == (1, "")
    assert "Seedbed needs Python 3.13 or 3.12 or 3.11" in answer.stderr
    assert f"python3 is Python {version}" in answer.stderr
    assert "make setup PYTHON=" in answer.stderr


def test_a_python_without_venv_is_refused_with_the_package_to_install(tmp_path: Path) -> None:
    """Debian ships Python without its venv module."""
    fake_python(tmp_path, "python3.11", "echo lacks 3.11.2")
    answer = find_python(tmp_path)
    assert answer.returncode == 1
    assert "apt-get install python3.11-venv" in answer.stderr


def test_a_named_python_is_the_only_one_tried(tmp_path: Path) -> None:
    """Whoever says PYTHON= gets that one or a refusal, never another."""
    fake_python(tmp_path, "python3.12", "echo has 3.12.4 /usr/bin/python3.12")
    named = fake_python(tmp_path / "aside", "python", "echo has 3.11.1 /aside/python")
    assert find_python(tmp_path, PYTHON=str(named)).stdout == "/aside/python\n"
    fake_python(tmp_path / "aside", "python", "echo has 3.9.1 /aside/python")
    shutil.rmtree(tmp_path / "tools")
    assert find_python(tmp_path, PYTHON=str(named)).returncode == 1


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Return a tree with what the set-up reads, whose lock asks for nothing."""
    shutil.copytree(ROOT / "tools", tmp_path / "tools", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "LICENSE", tmp_path)
    project = '[build-system]\nrequires = []\nbuild-backend = "b"\nbackend-path = ["."]\n'
    (tmp_path / "pyproject.toml").write_text(project, encoding="utf-8")
    (tmp_path / "requirements.lock").touch()
    return tmp_path


def set_up(clone: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the set-up as make does."""
    command = [sys.executable, "-I", str(clone / "tools" / "set_up.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_an_environment_is_ready_only_for_its_own_lock_and_project(clone: Path) -> None:
    """A changed lock, project or package list asks for set-up again; nothing else does."""
    assert set_up(clone, "--ready").returncode == 1
    (clone / ".venv" / "bin").mkdir(parents=True)
    (clone / ".venv" / "bin" / "python").symlink_to(sys.executable)
    stamp = clone / ".venv" / "seedbed-ready"
    code = (
        f"import sys; sys.path.insert(0, {str(clone / 'tools')!r}); import set_up; print(set_up.fingerprint(), end='')"
    )
    for change in (None, "requirements.lock", "pyproject.toml", "newcomer/__init__.py"):
        if change:
            path = clone / change
            path.parent.mkdir(exist_ok=True)
            path.write_text(f"# {change}", encoding="utf-8")
            assert set_up(clone, "--ready").returncode == 1, change
        stamp.write_text(subprocess.check_output([sys.executable, "-I", "-c", code], text=True), encoding="utf-8")
        assert set_up(clone, "--ready").returncode == 0
    (clone / "README.md").write_text("words", encoding="utf-8")
    assert set_up(clone, "--ready").returncode == 0


def test_a_set_up_that_fails_says_why_and_leaves_no_stamp(clone: Path) -> None:
    """Pip's reason is shown, the next step is named, and the next run starts again from what is there."""
    (clone / "requirements.lock").write_text("not a requirement\n", encoding="utf-8")
    answer = set_up(clone)
    assert answer.returncode == 1
    assert "Invalid requirement" in answer.stderr
    assert "type the same command again" in answer.stderr
    assert not (clone / ".venv" / "seedbed-ready").exists()
    again = set_up(clone)
    assert "is there" in again.stdout, "the environment that was made is used, not made again"
