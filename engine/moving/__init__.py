"""What it takes to put a running procedure under another version of its definition, as pure questions."""

from engine.moving.modification import Modification, modification
from engine.moving.names import all_names, homeless
from engine.moving.reckoning import Outcome, Reckoned, reckon

__all__ = ["Modification", "Outcome", "Reckoned", "all_names", "homeless", "modification", "reckon"]
