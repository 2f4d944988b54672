"""Duties that could not be carried out as they are written: refined too late, heard by nobody, told to nobody."""

from __future__ import annotations

from collections.abc import Iterator

from procedures.checker.finding import Finding
from procedures.checker.reach import Reach


def duties(reach: Reach) -> Iterator[Finding]:
    """What is wrong with refinements, reports of exclusion and changes of contracts by themselves."""
    yield from _refinements(reach)
    rules = reach.definition.exclusions
    if rules is not None and bool(rules.reported) != bool(rules.report_by):
        message = "whoever is reported, and who reports, are given together: reported and report_by"
        yield Finding(where="exclusions.reported", message=message, rule="UK-EXC-5")
    yield from _reports(reach)
    changes = reach.definition.contract_changes
    if changes is not None and changes.standstill is not None:
        starts = reach.definition.deadlines[changes.standstill].starts
        if starts.notice != changes.notice:
            message = f"{changes.standstill} does not start with {changes.notice}"
            yield Finding(where="contract_changes.standstill", message=message, rule="UK-CHG-2")


def _reports(reach: Reach) -> Iterator[Finding]:
    """UK-EXC-5: somebody is reminded of the report, and no later than the law wants it."""
    rules, clocks = reach.definition.exclusions, reach.definition.deadlines
    if rules is None or not rules.reported:
        return
    mine = {
        name: clock
        for name, clock in clocks.items()
        if any(event.happened == "exclusions_reported" for event in clock.met_by)
    }
    if not mine:
        message = "no deadline is met by the report (met_by: [{ happened: exclusions_reported }])"
        yield Finding(where="exclusions.reported", message=message, rule="UK-EXC-5")
    for name, clock in mine.items():
        if clock.period is not None and clock.period.length > rules.report_days:
            message = f"{clock.period.length} days are longer than the {rules.report_days} in which it is reported"
            yield Finding(where=f"deadlines.{name}.period.length", message=message, rule="UK-EXC-5")


def _refinements(reach: Reach) -> Iterator[Finding]:
    """UK-REF-1: before final tenders are invited, and before the round is assessed."""
    definition = reach.definition
    for name, rule in definition.rounds.items():
        if rule.refinement is None:
            continue
        where = f"rounds.{name}.refinement"
        for step in rule.refinement.during:
            if reach.could((rule.refinement.before,), step):
                message = f"in {step} final tenders may have been invited ({rule.refinement.before})"
                yield Finding(where=f"{where}.during", message=message, rule="UK-REF-1")
            if not any(reach.could((step,), assessed) for assessed in rule.during):
                message = f"the round is assessed before {step} ({', '.join(rule.during)})"
                yield Finding(where=f"{where}.during", message=message, rule="EVAL-1")
        for state in rule.refinement.eliminated:
            if state not in definition.leavers:
                message = f"{state} is no state of somebody who is out"
                yield Finding(where=f"{where}.eliminated", message=message, rule="UK-REF-3")
