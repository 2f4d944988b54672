"""Money: integer minor units, never over the envelope, each commitment on its legal base."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import events as e
from engine.errors import NotAllowed, NotFound, Refused
from engine.events import PartnerRegistered
from engine.explanation import Standing
from engine.money import format_money
from tests.factories import Case, make_procedure
from tests.pilot import lift
from tests.questions import reasons_of, standing_of


def commit(case: Case, *amounts: int, commitment: str = "c1", **fields: Any) -> dict[str, Any]:
    """The fields of a commitment to acme out of the money for trials."""
    instalments = [{"instalment": f"i{number}", "amount_minor": amount} for number, amount in enumerate(amounts, 1)]
    return {
        "commitment": commitment,
        "envelope": "trials",
        "partner": "acme",
        "instalments": instalments,
        "legal_base": "payment",
        **fields,
    }


@pytest.fixture
def trial() -> Case:
    """Give a procedure in its trial, with £100.00 set aside and a penny bound to each partner."""
    case = make_procedure("TRIAL")
    case.do("set_envelope", envelope="trials", amount_minor=10_000)
    return case


def test_money_is_set_aside_and_bound(trial: Case) -> None:
    """The sums are kept in minor units, with legal base, category and instalments."""
    assert trial.do("commit_money", **commit(trial, 6_000, 2_000)) == ("money.committed",)
    envelope = trial.state.envelopes["trials"]
    assert (envelope.amount_minor, envelope.committed_minor, envelope.paid_minor) == (10_000, 8_002, 0)
    known = trial.state.commitments["c1"]
    assert (known.amount_minor, known.instalments, known.paid) == (8_000, {"i1": 6_000, "i2": 2_000}, {})
    assert (known.legal_base, known.category, known.currency) == ("payment", "PROCEDURE_COST", "GBP")
    assert (known.partner, known.envelope, known.n) == ("acme", "trials", trial.state.n)


def test_a_commitment_reaches_the_envelope_to_the_penny_and_no_further(trial: Case) -> None:
    """The refusal says by how much, of how much, and who could set aside more."""
    (finding,) = trial.refused("commit_money", **commit(trial, 9_999)).blockers
    assert finding.id == "envelope"
    assert finding.why == '£99.99 exceed what is left of "Trials" (£99.98 of £100.00) by £0.01'
    assert finding.who == ("Treasurer", "Owner")
    trial.do("commit_money", **commit(trial, 9_998))
    assert set(trial.why("commit_money", **commit(trial, 1, commitment="c2"))) == {"envelope"}


def test_an_envelope_shrinks_to_what_is_bound_and_no_further(trial: Case) -> None:
    """It grows freely, and keeps what is bound and paid."""
    trial.do("commit_money", **commit(trial, 5_000))
    trial.do("pay_instalment", commitment="c1", instalment="i1", amount_minor=5_000)
    reasons = trial.why("set_envelope", envelope="trials", amount_minor=5_001)
    assert reasons == {"bound": "£50.02 are already bound"}
    trial.do("set_envelope", envelope="trials", amount_minor=5_002)
    trial.do("set_envelope", envelope="trials", amount_minor=1_000_000)
    envelope = trial.state.envelopes["trials"]
    assert (envelope.amount_minor, envelope.committed_minor, envelope.paid_minor) == (1_000_000, 5_002, 5_000)


def test_nothing_is_bound_before_money_is_set_aside() -> None:
    """The refusal says who sets it aside, and how."""
    case = make_procedure("SIFT")
    explanation = case.refused("commit_money", **commit(case, 1))
    found = {finding.id: finding for finding in explanation.blockers}
    assert set(found) == {"envelope", "payable"}
    assert found["payable"].why == 'acme is "Applied" and cannot be paid'
    assert found["envelope"].why == 'no money is in "Trials"'
    assert found["envelope"].who == ("Treasurer", "Owner")
    assert found["envelope"].next == "seedbed money envelope RL-1 trials AMOUNT"


def test_there_is_one_currency(trial: Case) -> None:
    """An envelope or a commitment in another one is refused."""
    assert trial.why("set_envelope", envelope="trials", amount_minor=20_000, currency="EUR") == {
        "currency": "EUR is not GBP"
    }
    assert set(trial.why("commit_money", **commit(trial, 1, currency="EUR"))) == {"currency"}


def test_a_commitment_is_new_and_its_instalments_differ(trial: Case) -> None:
    """Both reasons at once."""
    trial.do("commit_money", **commit(trial, 1))
    twice = [{"instalment": "i1", "amount_minor": 1}, {"instalment": "i1", "amount_minor": 2}]
    reasons = trial.why("commit_money", **commit(trial, instalments=twice))
    assert reasons == {"once": "commitment c1 exists already", "instalments": "an instalment is named twice"}


@pytest.mark.parametrize(
    ("step", "envelope", "right"),
    [
        ("SIFT", "trials", True), ("TRIAL", "trials", True), ("ASSESS", "trials", False),
        ("READY", "trials", True), ("DRAFT", "trials", True),
        ("SIFT", "contracts", False), ("TRIAL", "contracts", True), ("SIGNED", "contracts", True),
    ],
)  # fmt: skip
def test_an_envelope_is_for_its_stages_and_the_one_before(step: str, envelope: str, right: bool) -> None:
    """Money may be bound while the gate into its stage is being prepared."""
    case = make_procedure(step)
    case.do("set_envelope", envelope=envelope, amount_minor=10_000)
    if "acme" not in case.state.partners:
        case.happen(
            PartnerRegistered(
                partner="acme", state="trying", lot=None, sme=True, received_at=case.now, due_at=None, on_time=True
            )
        )
    found = reasons_of(case, "commit_money", **commit(case, 1, envelope=envelope, commitment="new"))
    assert ("stage" not in found) is right


def test_an_instalment_is_paid_once_in_full(trial: Case) -> None:
    """The sum is the one agreed; the envelope and the commitment know of it."""
    trial.do("commit_money", **commit(trial, 700, 300))
    pay = {"commitment": "c1", "instalment": "i1"}
    assert trial.why("pay_instalment", **pay, amount_minor=699) == {"sum": "the instalment is £7.00"}
    assert set(trial.why("pay_instalment", **pay, amount_minor=701)) == {"sum"}
    assert trial.do("pay_instalment", **pay, amount_minor=700) == ("instalment.paid",)
    assert trial.state.commitments["c1"].paid == {"i1": 700}
    assert trial.state.envelopes["trials"].paid_minor == 700
    assert trial.why("pay_instalment", **pay, amount_minor=700) == {"once": "instalment i1 is paid already"}
    trial.do("pay_instalment", commitment="c1", instalment="i2", amount_minor=300)
    assert trial.state.commitments["c1"].paid == {"i1": 700, "i2": 300}
    assert trial.state.envelopes["trials"].paid_minor == 1_000


def test_unknown_names_are_not_found(trial: Case) -> None:
    """Envelope, legal base, partner, commitment and instalment, each with what was meant."""
    trial.do("commit_money", **commit(trial, 1))
    for wrong, message in (
        ({"envelope": "trial"}, 'There is no envelope "trial"'),
        ({"legal_base": "gift"}, 'There is no legal base "gift"'),
        ({"partner": "nobody"}, 'There is no partner "nobody"'),
    ):
        with pytest.raises(NotFound, match=message):
            trial.do("commit_money", **commit(trial, 1, **wrong))
    with pytest.raises(NotFound, match='There is no commitment "c9"'):
        trial.do("pay_instalment", commitment="c9", instalment="i1", amount_minor=1)
    with pytest.raises(NotFound, match='There is no instalment "i9"'):
        trial.do("pay_instalment", commitment="c1", instalment="i9", amount_minor=1)
    with pytest.raises(NotFound, match='There is no envelope "trial"'):
        trial.do("set_envelope", envelope="trial", amount_minor=1)


def test_only_the_purse_handles_money(trial: Case) -> None:
    """Setting aside, binding and paying each have their roles."""
    trial.do("commit_money", **commit(trial, 1))
    with pytest.raises(NotAllowed, match="may not set money aside: that is for Treasurer or Owner"):
        trial.do("set_envelope", envelope="trials", amount_minor=1, role="manager")
    with pytest.raises(NotAllowed, match="may not commit money: that is for Treasurer"):
        trial.do("commit_money", **commit(trial, 1, commitment="c2", role="owner"))
    with pytest.raises(NotAllowed, match="may not pay: that is for Treasurer"):
        trial.do("pay_instalment", commitment="c1", instalment="i1", amount_minor=1, role="owner")


def test_nothing_is_bound_while_the_procedure_stands_still_or_after_its_end(trial: Case) -> None:
    """What is owed may still be paid."""
    trial.do("commit_money", **commit(trial, 1))
    trial.do("pause")
    trial.do("suspend")
    assert set(trial.why("commit_money", **commit(trial, 1, commitment="c2"))) == {"not_paused", "not_suspended"}
    trial.do("pay_instalment", commitment="c1", instalment="i1", amount_minor=1)
    lift(trial)
    trial.do("terminate")
    assert "not_ended" in trial.why("commit_money", **commit(trial, 1, commitment="c2"))
    assert trial.why("set_envelope", envelope="trials", amount_minor=20_000) == {
        "not_ended": "the procedure ended (terminated)"
    }


def test_the_gate_wants_money_for_each_partner_in_question() -> None:
    """First an envelope, then a commitment to everybody who goes on; what is left is said."""
    case = make_procedure("SIFT")
    for ref in ("acme", "bolt"):
        case.do("accept_artefact", artefact="bid", partner=ref)
        case.do("check_exclusion", partner=ref)
        case.do("move_partner", partner=ref, move="admit")
    finding = standing_of(case, "start_trial", "paid_for")
    assert finding.why == 'no money is set aside in the envelope "Trials"'
    assert finding.who == ("Treasurer", "Owner")
    assert finding.next == "seedbed money envelope RL-1 trials AMOUNT"
    case.do("set_envelope", envelope="trials", amount_minor=10_000)
    case.do("commit_money", **commit(case, 4_000))
    finding = standing_of(case, "start_trial", "paid_for")
    assert finding.why == 'no money of "Trials" is committed to bolt'
    assert finding.who == ("Treasurer",)
    assert finding.next == (
        "seedbed money commit RL-1 bolt --envelope trials --legal-base BASE --instalment ID=AMOUNT"
        " --answers NAME=yes|no,..."
    )
    case.do("commit_money", **commit(case, 1_000, commitment="c2", partner="bolt"))
    finding = standing_of(case, "start_trial", "paid_for")
    assert (finding.standing, finding.why) == (Standing.MET, '"Trials" covers its commitments, £50.00 are left')
    assert [item.text for item in finding.evidence] == ["c1: £40.00 to acme, payment", "c2: £10.00 to bolt, payment"]
    assert [item.event for item in finding.evidence] == [case.state.commitments[ref].n for ref in ("c1", "c2")]


def test_money_of_another_envelope_covers_nobody() -> None:
    """A contract is paid for out of its own envelope."""
    case = make_procedure("TRIAL")
    case.do("set_envelope", envelope="contracts", amount_minor=100)
    moved = case.refused("move_partner", partner="acme", move="sign")
    (finding,) = [finding for finding in moved.blockers if finding.id == "covered"]
    assert finding.why == 'no money of "Contracts" is committed to acme'
    case.do("commit_money", **commit(case, 60, envelope="contracts", commitment="k1"))
    moved = case.refused("move_partner", partner="acme", move="sign")
    (finding,) = [finding for finding in moved.findings if finding.id == "covered"]
    assert finding.why == '"Contracts" covers its commitments, £0.40 are left'


@settings(max_examples=60, deadline=None)
@given(
    envelope=st.integers(0, 3_000),
    asked=st.lists(st.lists(st.integers(1, 900), min_size=1, max_size=3), max_size=8),
    paid=st.lists(st.tuples(st.integers(0, 7), st.integers(1, 3), st.integers(0, 900)), max_size=20),
    shrink=st.integers(0, 3_000),
)
def test_what_is_bound_and_paid_never_exceeds_the_envelope(
    envelope: int, asked: list[list[int]], paid: list[tuple[int, int, int]], shrink: int
) -> None:
    """Whatever is asked in whatever order, paid <= bound <= set aside, and the sums are those of the accepted ones."""
    case = make_procedure("SIFT", partners={"acme": None})
    case.do("accept_artefact", artefact="bid", partner="acme")
    case.do("check_exclusion", partner="acme")
    case.do("move_partner", partner="acme", move="admit")
    case.do("set_envelope", envelope="trials", amount_minor=envelope)
    bound: dict[str, list[int]] = {}
    for number, amounts in enumerate(asked):
        fits = sum(map(sum, bound.values())) + sum(amounts) <= envelope
        if attempt(case, "commit_money", **commit(case, *amounts, commitment=f"c{number}")):
            assert fits
            bound[f"c{number}"] = amounts
        else:
            assert not fits
    case.happen(e.StepEntered(move="start_trial", source="SIFT", target="TRIAL", stage="trial", ends=False))
    done: dict[tuple[str, str], int] = {}
    for number, instalment, amount in paid:
        key = (f"c{number}", f"i{instalment}")
        if key[0] in bound and instalment <= len(bound[key[0]]):
            right = bound[key[0]][instalment - 1] == amount and key not in done
            if amount > 0 and attempt(
                case, "pay_instalment", commitment=key[0], instalment=key[1], amount_minor=amount
            ):
                assert right
                done[key] = amount
            elif amount > 0:
                assert not right
    kept = sum(map(sum, bound.values()))
    assert attempt(case, "set_envelope", envelope="trials", amount_minor=shrink) is (shrink >= kept)
    known = case.state.envelopes["trials"]
    assert (known.committed_minor, known.paid_minor) == (kept, sum(done.values()))
    assert known.paid_minor <= known.committed_minor <= known.amount_minor


def attempt(case: Case, kind: str, **fields: Any) -> bool:
    """Whether a command was accepted; a refused one changes nothing."""
    before = case.state
    try:
        case.do(kind, **fields)
    except Refused:
        assert case.state is before
        return False
    return True


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (2_000_000, "GBP", "£20,000.00"), (5, "EUR", "€0.05"), (123, "USD", "$1.23"), (100, "CHF", "CHF 1.00"),
        (-150, "GBP", "-£1.50"), (0, "GBP", "£0.00"), (99, "GBP", "£0.99"), (-1, "SEK", "-SEK 0.01"),
    ],
)  # fmt: skip
def test_money_is_written_as_people_write_it(minor: int, currency: str, text: str) -> None:
    """A sign where one is common, else the code; two digits after the point."""
    assert format_money(minor, currency) == text
