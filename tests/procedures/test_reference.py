"""The reference of the procedure file names every key and every kind that the format has, and its examples are real."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

from engine.definition import Consequence, Definition
from engine.definition import requirements as r
from tests.procedures.places import MUST_REFUSE

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "procedure-file.md").read_text(encoding="utf-8")


def test_every_top_level_key_is_explained() -> None:
    """A key without a word in the reference is not finished; `rules` and `title` are explained with all others."""
    missing = [key for key in Definition.model_fields if f"`{key}`" not in PAGE]
    assert missing == []


def test_every_kind_of_requirement_and_consequence_is_explained_and_no_other() -> None:
    """The two tables hold exactly the kinds that exist."""
    kinds = [get_args(kind.model_fields["kind"].annotation)[0] for kind in get_args(get_args(r.Requirement)[0])]
    follow = get_args(Consequence.model_fields["kind"].annotation)
    asks, then = PAGE.split("## What a gate can ask")[1].split("## What follows a move")
    assert re.findall(r"^\| `(\w+)` \|", asks, re.MULTILINE) == kinds
    assert set(re.findall(r"^\| `(\w+)` \|", then, re.MULTILINE)) == set(follow)


def test_the_complaints_shown_are_complaints_that_are_made() -> None:
    """The examples are the words of files that are refused."""
    shown = re.findall(r"^    my_procedure\.yaml:(.*)$", PAGE, re.MULTILINE)
    refused = [path.read_text(encoding="utf-8").splitlines() for path in MUST_REFUSE.glob("*.yaml")]
    assert len(shown) == 2
    assert {f"# refused: {line}" for line in shown} <= {line for lines in refused for line in lines}
