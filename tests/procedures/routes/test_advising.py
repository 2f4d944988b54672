"""The route decision: every combination of answers leads to one route, with reasons that do not contradict it."""

from __future__ import annotations

from itertools import product

import pytest

from engine.errors import InvalidInput
from procedures.registry import shipped
from procedures.routes import QUESTIONS, Answers, Ask, advise, needed, settled
from procedures.routes.advising import NONE
from procedures.routes.catalogue import CATALOGUE

NAMES = tuple(one.name for one in QUESTIONS)
EVERY = tuple(dict(zip(NAMES, answers, strict=True)) for answers in product((False, True), repeat=len(NAMES)))
EXEMPT = {Ask.SERVICES_ONLY: True, Ask.PUBLIC_BENEFIT: True, Ask.BUYS_RESULT: False, Ask.ONE_DEVELOPER: False}


def answered(*yes: Ask) -> dict[Ask, bool]:
    """Yes to these questions, and no to all others."""
    return {name: name in yes for name in NAMES}


def test_every_combination_of_answers_gets_advice() -> None:
    """4,096 combinations: a route with its reasons, and every other route with what speaks against it."""
    for answers in EVERY:
        advice = advise(answers)
        assert advice.because
        assert len(advice.ruled_out) == len(CATALOGUE) - (advice.route != NONE)
        assert all(one.against for one in advice.ruled_out), answers


def test_no_advice_contradicts_an_answer() -> None:
    """Every condition of the route that is named was answered as it asks, and no earlier route would have fitted."""
    for answers in EVERY:
        advice = advise(answers)
        known = dict(answers)
        if known[Ask.EUROPEAN_UNION]:
            known |= {Ask.SCOTTISH: False, Ask.BEGUN_BEFORE_2025: False}
        fits = [all(known[one.name] is one.answer for one in route.conditions) for route in CATALOGUE]
        expected = CATALOGUE[fits.index(True)].definition if True in fits else None
        assert advice.definition == expected, answers


def test_every_route_is_reached_and_has_a_definition_that_ships() -> None:
    """No dead advice, and none that cannot be followed."""
    reached = {advise(answers).definition for answers in EVERY} - {None}
    assert reached == {route.definition for route in CATALOGUE}
    assert reached <= {one.name for one in shipped()}


def test_every_definition_that_ships_is_advised() -> None:
    """Whoever adds a definition says when it fits."""
    assert {one.name for one in shipped()} == {route.definition for route in CATALOGUE}


def test_what_is_asked_always_matters_and_what_is_not_asked_never_does() -> None:
    """Asked one by one, the answers lead where all twelve of them would have led."""
    for answers in EVERY[:: 4096 // 512]:
        given: dict[Ask, bool] = {}
        while (name := needed(given)) is not None:
            given[name] = answers[name]
        assert settled(given)
        assert advise(given).definition == advise(answers).definition, answers


def test_reasons_rest_on_answers_that_were_given() -> None:
    """Who was asked one question is not told of eleven others."""
    advice = advise({Ask.EUROPEAN_UNION: False, Ask.SCOTTISH: True})
    assert advice.definition is None
    assert {reason.text for one in advice.ruled_out for reason in one.against} == {
        "Devolved Scottish authorities follow regulations of their own.",
        "It is for Member States of the European Union.",
    }


def test_an_open_question_is_named() -> None:
    """Nothing is guessed for anybody."""
    with pytest.raises(InvalidInput, match="The route hangs on scottish"):
        advise({Ask.EUROPEAN_UNION: False})


@pytest.mark.parametrize(
    ("answers", "definition"),
    [
        (answered(Ask.BEGUN_BEFORE_2025), "uk_pcr2015_innovation_partnership"),
        (answered(Ask.SERVICES_ONLY, Ask.PUBLIC_BENEFIT), "sbri_two_phase"),
        (answered(Ask.SERVICES_ONLY, Ask.PUBLIC_BENEFIT, Ask.TEST_SERIES), "pcp_three_phase"),
        (answered(Ask.ONE_DEVELOPER, Ask.ABOVE_THRESHOLD), "uk_prototype_direct_award"),
        (answered(Ask.BUYS_RESULT), "uk_below_threshold_challenge"),
        (answered(Ask.BUYS_RESULT, Ask.ABOVE_THRESHOLD, Ask.AWARD_FIRST), "uk_innovative_partnership_staged"),
        (answered(Ask.BUYS_RESULT, Ask.ABOVE_THRESHOLD, Ask.SEVERAL_DEVELOP), "uk_innovative_partnership"),
        (answered(Ask.BUYS_RESULT, Ask.ABOVE_THRESHOLD, Ask.MARKET_HAS_IT), "uk_competitive_flexible"),
        (answered(Ask.EUROPEAN_UNION, Ask.BUYS_RESULT, Ask.ABOVE_THRESHOLD), "eu_innovation_partnership"),
        (answered(Ask.EUROPEAN_UNION, Ask.SERVICES_ONLY, Ask.PUBLIC_BENEFIT), "pcp_three_phase"),
        (answered(Ask.EUROPEAN_UNION, Ask.BUYS_RESULT, Ask.ABOVE_THRESHOLD, Ask.MARKET_HAS_IT), None),
        (answered(Ask.SCOTTISH, Ask.ABOVE_THRESHOLD), None),
    ],
    ids=str,
)
def test_what_the_rule_book_says_of_each_route(answers: Answers, definition: str | None) -> None:
    """law.md 8.0, line by line."""
    assert advise(answers).definition == definition


def test_exempt_research_is_never_a_purchase_nor_more_than_services() -> None:
    """UK-SCOPE-8, SBRI-5, EU-PCP-7: a yes to buying, or goods, rules the exempt routes out with the rule."""
    for name, answer in ((Ask.BUYS_RESULT, True), (Ask.SERVICES_ONLY, False), (Ask.PUBLIC_BENEFIT, False)):
        answers = dict.fromkeys(NAMES, False) | EXEMPT | {name: answer}
        advice = advise(answers)
        assert advice.definition not in {"sbri_two_phase", "pcp_three_phase"}
        (out,) = [one for one in advice.ruled_out if one.definition == "sbri_two_phase"]
        assert {"UK-SCOPE-8", "SBRI-5"} & {rule for reason in out.against for rule in reason.rules}
