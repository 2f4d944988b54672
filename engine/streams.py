"""The names of streams that are no procedure's: what is kept in them is chained like everything else."""

from __future__ import annotations

from typing import Final

from engine.clock_record import CLOCK
from engine.export_log import AUDIT
from engine.keeping.names import RECORDS
from engine.register import REGISTER

LEDGER: Final = "ledger"
"""The stream of the tree over all events: its heads, its keys."""

RESERVED_STREAMS: Final = frozenset({REGISTER, CLOCK, AUDIT, LEDGER, RECORDS})
"""Streams that are not procedures; a procedure's reference has capitals, so that none can be called like one."""
