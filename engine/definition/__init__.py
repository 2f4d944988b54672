"""A procedure definition: the words in which a procedure is written down, one file per family of words."""

from engine.definition.acceptance import Acceptance
from engine.definition.clocks import (
    DeadlineRule,
    Minimum,
    NamedEvent,
    PeriodTable,
    Starts,
    TableRow,
)
from engine.definition.consequences import Consequence
from engine.definition.duties import ContractChangeRules, ExclusionRules, IndicatorRules, ModificationRules
from engine.definition.ladders import LadderRole, LadderRule, RungRule
from engine.definition.landmarks import Landmarks, Phase
from engine.definition.money import EnvelopeRule, LegalBase, MoneyRules
from engine.definition.papers import ArtefactRule, DecisionRule, NoticeRule
from engine.definition.partners import PartnerEntry, PartnerMove, PartnerRules, PartnerState
from engine.definition.periods import PeriodRule
from engine.definition.procedure import Definition, Fact, Powers, Role, Settled, Termination, TerminationPhase
from engine.definition.requirements import Requirement, Severity
from engine.definition.rounds import AssessmentRound, Criterion, RefinementRules, SubCriterion
from engine.definition.shape import Move, Stage, Step
from engine.definition.succession import Succession

__all__ = [
    "Acceptance",
    "ArtefactRule",
    "AssessmentRound",
    "Consequence",
    "ContractChangeRules",
    "Criterion",
    "DeadlineRule",
    "DecisionRule",
    "Definition",
    "EnvelopeRule",
    "ExclusionRules",
    "Fact",
    "IndicatorRules",
    "LadderRole",
    "LadderRule",
    "Landmarks",
    "LegalBase",
    "Minimum",
    "ModificationRules",
    "MoneyRules",
    "Move",
    "NamedEvent",
    "NoticeRule",
    "PartnerEntry",
    "PartnerMove",
    "PartnerRules",
    "PartnerState",
    "PeriodRule",
    "PeriodTable",
    "Phase",
    "Powers",
    "RefinementRules",
    "Requirement",
    "Role",
    "RungRule",
    "Settled",
    "Severity",
    "Stage",
    "Starts",
    "Step",
    "SubCriterion",
    "Succession",
    "TableRow",
    "Termination",
    "TerminationPhase",
]
