"""The burden of documents: hours that were added up by hand, budgets, and what is asked although it is there."""

from __future__ import annotations

from typing import Any

from engine.definition import Definition
from procedures.burden import burden_of, check, figures
from procedures.burden.checking import bidder_roles
from procedures.checker.finding import Finding, Severity
from procedures.registry import load
from tests.procedures.places import TINY, value_of

PRICE: dict[str, Any] = {
    "title": "Price", "partners": "chosen", "each": {"least": 800, "likely": 1000, "most": 2000},
    "stage": "buying", "envelope": "purse", "legal_base": "contract",
}  # fmt: skip


def tiny(**plan: Any) -> Definition:
    """Ten to thirty hours for an offer, of three to five who offer; one is chosen."""
    value = value_of(TINY)
    value["regime"] = "PA23"
    value["plan"] = {
        "suppliers": {"offered": {"least": 3, "likely": 4, "most": 5}, "chosen": 1},
        "artefacts": {"offer": {"bidder_hours": {"least": 10, "likely": 20, "most": 30}, "hours": {"buyer": 2}}},
        "payments": {"price": PRICE},
        "hourly_rates": {"bidder": 50, "staff": 40, "roles": {"chief": 80}},
        "steps": {"CHOICE": {"hours": {"chief": 3, "buyer": 5}}},
        **plan,
    }
    return Definition.model_validate(value)


def of(found: tuple[Finding, ...], severity: Severity) -> list[str]:
    """The messages of one severity."""
    return [finding.message for finding in found if finding.severity is severity]


def budget(hours: Any, **more: Any) -> dict[str, Any]:
    """A budget of the stage in which offers are written."""
    return {"asking": {"on_offer": ["price"], "hours_per_thousand": hours, **more}}


def test_hours_of_all_bidders_are_those_of_each_times_their_number() -> None:
    """Least times least, likely times likely, most times most; their cost and the money on offer beside it."""
    burden = burden_of(tiny(burden=budget(100)))
    assert burden is not None
    (paper,), (stage,) = burden.papers, burden.stages
    assert (paper.writers, paper.all.least, paper.all.likely, paper.all.most) == ("offered", 30, 80, 150)
    assert (stage.stage, stage.all.likely, stage.hours_per_thousand, stage.budget) == ("asking", 80, "80.00", "100")
    assert stage.cost is not None
    assert stage.on_offer is not None
    assert (stage.cost.likely, stage.on_offer.likely, stage.to_each) == (4000, 1000, 1000)
    assert figures(tiny()) == ("Hours of bidders, all together: 80 expected, £4,000.00.",)


def test_hours_of_staff_are_those_of_steps_and_of_each_copy() -> None:
    """The buyer spends five hours on a step and two on each of the four offers; a role may have its own rate."""
    burden = burden_of(tiny())
    assert burden is not None
    staff = {one.role: one for one in burden.staff}
    assert (staff["buyer"].hours.least, staff["buyer"].hours.likely, staff["buyer"].hours.most) == (11, 13, 15)
    assert [one.cost.likely for one in burden.staff if one.cost is not None] == [13 * 40, 3 * 80]


def test_a_stage_over_its_budget_wants_a_justification_that_is_published() -> None:
    """SHOULD under UK-OBJ-3; with a justification it is told, and one that comes too late is no justification."""
    over = check(tiny(burden=budget(79.99)))
    assert [one.rule for one in over if one.severity is Severity.SHOULD] == ["UK-OBJ-3"]
    assert of(over, Severity.SHOULD)[0].startswith(
        "Asking costs all bidders 80 hours, 80.00 for each thousand on offer"
    )
    assert of(check(tiny(burden=budget(80))), Severity.SHOULD) == []
    told = {"by": "chief", "reason": "The risk is ours.", "published_in": "N1"}
    assert of(check(tiny(burden=budget(10, justification=told))), Severity.SHOULD) == []
    assert (
        "justified by the Chief in N1: The risk is ours."
        in of(check(tiny(burden=budget(10, justification=told))), Severity.INFO)[0]
    )
    late = budget(10, justification={**told, "published_in": "N3"})
    assert "is published only after Asking" in of(check(tiny(burden=late)), Severity.SHOULD)[0]


def test_what_is_there_already_is_not_asked_again_unseen() -> None:
    """Parts that are taken over cost nothing; the others are counted over all bidders and warned of."""
    parts = [
        {"kind": "core_information", "what": "Who owns the firm", "hours": 3, "taken_over": True},
        {"kind": "held_by_authority", "what": "Results of the pilot", "hours": 5},
        {"kind": "asked_before", "what": "The team", "hours": 1, "artefact": "need"},
    ]
    offer = {"bidder_hours": {"least": 2, "likely": 20, "most": 30}, "reusable": parts}
    definition = tiny(artefacts={"offer": offer})
    burden = burden_of(definition)
    assert burden is not None
    (paper,) = burden.papers
    assert (paper.each.least, paper.each.likely, paper.spared, paper.could_spare) == (0, 17, 3, 24)
    found = check(definition)
    assert of(found, Severity.WARN) == [
        "Results of the pilot is held by the authority, and is asked again: 5 hours of each bidder, 20 of all",
        "The team was asked in need, and is asked again: 1 hours of each bidder, 4 of all",
    ]


def test_what_is_not_known_is_said() -> None:
    """A paper without hours, a paper whose writers nobody counted, a stage without a budget, no plan at all."""
    assert (
        "bidders write offer, and no hours are planned"
        in of(check(tiny(artefacts={"need": {"hours": {"buyer": 1}}})), Severity.WARN)[0]
    )
    assert "how many write offer is not known" in of(check(tiny(suppliers={})), Severity.WARN)[0]
    assert "no budget says how many may be" in of(check(tiny()), Severity.INFO)[0]
    bare = Definition.model_validate(value_of(TINY))
    assert burden_of(bare) is None
    assert of(check(bare), Severity.INFO)
    assert figures(bare) == ()


def test_whoever_writes_a_paper_can_be_said() -> None:
    """Where gates do not tell, written_by does."""
    offer = {"bidder_hours": 10, "written_by": "chosen"}
    burden = burden_of(tiny(artefacts={"offer": offer}))
    assert burden is not None
    assert burden.hours.likely == 10


def test_only_suppliers_are_bidders() -> None:
    """Roles with powers of the authority and machines let partners in too, and write nothing of their own."""
    assert bidder_roles(load("uk_innovative_partnership").definition) == {"supplier"}


def test_the_shipped_procedure_is_within_its_budgets() -> None:
    """Nothing to justify, nothing asked twice."""
    found = check(load("uk_innovative_partnership").definition)
    assert [one for one in found if one.severity in {Severity.MUST, Severity.SHOULD, Severity.WARN}] == []
