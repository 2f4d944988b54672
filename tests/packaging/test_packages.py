"""Plain top-level names are safe only while these guards stand (docs/decisions/0001)."""

from importlib.metadata import entry_points, packages_distributions

import pytest

from tests.packaging.project import NOT_SHIPPED, PYPROJECT, ROOT, top_level_packages


def test_every_package_is_listed_by_name_and_nothing_else_ships() -> None:
    """A package that pyproject.toml does not name would be missing from the wheel; tests must never be in it."""
    listed = PYPROJECT["tool"]["setuptools"]["packages"]["find"]["include"]
    names = {name.removesuffix(".*") for name in listed}
    assert set(top_level_packages()) <= names
    assert not names & NOT_SHIPPED
    assert sorted(listed) == sorted(entry for name in names for entry in (name, f"{name}.*"))


@pytest.mark.parametrize("package", top_level_packages())
def test_no_foreign_distribution_brings_a_package_of_our_name(package: str) -> None:
    """A foreign `config` in this environment would shadow ours without a word."""
    assert set(packages_distributions()[package]) == {"seedbed"}


@pytest.mark.parametrize("package", top_level_packages())
def test_every_package_declares_its_types(package: str) -> None:
    """Without py.typed a type checker elsewhere ignores our annotations."""
    assert (ROOT / package / "py.typed").is_file()


def test_every_folder_of_tests_is_a_package() -> None:
    """`tests/engine/__init__.py` without `tests/__init__.py`, or the other way round, hides the real `engine`."""
    frozen = ROOT / "tests" / "golden" / "bundle-v1"  # evidence, its copy of the verifier included, and no tests
    folders = {path.parent for path in (ROOT / "tests").rglob("*.py") if not path.is_relative_to(frozen)}
    folders |= {
        parent for folder in folders for parent in folder.parents if (ROOT / "tests") in (parent, *parent.parents)
    }
    assert sorted(str(folder) for folder in folders if not (folder / "__init__.py").is_file()) == []


def test_there_is_one_command_and_it_can_be_called() -> None:
    """The distribution installs one program, `seedbed`, and its target exists."""
    ours = [entry for entry in entry_points(group="console_scripts") if entry.dist and entry.dist.name == "seedbed"]
    assert {(entry.name, entry.value) for entry in ours} == {("seedbed", "cli.main:main")}
    assert callable(ours[0].load())
