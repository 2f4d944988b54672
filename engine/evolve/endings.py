"""What lies over a stage, ends the procedure, or takes a word back."""

from __future__ import annotations

from datetime import datetime

from engine import events as e
from engine.evolve.stages import next_visit
from engine.state import Claim, State, Suspension
from engine.voiding import void


def suspended(s: State, v: e.ProcedureSuspended, n: int, at: datetime) -> None:
    s.__dict__["suspended"] = Suspension(basis=v.basis, notified_at=v.notified_at, n=n, at=at)


def claim_notified(s: State, v: e.ClaimNotified, n: int, at: datetime) -> None:
    s.claims[v.claim] = Claim(notified_at=v.notified_at, automatic=v.automatic, n=n)


def resumed(s: State, v: e.ProcedureResumed, n: int, at: datetime) -> None:
    s.__dict__["suspended"] = None


def paused(s: State, v: e.ProcedurePaused, n: int, at: datetime) -> None:
    s.__dict__.update(paused_n=n, paused_at=at)


def unpaused(s: State, v: e.ProcedureUnpaused, n: int, at: datetime) -> None:
    s.__dict__.update(paused_n=None, paused_at=None)


def terminated(s: State, v: e.ProcedureTerminated, n: int, at: datetime) -> None:
    s.visits[v.target] = next_visit(s.visits.get(v.target), n, at)
    s.__dict__.update(
        step=v.target,
        stage=v.stage,
        ended="terminated",
        notice_due=v.notice,
        suspended=None,
        paused_n=None,
        paused_at=None,
    )


def corrected(s: State, v: e.CorrectionRecorded, n: int, at: datetime) -> None:
    s.corrections[str(v.event)] = n
    if v.effect == "void":
        void(s, v.event, v.type, n)
