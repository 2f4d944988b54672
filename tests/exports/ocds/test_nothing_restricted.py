"""Nothing restricted is in open data: canaries in every sealed word, bids before the award, people, losers, reasons."""

from __future__ import annotations

import json
import re
from dataclasses import fields, replace
from typing import Any

import pytest

from engine import events as e
from exports.ocds.mapping import MAPPING
from exports.ocds.profiles import Profile
from exports.ocds.releasing.releases import releases_of
from procedures.loader import LoadedDefinition
from tests.exports.ocds.lives import Life, lived
from tests.hands import real, small
from tests.pilot import make, way

CANARY = "Kanarienvogel"
EACH = pytest.mark.parametrize("profile", list(Profile), ids=str)
BOTH = pytest.mark.parametrize(("loaded", "end"), [(small(), "DONE"), (real(), "CLOSED")], ids=["small", "real"])


def text_of(life: Life, profile: Profile) -> str:
    """Everything that is published, as text."""
    return json.dumps(releases_of(life.told(), profile), ensure_ascii=False)


def marked(life: Life) -> Life:
    """The same life with a canary in every sealed field of every event."""
    for at, happened in enumerate(life.history):
        words: dict[str, Any] = {
            name: f"{CANARY}-{happened.n}-{name}" for name in e.sealed_fields(type(happened.event))
        }
        life.history[at] = happened._replace(event=replace(happened.event, **words))
    return life


@BOTH
@EACH
def test_no_sealed_word_is_ever_published(loaded: LoadedDefinition, end: str, profile: Profile) -> None:
    """Reasons, details, names of files: a canary in each, in a whole procedure."""
    life = marked(lived(loaded, end))
    assert sum(bool(e.sealed_fields(type(one.event))) for one in life.history) > 20
    assert CANARY not in text_of(life, profile)


@BOTH
@EACH
def test_no_person_is_ever_published(loaded: LoadedDefinition, end: str, profile: Profile) -> None:
    """Neither evaluators nor deciders nor whoever submitted a paper: every pseudonym of the history is looked for."""
    life = lived(loaded, end)
    people = {
        str(getattr(one.event, name))
        for one in life.history
        for name in ("by", "evaluator", "moderator", "person")
        if getattr(one.event, name, None) and not isinstance(one.event, e.DeadlineMet)
    } - {"supplier"}  # somebody's pseudonym in these tests, and a role of the standard
    said = text_of(life, profile)
    assert len(people) > 4
    assert not [person for person in people if re.search(rf'"{re.escape(person)}"', said)]


@EACH
def test_who_only_applied_or_tendered_is_never_named(profile: Profile) -> None:
    """Neither reference nor name of a loser, in any release, to the end."""
    life = lived(real(), "SELECTION", partners={"acme": None, "bolt": None, "loser": None})
    life.do("submit_artefact", artefact="selection_record")
    life.do("accept_artefact", artefact="selection_record")
    life.do("accept_artefact", artefact="application", partner="loser")
    life.do("move_partner", partner="loser", move="not_select", reason=CANARY)
    for move in way(real().definition, "SELECTION", "SEED"):
        make(life, move)
    said = text_of(life, profile)
    assert "acme-funding" in said
    assert "loser" not in said.lower()
    assert CANARY not in said


@EACH
@pytest.mark.parametrize("step", ["SELECTION", "ROUND1_OPEN", "ROUND1_ASSESSED"])
def test_nobody_is_named_while_applications_and_tenders_are_judged(step: str, profile: Profile) -> None:
    """Not even how many there are."""
    said = text_of(lived(real(), step), profile)
    assert "acme" not in said.lower()
    assert "statistics" not in said
    assert "numberOfTenderers" not in said


@EACH
def test_scores_and_digests_of_documents_stay_inside(profile: Profile) -> None:
    """No digest, no score, no version of a paper."""
    life = lived(real(), "CLOSED", facts=("contract_over_5m",))
    said = text_of(life, profile)
    digests = {one.event.sha256 for one in life.history if isinstance(one.event, e.ArtefactSubmitted)}
    assert digests
    assert not [digest for digest in digests if digest in said]
    assert not [paper for paper in real().definition.artefacts if f'"{paper}"' in said]


@EACH
def test_a_name_that_was_withheld_is_left_out_and_the_release_stays_valid(profile: Profile) -> None:
    """The identifier stays, so that merging and references still hold."""
    life = lived(real(), "SEED")
    case = replace(life.told(), names={"bolt": "Bolt Limited"})
    parties = releases_of(case, profile)[-1]["parties"]
    assert [(party["id"], party.get("name")) for party in parties] == [
        ("supplier-acme", None),
        ("supplier-bolt", "Bolt Limited"),
    ]


def test_every_event_type_is_public_by_decision_and_not_by_default() -> None:
    """The list is closed: an event that is added later stays inside until somebody says otherwise."""
    assert {cls.__name__ for cls in MAPPING} == {
        "NoticePublished", "StepEntered", "ProcedureTerminated", "AwardWithdrawn", "InstalmentPaid",
        "CorrectionRecorded", "DeadlineStarted", "DeadlineExtended", "DeadlineShortened", "DeadlineResumed",
        "DeadlineMoved", "DeadlineRecomputed", "DeadlineCancelled", "EnvelopeSet", "LotCeased",
    }  # fmt: skip
    assert not [name for cls in MAPPING for name in (f.name for f in fields(cls)) if name == "evaluator"]
