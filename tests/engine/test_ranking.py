"""The award goes to the best tender of its lot, and to none that misses a published minimum (UK-ASS-3, trap 38)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from engine.definition.requirements import RanksFirst
from engine.evaluation import Context, evaluate
from engine.state import Score, State, cell_key
from tests.factories import Case, make_procedure, real


def at_the_choice() -> Case:
    """The shipped procedure with its final tenders assessed by nobody yet."""
    return make_procedure("FINAL_ASSESSMENT", definition=real())


def asked(case: Case, marks: dict[str, int], **changed: Any) -> tuple[bool, str]:
    """Whether the first partner of ``marks`` ranks first when each has that mark everywhere, and why."""
    own, definition = next(iter(marks)), case.definition
    cells = definition.rounds["final"].cells()
    moderated = {
        cell_key("final", ref, *cell): Score(score=m, by="x", n=0) for ref, m in marks.items() for cell in cells
    }
    moderated |= {key: Score(score=mark, by="x", n=0) for key, mark in changed.pop("cells", {}).items()}
    ready = {ref: case.state.partners[ref]._replace(state="final_tendered", lot="one") for ref in marks}
    ready |= {ref: case.state.partners[ref]._replace(**{"lot": "one", **change}) for ref, change in changed.items()}
    state: State = replace(case.state, moderated=moderated, partners=ready)
    rule = next(r for r in definition.partners.moves["award"].gate if isinstance(r, RanksFirst))
    context = Context(definition=definition, state=state, now=case.now, calendar=case.calendar, partner=own)
    finding = evaluate(rule, context)
    return not finding.blocks, finding.why


def two(case: Case) -> tuple[str, str]:
    """Two partners that are still in."""
    first, second = [ref for ref, known in case.state.partners.items() if known.state == "final_tendered"][:2]
    return first, second


def test_the_better_total_of_its_lot_ranks_first() -> None:
    """By the published weights, in decimals."""
    case = at_the_choice()
    one, other = two(case)
    assert asked(case, {one: 5, other: 4}) == (True, f"{one} ranks first with 100.00")
    met, why = asked(case, {one: 3, other: 4})
    assert not met
    assert why == f"{one} has 60.00 of 100, and a rival in its lot is better: {other} with 80.00"


def test_an_equal_total_is_left_to_the_published_tie_break() -> None:
    """The engine does not choose between equals."""
    case = at_the_choice()
    one, other = two(case)
    assert asked(case, {one: 4, other: 4})[0]


def test_a_better_tender_in_another_lot_or_out_of_the_procedure_is_no_rival() -> None:
    """Each lot has its own award, and a tender that was disregarded is not compared."""
    case = at_the_choice()
    one, other = two(case)
    assert asked(case, {one: 3, other: 5}, **{other: {"lot": "two"}})[0]
    assert asked(case, {one: 3, other: 5}, **{other: {"state": "disregarded"}})[0]
    assert not asked(case, {one: 3, other: 5}, **{other: {"state": "unsuccessful"}})[0]


def test_a_tender_below_a_published_minimum_is_not_awarded_and_is_no_rival() -> None:
    """s.23(3)(a): whatever its total."""
    case = at_the_choice()
    one, other = two(case)
    rule = case.definition.rounds["final"]
    name, criterion = next((n, c) for n, c in rule.criteria.items() if c.minimum is not None)
    failing = {cell_key("final", one, name, sub): 0 for sub in (tuple(criterion.sub_criteria) or ("",))}
    met, why = asked(case, {one: 5, other: 1}, cells=failing)
    assert not met
    assert why == f'{one} stays below the published minimum for "{criterion.title}"'
    failing = {cell_key("final", other, name, sub): 0 for sub in (tuple(criterion.sub_criteria) or ("",))}
    assert asked(case, {one: 2, other: 5}, cells=failing)[0]


def test_a_tender_without_every_score_does_not_rank() -> None:
    """Nobody is chosen on half an assessment."""
    case = at_the_choice()
    one, other = two(case)
    assert asked(case, {one: 5, other: 1})[0]
    rule = next(r for r in case.definition.partners.moves["award"].gate if isinstance(r, RanksFirst))
    bare = replace(case.state, moderated={})
    context = Context(definition=case.definition, state=bare, now=case.now, calendar=case.calendar, partner=one)
    finding = evaluate(rule, context)
    assert finding.why == f"there is no moderated score for every criterion of {one} and {other}"
    assert finding.who == ("Member of the evaluation panel", "Chair of the evaluation panel")
    assert finding.next == f'seedbed partner score RL-1 {one} final CRITERION SCORE --reason "..."'


def test_nobody_is_chosen_before_every_rival_is_scored() -> None:
    """Else the first to be assessed would be the best of one."""
    case = at_the_choice()
    one, other = two(case)
    met, why = asked(case, {one: 5}, **{other: {"state": "final_tendered", "lot": "one"}})
    assert not met
    assert why == f"there is no moderated score for every criterion of {other}"
