"""The loader: one canonical form and digest, every fault at once, and files that cannot be read."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.errors import DefinitionInvalid, NotFound
from procedures.loader import definition_from_canonical, line_of, load_definition, read_definition
from tests.procedures.places import SHIPPED, TINY, complaints_of, read_again, value_of

TINY_DIGEST = "349e32fd9591787c868dffcd37e29154eedda702cc54ab66bbb76bd177c6c844"


def test_the_digest_of_a_definition_never_changes_unnoticed() -> None:
    """Procedures are pinned to it for good: a change of the canonical form would orphan them all."""
    loaded = load_definition(TINY)
    assert loaded.digest == TINY_DIGEST
    assert loaded.digest == hashlib.sha256(loaded.canonical).hexdigest()


def test_comments_order_and_style_do_not_change_the_digest() -> None:
    """The digest is of what is said, not of how it is written."""
    value = value_of(TINY)
    turned = dict(reversed(list(value.items())))
    assert read_again(turned).digest == load_definition(TINY).digest


def test_what_is_left_to_the_default_and_what_says_the_default_are_the_same() -> None:
    """Writing out a default changes nothing."""
    value = value_of(TINY)
    value["moves"][0]["while_suspended"] = False
    assert read_again(value).digest == load_definition(TINY).digest


def test_every_word_counts_for_the_digest() -> None:
    """A changed title, order of moves or weight is another definition."""
    digests = {load_definition(TINY).digest}
    for change in ("title", "summary"):
        value = value_of(TINY)
        value[change] += "!"
        digests.add(read_again(value).digest)
    value = value_of(TINY)
    value["moves"].reverse()
    digests.add(read_again(value).digest)
    assert len(digests) == 4


@pytest.mark.parametrize("path", [TINY, SHIPPED], ids=lambda path: path.stem)
def test_a_definition_read_back_from_its_canonical_form_is_the_same_to_the_last_order(path: Path) -> None:
    """What runs from the database is what ran from the file, whatever iterates over it."""
    loaded = load_definition(path)
    again = definition_from_canonical(loaded.canonical)
    assert again == loaded.definition
    assert json.dumps(again.model_dump(mode="json")) == json.dumps(loaded.definition.model_dump(mode="json"))


def test_lines_lead_from_a_place_to_the_file() -> None:
    """A place such as moves[2].gate[3] has a line; what was left out is wanted where its mapping begins."""
    loaded = load_definition(TINY)
    written = TINY.read_text(encoding="utf-8").splitlines()
    assert "id: learnt" in written[loaded.lines["moves[2].gate[3]"] - 1]
    assert line_of("moves[2].gate[3].when", loaded.lines) == loaded.lines["moves[2].gate[3]"]
    assert line_of("nowhere", loaded.lines) == 1


def test_everything_that_is_wrong_is_said_at_once_in_the_order_of_the_file() -> None:
    """Nobody mends a file one complaint at a time."""
    value = value_of(TINY)
    value["zzz"] = 1
    value["version"] = "1"
    value["money"]["currency"] = "pound"
    with pytest.raises(DefinitionInvalid) as refused:
        read_again(value)
    assert [line.split(": ")[1] for line in str(refused.value).splitlines()] == ["version", "money.currency", "zzz"]


def test_a_file_that_is_wrong_all_over_is_not_repeated_whole() -> None:
    """The first fifty complaints are said and the rest are counted."""
    value = value_of(TINY) | {f"key{number}": number for number in range(120)}
    with pytest.raises(DefinitionInvalid) as refused:
        read_again(value)
    lines = str(refused.value).splitlines()
    assert len(lines) == 51
    assert lines[-1] == "changed.yaml: and 70 more"


@pytest.mark.parametrize("content", [b"- a\n", b"just words\n", b"7\n", b"null\n"])
def test_a_file_that_is_no_mapping_is_refused(content: bytes) -> None:
    """A definition is a mapping."""
    with pytest.raises(DefinitionInvalid, match=r"definition\.yaml:1: the file: found .*, expected a mapping"):
        read_definition(content)


def test_a_file_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    """The path is named."""
    with pytest.raises(NotFound, match=r"absent\.yaml"):
        load_definition(tmp_path / "absent.yaml")


def test_a_folder_is_no_definition(tmp_path: Path) -> None:
    """What cannot be read is refused as a definition, not as a crash."""
    with pytest.raises(DefinitionInvalid, match="expected a file that can be read"):
        load_definition(tmp_path)


def test_a_huge_file_is_refused_without_being_read_whole(tmp_path: Path) -> None:
    """A sparse file of a gigabyte costs nothing."""
    huge = tmp_path / "huge.yaml"
    with huge.open("wb") as file:
        file.truncate(1 << 30)
    with pytest.raises(DefinitionInvalid, match="found more than 512 KiB"):
        load_definition(huge)


LINES = TINY.read_bytes().splitlines(keepends=True)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.integers(0, len(LINES) - 1),
    st.integers(0, 3),
    st.lists(st.sampled_from(LINES), max_size=2),
)
def test_a_definition_with_lines_lost_or_moved_is_read_or_refused(start: int, lost: int, gained: list[bytes]) -> None:
    """Whatever an editor does to a file, the answer is a definition or a complaint with its line."""
    content = b"".join([*LINES[:start], *gained, *LINES[start + lost :]])
    said = complaints_of(lambda: read_definition(content, "edited.yaml"))
    assert all(line.startswith("edited.yaml:") for line in said)
