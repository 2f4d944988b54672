"""The small procedure with every rule of the law at run time: refinement, modification, contracts, exclusions."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from procedures.loader import LoadedDefinition, read_definition
from tests.hands import Case
from tests.pilot import TWO, Partners, make, way

_SMALL = Path(__file__).with_name("small_procedure.yaml")

_SECTIONS = """
exclusions:
  title: Exclusion
  list_recorded: true
  list_age_days: 5
  right_of_reply: true
  reported: [excluded]
  report_by: [lawyer, manager]
modifications:
  title: Changes to what is published
  by: [manager]
  notice: N1
  free_until: entry_closes
  until: trial_ends
  told: [applied, trying, tendered]
  light_touch: hurried
contract_changes:
  title: Changes of contracts
  by: [manager]
  notice: N10
  states: [signed]
  during: [SIGNED]
  standstill: change_standstill
indicators:
  title: Key performance indicators
  by: [manager]
  states: [chosen, signed]
"""

_REPLACED = (
    ("name: small_procedure", "name: lawful_procedure"),
    ("\ninitial: DRAFT", _SECTIONS + "\ninitial: DRAFT"),
    (
        "artefacts:\n",
        (
            "artefacts:\n"
            "  conflicts: { title: Conflicts assessment, supplied_by: [manager], reviewed_by: [lawyer] }\n"
            "  documents: { title: Documents, supplied_by: [manager], reviewed_by: [lawyer] }\n"
        ),
    ),
    (
        "      - { id: paper_there, kind",
        (
            "      - { id: conflicts_confirmed, kind: conflicts_confirmed, artefact: conflicts, notices: [N1, N6, N7],"
            " text: The conflicts assessment is revised., rules: [UK-COI-3] }\n      - { id: paper_there, kind"
        ),
    ),
    (
        "    during: [TOLD]\n    gate:\n",
        (
            "    during: [TOLD]\n"
            "    states: [standstill_ends_on, tenders_assessed, tenders_received, unsuccessful_suppliers]\n    gate:\n"
            "      - { id: conflicts_confirmed, kind: conflicts_confirmed, artefact: conflicts, notices: [N1, N6, N7],"
            " text: The conflicts assessment is revised., rules: [UK-COI-3] }\n"
        ),
    ),
    (
        "  N7: { title: Details, by: [manager], during: [SIGNED] }\n",
        (
            "  N7: { title: Details, by: [manager], during: [SIGNED], states: [indicators] }\n"
            "  N10: { title: Contract change, by: [manager], during: [SIGNED] }\n"
        ),
    ),
    (
        "deadlines:\n",
        (
            "deadlines:\n"
            "  report_due: { title: Exclusion to be reported, starts: { partner_move: exclude },"
            " met_by: [{ happened: exclusions_reported }], again: true,"
            " period: { length: 30, unit: calendar-days, counting: beginning-with } }\n"
            "  change_standstill: { title: Standstill of a change, starts: { notice: N10 },"
            " period: { length: 8, unit: working-days, counting: beginning-with } }\n"
            "  copy_due: { title: Copy of the changed contract due, starts: { happened: contract_changed_by_notice },"
            " met_by: [{ notice: N7 }], again: true,"
            " period: { length: 90, unit: calendar-days, counting: beginning-with } }\n"
        ),
    ),
    (
        "    tie_break: The higher worth.\n",
        (
            "    tie_break: The higher worth.\n"
            "    refinement: { title: Foreseen, criteria: [worth, way], by: [manager], during: [TRIAL], before: ASSESS,"
            " eliminated: [turned_down], named_to: [lawyer], rules: [UK-REF-1] }\n"
            "  first:\n    title: First round\n    criteria:\n      worth: { title: Worth, weight: 60, minimum: 2 }\n"
            "      way:\n        title: Way\n        weight: 40\n        sub_criteria:\n"
            "          new: { title: New, weight: 50 }\n          safe: { title: Safe, weight: 50 }\n"
            "    scale_min: 1\n    scale_max: 5\n    scored_by: assessor\n    moderated_by: chair\n    during: [SIFT]\n"
            "    evaluators: 1\n    tie_break: A draw.\n"
        ),
    ),
    (
        "      - { id: lessons, kind: lessons_recorded, stage: trial, min: 2,",
        (
            "      - { id: provided, kind: changes_provided, notice: N1, artefact: documents, text: All is provided.,"
            " rules: [UK-REF-4] }\n      - { id: lessons, kind: lessons_recorded, stage: trial, min: 2,"
        ),
    ),
    (
        "        - { id: covered, kind: budget_covers, envelope: contracts, states: [chosen],",
        (
            "        - { id: measured, kind: indicators_set, states: [chosen], text: Indicators are set. }\n"
            "        - { id: covered, kind: budget_covers, envelope: contracts, states: [chosen],"
        ),
    ),
    (
        "      - { id: details_out, kind: notice_published, notice: N7,",
        (
            "      - { id: reported, kind: exclusions_reported, states: [excluded], text: Exclusions are reported.,"
            " rules: [UK-EXC-5] }\n      - { id: details_out, kind: notice_published, notice: N7,"
        ),
    ),
)


def text_of_lawful() -> str:
    """The file that it would be."""
    text = _SMALL.read_text(encoding="utf-8")
    for old, new in _REPLACED:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


@lru_cache
def lawful() -> LoadedDefinition:
    """The definition, as a file of its own would be."""
    return read_definition(text_of_lawful().encode(), "lawful_procedure.yaml")


def at(step: str, *, partners: Partners = TWO) -> Case:
    """A procedure under it, taken to a step by its shortest way."""
    case = Case(lawful())
    case.do("open")
    for move in way(lawful().definition, "DRAFT", step):
        make(case, move, partners=partners)
    return case
