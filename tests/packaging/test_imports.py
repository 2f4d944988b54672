"""The floors of the house: imports point downwards only, and some libraries have one door."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.packaging.project import PYPROJECT, ROOT, top_level_packages

LINT = "import importlinter.cli; importlinter.cli.lint_imports_command()"
# What engine may import beside the standard library and config.
ENGINE_MAY_IMPORT = {"pydantic"}


def test_every_package_is_under_the_import_contracts() -> None:
    """A package that import-linter does not read is held by no contract."""
    assert PYPROJECT["tool"]["importlinter"]["root_packages"] == top_level_packages()


def test_only_flows_has_no_contract_against_prefect() -> None:
    """The contract on Prefect and APScheduler names every package except flows."""
    (contract,) = [c for c in PYPROJECT["tool"]["importlinter"]["contracts"] if c["name"].startswith("Only flows")]
    assert contract["source_modules"] == [name for name in top_level_packages() if name != "flows"]


def test_every_contract_is_named_by_a_full_sentence() -> None:
    """A reviewer reads the name of a broken contract first: it says what is wrong."""
    names = [contract["name"] for contract in PYPROJECT["tool"]["importlinter"]["contracts"]]
    assert all(name[0].isupper() and name.endswith(".") and len(name.split()) > 5 for name in names)


@pytest.mark.parametrize(
    ("file", "line", "sentence"),
    [
        ("config/upwards.py", "import engine", "Imports point downwards only"),
        ("engine/upwards.py", "import storage", "Imports point downwards only"),
        ("storage/upwards.py", "import actions", "Imports point downwards only"),
        ("web/upwards.py", "import cli", "Imports point downwards only"),
        ("channels/sideways.py", "import storage", "Imports point downwards only"),
        ("engine/leak.py", "import sqlalchemy", "The rules in engine and procedures"),
        ("procedures/leak.py", "import prefect", "The rules in engine and procedures"),
        ("actions/door.py", "import apscheduler", "Only flows imports"),
        ("cli/door.py", "def late():\n    import prefect", "Only flows imports"),
        ("web/door.py", "import sqlmodel", "Only storage speaks"),
        ("engine/door.py", "import transitions", "Only engine.machine imports transitions"),
    ],
)
def test_a_forbidden_import_breaks_its_contract(tmp_path: Path, file: str, line: str, sentence: str) -> None:
    """The contracts of pyproject.toml have teeth: each one fails on an import that it is there to stop."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in top_level_packages():
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    (tmp_path / file).write_text(line, encoding="utf-8")
    command = [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, '.'); {LINT}", "--no-cache"]
    answer = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert answer.returncode == 1, answer.stdout + answer.stderr
    broken = [heading for heading in " ".join(answer.stdout.split()).split("BROKEN")[:-1] if sentence in heading]
    assert broken, answer.stdout


def test_engine_imports_only_the_standard_library_and_pydantic() -> None:
    """The rules stay pure: transitions only in engine/machine.py, and no other library anywhere."""
    allowed = set(sys.stdlib_module_names) | ENGINE_MAY_IMPORT | {"config", "engine"}
    foreign = []
    for path in sorted((ROOT / "engine").rglob("*.py")):
        extra = {"transitions"} if path == ROOT / "engine" / "machine.py" else set[str]()
        names = imported_roots(path)
        foreign += [f"{path.relative_to(ROOT)}: {name}" for name in sorted(names - allowed - extra)]
    assert foreign == []


def imported_roots(path: Path) -> set[str]:
    """Return the first word of every absolute import in a file, those inside functions included."""
    roots = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            roots |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            roots.add(node.module.partition(".")[0])
    return roots
