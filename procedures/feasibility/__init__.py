"""Deadline feasibility: whether the dates of a definition can be met, for every launch day of its plan."""

from procedures.feasibility.checking import check, findings
from procedures.feasibility.horizon import Horizon, Kept, figures, horizon_of

__all__ = ["Horizon", "Kept", "check", "figures", "findings", "horizon_of"]
