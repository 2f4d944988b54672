"""Documents: who may file one, when, in which form, and who may say that it is good."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.errors import NotAllowed, NotFound
from tests.factories import Case, make_procedure

PAPER = {"artefact": "paper"}
MICROSECOND = timedelta(microseconds=1)
BID = {"artefact": "bid", "partner": "acme"}


@pytest.fixture
def draft() -> Case:
    """Give a procedure in its first step."""
    return make_procedure("DRAFT")


def test_a_paper_is_filed_and_accepted_by_two_people(draft: Case) -> None:
    """The state keeps the newest version, who filed it and who accepted it."""
    assert draft.do("submit_artefact", artefact="paper", sha256="cd" * 32, size=7) == ("artefact.submitted",)
    paper = draft.state.artefacts["paper"]
    assert (paper.version, paper.sha256, paper.size, paper.media_type) == (1, "cd" * 32, 7, "text/plain")
    assert (paper.status, paper.submitted_by, paper.reviewed_by, paper.submitted_n) == (
        "submitted",
        "manager_2",
        None,
        1,
    )
    assert draft.do("accept_artefact", **PAPER) == ("artefact.accepted",)
    paper = draft.state.artefacts["paper"]
    assert (paper.version, paper.status, paper.reviewed_by, paper.submitted_n, paper.n) == (
        1,
        "accepted",
        "owner",
        1,
        2,
    )


def test_a_paper_is_sent_back_with_a_reason_and_filed_anew(draft: Case) -> None:
    """Versions count up; the new one waits for its own review."""
    draft.do("submit_artefact", **PAPER)
    assert draft.do("reject_artefact", **PAPER) == ("artefact.rejected",)
    paper = draft.state.artefacts["paper"]
    assert (paper.status, paper.reviewed_by, paper.version) == ("rejected", "owner", 1)
    draft.do("submit_artefact", **PAPER)
    paper = draft.state.artefacts["paper"]
    assert (paper.status, paper.reviewed_by, paper.version) == ("submitted", None, 2)


@pytest.mark.parametrize("kind", ["accept_artefact", "reject_artefact"])
def test_nobody_reviews_their_own_paper(draft: Case, kind: str) -> None:
    """Not even in another role, and the rule and the roles that can are named (law.md trap 34)."""
    draft.do("submit_artefact", artefact="paper", role="manager", actor="everybody")
    explanation = draft.refused(kind, artefact="paper", role="owner", actor="everybody")
    (finding,) = explanation.blockers
    doing = kind.partition("_")[0]
    assert (finding.id, finding.why) == ("not_submitter", f"everybody submitted it and cannot also {doing} it")
    assert finding.who == ("Owner", "Lawyer")
    assert finding.rules == ("UK-OBJ-1",)
    draft.do(kind, artefact="paper", role="owner", actor="owner")


@pytest.mark.parametrize("kind", ["accept_artefact", "reject_artefact"])
def test_only_what_is_on_file_is_reviewed(draft: Case, kind: str) -> None:
    """The refusal names who can file it and what they would type."""
    (finding,) = draft.refused(kind, **PAPER).blockers
    assert (finding.id, finding.why) == ("on_file", "nothing is on file yet")
    assert finding.who == ("Manager", "Owner")
    assert finding.next == "seedbed attach RL-1 paper FILE"


@pytest.mark.parametrize("kind", ["accept_artefact", "reject_artefact"])
def test_a_version_is_reviewed_once(draft: Case, kind: str) -> None:
    """What is accepted or sent back waits for nobody; both reasons are given to its own submitter."""
    draft.do("submit_artefact", **PAPER)
    draft.do("accept_artefact", **PAPER)
    assert draft.why(kind, **PAPER) == {"waits": "version 1 is accepted"}
    assert set(draft.why(kind, artefact="paper", role="owner", actor="manager_2")) == {"waits", "not_submitter"}


def test_everything_that_is_wrong_with_a_filing_is_said_at_once(draft: Case) -> None:
    """Step, type, size and partner; nothing is appended."""
    case = make_procedure("READY")
    n = case.state.n
    reasons = case.why("submit_artefact", artefact="paper", size=1001, media_type="image/png", partner="acme")
    assert reasons == {
        "during": "it cannot be submitted in step READY",
        "media_type": "image/png is not one of application/pdf, text/markdown, text/plain",
        "size": "the file has 1,001 bytes, the most is 1,000",
        "partner": "it does not belong to a partner",
    }
    assert case.state.n == n
    draft.do("submit_artefact", artefact="paper", size=1000)


def test_a_paper_without_steps_is_filed_in_any_step_until_the_end() -> None:
    """After the end nothing is filed."""
    for step in ("DRAFT", "OPEN", "STANDSTILL"):
        make_procedure(step).do("submit_artefact", artefact="report")
    ended = make_procedure("NOTHING")
    assert ended.why("submit_artefact", artefact="report") == {"not_ended": "the procedure ended (NOTHING)"}


def test_only_roles_that_supply_file_and_only_roles_that_review_accept(draft: Case) -> None:
    """Anybody else is turned away, for the right reason."""
    with pytest.raises(NotAllowed, match='may not submit "Paper": that is for Manager or Owner'):
        draft.do("submit_artefact", artefact="paper", role="chair")
    draft.do("submit_artefact", **PAPER)
    with pytest.raises(NotAllowed, match='may not accept "Paper": that is for Owner or Lawyer'):
        draft.do("accept_artefact", artefact="paper", role="manager")
    with pytest.raises(NotAllowed, match='may not reject "Paper": that is for Owner or Lawyer'):
        draft.do("reject_artefact", artefact="paper", role="manager")


@pytest.mark.parametrize("kind", ["submit_artefact", "accept_artefact", "reject_artefact"])
def test_a_paper_that_the_definition_does_not_know_is_not_found(draft: Case, kind: str) -> None:
    """The message suggests the one that was meant."""
    with pytest.raises(NotFound, match=r'There is no artefact "papre". Did you mean paper\?'):
        draft.do(kind, artefact="papre", role="owner")


def test_a_partners_paper_needs_its_partner() -> None:
    """Without one, with an unknown one, and with one who left it is not taken."""
    case = make_procedure("OPEN")
    assert case.why("submit_artefact", artefact="bid") == {"partner": "it needs --partner: it belongs to one partner"}
    with pytest.raises(NotFound, match='There is no partner "acme"'):
        case.do("submit_artefact", **BID)
    case.do("register_partner", partner="acme")
    case.do("submit_artefact", **BID)
    assert set(case.state.artefacts) == {"paper", "bid@acme"}
    case.do("move_partner", partner="acme", move="leave")
    assert case.why("submit_artefact", **BID) == {"still_in": 'acme is out ("Left")'}


def test_a_sealed_paper_is_taken_until_its_deadline_and_opened_after_it() -> None:
    """To the microsecond: handed in up to the deadline itself, opened only when it has passed (UK-CLK-6)."""
    case = make_procedure("OPEN")
    case.do("register_partner", partner="acme")
    due = case.state.deadlines["entry_closes"].due_at
    case.wait_until(due)
    case.do("submit_artefact", **BID)
    (finding,) = case.refused("accept_artefact", **BID).blockers
    assert (finding.id, finding.why) == ("sealed", 'it stays unopened until "Entry closes" has passed')
    assert finding.rules == ("UK-CLK-6",)
    assert set(case.why("reject_artefact", **BID)) == {"sealed"}
    case.clock.advance(MICROSECOND)
    (finding,) = case.refused("submit_artefact", **BID).blockers
    assert (finding.id, finding.why, finding.rules) == ("in_time", '"Entry closes" has passed', ("UK-CLK-6",))
    case.do("accept_artefact", **BID)
