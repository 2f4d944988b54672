"""The first page: what became of the procedure, in numbers, stages and the rules it ran under."""

from __future__ import annotations

from collections import Counter
from typing import Final

from actions.queries.deadlines import deadlines_at
from actions.queries.funds import money_at
from actions.queries.listing import listed
from actions.queries.showing import stages_at
from actions.reporting.happenings import what_stands_out
from actions.reporting.subject import Subject, by_progress
from engine.money import format_money
from engine.time.calendar import read_pin
from exports.report.document import Fact, Facts, Figure, Figures, Milestone, Section, Text, Way

_FEW: Final = 5
"""So many suppliers in one state are named."""


def summary(subject: Subject, proof: tuple[Fact, ...]) -> Section:
    """One page: the outcome in a sentence, the figures, the way, and what the record stands on."""
    return Section(
        id="summary",
        title="Summary",
        blocks=(
            Text(text=_outcome(subject)),
            Figures(figures=_figures(subject)),
            _way(subject),
            what_stands_out(subject),
            _facts(subject, proof),
        ),
    )


def _outcome(subject: Subject) -> str:
    state, seen = subject.moment.state, listed(subject.moment)
    opened = subject.day(subject.lines[0].at)
    if state.ended is not None:
        where = f'It ended in "{seen.step_title}"'
    else:
        over = {"suspended": ", suspended by a court", "paused": ", paused by the authority"}
        lies = "".join(words for name, words in over.items() if name in state.overlays)
        where = f'It is in the stage "{seen.stage_title}", step "{seen.step_title}"{lies}'
    latest = subject.day(subject.lines[-1].at)
    return f"{state.procedure} was opened on {opened}. {where}. Its newest event is of {latest}.{_still_in(subject)}"


def _still_in(subject: Subject) -> str:
    """Who has not left, by state, those who came furthest first; more than a few are only counted."""
    told = []
    for reached in reversed(by_progress(subject, subject.funnel.reached)):
        names = [one.name or one.partner for one in subject.funnel.partners if one.state == reached.state]
        if names:
            told.append(f"{_and(names) if len(names) <= _FEW else len(names)} ({reached.title})")
    return f" Suppliers that have not left: {'; '.join(told)}." if told else ""


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _figures(subject: Subject) -> tuple[Figure, ...]:
    types = Counter(line.type for line in subject.lines)
    deadlines = Counter(one.status for one in deadlines_at(subject.moment).deadlines)
    partners = subject.funnel.partners
    kept = sum(1 for line in subject.lines for one in line.words if one.text is None)
    return (
        _counted(
            len(subject.lines),
            "event",
            f"{kept} withheld text{'' if kept == 1 else 's'}" if kept else "nothing withheld",
        ),
        _counted(
            len(subject.decisions.decisions),
            "material decision",
            f"{types['gate.decided']} {_plural(types['gate.decided'], 'gate')} passed",
        ),
        _counted(types["requirement.waived"], "waiver", "of a SHOULD, with reasons"),
        _counted(len(subject.attempts), "refused attempt", "kept beside the history"),
        Figure(str(deadlines["met"]), f"{_plural(deadlines['met'], 'deadline')} met in time", _missed(deadlines)),
        Figure(
            str(len(partners)),
            f"{_plural(len(partners), 'supplier')} took part",
            f"{sum(not one.left for one in partners)} have not left",
        ),
        _paid(subject),
        _counted(types["lesson.recorded"], "lesson", "what worked and what did not"),
    )


def _missed(deadlines: Counter[str]) -> str:
    late, missed, ended = deadlines["met late"], deadlines["missed"], deadlines["passed"]
    told = f"{late} met late, {missed} missed" if late or missed else "none missed, none met late"
    return f"{told}; {ended} {_plural(ended, 'period')} ended that nothing had to meet" if ended else told


def _paid(subject: Subject) -> Figure:
    money = money_at(subject.moment)
    paid = sum(one.paid_minor for one in money.envelopes)
    committed = sum(one.committed_minor for one in money.envelopes)
    shown = format_money(paid, money.currency).removesuffix(".00")
    return Figure(shown, "paid", f"of {format_money(committed, money.currency).removesuffix('.00')} committed")


def _counted(number: int, what: str, remark: str) -> Figure:
    return Figure(f"{number:,}", _plural(number, what), remark if number else "")


def _plural(number: int, what: str) -> str:
    return what if number == 1 else f"{what}s"


def _way(subject: Subject) -> Way:
    visits = subject.moment.state.visits
    return Way(
        stages=tuple(
            Milestone(
                title=stage.title,
                standing=stage.standing,
                when=f"from {subject.day(visits[stage.stage].at)}" if stage.stage in visits else "",
            )
            for stage in stages_at(subject.moment)
        )
    )


def _facts(subject: Subject, proof: tuple[Fact, ...]) -> Facts:
    state, definition = subject.moment.state, subject.moment.definition
    lots = [f"{known.title}{' (ceased)' if known.ceased else ''}" for known in state.lots.values()]
    return Facts(
        facts=(
            Fact("Rules", f"{definition.title}, version {state.version} (law pack {state.law_pack})"),
            Fact("Definition", state.definition),
            Fact("Calendar", str(read_pin(state.calendar))),
            *((Fact("Lots", "; ".join(lots)),) if lots else ()),
            *proof,
        )
    )
