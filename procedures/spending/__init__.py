"""Money of a plan: whether it is set aside, on a legal base, and counted in the estimated value."""

from procedures.spending.checking import check
from procedures.spending.measuring import Spending, spending_of

__all__ = ["Spending", "check", "spending_of"]
