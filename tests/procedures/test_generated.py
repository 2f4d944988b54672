"""What is made from the definitions is what is there: the schema for editors and the reference page."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from procedures import schema
from procedures.loader import load_definition
from procedures.show import mermaid, partner_mermaid, table
from tests.procedures.places import MUST_REFUSE, SHIPPED, TINY, read_again, value_of
from tools.publish_definitions import made

DEFINITION = load_definition(SHIPPED).definition
WRONG_IN_WORDS = [
    "bad_currency",
    "bad_name",
    "bad_rule_id",
    "bad_step",
    "bad_version",
    "later_format",
    "mapping_for_a_list",
    "minutes_for_a_number",
    "missing_key",
    "missing_key_in_a_list",
    "no_for_false",
    "no_kind",
    "nothing_for_text",
    "number_for_text",
    "role_alone_for_a_list",
    "text_for_a_number",
    "unknown_key",
    "unknown_key_in_a_gate",
    "unknown_kind",
    "unknown_severity",
    "unknown_unit",
]


@pytest.mark.parametrize("path", [path for path, _ in made()], ids=lambda path: path.name)
def test_what_is_made_is_current(path: Path) -> None:
    """Run `python -m tools.publish_definitions` after a change of the words or of a shipped definition."""
    assert path.read_text(encoding="utf-8") == dict(made())[path]


def validator() -> jsonschema.Draft202012Validator:
    """The schema as an editor uses it."""
    written = json.loads(schema.PATH.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(written)
    return jsonschema.Draft202012Validator(written)


@pytest.mark.parametrize("path", [SHIPPED, TINY], ids=lambda path: path.stem)
def test_a_right_file_is_right_by_the_schema(path: Path) -> None:
    """An editor marks nothing in a file that the loader accepts."""
    assert [error.message for error in validator().iter_errors(value_of(path))] == []


@pytest.mark.parametrize("name", WRONG_IN_WORDS)
def test_an_editor_sees_what_the_loader_would_refuse(name: str) -> None:
    """Wrong keys, types and spellings are marked while they are typed."""
    assert list(validator().iter_errors(value_of(MUST_REFUSE / f"{name}.yaml")))


def test_the_shipped_file_points_its_editor_at_the_schema() -> None:
    """The first line names the schema by a path that leads to it."""
    first = SHIPPED.read_text(encoding="utf-8").splitlines()[0]
    assert (SHIPPED.parent / first.removeprefix("# yaml-language-server: $schema=")).samefile(schema.PATH)


def test_the_table_has_a_row_for_each_move_with_its_sentences_rules_and_clocks() -> None:
    """What `procedures show` prints."""
    rows = {row.move: row for row in table(DEFINITION)}
    assert list(rows) == [move.move for move in DEFINITION.moves]
    standstill = rows["start_standstill"]
    assert standstill.who == ("COM",)
    assert standstill.notices == ("UK6",)
    assert standstill.deadlines == ("standstill: 8 working days beginning with",)
    assert standstill.gate == (
        "The contract award notice (UK6) is published after the summaries were sent. (UK-AWD-3, UK-SS-1, UK-COM-2)",
    )
    pipeline = rows["define_problem"].gate[-1]
    assert pipeline.startswith("If pipeline_scope: ")
    assert pipeline.endswith("[SHOULD]")


def test_the_picture_has_a_box_for_each_stage_and_an_arrow_for_each_move() -> None:
    """Mermaid text: five boxes, every step in one of them, every move once."""
    picture = mermaid(DEFINITION)
    assert picture.startswith("stateDiagram-v2\n")
    assert re.findall(r'state ".*" as ([a-z_]+) \{', picture) == [stage.stage for stage in DEFINITION.stages]
    assert set(re.findall(r'state ".*" as ([A-Z0-9_]+)$', picture, re.MULTILINE)) == set(DEFINITION.steps)
    arrows = [line for line in picture.splitlines() if "-->" in line and "[*]" not in line]
    assert len(arrows) == len(DEFINITION.moves)
    assert picture.count("{") == picture.count("}") == len(DEFINITION.stages)


def test_no_arrow_joins_steps_inside_two_boxes() -> None:
    """Mermaid cannot draw such an arrow: it has to join the boxes."""
    inside: set[str] = set()
    for line in mermaid(DEFINITION).splitlines():
        found = re.match(r"( +)(\S+) --> ([^\s:]+)", line)
        if found and found[1] == "    ":
            inside |= {found[2], found[3]}
    assert inside <= {stage.stage for stage in DEFINITION.stages}


def test_the_partners_picture_has_every_state_and_ends_with_every_leaver() -> None:
    """The partner's own state machine."""
    picture = partner_mermaid(DEFINITION)
    assert set(re.findall(r'state ".*" as (\S+)$', picture, re.MULTILINE)) == set(DEFINITION.partners.states)
    assert set(re.findall(r"(\S+) --> \[\*\]", picture)) == DEFINITION.leavers


def test_a_label_never_breaks_the_picture() -> None:
    """Punctuation that Mermaid takes for its own is replaced."""
    value: Any = copy.deepcopy(value_of(TINY))
    value["moves"][0]["title"] = "Ask: first; then wait"
    assert "ASKED --> OFFERS: Ask, first, then wait" in mermaid(read_again(value).definition)
