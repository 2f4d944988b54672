"""Words that the register and its readers share."""

from __future__ import annotations

ADMIN = "admin"


EVERY_PROCEDURE = "*"


REGISTER = "people"
"""The stream in which the register is kept."""
