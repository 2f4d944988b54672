"""The structural check: complete over the models, silent about what is right, and never fooled by a mutation."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from engine.definition import Definition
from engine.definition import requirements as r
from engine.definition.succession import Succession
from engine.errors import DefinitionInvalid
from engine.machine import shape_of
from procedures.checker import check
from procedures.checker.names import REFERS
from procedures.checker.plans import PLAN_REFERS
from procedures.checker.reach import reach_of
from procedures.checker.walk import parts
from procedures.loader import load_definition
from tests.procedures.places import SHIPPED, TINY, read_again, value_of

# Fields that hold a name without referring to one: they define it, or name something outside the definition.
DEFINE = {
    "name",
    "step",
    "stage",
    "move",
    "id",
    "calendar",
    "roles",
    "facts",
    "settled",
    "tables",
    "artefacts",
    "decisions",
    "notices",
    "deadlines",
    "rounds",
    "states",
    "moves",
    "criteria",
    "sub_criteria",
    "envelopes",
    "legal_bases",
}


def models(kind: Any = Definition, seen: set[type[BaseModel]] | None = None) -> set[type[BaseModel]]:
    """Every model that a definition can be made of."""
    found = set() if seen is None else seen
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        if kind not in found:
            found.add(kind)
            for field in kind.model_fields.values():
                models(field.annotation, found)
    else:
        for part in get_args(kind):
            models(part, found)
    return found


def holds_a_name(schema: Any) -> bool:
    """Whether a field's schema allows one of the three patterns by which names are written."""
    return "^[a-z][a-z0-9_]{0,62}$" in str(schema) or "^[A-Z][A-Z0-9" in str(schema)


def test_every_field_that_can_name_something_is_in_the_table_of_names() -> None:
    """A field added to the words of a definition cannot be forgotten by the check for unknown names."""
    for model in models():
        own = model.model_json_schema(by_alias=False)
        for field, schema in own.get("properties", {}).items():
            if "$ref" in str(schema) or not holds_a_name(schema):
                continue
            if model is Succession:
                continue  # what an older version called something is in no table: moving a procedure looks both up
            named = field in {**REFERS, **PLAN_REFERS}.get(model, {})
            defines = field in DEFINE and not (issubclass(model, r.LessonsRecorded) and field == "stage")
            assert named or defines, f"{model.__name__}.{field} is in neither table"


def test_every_kind_of_requirement_is_in_the_table_of_names() -> None:
    """The union and the table have the same members."""
    union = set(get_args(get_args(r.Requirement)[0]))
    assert union == {model for model in REFERS if model.__module__ == r.__name__}


@pytest.mark.parametrize("path", [TINY, SHIPPED], ids=lambda path: path.stem)
def test_a_right_definition_is_not_complained_of(path: Any) -> None:
    """The check is silent when there is nothing to say."""
    assert check(load_definition(path).definition) == ()


def test_the_places_of_the_check_are_places_of_the_file() -> None:
    """Every place that the check can name has a line in the file that it was read from."""
    loaded = load_definition(SHIPPED)
    missing = [where for where, _ in parts(loaded.definition) if where and where not in loaded.lines]
    assert missing == []


# --- Mutations, judged by an oracle that shares nothing with the check ---


def is_sound(definition: Definition) -> bool:
    """Counted by hand: each step is reached and leads to an end, and so does each partner state to a leaver's."""
    moves = {(m.source, m.target) for m in definition.moves}
    early = {(s, p.target) for p in definition.termination.phases for s in p.source}
    ends = {name for name, step in definition.steps.items() if step.ends}
    partner = {(s, m.target) for m in definition.partners.moves.values() for s in m.source}
    leavers = {name for name, state in definition.partners.states.items() if state.leaver}
    entry = definition.partners.entry
    return (
        closure({definition.initial}, moves | early) == set(definition.steps)
        and closure(ends, {(b, a) for a, b in moves}) == set(definition.steps)
        and {a for a, _ in early} == set(definition.steps) - ends
        and closure({entry.state, entry.late_state}, partner) == set(definition.partners.states)
        and closure(leavers, {(b, a) for a, b in partner}) == set(definition.partners.states)
    )


def closure(start: set[str], edges: set[tuple[str, str]]) -> set[str]:
    """Everything that can be reached along the edges."""
    found = set(start)
    while new := {b for a, b in edges if a in found} - found:
        found |= new
    return found


def refused_or_sound(value: Any) -> bool:
    """Whether the loader refuses a changed definition, or the oracle finds it sound and the machine builds it."""
    try:
        definition = read_again(value).definition
    except DefinitionInvalid:
        return True
    shape = shape_of(definition)
    return is_sound(definition) and len(shape.moves) == len(definition.moves)


