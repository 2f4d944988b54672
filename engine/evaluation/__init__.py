"""Answers to the questions that gates ask: one function for each kind of requirement."""

from engine.evaluation.context import Context
from engine.evaluation.evaluate import evaluate

__all__ = ["Context", "evaluate"]
