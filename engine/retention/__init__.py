"""How long records are kept: a schedule as data, periods that run from what the history says, the longest counts."""

from __future__ import annotations

from engine.retention.keeping import Duty, Keeping, keeping_of
from engine.retention.milestones import Reached, milestones_of
from engine.retention.schedule import OTHER, RecordClass, RetentionRule, Schedule, read_schedule

__all__ = [
    "OTHER",
    "Duty",
    "Keeping",
    "Reached",
    "RecordClass",
    "RetentionRule",
    "Schedule",
    "keeping_of",
    "milestones_of",
    "read_schedule",
]
