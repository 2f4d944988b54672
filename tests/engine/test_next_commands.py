"""What a refusal tells to type is the first thing to do, and can be typed as it stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from engine.evaluation import Context, evaluate
from engine.evaluation.planned import to_extend, to_set
from engine.explanation import Standing
from engine.time.calendar import Calendar
from tests.factories import Case, make_procedure, real
from tests.questions import explained, standing_of


def test_a_notice_that_is_not_out_tells_what_stands_before_it() -> None:
    """Its own papers and deadlines are named with it, and the first of them is what to type."""
    case = make_procedure("READY", facts=("big",))
    case.do("correct", event=case.state.artefacts["paper"].n, effect="void")
    finding = standing_of(case, "open_entry", "notice_out")
    refused = case.refused("publish_notice", notice="N1").blockers
    assert finding.why == "N1 (Opening notice) is not published; before that: " + "; ".join(f.why for f in refused)
    assert 'the deadline "Entry closes" is not set' in finding.why
    assert (finding.who, finding.next) == (refused[0].who, refused[0].next)


def test_a_notice_with_nothing_before_it_is_what_to_type() -> None:
    """When its gate holds and its deadline is set, publishing is the next thing."""
    case = make_procedure("READY")
    case.do("set_deadline", deadline="entry_closes", due_at=case.now + timedelta(days=30))
    finding = standing_of(case, "open_entry", "notice_out")
    assert finding.why == "N1 (Opening notice) is not published"
    assert finding.next == "seedbed notice publish RL-1 N1 --reference REFERENCE"
    assert case.do("publish_notice", notice="N1") == ("notice.published", "deadline.started")


def test_the_tender_notice_of_the_real_procedure_names_all_its_papers() -> None:
    """UK4 waits for its paper and for the deadline of applications, and explain says so before anybody types it."""
    case = make_procedure("DESIGN_APPROVED", definition=real(), partners={})
    finding = standing_of(case, "open_participation", "tender_notice_published")
    refused = case.refused("publish_notice", notice="UK4").blockers
    assert [f.why for f in refused if f.why not in finding.why] == []
    assert 'the deadline "Applications close" is not set' in finding.why
    assert finding.next == refused[0].next


@pytest.fixture
def ready() -> Case:
    """Give a procedure on Monday 2 March 2026 whose entry has no deadline yet."""
    return make_procedure("READY")


def test_the_example_of_a_deadline_is_accepted(ready: Case) -> None:
    """The day after the minimum period, at noon."""
    context = Context(definition=ready.definition, state=ready.state, now=ready.now, calendar=ready.calendar)
    assert to_set(context, "entry_closes") == "seedbed deadline set RL-1 entry_closes --due 2026-03-13T12:00"
    # Friday the 13th is the day after ten days; from the 4th it would be Sunday the 15th.
    assert to_set(context, "entry_closes", date(2026, 3, 4)).endswith("--due 2026-03-16T12:00")
    assert to_set(context, "entry_closes", date(2025, 1, 1)) == to_set(context, "entry_closes")
    # Thirty days where there is no minimum: Wednesday 1 April.
    assert to_set(context, "trial_ends").endswith("--due 2026-04-01T12:00")
    assert to_extend(context, "entry_closes", ready.now).endswith('--due 2026-03-09T12:00 --reason "..."')


def test_the_example_stays_a_plain_day_where_the_calendar_ends(ready: Case) -> None:
    """No working day is guessed."""
    known = ready.calendar
    short = Calendar(
        name=known.name, version=known.version, sha256=known.sha256, first_on=date(2026, 1, 1),
        last_on=date(2026, 3, 14), holidays={},
    )  # fmt: skip
    context = Context(definition=ready.definition, state=ready.state, now=ready.now, calendar=short)
    assert to_set(context, "entry_closes", date(2026, 3, 3)).endswith("--due 2026-03-14T12:00")
    assert to_set(context, "entry_closes", date(2026, 3, 5)).endswith("--due 2026-03-16T12:00")


def test_the_move_that_is_named_is_possible() -> None:
    """A partner in the way is named with the moves that lead out, as the partner's own machine has them."""
    case = make_procedure("SIFT")
    for _ in range(2):
        finding = standing_of(case, "start_trial", "all_sifted")
        ref = finding.next.split()[4] if finding.next else ""
        assert finding.why.startswith((f"{ref} is", f"{ref} and"))
        assert finding.next == f"seedbed partner move RL-1 {ref} admit"
        case.do("reject_artefact", artefact="bid", partner=ref)
        case.do("move_partner", partner=ref, move="turn_down")
    assert standing_of(case, "start_trial", "few_enough").next is None
    assert standing_of(case, "start_trial", "few_enough").who == ()


def test_somebody_may_still_come_in_while_the_door_is_open() -> None:
    """Nobody is there to be moved: a supplier is registered, as long as the entry runs."""
    case = make_procedure("OPEN", partners={})
    finding = standing_of(case, "start_trial", "few_enough")
    assert finding.why == "nobody is in Trying; at least 1 must be"
    assert finding.next == 'seedbed partner register RL-1 SUPPLIER --name "..."'
    case.wait_until(case.state.deadlines["entry_closes"].due_at + timedelta(seconds=1))
    assert standing_of(case, "start_trial", "few_enough").next is None


def test_where_there_is_nobody_nothing_is_claimed_of_everybody() -> None:
    """No sentence praises checks of nobody, and no evidence is empty."""
    case = make_procedure("SIFT")
    for ref in ("acme", "bolt"):
        case.do("accept_artefact", artefact="bid", partner=ref)
        case.do("move_partner", partner=ref, move="turn_down")
    found = {finding.id: finding for finding in explained(case, "start_trial").findings}
    assert found["checked"].standing is Standing.MET
    assert found["checked"].why == "nobody is in Trying, so there is nobody to check"
    assert found["agreed"].why == "nobody is in Trying, so there is nobody to hand it in"
    assert found["all_sifted"].why == "nobody is in Applied"
    assert all(item.text for finding in found.values() for item in finding.evidence)


def test_people_are_named_before_roles_that_nobody_spoke_for() -> None:
    """Whoever acted is named once with their role; the other roles come last, and the first to declare is typed."""
    case = make_procedure("DRAFT")
    case.do("submit_artefact", artefact="paper")
    case.do("accept_artefact", artefact="paper")
    case.do("record_decision", decision="go", actor="kim")
    finding = standing_of(case, "prepare", "interests_declared")
    assert finding.why == "interests are not declared by kim (Owner), nor by anybody as Manager"
    assert finding.next == "seedbed declare RL-1 --position none --role owner"


def test_a_notice_is_not_asked_again_within_its_own_gate() -> None:
    """Notices that wait for one another would otherwise be asked without end."""
    case = make_procedure("READY")
    context = Context(definition=case.definition, state=case.state, now=case.now, calendar=case.calendar)
    (asked,) = [rule for rule in case.definition.moves_by_name["open_entry"].gate if rule.id == "notice_out"]
    assert "; before that: " in evaluate(asked, context).why
    assert evaluate(asked, replace(context, within=frozenset({"N1"}))).why == "N1 (Opening notice) is not published"
