"""A procedure's way through its steps."""

from __future__ import annotations

from datetime import datetime

from engine import events as e
from engine.state import Lot, State, Visit


def opened(s: State, v: e.ProcedureOpened, n: int, at: datetime) -> None:
    s.__dict__.update(
        title=v.title,
        definition=v.definition,
        version=v.version,
        law_pack=v.law_pack,
        calendar=v.calendar,
        re_enactment=v.re_enactment,
        step=v.initial,
        stage=v.stage,
        # In the order in which the history keeps them: a state is compared with its replay byte for byte.
        facts=dict(sorted(v.facts.items())),
        lots={lot: Lot(title=title, ceased=False, n=n) for lot, title in v.lots},
    )
    s.visits[v.initial] = s.visits[v.stage] = Visit(times=1, n=n, at=at)


def waived(s: State, v: e.RequirementWaived, n: int, at: datetime) -> None:
    s.waivers[f"{v.move}/{v.requirement}"] = n


def gate_decided(s: State, v: e.GateDecided, n: int, at: datetime) -> None:
    """A gate decision changes nothing by itself; the step does, with the next event."""


def entered(s: State, v: e.StepEntered, n: int, at: datetime) -> None:
    if v.stage != s.stage:
        s.visits[v.stage] = next_visit(s.visits.get(v.stage), n, at)
    s.visits[v.target] = next_visit(s.visits.get(v.target), n, at)
    s.__dict__["step"] = v.target
    s.__dict__["stage"] = v.stage
    if v.ends:
        s.__dict__["ended"] = v.target
    if v.notice is not None:
        s.__dict__["notice_due"] = v.notice


def next_visit(was: Visit | None, n: int, at: datetime) -> Visit:
    """One more visit to a step or stage, and when it began."""
    return Visit(times=1 if was is None else was.times + 1, n=n, at=at)


def lot_ceased(s: State, v: e.LotCeased, n: int, at: datetime) -> None:
    s.lots[v.lot] = Lot(title=s.lots[v.lot].title, ceased=True, n=n)


def award_withdrawn(s: State, v: e.AwardWithdrawn, n: int, at: datetime) -> None:
    s.__dict__["summaries_n"] = None
