"""Every structural check, in the order in which a reader would want to hear of the faults."""

from __future__ import annotations

from engine.definition import Definition
from procedures.checker.finding import Finding


def check(definition: Definition) -> tuple[Finding, ...]:
    """Everything that is wrong with the structure of a definition; empty when nothing is."""
    return ()
