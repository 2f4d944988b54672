"""A plan lived day by day: every day is looked at, nothing is computed ahead, and no code of the solver is used.

It reads a definition by the same sentences (``procedures/feasibility/timing.py``) in the plainest way there is: a clock
that goes on by one day, and the question on each day whether something can happen now.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from engine.definition import Definition, Move

DAY = timedelta(days=1)
Key = tuple[str, str]


class Over(Exception):
    """The calendar is over."""


@dataclass(frozen=True)
class Year:
    """The days that are known, those that are worked, and those on which the authority is shut."""

    first: date
    last: date
    holidays: frozenset[date]

    def working(self, day: date) -> bool:
        """Whether a day is worked; beyond the year nobody knows."""
        if not self.first <= day <= self.last:
            raise Over
        return day.weekday() < 5 and day not in self.holidays


def shut(definition: Definition, day: date) -> bool:
    """Whether a closure covers the day."""
    for closure in definition.plan.closures if definition.plan else ():
        yearly = len(closure.first) == 5
        written = f"{day:%m-%d}" if yearly else f"{day:%Y-%m-%d}"
        if closure.first <= closure.last:
            if closure.first <= written <= closure.last:
                return True
        elif written >= closure.first or written <= closure.last:
            return True
    return False


def period_ends(start: date, period: Any, year: Year) -> date:
    """Count a period a day at a time."""
    day = _months(start, period) if period.unit.value == "months" else _days(start, period, year)
    if period.rolling.value == "pcr2015":
        while not year.working(day):
            day += DAY
    return day


def _days(start: date, period: Any, year: Year) -> date:
    day, count = start, 0
    if period.counting.value == "after":
        day += DAY
    while True:
        if period.unit.value == "calendar-days" or year.working(day):
            count += 1
        if count == period.length:
            return day
        day += DAY


def _months(start: date, period: Any) -> date:
    day, turned = start, 0
    wanted = start.day
    while turned < period.length:
        day += DAY
        turned += day.day == 1
    # Now the first of the month in which it ends: walk to the corresponding date, or to the month's last day.
    while day.day < wanted and (day + DAY).day != 1:
        day += DAY
    exists = day.day == wanted
    return day - DAY if period.counting.value == "beginning-with" and exists else day


def run(start: date, length: int, unit: str, year: Year) -> date:
    """So many days after a day, each of which counts, or only working days."""
    day, count = start, 0
    while count < length:
        day += DAY
        count += unit == "calendar-days" or year.working(day)
    return day


@dataclass
class Life:
    """One way lived from one launch day."""

    definition: Definition
    year: Year
    way: tuple[Move, ...]
    world: str
    must_hold: set[Key]
    entered: dict[str, date] = field(default_factory=dict)
    started: dict[str, date] = field(default_factory=dict)
    ends: dict[str, date] = field(default_factory=dict)
    happened: dict[Key, date] = field(default_factory=dict)
    armed: set[Key] = field(default_factory=set)
    missed: set[Key] = field(default_factory=set)
    reached: set[str] = field(default_factory=set)
    worked: int = 0
    place: int = 0
    late: bool = False

    @property
    def step(self) -> str:
        """Where the life stands."""
        return self.way[self.place].source if self.place < len(self.way) else self.way[-1].target

    def live(self, launch: date) -> None:
        """Go on day by day to the end of the way, or to the end of the calendar."""
        day = launch
        try:
            self.year.working(day)
            self.enter(self.step, day)
            while self.place < len(self.way):
                while self.place < len(self.way) and self.today(day):
                    pass
                day += DAY
                takes = self.takes()
                if takes is not None and (takes.unit == "calendar-days" or self.staffed(day)):
                    self.worked += 1
        except Over:
            return

    def staffed(self, day: date) -> bool:
        """Whether anybody of the authority works today."""
        return self.year.working(day) and not shut(self.definition, day)

    def takes(self) -> Any:
        """How long the work of this step takes."""
        steps = self.definition.plan.steps if self.definition.plan else {}
        return steps[self.step].takes if self.step in steps else None

    def enter(self, step: str, day: date) -> None:
        """Come to a step: its deadlines start, and what could only happen before is missed."""
        self.entered[step] = day
        self.worked = 0
        for name, rule in self.definition.deadlines.items():
            if rule.starts.step == step:
                self.start(name, day)
        if step in self.definition.partners.entry.during:
            self.reached.add(self.definition.partners.entry.state)
        for key in [k for k in self.armed if k not in self.happened and not self.may(k)]:
            self.armed.discard(key)
            self.missed.add(key)

    def start(self, name: str, day: date) -> None:
        """A deadline starts, once."""
        rule = self.definition.deadlines[name]
        plan = self.definition.plan
        answers = plan.answers if plan else {}
        if name in self.started or (rule.when is not None and not answers.get(rule.when, False)):
            return
        self.started[name] = day
        try:
            self.ends[name] = self.end_of(name, day)
        except Over:
            self.ends[name] = date.max  # nobody knows, and it is over on no day that is known

    def end_of(self, name: str, day: date) -> date:
        """The last day of a deadline, walked to."""
        rule, plan, end = self.definition.deadlines[name], self.definition.plan, day
        answers = plan.answers if plan else {}
        if rule.period is not None:
            end = period_ends(day, rule.period, self.year)
        elif (rows := [row for row in rule.minimum if row.applies(answers)]) and all(row.period for row in rows):
            shortest = min(rows, key=lambda row: row.period.length if row.period else 0)
            end = period_ends(day, shortest.period, self.year)
        planned = plan.deadlines.get(name) if plan else None
        if planned is not None:
            end = max(end, run(day, getattr(planned, self.world), planned.unit, self.year))
        return end

    def over(self, name: str, day: date) -> bool:
        """Whether a deadline is over today."""
        rule = self.definition.deadlines[name]
        if rule.period is not None and rule.period.ends_at is not None:
            return day >= self.ends[name]
        return day > self.ends[name]

    def candidates(self) -> Iterator[Key]:
        """What has not happened yet and still could."""
        for kind, names in (
            ("notice", self.definition.notices),
            ("decision", self.definition.decisions),
            ("move", self.definition.partners.moves),
        ):
            for name in names:
                if (kind, name) not in self.happened and (kind, name) not in self.missed:
                    yield kind, name

    def rule(self, key: Key) -> Any:
        """What the definition says of something that can happen."""
        kind, name = key
        if kind == "notice":
            return self.definition.notices[name]
        return self.definition.decisions[name] if kind == "decision" else self.definition.partners.moves[name]

    def may(self, key: Key) -> bool:
        """Whether something may happen in this step."""
        pinned = self.definition.plan.notices.get(key[1]) if self.definition.plan and key[0] == "notice" else None
        return self.step in self.rule(key).during and pinned in {None, self.step}

    def today(self, day: date) -> bool:
        """Whatever can happen today; whether anything did."""
        if not self.staffed(day):
            return False
        takes = self.takes()
        ready = takes is None or self.worked >= getattr(takes, self.world)
        did = False
        for key in tuple(self.candidates()):
            gate = getattr(self.rule(key), "gate", ())
            at_once = key[0] == "move" and self.rule(key).until is not None
            possible = self.may(key) and (ready or at_once) and self.somebody_is_there(key)
            if key not in self.armed and possible and self.can_be_asked(gate):
                self.armed.add(key)
            if key in self.armed and self.holds(gate, day):
                self.happen(key, day)
                did = True
        return self.leave(day) or did if ready else did

    def happen(self, key: Key, day: date) -> None:
        """Something happens: deadlines start, a partner stands somewhere new."""
        self.happened[key] = day
        kind = {"move": "partner_move"}.get(key[0], key[0])
        for name, rule in self.definition.deadlines.items():
            if getattr(rule.starts, kind) == key[1]:
                self.start(name, day)
        if key[0] == "move":
            self.reached.add(self.rule(key).target)

    def leave(self, day: date) -> bool:
        """Leave the step if its gate lets it today."""
        move = self.way[self.place]
        if any(key not in self.happened and self.last_chance(key) for key in self.must_hold):
            return False
        if not self.holds(move.gate, day) or not self.released(move.target, day):
            return False
        for one in move.gate:
            if one.kind == "deadline_not_passed" and self.asked(one) and one.deadline in self.ends:
                self.late = self.late or day > self.ends[one.deadline]
        self.place += 1
        self.enter(move.target, day)
        return True

    def last_chance(self, key: Key) -> bool:
        """Whether something that is asked for later can happen here and no more after this step."""
        if not self.may(key) or self.step not in self.rule(key).during:
            return False
        following = self.way[self.place].target
        pinned = self.definition.plan.notices.get(key[1]) if self.definition.plan and key[0] == "notice" else None
        return following not in self.rule(key).during or pinned == self.step

    def released(self, step: str, day: date) -> bool:
        """Whether no fixed date keeps a step from being entered today."""
        plan = self.definition.plan
        for fixed in plan.fixed_dates if plan else ():
            if fixed.step == step and fixed.entered == "from":
                due = self.fixed_day(fixed)
                if due is not None and day < due:
                    return False
        return True

    def fixed_day(self, fixed: Any) -> date | None:
        """The day that a fixed date means in this life, walked to."""
        if len(fixed.on) > 5:
            return date.fromisoformat(fixed.on)
        anchor = (
            next(iter(self.entered.values())) if fixed.counted_from is None else self.entered.get(fixed.counted_from)
        )
        if anchor is None:
            return None
        day, seen = anchor, 0
        while True:
            seen += f"{day:%m-%d}" == fixed.on
            if seen == fixed.year:
                return day
            day += DAY

    def asked(self, one: Any) -> bool:
        """Whether a requirement is in the way at all."""
        answers = self.definition.plan.answers if self.definition.plan else {}
        return one.severity.value != "WARN" and (one.when is None or answers.get(one.when, False))

    def deadlines_of(self, one: Any) -> Iterator[str]:
        """The deadlines that a requirement waits for."""
        if one.kind in {"deadline_passed", "standstill_over"}:
            yield one.deadline
        elif one.kind in {"artefact_accepted", "artefact_reviewed"}:
            sealed = self.definition.artefacts[one.artefact].sealed_until
            if sealed is not None:
                yield sealed

    def somebody_is_there(self, key: Key) -> bool:
        """Whether a partner stands where a partner's move begins."""
        return key[0] != "move" or bool(self.reached & set(self.rule(key).source))

    def can_be_asked(self, gate: Any) -> bool:
        """Whether every deadline that it waits for has started, and every notice is out."""
        for one in gate:
            if self.asked(one) and one.severity.value == "MUST":
                if any(name not in self.started for name in self.deadlines_of(one)):
                    return False
                if one.kind == "deadline_not_passed" and one.deadline not in self.started:
                    return False
                if one.kind == "notice_published" and ("notice", one.notice) not in self.happened:
                    return False
        return True

    def holds(self, gate: Any, day: date) -> bool:
        """Whether a gate lets something pass today, as far as time goes."""
        if not self.can_be_asked(gate):
            return False
        for one in gate:
            if not self.asked(one):
                continue
            if any(name in self.started and not self.over(name, day) for name in self.deadlines_of(one)):
                return False
            if one.kind == "partners_in_state" and one.min and not self.reached & set(one.states):
                return False
        return True


