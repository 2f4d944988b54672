"""For each rule that binds, shipped definitions with one fault that breaks that rule, and no other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from tests.procedures.law.edits import (
    Edit,
    also,
    asked_instead,
    asks,
    go,
    no_longer_declared_by,
    off,
    on,
    only_when,
    put,
    reword,
    take,
    ungate,
    unsay,
    without,
)

R1: Final = "uk_innovative_partnership"
R4: Final = "uk_prototype_direct_award"
BT: Final = "uk_below_threshold_challenge"


class Mutant(NamedTuple):
    """A shipped definition and what is done to it."""

    definition: str
    edits: tuple[Edit, ...]


def _r1(*edits: Edit) -> tuple[Mutant, ...]:
    return (Mutant(R1, edits),)


_ROWS: Final = "tables.tendering_period.rows"

TIME: Final[Mapping[str, tuple[Mutant, ...]]] = {
    "UK-CLK-1": _r1(put("calendar", "uk-scotland")),
    "UK-CLK-2": _r1(put("deadlines.contract_details_due.period.rolling", "eu")),
    "UK-CLK-3": _r1(put("deadlines.contract_details_due.period.counting", "after")),
    "UK-CLK-4": _r1(put(f"{_ROWS}.6.period.counting", "beginning-with")),
    "UK-CLK-6": _r1(off("partners.final_tender", "until")),
    "UK-PP-2": _r1(put("tables.participation_period.rows.1.period.length", 5)),
    "UK-PP-3": _r1(put("tables.participation_period.rows.2.period.length", 20)),
    "UK-TP-3": _r1(put(f"{_ROWS}.2.period.length", 9)),
    "UK-TP-4": _r1(put(f"{_ROWS}.3.period.length", 9)),
    "UK-TP-5": _r1(put(f"{_ROWS}.4.period.length", 9)),
    "UK-TP-6": _r1(asked_instead("dynamic_market"), put(f"{_ROWS}.5.period.length", 9)),
    "UK-TP-7": _r1(put(f"{_ROWS}.6.period.length", 20)),
    "UK-TP-8": _r1(put(f"{_ROWS}.7.period.length", 25)),
    "UK-TP-9": _r1(asked_instead("electronic_submission"), put(f"{_ROWS}.8.period.length", 25)),
    "UK-TP-10": _r1(asked_instead("electronic_submission"), put(f"{_ROWS}.9.period.length", 30)),
    "UK-TP-D": _r1(put(f"{_ROWS}.4.declared", False)),
    "UK-TP-F": _r1(unsay("artefacts.duties_record", "How much time")),
}

BEFORE: Final[Mapping[str, tuple[Mutant, ...]]] = {
    "UK-SCOPE-1": _r1(ungate("moves.define_problem", "route_decided")),
    "UK-SCOPE-4": _r1(unsay("artefacts.value_estimate", "Options")),
    "UK-SCOPE-5": _r1(unsay("artefacts.value_estimate", "together")),
    "UK-SCOPE-6": _r1(unsay("artefacts.value_estimate", "cannot be estimated")),
    "UK-SCOPE-7": _r1(without("decisions.route_decision.about", "value_estimate")),
    "UK-SCOPE-8": _r1(put("money.legal_bases.exempt_rd_services.caution", "It must benefit the public.")),
    "UK-SCOPE-10": _r1(put("money.legal_bases.prototype_direct_award.caution", "It needs a notice of its own.")),
    "UK-SCOPE-11": _r1(unsay("notices.UK4", "after expiry")),
    "UK-OBJ-2": _r1(ungate("moves.enter_testbed", "everyone_decided")),
    "UK-OBJ-3": _r1(unsay("artefacts.duties_record", "Barriers")),
    "UK-OBJ-4": _r1(unsay("artefacts.duties_record", "Policy Statement")),
    "UK-COI-1": (
        *_r1(no_longer_declared_by("finance_lead")),
        *_r1(no_longer_declared_by("finance_lead"), put("landmarks.roles.deciders", ["programme_manager"])),
    ),
    "UK-COI-2": _r1(ungate("partners.contract", "conflicts_settled")),
    "UK-COI-3": _r1(put("notices.UK10.gate", [])),
    "UK-REC-1": (
        *_r1(take("decisions.award_decision.confirmed_by")),
        *_r1(put("landmarks.decisions.award", "route_decision")),  # landmarks that lie
    ),
    "UK-COM-1": _r1(without("partners.entry.by", "supplier")),
    "UK-PIPE-1": _r1(ungate("moves.define_problem", "pipeline_notice")),
    "UK-PPN-1": _r1(put("deadlines.planned_notice_qualifies.period.length", 30)),
    "UK-PME-1": _r1(put("landmarks.steps.engagement", "SELECTION")),
    "UK-PME-2": _r1(ungate("moves.approve_design", "engagement_reported")),
    "UK-PME-3": _r1(ungate("notices.UK4", "engagement_published")),
    "UK-LOT-1": _r1(unsay("artefacts.duties_record", "Lots")),
    "UK-TN-1": _r1(ungate("moves.open_participation", "tender_notice_published")),
    "UK-TN-2": _r1(ungate("notices.UK4", "notice_ready")),
    "UK-TN-3": _r1(unsay("notices.UK4", "Known risks")),
    "UK-SPEC-1": _r1(unsay("artefacts.problem_statement", "outcome")),
    "UK-CFP-1": _r1(
        ungate("moves.approve_design", "design_accepted"),
        without("decisions.design_decision.about", "procedure_design"),
    ),
    "UK-CFP-2": _r1(unsay("artefacts.duties_record", "proportionate")),
    "UK-AC-1": _r1(
        ungate("moves.approve_design", "methodology_accepted"),
        without("decisions.design_decision.about", "assessment_methodology"),
    ),
    "UK-AC-2": _r1(reword("artefacts.assessment_methodology", "with their weights ", "")),
    "UK-AC-3": _r1(unsay("artefacts.assessment_methodology", "lots")),
    "UK-COP-1": _r1(reword("artefacts.procedure_design", "limited to capacity and ability, and ", "which are ")),
    "UK-COP-2": _r1(unsay("artefacts.procedure_design", "section 22")),
    "UK-COP-3": _r1(unsay("artefacts.procedure_design", "rely on others")),
    "UK-BASE-1": (
        *_r1(ungate("moves.award_seed_funding", "budget_covers")),
        *_r1(take("landmarks.phases")),
    ),
}

DURING: Final[Mapping[str, tuple[Mutant, ...]]] = {
    "UK-CFP-4": (
        *_r1(also("partners.entry.during", "ROUND1_ASSESSED")),
        *_r1(
            also("partners.entry.during", "ROUND1_ASSESSED"),
            put("landmarks.steps.first_assessment", "FINAL_ASSESSMENT"),
        ),
    ),
    "UK-CFP-5": (
        *_r1(ungate("partners.eliminate", "assessed")),
        *_r1(asks("partners.eliminate", "assessed", "round", "round1")),
    ),
    "UK-CFP-6": _r1(ungate("moves.assess_round_one", "round_one_closed")),
    "UK-REF-1": _r1(reword("notices.UK4", ", and how criteria may be refined", "")),
    "UK-REF-2": _r1(
        ungate("moves.refine_criteria", "refinement_described"),
        without("decisions.counterfactual_rerun.about", "refinement_record"),
    ),
    "UK-REF-3": _r1(ungate("moves.refine_criteria", "nobody_wronged")),
    "UK-REF-4": _r1(off("moves.refine_criteria", "then")),
    "UK-MOD-1": _r1(ungate("moves.modify_notice", "applications_still_open")),
    "UK-MOD-2": _r1(ungate("moves.modify_documents", "change_not_substantial")),
    "UK-MOD-3": _r1(
        ungate("moves.modify_documents", "change_described"),
        without("decisions.change_not_substantial.about", "change_record"),
    ),
    "UK-EXC-1": (
        *_r1(ungate("partners.select", "exclusion_checked")),
        *_r1(ungate("partners.select", "exclusion_checked"), take("landmarks.partner_moves.admit")),
    ),
    "UK-EXC-2": _r1(ungate("partners.award", "exclusion_checked")),
    "UK-EXC-3": _r1(put("exclusions", {"title": "Exclusion", "list_recorded": False})),
    "UK-EXC-4": _r1(off("partners.exclude", "needs_hearing")),
    "UK-EXC-5": _r1(put("deadlines.exclusion_report_due.period.length", 60)),
    "UK-EXC-6": _r1(without("partners.moves.exclude.during", "TESTBED")),
    "UK-EXC-8": (
        *_r1(ungate("partners.fund", "exclusion_checked")),
        *_r1(ungate("partners.contract", "exclusion_checked"), take("landmarks.partner_moves.sign")),
    ),
    "UK-ASS-1": _r1(put("partners.moves.disregard.during", ["AWARD_DECIDED"])),
    "UK-ASS-2": _r1(off("partners.disregard", "needs_hearing")),
    "UK-ASS-3": (
        *_r1(ungate("partners.award", "most_advantageous")),
        *_r1(asks("partners.award", "most_advantageous", "round", "round1")),
        *_r1(only_when("partners.award", "most_advantageous", "dynamic_market")),
    ),
    "EVAL-1": _r1(unsay("artefacts.assessment_methodology", "Rounding")),
    "EVAL-3": _r1(put("rounds.final.evaluators", 1)),
    "EVAL-4": _r1(reword("artefacts.assessment_summaries", " and each sub-criterion", "")),
    "EVAL-6": (
        *_r1(no_longer_declared_by("evaluation_panel")),
        *_r1(no_longer_declared_by("evaluation_panel"), put("landmarks.roles.assessors", ["legal_adviser"])),
    ),
    "EVAL-7": _r1(unsay("artefacts.assessment_methodology", "made-up")),
    "EVAL-8": _r1(also("partners.moves.disregard.by", "system")),
    "EVAL-9": _r1(also("rounds.round1.during", "SELECTION")),
}

AFTER: Final[Mapping[str, tuple[Mutant, ...]]] = {
    "UK-AWD-1": _r1(ungate("moves.send_summaries", "summaries_sent"), ungate("notices.UK6", "summaries_sent")),
    "UK-AWD-3": _r1(ungate("moves.start_standstill", "award_notice_published")),
    "UK-SS-1": (
        *_r1(put("deadlines.standstill.period.length", 5)),
        *_r1(put("deadlines.standstill.period.counting", "after")),
        *_r1(put("deadlines.standstill.starts", {"step": "SUMMARIES_SENT"})),
        *_r1(go("past_the_standstill", "SUMMARIES_SENT", "CONTRACT_ENTERED", "senior_responsible_owner")),
    ),
    "UK-SS-2": (
        *_r1(only_when("partners.contract", "standstill_over", "urgency")),
        *_r1(put("deadlines.standstill.when", "urgency")),
        *_r1(only_when("partners.contract", "standstill_over", "light_touch")),  # which the design says is never so
    ),
    "UK-SS-3": _r1(take("termination.end_of_case")),
    "UK-SS-6": _r1(on("partners.contract", "while_stopped", True)),
    "UK-KPI-1": _r1(ungate("partners.contract", "indicators_set")),
    "UK-CDN-1": (
        *_r1(put("deadlines.contract_details_due.period.length", 40)),
        *_r1(also("deadlines.contract_details_due.met_by", {"step": "DELIVERY"})),
    ),
    "UK-CDN-2": _r1(put("deadlines.contract_copy_due.period.length", 120)),
    "UK-PTN-1": (
        *_r1(off("moves.abandon_selection", "owes")),
        *_r1(ungate("moves.withdraw_and_reassess", "nobody_signed")),  # abandoned although somebody has signed
        *_r1(asks("moves.withdraw_and_reassess", "nobody_signed", "states", ["applied"])),
        *_r1(take("termination.phases.2.unless")),
    ),
    "UK-PAY-1": _r1(unsay("artefacts.draft_contract", "30 days")),
    "UK-PAY-3": _r1(
        put(
            "deadlines.payments_due",
            {
                "title": "Contract payment notice due",
                "starts": {"partner_move": "contract"},
                "period": {
                    "length": 60,
                    "unit": "calendar-days",
                    "counting": "beginning-with",
                    "runs_from": "quarter-end",
                },
            },
        ),
        put("landmarks.deadlines.payments_published", "payments_due"),
    ),
    "UK-PERF-1": _r1(put("deadlines.performance_notice_due.period.length", 18)),
    "UK-PERF-2": _r1(put("deadlines.breach_notice_due.period.length", 60)),
    "UK-CHG-1": _r1(put("contract_changes.percent", 20)),
    "UK-CHG-1b": _r1(put("contract_changes.most_percent", 60)),
    "UK-CHG-2": _r1(put("contract_changes.notice", "UK7")),
    "UK-CHG-3": _r1(put("deadlines.change_copy_due.period.length", 180)),
    "UK-END-1": _r1(put("deadlines.contract_termination_due.period.length", 60)),
    "UK-END-2": _r1(off("partners.terminate_contract", "needs_hearing")),
    "UK-NTC-1": _r1(take("landmarks.notices.pipeline")),
    "UK-NTC-2": _r1(take("landmarks.notices.engagement")),
    "UK-NTC-3": _r1(take("landmarks.notices.planned")),
    "UK-NTC-4": _r1(take("landmarks.notices.tender")),
    "UK-NTC-6": _r1(take("landmarks.notices.award")),
    "UK-NTC-7": _r1(take("landmarks.notices.details")),
    "UK-NTC-9": _r1(take("landmarks.notices.performance")),
    "UK-NTC-10": _r1(take("landmarks.notices.change")),
    "UK-NTC-11": _r1(take("landmarks.notices.contract_ended")),
    "UK-NTC-12": _r1(take("landmarks.notices.procurement_ended")),
    "UK-CNT-1": _r1(unsay("artefacts.assessment_summaries", "disqualification")),
    "UK-CNT-2": _r1(unsay("notices.UK6", "names of unsuccessful")),
    "UK-CNT-3": _r1(unsay("notices.UK7", "three most material")),
    "UK-CNT-4": _r1(unsay("notices.UK2", "closes or closed")),
    "UK-CNT-5": _r1(unsay("notices.UK3", "express interest")),
    "UK-CNT-6": _r1(unsay("notices.UK10", "withheld")),
}

APART: Final[Mapping[str, tuple[Mutant, ...]]] = {
    "UK-DA-1": (
        Mutant(
            R4,
            (
                ungate("moves.publish_intention", "transparency_published"),
                ungate("notices.UK6", "transparency_published"),
            ),
        ),
    ),
    "UK-NTC-5": (Mutant(R4, (take("landmarks.notices.transparency"),)),),
    "UK-SCOPE-2": (
        Mutant(
            BT,
            (put("plan.estimated_value.total", 312000), put("plan.estimated_value.counts.contract.amount", 300000)),
        ),
    ),
    "UK-SCOPE-13": (Mutant(BT, (take("landmarks.notices.details"),)),),
}

MUTANTS: Final[Mapping[str, tuple[Mutant, ...]]] = {**TIME, **BEFORE, **DURING, **AFTER, **APART}
"""Every mutant by the one rule that it breaks."""
