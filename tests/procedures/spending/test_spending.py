"""Money of a plan: within its envelopes, on a base, counted in the estimated value."""

from __future__ import annotations

from typing import Any

from engine.definition import Definition
from engine.definition import requirements as r
from procedures.checker.finding import Finding, Severity
from procedures.registry import load
from procedures.spending import check, spending_of
from tests.procedures.places import TINY, value_of

PRICE: dict[str, Any] = {
    "title": "Price", "partners": "chosen", "each": {"least": 800, "likely": 1000, "most": 2000},
    "stage": "buying", "envelope": "purse", "legal_base": "contract", "under_contract": True,
    "instalments": [{"title": "All", "percent": 100, "after": "offer"}],
}  # fmt: skip
VALUE = {
    "total": 9000,
    "counts": {"contract": 7500, "options": 0, "extensions": 0, "participant_payments": 0, "vat": 1500},
}


def tiny(regime: str = "PA23", **plan: Any) -> Definition:
    """One or two are chosen and paid a price."""
    value = value_of(TINY)
    value["regime"] = regime
    value["plan"] = {
        "suppliers": {"offered": 5, "chosen": {"least": 1, "likely": 1, "most": 2}},
        "payments": {"price": PRICE},
        "envelopes": {"purse": 4000},
        "estimated_value": VALUE,
        **plan,
    }
    return Definition.model_validate(value)


def told(found: tuple[Finding, ...]) -> list[tuple[str, str, str]]:
    """Severity, rule and place of each finding."""
    return [(one.severity.value, one.rule, one.where) for one in found]


def paid(**changed: Any) -> dict[str, Any]:
    """The price, with something changed."""
    return {"price": {**PRICE, **changed}}


def test_money_that_is_in_order_is_not_complained_of() -> None:
    """Within the envelope at its most, counted, based, and in instalments."""
    assert check(tiny()) == ()
    spending = spending_of(tiny())
    assert spending is not None
    assert (spending.envelopes["purse"].least, spending.stages["buying"].most) == (800, 4000)


def test_an_envelope_that_does_not_cover_its_payments() -> None:
    """MUST when even the least does not fit, SHOULD as expected, WARN at the most."""
    for holds, severity in ((799, "MUST"), (999, "SHOULD"), (3999, "WARN")):
        assert told(check(tiny(envelopes={"purse": holds}))) == [(severity, "UK-SCOPE-4", "plan.envelopes.purse")]
    assert told(check(tiny(envelopes={}))) == [("WARN", "", "plan.envelopes")]


def test_a_payment_that_could_not_be_made() -> None:
    """From an envelope of another stage, to a partner who cannot be paid, to nobody knows how many."""
    assert ("MUST", "", "plan.payments.price.stage") in told(check(tiny(payments=paid(stage="asking"))))
    assert ("MUST", "", "plan.payments.price.partners") in told(check(tiny(payments=paid(partners="offered"))))
    assert ("WARN", "", "plan.payments.price.partners") in told(check(tiny(suppliers={})))
    wrong = paid(instalments=[{"title": "All", "percent": 100, "after": "need"}])
    assert told(check(tiny(payments=wrong))) == [("MUST", "", "plan.payments.price.instalments[0].after")]
    assert told(check(tiny(payments=paid(instalments=[])))) == [("INFO", "", "plan.payments.price")]


def test_payments_to_participants_are_counted_in_the_estimated_value() -> None:
    """UK-SCOPE-4: at the most that may be paid; prizes are counted with them."""
    seed = paid(under_contract=False)
    (finding,) = check(tiny(payments=seed))
    assert (finding.severity, finding.rule) == (Severity.MUST, "UK-SCOPE-4")
    assert finding.message == "participants may be paid £4,000, and the estimated value counts £0 of it"
    counts = {**VALUE["counts"], "contract": 3500, "participant_payments": 3000, "prizes": 1000}  # type: ignore[dict-item]
    assert check(tiny(payments=seed, estimated_value={"total": 9000, "counts": counts})) == ()
    without = tiny().model_copy(update={"plan": tiny().plan.model_copy(update={"estimated_value": None})})  # type: ignore[union-attr]
    assert told(check(without)) == [("SHOULD", "UK-SCOPE-4", "plan.payments")]


def test_every_part_of_the_estimated_value_is_named_under_the_british_act() -> None:
    """Options, extensions, payments and VAT, if only to say that there is none; other regimes count otherwise."""
    bare = {"total": 9000, "counts": {"contract": 9000}}
    assert told(check(tiny(estimated_value=bare))) == [("MUST", "UK-SCOPE-4", "plan.estimated_value.counts")] * 4
    assert check(tiny(regime="EU-2014/24", estimated_value=bare)) == ()


def test_the_estimated_value_is_the_most_that_could_be_paid() -> None:
    """Envelopes that hold more than it say that it is too small."""
    assert told(check(tiny(envelopes={"purse": 9001}))) == [("SHOULD", "UK-SCOPE-4", "plan.estimated_value.total")]


def test_numbers_that_a_gate_would_not_let_pass_are_warned_of() -> None:
    """More partners than the greatest published number, or none where one is wanted."""
    definition = load("uk_innovative_partnership").definition
    assert definition.plan is not None
    more = definition.plan.suppliers | {
        "funded": definition.plan.suppliers["funded"].model_copy(update={"most": 13}),
        "refining": definition.plan.suppliers["refining"].model_copy(update={"least": 0}),
    }
    found = check(definition.model_copy(update={"plan": definition.plan.model_copy(update={"suppliers": more})}))
    messages = [one.message for one in found if one.severity is Severity.WARN]
    assert "13 partners may be funded by the plan, and award_seed_funding lets 12 pass" in messages
    assert any("only 0 partners may be refining" in message for message in messages)


def test_a_number_of_each_lot_is_not_held_against_all_lots_together() -> None:
    """One winner of each lot is no contradiction to a plan with six winners: lots are named when it is opened."""
    definition = load("uk_innovative_partnership").definition
    assert definition.plan is not None
    suppliers = definition.plan.suppliers | {
        "funded": definition.plan.suppliers["funded"].model_copy(update={"most": 13})
    }
    in_each_lot = tuple(
        move.model_copy(update={"gate": tuple(_in_each_lot(one) for one in move.gate)}) for move in definition.moves
    )
    plan = definition.plan.model_copy(update={"suppliers": suppliers})
    found = check(definition.model_copy(update={"plan": plan, "moves": in_each_lot}))
    assert not [one.message for one in found if "13 partners may be funded" in one.message]


def _in_each_lot(one: r.Requirement) -> r.Requirement:
    return one.model_copy(update={"each_lot": True}) if isinstance(one, r.PartnersInState) else one


def test_the_shipped_procedure_pays_within_its_envelopes() -> None:
    """Only the cautions of its legal bases are repeated."""
    found = check(load("uk_innovative_partnership").definition)
    assert {one.severity for one in found} == {Severity.INFO}
