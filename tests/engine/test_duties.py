"""Indicators, reports of exclusion, the list that was looked at, and what notices confirm and state as data."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from engine.errors import NotAllowed
from tests.factories import Case, make_procedure
from tests.lawful import at
from tests.pilot import make, prepare
from tests.questions import standing_of

THREE = [{"indicator": f"k{i}", "title": f"Indicator {i}", "material": True} for i in range(3)]


@pytest.fixture
def standstill() -> Case:
    """Give a procedure in its standstill, whose chosen supplier is acme."""
    return at("STANDSTILL")


def measured(case: Case) -> str:
    """Why the contract cannot be signed yet, as far as its indicators go."""
    case.wait_until(case.state.deadlines["standstill"].due_at + timedelta(seconds=1))
    return case.why("move_partner", partner="acme", move="sign").get("measured", "")


def test_at_least_three_indicators_are_set_and_published_before_the_signature(standstill: Case) -> None:
    """Two are refused, three unpublished keep the gate shut, three published open it (UK-KPI-1)."""
    assert measured(standstill) == "fewer than 3 key performance indicators are set for acme"
    assert standstill.why("set_indicators", partner="acme", indicators=THREE[:2]) == {
        "least": "2 are fewer than 3, and at least 3 are set"
    }
    standstill.do("set_indicators", partner="acme", indicators=THREE)
    assert measured(standstill) == "the key performance indicators of acme are not published"
    standstill.do("set_indicators", partner="acme", indicators=THREE, published_on="2026-03-02")
    assert measured(standstill) == ""
    assert standstill.state.indicators["acme"].material == ("k0", "k1", "k2")


def test_none_need_a_reason_and_more_need_the_most_material_marked(standstill: Case) -> None:
    """The notice names three: exactly three are marked; no two have one name, none is of tomorrow (UK-KPI-1)."""
    assert set(standstill.why("set_indicators", partner="acme")) == {"reason"}
    assert standstill.do("set_indicators", partner="acme", reason="One delivery.") == ("indicators.set",)
    assert measured(standstill) == ""
    four = [*THREE, {"indicator": "k3", "title": "D", "material": True}]
    assert set(standstill.why("set_indicators", partner="acme", indicators=four)) == {"material"}
    plain = [{**one, "material": False} for one in THREE]
    assert set(standstill.why("set_indicators", partner="acme", indicators=plain)) == {"material"}
    twice = [*THREE, {"indicator": "k0", "title": "Again"}]
    assert set(standstill.why("set_indicators", partner="acme", indicators=twice)) == {"named"}
    ahead = standstill.now.date() + timedelta(days=2)
    assert set(standstill.why("set_indicators", partner="acme", indicators=THREE, published_on=ahead)) == {
        "published_on"
    }
    assert set(standstill.why("set_indicators", partner="bolt", indicators=THREE)) == {"state"}
    with pytest.raises(NotAllowed):
        standstill.do("set_indicators", partner="acme", indicators=THREE, role="owner")
    ended = standstill.twin()
    ended.do("terminate")
    assert set(ended.why("set_indicators", partner="acme", indicators=THREE)) == {"not_ended"}
    other = make_procedure("STANDSTILL")
    assert set(other.why("set_indicators", partner="acme", indicators=THREE, role="manager")) == {"foreseen"}


def test_an_exclusion_is_reported_within_thirty_days(standstill: Case) -> None:
    """The clock starts with the exclusion, is met by the last report, and starts anew with the next (UK-EXC-5)."""
    assert standstill.do("move_partner", partner="acme", move="exclude") == ("partner.moved", "deadline.started")
    due = standstill.state.deadlines["report_due"]
    assert due.last_on is not None
    assert (due.last_on - due.starts_on).days == 29
    today = standstill.now.date()
    assert set(standstill.why("report_exclusion", partner="acme", on=today + timedelta(days=1))) == {"on"}
    assert set(standstill.why("report_exclusion", partner="bolt")) == {"excluded"}
    with pytest.raises(NotAllowed):
        standstill.do("report_exclusion", partner="acme", role="owner")
    assert standstill.do("report_exclusion", partner="acme") == ("exclusion.reported", "deadline.met")
    assert set(standstill.why("report_exclusion", partner="acme")) == {"once"}
    assert set(make_procedure("STANDSTILL").why("report_exclusion", partner="acme", role="lawyer")) == {"foreseen"}


def test_the_report_is_owed_until_everybody_is_reported() -> None:
    """Two exclusions, one clock: it is met by the report of the second, and starts anew with a third (UK-EXC-5)."""
    case = at("SIFT", partners={"acme": None, "bolt": None, "crow": None})
    case.do("move_partner", partner="acme", move="exclude")
    first = case.state.deadlines["report_due"]
    case.wait_until(case.now + timedelta(days=3))
    assert case.do("move_partner", partner="bolt", move="exclude") == ("partner.moved",)
    assert case.state.deadlines["report_due"] == first
    assert case.do("report_exclusion", partner="bolt") == ("exclusion.reported",)
    assert case.do("report_exclusion", partner="acme") == ("exclusion.reported", "deadline.met")
    case.wait_until(case.now + timedelta(days=3))
    assert case.do("move_partner", partner="crow", move="exclude") == ("partner.moved", "deadline.started")
    assert case.state.deadlines["report_due"].met_n is None


def test_the_gate_asks_for_every_report() -> None:
    """Who was not reported is named, with what to type."""
    case = at("TRIAL", partners={"acme": None, "bolt": None, "crow": None})
    case.do("move_partner", partner="crow", move="exclude")
    for move in ("assess", "decide_award", "tell", "stand_still", "sign"):
        make(case, move)
    finding = standing_of(case, "finish", "reported")
    assert finding.why == "the appropriate authority was not told of the exclusion of crow"
    assert finding.next == "seedbed partner report RL-1 crow --reference REFERENCE"
    assert finding.who == ("Lawyer", "Manager")
    case.do("report_exclusion", partner="crow")
    finding = standing_of(case, "finish", "reported")
    assert (finding.why, finding.evidence[0].text) == ("every exclusion was reported", "crow reported")


def test_the_list_that_was_looked_at_is_on_record_and_fresh() -> None:
    """Its day, where it was read, not of tomorrow, and no older at the gate than the rules allow (UK-EXC-8)."""
    case = at("SIFT")
    whole = {"partner": "acme"}
    for missing in ("list_on", "list_source"):
        assert set(case.why("check_exclusion", **whole, **{missing: None})) == {"list_recorded"}
    today = case.now.date()
    assert set(case.why("check_exclusion", **whole, list_on=today + timedelta(days=1))) == {"list_on"}
    case.do("accept_artefact", artefact="bid", partner="acme")
    done = case.do("check_exclusion", **whole, list_on=today - timedelta(days=6))
    assert done == ("exclusion.checked", "debarment_list.consulted")
    stale = "the debarment list that was looked at is too old, or not on record, for acme"
    assert case.why("move_partner", partner="acme", move="admit") == {"checked": stale}
    case.do("check_exclusion", **whole, list_on=today - timedelta(days=5))
    fresh = case.twin()
    assert fresh.do("move_partner", partner="acme", move="admit") == ("partner.moved",)
    case.wait_until(case.now + timedelta(days=1))
    assert case.why("move_partner", partner="acme", move="admit") == {"checked": stale}


def test_nothing_adverse_is_recorded_before_the_supplier_was_heard() -> None:
    """A clear outcome needs no hearing (UK-EXC-4); a definition without the rule asks for none."""
    case = at("SIFT")
    for outcome in ("excluded", "excludable_admitted"):
        adverse: dict[str, Any] = {"partner": "acme", "outcome": outcome, "reason": "On the list."}
        assert set(case.why("check_exclusion", **adverse, heard=False)) == {"heard"}
        assert case.twin().do("check_exclusion", **adverse, heard=True)
    assert case.do("check_exclusion", partner="acme", heard=False)
    plain = make_procedure("SIFT")
    assert plain.do("check_exclusion", partner="acme", outcome="excluded", reason="R.") == ("exclusion.checked",)


def test_each_notice_confirms_that_conflicts_were_reviewed_since_the_last() -> None:
    """A version from before the notice before it does not count, and the publisher says so (UK-COI-3)."""
    case = at("READY")
    prepare(case, "open_entry")
    assert case.state.statements["N1"].conflicts_confirmed
    case = at("TOLD")
    case.do("submit_artefact", artefact="conflicts")
    told = case.why("publish_notice", notice="N6")
    assert told == {"conflicts_confirmed": '"Conflicts assessment" is on file and waits for its reviewer'}
    case.do("accept_artefact", artefact="conflicts")
    unsaid = case.why("publish_notice", notice="N6", confirms_conflicts=False)
    assert unsaid["confirms_conflicts"].endswith("say --confirm-conflicts")
    done = case.do("publish_notice", notice="N6")
    assert done[:2] == ("notice.published", "notice.stated")
    fresh = at("TOLD")
    assert fresh.why("publish_notice", notice="N6") == {
        "conflicts_confirmed": '"Conflicts assessment" is from before: a new version is needed'
    }


def test_what_a_notice_states_is_what_the_record_says() -> None:
    """The end of the standstill, the numbers, the names: missing and wrong are told apart (PR24 reg 27)."""
    case = at("TOLD")
    case.do("submit_artefact", artefact="conflicts")
    case.do("accept_artefact", artefact="conflicts")
    right = case.command("publish_notice", notice="N6").content.model_dump(exclude_none=True)  # type: ignore[attr-defined]
    assert set(case.why("publish_notice", notice="N6", content=None)) == {"states"}
    for name, wrong in (
        ("standstill_ends_on", right["standstill_ends_on"] + timedelta(days=1)),
        ("tenders_assessed", 1),
        ("unsuccessful_suppliers", ["acme"]),
        ("tenders_received", 1),
    ):
        said = case.why("publish_notice", notice="N6", content={**right, name: wrong})
        assert set(said) == {f"states_{name}"}, name
    more = {**right, "tenders_received": 7, "tenders_assessed_sme": 0, "award_decided_on": case.now.date()}
    longer = case.twin()
    assert longer.do("publish_notice", notice="N6", content=more)
    assert longer.state.statements["N6"].content["tenders_received"] == 7
    late = {**more, "award_decided_on": case.now.date() + timedelta(days=1)}
    assert set(case.why("publish_notice", notice="N6", content=late)) == {"states_award_decided_on"}
    early = {**more, "summaries_sent_on": "2026-03-01"}
    assert set(case.why("publish_notice", notice="N6", content=early)) == {"states_summaries_sent_on"}
    assert set(case.why("publish_notice", notice="N6", content={**more, "tenders_assessed_sme": 1})) == {
        "states_tenders_assessed_sme"
    }


def test_the_details_notice_names_the_most_material_indicators() -> None:
    """Those that were marked, in any order, and no other (UK-KPI-1, PR24 reg 32)."""
    case = at("SIGNED")
    assert set(case.why("publish_notice", notice="N7", content={"indicators": ["k0", "k1"]})) == {"states_indicators"}
    assert case.do("publish_notice", notice="N7", content={"indicators": ["k2", "k0", "k1"]})[1] == "notice.stated"


def test_a_notice_that_states_nothing_leaves_no_trace_of_it() -> None:
    """Procedures without these rules have the histories that they always had."""
    case = make_procedure("DRAFT")
    assert case.do("publish_notice", notice="N0") == ("notice.published",)
    assert case.do("publish_notice", notice="N0", confirms_conflicts=True) == ("notice.published", "notice.stated")
