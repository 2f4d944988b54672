"""RoadLab of 2018 to 2020, played through the one command path on a real store, on a simulated clock."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from actions.clock import SimulatedClock
from engine.explanation import Explanation
from engine.time.local_time import local_date
from procedures.registry import load
from tests.databases import Database
from tests.definitions.steering import move_partner, score
from tests.definitions.uk_pcr2015_innovation_partnership import roadlab as rl
from tests.factories import make_house, people_of
from tests.hands import Office
from tests.pilot import make

NOBODY: dict[str, str | None] = {}
"""Suppliers come in when the story says so, and not when a test needs some."""

Refused = dict[str, Explanation]


def story(folder: Path, database: Database) -> tuple[Office, Refused]:
    """The whole case, and what was refused on the way."""
    office, refused = _office(folder, database), Refused()
    _call(office, refused)
    _select_and_negotiate(office)
    _award(office, refused)
    _first_phase(office, refused)
    _second_phase(office)
    return office, refused


def _office(folder: Path, database: Database) -> Office:
    loaded, clock = load("uk_pcr2015_innovation_partnership"), SimulatedClock(rl.BEGUN.at)
    house = make_house(folder, database, clock=clock, people=people_of(loaded))
    house.definitions.add(loaded)
    return Office(house=house, loaded=loaded, clock=clock, reference="RL-2018")


def _set(office: Office, deadline: str, due: rl.When) -> None:
    today = local_date(office.now, office.definition.zone)
    office.do("set_deadline", deadline=deadline, due_at=due.at, starts_on=today)


def _call(office: Office, refused: Refused) -> None:
    facts = {"market_consultation_held": True, "single_partner": False}
    office.do("open", title="London RoadLab", facts=facts, re_enactment=rl.RE_ENACTMENT)
    make(office, "show_need", partners=NOBODY)
    make(office, "approve_documents", partners=NOBODY)
    office.wait_until(rl.NOTICE_SENT.at)
    office.do("submit_artefact", artefact="contract_notice")
    office.do("accept_artefact", artefact="contract_notice")
    # The twenty days between 6 and 26 November would have been too few, counted from the notice.
    too_soon = rl.NOTICE_SENT.at + timedelta(days=20)
    today = local_date(office.now, office.definition.zone)
    refused["twenty days"] = office.refused(
        "set_deadline", deadline="applications_close", due_at=too_soon, starts_on=today
    )
    _set(office, "applications_close", rl.CLOSED)
    make(office, "publish_call", partners=NOBODY)
    for number, ref in enumerate(rl.APPLIED):
        office.wait_until(rl.OPENED.at + timedelta(days=number, hours=2))
        office.do("register_partner", partner=ref)
        office.do("submit_artefact", artefact="application", partner=ref)
    office.wait_until(rl.LATE.at)
    office.do("register_partner", partner=rl.TOO_LATE, received_at=rl.LATE.at)
    make(office, "start_selection", partners=NOBODY)


def _select_and_negotiate(office: Office) -> None:
    office.wait_until(rl.SELECTED.at)
    for ref in rl.NOT_SELECTED:
        move_partner(office, ref, "not_select")
    for ref in (*rl.NINE, rl.UNSUCCESSFUL, rl.NO_PROJECT):
        move_partner(office, ref, "select")
    _set(office, "initial_tenders_close", rl.PROJECTS_DUE)
    make(office, "invite_initial_tenders", partners=NOBODY)
    for ref in (*rl.NINE, rl.UNSUCCESSFUL):
        office.do("submit_artefact", artefact="initial_tender", partner=ref)
        office.do("move_partner", partner=ref, move="tender_initially")
    office.do("submit_artefact", artefact="clarifications")
    office.do("accept_artefact", artefact="clarifications")
    office.wait_until(rl.PROJECTS_DUE.at + timedelta(minutes=1))
    move_partner(office, rl.NO_PROJECT, "no_initial_tender")
    make(office, "open_initial_tenders", partners=NOBODY)
    office.wait_until(rl.PITCHES.at)
    prepare_papers(office, "negotiation_minutes", "consent_record")
    office.wait_until(rl.FINAL_INVITED.at)
    _set(office, "final_tenders_close", rl.FINAL_DUE)
    make(office, "invite_final_tenders", partners=NOBODY)
    for ref in (*rl.NINE, rl.UNSUCCESSFUL):
        office.do("submit_artefact", artefact="final_tender_document", partner=ref)
        office.do("move_partner", partner=ref, move="tender_finally")
    office.wait_until(rl.FINAL_DUE.at + timedelta(minutes=1))
    make(office, "open_final_tenders", partners=NOBODY)


def prepare_papers(office: Office, *artefacts: str) -> None:
    """File and accept papers of the procedure."""
    for artefact in artefacts:
        office.do("submit_artefact", artefact=artefact)
        office.do("accept_artefact", artefact=artefact)


def _award(office: Office, refused: Refused) -> None:
    office.wait_until(rl.DECIDED.at - timedelta(hours=1))
    for ref in (*rl.NINE, rl.UNSUCCESSFUL):
        office.do("accept_artefact", artefact="final_tender_document", partner=ref)
        score(office, "final", ref, 2 if ref == rl.UNSUCCESSFUL else 4)
    for ref in rl.NINE:
        move_partner(office, ref, "award")
    move_partner(office, rl.UNSUCCESSFUL, "not_award")
    office.do("set_envelope", envelope="research", amount_minor=rl.PROGRAMME_MINOR + rl.REFINEMENT_MINOR)
    office.wait_until(rl.DECIDED.at)
    make(office, "decide_award", partners=NOBODY)
    make(office, "start_standstill", partners=NOBODY)
    office.wait_until(rl.STANDSTILL_ENDS.at)
    refused["in standstill"] = office.refused("move_partner", partner=rl.NINE[0], move="contract")
    office.wait_until(rl.SIGNED.at)
    for ref in rl.NINE:
        move_partner(office, ref, "contract")
        _commit(office, f"seed-{ref}", "research", rl.SEED_MINOR)
    make(office, "sign_partnership", partners=NOBODY)


def _commit(office: Office, name: str, envelope: str, minor: int, base: str = "partnership_contract") -> None:
    parts: list[dict[str, Any]] = [
        {"instalment": "start", "amount_minor": minor // 2},
        {"instalment": "targets", "amount_minor": minor - minor // 2},
    ]
    _, _, ref = name.partition("-")
    office.do("commit_money", commitment=name, envelope=envelope, partner=ref, legal_base=base, instalments=parts)


def _first_phase(office: Office, refused: Refused) -> None:
    office.do("publish_notice", notice="CAN")
    office.wait_until(rl.TESTBED.at)
    _set(office, "phase_1_ends", rl.TEN_WEEKS_OVER)
    make(office, "start_phase_1", partners=NOBODY)
    for ref in rl.NINE:
        office.do("submit_artefact", artefact="phase_1_deliverable", partner=ref)
        office.do("accept_artefact", artefact="phase_1_deliverable", partner=ref)
    office.wait_until(rl.TEN_WEEKS_OVER.at + timedelta(minutes=1))
    make(office, "close_phase_1", partners=NOBODY)
    office.wait_until(rl.FOUR.at)
    for ref in rl.FOUR_REFINED:
        move_partner(office, ref, "continue_to_phase_2")
    for ref in rl.TALKS_CONTINUED:  # talks continued outside the procedure (UKAuthority)
        move_partner(office, ref, "end_contract_after_phase_1")
    for ref in rl.NOT_NAMED:
        move_partner(office, ref, "miss_target_of_phase_1")
    refused["gone"] = office.refused("move_partner", partner=rl.NOT_NAMED[0], move="continue_to_phase_2")
    for ref in rl.FOUR_REFINED:
        _commit(office, f"refinement-{ref}", "research", rl.REFINEMENT_MINOR // 4)
    _set(office, "phase_2_ends", rl.DEVELOPED)
    make(office, "start_phase_2", partners=NOBODY)


def _second_phase(office: Office) -> None:
    for ref in rl.FOUR_REFINED:
        office.do("submit_artefact", artefact="phase_2_deliverable", partner=ref)
        office.do("accept_artefact", artefact="phase_2_deliverable", partner=ref)
    office.wait_until(rl.DEVELOPED.at + timedelta(minutes=1))
    make(office, "close_phase_2", partners=NOBODY)
    office.wait_until(rl.TWO.at)
    for ref in rl.TWO_BOUGHT:
        move_partner(office, ref, "supply")
    for ref in rl.FOUR_REFINED[2:]:
        move_partner(office, ref, "miss_target_of_phase_2")
    office.do("set_envelope", envelope="commercial", amount_minor=rl.PURCHASE_MINOR)
    for ref in rl.TWO_BOUGHT:
        _commit(office, f"contract-{ref}", "commercial", rl.PURCHASE_MINOR // 2, "purchase_under_partnership")
    make(office, "start_commercial_phase", partners=NOBODY)
