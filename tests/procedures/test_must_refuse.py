"""Every definition under tests/must_refuse is refused for its one fault, with exactly the words it expects."""

from __future__ import annotations

import difflib
import shutil
from pathlib import Path

import pytest

from engine.errors import DefinitionInvalid
from procedures.loader import load_definition
from tests.procedures.places import MUST_REFUSE, TINY

FILES = sorted(MUST_REFUSE.glob("*.yaml"))
MARK = "# refused: "


def expected(path: Path) -> list[str]:
    """What the head of the file says that the loader must say."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.removeprefix(MARK) for line in lines if line.startswith(MARK)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_fault_is_refused_with_its_line_its_place_and_its_reason(path: Path, tmp_path: Path) -> None:
    """The complaint names file, line and place, and says what was found; nothing more is complained of."""
    moved = tmp_path / "definition.yaml"
    shutil.copyfile(path, moved)
    with pytest.raises(DefinitionInvalid) as refused:
        load_definition(moved)
    assert str(refused.value).splitlines() == [f"{moved}:{said}" for said in expected(path)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_file_is_the_right_one_but_for_one_fault(path: Path) -> None:
    """A file that was wrong in several ways would prove nothing about any of them."""
    right = TINY.read_text(encoding="utf-8").splitlines()
    wrong = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith(MARK)]
    changes = [line for line in difflib.ndiff(right[1:], wrong) if line[0] in "+-"]
    assert 1 <= len(changes) <= 9
    assert expected(path)


def test_the_file_they_all_came_from_is_accepted() -> None:
    """Without its fault each of them would be right."""
    assert load_definition(TINY).definition.name == "tiny"
