"""A new definition from one that there is."""

from procedures.drafting.drafting import drafted

__all__ = ["drafted"]
