"""The notices of a procedure: what was published, what is due now, and in which step each belongs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from actions.house import House
from actions.queries.moment import Moment, moment_of
from storage.reading import Reading


@dataclass(frozen=True, kw_only=True, slots=True)
class NoticeListed:
    """One notice of the definition; ``on`` and ``reference`` are of its latest publication."""

    notice: str
    title: str
    by: tuple[str, ...]
    during: tuple[str, ...]
    now: bool
    due: bool
    on: date | None
    reference: str | None
    count: int
    n: int | None
    contains: tuple[str, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Notices:
    """Every notice of a procedure's definition, by number; ``due`` is wanted because of an early end."""

    procedure: str
    title: str
    re_enactment: str | None
    now: datetime
    notices: tuple[NoticeListed, ...]


def notices_of(house: House, reading: Reading, procedure: str, *, at: datetime | None = None) -> Notices:
    """The notices of a procedure now or at an instant."""
    moment = moment_of(house, reading, procedure, at)
    return Notices(
        procedure=procedure,
        title=moment.state.title,
        re_enactment=moment.state.re_enactment,
        now=moment.now,
        notices=tuple(_listed(moment, name) for name in sorted(moment.definition.notices, key=_in_order)),
    )


def _in_order(notice: str) -> tuple[str, int]:
    """UK4 before UK10."""
    letters = notice.rstrip("0123456789")
    return letters, int(notice[len(letters) :] or 0)


def _listed(moment: Moment, name: str) -> NoticeListed:
    rule, known = moment.definition.notices[name], moment.state.notices.get(name)
    return NoticeListed(
        notice=name,
        title=rule.title,
        by=moment.context().titles(rule.by),
        during=rule.during,
        now=moment.state.step in rule.during,
        due=moment.state.notice_due == name,
        on=known.on if known else None,
        reference=known.reference if known else None,
        count=known.times if known else 0,
        n=known.n if known else None,
        contains=rule.contains,
        rules=rule.rules,
    )