def ways(definition: Definition, launch: str, goal: str) -> Iterator[tuple[Move, ...]]:
    """Every way that never goes back in the order of the file."""
    steps = list(definition.steps)
    if launch == goal:
        yield ()
    for move in definition.moves:
        if move.source == launch and steps.index(move.target) > steps.index(launch):
            yield from ((move, *rest) for rest in ways(definition, move.target, goal))


def lived(definition: Definition, year: Year, way: tuple[Move, ...], launch: date, world: str) -> Life:
    """Live a way; where a later gate misses what could have happened before, stay for it and live again."""
    must_hold: set[Key] = set()
    while True:
        life = Life(definition=definition, year=year, way=way, world=world, must_hold=must_hold)
        life.live(launch)
        lost = {key for key in life.missed if wanted(definition, life, key)} - must_hold
        if life.place == len(way) or not lost:
            return life
        must_hold |= lost


def wanted(definition: Definition, life: Life, key: Key) -> bool:
    """Whether the gate at which a life stands, or whatever this waits for, asks for something that was missed."""
    todo = [one for one in life.way[life.place].gate if life.asked(one)] if life.place < len(life.way) else []
    seen: set[Key] = set()
    while todo:
        one = todo.pop()
        keys = [("notice", one.notice)] if one.kind == "notice_published" else []
        for deadline in life.deadlines_of(one):
            starts = definition.deadlines[deadline].starts
            keys += [(k, n) for k, n in (("notice", starts.notice), ("decision", starts.decision)) if n]
            keys += [("move", starts.partner_move)] if starts.partner_move else []
        for found in keys:
            if found == key:
                return True
            if found not in seen:
                seen.add(found)
                todo += getattr(life.rule(found), "gate", ())
    return False
