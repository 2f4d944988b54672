"""Every state of a definition explored: that it cannot get stuck, and the shortest story where it can."""

from procedures.exploration.examine import Examined, check, examine
from procedures.exploration.fault import Fault, Kind

__all__ = ["Examined", "Fault", "Kind", "check", "examine"]
