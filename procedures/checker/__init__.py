"""Structural check of a definition: what can be seen to be wrong before anybody opens a procedure under it."""

from procedures.checker.finding import Finding, Severity
from procedures.checker.structure import check, meaningless

__all__ = ["Finding", "Severity", "check", "meaningless"]
