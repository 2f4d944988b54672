"""Publications."""

from __future__ import annotations

from datetime import datetime

from engine import events as e
from engine.state import Notice, State, Statement


def published(s: State, v: e.NoticePublished, n: int, at: datetime) -> None:
    was = s.notices.get(v.notice)
    earlier = () if was is None else (*was.earlier, (was.on, was.reference, was.n))
    s.notices[v.notice] = Notice(on=v.on, reference=v.reference, n=n, times=len(earlier) + 1, earlier=earlier)
    if v.notice == s.notice_due:
        s.__dict__["notice_due"] = None


def stated(s: State, v: e.NoticeStated, n: int, at: datetime) -> None:
    s.statements[v.notice] = Statement(conflicts_confirmed=v.conflicts_confirmed, content=v.content, n=n)
