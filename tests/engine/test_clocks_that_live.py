"""A deadline's life: planned, running, standing still, met or missed; started and met by any named event."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine import events as e
from engine.decide.standing_still import resumed
from engine.definition import Definition
from engine.definition.periods import PeriodRule
from engine.errors import NotAllowed
from engine.evaluation import Context
from engine.evolve import replay
from engine.explain import explain
from engine.time.remainder import Remainder
from procedures.checker import check
from procedures.loader import LoadedDefinition, read_definition
from tests.factories import Case, make_procedure, real, small
from tests.questions import reasons_of

MICROSECOND = timedelta(microseconds=1)
FIVE = {"length": 5, "unit": "working-days", "counting": "after"}


@lru_cache
def eventful() -> LoadedDefinition:
    """The small procedure with clocks that start with, and are met by, every kind of event."""
    raw: dict[str, Any] = yaml.safe_load(small().path.read_bytes())
    starts = {
        "by_paper": ({"accepted": "paper"}, [{"decision": "go", "outcome": "stop"}, {"decision": "go"}]),
        "by_filing": ({"submitted": "paper"}, [{"accepted": "paper"}]),
        "by_decision": ({"decision": "go"}, [{"step": "READY"}]),
        "by_two": ({"decision": "nothing"}, [{"step": "NOTHING"}]),
        "by_partner": ({"partner_move": "admit"}, [{"step": "TRIAL"}, {"submitted": "report"}]),
    }
    for name, (start, met_by) in starts.items():
        raw["deadlines"][name] = {
            "title": name, "starts": start, "met_by": met_by, "period": {**FIVE}, "stands_still": ["paused"],
        }  # fmt: skip
    return read_definition(yaml.safe_dump(raw, sort_keys=False).encode(), Path("eventful.yaml"))


def types_of(case: Case, kind: str, **fields: Any) -> tuple[str, ...]:
    """The events of a command that concern deadlines."""
    return tuple(type_ for type_ in case.do(kind, **fields) if type_.startswith("deadline."))


def opened(loaded: LoadedDefinition) -> Case:
    """A procedure that was just opened."""
    case = Case(loaded)
    case.do("open")
    return case


def test_clocks_start_with_and_are_met_by_papers_and_decisions() -> None:
    """Filed, accepted, decided: each named event is one, and the day is the day on which it happened."""
    case = opened(eventful())
    assert check(case.definition) == ()
    assert types_of(case, "submit_artefact", artefact="paper") == ("deadline.started",)
    assert types_of(case, "accept_artefact", artefact="paper") == ("deadline.started", "deadline.met")
    filing, paper = case.state.deadlines["by_filing"], case.state.deadlines["by_paper"]
    assert (filing.met_n, filing.in_time, filing.runs) == (paper.cause, True, False)
    assert paper.runs
    assert types_of(case, "record_decision", decision="go", outcome="hold") == ()
    assert types_of(case, "record_decision", decision="go", outcome="pass") == ("deadline.started", "deadline.met")
    assert case.state.deadlines["by_paper"].met_n == case.state.deadlines["by_decision"].cause
    # It was met once, and the first event of its kind had started it: neither comes again.
    assert types_of(case, "record_decision", decision="go", outcome="pass") == ()


def test_the_other_outcome_is_another_event() -> None:
    """A decision to stop meets what names stop, and starts nothing that names pass."""
    case = opened(eventful())
    case.do("submit_artefact", artefact="paper")
    case.do("accept_artefact", artefact="paper")
    assert types_of(case, "record_decision", decision="go", outcome="stop") == ("deadline.met",)
    assert "by_decision" not in case.state.deadlines


def test_a_decision_of_two_people_is_an_event_when_it_stands() -> None:
    """The first word starts nothing; the second starts the clock if it says the same."""
    case = make_procedure("SIFT", definition=eventful())
    assert types_of(case, "record_decision", decision="nothing", outcome="pass") == ()
    other = case.twin()
    assert types_of(other, "record_decision", decision="nothing", outcome="hold", role="lawyer") == ()
    assert types_of(case, "record_decision", decision="nothing", outcome="pass", role="lawyer") == ("deadline.started",)


def test_the_first_partner_that_moves_starts_the_clock() -> None:
    """A second one does not start it anew; the first paper that meets it does."""
    case = make_procedure("TRIAL", definition=eventful())
    admitted = [n for n, line in enumerate(case.history) if isinstance(line.event, e.PartnerMoved)]
    known = case.state.deadlines["by_partner"]
    assert known.cause == admitted[0]
    assert len(admitted) > 1
    assert known.met_n is not None
    assert isinstance(case.history[known.met_n].event, e.ArtefactSubmitted)


def test_what_starts_while_the_procedure_is_stopped_stands_still_from_its_start() -> None:
    """Papers go on being filed during a pause; their clocks run when it is over, the whole time being left."""
    case = opened(eventful())
    case.do("pause")
    assert types_of(case, "submit_artefact", artefact="paper") == ("deadline.started", "deadline.stopped")
    began = case.state.deadlines["by_filing"]
    case.clock.advance(timedelta(days=7))
    assert types_of(case, "unpause") == ("deadline.resumed",)
    assert case.state.deadlines["by_filing"].due_at - began.due_at == timedelta(days=7)


def test_a_clock_that_a_person_must_set_keeps_its_event_from_happening_unset() -> None:
    """As with a notice or a step: what starts a clock is refused until somebody has set it."""
    raw: dict[str, Any] = yaml.safe_load(small().path.read_bytes())
    raw["deadlines"]["by_hand"] = {"title": "By hand", "starts": {"accepted": "paper"}, "set_by": ["manager"]}
    case = opened(read_definition(yaml.safe_dump(raw, sort_keys=False).encode(), Path("by_hand.yaml")))
    case.do("submit_artefact", artefact="paper")
    assert set(case.why("accept_artefact", artefact="paper")) == {"by_hand_set"}
    case.do("set_deadline", deadline="by_hand", due_at=case.now + timedelta(days=3))
    assert types_of(case, "accept_artefact", artefact="paper") == ("deadline.started",)


# --- met, missed, acknowledged ---


@pytest.mark.parametrize("loaded", [small(), real()], ids=["small", "real"])
def test_every_duty_to_publish_is_met_by_its_notice(loaded: LoadedDefinition) -> None:
    """No duty is left that only a person's memory would end: what names a notice names what meets it (UK-CDN-1)."""
    duties = [name for name, rule in loaded.definition.deadlines.items() if "owed" in rule.missed]
    assert all(loaded.definition.deadlines[name].met_by for name in duties)


