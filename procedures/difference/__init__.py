"""What differs between two definitions, in legal and human terms: one sentence for each change."""

from procedures.difference.change import Change, Effect, Kind
from procedures.difference.difference import Difference, difference

__all__ = ["Change", "Difference", "Effect", "Kind", "difference"]
