"""The registry: what ships, how it is found, and what is suggested when it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import DefinitionInvalid, NotFound
from procedures.registry import find, load, shipped
from tests.procedures.places import SHIPPED, TINY


def test_the_shipped_procedure_is_listed_with_name_version_path_and_title() -> None:
    """What `procedures list` shows."""
    one = {known.name: known for known in shipped()}["uk_innovative_partnership"]
    assert one.version == load("uk_innovative_partnership").definition.version
    assert one.path == SHIPPED
    assert one.title == "Innovative partnership, United Kingdom"


def test_the_file_of_a_shipped_procedure_has_its_name() -> None:
    """A newcomer who knows the name knows the file."""
    for one in shipped():
        assert one.path.stem == one.name == load(one.name).definition.name


@pytest.mark.parametrize(
    "asked",
    [
        "uk_innovative_partnership",
        f"uk_innovative_partnership@{load('uk_innovative_partnership').definition.version}",
        SHIPPED,
        str(SHIPPED),
    ],
)
def test_a_procedure_is_found_by_its_name_its_version_or_its_path(asked: str | Path) -> None:
    """All of them lead to the same file."""
    assert find(asked) == SHIPPED


def test_a_misspelt_name_is_answered_with_what_was_meant() -> None:
    """The nearest name is suggested."""
    with pytest.raises(NotFound, match=r"Perhaps uk_innovative_partnership\?"):
        find("uk_inovative_partnership")


def test_a_name_like_no_other_is_answered_with_what_there_is() -> None:
    """All names are listed when none is near."""
    with pytest.raises(NotFound, match=r"There is: .*\buk_innovative_partnership\b"):
        find("zzz")


def test_another_version_is_not_found() -> None:
    """A version that does not ship is never replaced by one that does."""
    with pytest.raises(NotFound, match="Perhaps uk_innovative_partnership"):
        find("uk_innovative_partnership@9.9.9")


def test_a_misspelt_path_is_answered_with_a_file_beside_it() -> None:
    """The nearest file in the same folder is suggested."""
    with pytest.raises(NotFound, match=r"Perhaps tiny\.yaml"):
        find(TINY.with_name("tyni.yaml"))


def test_a_path_into_nowhere_is_not_found(tmp_path: Path) -> None:
    """A folder that does not exist has nothing to suggest."""
    with pytest.raises(NotFound, match=r"There is no definition file .*\.yaml\.$"):
        find(tmp_path / "absent" / "procedure.yaml")


def test_a_shipped_file_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    """A broken file in the folder is named, not skipped."""
    (tmp_path / "broken.yaml").write_text("name: [")
    with pytest.raises(DefinitionInvalid, match=r"broken\.yaml:"):
        shipped(tmp_path)
