"""Section 54: how long suppliers must be given, by the answers to the questions of fact (law.md 1.6)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from engine.evaluation import Context
from engine.schedule import shortest_minimum, too_short
from tests.factories import START, Case, make_procedure, real
from tests.questions import reasons_of

FACTS = ("documents_with_notice", "not_central_government", "qualifying_planned_notice", "urgency")
STARTS_ON = date(2026, 11, 6)


def opened(answers: dict[str, bool]) -> Case:
    """The shipped procedure, opened with these answers."""
    case = Case(real())
    case.do("open", facts={**dict.fromkeys(real().definition.facts, False), **answers})
    return case


def expected(deadline: str, answers: dict[str, bool]) -> int:
    """The least number of days, read from the table of the rule book and from nowhere else."""
    if deadline == "applications_close":
        return 10 if answers["urgency"] else 25
    if answers["urgency"] or answers["qualifying_planned_notice"] or answers["not_central_government"]:
        return 10
    return 25 if answers["documents_with_notice"] else 30


@pytest.mark.parametrize("deadline", ["applications_close", "round1_close", "final_tenders_close"])
@pytest.mark.parametrize("given", list(product((False, True), repeat=len(FACTS))), ids=str)
def test_the_shortest_period_that_applies_is_the_least(deadline: str, given: tuple[bool, ...]) -> None:
    """A day too few is refused, the last day itself only warns, the day after is safe (UK-CLK-4, UK-CFP-6)."""
    answers = dict(zip(FACTS, given, strict=True))
    case, days = opened(answers), expected(deadline, answers)
    context = Context(definition=case.definition, state=case.state, now=case.now, calendar=case.calendar)
    least = shortest_minimum(case.definition.deadlines[deadline], context)
    assert least is not None
    assert (least.period.length, least.period.unit, least.period.counting) == (days, "calendar-days", "after")
    for more, standing in ((-1, "unmet"), (0, "warning"), (1, None)):
        due = datetime(2026, 11, 6, 12, tzinfo=UTC) + timedelta(days=days + more)
        finding = too_short(context, deadline, STARTS_ON, due)
        assert (finding and finding.standing) == standing
        asked = reasons_of(case, "set_deadline", deadline=deadline, starts_on=STARTS_ON, due_at=due)
        assert asked == ({f"{deadline}_minimum"} if standing == "unmet" else set())


def test_the_real_window_of_2018_is_too_short_today() -> None:
    """RoadLab gave 20 days, from 6 to 26 November; 25 are the least now."""
    case = make_procedure("DESIGN_APPROVED", definition=real())
    case.wait_until(datetime(2026, 11, 6, 9, tzinfo=UTC))
    due = datetime(2026, 11, 26, 12, tzinfo=UTC)
    (finding,) = case.refused("set_deadline", deadline="applications_close", due_at=due).blockers
    assert finding.why == (
        '"Applications close" on 26 November 2026 would be too early: 25 calendar days after 6 November 2026'
        " end on 1 December 2026"
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