@pytest.mark.parametrize("path", [TINY, SHIPPED], ids=lambda path: path.stem)
def test_a_definition_that_lost_a_move_is_refused_or_still_sound(path: Any) -> None:
    """Dropping any one move, of the procedure or of its partners, never slips a broken definition through."""
    value = value_of(path)
    for number in range(len(value["moves"])):
        without = copy.deepcopy(value)
        del without["moves"][number]
        assert refused_or_sound(without)
    for name in value["partners"]["moves"]:
        without = copy.deepcopy(value)
        del without["partners"]["moves"][name]
        assert refused_or_sound(without)


def test_the_spine_of_the_shipped_procedure_cannot_lose_a_single_move() -> None:
    """Each move on the way from draft to closed is needed: without it the loader refuses the file."""
    value = value_of(SHIPPED)
    for section in ("landmarks", "plan"):  # where a move that is taken out would be missed by its name alone
        del value[section]
    spare = {
        "modify_notice",
        "refine_criteria",
        "modify_documents",
        *(move["move"] for move in value["moves"] if move["move"].startswith("abandon_")),
        "withdraw_and_reassess",
        "withdraw_and_reissue",
    }
    refused = set()
    for number, move in enumerate(value["moves"]):
        without = copy.deepcopy(value)
        del without["moves"][number]
        try:
            read_again(without)
        except DefinitionInvalid:
            refused.add(move["move"])
    assert refused == {move["move"] for move in value["moves"]} - spare


def references(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The way to every text in a definition."""
    if isinstance(value, str):
        yield path
    for key, inside in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield from references(inside, (*path, key))


def put(value: Any, path: tuple[str | int, ...], word: str) -> Any:
    """The same value with another text in one place."""
    changed = copy.deepcopy(value)
    inside = changed
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = word
    return changed


def named_places(definition: Definition) -> set[str]:
    """The places of a definition that name something in it."""
    return {
        f"{where}.{type(model).model_fields[field].alias or field}".lstrip(".")
        for where, model in parts(definition)
        for field in REFERS.get(type(model), {})
    }


def place(path: tuple[str | int, ...]) -> str:
    """A path as the check writes it, without the number of an item in a list of names."""
    words = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")
    return words.rsplit("[", 1)[0] if isinstance(path[-1], int) else words


def test_every_reference_that_is_renamed_is_refused() -> None:
    """Each single name in the small definition, changed to one that nothing defines, is found."""
    value = value_of(TINY)
    places = named_places(load_definition(TINY).definition)
    tried = 0
    for path in references(value):
        if place(path) in places:
            word = "NOWHERE" if str(value_at(value, path)).isupper() else "nowhere"
            with pytest.raises(DefinitionInvalid, match=rf'unknown [a-z ]+ "{word}"'):
                read_again(put(value, path, word))
            tried += 1
    assert tried > 100


def value_at(value: Any, path: tuple[str | int, ...]) -> Any:
    """What stands in one place."""
    for key in path:
        value = value[key]
    return value


SHIPPED_VALUE = value_of(SHIPPED)
SHIPPED_PLACES = named_places(load_definition(SHIPPED).definition)
SHIPPED_PATHS = sorted((path for path in references(SHIPPED_VALUE) if place(path) in SHIPPED_PLACES), key=str)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(SHIPPED_PATHS), st.sampled_from(SHIPPED_PATHS))
def test_a_reference_that_names_something_else_is_refused_or_still_sound(
    here: tuple[str | int, ...], there: tuple[str | int, ...]
) -> None:
    """Two names of the shipped definition swapped for one another: broken definitions do not slip through."""
    assert refused_or_sound(put(SHIPPED_VALUE, here, value_at(SHIPPED_VALUE, there)))


@pytest.mark.parametrize(
    "family", ["roles", "facts", "artefacts", "decisions", "notices", "deadlines", "rounds", "envelopes", "states"]
)
def test_what_is_used_cannot_be_taken_away(family: str) -> None:
    """Each thing that the small definition defines is used in it, so that its loss is found."""
    value = value_of(TINY)
    home = {"envelopes": "money", "states": "partners"}.get(family)
    for name in value[home][family] if home else value[family]:
        without = copy.deepcopy(value)
        del (without[home] if home else without)[family][name]
        with pytest.raises(DefinitionInvalid):
            read_again(without)


def test_a_partner_can_be_in_a_state_only_after_a_move_that_leads_there() -> None:
    """The steps in which a partner can be funded begin with the assessment of the first round."""
    reach = reach_of(load_definition(SHIPPED).definition)
    assert "ROUND1_OPEN" not in reach.partner_steps["funded"]
    assert "ROUND1_ASSESSED" in reach.partner_steps["funded"]
    assert "SELECTION" in reach.partner_steps["late"]
