"""The names of streams that are no procedure's: what is kept in them is chained like everything else."""

from __future__ import annotations

from typing import Final

from engine.clock_record import CLOCK
from engine.designs import DESIGNS
from engine.export_log import AUDIT
from engine.keeping.names import RECORDS
from engine.ledger.heads import LEDGER
from engine.register import REGISTER

__all__ = ["LEDGER", "RESERVED_STREAMS"]

RESERVED_STREAMS: Final = frozenset({REGISTER, CLOCK, AUDIT, LEDGER, RECORDS, DESIGNS})
"""Streams that are not procedures; a procedure's reference has capitals, so that none can be called like one."""
