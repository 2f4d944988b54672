"""Documentation burden: the hours that a procedure asks of its bidders, against the money that it offers them."""

from procedures.burden.checking import check, figures
from procedures.burden.measuring import Burden, PaperBurden, StaffHours, StageBurden, burden_of

__all__ = ["Burden", "PaperBurden", "StaffHours", "StageBurden", "burden_of", "check", "figures"]
