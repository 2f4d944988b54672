"""Clocks, papers, rounds and consequences: what is wrong with each by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from zoneinfo import ZoneInfo

from engine.definition import Consequence, Definition
from procedures.checker.finding import Finding
from procedures.checker.reach import Reach

_MEDIA_TYPE: Final = re.compile(r"[a-z]+/[a-z0-9][a-z0-9.+-]*", re.ASCII)


def zone(definition: Definition) -> Iterator[Finding]:
    """The zone is one that exists: every date is a date of that zone (UK-CLK-7)."""
    try:
        ZoneInfo(definition.zone)
    except (ValueError, OSError, KeyError):  # a malformed key, a folder, an unknown zone
        message = f'the zone "{definition.zone}" is not known, expected one such as Europe/London'
        yield Finding(where="zone", message=message, rule="UK-CLK-7")


def deadlines(reach: Reach) -> Iterator[Finding]:
    """A deadline that a person sets can be set before it starts; one that closes a door can have started by then."""
    definition = reach.definition
    for name, rule in definition.deadlines.items():
        if rule.starts.step == definition.initial and rule.set_by and rule.period is None:
            message = f"{name} starts when the procedure is opened, so nobody can set it before"
            yield Finding(where=f"deadlines.{name}.starts.step", message=message)
        for spot, event in enumerate(rule.met_by):
            if event.model_dump() == rule.starts.model_dump():
                message = f"{name} starts with the {event}, which cannot meet it as well"
                yield Finding(where=f"deadlines.{name}.met_by[{spot}]", message=message)
    entry = definition.partners.entry
    doors = [("partners.entry.until", entry.until, entry.during)]
    doors += [
        (f"partners.moves.{name}.until", move.until, move.during)
        for name, move in definition.partners.moves.items()
        if move.until is not None
    ]
    for where, deadline, during in doors:
        for step in during:
            if not reach.could_start(deadline, step):
                yield Finding(where=where, message=f"the deadline {deadline} cannot have started in {step}")


def tables(definition: Definition) -> Iterator[Finding]:
    """The rows of a table have numbers of their own and one unit, so that the shortest can be told; a fact is one."""
    for name, table in definition.tables.items():
        numbers: dict[int, int] = {}
        units = {row.period.unit for row in table.rows if row.period is not None}
        if len(units) > 1:
            message = f"its rows count in {' and '.join(sorted(units))}: the shortest cannot be told"
            yield Finding(where=f"tables.{name}.rows", message=message)
        for spot, row in enumerate(table.rows):
            if row.row in numbers:
                message = f"row {row.row} is there already (tables.{name}.rows[{numbers[row.row]}])"
                yield Finding(where=f"tables.{name}.rows[{spot}].row", message=message)
            numbers.setdefault(row.row, spot)
    for name in definition.settled:
        if name in definition.facts:
            yield Finding(where=f"settled.{name}", message=f"{name} is asked as a question of fact already")


def papers(reach: Reach) -> Iterator[Finding]:
    """Media types are written as such, and a decision is about papers of the procedure that exist by then."""
    definition = reach.definition
    for name, rule in definition.artefacts.items():
        for number, media_type in enumerate(rule.media_types):
            if not _MEDIA_TYPE.fullmatch(media_type):
                message = f'"{media_type}" is no media type, expected one such as application/pdf'
                yield Finding(where=f"artefacts.{name}.media_types[{number}]", message=message)
    yield from _papers_of_a_court(definition)
    for name, decision in definition.decisions.items():
        for number, artefact in enumerate(decision.about):
            where, paper = f"decisions.{name}.about[{number}]", definition.artefacts[artefact]
            if paper.per_partner:
                message = f"{artefact} is each partner's own paper, and this is a decision of the procedure"
                yield Finding(where=where, message=message)
            for step in decision.during:
                if paper.during and not reach.could(paper.during, step):
                    message = f"{artefact} can only be submitted after {step} ({', '.join(paper.during)})"
                    yield Finding(where=where, message=message)


def _papers_of_a_court(definition: Definition) -> Iterator[Finding]:
    ending = definition.termination
    for field, shown in (("court_order", ending.court_order), ("end_of_case", ending.end_of_case)):
        if shown is not None and definition.artefacts[shown].per_partner:
            message = f"{shown} is each partner's own paper, expected one of the procedure"
            yield Finding(where=f"termination.{field}", message=message)


def rounds(definition: Definition) -> Iterator[Finding]:
    """A scale goes up, and the least score that does not disqualify lies on it (s.23(3)(a))."""
    for name, rule in definition.rounds.items():
        if rule.scale_min >= rule.scale_max:
            message = f"the scale goes from {rule.scale_min} to {rule.scale_max}"
            yield Finding(where=f"rounds.{name}.scale_max", message=message)
        for criterion, known in rule.criteria.items():
            if known.minimum is not None and not rule.scale_min < known.minimum <= rule.scale_max:
                message = f"a minimum of {known.minimum} on a scale from {rule.scale_min} to {rule.scale_max}"
                yield Finding(where=f"rounds.{name}.criteria.{criterion}.minimum", message=message, rule="UK-AC-2")


def _well_formed(where: str, then: Consequence) -> Iterator[Finding]:
    if (then.kind == "draft_notice") != (then.notice is not None):
        yield Finding(where=where, message="draft_notice, and only it, names a notice")
    if (then.kind == "tell_partners") != (then.text is not None):
        yield Finding(where=where, message="tell_partners, and only it, has a text")
    if then.partners and then.kind != "tell_partners":
        yield Finding(where=where, message="only tell_partners names partners")


def consequences(reach: Reach) -> Iterator[Finding]:
    """A notice is drafted where it can then be published, and whoever is told is told something."""
    definition = reach.definition
    for name, rule in definition.deadlines.items():
        for index, then in enumerate(rule.then):
            yield from _well_formed(f"deadlines.{name}.then[{index}]", then)
    for number, move in enumerate(definition.moves):
        for index, then in enumerate(move.then):
            where = f"moves[{number}].then[{index}]"
            yield from _well_formed(where, then)
            if then.notice is not None and reach.after[move.target].isdisjoint(definition.notices[then.notice].during):
                message = f"{then.notice} is drafted on the way to {move.target}, after which it is never published"
                yield Finding(where=f"{where}.notice", message=message)
            for spot, state in enumerate(then.partners):
                if move.target not in reach.partner_steps[state] and reach.partner_steps[state]:
                    message = f"no partner can be {state} in {move.target}"
                    yield Finding(where=f"{where}.partners[{spot}]", message=message)
