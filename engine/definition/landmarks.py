"""Landmarks: which of this definition's own names are what the law speaks of.

The law speaks of "the tender notice" and "the contract entered into"; a definition calls them as it likes. A law pack
judges a definition by these names only. What a definition does not have is left out: a rule that is about it then
either does not apply, or says that it is missing.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from engine.definition.words import LATER, Name, NoticeName, StepName, Text, Word

One = Annotated[Name | None, LATER]
Some = Annotated[tuple[Name, ...], LATER]
Notice = Annotated[NoticeName | None, LATER]
OneStep = Annotated[StepName | None, LATER]
SomeSteps = Annotated[tuple[StepName, ...], LATER]


class NoticeMarks(Word):
    """Which notice is which; UK numbers stand in brackets (law.md 1.9)."""

    pipeline: Notice = Field(default=None, description="Pipeline notice (UK1).")
    engagement: Notice = Field(default=None, description="Preliminary market engagement notice (UK2).")
    planned: Notice = Field(default=None, description="Planned procurement notice (UK3); EU prior information notice.")
    tender: Notice = Field(
        default=None, description="What calls for competition: tender notice (UK4), EU contract notice, SBRI/PCP call."
    )
    transparency: Notice = Field(default=None, description="Transparency notice before a direct award (UK5).")
    award: Notice = Field(
        default=None, description="UK: contract award notice (UK6), before signature. EU: award notice, after it."
    )
    details: Notice = Field(default=None, description="Contract details notice (UK7).")
    payments: Notice = Field(default=None, description="Contract payment notice (UK8).")
    performance: Notice = Field(default=None, description="Contract performance notice (UK9).")
    change: Notice = Field(default=None, description="Contract change notice (UK10); EU modification notice.")
    contract_ended: Notice = Field(default=None, description="Contract termination notice (UK11).")
    procurement_ended: Notice = Field(
        default=None, description="Procurement termination notice (UK12): nothing is awarded."
    )
    compliance: Notice = Field(default=None, description="Payments compliance notice (UK17).")


class StepMarks(Word):
    """Which step is which (law.md 8.a to 8.c); one step may be several of them."""

    engagement: OneStep = Field(default=None, description="The market is consulted.")
    design_approved: OneStep = Field(default=None, description="The design is fixed and the notice is prepared.")
    participation: OneStep = Field(default=None, description="Requests to participate may come in.")
    selection: OneStep = Field(default=None, description="Requests to participate are examined.")
    first_tenders: OneStep = Field(default=None, description="First tenders may come in: the first tendering period.")
    first_assessment: OneStep = Field(
        default=None, description="The first tenders are assessed: from here the entry door is shut (UK-CFP-4)."
    )
    negotiation: SomeSteps = Field(default=(), description="Tenders or solutions are negotiated or refined.")
    final_tenders: OneStep = Field(default=None, description="Final tenders are invited and may come in.")
    final_assessment: OneStep = Field(default=None, description="Final tenders are assessed.")
    award_decided: OneStep = Field(default=None, description="The award is decided.")
    summaries_sent: OneStep = Field(
        default=None, description="Everybody assessed was told: assessment summaries, EU decision letters."
    )
    standstill: OneStep = Field(default=None, description="No contract may be entered into yet.")
    contract_entered: OneStep = Field(
        default=None, description="The (first) contract is entered into: signature, EU conclusion."
    )
    delivery: OneStep = Field(default=None, description="The contract is performed.")
    purchase: OneStep = Field(default=None, description="What was developed is bought under the same contract.")
    ended: OneStep = Field(default=None, description="The contracts have ended.")
    not_awarded: OneStep = Field(default=None, description="It was decided to award nothing.")
    handover: OneStep = Field(default=None, description="SBRI/PCP: results go to a procurement of their own.")


class MoveMarks(Word):
    """Which move of the procedure is which."""

    modify_notice: Some = Field(default=(), description="The notice is modified while the door is open (UK-MOD-1).")
    modify_documents: Some = Field(default=(), description="Documents are modified later (UK-MOD-2).")
    refine_criteria: Some = Field(default=(), description="Award criteria are refined (section 24).")
    change_contract: Some = Field(default=(), description="A contract is modified (section 74, Article 72).")
    exercise_option: Some = Field(default=(), description="An option of the contract is taken up (Schedule 8, 1).")


class StateMarks(Word):
    """Which partner state is which."""

    applied: One = Field(default=None, description="Asked to participate.")
    selected: One = Field(default=None, description="Admitted to the first tendering round.")
    first_tendered: One = Field(default=None, description="Its first tender is in.")
    remaining: Some = Field(default=(), description="States after the first round, before the final tender or award.")
    final_tendered: One = Field(default=None, description="Its final tender is in.")
    awarded: One = Field(default=None, description="The award is decided in its favour.")
    unsuccessful: One = Field(default=None, description="Assessed in the final round, and not awarded.")
    disregarded: One = Field(default=None, description="Its final tender is disregarded.")
    contracted: Some = Field(default=(), description="A contract is entered into with it, phases included.")
    eliminated: Some = Field(default=(), description="Out after an assessment or a gate.")
    excluded: One = Field(default=None, description="Excluded on a ground of exclusion.")


class PartnerMoveMarks(Word):
    """Which partner move is which."""

    admit: Some = Field(default=(), description="Selected by conditions of participation.")
    first_tender: Some = Field(default=(), description="The first tender is received.")
    progress: Some = Field(default=(), description="Goes on after the first tender or a gate.")
    eliminate: Some = Field(default=(), description="Does not go on, after an assessment or a gate.")
    exclude: Some = Field(default=(), description="Is excluded on a ground of exclusion.")
    final_tender: Some = Field(default=(), description="The final tender is received.")
    disregard: Some = Field(default=(), description="The final tender is disregarded.")
    choose: Some = Field(default=(), description="Chosen for award.")
    not_choose: Some = Field(default=(), description="Assessed, and not chosen for award.")
    sign: Some = Field(default=(), description="Enters into a contract.")
    withdraw: Some = Field(default=(), description="Leaves by its own will.")
    terminate: Some = Field(default=(), description="Its agreement is terminated for cause.")


class PaperMarks(Word):
    """Which artefact is which; one artefact may be several of them."""

    problem: One = Field(default=None, description="The need, stated as an outcome.")
    market_review: One = Field(default=None, description="That what is on the market does not meet it (EU-IP-2).")
    value_estimate: One = Field(default=None, description="The greatest amount that could be paid (Schedule 3).")
    route: One = Field(default=None, description="Why this route; exemption or direct award justification.")
    engagement_plan: One = None
    engagement_report: One = None
    lots: One = Field(default=None, description="Lots considered, or reasons for none (section 18, Article 46).")
    small_firms: One = Field(default=None, description="Barriers for small firms considered (section 12(4)).")
    policy: One = Field(default=None, description="National Procurement Policy Statement considered (section 13(9)).")
    proportionality: One = Field(default=None, description="Why the procedure is proportionate (section 20(3)).")
    time_limits: One = Field(default=None, description="Factors considered in setting time limits (section 54(1)).")
    design: One = Field(default=None, description="Rounds, numbers, phases, exits, payments.")
    conditions: One = Field(default=None, description="Conditions of participation, selection criteria.")
    methodology: One = Field(default=None, description="Award criteria, weights, assessment methodology.")
    property_rights: One = Field(default=None, description="Arrangements for intellectual property (EU-IP-17).")
    confidentiality: One = Field(default=None, description="What is shared with whom, and by whose consent.")
    contract: One = Field(default=None, description="The draft contract.")
    conflicts: One = Field(default=None, description="Conflicts assessment (section 83).")
    tender_documents: One = Field(default=None, description="Tender notice and documents, call text.")
    change_record: One = Field(default=None, description="A modification, and deadlines reconsidered (section 31(4)).")
    refinement_record: One = Field(default=None, description="A refinement of criteria (section 24).")
    final_documents: One = Field(default=None, description="Invitation to tender finally.")
    application: One = Field(default=None, description="Each supplier's request to participate.")
    first_tender: One = Field(default=None, description="Each supplier's first tender, or SBRI/PCP application.")
    final_tender: One = Field(default=None, description="Each supplier's final tender.")
    selection_record: One = None
    first_report: One = Field(default=None, description="Report on the assessment of first tenders.")
    evaluation_report: One = Field(default=None, description="Report on the final assessment.")
    summaries: One = Field(default=None, description="Assessment summaries, decision letters.")
    withdrawal_record: One = Field(default=None, description="Why an award decision is withdrawn.")
    indicators: One = Field(default=None, description="Key performance indicators (section 52).")
    signed_contract: One = Field(default=None, description="Each partner's signed contract.")
    performance_terms: One = Field(default=None, description="Agreed performance levels and maximum costs (EU-IP-7).")
    purchase_value: One = Field(default=None, description="Purchase value against development cost (EU-IP-18).")
    acceptance_report: One = Field(default=None, description="Performance levels and costs met before purchase.")
    change_ground: One = Field(default=None, description="The ground that permits a contract change (Schedule 8).")
    invoices: One = Field(default=None, description="Register of invoices and payments, where there is one.")
    information_pack: One = Field(default=None, description="Results published before a follow-on procurement.")
    individual_report: One = Field(default=None, description="EU Article 84 report, PCR regulation 84.")
    consent: One = Field(default=None, description="Each partner's consent to share specific information (Art. 31).")
    closing_report: One = None


class DeadlineMarks(Word):
    """Which deadline is which."""

    participation: One = Field(default=None, description="Requests to participate close.")
    enquiries: One = Field(default=None, description="Suppliers may ask until here, before tenders are taken.")
    tendering: Some = Field(default=(), description="Each tendering round closes, the final one included.")
    standstill: One = Field(default=None, description="The standstill ends.")
    planned_old_enough: One = Field(default=None, description="Planned notice qualifies from here (40 days).")
    planned_too_old: One = Field(default=None, description="Planned notice qualifies until here (12 months).")
    pipeline: One = Field(default=None, description="Pipeline notice due (56 days).")
    details: One = Field(default=None, description="Contract details notice due (30 days).")
    contract_copy: One = Field(default=None, description="Copy of the contract due (90 days).")
    performance: One = Field(default=None, description="Performance published (12 months).")
    breach: One = Field(default=None, description="Breach or poor performance published (30 days).")
    change_copy: One = Field(default=None, description="Copy of the modified contract due (90 days).")
    change_standstill: One = Field(default=None, description="Voluntary standstill before a change.")
    contract_ended: One = Field(default=None, description="Contract termination notice due (30 days).")
    exclusion_told: One = Field(default=None, description="Appropriate authority told of an exclusion.")
    payment: One = Field(default=None, description="An invoice is paid (30 days).")
    payments_published: One = Field(default=None, description="Contract payment notice due.")
    compliance: One = Field(default=None, description="Payments compliance notice due.")
    award_published: One = Field(default=None, description="EU award notice due after conclusion (30 days).")
    reasons_given: One = Field(default=None, description="Reasons given on request (EU, 15 days).")
    claims: One = Field(default=None, description="The time for a claim ends (30 days).")


class TableMarks(Word):
    """Which table of least periods is which (section 54)."""

    participation: One = Field(default=None, description="Least participation periods.")
    tendering: One = Field(default=None, description="Least tendering periods.")


class FactMarks(Word):
    """Which question of fact is which, asked or settled."""

    above_5m: One = Field(default=None, description="The contract is worth more than £5m.")
    in_pipeline: One = Field(default=None, description="The contract belongs in a pipeline notice.")
    engagement_held: One = Field(default=None, description="The market is engaged before the notice.")
    planned_notice: One = Field(default=None, description="A qualifying planned procurement notice is published.")
    light_touch: One = Field(default=None, description="A light touch contract.")
    urgency: One = Field(default=None, description="Urgency makes ordinary periods impractical.")
    not_central: One = Field(default=None, description="Utilities contract, or not a central authority.")
    only_selected: One = Field(default=None, description="Tenders only from suppliers selected beforehand.")
    negotiated_period: One = Field(default=None, description="The tendering period is negotiated with all.")
    dynamic_market: One = Field(default=None, description="By reference to a dynamic market.")
    electronic: One = Field(default=None, description="Tenders are submitted electronically.")
    documents_together: One = Field(default=None, description="All documents are provided with the notice.")


class DecisionMarks(Word):
    """Which decision is which."""

    route: One = Field(default=None, description="The route of the procurement.")
    design: One = Field(default=None, description="The design is approved.")
    selection: One = Field(default=None, description="Who is selected.")
    notice_change: One = Field(default=None, description="The notice is modified.")
    document_change: One = Field(default=None, description="A later change is not substantial.")
    counterfactual: One = Field(default=None, description="No eliminated supplier would have gone on.")
    award: One = Field(default=None, description="The award.")
    award_withdrawal: One = Field(default=None, description="The award is withdrawn.")
    no_award: One = Field(default=None, description="Nothing is awarded.")
    contract_change: One = Field(default=None, description="A contract is modified.")
    purchase: One = Field(default=None, description="What was developed is bought.")


class RoundMarks(Word):
    """Which assessment round is which; the final one is ``final_round``."""

    first: One = Field(default=None, description="First tenders are assessed.")


class BaseMarks(Word):
    """Which legal base of a payment is which (law.md 8.0)."""

    participant_payment: One = Field(default=None, description="A payment to participants.")
    exempt_research: One = Field(default=None, description="Exempt research and development services.")
    prototype: One = Field(default=None, description="Direct award of a prototype.")
    below_threshold: One = Field(default=None, description="Below the threshold.")
    public_contract: One = Field(default=None, description="A public contract awarded in this procedure.")


class RoleMarks(Word):
    """Which role is which."""

    assessors: Some = Field(default=(), description="Roles that assess or moderate.")
    deciders: Some = Field(default=(), description="Roles that take or confirm decisions for the authority.")
    supplier: One = Field(default=None, description="The supplier itself.")
    legal: One = Field(default=None, description="Legal adviser.")


class Phase(Word):
    """A funded phase: where the work is done, the gate after it, and what is judged there."""

    title: Text
    work: StepName = Field(description="The step in which partners work.")
    decided_in: OneStep = Field(
        default=None, description="The step in which it is decided who goes on; none after the last."
    )
    partners: Name = Field(description="The state of a partner at work in it.")
    agreement: One = Field(default=None, description="Artefact: its agreement, with targets and instalments.")
    evidence: One = Field(default=None, description="Artefact: what shows that targets were met.")
    report: One = Field(default=None, description="Artefact: the report on which the gate decides.")
    decision: One = Field(default=None, description="Decision: who goes on.")
    review: One = Field(default=None, description="Round in which partners are assessed at the gate.")
    deadline: One = Field(default=None, description="Deadline: the phase ends.")
    envelope: One = Field(default=None, description="Envelope that pays for it.")
    bases: Some = Field(default=(), description="Legal bases that its payments may have.")


class Landmarks(Word):
    """The law's words, each mapped to a name of this definition."""

    notices: Annotated[NoticeMarks, LATER] = Field(default_factory=NoticeMarks)
    steps: Annotated[StepMarks, LATER] = Field(default_factory=StepMarks)
    moves: Annotated[MoveMarks, LATER] = Field(default_factory=MoveMarks)
    states: Annotated[StateMarks, LATER] = Field(default_factory=StateMarks)
    partner_moves: Annotated[PartnerMoveMarks, LATER] = Field(default_factory=PartnerMoveMarks)
    papers: Annotated[PaperMarks, LATER] = Field(default_factory=PaperMarks)
    deadlines: Annotated[DeadlineMarks, LATER] = Field(default_factory=DeadlineMarks)
    tables: Annotated[TableMarks, LATER] = Field(default_factory=TableMarks)
    facts: Annotated[FactMarks, LATER] = Field(default_factory=FactMarks)
    decisions: Annotated[DecisionMarks, LATER] = Field(default_factory=DecisionMarks)
    rounds: Annotated[RoundMarks, LATER] = Field(default_factory=RoundMarks)
    bases: Annotated[BaseMarks, LATER] = Field(default_factory=BaseMarks)
    roles: Annotated[RoleMarks, LATER] = Field(default_factory=RoleMarks)
    phases: Annotated[tuple[Phase, ...], LATER] = Field(default=(), description="Funded phases, in their order.")
