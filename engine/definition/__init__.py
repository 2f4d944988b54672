"""A procedure definition: the words in which a procedure is written down, one file per family of words."""

from engine.definition.clocks import DeadlineRule, Minimum, PeriodRule, Starts
from engine.definition.money import EnvelopeRule, LegalBase, MoneyRules
from engine.definition.papers import ArtefactRule, DecisionRule, NoticeRule
from engine.definition.partners import PartnerEntry, PartnerMove, PartnerRules, PartnerState
from engine.definition.procedure import Definition, Powers, Role, Termination, TerminationPhase
from engine.definition.requirements import Requirement, Severity
from engine.definition.rounds import AssessmentRound, Criterion, SubCriterion
from engine.definition.shape import Consequence, Move, Stage, Step

__all__ = [
    "ArtefactRule",
    "AssessmentRound",
    "Consequence",
    "Criterion",
    "DeadlineRule",
    "DecisionRule",
    "Definition",
    "EnvelopeRule",
    "LegalBase",
    "Minimum",
    "MoneyRules",
    "Move",
    "NoticeRule",
    "PartnerEntry",
    "PartnerMove",
    "PartnerRules",
    "PartnerState",
    "PeriodRule",
    "Powers",
    "Requirement",
    "Role",
    "Severity",
    "Stage",
    "Starts",
    "Step",
    "SubCriterion",
    "Termination",
    "TerminationPhase",
]
