"""A role that no person holds is a kind of its own: nobody is missing in it, and it answers for nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.queries.holders import machine_roles
from cli.render.words import people
from engine.errors import DefinitionInvalid
from procedures.loader import canonical_form
from procedures.loader import load_definition as load
from procedures.registry import shipped

SMALL = Path(__file__).parents[1] / "small_procedure.yaml"


def changed(folder: Path, *pairs: tuple[str, str]) -> Path:
    """The small procedure with some of its text changed."""
    text = SMALL.read_text(encoding="utf-8")
    for before, after in pairs:
        assert before in text, before
        text = text.replace(before, after)
    path = folder / "changed.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_role_of_people_is_written_as_it_always_was() -> None:
    """So no definition without a machine got another digest."""
    assert b'"kind":"person"' not in canonical_form(load(SMALL).definition)


def test_a_decision_and_a_power_of_a_machine_are_refused(tmp_path: Path) -> None:
    """It answers for nothing, whoever stands beside it."""
    path = changed(tmp_path, ("title: Owner }", "title: Owner, kind: machine }"))
    with pytest.raises(DefinitionInvalid, match="is a machine's, which answers for nothing"):
        load(path)


def test_what_waits_for_a_machine_alone_is_refused(tmp_path: Path) -> None:
    """Nobody could do it in its place."""
    path = changed(
        tmp_path,
        ("title: Supplier }", "title: Supplier, kind: machine }"),
        ("by: [supplier, manager]", "by: [supplier]"),
    )
    with pytest.raises(DefinitionInvalid, match=r'only a machine \("supplier"\) may do this'):
        load(path)


def test_a_machine_is_said_to_be_one_and_stands_behind_the_people() -> None:
    """Nobody is missing where no person has to be."""
    said = people(("The portal", "Manager", "Owner"), {"Manager": ("ann",)}, ("The portal",))
    assert said == "Manager (ann), Owner (nobody holds it now), The portal (a machine: no person holds it)"


def test_the_shipped_definition_calls_its_clock_and_portal_a_machine() -> None:
    """It was said to be held by nobody now."""
    (definition,) = [load(one.path).definition for one in shipped() if one.name == "uk_innovative_partnership"]
    assert machine_roles(definition) == ("The clock and the portal",)
