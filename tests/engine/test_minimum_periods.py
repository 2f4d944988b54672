"""Section 54: how long suppliers must be given, by the answers to the questions of fact (law.md 1.6)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from engine.definition import TableRow
from engine.definition.clocks import named
from engine.evaluation import Context
from engine.schedule import choice, chosen_row, shortest_minimum, too_short
from engine.state import State
from tests.factories import START, Case, make_procedure, real, uk
from tests.questions import reasons_of

FACTS = ("documents_with_notice", "not_central_government", "qualifying_planned_notice", "urgency")
ALL_FACTS = (
    *FACTS, "light_touch", "only_preselected", "period_negotiated", "dynamic_market", "electronic_submission",
)  # fmt: skip
DEADLINES = ("applications_close", "round1_close", "final_tenders_close")
STARTS_ON = date(2026, 11, 6)


def opened(answers: dict[str, bool]) -> Case:
    """The shipped procedure, opened with these answers."""
    case = Case(real())
    case.do("open", facts={**dict.fromkeys(real().definition.facts, False), **answers})
    return case


def expected(deadline: str, answers: dict[str, bool]) -> int | None:
    """The least number of days, read from the tables of the rule book and from nowhere else (law.md 1.6)."""
    if answers["light_touch"]:
        return None
    if deadline == "applications_close":
        return 10 if answers["urgency"] else 25
    preselected = answers["not_central_government"] and answers["only_preselected"]
    if preselected and answers["period_negotiated"]:
        return None
    if preselected or any(answers[fact] for fact in ("qualifying_planned_notice", "urgency", "dynamic_market")):
        return 10
    return 35 - 5 * answers["electronic_submission"] - 5 * answers["documents_with_notice"]


def asked(answers: dict[str, bool]) -> Context:
    """A procedure of which nothing but the facts is known."""
    state = State(procedure="RL-1", step="DRAFT", facts=answers)
    return Context(definition=real().definition, state=state, now=START, calendar=uk())


@pytest.mark.parametrize("deadline", DEADLINES)
def test_every_combination_of_facts_has_the_shortest_row_of_the_table(deadline: str) -> None:
    """All 512 of them: the least period, the row that is recorded, and that the row's own circumstance is true."""
    for given in product((False, True), repeat=len(ALL_FACTS)):
        answers = dict(zip(ALL_FACTS, given, strict=True))
        context = asked(answers)
        least, row = shortest_minimum(context, deadline), chosen_row(context, deadline)
        assert (least and least.period and least.period.length) == expected(deadline, answers), answers
        assert row is not None, "some row always applies"
        assert isinstance(row, TableRow)
        assert all(answers[fact] for fact in named(row.when))
        assert not any(answers[fact] for fact in named(row.unless))
        recorded = choice(context, deadline)
        table = real().definition.tables[recorded["table"]]
        assert recorded["row"] == row.row
        assert recorded["facts"] == {fact: answers[fact] for one in table.rows for fact in one.facts}


@pytest.mark.parametrize("deadline", DEADLINES)
@pytest.mark.parametrize("given", list(product((False, True), repeat=len(FACTS))), ids=str)
def test_the_shortest_period_that_applies_is_the_least(deadline: str, given: tuple[bool, ...]) -> None:
    """A day too few is refused, the last day itself only warns, the day after is safe (UK-CLK-4, UK-CFP-6)."""
    answers = dict(zip(FACTS, given, strict=True))
    case = opened(answers)
    days = expected(deadline, case.state.facts)
    assert days is not None
    context = Context(definition=case.definition, state=case.state, now=case.now, calendar=case.calendar)
    for more, standing in ((-1, "unmet"), (0, "warning"), (1, None)):
        due = datetime(2026, 11, 6, 12, tzinfo=UTC) + timedelta(days=days + more)
        finding = too_short(context, deadline, STARTS_ON, due)
        assert (finding and finding.standing) == standing
        refused = reasons_of(case, "set_deadline", deadline=deadline, starts_on=STARTS_ON, due_at=due)
        assert refused == ({f"{deadline}_minimum"} if standing == "unmet" else set())


def test_what_the_design_settles_is_pinned_with_the_answers() -> None:
    """Nobody is asked, and the history holds every fact that chooses a row."""
    case = opened({"urgency": True})
    assert case.state.facts == {
        **dict.fromkeys(real().definition.facts, False),
        **{name: rule.answer for name, rule in real().definition.settled.items()},
        "urgency": True,
    }


def test_the_real_window_of_2018_is_too_short_today() -> None:
    """RoadLab gave 20 days, from 6 to 26 November; 25 are the least now."""
    case = make_procedure("DESIGN_APPROVED", definition=real())
    case.wait_until(datetime(2026, 11, 6, 9, tzinfo=UTC))
    due = datetime(2026, 11, 26, 12, tzinfo=UTC)
    (finding,) = case.refused("set_deadline", deadline="applications_close", due_at=due).blockers
    assert finding.why == (
        '"Applications close" on Thursday 26 November 2026 would be too early: 25 calendar days after'
        " Friday 6 November 2026 end on Tuesday 1 December 2026"
    )
    assert finding.rules == ("UK-CLK-4",)
    assert reasons_of(case, "set_deadline", deadline="applications_close", due_at=due, starts_on=date(2026, 10, 30))


def test_a_deadline_without_a_minimum_is_free() -> None:
    """The seed phase and the testbed last as long as was published."""
    case = opened(dict.fromkeys(FACTS, False))
    case.do("set_deadline", deadline="seed_ends", due_at=START + timedelta(seconds=1))


def test_an_evening_hour_counts_as_its_local_day() -> None:
    """23:30 in winter is the same day; half past midnight in summer is the next (UK-CLK-7)."""
    case = opened(dict.fromkeys(FACTS, False))
    context = Context(definition=case.definition, state=case.state, now=case.now, calendar=case.calendar)
    summer = date(2026, 5, 1)  # 25 days after it end on 26 May
    for due, standing in (
        (datetime(2026, 5, 25, 22, 59, tzinfo=UTC), "unmet"),
        (datetime(2026, 5, 25, 23, 30, tzinfo=UTC), "warning"),
        (datetime(2026, 5, 26, 22, 59, tzinfo=UTC), "warning"),
        (datetime(2026, 5, 26, 23, 0, tzinfo=UTC), None),
    ):
        finding = too_short(context, "applications_close", summer, due)
        assert (finding and finding.standing) == standing, due