def test_a_notice_meets_its_duty_on_the_day_of_its_publication() -> None:
    """Recorded a working day later it is in time all the same, if it was out on the last day."""
    case = make_procedure("SIGNED")
    due = case.state.deadlines["details_due"]
    case.wait_until(due.due_at + timedelta(hours=9))
    assert due.last_on is not None
    late = case.twin()
    assert types_of(case, "publish_notice", notice="N7", on=due.last_on) == ("deadline.met",)
    assert case.state.deadlines["details_due"].in_time is True
    late.do("publish_notice", notice="N7")
    assert late.state.deadlines["details_due"].in_time is False


def missed(case: Case, deadline: str = "details_due") -> tuple[str, ...]:
    """The clock's own command."""
    return case.do("record_missed", deadline=deadline, actor="clock", role="clock")


def test_the_clock_records_once_what_passed_with_nothing_having_met_it() -> None:
    """Not before its last microsecond is over, not twice, and not what can only end."""
    case = make_procedure("SIGNED")
    due = case.state.deadlines["details_due"]
    ask = {"actor": "clock", "role": "clock", "deadline": "details_due"}
    case.wait_until(due.due_at)
    assert reasons_of(case, "record_missed", **ask) == {"passed"}
    case.clock.advance(MICROSECOND)
    assert missed(case) == ("deadline.missed",)
    known = case.state.deadlines["details_due"]
    assert (known.missed_n, known.n, known.met_n) == (case.state.n, due.n, None)
    assert reasons_of(case, "record_missed", **ask) == {"once"}
    assert reasons_of(case, "record_missed", **{**ask, "deadline": "standstill"}) == {"met_by"}
    case.do("publish_notice", notice="N7")
    assert reasons_of(case, "record_missed", **ask) == {"unmet", "once"}
    assert case.state.deadlines["details_due"].in_time is False


def test_what_ended_with_the_procedure_is_not_missed() -> None:
    """A review that nobody needs any more is not owed; the notice of the end is."""
    case = make_procedure("TRIAL", facts=("big",))
    case.do("terminate")
    case.wait_until(case.state.deadlines["review_due"].due_at + timedelta(days=90))
    ask = {"actor": "clock", "role": "clock"}
    assert reasons_of(case, "record_missed", deadline="review_due", **ask) == {"owed"}


