"""London RoadLab ran under regulation 31: with its own dates it passes every gate, and what was unlawful is refused."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest

from engine.state import State
from tests.databases import Database
from tests.definitions.uk_pcr2015_innovation_partnership import roadlab as rl
from tests.definitions.uk_pcr2015_innovation_partnership.played import Refused, story


@dataclass(frozen=True, kw_only=True)
class Told:
    """The case after its end: state, when each step was entered, what was refused."""

    state: State
    entered: dict[str, datetime]
    refused: Refused
    events: int


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Told:
    """RoadLab played once; its house is closed before anybody looks."""
    folder = tmp_path_factory.mktemp("roadlab-2018")
    path = folder / "seedbed.db"
    shutil.copyfile(sqlite_template, path)
    office, refused = story(folder, Database(url=f"sqlite:///{path}", kind="sqlite"))
    state = office.state
    entered = {name: visit.at for name, visit in state.visits.items()}
    office.house.close()
    return Told(state=state, entered=entered, refused=refused, events=state.n)


def test_nine_then_four_then_two(told: Told) -> None:
    """The funnel of the sources: nine contracts, four that go on, two that are bought."""
    there = Counter(partner.state for partner in told.state.partners.values())
    assert there == {
        "late": 1,
        "not_selected": 2,
        "no_initial_tender": 1,
        "unsuccessful": 1,
        "partnership_ended": 2,
        "target_not_met": 5,
        "supplying": 2,
    }
    bought = {ref for ref, partner in told.state.partners.items() if partner.state == "supplying"}
    assert bought == set(rl.TWO_BOUGHT)


def test_it_has_come_to_the_commercial_phase_on_its_own_dates(told: Told) -> None:
    """Award first, then phases: each step is entered when the story says, in 2018 to 2020 and not later."""
    order = ["NOTICE_PUBLISHED", "SELECTION", "INITIAL_TENDERS", "NEGOTIATION", "FINAL_TENDERS", "FINAL_ASSESSMENT"]
    order += ["AWARD_DECIDED", "STANDSTILL", "PARTNERSHIP_SIGNED", "RD_PHASE_1", "PHASE_GATE_1", "RD_PHASE_2"]
    order += ["PHASE_GATE_2", "COMMERCIAL_PHASE"]
    instants = [told.entered[step] for step in order]
    assert instants == sorted(instants)
    assert told.state.step == "COMMERCIAL_PHASE"
    assert told.entered["NOTICE_PUBLISHED"].date() == date(2018, 10, 24)
    assert told.entered["RD_PHASE_1"] == rl.TESTBED.at
    assert told.entered["COMMERCIAL_PHASE"].year == 2020


def test_applications_close_when_they_really_closed(told: Told) -> None:
    """26 November 2018 at 12:00; what came a second later is recorded and not admitted."""
    assert told.state.deadlines["applications_close"].due_at == rl.CLOSED.at
    in_time = [partner for partner in told.state.partners.values() if partner.on_time]
    assert all(rl.OPENED.at <= partner.received_at <= rl.CLOSED.at for partner in in_time)
    assert told.state.partners[rl.TOO_LATE].state == "late"


def test_twenty_days_from_the_notice_would_have_been_too_few(told: Told) -> None:
    """EU-IP-4: the window of the press began on 6 November; the notice must have gone out before 27 October."""
    (finding,) = told.refused["twenty days"].blockers
    assert finding.id == "applications_close_minimum"
    assert "EU-IP-4" in finding.rules


def test_the_standstill_is_ten_days_after_the_decision_was_sent(told: Told) -> None:
    """LEG-5: sent on Friday 1 February 2019, it ends with Monday 11 February; a signature on that day is refused."""
    assert told.state.deadlines["standstill"].last_on == date(2019, 2, 11)
    assert {finding.id for finding in told.refused["in standstill"].blockers} >= {"standstill_over"}


def test_whoever_left_at_a_gate_never_returns(told: Told) -> None:
    """EU-IP-10: the number of partners goes down only."""
    assert {finding.id for finding in told.refused["gone"].blockers} == {"still_in"}


def test_the_money_of_the_sources_is_bound_within_its_envelopes(told: Told) -> None:
    """£20,000 for each of nine, two million for four, each with its legal base."""
    sums: Counter[str] = Counter()
    for name, known in told.state.commitments.items():
        sums[name.partition("-")[0]] += known.amount_minor
        assert known.legal_base
    assert sums == {"seed": 9 * rl.SEED_MINOR, "refinement": rl.REFINEMENT_MINOR, "contract": rl.PURCHASE_MINOR}


def test_it_says_that_it_is_a_re_enactment_and_what_is_assumed(told: Told) -> None:
    """The opening carries the words for good; of eighteen moments four are told by a source."""
    assert told.state.re_enactment == rl.RE_ENACTMENT
    assert [moment.what for moment in rl.MOMENTS if not moment.assumed] == [
        "Applications open to innovators.",
        "Applications close.",
        "A panel hears pitches, in January 2019.",
        "Ten weeks begin, in early 2019.",
    ]
