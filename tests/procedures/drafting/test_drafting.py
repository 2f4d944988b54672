"""A definition begun from another says the same but for its name, version and title, and keeps every comment."""

from __future__ import annotations

import pytest

from engine.definition import Definition
from procedures.drafting import drafted
from procedures.loader import read_definition
from procedures.registry import shipped

OURS = {"name", "version", "title"}


def _comments(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.startswith("#") and "$schema" not in line]


@pytest.mark.parametrize("path", [one.path for one in shipped()], ids=lambda path: path.stem)
def test_only_name_version_and_title_are_its_own(path: object) -> None:
    """Everything else is the same value, and it passes the loader."""
    content = path.read_bytes()  # type: ignore[attr-defined]
    made = drafted(content, name="night_buses", title='Buses at night: "quiet" ones', origin="here 1.0.0")
    old, new = read_definition(content).definition, read_definition(made).definition
    assert (new.name, new.version, new.title) == ("night_buses", "0.1.0", 'Buses at night: "quiet" ones')
    assert all(getattr(new, field) == getattr(old, field) for field in Definition.model_fields if field not in OURS)
    assert set(_comments(content.decode())) <= set(_comments(made.decode()))
    head = "# yaml-language-server: $schema=definition.schema.json\n# Begun from here 1.0.0.\n"
    assert made.decode().startswith(head)


def test_a_title_on_several_lines_is_replaced_whole() -> None:
    """What follows a key up to the next one is its value, whatever it looks like."""
    from tests.procedures.places import TINY

    folded = TINY.read_text("utf-8").replace("title: Tiny purchase\n", "title: >-\n  Tiny\n  purchase\n", 1)
    made = read_definition(drafted(folded.encode(), name="other", title="Other", origin="tiny"))
    assert (made.definition.title, made.definition.summary) == ("Other", "Ask, open, choose, sign.")
