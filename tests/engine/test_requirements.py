"""Requirements asked on their own: parameters that no gate of the two definitions uses in just this way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from pydantic import TypeAdapter

from engine.definition.requirements import Requirement
from engine.evaluation import Context, evaluate
from engine.events import LotCeased
from engine.explanation import Finding, Standing
from tests.factories import Case, make_procedure, real
from tests.pilot import make

_REQUIREMENT: TypeAdapter[Requirement] = TypeAdapter(Requirement)


def ask(case: Case, kind: str, *, partner: str | None = None, **parameters: Any) -> Finding:
    """One requirement with these parameters, asked now."""
    requirement = _REQUIREMENT.validate_python({"id": "asked", "kind": kind, "text": "Asked.", **parameters})
    context = Context(definition=case.definition, state=case.state, now=case.now, calendar=case.calendar)
    return evaluate(requirement, replace(context, partner=partner))


def scored() -> Case:
    """A procedure in assessment: scored by two assessors who declared in time, moderated by the second chair."""
    case = make_procedure("TRIAL")
    for actor in ("assessor", "assessor_2"):
        case.do("declare_conflicts", role="assessor", actor=actor)
    make(case, "assess")
    cell = {"round": "final", "partner": "acme", "criterion": "worth"}
    for actor in ("assessor", "assessor_2"):
        case.do("record_assessment", **cell, actor=actor)
    case.do("moderate_assessment", **cell, actor="chair_2")
    return case


def test_whoever_scored_declares_in_the_time_that_is_asked_about() -> None:
    """A declaration from before does not count for scores since then (EVAL-6)."""
    case = scored()
    assert ask(case, "conflicts_declared", roles=["assessor"]).standing is Standing.MET
    finding = ask(case, "conflicts_declared", roles=["assessor"], since="award")
    assert finding.why == "interests are not declared by assessor (Assessor) and assessor_2 (Assessor)"
    case.do("declare_conflicts", role="assessor", actor="assessor_2")
    finding = ask(case, "conflicts_declared", roles=["assessor"], since="award")
    assert finding.why == "interests are not declared by assessor (Assessor)"
    case.do("declare_conflicts", role="assessor", actor="assessor")
    assert ask(case, "conflicts_declared", roles=["assessor"], since="award").standing is Standing.MET


def test_whoever_moderated_declares_as_chair_and_not_as_assessor() -> None:
    """Each in the role in which they judged."""
    case = scored()
    for role in ("assessor", "assessor_2"):
        case.do("declare_conflicts", role="assessor", actor=role)
    case.do("declare_conflicts", role="chair", actor="chair")
    assert ask(case, "conflicts_declared", roles=["assessor"], since="award").standing is Standing.MET
    finding = ask(case, "conflicts_declared", roles=["chair"], since="award")
    assert finding.why == "interests are not declared by chair_2 (Chair)"
    assert finding.next == "seedbed declare RL-1 --position none --role chair"
    case.do("declare_conflicts", role="chair", actor="chair_2")
    assert ask(case, "conflicts_declared", roles=["chair"], since="award").standing is Standing.MET
    assert ask(case, "conflicts_declared", roles=["treasurer"]).why == (
        "interests are not declared by anybody as Treasurer"
    )


def test_who_judged_before_the_time_that_is_asked_about_need_not_declare_again() -> None:
    """Unless they act again: what they judged then was covered then."""
    case = make_procedure("SEED_GATE", definition=real())

    def asked(role: str) -> Finding:
        return ask(case, "conflicts_declared", roles=[role], since="seed_funding")

    assert asked("evaluation_panel").blocks
    case.do("declare_conflicts", role="evaluation_panel", actor="everybody")
    assert asked("evaluation_panel").standing is Standing.MET
    # Whoever decided in a role has acted in it for good.
    case.do("declare_conflicts", role="evaluation_chair", actor="everybody")
    assert asked("evaluation_chair").why.startswith("interests are not declared by evaluation_chair (")


def test_a_partners_paper_says_whose_it_is_in_every_condition() -> None:
    """Missing, waiting, sent back and accepted: with the partner in what to type, and the reviewer in the evidence."""
    case = make_procedure("OPEN")
    case.do("register_partner", partner="acme")

    def agreement() -> Finding:
        return ask(case, "artefact_accepted", artefact="agreement", partners=["applied"])

    fields = {"artefact": "agreement", "partner": "acme"}
    finding = agreement()
    assert (finding.why, finding.who) == ('"Agreement" of acme is missing', ("Manager",))
    assert finding.next == "seedbed attach RL-1 agreement FILE --partner acme"
    case.do("submit_artefact", **fields)
    finding = agreement()
    assert finding.why == '"Agreement" of acme is on file and waits for its reviewer'
    assert (finding.who, finding.next) == (("Lawyer",), "seedbed accept RL-1 agreement --partner acme")
    case.do("reject_artefact", **fields)
    finding = agreement()
    assert finding.blocks
    assert finding.why == '"Agreement" of acme was sent back by lawyer; a new version is needed'
    assert finding.next == "seedbed attach RL-1 agreement FILE --partner acme"
    assert finding.who == ("Manager",)
    case.do("submit_artefact", **fields)
    assert "by lawyer" not in str(agreement().evidence)
    case.do("accept_artefact", **fields)
    finding = agreement()
    assert (finding.standing, finding.why) == (Standing.MET, "accepted for each")
    assert finding.evidence[0].text.endswith("from manager_2, accepted by lawyer")


def test_a_paper_from_before_a_step_is_filed_again() -> None:
    """One that was filed since the latest entry is not; acceptance alone makes an old one no newer."""
    case = make_procedure("DRAFT")
    case.do("submit_artefact", artefact="paper")
    case.do("accept_artefact", artefact="paper")
    assert ask(case, "artefact_accepted", artefact="paper", since="DRAFT").standing is Standing.MET
    later = make_procedure("READY")
    finding = ask(later, "artefact_accepted", artefact="paper", since="READY")
    assert finding.blocks
    assert finding.why == '"Paper" is from before: a new version is needed'
    assert finding.next == "seedbed attach RL-1 paper FILE"
    assert (finding.who, len(finding.evidence)) == (("Manager", "Owner"), 1)


def test_the_procedures_own_paper_names_its_version_and_its_people() -> None:
    """As evidence: version, digest, who filed it and who accepted it."""
    case = make_procedure("READY")
    finding = ask(case, "artefact_accepted", artefact="paper")
    assert (finding.standing, finding.why) == (Standing.MET, '"Paper" is accepted')
    (evidence,) = finding.evidence
    assert evidence.text == "version 1, SHA-256 abababababab, from manager_2, accepted by owner"
    assert evidence.event == case.state.artefacts["paper"].n


def test_only_a_partner_ranks_first() -> None:
    """Asked of nobody, or of somebody who is not there, the answer is no."""
    case = make_procedure("DECIDED")
    parameters: dict[str, Any] = {"round": "final", "rivals": ["chosen", "beaten"]}
    assert ask(case, "ranks_first", partner="acme", **parameters).standing is Standing.MET
    for nobody in (None, "ghost"):
        finding = ask(case, "ranks_first", partner=nobody, **parameters)
        assert finding.blocks
        assert finding.why == "it is asked of one partner"


def test_a_lot_that_is_neither_chosen_for_nor_ceased_is_no_settled_lot() -> None:
    """With lots or without."""
    for partners in ({"acme": "north", "bolt": "south"}, {"acme": None}):
        case = make_procedure("ASSESS", partners=partners)
        assert ask(case, "lots_settled", states=["chosen"]).blocks
        assert ask(case, "lots_settled", states=["tendered"]).standing is Standing.MET


def test_who_could_be_moved_is_named_with_a_move_that_can_be_made_now() -> None:
    """Not one whose deadline has passed, nor somebody of another lot."""
    case = make_procedure("TRIAL", partners={"acme": "north", "bolt": "south"})
    counted: dict[str, Any] = {"states": ["tendered"], "min": 1, "each_lot": True}
    finding = ask(case, "partners_in_state", **counted)
    assert finding.next == "seedbed partner move RL-1 acme tender"
    case.do("submit_artefact", artefact="offer", partner="acme")
    case.do("move_partner", partner="acme", move="tender")
    finding = ask(case, "partners_in_state", **counted)
    assert finding.next == "seedbed partner move RL-1 bolt tender"
    assert "tender" in finding.why
    case.wait_until(case.state.deadlines["trial_ends"].due_at + timedelta(seconds=1))
    finding = ask(case, "partners_in_state", **counted)
    assert finding.next is None or "bolt tender" not in finding.next


def test_who_could_come_in_is_told_for_an_open_lot() -> None:
    """While the door is open; afterwards nobody comes in."""
    case = make_procedure("OPEN", partners={"acme": "north", "bolt": "south"})
    case.happen(LotCeased(lot="north"))
    finding = ask(case, "partners_in_state", states=["applied"], min=1)
    assert finding.next == 'seedbed partner register RL-1 SUPPLIER --name "..." --lot south'
    case.wait_until(case.state.deadlines["entry_closes"].due_at + timedelta(seconds=1))
    assert ask(case, "partners_in_state", states=["applied"], min=1).next != finding.next