@pytest.mark.parametrize("who", [{"actor": "clock"}, {"role": "clock"}, {"actor": "manager", "role": "manager"}, {}])
def test_nobody_but_the_clock_records_what_was_missed(who: dict[str, str]) -> None:
    """Neither its name alone nor its role alone is it."""
    case = make_procedure("SIGNED")
    case.wait_until(case.state.deadlines["details_due"].due_at + MICROSECOND)
    given = {"actor": "owner", "role": "owner", **who}
    with pytest.raises(NotAllowed, match="is not the clock"):
        case.do("record_missed", deadline="details_due", **given)


def test_whoever_is_reminded_acknowledges_once_and_nothing_else_changes() -> None:
    """The revision stays, so that no reminder to anybody else is planned anew."""
    case = make_procedure("SIGNED")
    before = case.state.deadlines["details_due"]
    assert case.do("acknowledge_deadline", deadline="details_due") == ("deadline.acknowledged",)
    after = case.state.deadlines["details_due"]
    assert after == before._replace(acknowledged=("manager",))
    assert case.why("acknowledge_deadline", deadline="details_due") == {"once": "manager has acknowledged it already"}
    case.do("acknowledge_deadline", deadline="details_due", role="owner")
    with pytest.raises(NotAllowed, match="may not acknowledge"):
        case.do("acknowledge_deadline", deadline="details_due", role="reader")
    assert reasons_of(case, "acknowledge_deadline", deadline="review_due") == {"known"}
    case.do("publish_notice", notice="N7")
    assert reasons_of(case, "acknowledge_deadline", deadline="details_due", actor="manager_2") == {"open"}


def test_an_acknowledgement_is_of_a_date_and_goes_with_it() -> None:
    """Whoever saw the old date is reminded of the new one: extended, or moved on by a pause."""
    case = make_procedure("TRIAL")
    case.do("acknowledge_deadline", deadline="trial_ends")
    due_at = case.state.deadlines["trial_ends"].due_at
    case.do("extend_deadline", deadline="trial_ends", due_at=due_at + timedelta(days=7))
    assert case.state.deadlines["trial_ends"].acknowledged == ()
    case.do("acknowledge_deadline", deadline="trial_ends")
    case.do("pause")
    case.wait_until(case.now + timedelta(days=2))
    case.do("unpause")
    assert case.state.deadlines["trial_ends"].acknowledged == ()


@pytest.mark.parametrize(("rolling", "last_on"), [("none", date(2026, 3, 7)), ("eu", date(2026, 3, 9))])
def test_what_goes_on_rolls_off_a_weekend_only_where_its_law_does(rolling: str, last_on: date) -> None:
    """Fifteen hours are left on a Friday at ten: Saturday under the Act (UK-CLK-2), Monday where ends roll forward."""
    case = make_procedure("TRIAL", definition=eventful())
    rule = case.definition.deadlines["by_partner"]
    period = PeriodRule.model_validate({"length": 5, "unit": "calendar-days", "counting": "after", "rolling": rolling})
    deadlines = {**case.definition.deadlines, "by_partner": rule.model_copy(update={"period": period})}
    context = Context(
        definition=case.definition.model_copy(update={"deadlines": deadlines}),
        state=case.state,
        now=datetime(2026, 3, 6, 10, tzinfo=UTC),
        calendar=case.calendar,
    )
    left = Remainder(days=0, us=15 * 3_600_000_000)
    assert resumed(context, "by_partner", case.state.deadlines["by_partner"], left).last_on == last_on


# --- shortened ---


def test_a_published_deadline_comes_nearer_only_by_a_notice_that_says_so() -> None:
    """Reason, notice and its reference; never below the law's least time (s.54, UK-CLK-6)."""
    case = make_procedure("OPEN")
    due = case.state.deadlines["entry_closes"]
    ask: dict[str, Any] = {"deadline": "entry_closes", "due_at": due.due_at - timedelta(days=3), "notice": "N1"}
    assert reasons_of(case, "shorten_deadline", **ask) == {"published"}
    case.do("publish_notice", notice="N1", reference="2026/S 000-000002")
    assert reasons_of(case, "shorten_deadline", **ask) == {"published"}
    ask["reference"] = "2026/S 000-000002"
    assert reasons_of(case, "shorten_deadline", **{**ask, "due_at": due.due_at}) == {"earlier"}
    too_soon = due.due_at - timedelta(days=39)
    assert "entry_closes_minimum" in reasons_of(case, "shorten_deadline", **{**ask, "due_at": too_soon})
    assert "future" in reasons_of(case, "shorten_deadline", **{**ask, "due_at": case.now})
    assert case.do("shorten_deadline", **ask) == ("deadline.shortened",)
    known = case.state.deadlines["entry_closes"]
    assert (known.due_at, known.shortened, known.extended) == (due.due_at - timedelta(days=3), 1, 0)
    # The same notice does not say it twice.
    nearer = {**ask, "due_at": known.due_at - timedelta(days=1)}
    assert reasons_of(case, "shorten_deadline", **nearer) == {"published"}
    with pytest.raises(NotAllowed, match="may not shorten"):
        case.do("shorten_deadline", **nearer, role="owner")
    case.wait_until(known.due_at + MICROSECOND)
    assert "before_end" in reasons_of(case, "shorten_deadline", **nearer)


