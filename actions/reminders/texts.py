"""What a reminder says: which procedure, what, the local date and hour, why you, what to do, how it is not yours."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from actions.consequences.case import banner
from engine.definition import Definition
from engine.reminders import days
from engine.reminders.plan import Kind
from engine.state import Deadline, State
from engine.time.calendar import Calendar
from engine.time.dates import describe_date
from engine.time.local_time import describe_instant, local_date


class Told(NamedTuple):
    """A message's subject and text: they are kept as they are, so that a repetition is the same bytes."""

    subject: str
    text: str


class About(NamedTuple):
    """What an item is about, as it stood when it was written."""

    definition: Definition
    state: State
    calendar: Calendar
    deadline: str
    kind: str
    why: str
    provisional: bool
    now: datetime

    @property
    def known(self) -> Deadline:
        """The deadline."""
        return self.state.deadlines[self.deadline]

    @property
    def title(self) -> str:
        """Its title for people."""
        return self.definition.deadlines[self.deadline].title

    @property
    def ends(self) -> str:
        """Its end, local date and hour."""
        return describe_instant(self.known.due_at, self.definition.zone)


def single(about: About, person: str) -> Told:
    """One reminder of one deadline."""
    state, rule = about.state, about.definition.deadlines[about.deadline]
    paragraphs = [
        *_banner(state),
        f"{state.procedure}, {state.title}",
        f"{about.title}: {_left(about)}. It {'ended' if about.kind == Kind.OVERDUE else 'ends'} on {about.ends}.",
        *([rule.missed] if rule.missed and about.kind == Kind.OVERDUE else []),
        *([f"If it passes: {rule.missed}"] if rule.missed and about.kind != Kind.OVERDUE else []),
        f"You are told because {about.why}.",
        _what_to_do(about),
        _not_yours(about, person),
        *(_provisional(about)),
    ]
    return Told(f"{state.procedure}: {about.title}, {_left(about)}", _text(paragraphs))


class Item(NamedTuple):
    """One thing in somebody's digest."""

    due_at: datetime
    block: str
    banner: str | None


def item(about: About) -> Item:
    """A deadline in a digest."""
    state = about.state
    block = "\n".join(
        (
            f"- {state.procedure}, {state.title}",
            f"  {about.title}: {_left(about)}, {about.ends}",
            f"  You are told because {about.why}.",
            f"  What stands in the way: seedbed explain {state.procedure}",
            f"  Seen, remind me no more: seedbed deadline acknowledge {state.procedure} {about.deadline}",
        )
    )
    return Item(about.known.due_at, block, banner(state))


def event_item(told: Told, at: datetime, why: str) -> Item:
    """What is about an event and no deadline, in a digest."""
    return Item(at, f"- {told.subject}\n  You are told because {why}.", None)


def digest(items: list[Item], person: str, at: datetime, zone: str) -> Told:
    """All that waits for somebody, soonest first: one message a day."""
    count = f"{len(items)} item{'' if len(items) == 1 else 's'}"
    on = describe_date(local_date(at, zone))
    paragraphs = [
        *dict.fromkeys(one.banner for one in items if one.banner is not None),
        f"Your digest of {on}: {count}, the soonest first.",
        *(one.block for one in sorted(items)),
        f"Not yours? Hand a role on: {_hand_on(person, 'REF')}",
        f"Why it came to you: seedbed reminders why {person} REF DEADLINE",
    ]
    return Told(f"Seedbed: {count} on {on}", _text(paragraphs))


def decided(definition: Definition, state: State, move: str, at: datetime, why: str) -> Told:
    """A gate was decided: the procedure has moved."""
    rule = definition.moves_by_name[move]
    step = definition.steps[rule.target].title
    paragraphs = [
        *_banner(state),
        f"{state.procedure}, {state.title}",
        f'"{rule.title}": the gate was passed on {describe_instant(at, definition.zone)}, the step is now "{step}".',
        f"You are told because {why}.",
        f"What comes next, and what stands in its way: seedbed explain {state.procedure}",
        f"The reasons, as they were known then: seedbed history {state.procedure}",
        _ask_the_register(),
    ]
    return Told(f'{state.procedure}: now at "{step}"', _text(paragraphs))


def named(words: str, reference: str, procedure: str) -> Told:
    """Somebody was named."""
    where = "every procedure" if procedure == "*" else procedure
    look = "seedbed list" if procedure == "*" else f"seedbed show {procedure}"
    paragraphs = [
        f"{words} on {where}.",
        f"You are told because it concerns you; the register knows it as {reference}.",
        f"Where things stand: {look}",
        _ask_the_register(),
    ]
    return Told(f"Seedbed: {words} on {where}", _text(paragraphs))


def _left(about: About) -> str:
    """How much time is left, or how long ago it ended, in working days."""
    zone = about.definition.zone
    today, last_on = local_date(about.now, zone), local_date(about.known.due_at, zone)
    if today == last_on:
        return "today" if about.now <= about.known.due_at else "ended today"
    first, last = min(today, last_on), max(today, last_on)
    number = 0
    while first < last:
        first += days.DAY
        number += days.works(about.calendar, first)
    words = f"{number} working day{'' if number == 1 else 's'}"
    return f"{words} left" if last_on > today else f"overdue by {words}"


def _what_to_do(about: About) -> str:
    procedure, rule = about.state.procedure, about.definition.deadlines[about.deadline]
    met = ", or ".join(str(event) for event in rule.met_by)
    lines = [
        *([f"It is met by: {met}."] if met else []),
        f"What stands in the way: seedbed explain {procedure}",
        f"How the date comes about: seedbed deadline explain {procedure} {about.deadline}",
        f"Seen, remind me no more: seedbed deadline acknowledge {procedure} {about.deadline}",
    ]
    return "\n".join(lines)


def _not_yours(about: About, person: str) -> str:
    procedure = about.state.procedure
    return "\n".join(
        (
            f"Not yours? Hand the role on: {_hand_on(person, procedure)}",
            "Or ask whoever keeps the register of people to end it.",
            f"Why it came to you: seedbed reminders why {person} {procedure} {about.deadline}",
        )
    )


def _hand_on(person: str, procedure: str) -> str:
    return (
        f"seedbed people delegate {person} --to-person SOMEBODY --role ROLE --procedure {procedure} --from DATE"
        " --to DATE"
    )


def _ask_the_register() -> str:
    return "Not yours? Ask whoever keeps the register of people to change it: seedbed people list shows it."


def _provisional(about: About) -> list[str]:
    if not about.provisional:
        return []
    last = about.calendar.last_on.isoformat()
    return [f'The calendar "{about.calendar.name}" ends on {last}: the day of this reminder is provisional.']


def _banner(state: State) -> list[str]:
    line = banner(state)
    return [] if line is None else [line]


def _text(paragraphs: list[str]) -> str:
    return "\n\n".join(paragraphs) + "\n"
