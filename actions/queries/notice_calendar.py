"""The calendar of notices: what is owed to the public, by whom and until when, over all procedures and the house."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from actions.house import House
from actions.queries.all_deadlines import Eyes
from actions.queries.moment import ZONE, present_of
from config.notices import Authority, AuthorityNoticesInvalid, load_authority_notices, read_authority
from engine.definition import Definition
from engine.errors import InvalidInput
from engine.time.authority import due_on, periods
from engine.time.local_time import local_date
from storage.reading import Reading

AUTHORITY = "authority"
"""Where it stands that a notice is not a procedure's, but the authority's."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NoticeDue:
    """One notice that is owed; ``due_on`` is None where the law says as soon as reasonably practicable.

    ``status`` is running, missed, standing still or now; ``about`` is the deadline that it meets, or the period.
    """

    notice: str
    title: str
    procedure: str
    procedure_title: str
    re_enactment: str | None
    due_on: date | None
    status: str
    left: str
    about: str
    rules: tuple[str, ...]
    owner_title: str | None
    people: tuple[str, ...]
    mine: bool
    next: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class NoticesDue:
    """Everything that is owed, soonest first; what is owed at once comes before every date."""

    now: datetime
    mine: str | None
    due_by: date | None
    notices: tuple[NoticeDue, ...]


def notices_due(
    house: House,
    reading: Reading,
    *,
    person: str | None = None,
    mine: bool = False,
    due_within: timedelta | None = None,
) -> NoticesDue:
    """What is owed now or within a span; ``mine`` keeps what ``person`` owns; ``InvalidInput`` for the house's file."""
    now = present_of(house, reading)
    due_by = None if due_within is None else local_date(now + due_within, ZONE)
    found = [
        *_of_procedures(house, reading, person, now),
        *_at_once(house, reading, person, now),
        *_of_the_authority(house, person, now, due_by),
    ]
    kept = [
        one
        for one in found
        if (not mine or one.mine) and (due_by is None or one.due_on is None or one.due_on <= due_by)
    ]
    kept.sort(key=lambda one: (one.due_on or date.min, one.procedure, one.notice))
    return NoticesDue(now=now, mine=person if mine else None, due_by=due_by, notices=tuple(kept))


def _of_procedures(house: House, reading: Reading, person: str | None, now: datetime) -> Iterator[NoticeDue]:
    """Notices that meet a deadline which runs, stands still or was missed."""
    eyes = Eyes(house, reading, person, now)
    for row in reading.all_deadlines(now=now):
        definition = eyes.definition(row.definition)
        for notice in _meets(definition, row.deadline):
            seen = eyes.see(row)
            if seen.status in {"running", "missed", "standing still"}:
                yield NoticeDue(
                    notice=notice,
                    title=definition.notices[notice].title,
                    procedure=row.stream,
                    procedure_title=row.title,
                    re_enactment=seen.re_enactment,
                    due_on=seen.last_on,
                    status=seen.status,
                    left=seen.left,
                    about=seen.title,
                    rules=definition.deadlines[row.deadline].rules,
                    owner_title=seen.owner_title,
                    people=seen.people,
                    mine=seen.mine,
                    next=_to_publish(row.stream, notice),
                )


def _meets(definition: Definition, deadline: str) -> tuple[str, ...]:
    return tuple(event.notice for event in definition.deadlines[deadline].met_by if event.notice is not None)


def _at_once(house: House, reading: Reading, person: str | None, now: datetime) -> Iterator[NoticeDue]:
    """Notices of procedures that ended, owed as soon as reasonably practicable, without a last day (UK-PTN-1)."""
    eyes = Eyes(house, reading, person, now)
    for stream, _, digest, title, *_, overlay, ended, _, _, _, _ in reading.procedures():
        if ended is None or overlay is None or not overlay.startswith("owes "):
            continue
        definition, notice = eyes.definition(digest), overlay.removeprefix("owes ")
        rule = definition.notices[notice]
        if any(notice in _meets(definition, name) for name in definition.deadlines):
            continue  # the deadline that it meets is in the list already
        people, held = eyes.holders(stream, digest, rule.by)
        yield NoticeDue(
            notice=notice,
            title=rule.title,
            procedure=stream,
            procedure_title=title,
            re_enactment=eyes.re_enactment(stream),
            due_on=None,
            status="now",
            left="as soon as reasonably practicable",
            about=f"The procedure has ended ({ended.replace('_', ' ')})",
            rules=rule.rules,
            owner_title=" or ".join(definition.roles[role].title for role in rule.by),
            people=people,
            mine=held,
            next=_to_publish(stream, notice),
        )


def _of_the_authority(house: House, person: str | None, now: datetime, due_by: date | None) -> Iterator[NoticeDue]:
    """What the authority owes as a whole: from the last period that is over to the one that is next due."""
    try:
        authority = read_authority(house.settings.home)
    except AuthorityNoticesInvalid as error:
        raise InvalidInput(str(error)) from error
    today = local_date(now, ZONE)
    for duty in load_authority_notices()["duty"]:
        if duty["notice"] not in authority.owes:
            continue
        out = {one.period_ends for one in authority.published if one.notice == duty["notice"]}
        for span in periods(duty["every"], duty["first"], max(today, due_by or today)):
            due = due_on(span, duty["counted"], duty["days"])
            began = span.first_on if duty["counted"] == "first" else span.last_on
            if span.last_on in out or (due_by is None and began > today):
                continue
            days = (due - today).days
            over = f"{-days} day{'' if days == -1 else 's'} over"
            yield NoticeDue(
                notice=duty["notice"],
                title=duty["title"],
                procedure=AUTHORITY,
                procedure_title="The authority as a whole",
                re_enactment=None,
                due_on=due,
                status="missed" if days < 0 else "running",
                left=over if days < 0 else "today" if days == 0 else f"{days} day{'' if days == 1 else 's'} left",
                about=f"{span.first_on.isoformat()} to {span.last_on.isoformat()}",
                rules=(duty["rule"],),
                owner_title=None,
                people=() if authority.who is None else (authority.who,),
                mine=_is(authority, person),
                next=None,
            )


def _is(authority: Authority, person: str | None) -> bool:
    return person is not None and authority.who == person


def _to_publish(procedure: str, notice: str) -> str:
    return f"seedbed notice publish {procedure} {notice} --reference REFERENCE"
