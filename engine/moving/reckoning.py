"""What becomes of each deadline under another definition: kept, counted anew, dropped or begun, and never shorter.

The preview and the command both ask here, so what is shown is what is done.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from engine.definition import DeadlineRule, PeriodRule
from engine.errors import BeyondCalendar
from engine.evaluation import Context
from engine.moving.beginning import begun, wanted_by_a_gate
from engine.state import Deadline
from engine.time.dates import describe_date
from engine.time.local_time import describe_instant, local_date, same_hour, start_of_day
from engine.time.periods import IN_HOURS, Period, Unit, ending


class Outcome(StrEnum):
    """What a move does to a deadline."""

    KEPT = "kept"
    RECOMPUTED = "recomputed"
    DROPPED = "dropped"
    BEGUN = "begun"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reckoned:
    """One deadline under the other definition; ``why`` in a sentence; ``refuses`` says why it forbids the move.

    ``due_at`` and what stands with it is how it ends then; None where it is dropped, or not known.
    """

    deadline: str
    title: str
    outcome: Outcome
    why: str
    was_due_at: datetime | None = None
    due_at: datetime | None = None
    last_on: date | None = None
    starts_on: date | None = None
    starts_at: datetime | None = None
    calendar: str | None = None
    length: int | None = None
    provisional: bool = False
    refuses: str | None = None


def reckon(
    before: Context, after: Context, renamed: Collection[tuple[str, str]], keep: Collection[str]
) -> tuple[Reckoned, ...]:
    """Every open deadline, by its new name, and those that begin; ``renamed`` holds (before, now), ``keep`` new names.

    ``before`` is the procedure as it is; ``after`` the same under the other definition, everything renamed.
    """
    old_names = {new: old for old, new in renamed}
    rules = before.definition.deadlines
    found = []
    for name, known in sorted(after.state.deadlines.items()):
        old, rule = rules.get(old_names.get(name, name)), after.definition.deadlines.get(name)
        if old is None:
            continue
        if rule is None:
            found.append(_without_rule(before, name, old, known))
        elif not _over(before, known):
            found.append(
                _Running(before=before, after=after, name=name, old=old, rule=rule, known=known).reckoned(keep)
            )
    for name, rule in after.definition.deadlines.items():
        old = rules.get(old_names.get(name, name))
        is_new = old is None or old.starts.key != rule.starts.key or old.when != rule.when
        if name not in after.state.deadlines and is_new:
            found += _begins(after, name, rule)
    return tuple(found)


def _over(context: Context, known: Deadline) -> bool:
    return known.met_n is not None or context.has_passed(known)


def _without_rule(before: Context, name: str, old: DeadlineRule, known: Deadline) -> Reckoned:
    """What the other definition does not know is dropped; what still runs never is."""
    gone = Reckoned(deadline=name, title=old.title, outcome=Outcome.DROPPED, why="", was_due_at=known.due_at)
    if _over(before, known):
        return replace(gone, why="it is over, and the new version has no such deadline")
    if not known.started:
        return replace(gone, why="it had not begun, and the new version has no such deadline")
    until = describe_instant(known.due_at, before.definition.zone)
    why = f'"{old.title}" runs until {until}, and the new version has no such deadline: what runs is not dropped'
    return replace(gone, why="the new version has no such deadline", refuses=why)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Running:
    """A deadline that is open, with its rule before and its rule after."""

    before: Context
    after: Context
    name: str
    old: DeadlineRule
    rule: DeadlineRule
    known: Deadline

    def reckoned(self, keep: Collection[str]) -> Reckoned:
        """What becomes of it."""
        known, rule = self.known, self.rule
        if not known.started or known.stopped_at is not None:
            return self._standing_still() if known.started else self._planned()
        if rule.period is None:
            return self._kept("it runs, and ends as it was promised")
        if self.old.period == rule.period and self.before.calendar.pin == self.after.calendar.pin:
            return self._kept("it is counted as before")
        if self.name in keep:
            return self._kept("it ends as it was promised: so it was asked")
        try:
            return self._counted(rule.period)
        except BeyondCalendar as beyond:
            return replace(self._kept("it cannot be counted"), refuses=f'"{rule.title}" cannot be counted: {beyond}')

    def _kept(self, why: str) -> Reckoned:
        known = self.known
        return Reckoned(
            deadline=self.name, title=self.rule.title, outcome=Outcome.KEPT, why=why, was_due_at=known.due_at,
            due_at=known.due_at, last_on=known.last_on,
        )  # fmt: skip

    def _planned(self) -> Reckoned:
        if self.rule.period is None:
            return self._kept("a person set it, and it has not begun")
        why = "it had been set and had not begun; the new version counts it from its start"
        return replace(self._kept(why), outcome=Outcome.DROPPED, due_at=None, last_on=None)

    def _standing_still(self) -> Reckoned:
        title, left = self.rule.title, self.known.left
        still = self._kept("it stands still; what is left of it is counted when it goes on")
        if not self.after.state.overlays & frozenset(self.rule.stands_still):
            why = f'"{title}" stands still, and in the new version it would not: it could never go on'
            return replace(still, refuses=why)
        if left is not None and left.days is not None and _unit(self.old) is not _unit(self.rule):
            why = f'"{title}" stands still, and the new version counts what is left of it in other days'
            return replace(still, refuses=why)
        return still

    def _counted(self, new: PeriodRule) -> Reckoned:
        """The new period from the same start; what was moved since, is moved by what the new period gives more."""
        known, zone, plain = self.known, self.after.definition.zone, self._plain_end()
        period = self._period(new)
        found = ending(known.starts_on, period, self.after.calendar, zone, start_at=self._starts_at(period))
        last_on, due_at = found.last_on, found.due_at
        moved_since = plain not in {None, known.due_at}
        if moved_since and plain is not None and due_at > plain:
            last_on, due_at = self._later_by(period)
        counted = replace(
            self._kept(f"{period} {describe_date(known.starts_on)}, where it was {self._was()}"),
            outcome=Outcome.RECOMPUTED, due_at=due_at, last_on=last_on, calendar=found.calendar, length=period.length,
            provisional=found.calendar is not None and last_on > self.after.calendar.last_on,
        )  # fmt: skip
        if due_at > known.due_at:
            return counted
        if due_at == known.due_at:
            return self._kept("counted anew it ends at the same moment")
        if moved_since and plain is not None and found.due_at >= plain:
            return self._kept("it was moved, or stood still, since it began: it ends later than counted anew")
        now, then = (describe_instant(at, zone) for at in (known.due_at, due_at))
        why = f'"{self.rule.title}" was promised until {now}, and would end {then}: a move shortens nothing'
        return replace(self._kept("it would end earlier"), refuses=why)

    def _was(self) -> str:
        """The period that was counted until now, in words."""
        return "a date that was set" if self.old.period is None else str(self.old.period.period)

    def _period(self, new: PeriodRule) -> Period:
        """The new period, or as long as the notice stated: a longer one binds (UK-SS-1)."""
        old, stated = self.old.period, self.known.length
        if old is None or stated is None or stated <= old.length or old.unit is not new.unit:
            return new.period
        return replace(new.period, length=max(stated, new.length))

    def _starts_at(self, period: Period) -> datetime | None:
        known = self.known
        if period.unit not in IN_HOURS:
            return None
        return known.starts_at or start_of_day(known.starts_on, self.after.definition.zone)

    def _plain_end(self) -> datetime | None:
        """Where it ends by its old rule alone; None where a person set it."""
        old, known = self.old.period, self.known
        if old is None:
            return None
        period = old.period if known.length is None else replace(old.period, length=known.length)
        zone = self.before.definition.zone
        return ending(known.starts_on, period, self.before.calendar, zone, start_at=known.starts_at).due_at

    def _later_by(self, period: Period) -> tuple[date, datetime]:
        """Where it ends with so many days more; what is counted in anything but the same days is never less."""
        known, old, zone = self.known, self.old.period, self.after.definition.zone
        last_on = known.last_on or local_date(known.due_at, zone)
        if old is None or old.unit is not period.unit or period.unit not in {Unit.WORKING_DAYS, Unit.CALENDAR_DAYS}:
            return last_on, known.due_at
        more, begin = period.length - (known.length or old.length), last_on
        while more > 0:
            last_on += timedelta(days=1)
            more -= period.unit is Unit.CALENDAR_DAYS or self.after.calendar.is_working_day(last_on)
        return last_on, same_hour(known.due_at, (last_on - begin).days, zone)


def _unit(rule: DeadlineRule) -> Unit | None:
    return None if rule.period is None else rule.period.unit


def _begins(after: Context, name: str, rule: DeadlineRule) -> Iterator[Reckoned]:
    """A deadline that is new and whose start lies behind: begun from its real day, never missed in hindsight."""
    if rule.when is not None and not after.state.facts.get(rule.when, False):
        return
    start = begun(after, rule.starts)
    if start is None:
        return
    new = Reckoned(deadline=name, title=rule.title, outcome=Outcome.BEGUN, why=f"since {rule.starts}")
    if rule.period is None or start.on is None:
        if wanted_by_a_gate(after.definition, name):
            how = "it has to be set before its start" if rule.period is None else "its day is not on record"
            yield replace(new, refuses=f'"{rule.title}" is new, {rule.starts} lies behind, and {how}')
        return
    starts_at = start.at if rule.period.unit in IN_HOURS else None
    try:
        found = ending(start.on, rule.period.period, after.calendar, after.definition.zone, start_at=starts_at)
    except BeyondCalendar as beyond:
        yield replace(new, refuses=f'"{rule.title}" cannot be counted: {beyond}')
        return
    met = any(begun(after, one, since=start.n) is not None for one in rule.met_by)
    if met or (found.due_at <= after.now and rule.met_by):
        return
    yield replace(
        new, due_at=found.due_at, last_on=found.last_on, starts_on=start.on, starts_at=starts_at,
        calendar=found.calendar, length=rule.period.length, provisional=found.provisional,
        why=f"{rule.period.period} {describe_date(start.on)}: {rule.starts}",
    )  # fmt: skip
