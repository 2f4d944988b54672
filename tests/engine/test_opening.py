"""Opening a procedure: what must be said, and what is pinned for good."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.errors import NotAllowed, NotFound
from engine.explanation import Standing
from tests.factories import Case, make_procedure, real, small, uk
from tests.questions import standing_of


def test_a_procedure_is_opened_under_one_pinned_definition_and_calendar() -> None:
    """The state names the digest, the version, the rule book and the calendar version."""
    case = Case()
    assert case.do("open", title="Crossings") == ("procedure.opened",)
    state = case.state
    assert (state.title, state.definition, state.version) == ("Crossings", small().digest, "1.0.0")
    assert (state.law_pack, state.calendar) == ("test-1", uk().pin)
    assert (state.step, state.stage, state.ended, state.n) == ("DRAFT", "plan", None, 0)
    assert state.visits["DRAFT"].times == state.visits["plan"].times == 1


def test_every_question_of_fact_is_answered_before_opening() -> None:
    """All unanswered questions are named, with what to type."""
    case = Case()
    big, hurried = "--fact big=yes|no (Is it big?)", "--fact hurried=yes|no (Is it urgent?)"
    assert case.why("open", facts={}) == {"facts": f"these questions are not answered: {big}; {hurried}"}
    assert case.why("open", facts={"big": True}) == {"facts": f"these questions are not answered: {hurried}"}
    case.do("open", facts={"big": True, "hurried": False})
    assert case.state.facts == {"big": True, "hurried": False}


def test_an_answer_to_a_question_that_nobody_asked_is_not_found() -> None:
    """The message suggests the question that was meant."""
    with pytest.raises(NotFound, match=r'There is no question of fact "bigg". Did you mean big\?'):
        Case().do("open", facts={"bigg": True, "hurried": True})


def test_a_procedure_is_opened_once() -> None:
    """Both reasons are given when a question is open too."""
    case = make_procedure("DRAFT")
    assert case.why("open") == {"new": "RL-1 exists already"}
    assert set(case.why("open", facts={})) == {"new", "facts"}


def test_only_a_role_with_the_power_opens() -> None:
    """Anybody else is turned away with the role that may."""
    with pytest.raises(NotAllowed, match=r"owner acts as Owner and may not open a procedure: that is for Manager\."):
        Case().do("open", role="owner")


def test_an_unknown_role_is_turned_away_by_its_name() -> None:
    """A role that the definition does not have has no title."""
    with pytest.raises(NotAllowed, match=r"x acts as visitor and may not open .* Try --role manager if you hold it\."):
        Case().do("open", role="visitor", actor="x")


def test_lots_are_named_when_opening() -> None:
    """Each has a title and is open."""
    case = Case()
    case.do("open", lots={"north": "North of the river", "south": "South of the river"}, re_enactment="As in 2018")
    assert {lot: (known.title, known.ceased, known.n) for lot, known in case.state.lots.items()} == {
        "north": ("North of the river", False, 0),
        "south": ("South of the river", False, 0),
    }
    assert case.state.re_enactment == "As in 2018"


def test_nothing_is_asked_of_a_procedure_that_does_not_exist() -> None:
    """Every other command finds nothing."""
    with pytest.raises(NotFound, match=r"There is no procedure RL-1\. `seedbed list` shows what there is\."):
        Case().do("pause")


def test_the_real_definition_opens_in_draft() -> None:
    """The innovative partnership starts with the problem statement."""
    case = make_procedure("DRAFT", definition=real())
    assert (case.state.step, case.state.stage) == ("DRAFT", "problem_statement")
    assert case.state.law_pack == real().definition.law_pack


def test_answers_that_contradict_each_other_are_refused() -> None:
    """The definition says which questions cannot both be answered yes; the answer names both (UK-SCOPE-7)."""
    case = Case()
    facts = dict(case.definition.facts)
    facts["big"] = facts["big"].model_copy(update={"contradicts": ("hurried",), "rules": ("TE-ALL",)})
    case.loaded = replace(case.loaded, definition=case.definition.model_copy(update={"facts": facts}))
    (finding,) = case.refused("open", facts={"big": True, "hurried": True}).blockers
    assert (finding.id, finding.rules) == ("contradiction_big", ("TE-ALL",))
    assert finding.why == "big and hurried cannot both be yes: Is it big? Is it urgent?"
    case.do("open", facts={"big": True, "hurried": False})


def test_a_question_that_nobody_answered_keeps_what_it_could_leave_out() -> None:
    """Only an answer of no leaves a requirement out: an old history without the answer is on the strict side."""
    case = make_procedure("DRAFT")
    assert standing_of(case, "prepare", "announced").standing is Standing.NOT_ASKED
    case._state = replace(case.state, facts={})
    assert standing_of(case, "prepare", "announced").blocks
