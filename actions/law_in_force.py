"""A procedure is opened under the law of its day: the pack that its definition names is in force, or it re-enacts."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from engine import commands as c
from engine.definition import Definition
from engine.errors import Refused
from engine.explanation import Explanation, blocked
from engine.time.local_time import local_date

if TYPE_CHECKING:
    from procedures.law.models import Pack


def require_in_force(definition: Definition, command: c.OpenProcedure, now: datetime) -> None:
    """``Refused`` under a pack that is not in force on the local day, unless a past case is re-enacted and says so.

    A pack that does not ship has no days that could be looked up: checking such a definition says so.
    """
    from procedures.law import registry

    if command.re_enactment is not None or not registry.known(definition.law_pack):
        return
    pack = registry.loaded(definition.law_pack).pack
    today = local_date(now, definition.zone)
    if pack.in_force(today):
        return
    why = f"{definition.law_pack} {_days(pack)}, and today is {today.isoformat()}"
    found = blocked(
        "law_in_force",
        "The law pack of the definition is in force today.",
        why,
        next_="choose a definition under the law of today, or say that a past case is re-enacted: --re-enactment TEXT",
        rules=("UK-FORCE-1",) if pack.regime == "PA23" else ("LEG-1",) if pack.regime == "PCR2015" else (),
    )
    raise Refused(Explanation(procedure=command.procedure, asked=f"open {command.procedure}", findings=(found,)))


def _days(pack: Pack) -> str:
    if pack.end is None:
        return f"is in force from {pack.start.isoformat()} on"
    return f"was in force from {pack.start.isoformat()} to {pack.end.isoformat()}"
