"""Explanations: the same value for people and machines, whole in both directions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from engine.definition import Move
from engine.evaluation import Context
from engine.evaluation.context import listed
from engine.explain import explain
from engine.explanation import Evidence, Explanation, Finding, Standing, explanation_from
from procedures.loader import LoadedDefinition
from tests.factories import Case, make_procedure, real, small
from tests.pilot import prepare
from tests.questions import explained

BOTH = pytest.mark.parametrize("loaded", [small(), real()], ids=["small", "real"])


def answers(loaded: LoadedDefinition, move: Move) -> list[Explanation]:
    """A move explained before anything is prepared, with everything in the way, and with everything done."""
    bare = make_procedure(move.source, definition=loaded)
    blocked = bare.twin()
    for kind in ("pause", "suspend"):
        if kind == "suspend" or blocked.definition.standstill_deadline not in blocked.state.deadlines:
            blocked.do(kind)
    done = bare.twin()
    prepare(done, move.move)
    return [explained(case, move.move) for case in (bare, blocked, done)]


@BOTH
def test_an_explanation_comes_back_whole_from_plain_data(loaded: LoadedDefinition) -> None:
    """For every move, in every condition: what is kept beside the history is what was said."""
    for move in loaded.definition.moves:
        for explanation in answers(loaded, move):
            assert explanation_from(explanation.to_data()) == explanation


@BOTH
def test_every_requirement_of_the_gate_is_answered_with_its_words_and_rules(loaded: LoadedDefinition) -> None:
    """Each one, met or not, in the order of the definition, before the deadlines that start with the step."""
    for move in loaded.definition.moves:
        for explanation in answers(loaded, move):
            asked = {finding.id: finding for finding in explanation.findings if finding.kind != "rule"}
            assert list(asked)[: len(move.gate)] == [requirement.id for requirement in move.gate]
            for requirement in move.gate:
                finding = asked[requirement.id]
                assert (finding.kind, finding.asks) == (requirement.kind, requirement.text)
                assert (finding.rules, finding.severity) == (requirement.rules, requirement.severity)
                assert finding.why
            assert (explanation.move, explanation.source, explanation.target) == (move.move, move.source, move.target)


@BOTH
def test_whatever_can_be_mended_says_who_mends_it_and_what_they_type(loaded: LoadedDefinition) -> None:
    """Only time itself, and what is over for good, has nobody to turn to."""
    nobody = {"deadline_passed", "deadline_not_passed", "standstill_over"}
    for move in loaded.definition.moves:
        for explanation in answers(loaded, move):
            for finding in explanation.blockers:
                if finding.kind not in nobody:
                    assert finding.who, (move.move, finding)
                    assert finding.next is not None, (move.move, finding)
                    assert finding.next.startswith("seedbed ")
                    assert " RL-1" in finding.next


@BOTH
def test_what_is_met_shows_its_evidence(loaded: LoadedDefinition) -> None:
    """Numbers of events that are in the history, not ahead of it."""
    by_nobody = {"partners_in_state", "lots_settled", "every_partner_assessed", "artefact_accepted", "budget_covers"}
    for move in loaded.definition.moves:
        case = make_procedure(move.source, definition=loaded)
        prepare(case, move.move)
        for finding in explained(case, move.move).findings:
            assert all(item.event is None or 0 <= item.event <= case.state.n for item in finding.evidence)
            if finding.standing is Standing.MET and finding.kind not in by_nobody | {"exclusions_checked"}:
                assert finding.evidence, finding
                assert finding.evidence[0].event is not None


def test_the_sentence_says_yes_or_every_reason() -> None:
    """In one breath, without a full stop in the middle."""
    met = Finding(id="a", kind="rule", asks="A.", standing=Standing.MET, why="it is.")
    waived = Finding(id="b", kind="rule", asks="B.", standing=Standing.WAIVED, why="no need.")
    warned = Finding(id="c", kind="rule", asks="C.", standing=Standing.WARNING, why="beware.")
    left_out = Finding(id="d", kind="rule", asks="D.", standing=Standing.NOT_ASKED, why="not asked.")
    unmet = Finding(id="e", kind="rule", asks="E.", standing=Standing.UNMET, why="it is not.")
    other = Finding(id="f", kind="rule", asks="F.", standing=Standing.UNMET, why="nor this")
    yes = Explanation(procedure="RL-1", asked="go", findings=(met, waived, warned, left_out))
    assert yes.open
    assert yes.sentence == "Nothing stands in the way: go."
    assert yes.warnings == (warned,)
    no = Explanation(procedure="RL-1", asked="go", findings=(unmet, met, other, warned))
    assert not no.open
    assert no.blockers == (unmet, other)
    assert "it is not; nor this." in no.sentence
    assert no.sentence.startswith("You cannot go")


def test_evidence_is_words_and_perhaps_an_event() -> None:
    """Both survive as plain data."""
    finding = Finding(
        id="a", kind="k", asks="A.", standing=Standing.MET, why="w", severity="SHOULD",
        evidence=(Evidence(text="seen"), Evidence(text="done", event=3)), who=("Owner",), next="x", rules=("R-1",),
    )  # fmt: skip
    explanation = Explanation(procedure="RL-1", asked="go", findings=(finding,), move="m", source="A", target="B")
    data = explanation.to_data()
    assert data["findings"][0]["evidence"] == [{"event": None, "text": "seen"}, {"event": 3, "text": "done"}]
    assert (data["from"], data["to"], data["open"], data["findings"][0]["standing"]) == ("A", "B", True, "met")
    assert explanation_from(data) == explanation


def test_explaining_changes_nothing() -> None:
    """It is a question: the state is the very same value afterwards."""
    case = make_procedure("SIFT")
    before = case.state
    explain(case.definition, case.state, case.definition.moves_by_name["start_trial"], case.now, case.calendar)
    assert case.state is before


@pytest.mark.parametrize(
    ("day", "words"),
    [(2, "0 working days left"), (3, "1 working day left"), (6, "4 working days left"), (8, "4 working days left")],
)
def test_what_is_left_is_said_in_working_days(day: int, words: str) -> None:
    """From Monday 2 March 2026: today does not count, and neither does the weekend."""
    assert context_of(make_procedure("DRAFT")).days_left(datetime(2026, 3, day, 12, tzinfo=UTC)) == words


def test_what_is_left_beyond_the_calendar_is_counted_in_plain_days() -> None:
    """Nothing is guessed about working days that nobody knows, at either end."""
    case = make_procedure("DRAFT")
    last = datetime(2028, 12, 31, 12, tzinfo=UTC)
    assert case.calendar.last_on == last.date()
    assert context_of(case).days_left(last).endswith("working days left")
    assert context_of(case).days_left(last + timedelta(days=1)) == "1036 days left"
    first = datetime(2015, 1, 1, 12, tzinfo=UTC)
    known, unknown = replace(context_of(case), now=first), replace(context_of(case), now=first - timedelta(days=1))
    assert known.days_left(first) == "0 working days left"
    assert unknown.days_left(first) == "1 day left"


def context_of(case: Case) -> Context:
    """What requirements of a procedure are evaluated against."""
    return Context(definition=case.definition, state=case.state, now=case.now, calendar=case.calendar)


@pytest.mark.parametrize(
    ("names", "most", "text"),
    [
        ([], 6, ""), (["a"], 6, "a"), (["a", "b"], 6, "a and b"), (["a", "b", "c"], 6, "a, b and c"),
        (["a", "b", "c"], 3, "a, b and c"), (["a", "b", "c"], 2, "a, b and 1 more"),
    ],
)  # fmt: skip
def test_names_are_listed_as_in_a_sentence(names: list[str], most: int, text: str) -> None:
    """Only so many, and how many more."""
    assert listed(names, most) == text
