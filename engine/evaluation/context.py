"""What a requirement is evaluated against, and the answer before it becomes a finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.criteria import round_as_refined
from engine.definition import AssessmentRound, Definition
from engine.explanation import Evidence
from engine.state import Deadline, Partner, Ruling, State
from engine.time.calendar import Calendar
from engine.time.local_time import local_date
from engine.time.periods import working_days_left


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """Definition, state and time; ``partner`` narrows every question to that one partner, waivers are of ``move``."""

    definition: Definition
    state: State
    now: datetime
    calendar: Calendar
    partner: str | None = None
    move: str | None = None
    """The move or notice whose gate is asked."""
    clock_error: timedelta = timedelta(0)
    """How much the clock may be wrong: what lies this close to a deadline's end needs a person's ruling."""
    within: frozenset[str] = frozenset()
    """The notices that are being asked what stands before them."""
    other: Calendar | None = None
    """The calendar that the procedure is to be put on, where that is asked."""
    target: Definition | None = None
    """The definition that the procedure is to be moved to, where that is asked."""

    def __post_init__(self) -> None:
        """Dates beyond the calendar's last day are refused, unless the definition says that they are provisional."""
        if self.definition.beyond_calendar == "refuse":
            return
        for name in ("calendar", "other"):
            calendar = getattr(self, name)
            if calendar is not None and not calendar.provisional:
                object.__setattr__(self, name, calendar.beyond_its_end())

    def partners_in(self, states: Iterable[str]) -> Iterator[tuple[str, Partner]]:
        """The partners in the given states, or just the partner in question."""
        if self.partner is not None:
            known = self.state.partners.get(self.partner)
            if known is not None:
                yield self.partner, known
            return
        wanted = frozenset(states)
        for ref, partner in self.state.partners.items():
            if partner.state in wanted:
                yield ref, partner

    def round(self, name: str) -> AssessmentRound:
        """An assessment round with its criteria as they are now, refined or not."""
        return round_as_refined(self.definition, self.state, name)

    def nobody_in(self, states: Iterable[str]) -> str:
        """Said where a question is asked of the partners in some states and none is there."""
        titles = (self.definition.partners.states[state].title for state in states)
        return f"nobody is in {' or '.join(titles)}, so there is nobody"

    def titles(self, roles: Iterable[str]) -> tuple[str, ...]:
        """The titles of roles, for people."""
        return tuple(self.definition.roles[role].title for role in roles)

    def has_passed(self, known: Deadline | None) -> bool:
        """Whether a deadline is over now."""
        return self.state.has_passed(known, self.now)

    def unclear(self, known: Deadline | None, at: datetime | None = None) -> bool:
        """Whether an instant (now) lies so close to a deadline's end that the clock cannot tell on which side."""
        if known is None or not known.started or known.stopped_at is not None or not self.clock_error:
            return False
        return abs((at or self.now) - known.due_at) <= self.clock_error

    def ruling(self, known: Deadline, about: str, at: datetime | None = None) -> Ruling | None:
        """What a person ruled about somebody or something; with ``at``, about that very receipt."""
        # A ruling is about one end: when the deadline has moved, it says nothing any more.
        found = (one for one in reversed(known.rulings) if one.about == about and one.due_at == known.due_at)
        return next((one for one in found if at in (None, one.at)), None)

    def type_(self, words: str) -> str:
        """A command line to type next, for this procedure."""
        verb, _, rest = words.partition(" ")
        return f"seedbed {verb} {self.state.procedure} {rest}".rstrip()

    def type_group(self, group: str, words: str) -> str:
        """The same for a command of a group, for example ``seedbed notice publish RL-1 UK4``."""
        verb, _, rest = words.partition(" ")
        return f"seedbed {group} {verb} {self.state.procedure} {rest}".rstrip()

    def days_left(self, due_at: datetime) -> str:
        """How long until an instant, in words a person plans with; nothing is guessed beyond the calendar."""
        today = local_date(self.now, self.definition.zone)
        last = local_date(due_at, self.definition.zone)
        if last > self.calendar.last_on or today < self.calendar.first_on:
            days = (last - today).days
            return f"{days} day{'' if days == 1 else 's'} left"
        left = working_days_left(today, last, self.calendar)
        return f"{left} working day{'' if left == 1 else 's'} left"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """Whether a requirement holds, why, on what evidence, who can mend it and what they would type."""

    met: bool
    why: str
    evidence: tuple[Evidence, ...] = ()
    who: tuple[str, ...] = ()
    next: str | None = None
    unclear: bool = False
    """Neither met nor unmet: it lies within the clock's error of a deadline's end, and needs a person's ruling."""


def listed(names: Iterable[str], most: int = 6) -> str:
    """Names in a sentence: ``a, b and c``, or the first few and how many more."""
    known = list(names)
    if len(known) > most:
        return f"{', '.join(known[:most])} and {len(known) - most} more"
    if len(known) < 2:
        return "".join(known)
    return f"{', '.join(known[:-1])} and {known[-1]}"
