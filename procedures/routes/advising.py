"""From answers to advice: pure, total, and the same answers always give the same advice."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from engine.errors import InvalidInput
from procedures.routes.advice import Advice, Reason, RuledOut
from procedures.routes.catalogue import CATALOGUE, Condition, Route
from procedures.routes.questions import QUESTION, QUESTIONS, Answers, Ask

NONE: Final = "none"

_SCOTTISH: Final = Reason(
    text="Devolved Scottish authorities follow Scottish regulations, for which no definition ships.",
    rules=("UK-SCOPE-1",),
)
_ELSEWHERE: Final = Reason(
    text="No definition that ships fits: an ordinary procedure of your Member State may.",
    rules=("EU-26",),
)

# A question that only matters under other answers: the answers that make it pointless.
_POINTLESS: Final[tuple[tuple[Ask, Ask, bool], ...]] = (
    (Ask.SCOTTISH, Ask.EUROPEAN_UNION, True),
    (Ask.BEGUN_BEFORE_2025, Ask.EUROPEAN_UNION, True),
)


def advise(answers: Answers) -> Advice:
    """The first route of which nothing is missing, why, and why not the others; answers that can change it are given.

    Reasons rest on answers that were given; a question left open that could change the route is InvalidInput.
    """
    if (open_ := needed(answers)) is not None:
        raise InvalidInput(f"The route hangs on {open_}: {QUESTION[open_].question}")
    known = _sensible(completed(answers))
    given = {name: answer for name, answer in known.items() if name in answers}
    fitting = next((route for route in CATALOGUE if not _against(route, known)), None)
    others = tuple(_ruled_out(route, fitting, given) for route in CATALOGUE if route is not fitting)
    if fitting is None:
        why = _ELSEWHERE if known[Ask.EUROPEAN_UNION] else _SCOTTISH
        return Advice(
            route=NONE, title="None that ships", definition=None, because=(why,), ruled_out=others, cautions=(), next=()
        )
    return Advice(
        route=fitting.name,
        title=fitting.title,
        definition=fitting.definition,
        because=tuple(Reason(text=one.for_it, rules=one.rules) for one in fitting.conditions if one.name in given),
        ruled_out=others,
        cautions=fitting.cautions,
        next=(
            f"seedbed procedures show {fitting.definition}",
            f'seedbed design new mine.yaml --from {fitting.definition} --name mine --title "..."',
        ),
    )


def needed(answers: Answers) -> Ask | None:
    """The next question whose answer can still change the route; None when the route is certain."""
    if settled(answers):
        return None
    return next(one.name for one in QUESTIONS if one.name not in answers and _matters(one.name, answers))


def settled(answers: Answers) -> bool:
    """Whether every way to answer what is left leads to the same definition."""
    return len(_outcomes(_frozen(answers))) == 1


def completed(answers: Answers) -> dict[Ask, bool]:
    """The answers, and no to whatever no longer matters."""
    return {one.name: answers.get(one.name, False) for one in QUESTIONS}


def _matters(name: Ask, answers: Answers) -> bool:
    yes, no = (_outcomes(_frozen({**answers, name: answer})) for answer in (True, False))
    return yes != no


def _frozen(answers: Answers) -> frozenset[tuple[Ask, bool]]:
    return frozenset(answers.items())


@lru_cache(maxsize=8192)
def _outcomes(answers: frozenset[tuple[Ask, bool]]) -> frozenset[str | None]:
    """Every definition that some completion of the answers leads to."""
    known = dict(answers)
    left = next((one.name for one in QUESTIONS if one.name not in known), None)
    if left is None:
        sensible = _sensible(known)
        return frozenset({next((r.definition for r in CATALOGUE if not _against(r, sensible)), None)})
    return _outcomes(answers | {(left, True)}) | _outcomes(answers | {(left, False)})


def _sensible(answers: Answers) -> dict[Ask, bool]:
    """An answer to a question that was pointless counts as no."""
    known = dict(answers)
    for question, other, answer in _POINTLESS:
        if known[other] is answer:
            known[question] = False
    return known


def _against(route: Route, answers: Answers) -> tuple[Condition, ...]:
    return tuple(one for one in route.conditions if answers.get(one.name, one.answer) is not one.answer)


def _ruled_out(route: Route, fitting: Route | None, answers: Answers) -> RuledOut:
    return RuledOut(
        route=route.name,
        title=route.title,
        definition=route.definition,
        against=tuple(_objections(route, fitting, answers)),
    )


def _objections(route: Route, fitting: Route | None, answers: Answers) -> Iterator[Reason]:
    missing = _against(route, answers)
    yield from (Reason(text=one.against, rules=one.rules) for one in missing)
    if not missing and fitting is not None:
        # It would do as well: the narrower one is preferred, and the question that tells them apart is named.
        own = {one.name for one in route.conditions}
        more = [one for one in fitting.conditions if one.name not in own] or list(fitting.conditions)
        yield Reason(
            text=f'It would do too, and "{fitting.title}" fits more closely: {more[-1].for_it}',
            rules=tuple(dict.fromkeys((*more[-1].rules, *QUESTION[more[-1].name].rules))),
        )
