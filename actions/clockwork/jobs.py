"""The list of what is done once a day: whoever has another job adds a line here, and nothing anywhere else."""

from __future__ import annotations

from typing import Final

from actions.clockwork.daily import DailyJob

DAILY_JOBS: Final[tuple[DailyJob, ...]] = ()
"""Every daily job: its name, its local hour, and what it does."""
