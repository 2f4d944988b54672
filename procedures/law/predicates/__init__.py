"""Predicates: small named functions, each judging one aspect of a definition by the parameters of a rule."""

from procedures.law.predicates import (
    award,
    clocks,
    contract,
    durations,
    gates,
    papers,
    partners,
    periods,
    phases,
    records,
    shape,
    value,
)
from procedures.law.predicates.registry import PREDICATES, Fault, Predicate, predicate

__all__ = [
    "PREDICATES",
    "Fault",
    "Predicate",
    "award",
    "clocks",
    "contract",
    "durations",
    "gates",
    "papers",
    "partners",
    "periods",
    "phases",
    "predicate",
    "records",
    "shape",
    "value",
]