def test_what_the_law_computes_is_not_shortened_and_what_stands_still_is_not_moved() -> None:
    """Nor what has not started."""
    case = make_procedure("OPEN")
    other = {"notice": "N1", "due_at": case.now + timedelta(days=1)}
    assert reasons_of(case, "shorten_deadline", deadline="standstill", **other, role="manager") == {"set_by_person"}
    assert reasons_of(case, "shorten_deadline", deadline="trial_ends", **other) == {"started"}
    case.do("pause")
    later = case.now + timedelta(days=90)
    assert reasons_of(case, "extend_deadline", deadline="entry_closes", due_at=later) == {"goes_on"}
    assert reasons_of(case, "shorten_deadline", deadline="entry_closes", **other) == {"goes_on"}


# --- every state and every way between them ---

WAYS = ("pause", "unpause", "meet", "miss", "wait")


def status(case: Case) -> str:
    """How the duty of the review stands."""
    known = case.state.deadlines.get("review_due")
    if known is None:
        return "absent"
    if known.met_n is not None:
        return "met"
    if known.missed_n is not None:
        return "missed"
    return "still" if known.stopped_at is not None else "running"


def step(case: Case, way: str) -> bool:
    """Try one way on; returns whether it was open."""
    commands: dict[str, tuple[str, dict[str, Any]]] = {
        "pause": ("pause", {}),
        "unpause": ("unpause", {}),
        "meet": ("submit_artefact", {"artefact": "report"}),
        "miss": ("record_missed", {"deadline": "review_due", "actor": "clock", "role": "clock"}),
    }
    if way == "wait":
        case.clock.advance(timedelta(days=6))
        return True
    kind, fields = commands[way]
    if reasons_of(case, kind, **fields):
        return False
    case.do(kind, **fields)
    return True


def allowed(before: str, way: str, *, passed: bool) -> set[str]:
    """What the ladder of states allows, from the page that explains it."""
    if before == "met" or way == "wait":
        return {before}
    match way:
        case "pause":
            return {"still"} if before == "running" and not passed else {before}
        case "unpause":
            return {"running"} if before == "still" else {before}
        case "meet":
            return {"met"}
        case _:
            return {"missed"}


def test_every_row_of_five_steps_keeps_to_the_ladder_of_states() -> None:
    """Exhaustive: running, standing still, met and missed lead nowhere but where they may, and replay says the same."""
    begin = make_procedure("TRIAL", facts=("big",))
    seen: set[tuple[str, str, str]] = set()
    stack: list[tuple[Case, int]] = [(begin, 5)]
    while stack:
        case, depth = stack.pop()
        for way in WAYS if depth else ():
            twin = case.twin()
            before, passed = status(twin), twin.state.has_passed(twin.state.deadlines["review_due"], twin.now)
            if not step(twin, way):
                continue
            after = status(twin)
            assert after in allowed(before, way, passed=passed), (before, way, after)
            if way == "miss":
                assert passed
                assert before == "running"
            seen.add((before, way, after))
            stack.append((twin, depth - 1))
        if not depth:
            assert replay(case.history, "RL-1") == case.state
    assert {(before, after) for before, _, after in seen} == {
        ("running", "running"), ("running", "still"), ("running", "met"), ("running", "missed"),
        ("still", "still"), ("still", "running"), ("still", "met"), ("missed", "missed"), ("missed", "met"),
        ("met", "met"),
    }  # fmt: skip


def test_explaining_a_move_says_what_stands_still() -> None:
    """Not that it runs until a moment that no longer counts."""
    case = make_procedure("TRIAL")
    case.do("pause")
    definition: Definition = case.definition
    move = next(m for m in definition.moves if any(getattr(r, "deadline", "") == "trial_ends" for r in m.gate))
    explanation = explain(definition, case.state, move, case.now + timedelta(days=900), case.calendar)
    assert 'the deadline "Trial ends" stands still until the procedure goes on' in explanation.sentence
