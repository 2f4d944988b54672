"""Over-specification: sentences that name a product, a solution or a hurdle where an outcome would do."""

from procedures.wording.checking import Counted, check, counted, figures
from procedures.wording.patterns import Fault, Kind, faults_in

__all__ = ["Counted", "Fault", "Kind", "check", "counted", "faults_in", "figures"]
